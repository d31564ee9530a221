package queue

import (
	"context"
	"slices"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
)

// opened is what was read of the chosen conversation.
type opened struct {
	row     inbox.Row
	msgs    []inbox.Message
	entries []inbox.Entry
	sends   []outbox.Send // of this conversation, newest first
	drafts  []outbox.Draft
	// answer is a fresh draft to the resident who wrote last; composing is what its
	// checks need to know.
	answer    outbox.Draft
	composing reply.Composing
	person    inbox.PersonSeen
	// post is our own post that it stands under, nil for none.
	post *inbox.Message
	// keep is how long the network lets members' words be kept, read where some
	// were forgotten; 0 not known.
	keep time.Duration
	// suggest is the conversation this one may belong to, nil for none.
	suggest *inbox.Row
	account channel.Channel
	offline bool
}

// recentSends is how many of our newest sends are looked through for those of a
// conversation; older ones have their copies here.
const recentSends = 300

// read reads the chosen conversation in the background and shows it, unless
// another one was chosen or read meanwhile.
func (q *Queue) read() {
	q.reads++
	turn, id, officer := q.reads, q.selected, q.env.Officer().ID
	var got *opened
	q.env.Work(func(ctx context.Context) (err error) {
		got, err = q.readConversation(ctx, officer, id)
		return err
	}, func(err error) {
		if turn != q.reads || id != q.selected {
			return
		}
		if err != nil {
			q.env.Say(err)
			return
		}
		q.open = got
		q.showOpen()
	})
}

func (q *Queue) readConversation(ctx context.Context, officer, id string) (*opened, error) {
	p, o := q.env.Program, &opened{}
	var err error
	if o.row, o.msgs, err = p.Store.Conversation(ctx, id); err != nil {
		return nil, err
	}
	if o.entries, err = p.Store.Record(ctx, id); err != nil {
		return nil, err
	}
	sends, err := p.Sends.Sends(ctx, nil, recentSends)
	if err != nil {
		return nil, err
	}
	for _, s := range sends {
		if s.Conversation == id {
			o.sends = append(o.sends, s)
		}
	}
	if err := q.readReply(ctx, o, officer); err != nil {
		return nil, err
	}
	if o.post, err = p.Store.Context(ctx, id); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(o.msgs, func(m inbox.Message) bool { return m.Expired }) {
		if can, err := p.Abilities(ctx, o.row.Channel); err == nil { // else it is said without the hours
			o.keep = can.KeepFor
		}
	}
	if o.person, err = p.Store.Person(ctx, o.row.Channel, o.row.Person.ID); err != nil && app.KindOf(err) != app.NotFound {
		return nil, err
	}
	if o.row.Suggest != "" {
		other, _, err := p.Store.Conversation(ctx, o.row.Suggest)
		if err == nil {
			o.suggest = &other
		} else if app.KindOf(err) != app.NotFound {
			return nil, err
		}
	}
	return o, nil
}

// readReply reads what an answer to the conversation needs. An account that was
// disconnected can't be answered from; its messages are still shown.
func (q *Queue) readReply(ctx context.Context, o *opened, officer string) error {
	p := q.env.Program
	var err error
	if o.drafts, err = p.Sends.Drafts(ctx, o.row.ID); err != nil {
		return err
	}
	if o.account, o.offline, err = q.readAccount(ctx, o.row.Channel); err != nil {
		return err
	}
	if o.account.ID == "" {
		return nil
	}
	if o.answer, err = p.Reply.Begin(ctx, officer, o.row.ID); err != nil {
		return err
	}
	o.composing, err = p.Reply.Composing(ctx, o.answer)
	return err
}

// readAccount returns a connected account, zero when it is not, and whether it
// can't be reached now.
func (q *Queue) readAccount(ctx context.Context, id string) (channel.Channel, bool, error) {
	all, err := q.env.Program.Channels.Channels(ctx, false)
	if err != nil {
		return channel.Channel{}, false, err
	}
	health, err := q.env.Program.Channels.Health(ctx)
	if err != nil {
		return channel.Channel{}, false, err
	}
	for _, c := range all {
		if c.ID == id {
			return c, health[id].State == channel.Offline || health[id].State == channel.NeedsYou, nil
		}
	}
	return channel.Channel{}, false, nil
}

// askedUs tells whether there is anybody to answer: a post of our own stands alone
// until somebody writes under it.
func (o *opened) askedUs() bool {
	return isMail(o.row) || slices.ContainsFunc(o.msgs, func(m inbox.Message) bool { return m.Direction == inbox.In })
}

// heldByGate is the send that the Gate stopped and that an officer must decide
// on, nil for none.
func (o *opened) heldByGate() *outbox.Send {
	for i, s := range o.sends {
		if s.State == outbox.Held && (s.HoldKind == outbox.HoldAnswered || s.HoldKind == outbox.HoldWroteAgain) {
			return &o.sends[i]
		}
	}
	return nil
}
