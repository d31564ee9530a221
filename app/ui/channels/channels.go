// Package channels is the channels screen: every connected account, whether it
// works, whether anything is missing, and what it can do (picture 06).
package channels

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/channel"
	"commsdesk/app/event"
	"commsdesk/app/program"
	"commsdesk/app/ui/connect"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Channels is the screen. Its methods belong to the UI goroutine.
type Channels struct {
	env     screen.Env
	content *fyne.Container
	body    *fyne.Container // table and details
	columns *columns
	table   *fyne.Container
	count   *part.Line
	foot    *fyne.Container
	alarms  *fyne.Container
	alarmed string // what the alarms say, to leave them alone while it stays
	rows    *part.List
	empty   *fyne.Container
	details *details
	connect *connect.Page

	all      []entry
	lines    []line
	selected string
	follows  bool
	loading  bool
	again    bool
	read     bool
	after    func() // what to open once the channels are read
}

var (
	_ screen.Screen = (*Channels)(nil)
	_ screen.Leaver = (*Channels)(nil)
)

// New returns the screen. It reads when it is shown.
func New(env screen.Env) *Channels {
	c := &Channels{env: env, empty: part.Stack(), alarms: part.Column(12)}
	c.newList()
	c.count = part.NewText("", theme.Dense, theme.Text2)
	add := part.NewButton(part.ButtonSpec{Label: "Add channel", Icon: theme.IconAdd}, func() { c.addChannel("") })
	head := part.Pad(0, 20, 0, 20, part.Row(12, part.NewRigid(part.Run{Text: "Channels", Type: theme.Title, Tone: theme.Text}), part.Grow(c.count), add))
	c.foot = part.Pad(12, 20, 14, 20, part.NewWrapped("“There / here” counts what the network holds against what Commsdesk holds, in the stretch that is read. "+
		"Broadcast channels carry no reply promise unless you say so, but every message is still read and counted.", theme.Small, theme.Text2))
	c.table = part.Column(0, part.Stack(part.NewBox(theme.Surface, 0), part.Sized(0, theme.TitleStrip, head)), part.HLine(),
		c.alarms, part.Sized(0, headHigh, tableHead()), part.Grow(part.Stack(c.rows, c.empty)), part.HLine(), c.foot)
	c.details = newDetails(c)
	c.columns = &columns{c: c, line: part.VLine()}
	c.body = container.New(c.columns, c.table, c.details.box, c.columns.line)
	c.connect = connect.New(env, connect.Options{Leave: c.leaveConnect, Connected: c.connected})
	c.connect.Content().Hide()
	c.content = container.NewStack(part.NewBox(theme.Bg, 0), c.body, c.connect.Content())
	return c
}

func (c *Channels) newList() {
	c.rows = part.NewList("Channels", part.Rows{
		Len: func() int { return len(c.lines) },
		Kind: func(i int) int {
			if c.lines[i].entry == nil {
				return 0
			}
			return 1
		},
		Height: func(kind int) float32 { return []float32{theme.GroupHead, rowHigh}[kind] },
		New: func(kind int) part.ListRow {
			if kind == 0 {
				return part.NewGroupHead()
			}
			return newRow()
		},
		Bind:       c.bind,
		Selectable: func(i int) bool { return c.lines[i].entry != nil },
	})
	c.rows.OnSelected = func(i int) {
		if !c.follows && c.lines[i].entry != nil {
			c.choose(c.lines[i].entry.ID)
		}
	}
	c.rows.OnActivated = func(int) { c.env.Press("Enter") }
	c.rows.OnRune = func(r rune) { c.env.Press(strings.ToUpper(string(r))) }
	c.rows.OnKey = func(e *fyne.KeyEvent) {
		if len(e.Name) > 1 { // letters act as runes
			c.env.Press(string(e.Name))
		}
	}
}

func (c *Channels) bind(i int, r part.ListRow) {
	l := c.lines[i]
	switch w := r.(type) {
	case *part.GroupHead:
		w.Set(part.GroupData{Label: l.head, Count: l.count, Icon: theme.IconGroups})
	case *row:
		w.set(c.view().row(*l.entry))
	}
}

// Content implements screen.Screen.
func (c *Channels) Content() fyne.CanvasObject { return c.content }

// Shown implements screen.Screen: id is a channel, or one of screen.AddChannel,
// screen.ConnectMailbox and screen.SignInPrefix with a channel's id.
func (c *Channels) Shown(id string) {
	c.rows.Letters = c.env.Program.Snapshot().Settings.SingleKeys
	again, signIn := strings.CutPrefix(id, screen.SignInPrefix)
	switch {
	case id == screen.AddChannel:
		c.addChannel("")
	case id == screen.ConnectMailbox:
		c.addChannel(program.MailboxNetwork)
	case signIn:
		c.selected = again
		c.after = c.signIn
		c.leaveConnect()
	case id != "":
		c.selected = id
		c.leaveConnect()
		c.columns.toDetails(true)
	}
	c.load()
	c.home()
}

// home gives the keyboard to the page in front.
func (c *Channels) home() {
	switch {
	case c.connecting():
		c.connect.Focus()
	case c.table.Visible():
		c.focus(c.rows)
	case c.details.first != nil:
		c.focus(c.details.first)
	}
}

// Changed implements screen.Screen.
func (c *Channels) Changed(ch event.Change) {
	if ch.Topic == event.Channels || ch.Topic == event.Conversations {
		c.load()
	}
}

// Tick implements screen.Screen.
func (c *Channels) Tick() { c.load() }

// Panes implements screen.Screen.
func (c *Channels) Panes() []fyne.Focusable {
	if c.connecting() {
		return c.connect.Panes()
	}
	var panes []fyne.Focusable
	if c.table.Visible() {
		panes = append(panes, c.rows)
	}
	if c.details.box.Visible() && c.details.first != nil {
		panes = append(panes, c.details.first)
	}
	return panes
}

func (c *Channels) focus(f fyne.Focusable) {
	if c.env.Window != nil {
		c.env.Window.Canvas().Focus(f)
	}
}

func (c *Channels) view() view { return view{now: c.env.Clock()} }

// gapsRead is how many of a channel's newest gaps are looked through.
const gapsRead = 200

// load reads the channels anew in the background.
func (c *Channels) load() {
	if c.loading {
		c.again = true
		return
	}
	c.loading, c.again = true, false
	var all []entry
	c.env.Work(func(ctx context.Context) (err error) {
		all, err = collect(ctx, c.env.Program)
		return err
	}, func(err error) {
		c.loading = false
		if err != nil {
			c.env.Say(err)
			return
		}
		c.all, c.read = all, true
		c.show()
		if c.after != nil {
			then := c.after
			c.after = nil
			then()
		}
		if c.again {
			c.load()
		}
	})
}

// collect reads every connected channel with what is known of it.
func collect(ctx context.Context, p *program.Program) ([]entry, error) {
	chans, err := p.Channels.Channels(ctx, false)
	if err != nil {
		return nil, err
	}
	health, err := p.Channels.Health(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]entry, 0, len(chans))
	for _, ch := range chans {
		e := entry{Channel: ch, health: health[ch.ID], title: strings.TrimSuffix(p.NetworkTitle(ch.Network), " Page"), byHand: p.ByHand(ch)}
		if e.last, err = p.Channels.LastInbound(ctx, ch.ID); err != nil {
			return nil, err
		}
		if e.gaps, err = p.Channels.Gaps(ctx, ch.ID, gapsRead); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	var networks []string
	for _, n := range p.Networks() {
		networks = append(networks, n.Name)
	}
	order(all, networks)
	return all, nil
}

// show lays out what was read; the selection stays on its channel.
func (c *Channels) show() {
	c.showAlarms() // first: they take room from the rows
	c.lines = lines(c.all)
	c.rows.Reload() // at once: a layout in between would find other rows than were told
	c.count.SetText(worksWords(c.all))
	if find(c.lines, c.selected) < 0 {
		c.selected = first(c.lines)
	}
	c.follows = true
	c.rows.Select(find(c.lines, c.selected))
	c.follows = false
	c.showEmpty()
	c.details.read()
	c.env.Enabling()
}

// entry is the chosen channel; ok is false when there is none.
func (c *Channels) entry() (entry, bool) { return c.byID(c.selected) }

func (c *Channels) byID(id string) (entry, bool) {
	for _, e := range c.all {
		if e.ID == id {
			return e, true
		}
	}
	return entry{}, false
}

func (c *Channels) choose(id string) {
	c.selected = id
	c.details.read()
	c.env.Enabling()
}

func (c *Channels) showEmpty() {
	c.empty.Objects = nil
	if c.read && len(c.lines) == 0 {
		next := part.NewButton(part.ButtonSpec{Label: "Add channel", Icon: theme.IconAdd, Look: part.Primary}, func() { c.addChannel("") })
		c.empty.Add(part.Column(0, part.Pad(16, 20, 16, 20, part.EmptyState(theme.IconLinkOff, part.Soon, "No channel is connected",
			"Nothing comes in or goes out. What was here before is kept, and comes back when you connect it again.", next)), part.Spring()))
	}
	c.empty.Refresh()
}

// showAlarms shows a card for each channel that needs a person. The same ones
// stay as they are, so that a focused button keeps the keyboard.
func (c *Channels) showAlarms() {
	all := c.view().alarms(c.all)
	var key strings.Builder
	for _, a := range all {
		key.WriteString(a.id + a.title + a.words + "\n")
	}
	if key.String() == c.alarmed {
		return
	}
	c.alarmed = key.String()
	c.alarms.Objects = nil
	cards := part.Column(8)
	for _, a := range all {
		cards.Add(c.alarm(a))
	}
	if len(all) > 0 {
		c.alarms.Add(part.Pad(14, 20, 14, 20, cards))
	}
	c.table.Refresh()
}

func (c *Channels) alarm(a alarm) fyne.CanvasObject {
	button := part.NewButton(part.ButtonSpec{Label: a.button, Name: a.button + ": " + a.title, Look: part.Primary}, func() {
		c.selected = a.id
		if a.certificate {
			c.show()
			c.columns.toDetails(true)
			c.details.test()
			return
		}
		c.signIn()
	})
	words := part.Column(2, part.NewWrapped(a.title, theme.BodyBold, theme.Text), part.NewWrapped(a.words, theme.Dense, theme.Text2))
	return part.Card(part.CardSpec{Edge: theme.Danger, Pad: 12,
		Content: part.Pad(0, 2, 0, 2, part.Row(14, part.NewIcon(theme.IconErrorFill, theme.Danger, 20), part.Grow(words), button))})
}

func (c *Channels) connecting() bool { return c.connect.Content().Visible() }

// addChannel opens the connect page: at a network, or "" to choose one.
func (c *Channels) addChannel(network string) {
	if network == "" {
		c.connect.Choose()
	} else {
		c.connect.Open(network)
	}
	c.toConnect()
}

func (c *Channels) toConnect() {
	c.body.Hide()
	c.connect.Content().Show()
	c.content.Refresh()
	c.connect.Focus()
	c.env.Enabling()
}

// leaveConnect shows the channels again. What was typed stays on its page.
func (c *Channels) leaveConnect() {
	if !c.connecting() {
		return
	}
	c.connect.Content().Hide()
	c.body.Show()
	c.content.Refresh()
	c.home()
	c.env.Enabling()
}

// connected shows a channel that was just connected or signed in again.
func (c *Channels) connected(ch channel.Channel) {
	c.selected = ch.ID
	c.columns.toDetails(true)
	c.load()
}
