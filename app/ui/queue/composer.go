package queue

import (
	"context"
	"fmt"
	"strings"

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
	others      []outbox.Draft
	composing   reply.Composing
	account     channel.Channel
	offline     bool
	answer, all outbox.Draft
	msgs        []inbox.Message
	sends       []outbox.Send
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

// makeTabs makes the tabs: to all only where there is more than one to answer.
func (c *composer) makeTabs() {
	specs := []part.TabSpec{{ID: tabReply, Label: "Reply", Icon: theme.IconReply, Key: "R"}}
	if len(c.all.To)+len(c.all.Cc) > 1 {
		specs = append(specs, part.TabSpec{ID: tabAll, Label: "Reply to all", Icon: theme.IconReplyAll})
	}
	specs = append(specs, part.TabSpec{ID: tabRedirect, Label: "Redirect", Icon: theme.IconCallSplit, Key: "D"})
	c.tabs = part.NewTabs(specs, tabOf(c.draft), c.saved)
	c.tabs.OnChanged = c.chooseTab
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
	c.answer, c.all, c.msgs, c.sends = o.answer, o.toAll, o.msgs, o.sends
	chosen, others := chooseDraft(o.drafts, c.q.env.Officer().ID, c.wanted)
	same := c.draft.Conversation == o.row.ID && c.draft.ID != ""
	switch {
	case c.sending && same:
	case same && c.touched && c.wanted == "":
		_, others = chooseDraft(o.drafts, c.q.env.Officer().ID, c.draft.ID)
	case chosen != nil:
		c.load(*chosen, true)
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
	case tabReply:
		c.address(c.answer)
	case tabAll:
		c.address(c.all)
	case tabRedirect:
		c.tabs.SetSelected(tabOf(c.draft))
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

// refresh shows what is known about the draft.
func (c *composer) refresh() {
	on := c.draft.ID != "" && c.account.ID != "" && (c.q.open == nil || c.q.open.heldByGate() == nil)
	visible(c.card, on)
	visible(c.q.thread.hints, on && !c.isNew() && !c.low)
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

func (c *composer) showHead() {
	made := fmt.Sprint(c.draft.ID, c.expand, c.draft.Quote, len(c.q.list.channels), c.draft.Channel, tabOf(c.draft), len(c.all.To)+len(c.all.Cc))
	if !c.expand {
		made += fmt.Sprint(c.draft.To, c.draft.Cc)
	}
	if made == c.headMade {
		return
	}
	c.headMade = made
	c.makeTabs()
	top := fyne.CanvasObject(c.tabs)
	if c.isNew() {
		top = part.Pad(8, 14, 0, 14, part.Row(8, part.Grow(part.NewText("New mail", theme.DenseBold, theme.Text)), c.saved))
	}
	c.head.Objects = append([]fyne.CanvasObject{top}, c.people.rows(c)...)
	c.head.Refresh()
}

func (c *composer) showFoot() {
	label := "Send as " + c.account.Name
	if c.isNew() {
		label = "Send from " + c.account.Name
	}
	discard := c.touched && worthKeeping(c.draft)
	made := fmt.Sprint(label, discard, len(c.others))
	if made == c.footMade {
		return
	}
	c.footMade = made
	c.send.SetLabel(label)
	attach := part.NewButton(part.ButtonSpec{Label: "Attach", Icon: theme.IconAttachFile, Look: part.Quiet}, c.q.attach)
	c.foot.Objects = []fyne.CanvasObject{attach}
	if discard {
		c.foot.Objects = append(c.foot.Objects, part.NewButton(part.ButtonSpec{Label: "Discard", Icon: theme.IconDelete, Look: part.Quiet}, c.q.discardDraft))
	}
	if n := len(c.others); n > 0 {
		drafts := part.NewButton(part.ButtonSpec{Label: count(n) + " more " + plural(n, "draft", "drafts"), Icon: theme.IconDrafts, Look: part.Quiet}, nil)
		drafts.OnTapped = func() { part.ShowMenu(drafts, c.draftItems()...) }
		c.foot.Objects = append(c.foot.Objects, drafts)
	}
	c.foot.Objects = append(c.foot.Objects, part.Spring(), c.send)
	c.foot.Refresh()
}

func (c *composer) draftItems() []part.MenuItem {
	var items []part.MenuItem
	for _, d := range c.others {
		items = append(items, part.MenuItem{Label: c.q.view().draftWords(d), Icon: theme.IconDrafts, Do: func() { c.q.bringBack(d) }})
	}
	return items
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// showAbout shows findings, files and the count; it is made anew only when it
// would look otherwise.
func (c *composer) showAbout(all []finding, since string) {
	made := strings.Builder{}
	for _, f := range all {
		made.WriteString(f.words)
	}
	for _, f := range c.draft.Files {
		made.WriteString(f.Hash + f.Name)
	}
	n := count(reply.Count(c.draft.Text, c.initials()))
	made.WriteString(n + c.initials() + c.draft.ID)
	if c.offline {
		made.WriteString("offline")
	}
	if made.String() == c.aboutMade {
		return
	}
	c.aboutMade = made.String()
	c.about.Objects = nil
	good := part.Row(12)
	for _, f := range all {
		line := part.Row(4, part.NewIcon(f.icon, toneInk(f.tone), 16), part.NewText(f.words, theme.Small, toneInk(f.tone)))
		if f.tone == part.Good {
			good.Add(line)
			continue
		}
		row := part.RowTop(5, part.NewIcon(f.icon, toneInk(f.tone), 16), part.Grow(part.NewWrapped(f.words, theme.Small, toneInk(f.tone))))
		if since != "" && f.words == since {
			row.Add(part.NewButton(part.ButtonSpec{Label: "I have read it", Height: theme.SmallSize}, c.readOn))
		}
		c.about.Add(row)
	}
	if c.offline {
		c.about.Add(part.RowTop(5, part.NewIcon(theme.IconCloudOff, theme.Warn, 16),
			part.Grow(part.NewWrapped("The mailbox can’t be reached. Send anyway: it waits here and goes by itself.", theme.Small, theme.Warn))))
	}
	if len(c.draft.Files) > 0 {
		c.about.Add(c.fileTags())
	}
	good.Add(part.Spring())
	good.Add(part.Row(5, part.NewRigid(part.Run{Text: n, Type: theme.SmallBold, Tone: theme.Text},
		part.Run{Text: " characters, with", Type: theme.Small, Tone: theme.Text2}), part.Chip("^"+c.initials())))
	c.about.Add(good)
	c.about.Refresh()
}

// readOn says that what came since the draft began was read: the Gate will not
// stop for it.
func (c *composer) readOn() {
	c.change(func(d *outbox.Draft) { d.Seen = seenNow(c.msgs, c.sends) })
}

func (c *composer) fileTags() fyne.CanvasObject {
	tags := part.Wrap(6)
	for i, f := range c.draft.Files {
		tags.Add(part.NewTag(f.Name+", "+sizeWords(f.Size), theme.IconAttachFile, func() {
			c.change(func(d *outbox.Draft) { d.Files = append(d.Files[:i:i], d.Files[i+1:]...) })
		}))
	}
	return tags
}
