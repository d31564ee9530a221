package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	toolkit "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/rivo/uniseg"

	"commsdesk/app/ui/theme"
)

// bare is the theme of the toolkit's widgets inside our own frames: no ground,
// no edge, and little room of their own. It follows the theme in force.
type bare struct{ room float32 }

func (b bare) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if name == toolkit.ColorNameInputBackground {
		return color.Transparent
	}
	return theme.Current().Color(name, v)
}

func (b bare) Font(s fyne.TextStyle) fyne.Resource        { return theme.Current().Font(s) }
func (b bare) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.Current().Icon(name) }
func (b bare) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case toolkit.SizeNameInputBorder:
		return 0
	case toolkit.SizeNameInnerPadding:
		return theme.Units(b.room)
	}
	return theme.Current().Size(name)
}

// entry is the toolkit's entry with hooks for focus and keys.
type entry struct {
	widget.Entry
	name    string
	focused bool
	onFocus func()
	onKey   func(*fyne.KeyEvent) bool
}

// FocusGained implements fyne.Focusable.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.focused = true
	e.onFocus()
	Reveal(e)
}

// FocusLost implements fyne.Focusable.
func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	e.focused = false
	e.onFocus()
}

// AcceptsTab implements fyne.Tabbable: Tab moves on, from long texts too.
func (e *entry) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable. Esc and function keys are the window's.
func (e *entry) TypedKey(k *fyne.KeyEvent) {
	if e.onKey != nil && e.onKey(k) {
		return
	}
	if windowKey(k) || k.Name == fyne.KeyEscape {
		passOn(e, k)
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut implements fyne.Shortcutable: the window's own work in a text
// box too.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.TypedShortcut(s)
	passShortcut(e, s)
}

// AccessibilityLabel implements fyne.Accessible.
func (e *entry) AccessibilityLabel() string { return e.name }

// AccessibilityRole implements fyne.Accessible.
func (e *entry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// EntrySpec says what a text box is.
type EntrySpec struct {
	Name        string // spoken, and needed: a placeholder goes away
	Placeholder string
	Text        string
	Icon        theme.IconName
	Key         string  // a key cap at the end, while empty
	Height      float32 // theme.ControlSize if 0
	Password    bool    // with a button that shows the words
}

// Entry is a text box of one line with the desk's frame and focus ring.
type Entry struct {
	composite
	OnChanged   func(string)
	OnSubmitted func(string)
	OnKey       func(*fyne.KeyEvent) bool // sees keys first; true keeps them from the box
	OnFocus     func(focused bool)

	inner *entry
	frame *Box
	cap   *KeyCap
	key   bool
	wrong bool
}

// NewEntry returns a text box.
func NewEntry(s EntrySpec) *Entry {
	e := &Entry{inner: &entry{name: s.Name}, frame: NewFrame(theme.Surface, theme.Control, theme.RadiusControl)}
	e.cap, e.key = NewKeyCap(s.Key), s.Key != ""
	e.inner.ExtendBaseWidget(e.inner)
	e.inner.Text, e.inner.PlaceHolder, e.inner.Password = s.Text, s.Placeholder, s.Password
	e.inner.onFocus = e.focusChanged
	e.inner.onKey = func(k *fyne.KeyEvent) bool { return e.OnKey != nil && e.OnKey(k) }
	e.inner.Entry.OnChanged = func(text string) {
		Show(e.cap, e.key && text == "")
		if e.OnChanged != nil {
			e.OnChanged(text)
		}
	}
	e.inner.Entry.OnSubmitted = func(text string) {
		if e.OnSubmitted != nil {
			e.OnSubmitted(text)
		}
	}
	if s.Height == 0 {
		s.Height = theme.ControlSize
	}
	row := Row(4)
	if s.Icon != "" {
		row.Add(Pad(0, 2, 0, 2, NewIcon(s.Icon, theme.Text2, 18)))
	}
	row.Add(Grow(container.NewThemeOverride(e.inner, bare{room: 3})))
	row.Add(e.cap)
	e.compose(e, Sized(0, s.Height, Stack(e.frame, Pad(0, 8, 0, 9, row))), e.paint)
	return e
}

func (e *Entry) focusChanged() {
	e.Refresh()
	if e.OnFocus != nil {
		e.OnFocus(e.inner.focused)
	}
}

func (e *Entry) paint() {
	e.frame.Stroke, e.frame.StrokeWidth = theme.Control, 1
	if e.wrong {
		e.frame.Stroke = theme.Danger
	}
	if e.inner.focused {
		e.frame.Stroke, e.frame.StrokeWidth = theme.Accent, theme.FocusWidth
	}
	Show(e.cap, e.key && e.inner.Text == "")
}

// Text returns what stands in the box.
func (e *Entry) Text() string { return e.inner.Text }

// SetText replaces what stands in the box and calls OnChanged.
func (e *Entry) SetText(text string) { e.inner.SetText(text) }

// SetWrong edges the box in danger; the words beside it say what is wrong.
func (e *Entry) SetWrong(wrong bool) {
	if e.wrong != wrong {
		e.wrong = wrong
		e.Refresh()
	}
}

// Enable lets text be typed again.
func (e *Entry) Enable() { e.inner.Enable() }

// Disable greys the box.
func (e *Entry) Disable() { e.inner.Disable() }

// Target is what to hand to Canvas.Focus.
func (e *Entry) Target() fyne.Focusable { return e.inner }

// ComposerLimit is the most that a composer takes, in bytes: the toolkit lays
// out longer texts too slowly to type in.
const ComposerLimit = 20 * 1024

// Composer is a text box of many lines, wrapped, without a frame: the card
// around it shows the focus.
type Composer struct {
	composite
	OnChanged func(string)
	OnFull    func()                    // text was cut off at ComposerLimit
	OnKey     func(*fyne.KeyEvent) bool // sees keys first; true keeps them from the box
	OnFocus   func(focused bool)
	inner     *entry
}

// NewComposer returns a text box of at least some rows, with a spoken name.
func NewComposer(name, placeholder string, rows int) *Composer {
	c := &Composer{inner: &entry{name: name}}
	c.inner.MultiLine, c.inner.Wrapping, c.inner.PlaceHolder = true, fyne.TextWrapWord, placeholder
	c.inner.ExtendBaseWidget(c.inner)
	c.inner.SetMinRowsVisible(rows)
	c.inner.onFocus = func() {
		if c.OnFocus != nil {
			c.OnFocus(c.inner.focused)
		}
	}
	c.inner.onKey = func(k *fyne.KeyEvent) bool { return c.OnKey != nil && c.OnKey(k) }
	c.inner.Entry.OnChanged = c.changed
	c.compose(c, Stack(container.NewThemeOverride(c.inner, bare{room: 4})), nil)
	return c
}

func (c *Composer) changed(text string) {
	if cut := fit(text, ComposerLimit); len(cut) < len(text) {
		c.inner.SetText(cut) // comes back here with what fits
		if c.OnFull != nil {
			c.OnFull()
		}
		return
	}
	if c.OnChanged != nil {
		c.OnChanged(text)
	}
}

// fit returns as many whole graphemes of the text as fit in a number of bytes.
func fit(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		_, to := g.Positions()
		if to > most {
			break
		}
		end = to
	}
	return text[:end]
}

// Text returns what stands in the box.
func (c *Composer) Text() string { return c.inner.Text }

// SetText replaces what stands in the box and calls OnChanged. The cursor stands
// after it, where somebody who comes back to a draft goes on.
func (c *Composer) SetText(text string) {
	c.inner.SetText(text)
	c.inner.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown}) // the toolkit's way to the end of a text
}

// Insert puts text where the cursor stands, as typed, so that it can be undone.
func (c *Composer) Insert(text string) {
	for _, r := range text {
		if r == '\n' {
			c.inner.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			continue
		}
		c.inner.TypedRune(r)
	}
}

// Target is what to hand to Canvas.Focus.
func (c *Composer) Target() fyne.Focusable { return c.inner }
