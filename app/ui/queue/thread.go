package queue

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// messageWide is the widest a message gets, with its avatar and room around it
// (DESIGN-LANGUAGE 3: text never wider than 720).
const messageWide = 720 + 66

// thread is the middle column: who wrote, how the clock stands, and the
// messages, above the composer.
type thread struct {
	q        *Queue
	box      *fyne.Container
	head     *fyne.Container
	clock    *fyne.Container
	messages *fyne.Container
	pane     *pane
	back     *part.Button
	done     *part.Button
	more     *part.Button
	hints    fyne.CanvasObject
	shown    string // what the messages were last made of
}

func newThread(q *Queue) *thread {
	t := &thread{q: q, head: part.Stack(), clock: part.Stack(), messages: part.Column(8)}
	t.back = part.NewButton(part.ButtonSpec{Label: "Queue", Icon: theme.IconArrowBack, Height: theme.SmallSize}, q.backToList)
	t.done = part.NewButton(part.ButtonSpec{Label: "Done", Key: "E", Height: theme.SmallSize}, q.markDone)
	t.more = part.NewButton(part.ButtonSpec{Name: "More", Icon: theme.IconMoreHoriz, Height: theme.SmallSize},
		func() { part.ShowMenu(t.more, q.moreItems()...) })
	t.pane = newPane(part.Pad(8, 8, 8, 8, newCapped(t.messages, messageWide)), func(key string) bool { return q.env.Press(key) }, q.backToList)
	t.pane.name = "Messages"
	t.hints = part.Row(12, part.KeyHint("next, previous", "J", "K"), part.KeyHint("no reply expected", "X"),
		part.KeyHint("wait for resident", "W"), part.Spring())
	t.box = part.Column(0, t.head, t.clock, part.HLine(), part.Grow(t.pane),
		part.Pad(4, 20, 8, 20, part.Column(8, q.compose.card, t.hints)))
	return t
}

// setBack shows the way back to the list where the two show one at a time.
func (t *thread) setBack(on bool) { part.Show(t.back, on) }

// show shows a conversation; fresh: one just chosen, at what is newest.
func (t *thread) show(o *opened, fresh bool) {
	t.showHead(o)
	t.showClock(o)
	v := t.q.view()
	if o == nil {
		t.shown = ""
		t.messages.Objects = []fyne.CanvasObject{t.nothing()}
		t.pane.Refresh()
		return
	}
	all := v.conversation(o)
	if made := signature(o, all); made != t.shown {
		t.shown = made
		t.fill(v, o, all)
	}
	if fresh {
		t.toNewest(all)
	}
}

// signature says what the messages are made of, so that what somebody is
// reading or selecting is not made anew for nothing.
func signature(o *opened, all []entry) string {
	var b strings.Builder
	fmt.Fprint(&b, o.row.ID, o.row.Subject, o.row.Status, o.row.Suggest, o.account.ID, o.composing.Account.Known, len(o.entries), endsOf(o))
	if o.post != nil {
		fmt.Fprint(&b, o.post.Text, o.post.DeletedAt)
	}
	for _, e := range all {
		fmt.Fprint(&b, e.key, e.data.Time, e.data.Marks, len(e.data.Body), len(e.files), e.data.Former, e.page)
	}
	if s := o.heldByGate(); s != nil {
		fmt.Fprint(&b, s.ID, s.GateKeys)
	}
	return b.String()
}

func (t *thread) showHead(o *opened) {
	if o == nil {
		words := "Queue"
		if t.q.compose.isNew() {
			words = "New mail"
		}
		t.head.Objects = []fyne.CanvasObject{part.Sized(0, theme.TitleStrip, part.Pad(0, 20, 0, 20,
			part.Row(8, t.back, part.Grow(part.NewText(words, theme.Heading, theme.Text)))))}
		t.head.Refresh()
		return
	}
	name := part.Row(8, part.NewLine(part.Run{Text: nameOf(o.row), Type: theme.Heading, Tone: theme.Text},
		part.Run{Text: handleOf(o.row), Type: theme.Dense, Tone: theme.Text2, Gap: 8}))
	if words, icon := whereTag(o.row, o.account, t.q.list.channels); words != "" {
		name.Add(part.NewTag(words, icon, nil))
	}
	row := part.Row(8, t.back, part.NewNetworkTile(o.row.Network, 24), part.Grow(name), t.done, t.more)
	if settledRow(o.row) && o.row.Status != inbox.Done {
		t.done.Enable()
	} else {
		t.done.Disable()
	}
	t.head.Objects = []fyne.CanvasObject{part.Pad(10, 20, 6, 20, row)}
	t.head.Refresh()
}

func (t *thread) showClock(o *opened) {
	t.clock.Objects = nil
	if o != nil {
		c := t.q.view().clockLine(o.row)
		icon, ink, letters := theme.IconTimer, toneInk(c.Tone), theme.BodyBold
		if c.Tone == part.Idle {
			icon, letters = theme.IconPauseCircle, theme.Dense
		}
		line := part.Row(8, part.NewIcon(icon, ink, 18), part.Grow(part.NewText(c.Words, letters, ink)))
		if c.Rule != "" {
			line.Add(part.NewText(c.Rule, theme.Small, theme.Text3))
		}
		if o.row.Status == inbox.History {
			line.Add(part.NewButton(part.ButtonSpec{Label: "Make work of this", Height: theme.SmallSize}, t.q.makeWork))
		}
		column := part.Column(4)
		if c.Before != "" {
			before := toneInk(c.BeforeTone)
			column.Add(part.Row(8, part.NewIcon(theme.IconHourglassFill, before, 18), part.Grow(part.NewText(c.Before, theme.BodyBold, before))))
		}
		column.Add(line)
		if c.Ruler != nil {
			column.Add(part.NewRuler(*c.Ruler))
		}
		t.clock.Objects = []fyne.CanvasObject{part.Pad(0, 20, 10, 20, column)}
	}
	t.clock.Refresh()
	t.box.Refresh()
}

func toneInk(t part.Tone) fyne.ThemeColorName {
	return map[part.Tone]fyne.ThemeColorName{part.Soon: theme.Warn, part.Late: theme.Danger, part.Good: theme.OK,
		part.Unknown: theme.Unsure, part.Idle: theme.Text2, part.Chosen: theme.Accent, part.Calm: theme.Text}[t]
}

// nothing is what stands where no conversation is chosen.
func (t *thread) nothing() fyne.CanvasObject {
	if t.q.compose.isNew() {
		return part.Pad(0, 12, 0, 12, part.NewWrapped("A new mail answers nothing, so no clock runs for it. When they write back, it appears in the queue.", theme.Dense, theme.Text2))
	}
	if len(t.q.list.channels) == 0 && !t.q.list.first {
		return part.Pad(0, 12, 0, 12, part.EmptyState(theme.IconMail, part.Idle, "No channel is connected yet",
			"Messages appear here once a mailbox or another channel is connected.",
			part.NewButton(part.ButtonSpec{Label: "Add channel", Look: part.Primary}, func() { t.q.env.Go(screen.Channels, screen.AddChannel) })))
	}
	return part.Pad(0, 12, 0, 12, part.EmptyState(theme.IconCheckCircle, part.Good, "No message is chosen",
		"Choose one in the list to read and answer it.", nil))
}

// fill makes the messages anew; what stands in view stays there.
func (t *thread) fill(v view, o *opened, all []entry) {
	at := t.pane.scroll.Offset.Y
	t.messages.Objects = nil
	if o.account.ID == "" {
		t.messages.Add(part.Banner(theme.IconLinkOff, part.Soon, part.Words{Bold: "This account is not connected any more.",
			Rest: " Its messages are kept, and can’t be answered from here."}))
	}
	for _, e := range endsOf(o) {
		t.messages.Add(part.Banner(e.icon, part.Chosen, e.words,
			part.NewButton(part.ButtonSpec{Label: "Open it", Height: theme.SmallSize}, func() { t.q.choose(e.id) })))
	}
	if s, on := v.contextStrip(o.row, o.post, o.msgs); on {
		t.messages.Add(t.strip(s))
	}
	if o.row.Subject != "" {
		t.messages.Add(part.Pad(2, 12, 0, 12, part.NewWrapped(o.row.Subject, theme.BodyBold, theme.Text)))
	}
	for _, e := range all {
		t.messages.Add(t.message(o, e))
	}
	if s := o.heldByGate(); s != nil {
		t.messages.Add(t.stopped(v, o, *s))
	}
	t.pane.Refresh()
	t.pane.to(at)
}

func (t *thread) message(o *opened, e entry) fyne.CanvasObject {
	d := e.data
	d.OnLink = t.q.openPage
	d.OnSave = func(i int) { t.q.saveFile(o.row.ID, e.key, e.files[i]) }
	if items := t.q.measureItems(o, e.key); (e.theirs || e.kept) && len(items) > 0 {
		d.OnMore = func(under fyne.CanvasObject) { part.ShowMenu(under, t.q.measureItems(o, e.key)...) }
	}
	next := t.nextSteps(o, e)
	m := part.NewMessage(d)
	if len(next) == 0 {
		return m
	}
	return part.Column(0, m, part.Pad(0, 0, 0, 46, part.Wrap(8, next...)))
}

// nextSteps are what somebody may want to do about a message that says too
// little by itself.
func (t *thread) nextSteps(o *opened, e entry) []fyne.CanvasObject {
	quiet := func(label string, icon theme.IconName, do func()) fyne.CanvasObject {
		return part.NewButton(part.ButtonSpec{Label: label, Icon: icon, Look: part.Quiet, Height: theme.SmallSize}, do)
	}
	var next []fyne.CanvasObject
	if e.trouble {
		next = append(next, quiet("Look in the outbox", theme.IconOutbox, func() { t.q.env.Go(screen.Outbox, e.send) }))
	}
	if e.forgotten && e.page != "" {
		next = append(next, quiet("Open on "+notice.NetworkWords(o.row.Network), theme.IconOpenInNew, func() { t.q.openPage(e.page) }))
	}
	if e.forgotten {
		next = append(next, quiet("Fetch again", theme.IconRefresh, func() { t.q.refetch(o.row) }))
	}
	return next
}

// refetch asks the network for words that we could keep for a while only.
func (q *Queue) refetch(r inbox.Row) {
	q.env.Work(func(ctx context.Context) error { return q.env.Program.Intake.Refetch(ctx, r.Channel, r.ID) }, func(err error) {
		if err != nil {
			q.env.Say(err)
		}
		if q.selected == r.ID {
			q.read()
		}
	})
}

// strip shows what a conversation stands under.
func (t *thread) strip(s strip) fyne.CanvasObject {
	row := part.Row(8, part.NewIcon(s.icon, theme.Text3, 16), part.Grow(part.NewText(s.words, theme.Small, theme.Text2)))
	if s.page != "" {
		row.Add(part.NewButton(part.ButtonSpec{Label: s.open, Key: "O", Look: part.Quiet, Height: theme.SmallSize}, func() { t.q.openPage(s.page) }))
	}
	return part.Pad(0, 12, 4, 12, part.Stack(part.NewFrame(theme.Sunken, theme.LineTone, theme.RadiusControl), part.Pad(3, 6, 3, 10, row)))
}

// openPage opens a page of a network in the browser.
func (q *Queue) openPage(page string) {
	if err := q.env.OpenLink(page); err != nil {
		q.env.Say(err)
	}
}

// openHere opens what is chosen on its network.
func (q *Queue) openHere() {
	if page := q.pageHere(); page != "" {
		q.openPage(page)
	}
}

// pageHere is the page of what is chosen, "" where there is none.
func (q *Queue) pageHere() string {
	if q.open == nil || isMail(q.open.row) {
		return ""
	}
	return pageOf(q.open.msgs, q.open.post)
}

// toNewest scrolls so that the newest message begins in sight.
func (t *thread) toNewest(all []entry) {
	if len(all) == 0 || len(t.messages.Objects) == 0 {
		t.pane.to(0)
		return
	}
	last := t.messages.Objects[len(t.messages.Objects)-1]
	y := last.Position().Y
	if y+last.Size().Height <= t.pane.scroll.Size().Height {
		y = 0
	}
	t.pane.to(y)
}

// saveFile saves an attachment where the officer says.
func (q *Queue) saveFile(conversation, message string, f inbox.File) {
	q.env.SaveFile(program.FileName(f.Name), func(path string) {
		if path == "" {
			return
		}
		var saved string
		q.env.Work(func(ctx context.Context) (err error) {
			saved, err = q.env.Program.SaveFileAs(ctx, conversation, message, f.Part, path)
			return err
		}, func(err error) { q.toldSaved(saved, err) })
	})
}

// saveOriginal saves where the officer says what was kept of a message that could
// not be read.
func (q *Queue) saveOriginal(conversation string, m inbox.Message) {
	q.env.SaveFile(program.OriginalName(m), func(path string) {
		if path == "" {
			return
		}
		var saved string
		q.env.Work(func(ctx context.Context) (err error) {
			saved, err = q.env.Program.SaveOriginal(ctx, conversation, m.Key, path)
			return err
		}, func(err error) { q.toldSaved(saved, err) })
	})
}

// toldSaved says that a file from outside is there, or why not.
func (q *Queue) toldSaved(saved string, err error) {
	if err != nil {
		q.env.Say(err)
		return
	}
	q.env.Did("Saved "+filepath.Base(saved)+". It came from outside: open it with care.", nil)
}

// crossed are the words that made the Gate stop a send, oldest first.
func crossed(o *opened, s outbox.Send) []entry {
	stopping := map[string]bool{}
	for _, k := range s.GateKeys {
		stopping[k] = true
	}
	var all []entry
	for _, m := range o.msgs {
		if stopping[m.Key] {
			all = append(all, entry{key: m.Key, at: m.Start, data: part.MessageData{Name: authorWords(o.row.Network, m), Ours: m.Direction == inbox.Own, Body: m.Text}})
		}
	}
	for _, other := range o.sends {
		if stopping["send:"+other.ID] {
			all = append(all, entry{key: other.ID, at: other.QueuedAt, data: part.MessageData{Name: other.Initials, Ours: true, Body: other.Text}})
		}
	}
	return all
}
