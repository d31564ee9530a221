package connect

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// Register is the form of what the council notes of an account.
type Register struct {
	content                               fyne.CanvasObject
	before                                channel.Register
	name, service, purpose, owner, joined *part.Entry
	kind                                  *part.SegmentedFilter
	use                                   *part.Select
	policy                                *part.Composer
}

const (
	twoWay    = "two-way"
	broadcast = "broadcast"
)

// NewRegister returns the form, filled in. With all it asks for the day of
// joining, the use and the reply policy too.
func NewRegister(name string, r channel.Register, all bool) *Register {
	f := &Register{before: r}
	entry := func(name, placeholder, text string) *part.Entry {
		return part.NewEntry(part.EntrySpec{Name: name, Placeholder: placeholder, Text: text})
	}
	f.name = entry("Name here", "as the network calls it", name)
	f.service = entry("Service", "Museum", r.Service)
	f.purpose = entry("What it is for", "News, replies", r.Purpose)
	f.owner = entry("Owner", "Communications team", r.Owner)
	kind := twoWay
	if r.Broadcast {
		kind = broadcast
	}
	f.kind = part.NewSegmentedFilter([]part.Option{{ID: twoWay, Label: "Two-way"}, {ID: broadcast, Label: "Broadcast"}}, kind)
	column := part.Column(12,
		part.Sides(16, 420, 0, part.FormRow("Name here", "As officers see it.", f.name), part.FormRow("Service", "Empty for the council’s own.", f.service)),
		part.Sides(16, 420, 0, part.FormRow("What it is for", "A few words.", f.purpose), part.FormRow("Owner", "Who answers for it.", f.owner)),
		part.FormRow("Kind", "Two-way answers residents. Broadcast speaks only; what comes is still read and counted.", part.Leading(f.kind)))
	if all {
		column.Add(f.more(r))
	}
	f.content = column
	return f
}

func (f *Register) more(r channel.Register) fyne.CanvasObject {
	f.joined = part.NewEntry(part.EntrySpec{Name: "Joined", Placeholder: "1 Mar 2011", Text: dateWords(r.Joined)})
	use := r.Use
	if use == "" {
		use = channel.Live
	}
	f.use = part.NewSelect("Use", []part.Option{{ID: string(channel.Live), Label: "Live"}, {ID: string(channel.Dormant), Label: "Dormant: kept, not used"},
		{ID: string(channel.Closed), Label: "Closed"}}, string(use))
	f.policy = part.NewComposer("Reply policy", "Its own rules for answering, if it has any", 3)
	f.policy.SetText(r.Policy)
	return part.Column(12,
		part.Sides(16, 420, 0, part.FormRow("Joined", "The day or the year.", f.joined), part.FormRow("Use", "Whether it is still used.", f.use)),
		part.FormRow("Reply policy", "Shown to whoever answers here.", part.NewComposerCard(nil, f.policy, nil, nil)))
}

// Content is the form on screen.
func (f *Register) Content() fyne.CanvasObject { return f.content }

// First is the box that gets the keyboard.
func (f *Register) First() fyne.Focusable { return f.name.Target() }

// Read returns what the form holds; the error says what to change.
func (f *Register) Read() (name string, r channel.Register, err error) {
	trim := strings.TrimSpace
	r = f.before
	r.Service, r.Purpose, r.Owner, r.Broadcast = trim(f.service.Text()), trim(f.purpose.Text()), trim(f.owner.Text()), f.kind.Selected() == broadcast
	if f.joined != nil {
		r.Policy, r.Use = trim(f.policy.Text()), channel.Use(f.use.Selected())
		if r.Use == channel.Live {
			r.Use = ""
		}
		r.Joined, err = readDate(f.joined.Text())
	}
	return trim(f.name.Text()), r, err
}

// dateForms are the ways in which people write a day; a year alone is kept as
// it is.
var dateForms = []string{time.DateOnly, "2 Jan 2006", "2 January 2006", "2/1/2006", "Mon 2 Jan 2006"}

func readDate(words string) (string, error) {
	words = strings.Join(strings.Fields(words), " ")
	if words == "" {
		return "", nil
	}
	if _, err := time.Parse("2006", words); err == nil {
		return words, nil
	}
	for _, form := range dateForms {
		if t, err := time.Parse(form, words); err == nil {
			return t.Format(time.DateOnly), nil
		}
	}
	return "", app.NewError(app.Wrong, "Write the day of joining like 1 Mar 2011, or the year alone.")
}

func dateWords(date string) string {
	if t, err := time.Parse(time.DateOnly, date); err == nil {
		return t.Format("2 Jan 2006")
	}
	return date
}

// section is a card with its heading and a quiet explanation.
func section(name, hint string, content ...fyne.CanvasObject) fyne.CanvasObject {
	column := part.Column(10, part.NewWrapped(name, theme.Heading, theme.Text))
	if hint != "" {
		column.Add(part.NewWrapped(hint, theme.Dense, theme.Text2))
	}
	for _, o := range content {
		column.Add(o)
	}
	return part.Card(part.CardSpec{Content: column, Pad: 18})
}
