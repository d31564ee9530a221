package part

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/part/layoutcheck"
	"commsdesk/app/ui/theme"
)

func TestFormKeepsWhatIsTypedUntilItIsRight(t *testing.T) {
	desk(t, theme.Light, 150)
	under := NewButton(ButtonSpec{Label: "Write down"}, nil)
	w := window(t, Row(0, under), 700, 500)
	c := w.Canvas()
	c.Focus(under)
	words, link := NewComposer("What was said", "Their words", 3), NewEntry(EntrySpec{Name: "Its link"})
	var asked []string
	ShowForm(c, FormSpec{Title: "Write down a message", Words: "It becomes a conversation.",
		Rows: []fyne.CanvasObject{FormRow("What was said", "", FramedText(words)), FormRow("Its link", "", link)}, Text: words, Fields: []*Entry{link},
		Confirm: "Write it down", Do: func(done func(string)) {
			asked = append(asked, words.Text())
			if words.Text() == "" {
				done("Write down what was said.")
				return
			}
			done("")
		}})
	if c.Focused() != words.Target() {
		t.Errorf("the keyboard is on %T", c.Focused())
	}
	over := func() fyne.CanvasObject { return c.Overlays().Top() }
	test.Tap(find(over(), "Write it down"))
	if !strings.Contains(seen(over()), "Write down what was said.") {
		t.Fatalf("it does not say what is wrong: %q", seen(over()))
	}
	for _, p := range layoutcheck.Problems(c) {
		t.Error(p)
	}
	link.SetText("https://x.example/")
	words.SetText("Is it open?")
	test.Tap(find(over(), "Write it down"))
	if over() != nil || len(asked) != 2 || asked[1] != "Is it open?" || c.Focused() != fyne.Focusable(under) {
		t.Errorf("open %v, asked %q, focus %T", over() != nil, asked, c.Focused())
	}
}

func TestFormIsLeftByEsc(t *testing.T) {
	desk(t, theme.Light, 100)
	w := window(t, NewButton(ButtonSpec{Label: "Under"}, nil), 700, 500)
	link := NewEntry(EntrySpec{Name: "Its link"})
	for _, leave := range []func(){
		func() { w.Canvas().Focused().TypedKey(key(fyne.KeyEscape)) },
		func() { test.Tap(find(w.Canvas().Overlays().Top(), "Cancel")) },
	} {
		ShowForm(w.Canvas(), FormSpec{Title: "Seen", Rows: []fyne.CanvasObject{link}, Fields: []*Entry{link}, Confirm: "Record",
			Do: func(func(string)) { t.Error("it was done") }})
		leave()
		if w.Canvas().Overlays().Top() != nil {
			t.Error("it is still there")
		}
	}
}
