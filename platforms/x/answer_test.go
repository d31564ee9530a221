package x_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/x/sim"
)

func itoa(n int) string { return strconv.Itoa(n) }

// TestSelfServeRule: an answer to somebody who did not call upon us is refused
// before anything is asked, with what else can be done; on an Enterprise plan it
// goes.
func TestSelfServeRule(t *testing.T) {
	for _, enterprise := range []bool{false, true} {
		d := open(t, sim.Options{Enterprise: enterprise}, nil)
		post := d.world.Post("Garden waste is collected from Monday on", start.Add(-3*time.Hour))
		first := d.world.Comment(amina, post, "Is my street in it?", start.Add(-2*time.Hour))
		below := d.world.Comment(bertie, first, "Mine too?", start.Add(-time.Hour))
		quote := d.world.Quote(bertie, post, "At last", start.Add(-30*time.Minute))
		d.pull()
		for id, summoned := range map[string]bool{first: true, below: false, quote: true} {
			sealed, err := d.a.Seal(t.Context(), d.answer(id, "Yes. ^GM "+id[10:]), d.clock.time())
			if !summoned && !enterprise {
				if platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), "Open it on X") {
					t.Errorf("unasked: %v", err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if o := d.a.Send(t.Context(), sealed, func() error { return nil }); o.Verdict != platforms.Accepted {
				t.Errorf("enterprise %v, summoned %v: %+v", enterprise, summoned, o)
			}
		}
		if rule := d.a.Capabilities().ReplyRule; (rule == "") != enterprise {
			t.Errorf("enterprise %v: rule %q", enterprise, rule)
		}
	}
}

// TestUnknownParent: of an item that we did not read, X itself decides, and its
// no is a refusal with a way out.
func TestUnknownParent(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	other := d.world.Comment(amina, "", "Hello", start.Add(-2*time.Hour))
	below := d.world.Comment(bertie, other, "What a day", start.Add(-time.Hour))
	_, o := d.send(platforms.Outgoing{Text: "Indeed. ^GM", ReplyTo: &platforms.Parent{ID: below, From: bertie}})
	if o.Verdict != platforms.Refused || !strings.Contains(o.Why, "Open it on X") || len(d.world.Ours()) != 0 {
		t.Errorf("%+v", o)
	}
}

// TestDuplicate: X's no to the same words again proves that the first attempt
// arrived; the outcome stays open until it is found.
func TestDuplicate(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	id := d.world.Comment(amina, "", "Is the pool open?", start.Add(-time.Hour))
	d.pull()
	sealed, o := d.send(d.answer(id, "Yes, see https://riverside.gov.uk/pool & bring <soap>. ^GM"))
	if o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	again := d.a.Send(t.Context(), sealed, func() error { return nil })
	if again.Verdict != platforms.Unconfirmed || again.Class != platforms.ClassUnconfirmed || len(d.world.Ours()) != 1 {
		t.Errorf("%+v", again)
	}
	proof, err := d.a.Prove(t.Context(), sealed, start)
	if err != nil || !proof.Live || proof.RemoteID != o.RemoteID || !strings.Contains(proof.Text, "https://riverside.gov.uk/pool & bring <soap>.") {
		t.Errorf("%+v (%v)", proof, err)
	}
}

// TestDoorsShut: private messages that nobody takes, and a conversation that its
// author shut.
func TestDoorsShut(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	id := d.world.Message(amina, "Can you call me?", start.Add(-time.Hour))
	d.pull()
	out := d.answer(id, "Yes. ^GM")
	d.world.Shut(id)
	if _, o := d.send(out); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "private messages") {
		t.Errorf("%+v", o)
	}
}

// TestPrivateAnswerToPublic: what was asked in public is answered in private.
func TestPrivateAnswerToPublic(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	id := d.world.Comment(amina, "", "My tax bill is wrong", start.Add(-time.Hour))
	d.pull()
	out := d.answer(id, "Please tell us your account number here. ^GM")
	out.Private = true
	sealed, o := d.send(out)
	ours := d.world.Ours()
	if o.Verdict != platforms.Accepted || len(ours) != 1 || !ours[0].Private || ours[0].To != "1001" || !strings.HasPrefix(o.RemoteID, "dm:") {
		t.Fatalf("%+v, %+v", o, ours)
	}
	if proof, err := d.a.Prove(t.Context(), sealed, start); err != nil || !proof.Live || proof.RemoteID != o.RemoteID {
		t.Errorf("%+v (%v)", proof, err)
	}
	d.clock.forward(time.Minute)
	d.pull()
	if it := d.item(o.RemoteID); it.Direction != platforms.FromUs || len(it.To) != 1 || it.To[0].ID != "1001" {
		t.Errorf("%+v", it)
	}
	for range 2 {
		if err := d.a.Withdraw(t.Context(), o.RemoteID); err != nil {
			t.Error(err)
		}
	}
	if !d.world.State(o.RemoteID).Deleted {
		t.Error("the private message is still there")
	}
}

// TestSealRefuses: what X would refuse is refused here, with what to change.
func TestSealRefuses(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	parent := &platforms.Parent{ID: "1234567890123456789", From: amina}
	picture := func(kind string, size int64) platforms.Media { return mediaOf(kind, make([]byte, size), "") }
	for name, c := range map[string]struct {
		out   platforms.Outgoing
		words string
	}{
		"empty":          {platforms.Outgoing{ReplyTo: parent, Text: " \n"}, "no text"},
		"to nothing":     {platforms.Outgoing{Text: "Hello"}, "nothing to answer"},
		"no post":        {platforms.Outgoing{Text: "Hello", ReplyTo: &platforms.Parent{ID: "note"}}, "no post on X"},
		"too long":       {platforms.Outgoing{Text: strings.Repeat("ab ", 94), ReplyTo: parent}, "Shorten it by 1."},
		"cashtags":       {platforms.Outgoing{Text: "$BP and $VOD, both", ReplyTo: parent}, "dollar sign"},
		"a file":         {platforms.Outgoing{Text: "See", ReplyTo: parent, Files: []platforms.File{{Name: "a.pdf"}}}, "website"},
		"private long":   {platforms.Outgoing{Text: strings.Repeat("x", 10_001), Private: true, ReplyTo: parent}, "Shorten it by 1."},
		"private nobody": {platforms.Outgoing{Text: "Hello", Private: true, ReplyTo: &platforms.Parent{ID: "1"}}, "not known who"},
		"scheduled":      {platforms.Outgoing{Text: "Hello", Post: &platforms.Post{At: start.Add(time.Hour)}}, "publish later"},
		"film and photo": {platforms.Outgoing{Text: "Hello", Post: &platforms.Post{Media: []platforms.Media{picture("video/mp4", 9), picture("image/png", 9)}}}, "alone"},
		"alt too long": {platforms.Outgoing{Text: "Hello", Post: &platforms.Post{Media: []platforms.Media{mediaOf("image/png", []byte("x"), strings.Repeat("d", 1001))}}},
			"description"},
		"nothing in it": {platforms.Outgoing{Text: "Hello", Post: &platforms.Post{Media: []platforms.Media{picture("image/png", 0)}}}, "empty"},
	} {
		_, err := d.a.Seal(t.Context(), c.out, start)
		if platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	at := &platforms.Parent{ID: "1234567890123456789", From: platforms.Person{ID: "1001", Handle: "amina_sall"}}
	if _, err := d.a.Seal(t.Context(), platforms.Outgoing{Text: "@amina_sall " + strings.Repeat("a", 280), ReplyTo: at}, start); err != nil {
		t.Errorf("the name that X adds by itself was counted: %v", err)
	}
}
