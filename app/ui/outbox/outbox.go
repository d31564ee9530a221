// Package outbox is the outbox screen: our messages on their way, and what is
// known of each, no more (DESIGN 4, DESIGN-LANGUAGE 5.6).
package outbox

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	sends "commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Outbox is the screen. Its methods belong to the UI goroutine.
type Outbox struct {
	env     screen.Env
	content *fyne.Container
	columns *columns
	rows    *part.List
	listBox *fyne.Container
	empty   *fyne.Container
	page    *page

	all        []sends.Send
	accounts   map[string]channel.Channel
	lines      []line
	everything bool
	selected   string
	reads      int
	loading    bool
	again      bool
	follows    bool
	ticking    bool // a second's tick is on its way
}

var _ screen.Screen = (*Outbox)(nil)

// New returns the screen. It reads when it is shown.
func New(env screen.Env) *Outbox {
	o := &Outbox{env: env}
	o.rows = part.NewList("Messages on their way", part.Rows{
		Len:        func() int { return len(o.lines) },
		Kind:       o.kind,
		Height:     func(kind int) float32 { return []float32{theme.GroupHead, theme.OutboxRow}[kind] },
		New:        newRow,
		Bind:       o.bind,
		Selectable: func(i int) bool { return o.lines[i].send != nil },
	})
	o.rows.OnSelected = func(i int) {
		if !o.follows && o.lines[i].send != nil {
			o.choose(o.lines[i].send.ID)
		}
	}
	o.rows.OnActivated = func(int) { env.Press("Enter") }
	o.rows.OnRune = func(r rune) { env.Press(strings.ToUpper(string(r))) }
	o.rows.OnKey = func(e *fyne.KeyEvent) {
		if len(e.Name) > 1 { // letters act as runes
			env.Press(string(e.Name))
		}
	}
	o.empty = part.Stack()
	head := part.Pad(0, 16, 0, 16, part.Row(8, part.NewRigid(part.Run{Text: "Outbox", Type: theme.Title, Tone: theme.Text}), part.Spring()))
	o.listBox = part.Stack(part.NewBox(theme.Surface, 0), part.Column(0, part.Sized(0, theme.TitleStrip, head), part.HLine(),
		part.Grow(part.Stack(o.rows, o.empty))))
	o.page = newPage(o)
	o.columns = &columns{o: o, line: part.VLine()}
	o.content = container.NewStack(part.NewBox(theme.Bg, 0), container.New(o.columns, o.listBox, o.page.box, o.columns.line))
	return o
}

// Content implements screen.Screen.
func (o *Outbox) Content() fyne.CanvasObject { return o.content }

// Shown implements screen.Screen: id is a send.
func (o *Outbox) Shown(id string) {
	o.rows.Letters = o.env.Program.Snapshot().Settings.SingleKeys
	if id != "" {
		o.selected = id
		o.columns.toPage(true)
	}
	o.load()
	o.focus(o.rows)
}

// Changed implements screen.Screen.
func (o *Outbox) Changed(c event.Change) {
	if c.Topic == event.Sends || c.Topic == event.Channels {
		o.load()
	}
}

// Tick implements screen.Screen.
func (o *Outbox) Tick() { o.show() }

// Panes implements screen.Screen.
func (o *Outbox) Panes() []fyne.Focusable {
	panes := []fyne.Focusable{}
	if o.listBox.Visible() {
		panes = append(panes, o.rows)
	}
	if o.page.box.Visible() && o.page.first != nil {
		panes = append(panes, o.page.first)
	}
	return panes
}

func (o *Outbox) focus(f fyne.Focusable) {
	if o.env.Window != nil {
		o.env.Window.Canvas().Focus(f)
	}
}

func (o *Outbox) view() view {
	return view{now: o.env.Clock(), snap: o.env.Program.Snapshot(), accounts: o.accounts}
}

func (o *Outbox) kind(i int) int {
	if o.lines[i].send == nil {
		return 0
	}
	return 1
}

func newRow(kind int) part.ListRow {
	if kind == 0 {
		return part.NewGroupHead()
	}
	return part.NewOutboxRow()
}

func (o *Outbox) bind(i int, row part.ListRow) {
	at := o.lines[i]
	switch w := row.(type) {
	case *part.GroupHead:
		w.Set(at.head)
		w.OnTapped = nil
		if at.more {
			w.OnTapped = o.showAll
		}
	case *part.OutboxRow:
		w.Set(o.view().rowData(*at.send))
	}
}

func (o *Outbox) showAll() {
	o.everything = true
	o.show()
}

// settledShown is how many of the newest settled sends are looked through.
const settledShown = 500

// load reads the outbox anew in the background.
func (o *Outbox) load() {
	if o.loading {
		o.again = true
		return
	}
	o.loading, o.again = true, false
	var all []sends.Send
	accounts := map[string]channel.Channel{}
	p := o.env.Program
	o.env.Work(func(ctx context.Context) error {
		under, err := p.Sends.Sends(ctx, []sends.State{sends.Queued, sends.Sending, sends.Committed, sends.WaitingTry,
			sends.Unconfirmed, sends.Rejected, sends.Held}, 0)
		if err != nil {
			return err
		}
		settled, err := p.Sends.Sends(ctx, []sends.State{sends.Sent}, settledShown)
		if err != nil {
			return err
		}
		all = append(under, settled...)
		chans, err := p.Channels.Channels(ctx, true)
		for _, c := range chans {
			accounts[c.ID] = c
		}
		return err
	}, func(err error) {
		o.loading = false
		if err != nil {
			o.env.Say(err)
			return
		}
		o.all, o.accounts = all, accounts
		o.show()
		o.settle()
		if o.again {
			o.load()
		}
	})
}

// show lays out what was read; the selection stays on its message.
func (o *Outbox) show() {
	was := find(o.lines, o.selected)
	after := neighbour(o.lines, was)
	o.lines = o.view().lines(o.all, o.everything)
	if find(o.lines, o.selected) < 0 && was >= 0 {
		o.selected = after
	}
	o.rows.Reload()
	o.follow()
	o.showEmpty()
	o.tickSoon()
}

func (o *Outbox) follow() {
	o.follows = true
	o.rows.Select(find(o.lines, o.selected))
	o.follows = false
}

// settle chooses the first message when none is, and reads the chosen one.
func (o *Outbox) settle() {
	if find(o.lines, o.selected) < 0 {
		o.selected = neighbour(o.lines, -1)
		o.follow()
	}
	o.read()
}

func (o *Outbox) showEmpty() {
	o.empty.Objects = nil
	if len(o.lines) == 0 {
		o.empty.Add(part.Pad(16, 16, 16, 16, part.Column(0, part.EmptyState(theme.IconOutbox, part.Calm, "Nothing is on its way",
			"Replies you send pass through here. Today’s stay listed.", nil), part.Spring())))
	}
	o.empty.Refresh()
}

func (o *Outbox) choose(id string) {
	o.selected = id
	o.columns.toPage(true)
	o.read()
	o.env.Enabling()
}

// send is the chosen message; ok is false when there is none.
func (o *Outbox) send() (sends.Send, bool) {
	for _, s := range o.all {
		if s.ID == o.selected {
			return s, true
		}
	}
	return sends.Send{}, false
}

// opened is what was read of the chosen message.
type opened struct {
	send   sends.Send
	record []act.Act
	row    inbox.Row
	msgs   []inbox.Message
	others []sends.Send
}

// read reads the chosen message and its conversation in the background.
func (o *Outbox) read() {
	s, ok := o.send()
	if !ok {
		o.page.show(nil)
		return
	}
	o.reads++
	turn, p := o.reads, o.env.Program
	got := &opened{send: s, others: o.all}
	o.env.Work(func(ctx context.Context) (err error) {
		if got.record, err = p.Sends.SendRecord(ctx, s.ID); err != nil || s.Conversation == "" {
			return err
		}
		got.row, got.msgs, err = p.Store.Conversation(ctx, s.Conversation)
		return err
	}, func(err error) {
		if turn != o.reads {
			return
		}
		if err != nil {
			o.env.Say(err)
			return
		}
		o.page.show(got)
		o.env.Enabling()
	})
}

// tickSoon has the countdowns move in a second, while there are any.
func (o *Outbox) tickSoon() {
	v, counting := o.view(), false
	for _, s := range o.all {
		counting = counting || v.graceLeft(s) > 0
	}
	if !counting || o.ticking {
		return
	}
	o.ticking = true
	time.AfterFunc(time.Second, func() {
		o.env.OnUI(func() {
			o.ticking = false
			o.show()
			if s, ok := o.send(); ok && s.State == sends.Queued {
				o.page.showStatement(s)
			}
		})
	})
}
