package channels

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/calendar"
	"commsdesk/app/program"
	"commsdesk/app/ui/connect"
	"commsdesk/app/ui/mailbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// factWide is the column of the names of facts.
const factWide = 92

// details is what is known of the chosen channel and what can be done with it.
type details struct {
	c      *Channels
	box    *fyne.Container
	scroll *container.Scroll
	body   *fyne.Container
	back   fyne.CanvasObject
	first  fyne.Focusable // the first thing to press
	shown  string         // what is on screen, to leave it alone while nothing changed
	id     string
	turn   int
	trials map[string]*mailbox.Trial // each channel keeps the lines of its last test
}

func newDetails(c *Channels) *details {
	d := &details{c: c, body: part.Column(0), trials: map[string]*mailbox.Trial{}}
	d.back = part.Pad(12, 16, 0, 16, part.Leading(part.NewButton(part.ButtonSpec{Label: "All channels", Icon: theme.IconArrowBack, Height: theme.SmallSize}, func() {
		c.columns.toDetails(false)
		c.focus(c.rows)
	})))
	d.scroll = part.NewScroll(part.AtMost(760, d.body))
	d.box = container.NewStack(part.NewBox(theme.Surface, 0), d.scroll)
	return d
}

func (d *details) setBack(on bool) { part.Show(d.back, on) }

// read reads what the chosen channel can do, in the background, and shows it.
func (d *details) read() {
	e, ok := d.c.entry()
	if !ok {
		d.id, d.shown, d.first = "", "", nil
		d.body.Objects = nil
		d.scroll.Refresh()
		return
	}
	d.turn++
	turn, p := d.turn, d.c.env.Program
	var can program.Abilities
	d.c.env.Work(func(ctx context.Context) (err error) {
		can, err = p.Abilities(ctx, e.ID)
		return err
	}, func(err error) {
		if turn != d.turn {
			return
		}
		if err != nil {
			can = program.Abilities{} // settings that can't be used: the rest is still shown
		}
		d.show(e, can)
	})
}

func (d *details) trial(id string) *mailbox.Trial {
	t, ok := d.trials[id]
	if !ok {
		t = mailbox.NewTrial(d.c.env)
		t.OnGrown(d.scroll.Refresh)
		d.trials[id] = t
	}
	return t
}

// show lays the channel out when something about it changed.
func (d *details) show(e entry, can program.Abilities) {
	now := fmt.Sprintf("%+v %+v %s", e, can, calendar.DateOf(d.c.view().now))
	if now == d.shown {
		return
	}
	if d.id != e.ID {
		d.scroll.ScrollToTop()
	}
	d.shown, d.id, d.first = now, e.ID, nil
	v := d.c.view()
	d.body.Objects = []fyne.CanvasObject{d.back, d.head(e), part.HLine()}
	for _, s := range []fyne.CanvasObject{d.missing(v, e), d.gaps(v, e), d.register(e), d.deeds(e), d.abilities(v, can), d.rules(can)} {
		if s != nil {
			d.body.Add(part.Pad(14, 16, 14, 16, s))
			d.body.Add(part.HLine())
		}
	}
	d.scroll.Refresh()
	d.c.body.Refresh()
}

func (d *details) head(e entry) fyne.CanvasObject {
	words, tone := badge(e)
	name := part.Column(0, part.NewText(e.title, theme.Heading, theme.Text), part.NewText(e.account(), theme.Small, theme.Text2))
	return part.Pad(12, 16, 12, 16, part.Row(8, part.NewNetworkTile(e.Network, 26), part.Grow(name), part.NewBadge(words, tone)))
}

func heading(words string) fyne.CanvasObject {
	return part.NewWrapped(words, theme.DenseBold, theme.Text)
}

// mark is a symbol beside the first of several lines.
func mark(name theme.IconName, tone part.Tone) fyne.CanvasObject {
	return part.Pad(1, 0, 0, 0, part.NewIcon(name, tone.Ink(), 16))
}

// missing is the meter of there and here.
func (d *details) missing(v view, e entry) fyne.CanvasObject {
	m := v.missing(e)
	column := part.Column(4, heading("Is anything missing?"))
	if m.hint != "" {
		column.Add(part.NewWrapped(m.hint, theme.Small, theme.Text2))
	}
	if m.counted {
		bar := func(name, count string, share float32, tone part.Tone) {
			column.Add(part.Pad(4, 0, 0, 0, part.Row(8, part.Grow(part.NewText(name, theme.Small, theme.Text2)), part.NewRigid(part.Run{Text: count, Type: theme.DenseBold, Tone: theme.Text}))))
			column.Add(newBar(share, tone))
		}
		bar(m.name, m.there, 1, part.Idle)
		bar("In Commsdesk", m.here, m.shareHere, part.Chosen)
	}
	column.Add(part.Pad(6, 0, 0, 0, part.RowTop(7, mark(m.verdict.icon, m.verdict.tone),
		part.Grow(part.NewWrapped(m.verdict.words, theme.DenseBold, m.verdict.tone.Ink())))))
	if m.verdictDetail != "" {
		column.Add(part.NewWrapped(m.verdictDetail, theme.Small, theme.Text2))
	}
	if e.health.Sentence != "" && !e.needsPerson() {
		column.Add(part.Pad(4, 0, 0, 0, part.NewWrapped(e.health.Sentence, theme.Dense, theme.Text)))
	}
	return column
}

func (d *details) gaps(v view, e entry) fyne.CanvasObject {
	if e.byHand {
		return nil
	}
	column := part.Column(8, heading(fmt.Sprintf("Gaps, last %d days", gapDays)))
	all := v.gapLines(e)
	for _, g := range all {
		column.Add(part.RowTop(8, mark(g.icon, g.tone),
			part.Grow(part.Column(0, part.NewWrapped(g.when, theme.Dense, theme.Text), part.NewWrapped(g.words, theme.Small, theme.Text2)))))
	}
	if len(all) == 0 {
		column.Add(part.NewWrapped("None. It was read as often as it should be.", theme.Dense, theme.Text2))
	}
	return column
}

func (d *details) register(e entry) fyne.CanvasObject {
	column := part.Column(5, part.Row(8, part.Grow(heading("Register")), part.NewLink("Edit register", d.c.editRegister)))
	for _, f := range register(e) {
		column.Add(part.Fact(f.name, factWide, part.NewWrapped(f.words, theme.Dense, theme.Text)))
	}
	if e.URL != "" {
		column.Add(part.Leading(part.NewLink("Open the account on "+e.title, func() { d.c.open(e.URL) })))
	}
	aim := part.NewCheckRow("Under the promise", "its messages run the clock", !e.Unpromised)
	aim.OnChanged = func(on bool) { d.c.promise(e.Channel, on) }
	column.Add(aim)
	return column
}

// abilities are what the account can do, and the reason for each thing it can't.
func (d *details) abilities(v view, can program.Abilities) fyne.CanvasObject {
	column := part.Column(6, heading("What it can do"))
	if can.At.IsZero() {
		column.Add(part.NewWrapped("It was not asked yet. Test asks it.", theme.Dense, theme.Text2))
		return column
	}
	column.Add(part.NewWrapped("As the network said "+calendar.FormatWhen(v.now, can.At)+".", theme.Small, theme.Text2))
	column.Add(connect.AbilityList(can, d.c.open))
	for _, words := range limits(can) {
		column.Add(part.NewWrapped(words, theme.Small, theme.Text2))
	}
	return column
}

// rules are the network's rules on keeping words and on answering.
func (d *details) rules(can program.Abilities) fyne.CanvasObject {
	if can.At.IsZero() {
		return nil
	}
	column := part.Column(6, heading("The network’s rules"))
	for _, words := range keeping(can) {
		column.Add(part.NewWrapped(words, theme.Dense, theme.Text))
	}
	if can.ReplyRule != "" {
		column.Add(part.NewWrapped(can.ReplyRule, theme.Dense, theme.Text))
	}
	return column
}
