package firstrun

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/ui/hours"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// questions is the first step.
type questions struct {
	p                       *Page
	content                 fyne.CanvasObject
	sample                  *part.Button
	address, name, initials *part.Entry
	from, to                *part.Entry
	chip                    *fyne.Container
	team, division          *part.Select
	skip                    *part.CheckRow
	holiday                 *part.Paragraph // which bank holiday comes next
	days                    map[time.Weekday]*part.DayToggle
	example                 *fyne.Container
	problem                 *fyne.Container
	next                    *part.Button
	ownInitials             bool // typed by hand: no longer those of the name
}

func newQuestions(p *Page) *questions {
	q := &questions{p: p, days: map[time.Weekday]*part.DayToggle{}, example: part.Stack(), problem: part.NewProblem(), chip: part.Stack()}
	q.boxes()
	words, rest := "Continue to the mailbox", "A few questions, about 2 minutes"
	if p.opts.Connected != "" {
		words = "Start"
	}
	q.next = part.NewButton(part.ButtonSpec{Label: words, Key: "↵", Look: part.Primary, Height: theme.LargeSize}, q.submit)
	form := part.Column(16, part.Row(8, part.Grow(part.NewText("Set up your desk", theme.Heading, theme.Text)), part.NewText(rest, theme.Dense, theme.Text2)))
	form.Add(part.Sides(24, 560, 236, q.mailboxRow(), part.FormRow("Your initials", "They end each reply you send.",
		part.Row(8, part.Sized(80, 0, q.initials), part.NewText("shows as", theme.Dense, theme.Text2), q.chip, part.Spring()))))
	form.Add(part.Sides(24, 560, 236, part.FormRow("Your name", "Only your colleagues see it.", q.name),
		part.FormRow("Your team", "Messages can be given to either.", q.team)))
	form.Add(q.hours())
	form.Add(q.example)
	form.Add(q.problem)
	form.Add(part.Row(12, q.next, part.Grow(part.NewWrapped(q.afterwards(), theme.Dense, theme.Text2))))
	column := part.Column(16, part.NewWrapped("How do you want to start?", theme.Display, theme.Text))
	if p.opts.OpenSample != nil {
		column.Add(part.Card(part.CardSpec{Content: q.sampleCard(), Radius: theme.RadiusFirst, Pad: 24}))
	}
	column.Add(part.Card(part.CardSpec{Content: form, Radius: theme.RadiusFirst, Pad: 24}))
	q.content = column
	q.changed()
	return q
}

func (q *questions) afterwards() string {
	if q.p.opts.Connected != "" {
		return "The mailbox " + q.p.opts.Connected + " is connected already."
	}
	return "Next: the mailbox’s servers and its password. Networks are added on the Channels page."
}

func (q *questions) sampleCard() fyne.CanvasObject {
	q.sample = part.NewButton(part.ButtonSpec{Label: "Open the sample desk", Key: "Alt T", Height: theme.LargeSize}, q.p.OpenSample)
	words := part.Column(2, part.NewText("Try it with sample data", theme.Heading, theme.Text),
		part.NewWrapped(strings.TrimSuffix(q.p.opts.SampleWords, ".")+". Nothing is sent.", theme.Body, theme.Text2))
	return part.Sides(16, 560, 236, part.Row(16, part.NewIcon(theme.IconScience, theme.Accent, 24), part.Grow(words)),
		part.Row(0, part.Spring(), q.sample))
}

func (q *questions) boxes() {
	a := &q.p.answers
	entry := func(name, placeholder, text string, icon theme.IconName, heard func(string)) *part.Entry {
		e := part.NewEntry(part.EntrySpec{Name: name, Placeholder: placeholder, Text: text, Icon: icon, Height: theme.LargeSize})
		e.OnChanged = func(text string) { heard(text); q.changed() }
		e.OnSubmitted = func(string) { q.submit() }
		return e
	}
	q.address = entry("Your shared mailbox", "press@example.gov.uk", a.Address, theme.IconMail, func(s string) { a.Address = s })
	q.initials = entry("Your initials", "GM", "", "", func(s string) {
		a.Initials = s
		q.ownInitials = s != InitialsOf(a.Name)
	})
	q.name = entry("Your name", "Gemma Marlow", "", theme.IconPerson, func(s string) {
		a.Name = s
		if !q.ownInitials {
			q.initials.SetText(InitialsOf(s))
		}
	})
	q.from = entry("Opens at", "9:00", a.From, "", func(s string) { a.From = s })
	q.to = entry("Closes at", "17:00", a.To, "", func(s string) { a.To = s })
	q.team = part.NewSelect("Your team", []part.Option{
		{ID: string(desk.Communications), Label: desk.Communications.Words()},
		{ID: string(desk.CustomerService), Label: desk.CustomerService.Words()}}, string(a.Team))
	q.team.OnChanged = func(id string) { a.Team = desk.Team(id) }
}

func (q *questions) mailboxRow() fyne.CanvasObject {
	if q.p.opts.Connected != "" {
		return part.FormRow("Your shared mailbox", "It is connected already.", part.NewText(q.p.opts.Connected, theme.Body, theme.Text))
	}
	return part.FormRow("Your shared mailbox", "It is read and answered from here. Nothing in it is changed or deleted.", q.address)
}

func (q *questions) hours() fyne.CanvasObject {
	a := &q.p.answers
	row := part.Wrap(6)
	for _, d := range hours.Days {
		t := part.NewDayToggle(d.String()[:3], d.String(), a.Days[d])
		t.OnChanged = func(on bool) { a.Days[d] = on; q.changed() }
		q.days[d] = t
		row.Add(t)
	}
	times := part.Row(8, part.Sized(78, 0, q.from), part.NewText("to", theme.Dense, theme.Text2), part.Sized(78, 0, q.to), part.Spring())
	q.holiday = part.NewWrapped("", theme.Dense, theme.Text2)
	q.skip = part.NewCheckRow("Skip bank holidays", "", true)
	q.skip.OnChanged = func(bool) { q.changed() }
	var options []part.Option
	for _, d := range calendar.Divisions() {
		if d != calendar.None {
			options = append(options, part.Option{ID: string(d), Label: d.Words()})
		}
	}
	q.division = part.NewSelect("Bank holidays of", options, string(a.Division))
	q.division.OnChanged = func(string) { q.changed() }
	return part.Column(8,
		part.FormRow("When is the desk open?", "The one working day promise counts only these hours.", part.Sides(22, 560, 300, row, times)),
		part.Sides(12, 560, 300, part.Row(8, q.skip, part.Grow(q.holiday)), q.division))
}

// start is where the officer begins to type.
func (q *questions) start() fyne.Focusable {
	if q.p.opts.Connected != "" {
		return q.name.Target()
	}
	return q.address.Target()
}

// changed shows what follows from the answers.
func (q *questions) changed() {
	if q.skip == nil {
		return // still being made
	}
	a := &q.p.answers
	a.Division = calendar.None
	hint := "they count as working days"
	if q.skip.On() {
		a.Division = calendar.Division(q.division.Selected())
		hint = ""
		if next := hours.NextHoliday(q.p.env.Program.Holidays, a.Division, q.p.env.Clock()); next != "" {
			hint = "next: " + next
		}
	}
	initials := CleanInitials(a.Initials)
	q.chip.Objects = nil
	if initials != "" {
		q.chip.Objects = []fyne.CanvasObject{part.Chip("^" + initials)}
	}
	q.chip.Refresh()
	q.holiday.SetText(hint)
	q.showExample()
}

func (q *questions) showExample() {
	c, err := q.p.answers.Choices()
	var e hours.Example
	if err == nil {
		e, err = hours.ExampleOf(c, q.p.env.Clock())
	}
	plain := func(s string) part.Run { return part.Run{Text: s, Type: theme.Dense, Tone: theme.Text} }
	bold := func(s string) part.Run { return part.Run{Text: s, Type: theme.DenseBold, Tone: theme.Text} }
	runs := []part.Run{plain("So a question that arrives on "), bold(e.Arrives), plain(" is due on "), bold(e.Due), plain(".")}
	icon := theme.IconEventUpcoming
	if err != nil {
		runs, icon = []part.Run{plain(app.Say(err))}, theme.IconEventBusy
	}
	q.example.Objects = []fyne.CanvasObject{part.Hint(icon, runs...)}
	q.example.Refresh()
}

// say shows a sentence over the button.
func (q *questions) say(words string) {
	part.SetProblem(q.problem, words)
	q.p.right.Refresh()
}

func (q *questions) sampleBusy(busy bool) {
	if busy {
		q.sample.Disable()
		return
	}
	q.sample.Enable()
}

// submit goes on when all is answered, else to the box that is not.
func (q *questions) submit() {
	box, err := q.p.answers.Check(q.p.opts.Connected == "")
	boxes := map[string]*part.Entry{"address": q.address, "name": q.name, "initials": q.initials, "hours": q.from}
	for name, e := range boxes {
		e.SetWrong(err != nil && name == box)
	}
	if err != nil {
		q.say(app.Say(err))
		q.p.env.Window.Canvas().Focus(boxes[box].Target())
		return
	}
	q.say("")
	if q.p.opts.Connected != "" {
		q.p.finish(nil)
		return
	}
	q.p.next()
}
