package connect

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// fields are the boxes of a network's settings and secrets. What was typed
// stays in them for as long as the page does.
type fields struct {
	content  *fyne.Container
	first    fyne.Focusable
	settings map[string]func() string
	secrets  map[string]func() string
	more     *fyne.Container // those that may stay empty
	open     *part.Button
	entries  []*part.Entry
	changed  func() // when anything was typed or chosen; may be nil
}

// newFields makes the boxes. start holds what stands there at first, kept the
// keys of secrets that are here already, from whom; open opens a page.
func newFields(settings, secrets []program.Field, start map[string]string, kept []string, from string, open func(string)) *fields {
	f := &fields{content: part.Column(14), settings: map[string]func() string{}, secrets: map[string]func() string{}, more: part.Column(14)}
	must, may := split(settings)
	mustSecret, maySecret := split(secrets)
	row := func(into *fyne.Container, x program.Field, secret bool) {
		if value, ok := start[x.Key]; ok && !secret {
			x.Value = value
		}
		source := ""
		if secret && slices.Contains(kept, x.Key) {
			source = from
		}
		into.Add(f.row(x, secret, source, open))
	}
	for _, x := range must {
		row(f.content, x, false)
	}
	for _, x := range mustSecret {
		row(f.content, x, true)
	}
	for _, x := range may {
		row(f.more, x, false)
	}
	for _, x := range maySecret {
		row(f.more, x, true)
	}
	if n := len(may) + len(maySecret); n > 0 {
		f.open = part.NewButton(part.ButtonSpec{Label: fmt.Sprintf("Show %d more, which may stay as they are", n), Icon: theme.IconKeyboardArrowDown, Look: part.Quiet}, f.showMore)
		f.more.Hide()
		f.content.Add(part.Leading(f.open))
		f.content.Add(f.more)
	}
	return f
}

// showMore shows what may stay empty, or puts it away.
func (f *fields) showMore() {
	if f.more.Visible() {
		f.more.Hide()
		f.open.SetIcon(theme.IconKeyboardArrowDown)
	} else {
		f.more.Show()
		f.open.SetIcon(theme.IconKeyboardArrowUp)
	}
	f.content.Refresh()
}

// unfold shows what may stay empty: after an error that may be the reason.
func (f *fields) unfold() {
	if f.open != nil && !f.more.Visible() {
		f.showMore()
	}
}

// row is one box with its name, its explanation and where to find it.
func (f *fields) row(x program.Field, secret bool, from string, open func(string)) fyne.CanvasObject {
	var control fyne.CanvasObject
	into := f.settings
	if secret {
		into = f.secrets
	}
	switch {
	case len(x.Choices) > 3:
		s := part.NewSelect(x.Label, options(x.Choices), x.Value)
		into[x.Key], control = s.Selected, part.Leading(part.Sized(220, 0, s))
		s.OnChanged = func(string) { f.tell() }
		f.start(s)
	case len(x.Choices) > 0:
		s := part.NewSegmentedFilter(options(x.Choices), x.Value)
		into[x.Key], control = s.Selected, part.Leading(s)
		s.OnChanged = func(string) { f.tell() }
	default:
		spec := part.EntrySpec{Name: x.Label, Text: x.Value, Password: secret}
		if secret {
			spec.Icon = theme.IconLock
		}
		e := part.NewEntry(spec)
		into[x.Key], control = e.Text, e
		e.OnChanged = func(string) { f.tell() }
		f.entries = append(f.entries, e)
		f.start(e.Target())
	}
	column := part.Column(4, part.FormRow(x.Label, hintWords(x, from), control))
	if x.Guide != "" {
		column.Add(part.Leading(part.NewLink("Where to find it: "+short(host(x.Guide)), func() { open(x.Guide) })))
	}
	return column
}

func (f *fields) tell() {
	if f.changed != nil {
		f.changed()
	}
}

// short keeps the beginning of a long address.
func short(page string) string {
	const most = 44
	if r := []rune(page); len(r) > most {
		return string(r[:most]) + "…"
	}
	return page
}

func (f *fields) start(o fyne.Focusable) {
	if f.first == nil {
		f.first = o
	}
}

func options(choices []string) []part.Option {
	var out []part.Option
	for _, c := range choices {
		out = append(out, part.Option{ID: c, Label: choice(c)})
	}
	return out
}

// typed is what the boxes hold.
func (f *fields) typed() typed {
	t := typed{map[string]string{}, map[string]string{}}
	for key, read := range f.settings {
		t.settings[key] = read()
	}
	for key, read := range f.secrets {
		t.secrets[key] = read()
	}
	return t.trimmed()
}

// guidance is all that is said about a network before its form: what the
// council needs, where to click, and what each right is for.
func guidance(n program.Network, open func(string)) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if len(n.Needs) > 0 {
		column := part.Column(6)
		for _, words := range n.Needs {
			column.Add(part.RowTop(8, part.NewIcon(theme.IconCheck, theme.Text2, 16), part.Grow(part.NewWrapped(words, theme.Dense, theme.Text))))
		}
		out = append(out, section("What you need", "", column))
	}
	if len(n.Steps) > 0 {
		column := part.Column(10)
		for i, words := range n.Steps {
			line := part.Column(2, part.NewWrapped(words, theme.Dense, theme.Text))
			for _, page := range links(words) {
				line.Add(part.Leading(part.NewLink("Open "+short(host(page)), func() { open(page) })))
			}
			number := part.Sized(20, 0, part.NewText(fmt.Sprintf("%d.", i+1), theme.DenseBold, theme.Text2))
			column.Add(part.RowTop(4, number, part.Grow(line)))
		}
		out = append(out, section("Where to click", "", column))
	}
	if len(n.Permissions) > 0 {
		column := part.Column(8)
		for _, p := range n.Permissions {
			column.Add(part.Column(0, part.NewWrapped(p.Name, theme.DenseBold, theme.Text), part.NewWrapped(p.Why, theme.Dense, theme.Text2)))
		}
		out = append(out, section("What each right is for", "Commsdesk asks for no others.", column))
	}
	return out
}
