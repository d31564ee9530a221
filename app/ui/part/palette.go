package part

import (
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// Command is one line of the command list.
type Command struct {
	ID       string
	Title    string // "Assign to Customer Service Centre"
	Subtitle string // where it belongs, or what a find is about
	Key      string
	Icon     theme.IconName
}

// FilterCommands returns the commands that hold every word of the text, in
// title or subtitle, whatever the case.
func FilterCommands(all []Command, text string) []Command {
	want := strings.Fields(strings.ToLower(text))
	var out []Command
next:
	for _, c := range all {
		hay := strings.ToLower(c.Title + " " + c.Subtitle)
		for _, w := range want {
			if !strings.Contains(hay, w) {
				continue next
			}
		}
		out = append(out, c)
	}
	return out
}

// CommandPalette is the list behind Ctrl K: type, arrows, Enter.
type CommandPalette struct {
	over   *overlay
	entry  *Entry
	list   *List
	find   func(text string) []Command
	found  []Command
	none   *Line
	chosen func(id string)
}

// ShowCommandPalette opens the list. find is asked at each change of the text
// and returns at once; call Reload when it has more to tell. chosen gets the id
// after the list has closed; it is not called if the officer leaves.
func ShowCommandPalette(c fyne.Canvas, find func(text string) []Command, chosen func(id string)) *CommandPalette {
	p := &CommandPalette{find: find, chosen: chosen}
	p.entry = NewEntry(EntrySpec{Name: "Search and commands", Placeholder: "Search, or type what you want to do", Icon: theme.IconSearch, Height: theme.LargeSize})
	p.list = NewList("Found", Rows{
		Len:    func() int { return len(p.found) },
		Kind:   func(int) int { return 0 },
		Height: func(int) float32 { return commandRowHigh },
		New:    func(int) ListRow { return newCommandRow(p) },
		Bind:   func(i int, row ListRow) { row.(*commandRow).set(i, p.found[i]) },
	})
	p.none = NewText("Nothing found. Try another word.", theme.Dense, theme.Text2)
	p.entry.OnChanged = func(string) { p.Reload() }
	p.entry.OnSubmitted = func(string) { p.choose(p.list.Selected()) }
	p.entry.OnKey = p.key
	card := raised(Column(0, Pad(10, 10, 10, 10, p.entry), HLine(), Grow(Stack(Pad(0, 1, 1, 1, p.list), Column(0, Pad(10, 14, 10, 14, p.none))))))
	p.over = newOverlay(c, card, func(window fyne.Size) (fyne.Position, fyne.Size) {
		size := fyne.NewSize(min(theme.Units(560), window.Width-theme.Units(32)), min(theme.Units(420), window.Height-theme.Units(64)))
		return fyne.NewPos(whole((window.Width-size.Width)/2), theme.Units(48)), size
	}, p.Close)
	p.over.open(p.entry.Target())
	p.Reload()
	return p
}

// Reload asks find again for the text as it stands.
func (p *CommandPalette) Reload() {
	p.found = p.find(p.entry.Text())
	p.list.selected = -1
	p.list.Reload()
	Show(p.none, len(p.found) == 0)
	if len(p.found) > 0 {
		p.list.Select(0)
	}
}

func (p *CommandPalette) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		p.Close()
	case fyne.KeyDown:
		p.list.step(p.list.Selected(), 1)
	case fyne.KeyUp:
		p.list.step(p.list.Selected(), -1)
	default:
		return false
	}
	return true
}

func (p *CommandPalette) choose(i int) {
	if i < 0 || i >= len(p.found) {
		return
	}
	id := p.found[i].ID
	p.Close()
	p.chosen(id)
}

// Close leaves the list.
func (p *CommandPalette) Close() {
	if p.over != nil {
		p.over.close()
		p.over = nil
	}
}

const commandRowHigh = 36

type commandRow struct {
	composite
	palette *CommandPalette
	index   int
	command Command
	state   RowState
	ground  *rowGround
	icon    *Icon
	words   *Line
	cap     *KeyCap
}

func newCommandRow(p *CommandPalette) *commandRow {
	r := &commandRow{palette: p, ground: newRowGround(), icon: NewIcon("", theme.Text2, 18), words: NewLine(), cap: NewKeyCap("")}
	content := Pad(0, 12, 0, 14, Row(9, r.icon, Grow(r.words), r.cap))
	r.compose(r, r.ground.over(commandRowHigh, content), func() {
		r.ground.paint(r.state, theme.Accent, theme.Tint)
		r.icon.Name = r.command.Icon
		Show(r.icon, r.command.Icon != "")
		r.words.setRuns([]Run{{Text: r.command.Title, Type: theme.Dense, Tone: theme.Text},
			{Text: r.command.Subtitle, Type: theme.Small, Tone: theme.Text3, Gap: 8}})
		r.cap.key = r.command.Key
		Show(r.cap, r.command.Key != "")
	})
	return r
}

func (r *commandRow) set(i int, c Command) {
	r.index, r.command = i, c
	r.Refresh()
}

// SetState implements ListRow.
func (r *commandRow) SetState(s RowState) {
	if r.state != s {
		r.state = s
		r.Refresh()
	}
}

// Tapped chooses the command.
func (r *commandRow) Tapped(*fyne.PointEvent) { r.palette.choose(r.index) }

// AccessibilityLabel implements fyne.Accessible.
func (r *commandRow) AccessibilityLabel() string { return r.words.Text() }

// AccessibilityRole implements fyne.Accessible.
func (r *commandRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
