package journey

import (
	"strings"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// everyStatus asks for all conversations.
var everyStatus = []inbox.Status{inbox.Open, inbox.Answered, inbox.Waiting, inbox.NoReply, inbox.Done, inbox.History}

// row is the conversation of a resident, by the beginning of the name.
func (o *office) row(name string) inbox.Row {
	o.t.Helper()
	rows, err := o.program.Store.Queue(ctx, inbox.Filter{Statuses: everyStatus})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range rows {
		if strings.HasPrefix(r.Person.Name, name) {
			return r
		}
	}
	o.t.Fatalf("nobody called %s has written", name)
	return inbox.Row{}
}

// message is the newest message of a resident.
func (o *office) message(name string) inbox.Message {
	o.t.Helper()
	_, msgs, err := o.program.Store.Conversation(ctx, o.row(name).ID)
	if err != nil {
		o.t.Fatal(err)
	}
	return msgs[len(msgs)-1]
}

func (o *office) drafts() []outbox.Draft {
	o.t.Helper()
	all, err := o.program.Sends.Drafts(ctx, "")
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

// sends are all but those taken back, newest first.
func (o *office) sends() []outbox.Send {
	o.t.Helper()
	all, err := o.program.Sends.Sends(ctx, nil, 0)
	if err != nil {
		o.t.Fatal(err)
	}
	var out []outbox.Send
	for _, s := range all {
		if s.State != outbox.Withdrawn {
			out = append(out, s)
		}
	}
	return out
}

// send is the newest message on its way, zero when there is none.
func (o *office) send() outbox.Send {
	o.t.Helper()
	if all := o.sends(); len(all) > 0 {
		return all[0]
	}
	return outbox.Send{}
}
