package queue

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// composer is where an answer, or a new mail, is written. What is typed is
// handed to the keeper of drafts at each change and never destroyed here.
type composer struct {
	q    *Queue
	card *part.ComposerCard
	text *part.Composer

	tabs   *part.Tabs
	specs  []part.TabSpec
	head   *fyne.Container
	saved  *part.Line
	people *people
	about  *fyne.Container
	foot   *fyne.Container
	send   *part.Button
	quote  *part.CheckRow

	draft   outbox.Draft
	touched bool // somebody changed it: it is, or will be, on disk
	setting bool // we change the text, nobody types
	sending bool
	focused bool
	low     bool // the window is too low for a roomy box beside the messages
	rows    int
	expand  bool   // the address boxes are open
	wanted  string // the draft to open once its conversation was read
	stops   string // why it can't be sent, "" when it can

	// What was read of the conversation.
	others    []outbox.Draft
	composing reply.Composing
	account   channel.Channel
	offline   bool
	msgs      []inbox.Message
	sends     []outbox.Send
	// What the parts around the text were last made of.
	headMade, aboutMade, footMade string
}

func newComposer(q *Queue) *composer {
	c := &composer{q: q, text: part.NewComposer("Text", "Write here", 4), head: part.Column(0), about: part.Column(4)}
	c.saved = part.NewLine(part.Run{Type: theme.Small, Tone: theme.Text3})
	c.makeTabs()
	c.people = newPeople(c)
	c.quote = part.NewCheckRow("Quote their message", "", false)
	c.quote.OnChanged = func(on bool) { c.change(func(d *outbox.Draft) { d.Quote = on }) }
	c.text.OnChanged = func(text string) {
		if !c.setting {
			c.change(func(d *outbox.Draft) { d.Text = text })
		}
	}
	c.text.OnFull = func() { q.env.Say(errFull) }
	c.text.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyEscape {
			return false
		}
		c.flush()
		q.focus(q.thread.pane)
		return true
	}
	c.foot = part.Row(8)
	c.send = part.NewButton(part.ButtonSpec{Label: "Send", Key: "Ctrl ↵", Look: part.Primary}, q.send)
	c.card = part.NewComposerCard(c.head, c.text, c.about, c.foot)
	focused := c.text.OnFocus
	c.text.OnFocus = func(on bool) {
		focused(on)
		c.focused = on
		c.fit()
		if !on {
			c.flush()
		}
	}
	c.card.Hide()
	return c
}

// makeTabs makes the tabs of the ways in which it can be answered.
func (c *composer) makeTabs() {
	k := c.now()
	c.specs = tabsOf(c.account.Network, k, c.toAll())
	c.tabs = part.NewTabs(c.specs, tabOf(k), c.saved)
	c.tabs.OnChanged = c.chooseTab
}

// now is the draft as it stands with what its checks need to know.
func (c *composer) now() reply.Composing {
	k := c.composing
	k.Draft = c.draft
	return k
}

// offers tells whether a tab is there.
func (c *composer) offers(tab string) bool {
	return slices.ContainsFunc(c.specs, func(s part.TabSpec) bool { return s.ID == tab })
}

func (c *composer) isNew() bool { return c.draft.Purpose == outbox.New && c.draft.ID != "" }

// change changes the draft as somebody types or chooses, and has it saved.
func (c *composer) change(f func(*outbox.Draft)) {
	if c.draft.ID == "" {
		return
	}
	f(&c.draft)
	if !c.touched && !worthKeeping(c.draft) {
		c.refresh()
		return
	}
	c.touched = true
	c.say("Saving")
	c.q.env.Program.Drafts.Edit(c.q.env.Who(), c.draft)
	c.refresh()
}

// show goes on with what was being written in the conversation, or begins
// afresh. A text under way is left alone: only what is known beside it changes.
func (c *composer) show(o *opened) {
	if o == nil {
		if !c.isNew() {
			c.draft, c.touched = outbox.Draft{}, false
		}
		c.refresh()
		return
	}
	c.account, c.offline, c.composing = o.account, o.offline, o.composing
	c.msgs, c.sends = o.msgs, o.sends
	chosen, others := chooseDraft(o.drafts, c.q.env.Officer().ID, c.wanted)
	same := c.draft.Conversation == o.row.ID && c.draft.ID != ""
	switch {
	case c.sending && same:
	case same && c.touched && c.wanted == "":
		_, others = chooseDraft(o.drafts, c.q.env.Officer().ID, c.draft.ID)
	case chosen != nil:
		c.load(*chosen, true)
	case same:
		c.load(c.stillAimed(o.answer), false)
	default:
		c.load(o.answer, false)
	}
	c.others, c.wanted = others, ""
	c.refresh()
}

// load puts a draft into the composer.
func (c *composer) load(d outbox.Draft, stored bool) {
	c.draft, c.touched, c.expand = d, stored, d.Purpose == outbox.New
	c.setting = true
	if c.text.Text() != d.Text {
		c.text.SetText(d.Text)
	}
	c.setting = false
	c.say("")
	if stored && !d.SavedAt.IsZero() {
		c.say(savedWords(d))
	}
	c.people.set(d)
}

// say tells how safe the text is: "Draft saved 9:47".
func (c *composer) say(words string) {
	if c.saved.Text() != words {
		c.saved.SetText(words)
		c.tabs.Refresh()
		c.head.Refresh()
	}
}

// leave puts away what was written, as another conversation is chosen: it is on
// disk before anything else shows, or removed when there is nothing in it.
func (c *composer) leave() {
	if c.touched && c.draft.ID != "" {
		if worthKeeping(c.draft) {
			c.flush()
		} else {
			c.discardEmpty(c.draft.ID)
		}
	}
	c.draft, c.touched, c.others = outbox.Draft{}, false, nil
	c.composing.Messages = nil // of the conversation that is left
}

// flush has the draft on disk now.
func (c *composer) flush() {
	id := c.draft.ID
	if id == "" || !c.touched || c.sending {
		return
	}
	c.q.env.Work(func(ctx context.Context) error { return c.q.env.Program.Drafts.Flush(ctx, id) }, nil)
}

func (c *composer) discardEmpty(id string) {
	c.q.env.Work(func(ctx context.Context) error { return c.q.env.Program.Drafts.Discard(ctx, id) }, nil)
}

// chooseTab changes whom the answer goes to; the text stays.
func (c *composer) chooseTab(id string) {
	switch id {
	case tabReply, tabPrivate:
		if !c.composing.Mail {
			c.goPrivate(id == tabPrivate)
			return
		}
		c.address(c.now().Aimed(c.draft.Answers, false))
	case tabAll:
		c.address(c.toAll())
	case tabRedirect:
		c.tabs.SetSelected(tabOf(c.now()))
		c.q.redirectMenu()
	}
}

func (c *composer) address(to outbox.Draft) {
	c.draft.To, c.draft.Cc = to.To, to.Cc
	if c.draft.Purpose == outbox.Redirect {
		c.draft.Purpose, c.draft.Redirect = outbox.Reply, ""
	}
	c.people.set(c.draft)
	c.change(func(*outbox.Draft) {})
	c.q.focus(c.text.Target())
}

// goPrivate has the answer read by everybody, or by the resident alone; the text
// stays.
func (c *composer) goPrivate(on bool) {
	c.draft.Private = on && !c.composing.Talk
	if c.draft.Purpose == outbox.Redirect {
		c.draft.Purpose, c.draft.Redirect = outbox.Reply, ""
	}
	c.change(func(*outbox.Draft) {})
	c.q.focus(c.text.Target())
}

// refresh shows what is known about the draft.
func (c *composer) refresh() {
	on := c.draft.ID != "" && c.account.ID != "" && (c.q.open == nil || c.q.open.heldByGate() == nil && c.q.open.askedUs())
	part.Show(c.card, on)
	part.Show(c.q.thread.hints, on && !c.isNew() && !c.low)
	if !on {
		return
	}
	c.check()
	c.showHead()
	c.showFoot()
	c.fit()
	c.q.thread.box.Refresh()
}

// fit gives the box its rows: where the window is low, few until somebody
// writes, so that the messages can be read.
func (c *composer) fit() {
	rows := 4
	switch {
	case c.isNew():
		rows = 8
	case c.low && !c.focused && !c.touched:
		rows = 1
	case c.low:
		rows = 3
	}
	if rows != c.rows {
		c.rows = rows
		c.text.SetRows(rows)
		c.q.thread.box.Refresh()
	}
}

// setLow tells how high the window is.
func (c *composer) setLow(low bool) {
	if c.low != low {
		c.low = low
		c.refresh()
	}
}

// check runs the live checks.
func (c *composer) check() {
	c.composing.Draft = c.draft
	since, crossing := "", []string(nil)
	if !c.isNew() {
		since = c.q.view().since(c.draft, c.msgs, c.sends)
		crossing = []string{since, c.q.view().pending(c.sends)}
	}
	all, stops := findings(reply.Checks(c.composing), crossing...)
	c.stops = stops
	if c.stops == "" && !c.sending {
		c.send.Enable()
	} else {
		c.send.Disable()
	}
	c.showAbout(all, since)
}

// initials are those that the draft will carry.
func (c *composer) initials() string {
	o, _ := c.q.env.Program.Snapshot().Officer(c.draft.Officer)
	return o.Initials
}
