package part

import (
	"fmt"
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/theme"
)

// listOf returns a list of n rows with a group head before each tenth, and
// the rows that are marked.
func listOf(n int) (*List, map[int]bool, map[int]ListRow) {
	marks, bound := map[int]bool{}, map[int]ListRow{}
	head := func(i int) bool { return i%11 == 0 }
	l := NewList("Queue", Rows{
		Len: func() int { return n },
		Kind: func(i int) int {
			if head(i) {
				return 0
			}
			return 1
		},
		Height: func(kind int) float32 { return []float32{theme.GroupHead, theme.OutboxRow}[kind] },
		New: func(kind int) ListRow {
			if kind == 0 {
				return NewGroupHead()
			}
			return NewOutboxRow()
		},
		Bind: func(i int, row ListRow) {
			bound[i] = row
			switch row := row.(type) {
			case *GroupHead:
				row.Set(GroupData{Label: fmt.Sprint("group ", i)})
			case *OutboxRow:
				row.Set(OutboxData{Network: "mailbox", Text: fmt.Sprint("row ", i)})
			}
		},
		Selectable: func(i int) bool { return !head(i) },
		Marked:     func(i int) bool { return marks[i] },
	})
	l.OnMark = func(i int, on bool) { marks[i] = on }
	return l, marks, bound
}

func TestListHoldsWidgetsForWhatIsInSightOnly(t *testing.T) {
	desk(t, theme.Light, 100)
	l, _, _ := listOf(100_000)
	window(t, l, 400, 600)
	if n := len(l.live); n < 10 || n > 14 {
		t.Errorf("%d rows have widgets, want about 12", n)
	}
	for _, i := range []int{50_000, 99_999, 3} {
		l.ScrollTo(i)
		if l.live[i] == nil {
			t.Errorf("row %d is not in sight after ScrollTo", i)
		}
		made := 0
		for _, spare := range l.spare {
			made += len(spare)
		}
		if made+len(l.live) > 40 {
			t.Errorf("%d widgets for %d rows in sight", made+len(l.live), len(l.live))
		}
	}
}

func TestListRowsMeetWithoutGaps(t *testing.T) {
	desk(t, theme.Light, 150)
	l, _, _ := listOf(5_000)
	window(t, l, 400, 600)
	l.ScrollTo(2_500)
	from, to := l.inSight()
	for i := from; i < to-1; i++ {
		a, b := l.live[i], l.live[i+1]
		if a == nil || b == nil {
			t.Fatalf("row %d or the next has no widget", i)
		}
		if a.Position().Y+a.Size().Height != b.Position().Y {
			t.Errorf("row %d ends at %f, the next begins at %f", i, a.Position().Y+a.Size().Height, b.Position().Y)
		}
	}
	if top := l.live[from].Position().Y; top > l.scroll.Offset.Y {
		t.Errorf("the first row in sight begins at %f, under the upper edge %f", top, l.scroll.Offset.Y)
	}
}

func TestListKeysMoveAndPassOverHeads(t *testing.T) {
	desk(t, theme.Light, 100)
	l, _, _ := listOf(40)
	w := window(t, l, 400, 300)
	var selected []int
	l.OnSelected = func(i int) { selected = append(selected, i) }
	w.Canvas().Focus(l)
	l.TypedRune('j')
	l.TypedRune('J')
	l.TypedRune('k')
	l.TypedKey(key(fyne.KeyDown))
	l.TypedKey(key(fyne.KeyUp))
	l.TypedKey(key(fyne.KeyEnd))
	l.TypedKey(key(fyne.KeyHome))
	for range 11 {
		l.TypedRune('j')
	}
	want := []int{1, 2, 3, 2, 3, 2, 39, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13}
	if !reflect.DeepEqual(selected, want) {
		t.Errorf("selected %v, want %v", selected, want)
	}
	l.TypedKey(key(fyne.KeyHome))
	l.TypedRune('k')
	if l.Selected() != 1 {
		t.Errorf("K on the first row went to %d", l.Selected())
	}
}

func TestListPages(t *testing.T) {
	desk(t, theme.Light, 100)
	l, _, _ := listOf(300)
	w := window(t, l, 400, 560)
	w.Canvas().Focus(l)
	l.TypedKey(key(fyne.KeyPageDown))
	down := l.Selected()
	if down < 6 || down > 12 || l.live[down] == nil {
		t.Errorf("Page Down went to %d, in sight %v", down, l.live[down] != nil)
	}
	for range 100 {
		l.TypedKey(key(fyne.KeyPageDown))
	}
	if l.Selected() != 299 {
		t.Errorf("many Page Downs end at %d, want 299", l.Selected())
	}
	for range 100 {
		l.TypedKey(key(fyne.KeyPageUp))
	}
	if l.Selected() != 1 {
		t.Errorf("many Page Ups end at %d, want 1: row 0 is a head", l.Selected())
	}
}

func TestListPassesOtherLettersAndKeysOn(t *testing.T) {
	desk(t, theme.Light, 100)
	l, _, _ := listOf(20)
	w := window(t, l, 400, 300)
	w.Canvas().Focus(l)
	var runes []rune
	var keys []fyne.KeyName
	activated := -1
	l.OnRune = func(r rune) { runes = append(runes, r) }
	l.OnKey = func(e *fyne.KeyEvent) { keys = append(keys, e.Name) }
	l.OnActivated = func(i int) { activated = i }
	test.Type(l, "rx[")
	l.TypedKey(key(fyne.KeyEscape))
	l.TypedKey(key(fyne.KeyReturn))
	if string(runes) != "rx[" || len(keys) != 1 || keys[0] != fyne.KeyEscape || activated != 1 {
		t.Errorf("runes %q, keys %v, activated %d", string(runes), keys, activated)
	}
	l.Letters = false
	l.TypedRune('j')
	if l.Selected() != 1 || string(runes) != "rx[j" {
		t.Errorf("with letters off J moved to %d, passed %q", l.Selected(), string(runes))
	}
}

func TestListMarksByKeys(t *testing.T) {
	desk(t, theme.Light, 100)
	l, marks, _ := listOf(20)
	w := window(t, l, 400, 300)
	w.Canvas().Focus(l)
	l.TypedKey(key(fyne.KeySpace))
	l.TypedRune(' ')
	if !marks[1] {
		t.Fatal("Space did not mark the row")
	}
	if !l.live[1].row.(*OutboxRow).state.Marked {
		t.Error("the row does not show its mark")
	}
	l.TypedKey(key(fyne.KeySpace))
	if marks[1] {
		t.Fatal("Space did not unmark the row")
	}
	l.KeyDown(key(desktop.KeyShiftLeft))
	l.TypedKey(key(fyne.KeyDown))
	l.TypedKey(key(fyne.KeyDown))
	l.KeyUp(key(desktop.KeyShiftLeft))
	l.TypedKey(key(fyne.KeyDown))
	if !marks[1] || !marks[2] || !marks[3] || marks[4] || l.Selected() != 4 {
		t.Errorf("marks %v, selected %d", marks, l.Selected())
	}
}

func TestListTapSelectsAndTakesTheKeyboard(t *testing.T) {
	desk(t, theme.Light, 100)
	l, _, _ := listOf(20)
	w := window(t, l, 400, 300)
	menu := -1
	l.OnMenu = func(i int, _ fyne.Position) { menu = i }
	test.TapCanvas(w.Canvas(), fyne.NewPos(100, theme.GroupHead+theme.OutboxRow+10))
	if l.Selected() != 2 || w.Canvas().Focused() != fyne.Focusable(l) {
		t.Errorf("tap selected %d, focus on %T", l.Selected(), w.Canvas().Focused())
	}
	row := l.live[2].row.(*OutboxRow)
	if !row.state.Selected || !row.state.Focused {
		t.Errorf("the tapped row's state is %+v", row.state)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(100, 10))
	if l.Selected() != 2 {
		t.Error("a tap on a head selected it")
	}
	l.live[3].TappedSecondary(&fyne.PointEvent{})
	if menu != 3 || l.Selected() != 3 {
		t.Errorf("second button: menu of %d, selected %d", menu, l.Selected())
	}
}

func TestListReloadFollowsItsRows(t *testing.T) {
	desk(t, theme.Light, 100)
	n, words := 500, "old"
	l := NewList("Outbox", Rows{
		Len: func() int { return n }, Kind: func(int) int { return 0 }, Height: func(int) float32 { return theme.OutboxRow },
		New:  func(int) ListRow { return NewOutboxRow() },
		Bind: func(i int, r ListRow) { r.(*OutboxRow).Set(OutboxData{Text: fmt.Sprint(words, i)}) },
	})
	window(t, l, 400, 300)
	l.Select(499)
	n, words = 3, "new"
	l.Reload()
	if l.Selected() != -1 || len(l.live) != 3 || l.scroll.Offset.Y != 0 {
		t.Errorf("selected %d, %d rows live, scrolled to %f", l.Selected(), len(l.live), l.scroll.Offset.Y)
	}
	if got := l.live[2].row.(*OutboxRow).text.Text(); got != "new2" {
		t.Errorf("row 2 shows %q", got)
	}
	n = 0
	l.Reload()
	if len(l.body.Objects) != 0 {
		t.Errorf("an empty list shows %d rows", len(l.body.Objects))
	}
	l.FocusGained()
	l.TypedKey(key(fyne.KeyEnd))
	l.TypedKey(key(fyne.KeyPageDown))
	l.TypedKey(key(fyne.KeySpace))
	if l.Selected() != -1 {
		t.Errorf("keys on an empty list selected %d", l.Selected())
	}
}

func TestListFollowsTheTextSize(t *testing.T) {
	a := desk(t, theme.Light, 100)
	l, _, _ := listOf(50)
	window(t, l, 400, 300)
	small := l.total()
	a.Settings().SetTheme(theme.New(theme.Light, 150))
	l.Refresh()
	if l.total() != small*1.5 {
		t.Errorf("height at 150 %% is %f, want %f", l.total(), small*1.5)
	}
}

func BenchmarkListReload100000(b *testing.B) {
	desk(b, theme.Light, 100)
	l, _, _ := listOf(100_000)
	window(b, l, 404, 640)
	for b.Loop() {
		l.Reload()
	}
}

func BenchmarkListPageDown100000(b *testing.B) {
	desk(b, theme.Light, 100)
	l, _, _ := listOf(100_000)
	w := window(b, l, 404, 640)
	w.Canvas().Focus(l)
	for b.Loop() {
		if l.Selected() > 99_000 {
			l.TypedKey(key(fyne.KeyHome))
		}
		l.TypedKey(key(fyne.KeyPageDown))
	}
}

func BenchmarkQueueRowBind(b *testing.B) {
	desk(b, theme.Light, 100)
	r := NewQueueRow()
	window(b, r, 404, theme.QueueRow)
	d := QueueData{Network: "mailbox", Name: "Colin Prewett", Kind: "mail", Deadline: Words{"36 min late", ", was due 9:12"}, Tone: Late,
		Type: "Service request", Tags: []string{"Waste"}, Assignee: "RT", Share: 1}
	n := 0
	for b.Loop() {
		n++
		d.Preview = fmt.Sprint(n, " third week running our brown bin on Bedford Road has not been emptied, and nobody answers")
		r.Set(d)
	}
}
