package queue

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// Bounds of what is read for the list.
const (
	closedWithin = 60 * 24 * time.Hour // how long ago a conversation settled today may have begun
	olderShown   = 300
)

// list is the left column: title, filter, and the conversations.
type list struct {
	q      *Queue
	box    fyne.CanvasObject
	rows   *part.List
	filter *part.SegmentedFilter
	marks  *fyne.Container
	marked map[string]bool
	count  *part.Line
	empty  *fyne.Container
	// begun offers the new mails that are not sent yet.
	begun      *fyne.Container
	begunWords *part.Line

	data     listed
	lines    []line
	folds    map[string]bool
	drafts   map[string]bool
	only     filter
	loading  bool // a reading is under way
	again    bool // and something changed since it began
	first    bool // nothing was read yet
	follows  bool // the selection is being moved by us
	channels []channel.Channel
}

// listed is what was read for the list.
type listed struct {
	rows, older []inbox.Row
	olderCount  int
	drafts      map[string]bool
	begun       []outbox.Draft // new mails not sent yet
	channels    []channel.Channel
}

func newList(q *Queue) *list {
	l := &list{q: q, marked: map[string]bool{}, folds: map[string]bool{}, only: everybody, first: true}
	l.rows = part.NewList("Conversations", part.Rows{
		Len:  func() int { return len(l.lines) },
		Kind: l.kind,
		Height: func(kind int) float32 {
			return []float32{theme.GroupHead, theme.QueueRow}[kind]
		},
		New:        l.newRow,
		Bind:       l.bind,
		Selectable: func(i int) bool { return l.lines[i].row != nil },
		Marked:     func(i int) bool { return l.lines[i].row != nil && l.marked[l.lines[i].row.ID] },
	})
	l.rows.OnSelected = func(i int) {
		if !l.follows && l.lines[i].row != nil {
			q.choose(l.lines[i].row.ID)
		}
	}
	l.rows.OnActivated = func(int) { q.intoThread() }
	l.rows.OnMark = l.mark
	l.rows.OnRune = func(r rune) { q.env.Press(strings.ToUpper(string(r))) }
	l.rows.OnKey = func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			l.clearMarks()
			return
		}
		if len(e.Name) > 1 { // letters act as runes
			q.env.Press(string(e.Name))
		}
	}
	l.rows.OnMenu = func(_ int, at fyne.Position) { part.ShowMenuAt(q.env.Window.Canvas(), at, q.moreItems()...) }
	l.filter = part.NewSegmentedFilter(l.options(nil), string(everybody))
	l.filter.OnChanged = func(id string) { l.setFilter(filter(id)) }
	l.box = l.build()
	return l
}

func (l *list) build() fyne.CanvasObject {
	head := part.Row(10, part.NewRigid(part.Run{Text: "Queue", Type: theme.Title, Tone: theme.Text}))
	if l.q.env.Search != nil {
		head.Add(part.Grow(part.NewButton(part.ButtonSpec{Label: "Search", Icon: theme.IconSearch, Key: "Ctrl K"}, l.q.env.Search)))
	} else {
		head.Add(part.Spring())
	}
	head.Add(part.NewButton(part.ButtonSpec{Label: "New mail", Key: "Ctrl N"}, l.q.newMail))
	l.count = part.NewLine(part.Run{Type: theme.DenseBold, Tone: theme.Text})
	l.marks = part.Pad(0, 16, 8, 16, part.Row(8, part.Grow(l.count),
		part.NewButton(part.ButtonSpec{Label: "One answer for all", Key: "B", Height: theme.SmallSize}, l.q.bulkMenu),
		part.NewButton(part.ButtonSpec{Label: "Clear", Look: part.Quiet, Height: theme.SmallSize}, l.clearMarks)))
	l.marks.Hide()
	l.begunWords = part.NewLine(part.Run{Type: theme.Small, Tone: theme.Text2})
	l.begun = part.Pad(0, 16, 8, 16, part.Row(8, part.NewIcon(theme.IconDrafts, theme.Text2, 16), part.Grow(l.begunWords),
		part.NewButton(part.ButtonSpec{Label: "Open", Name: "Open the mail that was begun", Height: theme.SmallSize}, l.openBegun)))
	l.begun.Hide()
	l.empty = part.Stack()
	return part.Column(0,
		part.Sized(0, theme.TitleStrip, part.Pad(0, 16, 0, 16, head)),
		part.Pad(0, 16, 10, 16, part.Leading(l.filter)), l.marks, l.begun, part.HLine(),
		part.Grow(part.Stack(l.rows, l.empty)))
}

func (l *list) letters(on bool) { l.rows.Letters = on }

func (l *list) kind(i int) int {
	if l.lines[i].row == nil {
		return 0
	}
	return 1
}

func (l *list) newRow(kind int) part.ListRow {
	if kind == 0 {
		return part.NewGroupHead()
	}
	return part.NewQueueRow()
}

func (l *list) bind(i int, row part.ListRow) {
	at := l.lines[i]
	switch w := row.(type) {
	case *part.GroupHead:
		w.Set(at.head)
		w.OnTapped = func() { l.fold(at.group, !at.head.Folded) }
	case *part.QueueRow:
		w.Set(l.q.view().rowData(*at.row))
	}
}

// load reads the list anew in the background; changes that come meanwhile make
// it read once more.
func (l *list) load() {
	if l.loading {
		l.again = true
		return
	}
	l.loading, l.again = true, false
	var got listed
	unfolded := l.unfolded(olderKey)
	now := l.q.env.Clock()
	l.q.env.Work(func(ctx context.Context) (err error) {
		got, err = l.read(ctx, now, unfolded)
		return err
	}, func(err error) {
		l.loading = false
		if err != nil {
			l.q.env.Say(err)
			return
		}
		l.data, l.drafts, l.channels, l.first = got, got.drafts, got.channels, false
		l.show()
		l.settle()
		if l.again {
			l.load()
		}
	})
}

// mailboxes are the accounts that a new mail can go from.
func (l *list) mailboxes() []channel.Channel {
	var all []channel.Channel
	for _, c := range l.channels {
		if c.Network == mailbox {
			all = append(all, c)
		}
	}
	return all
}

func (l *list) unfolded(group string) bool {
	folded, chosen := l.folds[group]
	return chosen && !folded
}

func (l *list) read(ctx context.Context, now time.Time, older bool) (listed, error) {
	p := l.q.env.Program
	var got listed
	var err error
	if got.rows, err = p.Store.Queue(ctx, inbox.Filter{Statuses: []inbox.Status{inbox.Open, inbox.Waiting}}); err != nil {
		return got, err
	}
	closed := []inbox.Status{inbox.Answered, inbox.NoReply, inbox.Done}
	settled, err := p.Store.Queue(ctx, inbox.Filter{Statuses: closed, Since: now.Add(-closedWithin)})
	if err != nil {
		return got, err
	}
	counts, err := p.Store.Counts(ctx)
	if err != nil {
		return got, err
	}
	got.olderCount = counts[inbox.History] + counts[inbox.Answered] + counts[inbox.NoReply] + counts[inbox.Done]
	for _, r := range settled {
		if settledOn(r, now) {
			got.rows = append(got.rows, r)
			got.olderCount--
		}
	}
	if older {
		if got.older, err = p.Store.Queue(ctx, inbox.Filter{Statuses: append(closed, inbox.History), Limit: olderShown}); err != nil {
			return got, err
		}
	}
	if got.channels, err = p.Channels.Channels(ctx, false); err != nil {
		return got, err
	}
	drafts, err := p.Sends.Drafts(ctx, "")
	got.drafts = map[string]bool{}
	for _, d := range drafts {
		if !worthKeeping(d) {
			continue
		}
		got.drafts[d.Conversation] = true
		if d.Conversation == "" {
			got.begun = append(got.begun, d)
		}
	}
	return got, err
}

// settledOn tells whether a conversation was settled on the day of now.
func settledOn(r inbox.Row, now time.Time) bool {
	n := len(r.Settled)
	return n > 0 && calendar.DateOf(r.Settled[n-1].Settled) == calendar.DateOf(now)
}

// show lays the list out from what was read. The selection stays on its
// conversation wherever that has moved to.
func (l *list) show() {
	v := l.q.view()
	l.lines = lines(v.groups(l.data.rows, l.data.older, l.only, l.data.olderCount), l.folds)
	l.filter.Set(l.options(v.counts(l.data.rows)), string(l.only))
	l.rows.Reload()
	l.follow()
	l.showBegun()
	l.showEmpty()
}

// showBegun offers new mails that were begun, but for the one being written.
func (l *list) showBegun() {
	n := len(l.otherBegun())
	l.begunWords.SetText(part.Count(n, "new mail is", "new mails are") + " not sent yet")
	if l.begun.Visible() != (n > 0) {
		part.Show(l.begun, n > 0)
		l.box.Refresh()
	}
}

func (l *list) otherBegun() []outbox.Draft {
	var all []outbox.Draft
	for _, d := range l.data.begun {
		if d.ID != l.q.compose.draft.ID {
			all = append(all, d)
		}
	}
	return all
}

func (l *list) openBegun() {
	all := l.otherBegun()
	if len(all) == 1 {
		l.q.bringBack(all[0])
		return
	}
	var items []part.MenuItem
	for _, d := range all {
		items = append(items, part.MenuItem{Label: orWords(d.Subject, l.q.view().draftWords(d)), Icon: theme.IconDrafts, Do: func() { l.q.bringBack(d) }})
	}
	part.ShowMenu(l.begun, items...)
}

func (l *list) options(n map[filter]int) []part.Option {
	var out []part.Option
	for _, f := range filters {
		out = append(out, part.Option{ID: string(f), Label: f.words() + " " + part.Commas(n[f])})
	}
	return out
}

// follow moves the list's selection to the chosen conversation.
func (l *list) follow() {
	l.follows = true
	l.rows.Select(find(l.lines, l.q.selected))
	l.follows = false
}

// settle chooses the first conversation when none is, as on the first showing.
func (l *list) settle() {
	if l.q.selected != "" || l.q.compose.isNew() {
		return
	}
	for _, at := range l.lines {
		if at.row != nil {
			l.q.choose(at.row.ID)
			return
		}
	}
	l.q.showOpen()
}

func (l *list) showEmpty() {
	l.empty.Objects = nil
	if !l.first && len(l.lines) == 0 {
		title, words := "Nobody is waiting", "New messages appear here, soonest due first."
		if l.only != everybody {
			title, words = "Nobody is waiting under “"+l.only.words()+"”", "Press Alt 1 to see everything."
		}
		l.empty.Add(part.Pad(16, 16, 16, 16, part.Column(0, part.EmptyState(theme.IconCheckCircle, part.Good, title, words, nil), part.Spring())))
	}
	l.empty.Refresh()
}

func (l *list) setFilter(f filter) {
	l.only = f
	l.show()
}

// fold folds or unfolds a group. When the chosen conversation goes out of
// sight, the next one in sight is chosen.
func (l *list) fold(group string, folded bool) {
	next := ""
	if at := find(l.lines, l.q.selected); folded && at >= 0 && l.lines[at].group == group {
		gone := map[string]bool{}
		for _, other := range l.lines {
			if other.row != nil && other.group == group {
				gone[other.row.ID] = true
			}
		}
		next = neighbour(l.lines, l.q.selected, gone)
	}
	l.folds[group] = folded
	l.show()
	if next != "" {
		l.q.choose(next)
	}
	if group == olderKey && !folded {
		l.load()
	}
}

// groupAt is the group of the chosen conversation.
func (l *list) groupAt() string {
	if at := find(l.lines, l.q.selected); at >= 0 {
		return l.lines[at].group
	}
	return ""
}

// unfoldNext unfolds the first folded group after the chosen conversation, or
// the first of all.
func (l *list) unfoldNext() {
	from := max(0, find(l.lines, l.q.selected))
	for _, part := range [][]line{l.lines[from:], l.lines[:from]} {
		for _, at := range part {
			if at.row == nil && at.head.Folded {
				l.fold(at.group, false)
				return
			}
		}
	}
}

func (l *list) mark(i int, on bool) {
	id := l.lines[i].row.ID
	if on {
		l.marked[id] = true
	} else {
		delete(l.marked, id)
	}
	l.showMarks()
}

func (l *list) clearMarks() {
	l.marked = map[string]bool{}
	l.rows.Reload()
	l.follow()
	l.showMarks()
}

func (l *list) showMarks() {
	n := len(l.marked)
	l.count.SetText(part.Commas(n) + " marked")
	part.Show(l.marks, n > 0)
	l.box.Refresh()
	l.q.env.Enabling()
}

// step chooses the conversation after (1) or before (-1) the chosen one.
func (l *list) step(by int) {
	for i := find(l.lines, l.q.selected) + by; i >= 0 && i < len(l.lines); i += by {
		if l.lines[i].row != nil {
			l.q.choose(l.lines[i].row.ID)
			return
		}
	}
}
