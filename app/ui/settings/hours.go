package settings

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/hours"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// hoursPane edits the working hours. Nothing counts before Save.
type hoursPane struct {
	s        *Settings
	root     *fyne.Container
	w        week
	number   int // the calendar version that w began with
	days     *fyne.Container
	closures *fyne.Container
	example  *fyne.Container
	problem  *fyne.Container
	until    *part.Paragraph
	division *part.Select
	rule     *part.RadioList
	save     *part.Button
	types    map[inbox.Type]*part.CheckRow
}

func newHours(s *Settings) pane {
	h := &hoursPane{s: s, days: part.Column(8), closures: part.Column(6), example: part.Stack(), problem: part.NewProblem(),
		until: part.NewWrapped("", theme.Small, theme.Text2), types: map[inbox.Type]*part.CheckRow{}}
	var options []part.Option
	for _, d := range calendar.Divisions() {
		options = append(options, part.Option{ID: string(d), Label: d.Words()})
	}
	h.division = part.NewSelect("Bank holidays", options, "")
	h.division.OnChanged = func(id string) { h.w.division = calendar.Division(id); h.show() }
	h.rule = part.NewRadioList([]part.RadioOption{
		{ID: "1", Words: "One working day", Hint: "as much open time as one working day has"},
		{ID: "2", Words: "The end of the next working day", Hint: "counted from the day it came"},
	}, "1")
	h.rule.OnChanged = func(id string) {
		n, _ := strconv.Atoi(id)
		h.w.rule = calendar.Rule(n)
		h.show()
	}
	h.save = part.NewButton(part.ButtonSpec{Label: "Save the hours", Look: part.Primary}, h.submit)
	h.root = part.Column(12,
		card("When is the desk open?", "The promise counts only these hours. A day can have several stretches, as around lunch.", h.days),
		card("Days off", "On these days no time is counted.",
			part.FormRow("Bank holidays", "", part.Sides(12, 420, 240, h.division, part.Stack())), h.until,
			part.FormRow("Days on which this desk alone is closed", "", h.closures), h.newClosure()),
		card("What does the promise mean?", "We aim to answer within one working day. This is how the desk reads that.", h.rule, h.example),
		h.problem,
		part.Row(12, h.save, part.Grow(part.NewWrapped("Open questions get new due times. What is answered keeps the hours of its day.", theme.Dense, theme.Text2))),
		card("What the promise is for", "Messages of these types run the clock. Each change counts at once.", h.promised()))
	return h
}

func (h *hoursPane) content() fyne.CanvasObject { return h.root }
func (h *hoursPane) topics() []event.Topic      { return []event.Topic{event.Desk} }

// read begins again with what holds, unless the officer is changing it.
func (h *hoursPane) read() {
	snap := h.s.env.Program.Snapshot()
	if h.number != snap.Calendar.Number {
		h.number, h.w = snap.Calendar.Number, weekOf(snap.Calendar)
		h.rebuild()
	}
	for t, row := range h.types {
		row.SetOn(contains(snap.Settings.Promised, string(t)))
	}
}

// rebuild lays the rows out again, after days, stretches or closures changed.
func (h *hoursPane) rebuild() {
	h.division.Set(h.divisions(), string(h.w.division))
	h.rule.SetSelected(strconv.Itoa(int(h.w.rule)))
	h.days.Objects = nil
	for _, d := range hours.Days {
		h.days.Add(h.day(d))
	}
	h.closures.Objects = nil
	for i, c := range h.w.closures {
		remove := small("Remove", "Remove "+c.Name, func() { h.w.removeClosure(i); h.rebuild() })
		h.closures.Add(part.Row(10, part.NewText(calendar.FormatDate(c.Date), theme.DenseBold, theme.Text),
			part.Grow(part.NewWrapped(c.Name, theme.Dense, theme.Text)), remove))
	}
	if len(h.w.closures) == 0 {
		h.closures.Add(part.NewText("None.", theme.Dense, theme.Text3))
	}
	h.show()
}

func (h *hoursPane) divisions() []part.Option {
	var out []part.Option
	for _, d := range calendar.Divisions() {
		out = append(out, part.Option{ID: string(d), Label: d.Words()})
	}
	return out
}

// day is the row of a weekday.
func (h *hoursPane) day(d time.Weekday) fyne.CanvasObject {
	spans := h.w.days[d]
	toggle := part.NewDayToggle(d.String()[:3], d.String(), len(spans) > 0)
	toggle.OnChanged = func(on bool) { h.w.open(d, on); h.rebuild() }
	row := part.Wrap(8)
	for i := range spans {
		row.Add(h.span(d, i))
	}
	if len(spans) == 0 {
		row.Add(part.Sized(0, theme.ControlSize, part.NewRigid(part.Run{Text: "closed", Type: theme.Dense, Tone: theme.Text3})))
	} else {
		row.Add(part.NewButton(part.ButtonSpec{Label: "Add", Name: "Another stretch on " + d.String(), Icon: theme.IconAdd, Look: part.Quiet},
			func() { h.w.addSpan(d); h.rebuild() }))
	}
	return part.RowTop(12, toggle, part.Grow(row))
}

func (h *hoursPane) span(d time.Weekday, i int) fyne.CanvasObject {
	box := func(name, text string, heard func(string)) fyne.CanvasObject {
		e := part.NewEntry(part.EntrySpec{Name: name + " on " + d.String(), Text: text, Placeholder: "9:00"})
		e.OnChanged = func(t string) { heard(t); h.show() }
		e.OnSubmitted = func(string) { h.submit() }
		return part.Sized(70, 0, e)
	}
	s := h.w.days[d][i]
	row := part.Row(6, box("Opens", s.from, func(t string) { h.w.days[d][i].from = t }),
		part.NewRigid(part.Run{Text: "to", Type: theme.Dense, Tone: theme.Text2}),
		box("Closes", s.to, func(t string) { h.w.days[d][i].to = t }))
	if len(h.w.days[d]) > 1 {
		row.Add(part.NewButton(part.ButtonSpec{Name: "Remove this stretch of " + d.String(), Icon: theme.IconClose, Look: part.Quiet},
			func() { h.w.removeSpan(d, i); h.rebuild() }))
	}
	return row
}

func (h *hoursPane) newClosure() fyne.CanvasObject {
	day := part.NewEntry(part.EntrySpec{Name: "Date of a closure", Placeholder: "3 Dec 2026"})
	name := part.NewEntry(part.EntrySpec{Name: "Why the desk is closed", Placeholder: "Training day"})
	add := func() {
		if err := h.w.addClosure(day.Text(), name.Text()); err != nil {
			h.say(err)
			return
		}
		day.SetText("")
		name.SetText("")
		h.rebuild()
	}
	day.OnSubmitted, name.OnSubmitted = func(string) { add() }, func(string) { add() }
	return part.Row(8, part.Sized(130, 0, day), part.Grow(name), button("Add the day", theme.IconAdd, add))
}

// show says what follows from the hours as they are typed.
func (h *hoursPane) show() {
	c, err := h.w.choices()
	var e hours.Example
	if err == nil {
		e, err = hours.ExampleOf(c, h.s.env.Clock())
	}
	h.say(err)
	h.save.Enable()
	if err != nil {
		h.save.Disable()
	}
	h.example.Objects = nil
	if err == nil {
		plain := func(s string) part.Run { return part.Run{Text: s, Type: theme.Dense, Tone: theme.Text} }
		bold := func(s string) part.Run { return part.Run{Text: s, Type: theme.DenseBold, Tone: theme.Text} }
		h.example.Objects = []fyne.CanvasObject{part.Hint(theme.IconEventUpcoming,
			plain("So a question that arrives on "), bold(e.Arrives), plain(" is due on "), bold(e.Due), plain("."))}
	}
	h.until.SetText(h.known())
	h.root.Refresh()
}

// known says which bank holiday comes next and until when they are known.
func (h *hoursPane) known() string {
	if h.w.division == calendar.None {
		return "Bank holidays count as working days."
	}
	words := ""
	if next := hours.NextHoliday(h.s.env.Program.Holidays, h.w.division, h.s.env.Clock()); next != "" {
		words = "Next: " + next + ". "
	}
	if all := h.s.env.Program.Holidays.For(h.w.division); len(all) > 0 {
		words += "Known until the end of " + strconv.Itoa(all[len(all)-1].Date.Year) + "."
	}
	return words
}

func (h *hoursPane) say(err error) {
	part.SetProblem(h.problem, app.Say(err))
	h.root.Refresh()
}

// submit makes the hours count.
func (h *hoursPane) submit() {
	c, err := h.w.choices()
	if err != nil {
		h.say(err)
		return
	}
	p, who, old := h.s.env.Program, h.s.env.Who(), h.s.env.Program.Snapshot().Calendar.Choices()
	set := func(c calendar.Choices) func(context.Context) error {
		return func(ctx context.Context) error { _, err := p.SetHours(ctx, who, c); return err }
	}
	h.s.do("Hours saved: "+c.Week.Words()+".", set(c), set(old))
}

// promised is which types run the clock.
func (h *hoursPane) promised() fyne.CanvasObject {
	column := part.Column(2)
	for _, t := range inbox.Types() {
		row := part.NewCheckRow(t.Words(), "", false)
		row.OnChanged = func(on bool) { h.promise(t, on) }
		h.types[t] = row
		column.Add(row)
	}
	return column
}

func (h *hoursPane) promise(t inbox.Type, on bool) {
	old := h.s.env.Program.Snapshot().Settings.Promised
	var after []string
	for _, x := range inbox.Types() {
		if x == t && on || x != t && contains(old, string(x)) {
			after = append(after, string(x))
		}
	}
	words := t.Words() + " runs the clock now."
	if !on {
		words = t.Words() + " runs no clock now."
	}
	h.s.set("promised_types", after, old, words)
}

func contains(all []string, s string) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}
