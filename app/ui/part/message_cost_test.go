package part

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/theme"
)

// trap is a message made to keep a screen busy.
func trap() MessageData {
	d := MessageData{Name: strings.Repeat("Name ", 60), Initials: "N", Time: "today 9:48",
		Body: strings.Repeat("bins ", 1<<18) + "\n" + strings.Repeat("x", 1<<20), Quoted: strings.Repeat("> old\n", 1<<18),
		Marks: []MarkData{{Icon: theme.IconError, Tone: Late, Words: "Our mail came back: " + strings.Repeat("no ", 160)}}}
	for i := range 500 {
		d.Links = append(d.Links, LinkData{Words: "here", Target: fmt.Sprintf("https://example.org/%d/%s", i, strings.Repeat("y", 8000)), Warning: "The words say a.example, the link goes to b.example"})
	}
	for i := range 5000 {
		d.Attachments = append(d.Attachments, AttachmentData{Name: fmt.Sprintf("%d %s.pdf", i, strings.Repeat("z", 290)), Size: "1 KB"})
	}
	return d
}

func TestLongListsOfLinksAndFilesAreShownInShares(t *testing.T) {
	desk(t, theme.Light, 100)
	m := NewMessage(trap())
	window(t, Column(0, m), 700, 900)
	drawn := seen(m)
	if n := strings.Count(drawn, "the link goes to"); n != shownAtOnce {
		t.Errorf("%d links are drawn at first", n)
	}
	if !strings.Contains(drawn, "Show 480 more links") || !strings.Contains(drawn, "Show 4980 more files") {
		t.Errorf("the rest is not offered")
	}
	before := len(m.files.Objects)
	test.Tap(find(m, "Show 4980 more files"))
	if after := len(m.files.Objects); after != before+shownMore || !strings.Contains(seen(m), fmt.Sprintf("Show %d more files", 4980-shownMore)) {
		t.Errorf("%d rows became %d", before, after)
	}
	few := NewMessage(MessageData{Name: "Tom", Links: trap().Links[:shownAtOnce]})
	window(t, Column(0, few), 700, 900)
	if got := seen(few); strings.Contains(got, "more links") {
		t.Errorf("nothing is left, and more is offered: %q", got)
	}
}

// BenchmarkHostileMessage is the time until such a message lies on the screen.
func BenchmarkHostileMessage(b *testing.B) {
	a := test.NewTempApp(b)
	a.Settings().SetTheme(theme.New(theme.Light, 100))
	d := trap()
	for b.Loop() {
		w := test.NewTempWindow(b, NewMessage(d))
		w.Resize(fyne.NewSize(700, 900))
	}
}
