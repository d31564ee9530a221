package journey

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
)

// TestMailMadeToHarmIsReadLikeAnyOther opens mails that are too long, name too many, or call
// themselves somebody else, and answers one.
func TestMailMadeToHarmIsReadLikeAnyOther(t *testing.T) {
	crowd := from("Tom Ashdown", "Street party", "May we close the road?", time.Hour)
	for i := range 2000 {
		crowd.Cc = append(crowd.Cc, platforms.Person{ID: fmt.Sprintf("neighbour%d@post.example", i), Name: strings.Repeat("n", 300)})
	}
	huge := from("Nia Probert", strings.Repeat("very ", 1600), strings.Repeat("bins ", 1<<18)+strings.Repeat("x", 1<<20), 2*time.Hour)
	huge.Quoted = "e" + strings.Repeat("\u0301", 1<<18)
	for i := range 500 {
		huge.Links = append(huge.Links, platforms.Link{Text: "council.example", URL: fmt.Sprintf("https://bad.example/%d/%s", i, strings.Repeat("y", 8000)), Suspicious: true})
	}
	for i := range 5000 {
		huge.Attachments = append(huge.Attachments, platforms.Attachment{Part: fmt.Sprint(i + 2), Name: fmt.Sprintf("../../%d.pdf", i), Size: 1})
	}
	posing := from("press@council.example", "Invoice", "![](https://canary.example/1) <b>Pay</b> [here](javascript:alert(1)) &File", 3*time.Hour)
	posing.From.ID, posing.AnswerTo.ID = "x@bad.example", "x@bad.example"
	o := newOffice(t, usual, nil, crowd, huge, posing)

	o.sees("x@bad.example, named “press@council.example”")
	o.sees("![](https://canary.example/1) <b>Pay</b> [here](javascript:alert(1)) &File")
	o.keys("j")
	o.sees("Show 480 more links")
	o.sees("Show 4980 more files")
	o.sees("The words say council.example, the link goes to bad.example")
	o.tap("Show earlier messages")
	o.pick = filepath.Join(t.TempDir(), "0.pdf")
	o.tap("Save ../../0.pdf")
	o.until("it is saved", func() bool { return strings.HasPrefix(o.did, "Saved 0.pdf") })
	o.keys("j")
	o.sees("May we close the road?")
	if !o.press("R") {
		t.Fatal("R did nothing")
	}
	o.sees("To Tom Ashdown")
	o.keys("You may.")
	o.until("the draft is kept", func() bool { return len(o.drafts()) == 1 })
	if len(o.opened) != 0 {
		t.Errorf("opened by itself: %q", o.opened)
	}
}
