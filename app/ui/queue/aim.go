package queue

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// Several residents may write in one thread. An answer goes to the newest message
// unless an officer chooses another from its menu; then the composer says so.

// answerItems are the ways to answer one message instead of the newest.
func (q *Queue) answerItems(o *opened, msg inbox.Message) []part.MenuItem {
	public, private := answersOf(o, msg)
	var items []part.MenuItem
	if public {
		items = append(items, part.MenuItem{Label: "Reply to this", Icon: theme.IconReply, Do: func() { q.answerThis(msg.Key, false) }})
	}
	if private {
		items = append(items, part.MenuItem{Label: "Reply to this in private", Icon: theme.IconLock, Do: func() { q.answerThis(msg.Key, true) }})
	}
	return items
}

// answersOf tells whether a message can be chosen to be answered where it stands,
// and apart from that in private.
func answersOf(o *opened, msg inbox.Message) (reply, private bool) {
	switch {
	case o.account.ID == "" || !msg.Human() || o.heldByGate() != nil:
		return false, false
	case msg.Mail(): // one letter alone leaves nothing to choose
		return len(o.composing.Messages) > 1, false
	case !msg.DeletedAt.IsZero() || spoken(o.row.Network):
		return false, false
	}
	a := o.composing.Account
	return true, !o.row.Private && (!a.Known || a.Private.OK)
}

// answerThis goes on writing to another message of the conversation.
func (q *Queue) answerThis(key string, private bool) {
	c := q.compose
	if !c.card.Visible() || q.open == nil || c.draft.Conversation != q.open.row.ID {
		return
	}
	q.columns.toThread(true)
	c.aim(key, private)
}

// aim has the draft answer the message with this key, "" the newest; its words
// stay.
func (c *composer) aim(key string, private bool) {
	c.draft = c.now().Aimed(key, false)
	c.draft.Private = private && !c.composing.Talk
	if c.draft.Purpose == outbox.Redirect {
		c.draft.Purpose, c.draft.Redirect = outbox.Reply, ""
	}
	c.people.set(c.draft)
	c.change(func(*outbox.Draft) {})
	c.q.focus(c.text.Target())
}

// stillAimed is a fresh draft, read while nothing was typed yet, with what the
// officer had chosen for it: whom it answers, and that only they read it.
func (c *composer) stillAimed(fresh outbox.Draft) outbox.Draft {
	k := c.composing
	k.Draft = fresh
	if c.draft.Answers != "" {
		fresh = k.Aimed(c.draft.Answers, false)
	}
	fresh.Private = c.draft.Private
	return fresh
}

// toAll is the draft as an answer to everybody whom the mail it answers went to.
func (c *composer) toAll() outbox.Draft {
	if c.isNew() {
		return outbox.Draft{}
	}
	return c.now().Aimed(c.draft.Answers, true)
}

// aimWords say whom an answer goes to when that is not who wrote last: "To Cerys
// Vaughan, 14:05"; "" when it is.
func (c *composer) aimWords() string {
	if c.isNew() {
		return ""
	}
	return c.q.view().aimWords(c.account.Network, c.now())
}

func (v view) aimWords(network string, k reply.Composing) string {
	m, ok := k.Answered()
	if newest, _ := k.Newest(); !ok || m.Key == newest.Key {
		return ""
	}
	who := m.AnswerTo.Words()
	if !m.Mail() {
		who = authorWords(network, m)
	}
	return "To " + shorten(who, shownOfName) + ", " + calendar.FormatWhen(v.now, m.Start)
}

// shownOfName is how many letters of a name leave room for the time behind it.
const shownOfName = 40

// aimRow shows them, with the way back.
func (c *composer) aimRow(words string) fyne.CanvasObject {
	back := part.NewButton(part.ButtonSpec{Label: "Answer the newest", Look: part.Quiet, Height: theme.SmallSize},
		func() { c.aim("", c.draft.Private) })
	return part.Pad(4, 12, 0, 14, part.Row(8, part.NewIcon(theme.IconReply, theme.Accent, 16),
		part.Grow(part.NewText(words, theme.SmallBold, theme.Text)), back))
}
