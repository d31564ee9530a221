package part

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/part/layoutcheck"
	"commsdesk/app/ui/theme"
)

func TestDialogAsksAndGivesTheKeyboardBack(t *testing.T) {
	desk(t, theme.Light, 100)
	under := NewButton(ButtonSpec{Label: "Block"}, nil)
	w := window(t, Row(0, under), 800, 500)
	c := w.Canvas()
	var answers []bool
	ask := func() *Dialog {
		c.Focus(under)
		return ShowDialog(c, DialogSpec{Title: "Block Grebe House Gaz?", Words: "This cannot be taken back.", Confirm: "Block Grebe House Gaz", Danger: true,
			OnDone: func(yes bool) { answers = append(answers, yes) }})
	}
	d := ask()
	first, ok := c.Focused().(*Button)
	if !ok || first.spec.Label != "Cancel" {
		t.Fatalf("first focus is on %T", c.Focused())
	}
	for range 3 { // Tab stays inside
		c.FocusNext()
		if b := c.Focused().(*Button); b != first && b != d.confirm {
			t.Errorf("Tab left the dialog for %q", b.spec.Label)
		}
	}
	first.TypedKey(key(fyne.KeyReturn))
	if c.Overlays().Top() != nil || c.Focused() != fyne.Focusable(under) {
		t.Errorf("after Cancel: overlay %v, focus %T", c.Overlays().Top(), c.Focused())
	}
	d = ask()
	test.Tap(d.confirm)
	d = ask()
	d.confirm.TypedKey(key(fyne.KeyEscape))
	d.Close() // a second time does nothing
	if len(answers) != 3 || answers[0] || !answers[1] || answers[2] {
		t.Errorf("answers %v", answers)
	}
}

func TestDialogLeavesThePageUnderItAlone(t *testing.T) {
	desk(t, theme.Light, 100)
	pressed := 0
	under := NewButton(ButtonSpec{Label: "Under"}, func() { pressed++ })
	w := window(t, under, 800, 500)
	d := ShowDialog(w.Canvas(), DialogSpec{Title: "Wait?", Confirm: "Wait"})
	test.TapCanvas(w.Canvas(), fyne.NewPos(5, 5))
	if pressed != 0 || d.over == nil {
		t.Errorf("pressed %d, open %v", pressed, d.over != nil)
	}
	d.SetConfirmEnabled(false)
	test.Tap(d.confirm)
	if d.over == nil {
		t.Error("a deed that is not allowed was done")
	}
}

func TestDrawerClosesBesideItself(t *testing.T) {
	desk(t, theme.Light, 100)
	w := window(t, Spring(), 800, 500)
	closed := 0
	d := ShowDrawer(w.Canvas(), 284, NewText("Details", theme.Dense, theme.Text), nil, func() { closed++ })
	if at := d.over.card.Position(); at.X != 800-284 || d.over.card.Size().Height != 500 {
		t.Errorf("drawer at %v, %v", at, d.over.card.Size())
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(700, 300))
	if closed != 0 {
		t.Error("a tap inside closed it")
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(100, 300))
	if closed != 1 || w.Canvas().Overlays().Top() != nil {
		t.Errorf("closed %d times", closed)
	}
}

func TestCommandPaletteFindsAndChooses(t *testing.T) {
	desk(t, theme.Light, 100)
	all := []Command{{ID: "assign", Title: "Assign to Customer Service Centre", Subtitle: "Conversation", Key: "A"}, {ID: "done", Title: "Done", Key: "E"}, {ID: "dark", Title: "Use dark colours", Subtitle: "Settings"}}
	w := window(t, Spring(), 800, 500)
	chosen := []string{}
	open := func() *CommandPalette {
		return ShowCommandPalette(w.Canvas(), func(s string) []Command { return FilterCommands(all, s) }, func(id string) { chosen = append(chosen, id) })
	}
	p := open()
	if w.Canvas().Focused() != p.entry.Target() || len(p.found) != 3 || p.list.Selected() != 0 {
		t.Fatalf("focus %T, %d found, selected %d", w.Canvas().Focused(), len(p.found), p.list.Selected())
	}
	test.Type(p.entry.inner, "settings DARK")
	p.entry.inner.TypedKey(key(fyne.KeyReturn))
	p = open()
	p.entry.inner.TypedKey(key(fyne.KeyDown))
	p.entry.inner.TypedKey(key(fyne.KeyDown))
	p.entry.inner.TypedKey(key(fyne.KeyDown))
	p.entry.inner.TypedKey(key(fyne.KeyUp))
	p.entry.inner.TypedKey(key(fyne.KeyReturn))
	p = open()
	test.Type(p.entry.inner, "no such thing")
	p.entry.inner.TypedKey(key(fyne.KeyReturn))
	p.entry.inner.TypedKey(key(fyne.KeyEscape))
	if strings.Join(chosen, " ") != "dark done" || w.Canvas().Overlays().Top() != nil {
		t.Errorf("chosen %q, overlay %v", chosen, w.Canvas().Overlays().Top())
	}
}

func TestSelectIsWorkedByKeys(t *testing.T) {
	desk(t, theme.Light, 100)
	s := NewSelect("Type", []Option{{ID: "q", Label: "Question"}, {ID: "c", Label: "Complaint"}}, "q")
	w := window(t, Column(0, s), 300, 300)
	var told []string
	s.OnChanged = func(id string) { told = append(told, id) }
	w.Canvas().Focus(s)
	s.TypedKey(key(fyne.KeyDown))
	menu, ok := w.Canvas().Focused().(*Menu)
	if !ok {
		t.Fatalf("the menu has no keyboard: %T", w.Canvas().Focused())
	}
	menu.TypedKey(key(fyne.KeyDown))
	menu.TypedKey(key(fyne.KeyReturn))
	if s.Selected() != "c" || len(told) != 1 || told[0] != "c" || w.Canvas().Focused() != fyne.Focusable(s) {
		t.Errorf("selected %q, told %q, focus %T", s.Selected(), told, w.Canvas().Focused())
	}
	s.Set([]Option{{ID: "p", Label: "Press"}}, "p")
	if s.Selected() != "p" || len(told) != 1 || s.AccessibilityLabel() != "Type: Press" {
		t.Errorf("selected %q, told %q, spoken %q", s.Selected(), told, s.AccessibilityLabel())
	}
}

func TestSegmentsRadiosAndTabsHoldOne(t *testing.T) {
	desk(t, theme.Light, 100)
	var told []string
	tell := func(id string) { told = append(told, id) }
	f := NewSegmentedFilter([]Option{{ID: "all", Label: "All 10"}, {ID: "mine", Label: "Mine 4"}}, "all")
	r := NewRadioList([]RadioOption{{ID: "a", Words: "One working day"}, {ID: "b", Words: "End of the next"}}, "a")
	tabs := NewTabs([]TabSpec{{ID: "public", Label: "Public reply"}, {ID: "private", Label: "Private message"}}, "public", nil)
	f.OnChanged, r.OnChanged, tabs.OnChanged = tell, tell, tell
	window(t, Column(0, f, r, tabs), 400, 300)
	test.Tap(f.segments[0])
	test.Tap(f.segments[1])
	test.Tap(r.rows[1])
	tabs.choose("private")
	f.Set([]Option{{ID: "all", Label: "All 9"}, {ID: "mine", Label: "Mine 3"}}, "all")
	if strings.Join(told, " ") != "mine b private" {
		t.Errorf("told %q", told)
	}
	if f.Selected() != "all" || r.Selected() != "b" || tabs.Selected() != "private" || !strings.Contains(seen(f), "Mine 3") {
		t.Errorf("%q %q %q, filter shows %q", f.Selected(), r.Selected(), tabs.Selected(), seen(f))
	}
	if got := f.segments[0].AccessibilityLabel(); got != "All 9, chosen" {
		t.Errorf("spoken %q", got)
	}
}

func TestUndoLineCallsBack(t *testing.T) {
	desk(t, theme.Light, 100)
	u := NewUndoLine()
	page := Column(0, u)
	window(t, page, 400, 60)
	if u.Visible() {
		t.Error("there is nothing to undo yet")
	}
	undone := 0
	u.Say("Assigned to CSC.", func() { undone++ })
	page.Refresh() // a window does this for what changes its size
	test.Tap(u.button)
	if undone != 1 || !strings.Contains(seen(u), "Assigned to CSC.") {
		t.Errorf("undone %d, shows %q", undone, seen(u))
	}
	u.Say("Sent.", nil)
	if u.button.Visible() {
		t.Error("what cannot be undone has an Undo button")
	}
}

// TestOverlaysFit lays out what floats, at the smallest and largest text size.
func TestOverlaysFit(t *testing.T) {
	for _, percent := range []int{100, 150} {
		desk(t, theme.Light, percent)
		for name, open := range floating() {
			w := window(t, queueSheet(), 1366, 738)
			open(w.Canvas())
			for _, p := range append(layoutcheck.Problems(w.Canvas()), layoutcheck.SmallTargets(w.Canvas())...) {
				t.Errorf("%s at %d %%: %s", name, percent, p)
			}
		}
	}
}

func TestMenuIsWorkedByKeysAndPointer(t *testing.T) {
	desk(t, theme.Light, 100)
	more := NewButton(ButtonSpec{Label: "More"}, nil)
	w := window(t, Column(0, more), 400, 400)
	var done []string
	do := func(s string) func() { return func() { done = append(done, s) } }
	open := func() *Menu {
		return ShowMenu(more, MenuItem{Label: "Merge", Do: do("merge")}, MenuItem{Label: "Move to spam", Key: "S", Do: do("spam")}, MenuItem{Label: "Print", Do: do("print"), Divider: true})
	}
	open().TypedRune('s')
	m := open()
	m.TypedRune('m')
	m.TypedRune('m')
	m.TypedKey(key(fyne.KeyReturn))
	m = open()
	m.TypedKey(key(fyne.KeyUp))
	m.TypedKey(key(fyne.KeyReturn))
	m = open()
	test.Tap(m.rows[0])
	open().TypedKey(key(fyne.KeyEscape))
	open()
	test.TapCanvas(w.Canvas(), fyne.NewPos(390, 390))
	if got := strings.Join(done, " "); got != "spam spam print merge" || w.Canvas().Overlays().Top() != nil {
		t.Errorf("done %q, overlay %v", got, w.Canvas().Overlays().Top())
	}
}

func TestMenuStaysInsideTheWindow(t *testing.T) {
	desk(t, theme.Light, 100)
	window, want := fyne.NewSize(800, 500), fyne.NewSize(200, 300)
	for _, c := range []struct {
		at   fyne.Position
		of   fyne.Size
		y, h float32
	}{
		{fyne.NewPos(10, 10), fyne.NewSize(100, 32), 44, 300},
		{fyne.NewPos(10, 400), fyne.NewSize(100, 32), 98, 300},
		{fyne.NewPos(700, 200), fyne.NewSize(100, 32), 234, 266},
	} {
		at, size := placeMenu(window, c.at, c.of, want)
		if at.Y != c.y || size.Height != c.h || at.X+size.Width > window.Width {
			t.Errorf("at %v: menu at %v of %v", c.at, at, size)
		}
	}
}
