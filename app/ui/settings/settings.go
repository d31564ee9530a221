// Package settings is the page on which a desk is changed: plain sections, one
// act a change, undoable where that means something.
package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"commsdesk/app/event"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Options are what the page tells beside the desk.
type Options struct {
	Version   string
	Workspace string
}

// section is one part of the page. It is made when it is first shown.
type section struct {
	id, name string
	icon     theme.IconName
	make     func(*Settings) pane
}

// pane is a section on screen.
type pane interface {
	// content is always the same object.
	content() fyne.CanvasObject
	// read shows what the store holds now.
	read()
	// topics are what makes read worth calling again.
	topics() []event.Topic
}

// sections are those of the page, in order.
func sections() []section {
	return []section{
		{"council", "Council", theme.IconPublic, newCouncil},
		{"hours", "Hours and promise", theme.IconCalendarMonth, newHours},
		{"officers", "Officers and initials", theme.IconGroups, newOfficers},
		{"tags", "Tags", theme.IconSell, newTags},
		{"redirects", "Redirects", theme.IconCallSplit, newRedirects},
		{"notices", "Notices", theme.IconNotifications, newNoticesPane},
		{"looks", "Appearance", theme.IconContrast, newLooks},
		{"working", "Keys, sending, closing", theme.IconComputer, newWorking},
		{"record", "Backup and record", theme.IconBackup, newRecord},
		{"about", "About", theme.IconInfo, newAbout},
	}
}

// Settings is the page.
type Settings struct {
	env   screen.Env
	opts  Options
	all   []section
	panes map[string]pane
	at    int
	nav   *part.List
	body  *fyne.Container
	root  fyne.CanvasObject
}

var _ screen.Screen = (*Settings)(nil)

// New returns the page; it reads nothing before it is shown.
func New(env screen.Env, opts Options) *Settings {
	s := &Settings{env: env, opts: opts, all: sections(), panes: map[string]pane{}, body: part.Stack()}
	s.nav = part.NewList("Settings", part.Rows{
		Len:    func() int { return len(s.all) },
		Kind:   func(int) int { return 0 },
		Height: func(int) float32 { return navHigh },
		New:    func(int) part.ListRow { return newNavRow() },
		Bind:   func(i int, row part.ListRow) { row.(*navRow).set(s.all[i]) },
	})
	s.nav.OnSelected = s.open
	s.nav.OnActivated = func(int) { s.intoPane() }
	s.nav.OnRune = func(r rune) { env.Press(string(r)) }
	title := part.Pad(14, 20, 10, 20, part.NewText("Settings", theme.Title, theme.Text))
	left := part.Sized(236, 0, part.Stack(part.NewBox(theme.Surface, 0), part.Column(0, title, part.HLine(), part.Grow(s.nav))))
	s.root = part.Stack(part.NewBox(theme.Bg, 0), part.RowFill(0, left, part.VLine(), part.Grow(s.body)))
	return s
}

// Content implements screen.Screen.
func (s *Settings) Content() fyne.CanvasObject { return s.root }

// Actions implements screen.Screen; Sections are in the shell's own table, since
// they can be opened from everywhere.
func (s *Settings) Actions() []screen.Action { return nil }

// Section names a part of the page; Go takes its ID.
type Section struct{ ID, Name string }

// Sections lists the parts of the page in their order.
func Sections() []Section {
	var out []Section
	for _, sec := range sections() {
		out = append(out, Section{sec.id, sec.name})
	}
	return out
}

// Shown implements screen.Screen; id is a section's.
func (s *Settings) Shown(id string) {
	for i, sec := range s.all {
		if sec.id == id {
			s.at = i
		}
	}
	s.nav.Letters = s.env.Program.Snapshot().Settings.SingleKeys
	if s.nav.Selected() == s.at {
		s.open(s.at)
	} else {
		s.nav.Select(s.at)
	}
	s.env.Window.Canvas().Focus(s.nav)
}

// open shows a section.
func (s *Settings) open(i int) {
	s.at = i
	sec := s.all[i]
	p, ok := s.panes[sec.id]
	if !ok {
		p = sec.make(s)
		s.panes[sec.id] = p
	}
	p.read()
	s.body.Objects = []fyne.CanvasObject{part.NewScroll(part.Narrow(760, 20, part.Pad(20, 0, 28, 0, p.content())))}
	s.body.Refresh()
}

// intoPane puts the keyboard on the first thing of the section.
func (s *Settings) intoPane() {
	c := s.env.Window.Canvas()
	c.Focus(s.nav)
	if next, ok := c.(interface{ FocusNext() }); ok {
		next.FocusNext()
	}
}

// Changed implements screen.Screen.
func (s *Settings) Changed(c event.Change) {
	p, ok := s.panes[s.all[s.at].id]
	if !ok {
		return
	}
	for _, t := range p.topics() {
		if t == c.Topic {
			p.read()
			return
		}
	}
}

// Tick implements screen.Screen.
func (s *Settings) Tick() {}

// Panes implements screen.Screen.
func (s *Settings) Panes() []fyne.Focusable { return []fyne.Focusable{s.nav} }

// do carries out a change in the background and says what was done. undo, if
// not nil, takes it back.
func (s *Settings) do(words string, do, undo func(ctx context.Context) error) {
	s.env.Work(do, func(err error) {
		if err != nil {
			s.env.Say(err)
			s.reread()
			return
		}
		s.did(words, undo)
	})
}

// did says what was done; undo, if not nil, takes it back.
func (s *Settings) did(words string, undo func(ctx context.Context) error) {
	if undo == nil {
		s.env.Did(words, nil)
		return
	}
	s.env.Did(words, func() {
		s.env.Work(undo, func(err error) {
			s.env.Say(err)
			s.reread()
		})
	})
}

// reread shows what holds after a change that was refused or taken back.
func (s *Settings) reread() {
	if p, ok := s.panes[s.all[s.at].id]; ok {
		p.read()
	}
}

// set changes one setting from old to value.
func (s *Settings) set(name string, value, old any, words string) {
	p, who := s.env.Program, s.env.Who()
	s.do(words, func(ctx context.Context) error { return p.SetSetting(ctx, who, name, value) },
		func(ctx context.Context) error { return p.SetSetting(ctx, who, name, old) })
}

// card is a section's card with its heading and a quiet explanation.
func card(name, hint string, content ...fyne.CanvasObject) fyne.CanvasObject {
	column := part.Column(12, part.NewWrapped(name, theme.Heading, theme.Text))
	if hint != "" {
		column.Add(part.NewWrapped(hint, theme.Dense, theme.Text2))
	}
	for _, o := range content {
		column.Add(o)
	}
	return part.Card(part.CardSpec{Content: column, Pad: 20})
}

func button(label string, icon theme.IconName, do func()) *part.Button {
	return part.NewButton(part.ButtonSpec{Label: label, Icon: icon}, do)
}

func small(label, spoken string, do func()) *part.Button {
	return part.NewButton(part.ButtonSpec{Label: label, Name: spoken, Height: theme.SmallSize}, do)
}
