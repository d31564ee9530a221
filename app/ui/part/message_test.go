package part

import (
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/theme"
)

func TestBlocksLoseNothingAndStaySmall(t *testing.T) {
	for name, text := range map[string]string{
		"empty":    "",
		"short":    "Hello",
		"lines":    strings.Repeat("a line of words\n", 3000),
		"one word": strings.Repeat("x", 50_000),
		"words":    strings.Repeat("word ", 10_000),
		"emoji":    strings.Repeat("👩‍👩‍👧", 3_000),
		"accents":  "e" + strings.Repeat("\u0301", 30_000),
	} {
		pieces := blocks(text)
		joined := 0
		for _, p := range pieces {
			if len(p) > blockLimit {
				t.Errorf("%s: a block of %d bytes", name, len(p))
			}
			joined += len(strings.Join(strings.Fields(p), ""))
		}
		if want := len(strings.Join(strings.Fields(text), "")); joined != want {
			t.Errorf("%s: %d bytes of words in blocks, want %d", name, joined, want)
		}
	}
}

// blocks cuts all of a text.
func blocks(text string) []string {
	piece, rest := block(text)
	all := []string{piece}
	for rest != "" {
		piece, rest = block(rest)
		all = append(all, piece)
	}
	return all
}

// find returns the first button in a tree whose label begins so.
func find(o fyne.CanvasObject, label string) *Button {
	if !o.Visible() {
		return nil
	}
	var in []fyne.CanvasObject
	switch o := o.(type) {
	case *Button:
		if strings.HasPrefix(o.spec.Label, label) {
			return o
		}
	case *fyne.Container:
		in = o.Objects
	case fyne.Widget:
		in = test.WidgetRenderer(o).Objects()
	}
	for _, c := range in {
		if b := find(c, label); b != nil {
			return b
		}
	}
	return nil
}

func TestLongMessageShowsMoreWhenAsked(t *testing.T) {
	desk(t, theme.Light, 100)
	m := NewMessage(MessageData{Name: "Ola Brandt", Body: strings.Repeat("a line of words\n", 1200)})
	scroll := NewScroll(Column(0, m))
	window(t, scroll, 500, 400)
	first := scroll.Content.MinSize().Height
	presses := 0
	for b := find(m, "Show more"); b != nil; b = find(m, "Show more") {
		test.Tap(b)
		if presses++; presses > 10 {
			t.Fatal("there is always more")
		}
	}
	if want := len(blocks(strings.Repeat("a line of words\n", 1200))) - 1; presses != want {
		t.Errorf("pressed %d times, want %d", presses, want)
	}
	if last := scroll.Content.MinSize().Height; last < first*2 {
		t.Errorf("height went from %f to %f", first, last)
	}
}

func TestMessageCallsForItsLinksAndFiles(t *testing.T) {
	desk(t, theme.Light, 100)
	var opened []string
	saved := -1
	m := NewMessage(MessageData{Name: "Ola Brandt", Time: "9:12", Body: "See paypal.com",
		Links:       []LinkData{{"here", "https://north-herts.gov.uk/", ""}, {"paypal.com", "https://pay.example.net/", "The words say paypal.com, the link goes to pay.example.net"}},
		Attachments: []AttachmentData{{Name: "a.pdf", Size: "1 KB"}, {Name: "b.pdf", Size: "2 KB"}}, Quoted: "earlier words",
		OnLink: func(s string) { opened = append(opened, s) }, OnSave: func(i int) { saved = i }})
	window(t, m, 500, 400)
	got := seen(m)
	for _, want := range []string{"Ola Brandt", "https://pay.example.net/", "The words say", "a.pdf", "b.pdf"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %q", want, got)
		}
	}
	if strings.Contains(got, "earlier words") {
		t.Error("quoted words are not folded away")
	}
	for _, l := range links(m) {
		test.Tap(l)
	}
	if want := []string{"https://north-herts.gov.uk/", "https://pay.example.net/"}; !reflect.DeepEqual(opened, want) {
		t.Errorf("opened %q", opened)
	}
	test.Tap(find(m.files.Objects[1], "Save"))
	if saved != 1 {
		t.Errorf("saved %d, want 1", saved)
	}
	test.Tap(find(m, "Show earlier"))
	if !strings.Contains(seen(m), "earlier words") {
		t.Error("quoted words do not unfold")
	}
	test.Tap(find(m, "Hide earlier"))
	if strings.Contains(seen(m), "earlier words") {
		t.Error("quoted words do not fold")
	}
}

func links(o fyne.CanvasObject) []*Link {
	var in []fyne.CanvasObject
	switch o := o.(type) {
	case *Link:
		return []*Link{o}
	case *fyne.Container:
		in = o.Objects
	case fyne.Widget:
		in = test.WidgetRenderer(o).Objects()
	}
	var out []*Link
	for _, c := range in {
		out = append(out, links(c)...)
	}
	return out
}

func TestMessageWordsAreShownAsTheyAre(t *testing.T) {
	desk(t, theme.Light, 100)
	m := NewMessage(MessageData{Name: "Ola", Body: "![picture](https://tracker.example.net/x.png) <b>bold</b> **stars**"})
	window(t, m, 900, 200)
	if got := seen(m); !strings.Contains(got, "![picture](https://tracker.example.net/x.png) <b>bold</b> **stars**") {
		t.Errorf("got %q", got)
	}
}
