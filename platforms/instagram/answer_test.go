package instagram_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/instagram"
	"commsdesk/platforms/instagram/sim"
	"commsdesk/platforms/simulator"
)

func newSink() *conformance.Sink { return conformance.NewSink() }

func newFrom(raw string) (platforms.Adapter, error) {
	return instagram.New([]byte(raw), &conformance.Keyring{Held: map[string]string{}}, noon)
}

// TestAnAnswerBelowAnAnswer goes to the topmost comment and names whom it is for.
func TestAnAnswerBelowAnAnswer(t *testing.T) {
	d := open(t, sim.New, nil)
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	top := d.w.Comment(amina, post, "When?", d.now.Add(-50*time.Minute))
	below := d.w.Comment(bertie, top, "And glass?", d.now.Add(-40*time.Minute))
	o := d.send(platforms.Outgoing{ReplyTo: parent(d.pull()[below]), Text: "On Tuesdays. ^GM"})
	if o.Verdict != platforms.Accepted || !strings.HasSuffix(o.Permalink, "/c/"+o.RemoteID+"/") {
		t.Fatalf("%+v", o)
	}
	if ours := d.w.Ours(); len(ours) != 1 || ours[0].Parent != top || ours[0].Text != "@bertie.marsh On Tuesdays. ^GM" {
		t.Errorf("%+v", ours)
	}
	it := d.pull()[o.RemoteID]
	if it.ThreadRoot != top || len(it.To) != 1 || it.To[0].ID != bertie.ID || it.Permalink != o.Permalink {
		t.Errorf("it came back as %+v", it)
	}
}

// TestACommentUnderOurPost is written as the account itself.
func TestACommentUnderOurPost(t *testing.T) {
	d := open(t, sim.New, nil)
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	o := d.send(platforms.Outgoing{ReplyTo: parent(d.pull()[post]), Text: "Correction: Friday. ^GM"})
	if o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	p, err := d.a.Prove(t.Context(), d.seal(platforms.Outgoing{ReplyTo: parent(d.pull()[post]), Text: "Correction: Friday. ^GM"}), d.now)
	if err != nil || p.RemoteID != o.RemoteID {
		t.Errorf("%+v (%v)", p, err)
	}
}

// TestPicturesThatNameUs can be answered where the caption names us; a mere tag
// can't, and the sentence says what to do.
func TestPicturesThatNameUs(t *testing.T) {
	d := open(t, sim.New, nil)
	named := d.w.Comment(amina, "", "Look at this, @Northfield.Council.", d.now.Add(-time.Hour))
	tagged := d.w.Comment(bertie, "", "Mill Lane", d.now.Add(-time.Hour))
	items := d.pull()
	if o := d.send(platforms.Outgoing{ReplyTo: parent(items[named]), Text: "Thank you. ^GM"}); o.Verdict != platforms.Accepted {
		t.Errorf("%+v", o)
	}
	d.says(d.refused(platforms.Outgoing{ReplyTo: parent(items[tagged]), Text: "Thank you. ^GM"}), "Open the picture in the browser")
	if c := d.a.Capabilities().Mentions; !c.OK || c.Link == "" || !strings.Contains(c.Reason, "@name") {
		t.Errorf("%+v", c)
	}
	// Asking for others' pictures by id proves nothing, so they are never taken for deleted.
	d.w.Remove(tagged, d.now)
	if gone, err := d.a.Recheck(t.Context(), []string{named, tagged}); err != nil || len(gone) != 0 {
		t.Errorf("%+v (%v)", gone, err)
	}
}

// TestTheWindowOfPrivateMessages: 24 hours, or 7 days with the Human Agent
// feature, said with each message and kept to.
func TestTheWindowOfPrivateMessages(t *testing.T) {
	cases := []struct {
		human, age string
		sealed     bool
		verdict    platforms.Verdict
	}{
		{"no", "23h", true, platforms.Accepted},
		{"no", "25h", false, ""},
		{"yes", "25h", true, platforms.Accepted},
		{"yes", "169h", false, ""},
	}
	for _, c := range cases {
		t.Run(c.human+" "+c.age, func(t *testing.T) {
			d := open(t, sim.New, func(d *desk) { d.config["human_agent"] = c.human })
			age, _ := time.ParseDuration(c.age)
			id := d.w.Message(amina, "Please call me", d.now.Add(-age))
			it := d.pull()[id]
			until := map[string]time.Duration{"no": 24 * time.Hour, "yes": 7 * 24 * time.Hour}[c.human]
			if !it.ReplyUntil.Equal(it.ReceivedAt.Add(until)) || it.ReplyAfter == "" {
				t.Errorf("it can be answered until %v: %s", it.ReplyUntil, it.ReplyAfter)
			}
			out := platforms.Outgoing{ReplyTo: parent(it), Private: true, Text: "We will. ^GM"}
			if !c.sealed {
				d.says(d.refused(out), "over since", "Instagram app")
				return
			}
			if o := d.send(out); o.Verdict != c.verdict {
				t.Errorf("%+v", o)
			}
		})
	}
}

// TestManyMessagesAtOnce: of more than twenty the newest come, and that is said.
func TestManyMessagesAtOnce(t *testing.T) {
	d := open(t, sim.New, nil)
	sink := conformance.NewSink()
	for i, n := range []int{25, 19, 21, 1} {
		for k := range n {
			d.w.Message(amina, fmt.Sprint("Message ", k), d.now.Add(time.Duration(k-n)*time.Minute))
		}
		sink.Lost = nil
		if err := d.a.Pull(t.Context(), sink.Cursor, platforms.Window{PromiseFrom: d.now.Add(-24 * time.Hour), OldestFrom: d.now.AddDate(-1, 0, 0)}, sink); err != nil {
			t.Fatal(err)
		}
		if said := strings.Join(sink.Lost, ""); strings.Contains(said, "newest 20 only") != (n == 21) {
			t.Errorf("look %d, with %d messages, says %q", i, n, sink.Lost)
		}
		d.now = d.now.Add(2 * time.Hour)
	}
}

// TestTheNetworkShutsTheWindow: the resident's last message was older than ours
// knew; the outcome says what can be done.
func TestTheNetworkShutsTheWindow(t *testing.T) {
	d := open(t, sim.New, nil)
	id := d.w.Message(amina, "Please call me", d.now.Add(-time.Hour))
	out := platforms.Outgoing{ReplyTo: parent(d.pull()[id]), Private: true, Text: "We will. ^GM"}
	d.w.Shut(id)
	o := d.send(out)
	if o.Verdict != platforms.Refused {
		t.Errorf("%+v", o)
	}
	d.says(o.Why, "Instagram app")
}

// TestAPrivateAnswerToAComment: one, within 7 days.
func TestAPrivateAnswerToAComment(t *testing.T) {
	d := open(t, sim.New, nil)
	post := d.w.Post("Bins", d.now.Add(-9*24*time.Hour))
	id := d.w.Comment(amina, post, "My address is 3 Mill Lane", d.now.Add(-time.Hour))
	late := d.w.Comment(bertie, post, "Mine is 4", d.now.Add(-8*24*time.Hour))
	items := d.pull()
	out := platforms.Outgoing{ReplyTo: parent(items[id]), Private: true, Text: "Please delete your address. ^GM"}
	sealed := d.seal(out)
	if o := d.a.Send(t.Context(), sealed, func() error { return nil }); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	if ours := d.w.Ours(); len(ours) != 1 || ours[0].To != amina.ID || !ours[0].Private {
		t.Errorf("%+v", ours)
	}
	if p, err := d.a.Prove(t.Context(), sealed, d.now); err != nil || !p.Live {
		t.Errorf("%+v (%v)", p, err)
	}
	o := d.send(out)
	if o.Verdict != platforms.Refused {
		t.Errorf("%+v", o)
	}
	d.says(o.Why, "one private answer")
	d.says(d.refused(platforms.Outgoing{ReplyTo: parent(items[late]), Private: true, Text: "Too late. ^GM"}), "7 days")
}

// TestPrivateMessagesAreCountedInBytes: 1000 of UTF-8.
func TestPrivateMessagesAreCountedInBytes(t *testing.T) {
	d := open(t, sim.New, nil)
	id := d.w.Message(amina, "Please call me", d.now.Add(-time.Hour))
	to := parent(d.pull()[id])
	if o := d.send(platforms.Outgoing{ReplyTo: to, Private: true, Text: strings.Repeat("é", 500)}); o.Verdict != platforms.Accepted {
		t.Errorf("%+v", o)
	}
	d.says(d.refused(platforms.Outgoing{ReplyTo: to, Private: true, Text: strings.Repeat("é", 500) + "a"}), "1001, 1 too many")
}

// TestAHiddenCommentTakesNoAnswer: the network's refusal becomes a sentence.
func TestAHiddenCommentTakesNoAnswer(t *testing.T) {
	d := open(t, sim.New, nil)
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	id := d.w.Comment(amina, post, "Rubbish", d.now.Add(-50*time.Minute))
	it := d.pull()[id]
	if err := d.a.Moderate(t.Context(), platforms.Hide, platforms.Target{ID: id, Kind: it.Kind, From: it.From}); err != nil {
		t.Fatal(err)
	}
	o := d.send(platforms.Outgoing{ReplyTo: parent(it), Text: "Sorry. ^GM"})
	if o.Verdict != platforms.Refused {
		t.Errorf("%+v", o)
	}
	d.says(o.Why, "hidden")
	items, err := d.a.Recheck(t.Context(), []string{id, post})
	if err != nil || len(items) != 2 || !items[0].Hidden || items[1].Kind != platforms.KindPost {
		t.Errorf("%+v (%v)", items, err)
	}
}

// TestBlockingNeedsAConversation: without one it is refused with what to do.
func TestBlockingNeedsAConversation(t *testing.T) {
	d := open(t, sim.New, nil)
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	id := d.w.Comment(amina, post, "Rubbish", d.now.Add(-50*time.Minute))
	it := d.pull()[id]
	err := d.a.Moderate(t.Context(), platforms.Block, platforms.Target{ID: id, Kind: it.Kind, From: it.From})
	if platforms.ClassOf(err) != platforms.ClassPermission {
		t.Fatalf("%v", err)
	}
	d.says(err.Error(), "@amina.sall", "Instagram app")
	if err := d.a.Moderate(t.Context(), platforms.Mute, platforms.Target{ID: id}); platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("%v", err)
	}
}

// TestFilesOfPrivateMessagesAreSaved on demand, by an address asked for anew.
func TestFilesOfPrivateMessagesAreSaved(t *testing.T) {
	d := open(t, sim.New, nil)
	id := d.w.Send(amina, "The pothole", "pothole.jpg", d.now.Add(-time.Hour))
	it := d.pull()[id]
	if len(it.Attachments) != 1 || it.Attachments[0].Type != "image/jpeg" {
		t.Fatalf("%+v", it.Attachments)
	}
	var b bytes.Buffer
	if err := d.a.Fetch(t.Context(), it.Location, it.Attachments[0].Part, &b); err != nil || b.String() != "file pothole.jpg" {
		t.Errorf("%q (%v)", b.String(), err)
	}
	d.w.Remove(id, d.now)
	if err := d.a.Fetch(t.Context(), it.Location, "0", &b); platforms.ClassOf(err) != platforms.ClassGone {
		t.Errorf("%v", err)
	}
}

// TestCommentsAreReadWhenTheirNumberChanges, and of the newest posts once a day
// whatever it says.
func TestCommentsAreReadWhenTheirNumberChanges(t *testing.T) {
	d := open(t, sim.New, nil)
	d.signIn()
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	d.w.Post("Quiet", d.now.Add(-2*time.Hour))
	first := d.w.Comment(amina, post, "When?", d.now.Add(-50*time.Minute))
	sink := newSink()
	pull := func() {
		t.Helper()
		w := platforms.Window{PromiseFrom: d.now.Add(-24 * time.Hour), OldestFrom: d.now.AddDate(-1, 0, 0)}
		if err := d.a.Pull(t.Context(), sink.Cursor, w, sink); err != nil {
			t.Fatal(err)
		}
	}
	reads := func() int { return d.w.Server().Counts()["comments"] }
	pull()
	pull()
	if reads() != 1 {
		t.Errorf("read %d times", reads())
	}
	// One goes and one comes: the number stays, and the daily reading finds it.
	d.w.Remove(first, d.now)
	second := d.w.Comment(bertie, post, "Where?", d.now)
	pull()
	if _, ok := sink.Items[second]; ok {
		t.Error("found without asking")
	}
	d.now = d.now.Add(25 * time.Hour)
	pull()
	if _, ok := sink.Items[second]; !ok {
		t.Error("the daily reading did not find it")
	}
	before := reads()
	pull()
	if reads() != before {
		t.Error("read again at once")
	}
}

// TestTheWorldIsKept over a restart of the sample desk.
func TestTheWorldIsKept(t *testing.T) {
	d := open(t, sim.New, nil)
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	id := d.w.Comment(amina, post, "When?", d.now.Add(-50*time.Minute))
	d.w.Message(amina, "Hello", d.now.Add(-time.Minute))
	saved, err := d.w.Save()
	if err != nil || !json.Valid(saved) {
		t.Fatal(err)
	}
	other := open(t, sim.New, nil)
	if err := other.w.Load(saved); err != nil {
		t.Fatal(err)
	}
	if got := other.pull(); len(got) != 3 || got[id].Text != "When?" {
		t.Errorf("%d items", len(got))
	}
	var _ simulator.World = other.w
}
