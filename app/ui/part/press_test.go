package part

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/theme"
)

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func TestButtonIsPressedByPointerAndKeys(t *testing.T) {
	desk(t, theme.Light, 100)
	pressed := 0
	b := NewButton(ButtonSpec{Label: "Done", Key: "E"}, func() { pressed++ })
	window(t, b, 200, 60)
	test.Tap(b)
	b.TypedKey(key(fyne.KeyReturn))
	b.TypedKey(key(fyne.KeyEnter))
	b.TypedKey(key(fyne.KeySpace))
	b.TypedRune(' ') // Space arrives twice; it counts once
	if pressed != 4 {
		t.Errorf("pressed %d times, want 4", pressed)
	}
	b.Disable()
	test.Tap(b)
	b.TypedKey(key(fyne.KeyReturn))
	if pressed != 4 {
		t.Error("a disabled button was pressed")
	}
	b.Enable()
	test.Tap(b)
	if pressed != 5 {
		t.Error("an enabled button was not pressed")
	}
}

func TestButtonSeesKeysThatItsOwnerKeeps(t *testing.T) {
	desk(t, theme.Light, 100)
	pressed, left := false, false
	b := NewButton(ButtonSpec{Label: "Cancel"}, func() { pressed = true })
	b.OnKey = escape(func() { left = true })
	b.TypedKey(key(fyne.KeyEscape))
	if pressed || !left {
		t.Errorf("Esc: pressed %v, left %v", pressed, left)
	}
	b.TypedKey(key(fyne.KeyReturn))
	if !pressed {
		t.Error("Enter did not press")
	}
}

func TestFocusRingShowsWhereTheKeyboardIs(t *testing.T) {
	desk(t, theme.Light, 100)
	one := NewButton(ButtonSpec{Label: "One"}, nil)
	two := NewButton(ButtonSpec{Label: "Two"}, nil)
	two.Disable()
	three := NewDayToggle("Mon", "Monday", false)
	w := window(t, Row(4, one, two, three), 300, 60)
	c := w.Canvas()
	c.FocusNext()
	if c.Focused() != fyne.Focusable(one) || !one.ring.Visible() || three.ring.Visible() {
		t.Fatalf("first Tab: focus on %T, ring %v", c.Focused(), one.ring.Visible())
	}
	if one.ring.StrokeWidth != theme.FocusWidth || one.ring.Stroke != theme.Accent {
		t.Errorf("ring is %g of %s", one.ring.StrokeWidth, one.ring.Stroke)
	}
	c.FocusNext()
	if c.Focused() != fyne.Focusable(three) || one.ring.Visible() || !three.ring.Visible() {
		t.Errorf("second Tab: focus on %T; a disabled button is passed over", c.Focused())
	}
}

func TestSpokenNames(t *testing.T) {
	desk(t, theme.Light, 100)
	tag := NewTag("Waste", "", func() {})
	toggle := NewDayToggle("Sat", "Saturday", false)
	check := NewCheckRow("Skip bank holidays", "", true)
	for _, c := range []struct {
		part fyne.Accessible
		want string
	}{
		{NewButton(ButtonSpec{Label: "Done"}, nil), "Done"},
		{NewButton(ButtonSpec{Icon: theme.IconMoreHoriz, Name: "More"}, nil), "More"},
		{NewNetworkTile("facebook", 22), "Facebook"},
		{NewNetworkTile("mailbox", 22), "Mailbox"},
		{NewStatusChip(Unconfirmed), "Unconfirmed"},
		{NewSelect("Type", []Option{{ID: "q", Label: "Question"}}, "q"), "Type: Question"},
		{NewText("36 min late", theme.Small, theme.Danger), "36 min late"},
		{NewRailItem(RailData{Label: "Queue", Spoken: "Queue, 10 need a reply"}, nil), "Queue, 10 need a reply"},
		{toggle, "Saturday, closed"},
		{check, "Skip bank holidays, on"},
		{NewEntry(EntrySpec{Name: "Search", Placeholder: "Find"}).inner, "Search"},
		{newCross("Remove Waste", nil), "Remove Waste"},
	} {
		if got := c.part.AccessibilityLabel(); got != c.want {
			t.Errorf("%T: got %q, want %q", c.part, got, c.want)
		}
	}
	if tag.Text() != "Waste" {
		t.Errorf("tag: got %q", tag.Text())
	}
}

func TestTogglesTellOnlyOfPeople(t *testing.T) {
	desk(t, theme.Light, 100)
	told := []bool{}
	d := NewDayToggle("Sat", "Saturday", false)
	d.OnChanged = func(on bool) { told = append(told, on) }
	c := NewCheckRow("Skip bank holidays", "", false)
	c.OnChanged = func(on bool) { told = append(told, on) }
	d.SetOn(true)
	c.SetOn(true)
	if len(told) != 0 {
		t.Fatalf("setting told %v", told)
	}
	test.Tap(d)
	test.Tap(c)
	if len(told) != 2 || told[0] || told[1] || d.On() || c.On() {
		t.Errorf("told %v, on %v %v", told, d.On(), c.On())
	}
}

func TestTagIsRemovedByItsCross(t *testing.T) {
	desk(t, theme.Light, 100)
	removed := 0
	tag := NewTag("Waste", "", func() { removed++ })
	w := window(t, Row(0, tag, Spring()), 200, 40)
	size := tag.Size()
	test.TapCanvas(w.Canvas(), tag.Position().AddXY(size.Width-10, size.Height/2))
	if removed != 1 {
		t.Errorf("removed %d times, want 1", removed)
	}
	test.TapCanvas(w.Canvas(), tag.Position().AddXY(10, size.Height/2))
	if removed != 1 {
		t.Error("a tap on the word removed the tag")
	}
}
