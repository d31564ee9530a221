package part

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/theme"
)

func TestEntryShowsFocusAndTellsOfChanges(t *testing.T) {
	desk(t, theme.Light, 100)
	e := NewEntry(EntrySpec{Name: "Search", Placeholder: "Search", Icon: theme.IconSearch, Key: "Ctrl K"})
	w := window(t, Row(0, Grow(e)), 300, 60)
	var changed, submitted string
	var focus []bool
	e.OnChanged = func(s string) { changed = s }
	e.OnSubmitted = func(s string) { submitted = s }
	e.OnFocus = func(on bool) { focus = append(focus, on) }
	if !e.cap.Visible() {
		t.Error("an empty box does not show its key")
	}
	w.Canvas().Focus(e.Target())
	if e.frame.Stroke != theme.Accent || e.frame.StrokeWidth != theme.FocusWidth {
		t.Errorf("focused edge is %g of %s", e.frame.StrokeWidth, e.frame.Stroke)
	}
	for _, r := range "bin" {
		e.inner.TypedRune(r)
	}
	e.inner.TypedKey(key(fyne.KeyReturn))
	if changed != "bin" || submitted != "bin" || e.Text() != "bin" || e.cap.Visible() {
		t.Errorf("changed %q, submitted %q, text %q, key shown %v", changed, submitted, e.Text(), e.cap.Visible())
	}
	w.Canvas().Unfocus()
	if len(focus) != 2 || !focus[0] || focus[1] || e.frame.Stroke != theme.Control {
		t.Errorf("focus told %v, edge %s", focus, e.frame.Stroke)
	}
	e.SetWrong(true)
	if e.frame.Stroke != theme.Danger {
		t.Errorf("wrong edge is %s", e.frame.Stroke)
	}
}

func TestEntryOwnerSeesKeysFirst(t *testing.T) {
	desk(t, theme.Light, 100)
	e := NewEntry(EntrySpec{Name: "Search", Text: "ab"})
	left := false
	e.OnKey = escape(func() { left = true })
	e.inner.TypedKey(key(fyne.KeyEscape))
	e.inner.TypedKey(key(fyne.KeyDelete))
	if !left || e.Text() != "b" {
		t.Errorf("left %v, text %q", left, e.Text())
	}
}

func TestComposerStopsAtItsLimitBetweenGraphemes(t *testing.T) {
	desk(t, theme.Light, 100)
	c := NewComposer("Reply", "", 4)
	full, told := 0, ""
	c.OnFull = func() { full++ }
	c.OnChanged = func(s string) { told = s }
	c.SetText(strings.Repeat("é", ComposerLimit/2) + "👩‍👩‍👧")
	if len(c.Text()) != ComposerLimit || full != 1 || told != c.Text() {
		t.Errorf("%d bytes, told full %d times", len(c.Text()), full)
	}
	c.SetText(strings.Repeat("x", ComposerLimit-3) + "👩‍👩‍👧")
	if len(c.Text()) != ComposerLimit-3 || !utf8.ValidString(c.Text()) {
		t.Errorf("a family was cut in two: %d bytes", len(c.Text()))
	}
	if full != 2 {
		t.Errorf("told full %d times, want 2", full)
	}
}

func TestComposerTabMovesOnAndLettersAreTyped(t *testing.T) {
	desk(t, theme.Light, 100)
	c := NewComposer("Reply", "", 4)
	send := NewButton(ButtonSpec{Label: "Send"}, nil)
	w := window(t, Column(4, c, send), 300, 200)
	w.Canvas().Focus(c.Target())
	if c.inner.AcceptsTab() {
		t.Error("Tab would be typed")
	}
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != fyne.Focusable(send) {
		t.Errorf("Tab went to %T", w.Canvas().Focused())
	}
	test.Type(c.inner, "Hello jk")
	c.Insert("\nKind regards")
	if got := c.Text(); got != "Hello jk\nKind regards" {
		t.Errorf("got %q", got)
	}
	c.inner.Undo()
	if got := c.Text(); got == "Hello jk\nKind regards" {
		t.Error("inserted text cannot be undone")
	}
}

func TestComposerCardShowsFocus(t *testing.T) {
	desk(t, theme.Light, 100)
	c := NewComposer("Reply", "", 3)
	card := NewComposerCard(nil, c, nil, nil)
	w := window(t, card, 300, 200)
	w.Canvas().Focus(c.Target())
	if card.frame.Stroke != theme.Accent || card.frame.StrokeWidth < theme.FocusWidth {
		t.Errorf("edge is %g of %s", card.frame.StrokeWidth, card.frame.Stroke)
	}
	w.Canvas().Unfocus()
	if card.frame.Stroke != theme.Control {
		t.Errorf("edge without focus is %s", card.frame.Stroke)
	}
}
