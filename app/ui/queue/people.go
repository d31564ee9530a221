package queue

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// people is whom a draft goes to, and for a new mail its subject and account:
// a line to read, or text boxes to change it.
type people struct {
	to, cc, subject *part.Entry
	setting         bool
}

func newPeople(c *composer) *people {
	p := &people{
		to:      part.NewEntry(part.EntrySpec{Name: "To", Placeholder: "name@place.example, several with commas"}),
		cc:      part.NewEntry(part.EntrySpec{Name: "Copies to", Placeholder: "Nobody"}),
		subject: part.NewEntry(part.EntrySpec{Name: "Subject", Placeholder: "What it is about"}),
	}
	typed := func(set func(*outbox.Draft, string)) func(string) {
		return func(words string) {
			if !p.setting {
				c.change(func(d *outbox.Draft) { set(d, words) })
			}
		}
	}
	p.to.OnChanged = typed(func(d *outbox.Draft, words string) { d.To = readPeople(words) })
	p.cc.OnChanged = typed(func(d *outbox.Draft, words string) { d.Cc = readPeople(words) })
	p.subject.OnChanged = typed(func(d *outbox.Draft, words string) { d.Subject = words })
	next := func(f fyne.Focusable) func(string) { return func(string) { c.q.focus(f) } }
	p.to.OnSubmitted = next(p.cc.Target())
	p.cc.OnSubmitted = func(string) {
		if c.isNew() {
			c.q.focus(p.subject.Target())
			return
		}
		c.q.focus(c.text.Target())
	}
	p.subject.OnSubmitted = next(c.text.Target())
	return p
}

// set fills the boxes with what the draft says.
func (p *people) set(d outbox.Draft) {
	p.setting = true
	defer func() { p.setting = false }()
	for _, b := range []struct {
		box   *part.Entry
		words string
	}{{p.to, peopleWords(d.To)}, {p.cc, peopleWords(d.Cc)}, {p.subject, d.Subject}} {
		if b.box.Text() != b.words {
			b.box.SetText(b.words)
		}
	}
}

// quoteWide is the room of the choice to quote, which never wraps.
const quoteWide = 172

// rows are what stands between the tabs and the text.
func (p *people) rows(c *composer) []fyne.CanvasObject {
	named := func(name string, o fyne.CanvasObject) fyne.CanvasObject {
		return part.Pad(6, 12, 0, 14, part.Row(8, part.Sized(56, 0, part.NewText(name, theme.Small, theme.Text2)), part.Grow(o)))
	}
	if !c.expand {
		runs := []part.Run{{Text: "To ", Type: theme.Small, Tone: theme.Text3}, {Text: peopleShort(c.draft.To), Type: theme.Small, Tone: theme.Text2}}
		if len(c.draft.Cc) > 0 {
			runs = append(runs, part.Run{Text: "Copies to ", Type: theme.Small, Tone: theme.Text3, Gap: 8},
				part.Run{Text: peopleShort(c.draft.Cc), Type: theme.Small, Tone: theme.Text2})
		}
		change := part.NewButton(part.ButtonSpec{Label: "Change", Name: "Change whom it goes to", Look: part.Quiet, Height: theme.SmallSize}, func() {
			c.expand = true
			c.refresh()
			c.q.focus(p.to.Target())
		})
		c.quote.SetOn(c.draft.Quote)
		return []fyne.CanvasObject{part.Pad(4, 12, 0, 14, part.Row(8, part.Grow(part.NewLine(runs...)), change, part.Sized(quoteWide, 0, c.quote)))}
	}
	out := []fyne.CanvasObject{named("To", p.to), named("Copies to", p.cc)}
	if !c.isNew() {
		return out
	}
	if from := c.accountSelect(); from != nil {
		out = append([]fyne.CanvasObject{named("From", from)}, out...)
	}
	return append(out, named("Subject", p.subject))
}

// accountSelect chooses the mailbox that a new mail goes from; nil where there
// is one only.
func (c *composer) accountSelect() fyne.CanvasObject {
	all := c.q.list.mailboxes()
	if len(all) < 2 {
		return nil
	}
	var options []part.Option
	for _, a := range all {
		options = append(options, part.Option{ID: a.ID, Label: a.Name + ", " + a.Identity})
	}
	s := part.NewSelect("From", options, c.draft.Channel)
	s.OnChanged = func(id string) {
		for _, a := range all {
			if a.ID == id {
				c.account = a
			}
		}
		c.change(func(d *outbox.Draft) { d.Channel = id })
	}
	return s
}
