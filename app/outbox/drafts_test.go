package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/outbox"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// onDisk is the text of the draft as another program would read it.
func (p *place) onDisk(id string) string {
	p.t.Helper()
	drafts, err := p.sends.Drafts(context.Background(), "")
	if err != nil {
		p.t.Fatal(err)
	}
	for _, d := range drafts {
		if d.ID == id {
			return d.Text
		}
	}
	return ""
}

func TestAtMostOneSecondOfTypingIsOnlyInMemory(t *testing.T) {
	bubble(t, func(p *place) {
		d := outbox.Draft{ID: p.ids.New(), Channel: "a"}
		// A key every 50 ms for ten seconds: saving must not wait for a pause.
		for i := range 200 {
			d.Text += "x"
			p.drafts.Edit(gm, d)
			time.Sleep(50 * time.Millisecond)
			synctest.Wait()
			if typed, kept := i+1, len(p.onDisk(d.ID)); typed-kept > 20 {
				t.Fatalf("after %d keys only %d are on disk", typed, kept)
			}
		}
		after(time.Second)
		if p.onDisk(d.ID) != d.Text {
			t.Error("the end is not on disk a second later")
		}
	})
}

func TestFlushSavesAtOnce(t *testing.T) {
	bubble(t, func(p *place) {
		one, two := outbox.Draft{ID: p.ids.New(), Text: "one"}, outbox.Draft{ID: p.ids.New(), Text: "two"}
		p.drafts.Edit(gm, one)
		p.drafts.Edit(gm, two)
		if err := p.drafts.Flush(context.Background(), one.ID); err != nil || p.onDisk(one.ID) != "one" || p.onDisk(two.ID) != "" {
			t.Fatalf("%v: %q, %q", err, p.onDisk(one.ID), p.onDisk(two.ID))
		}
		if err := p.drafts.FlushAll(context.Background()); err != nil || p.onDisk(two.ID) != "two" {
			t.Errorf("%v: %q", err, p.onDisk(two.ID))
		}
	})
}

func TestADraftIsBegunOnce(t *testing.T) {
	bubble(t, func(p *place) {
		var begun []string
		count := func(_ act.Who, d outbox.Draft) []act.Act {
			begun = append(begun, d.ID)
			return nil
		}
		drafts := outbox.NewDrafts(p.sends, p.store, count, time.Now, slog.New(slog.DiscardHandler))
		d := outbox.Draft{ID: p.ids.New(), Text: "He"}
		for range 3 {
			d.Text += "y"
			drafts.Edit(gm, d)
			after(time.Second)
		}
		if len(begun) != 1 || begun[0] != d.ID {
			t.Errorf("begun: %v", begun)
		}
	})
}

func TestTypingDuringASendBringsNoDraftBack(t *testing.T) {
	bubble(t, func(p *place) {
		d := outbox.Draft{ID: p.ids.New(), Channel: "a", Text: "It is Tuesday.", To: []outbox.Person{{ID: "x@home.example"}}}
		p.drafts.Edit(gm, d)
		if _, err := p.desk.Submit(context.Background(), gm, outbox.Letter{ID: p.ids.New(), Draft: d, Text: d.Text}, 0); err != nil {
			t.Fatal(err)
		}
		d.Text += " Late key."
		p.drafts.Edit(gm, d)
		after(5 * time.Second)
		if got := p.onDisk(d.ID); got != "" {
			t.Errorf("the draft of a sent message is back: %q", got)
		}
		_, err := p.desk.Submit(context.Background(), gm, outbox.Letter{ID: p.ids.New(), Draft: d, Text: d.Text}, 0)
		if app.KindOf(err) != app.Conflict {
			t.Errorf("the same draft was sent twice: %v", err)
		}
	})
}

func TestTwoPressesOfSendMakeOneMessage(t *testing.T) {
	bubble(t, func(p *place) {
		d := outbox.Draft{ID: p.ids.New(), Channel: "a", Text: "It is Tuesday.", To: []outbox.Person{{ID: "x@home.example"}}}
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			wait.Go(func() {
				_, errs[i] = p.desk.Submit(context.Background(), gm, outbox.Letter{ID: fmt.Sprint("S", i), Draft: d, Text: d.Text}, 0)
			})
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("errors: %v, %v", errs[0], errs[1])
		}
		sends, _ := p.sends.Sends(context.Background(), nil, 0)
		if len(sends) != 1 {
			t.Errorf("%d sends", len(sends))
		}
	})
}

func TestDiscard(t *testing.T) {
	bubble(t, func(p *place) {
		d := outbox.Draft{ID: p.ids.New(), Text: "No."}
		p.drafts.Edit(gm, d)
		after(time.Second)
		if err := p.drafts.Discard(context.Background(), d.ID); err != nil || p.onDisk(d.ID) != "" {
			t.Errorf("%v, %q", err, p.onDisk(d.ID))
		}
		p.drafts.Edit(gm, d)
		after(time.Second)
		if p.onDisk(d.ID) != "" {
			t.Error("a discarded draft came back")
		}
	})
}

func TestInitialsAreAddedOnce(t *testing.T) {
	for _, c := range []struct{ text, signed, unsigned string }{
		{"Hello", "Hello\n\n^GM", "Hello"},
		{"Hello ^GM", "Hello ^GM", "Hello"},
		{"Hello\n\n^gm\n", "Hello\n\n^gm", "Hello"},
		{"Hello.^GM", "Hello.^GM", "Hello."},
		{"About PROGRAMGM", "About PROGRAMGM\n\n^GM", "About PROGRAMGM"},
		{"x^GM", "x^GM\n\n^GM", "x^GM"},
		{"", "^GM", ""},
		{"^GM", "^GM", ""},
	} {
		if got := outbox.Sign(c.text, "GM"); got != c.signed {
			t.Errorf("Sign(%q) = %q, want %q", c.text, got, c.signed)
		}
		if got := outbox.Unsign(c.signed, "GM"); got != c.unsigned {
			t.Errorf("Unsign(%q) = %q, want %q", c.signed, got, c.unsigned)
		}
		if got := outbox.Sign(outbox.Sign(c.text, "GM"), "GM"); got != c.signed {
			t.Errorf("signed twice: %q", got)
		}
	}
}
