package outbox

import (
	"context"

	sends "commsdesk/app/outbox"
	"commsdesk/app/ui/screen"
)

const (
	menuOutbox = "Outbox"
)

// Actions implements screen.Screen (DESIGN-LANGUAGE 6).
func (o *Outbox) Actions() []screen.Action {
	is := func(states ...sends.State) func() bool {
		return func() bool {
			s, ok := o.send()
			for _, state := range states {
				if ok && s.State == state {
					return true
				}
			}
			return false
		}
	}
	return []screen.Action{
		{ID: "outbox.open", Title: "Open the conversation", Menu: menuOutbox, Key: "Enter", Enabled: func() bool {
			s, ok := o.send()
			return ok && s.Conversation != ""
		}, Do: o.openConversation},
		{ID: "outbox.live", Title: "It is there, mark it sent", Menu: menuOutbox, Key: "1", Enabled: is(sends.Unconfirmed), Do: o.sayLive},
		{ID: "outbox.again", Title: "It is not there, send again", Menu: menuOutbox, Key: "2", Enabled: is(sends.Unconfirmed), Do: o.sendAgain},
		{ID: "outbox.look", Title: "Look again", Menu: menuOutbox, Key: "3", Enabled: is(sends.Unconfirmed), Do: o.lookAgain},
		{ID: "outbox.now", Title: "Send now", Menu: menuOutbox, Key: "S", Enabled: is(sends.WaitingTry, sends.Held), Do: func() { o.release(false) }},
		{ID: "outbox.draft", Title: "Back to draft", Menu: menuOutbox, Key: "D", Enabled: is(sends.Queued, sends.WaitingTry, sends.Held, sends.Rejected), Do: o.backToDraft},
		{ID: "outbox.all", Title: "Show all sent today", Menu: menuOutbox, Key: "]", Do: o.showAll},
		{ID: "mail.new", Title: "New mail", Menu: menuOutbox, Shortcut: "Ctrl+N", Do: func() { o.env.Go(screen.Queue, screen.NewMail) }},
	}
}

func (o *Outbox) openConversation() {
	if s, ok := o.send(); ok && s.Conversation != "" {
		o.env.Go(screen.Queue, s.Conversation)
	}
}

// decide carries out what an officer decided on the chosen message, and tells.
func (o *Outbox) decide(did func() string, do func(ctx context.Context, id string) error) {
	s, ok := o.send()
	if !ok {
		return
	}
	o.env.Work(func(ctx context.Context) error { return do(ctx, s.ID) }, func(err error) {
		if err != nil {
			o.env.Say(err)
		} else if words := did(); words != "" {
			o.env.Did(words, nil)
		}
		o.load()
	})
}

func always(words string) func() string { return func() string { return words } }

func (o *Outbox) sayLive() {
	who := o.env.Who()
	o.decide(always("Marked as sent."), func(ctx context.Context, id string) error {
		_, err := o.env.Program.Outbox.SayLive(ctx, who, id)
		return err
	})
}

func (o *Outbox) sendAgain() {
	who := o.env.Who()
	var after sends.Send
	o.decide(func() string {
		if after.State == sends.Sent {
			return foundSaid(after) + " Nothing was sent."
		}
		return "Sending the same " + after.Noun() + " once more."
	}, func(ctx context.Context, id string) (err error) {
		after, err = o.env.Program.SendAgain(ctx, who, id)
		return err
	})
}

func (o *Outbox) lookAgain() {
	var after sends.Send
	o.decide(func() string {
		switch {
		case after.State == sends.Sent:
			return foundSaid(after)
		case after.Mail():
			return "Looked again: no copy yet. That proves nothing."
		}
		return "Looked again: it was not " + after.Among() + "."
	}, func(ctx context.Context, id string) (err error) {
		after, err = o.env.Program.Dispatcher.LookNow(ctx, id)
		return err
	})
}

// foundSaid is said when a look found it.
func foundSaid(s sends.Send) string {
	if s.Apart() {
		return "Found: it went."
	}
	return "Found: it is live."
}

// openPage opens a network's page in the browser.
func (o *Outbox) openPage(page string) { o.env.Say(o.env.OpenLink(page)) }

func (o *Outbox) release(anyway bool) {
	who := o.env.Who()
	o.decide(always("Sending now."), func(ctx context.Context, id string) error {
		_, err := o.env.Program.Outbox.Release(ctx, who, id, anyway)
		o.env.Program.Dispatcher.Wake()
		return err
	})
}

// backToDraft turns the message into a draft and opens it where it is written.
func (o *Outbox) backToDraft() {
	who := o.env.Who()
	var d sends.Draft
	o.decide(func() string {
		o.env.Go(screen.Queue, screen.DraftPrefix+d.ID)
		return "It is a draft again."
	}, func(ctx context.Context, id string) (err error) {
		d, err = o.env.Program.Outbox.Withdraw(ctx, who, id)
		return err
	})
}

// discard throws a stopped message away; Undo makes a draft of it.
func (o *Outbox) discard() {
	who := o.env.Who()
	var d sends.Draft
	o.decide(func() string {
		o.env.Did("Your reply was discarded.", func() { o.restore(d) })
		return ""
	}, func(ctx context.Context, id string) (err error) {
		if d, err = o.env.Program.Outbox.Withdraw(ctx, who, id); err != nil {
			return err
		}
		return o.env.Program.Drafts.Discard(ctx, d.ID)
	})
}

func (o *Outbox) restore(d sends.Draft) {
	d.ID = o.env.Program.IDs.New()
	o.env.Program.Drafts.Edit(o.env.Who(), d)
	o.env.Work(func(ctx context.Context) error { return o.env.Program.Drafts.Flush(ctx, d.ID) }, func(err error) {
		if err != nil {
			o.env.Say(err)
			return
		}
		o.env.Go(screen.Queue, screen.DraftPrefix+d.ID)
	})
}
