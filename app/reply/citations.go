package reply

import (
	"context"
	"fmt"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"
)

// Citations joins what comes in to our own sends and decides, by a named rule,
// what it proves.
type Citations struct {
	Sends  outbox.Store
	Beside outbox.Companion
}

var _ intake.Cites = (*Citations)(nil)

// citing is the named rule by which messages prove things about sends.
var citing = act.Rule("cited")

// ActsFor returns what the messages prove: a send of ours that came back
// (RFC 3464), or one whose outcome was open and that is shown to have gone,
// because our own copy lies there or somebody's message cites its id. linked
// names for each message the send that it is or cites; a message that only
// claims to be ours is linked when it is that send word for word.
func (c *Citations) ActsFor(ctx context.Context, channel string, msgs []inbox.Message) (acts []act.Act, linked map[string]intake.Link, err error) {
	linked = map[string]intake.Link{}
	// Several messages of a batch may speak of one send: each is judged by
	// what the ones before it decided.
	b := &batch{c: c, channel: channel, open: map[string]outbox.Send{}}
	for _, m := range msgs {
		s, found, err := b.sendOf(ctx, m)
		if err != nil {
			return nil, nil, err
		}
		if !found {
			continue
		}
		linked[m.Key] = intake.Link{Send: s.ID, Conversation: s.Conversation}
		a, ok := proves(m, s)
		if !ok {
			continue
		}
		beside, err := c.Beside.Beside(ctx, s, a)
		if err != nil {
			return nil, nil, fmt.Errorf("what send %s means for its conversation: %w", s.ID, err)
		}
		acts = append(append(acts, a), beside...)
		s.Apply(a)
		b.open[s.ID] = s
	}
	return acts, linked, nil
}

// batch is what is known of sends while one batch of messages is judged.
type batch struct {
	c       *Citations
	channel string
	open    map[string]outbox.Send // as what came before in the batch left them
	// nameless are our sends of which the network's id is not known; read once,
	// when first asked for.
	nameless []outbox.Send
	read     bool
}

// sendOf finds the send that a message is, reports about or answers.
func (b *batch) sendOf(ctx context.Context, m inbox.Message) (outbox.Send, bool, error) {
	for _, id := range cited(m) {
		s, found, err := b.named(ctx, m, id)
		if err != nil {
			return outbox.Send{}, false, fmt.Errorf("find the send a message cites: %w", err)
		}
		if found && (!m.Claimed || m.Auto != "" || isCopy(m, s)) {
			return s, true, nil
		}
	}
	if m.Mail() || m.Direction != inbox.Own {
		return outbox.Send{}, false, nil
	}
	return b.sameWords(ctx, m)
}

// named finds the send that an id of m's names: its token, and outside mail the
// network's own id, or an address at the network that ends with the token.
func (b *batch) named(ctx context.Context, m inbox.Message, id string) (outbox.Send, bool, error) {
	sends := b.c.Sends
	s, err := sends.ByToken(ctx, b.channel, id)
	if app.KindOf(err) == app.NotFound && !m.Mail() {
		s, err = sends.ByRemoteID(ctx, b.channel, id)
		if end := id[strings.LastIndex(id, "/")+1:]; app.KindOf(err) == app.NotFound && end != id && end != "" {
			s, err = sends.ByToken(ctx, b.channel, end)
		}
	}
	if app.KindOf(err) == app.NotFound {
		return s, false, nil
	}
	if changed, ok := b.open[s.ID]; ok {
		s = changed
	}
	return s, err == nil, err
}

// sameWords finds the send that our own message must be though no id says so:
// the network did not answer, or gave none.
func (b *batch) sameWords(ctx context.Context, m inbox.Message) (outbox.Send, bool, error) {
	if !b.read {
		all, err := b.c.Sends.Sends(ctx, nil, recentSends)
		if err != nil {
			return outbox.Send{}, false, fmt.Errorf("read our newest sends: %w", err)
		}
		b.nameless, b.read = all, true
	}
	for _, s := range b.nameless {
		if changed, ok := b.open[s.ID]; ok {
			s = changed
		}
		if s.Channel == b.channel && mustBe(m, s) {
			return s, true, nil
		}
	}
	return outbox.Send{}, false, nil
}

// cited are the ids that a message names, the likeliest first. Our own names
// only itself: that it answers in a thread of ours makes it no send of ours.
func cited(m inbox.Message) []string {
	ids := make([]string, 0, 2+len(m.Parents))
	if m.Bounce != nil {
		ids = append(ids, m.Bounce.OriginalID)
	}
	if m.Direction == inbox.Own || m.Claimed {
		ids = append(ids, m.RemoteID)
	}
	if m.Direction != inbox.Own {
		ids = append(ids, m.Parents...)
	}
	kept := ids[:0]
	for _, id := range ids {
		if id != "" {
			kept = append(kept, id)
		}
	}
	return kept
}

// isCopy tells a copy of our own send from somebody who only claims to be us:
// an id can be learned and forged, so subject and words must be ours too. A
// head is judged when its body comes: what was once taken for ours stays so.
func isCopy(m inbox.Message, s outbox.Send) bool {
	return m.RemoteID == s.Token && !m.HeaderOnly && oneLine(m.Subject) == oneLine(s.Subject) &&
		s.Text != "" && strings.Contains(oneLine(m.Text+"\n"+m.Quoted), oneLine(s.Text))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// proves is the act that a message about the send s calls for; ok is false for
// none.
func proves(m inbox.Message, s outbox.Send) (a act.Act, ok bool) {
	if s.CommittedAt.IsZero() {
		return a, false
	}
	own := isOurs(m, s)
	switch {
	case m.Bounce != nil && m.Bounce.Permanent && m.Bounce.OriginalID == s.Token:
		if _, may := outbox.Next(s.State, outbox.EvReturn); !may || s.Returned {
			return a, false
		}
		a = citing.New(outbox.EvReturn.Kind(), outbox.Subject(s.ID), outbox.ReturnedEffect{Message: m.Key}, outbox.Reason{Why: returnWords(*m.Bounce)})
		return a, true
	case m.Direction == inbox.Own && !own:
		return a, false // our next message in the thread cites it; that proves nothing
	}
	if _, may := outbox.Next(s.State, outbox.EvProve); !may || s.State == outbox.Sent && !tellsItsID(m, s) {
		return a, false
	}
	effect := outbox.ProvedEffect{By: outbox.ByMessage, Message: m.Key, At: app.Millis(m.Start), Filed: outbox.FiledPending}
	where := "A message that answers it came in."
	switch {
	case !m.Mail():
		effect.Filed = outbox.FiledNot
		if own {
			where, effect.RemoteID, effect.Permalink = "It was found at the network.", m.RemoteID, m.Permalink
		}
	case own && m.Direction == inbox.Own:
		where, effect.Filed = "It lies in Sent.", outbox.FiledServer
	case own:
		where = "A copy of it came back."
	case m.Bounce != nil:
		where = "A report about its delivery came in."
	}
	return citing.New(outbox.EvProve.Kind(), outbox.Subject(s.ID), effect, outbox.Reason{Where: where}), true
}

// returnWords says why a message came back.
func returnWords(b inbox.Bounce) string {
	words := "It came back."
	if b.Recipient != "" {
		words = "It came back from " + b.Recipient + "."
	}
	if b.Reason != "" {
		words += " The server said: " + oneLine(b.Reason)
	}
	return words
}
