package settings

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// listPane is a section that is a list with a button to add to it.
type listPane struct {
	root *fyne.Container
	rows *fyne.Container
	fill func(rows *fyne.Container)
}

func newListPane(name, hint, add string, icon theme.IconName, onAdd func(), fill func(*fyne.Container)) *listPane {
	l := &listPane{rows: part.Column(0), fill: fill}
	l.root = part.Column(12, card(name, hint, l.rows, part.Leading(button(add, icon, onAdd))))
	return l
}

func (l *listPane) content() fyne.CanvasObject { return l.root }
func (l *listPane) topics() []event.Topic      { return []event.Topic{event.Desk} }
func (l *listPane) read() {
	l.rows.Objects = nil
	l.fill(l.rows)
	l.root.Refresh()
}

// listRow is one line of a list, with what can be done at its right.
func listRow(mark fyne.CanvasObject, name, rest, words string, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	text := part.Column(2, part.NewLine(part.Run{Text: name, Type: theme.DenseBold, Tone: theme.Text},
		part.Run{Text: rest, Type: theme.Small, Tone: theme.Text3, Gap: 8}))
	if words != "" {
		text.Add(part.NewWrapped(words, theme.Dense, theme.Text2))
	}
	row := part.Row(10)
	if mark != nil {
		row.Add(mark)
	}
	row.Add(part.Grow(text))
	for _, b := range buttons {
		row.Add(b)
	}
	return part.Column(0, part.Pad(8, 0, 8, 0, row), part.HLine())
}

func newOfficers(s *Settings) pane {
	return newListPane("Officers and initials", "Initials end each reply, so residents and reports can tell who answered. They stay theirs when somebody leaves.",
		"Add an officer", theme.IconPersonAdd, func() { s.askOfficer(desk.Officer{Team: desk.Communications}) },
		func(rows *fyne.Container) {
			for _, o := range s.env.Program.Snapshot().Officers {
				rest := "^" + o.Initials + ", " + o.Team.Words()
				if o.Left {
					rest += ", has left"
				}
				rows.Add(listRow(part.NewAvatar(o.Initials, 30), o.Name, rest, "", small("Change", "Change "+o.Name, func() { s.askOfficer(o) })))
			}
		})
}

func (s *Settings) askOfficer(o desk.Officer) {
	title, confirm := "Change "+o.Name, "Save the officer"
	if o.ID == "" {
		title, confirm = "Add an officer", "Add the officer"
	}
	name := part.NewEntry(part.EntrySpec{Name: "Name", Text: o.Name, Placeholder: "Gemma Marlow"})
	initials := part.NewEntry(part.EntrySpec{Name: "Initials", Text: o.Initials, Placeholder: "GM"})
	team := part.NewSelect("Team", []part.Option{{ID: string(desk.Communications), Label: desk.Communications.Words()},
		{ID: string(desk.CustomerService), Label: desk.CustomerService.Words()}}, string(o.Team))
	left := part.NewCheckRow("Has left", "nothing can be given to them any more", o.Left)
	content := part.Column(10, part.FormRow("Name", "", name), part.FormRow("Initials", "2 to 4 letters.", part.Row(0, part.Sized(90, 0, initials), part.Spring())),
		part.FormRow("Team", "", team))
	if o.ID != "" && o.ID != s.env.Officer().ID {
		content.Add(left)
	}
	s.form(title, confirm, []*part.Entry{name, initials}, content, func() change {
		after := o
		after.Name, after.Initials = strings.TrimSpace(name.Text()), strings.ToUpper(strings.TrimSpace(initials.Text()))
		after.Team, after.Left = desk.Team(team.Selected()), left.On()
		return s.keepOfficer(o, after)
	})
}

// keepOfficer writes an officer. Somebody who was added can't be taken back,
// since initials are never given twice; they can be marked as having left.
func (s *Settings) keepOfficer(before, after desk.Officer) change {
	p, who := s.env.Program, s.env.Who()
	set := func(o desk.Officer) func(context.Context) error {
		return func(ctx context.Context) error { _, err := p.SetOfficer(ctx, who, o); return err }
	}
	if before.ID == "" {
		return change{after.Name + " added.", set(after), nil}
	}
	return change{after.Name + " changed.", set(after), set(before)}
}

func newTags(s *Settings) pane {
	return newListPane("Tags", "The subjects of the council’s work. A retired tag stays on what has it and is offered no more.",
		"Add a tag", theme.IconAdd, func() { s.askTag(desk.Tag{}) },
		func(rows *fyne.Container) {
			for _, t := range s.env.Program.Snapshot().Tags {
				rest, deed := "", "Retire"
				if t.Retired {
					rest, deed = "retired", "Bring back"
				}
				rows.Add(listRow(nil, t.Name, rest, "", small("Rename", "Rename "+t.Name, func() { s.askTag(t) }),
					small(deed, deed+" "+t.Name, func() {
						after := t
						after.Retired = !t.Retired
						words := t.Name + " retired."
						if t.Retired {
							words = t.Name + " is back."
						}
						c := s.keepTag(t, after, words)
						s.do(c.words, c.do, c.undo)
					})))
			}
		})
}

func (s *Settings) askTag(t desk.Tag) {
	title, confirm := "Rename "+t.Name, "Rename the tag"
	if t.ID == "" {
		title, confirm = "Add a tag", "Add the tag"
	}
	name := part.NewEntry(part.EntrySpec{Name: "Name", Text: t.Name, Placeholder: "Waste"})
	s.form(title, confirm, []*part.Entry{name}, part.FormRow("Name", "", name), func() change {
		after := t
		after.Name = strings.TrimSpace(name.Text())
		words := t.Name + " is called " + after.Name + " now."
		if t.ID == "" {
			words = "Tag " + after.Name + " added."
		}
		return s.keepTag(t, after, words)
	})
}

func (s *Settings) keepTag(before, after desk.Tag, words string) change {
	p, who := s.env.Program, s.env.Who()
	back := before
	if before.ID == "" {
		after.ID = p.IDs.New()
		back = after
		back.Retired = true // a tag that was added goes out of sight again
	}
	set := func(t desk.Tag) func(context.Context) error {
		return func(ctx context.Context) error { _, err := p.SetTag(ctx, who, t); return err }
	}
	return change{words, set(after), set(back)}
}

func newRedirects(s *Settings) pane {
	return newListPane("Redirects", "Where residents are sent when another place serves them better. D and the number pick one in a conversation. {name} becomes the resident’s first name.",
		"Add a redirect", theme.IconAdd, func() { s.askRedirect(desk.Redirect{}) },
		func(rows *fyne.Container) {
			for _, r := range s.env.Program.Snapshot().Redirects {
				rest := ""
				if r.Place > 0 {
					rest = fmt.Sprintf("D %d", r.Place)
				}
				if r.Retired {
					rest = "retired"
				}
				rows.Add(listRow(nil, r.Name, rest, r.Words, small("Change", "Change "+r.Name, func() { s.askRedirect(r) })))
			}
		})
}

func (s *Settings) askRedirect(r desk.Redirect) {
	title, confirm := "Change "+r.Name, "Save the redirect"
	if r.ID == "" {
		title, confirm = "Add a redirect", "Add the redirect"
	}
	name := part.NewEntry(part.EntrySpec{Name: "Name", Text: r.Name, Placeholder: "Do It Online"})
	words := part.NewComposer("Words that residents get", "Hello {name}, …", 5)
	words.SetText(r.Words)
	places := []part.Option{{ID: "0", Label: "No number"}}
	for n := 1; n <= 9; n++ {
		places = append(places, part.Option{ID: strconv.Itoa(n), Label: "D " + strconv.Itoa(n)})
	}
	place := part.NewSelect("Number", places, strconv.Itoa(r.Place))
	retired := part.NewCheckRow("Retired", "offered no more", r.Retired)
	content := part.Column(10, part.FormRow("Name", "", name),
		part.FormRow("Words that residents get", "", part.NewComposerCard(nil, words, nil, nil)),
		part.FormRow("Number", "", part.Row(0, part.Sized(130, 0, place), part.Spring())))
	if r.ID != "" {
		content.Add(retired)
	}
	s.form(title, confirm, []*part.Entry{name}, content, func() change {
		after := r
		after.Name, after.Words = strings.TrimSpace(name.Text()), strings.TrimSpace(words.Text())
		after.Place, _ = strconv.Atoi(place.Selected())
		after.Retired = retired.On()
		return s.keepRedirect(r, after)
	})
}

func (s *Settings) keepRedirect(before, after desk.Redirect) change {
	p, who := s.env.Program, s.env.Who()
	words, back := "Redirect "+after.Name+" saved.", before
	if before.ID == "" {
		after.ID = p.IDs.New()
		back = after
		back.Retired = true
		words = "Redirect " + after.Name + " added."
	}
	set := func(r desk.Redirect) func(context.Context) error {
		return func(ctx context.Context) error { _, err := p.SetRedirect(ctx, who, r); return err }
	}
	return change{words, set(after), set(back)}
}
