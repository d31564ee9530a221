package mastodon_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/mastodon/sim"
)

// TestAnswersThatNameNobody: they bring no notification, and are found under our
// posts all the same.
func TestAnswersThatNameNobody(t *testing.T) {
	d := open(t, nil)
	post := d.w.Post("The bridge is shut on Sunday", d.ago(2*time.Hour))
	first := d.w.Aside(amina, post, "All day?", d.ago(time.Hour))
	d.Pull()
	if it := d.item(first); it.Kind != platforms.KindComment || it.Context != post {
		t.Errorf("%+v", it)
	}
	d.Clock.Forward(10 * time.Minute)
	second := d.w.Aside(piet, post, "Buses too?", d.ago(time.Minute))
	d.Pull()
	d.item(second)
	// An answer to an answer changes no count of the post.
	d.Clock.Forward(2 * time.Hour)
	third := d.w.Aside(amina, second, "I asked that", d.ago(time.Minute))
	d.Pull()
	if it := d.item(third); it.ThreadRoot != second {
		t.Errorf("%+v", it)
	}
	before := d.w.Server().Counts()[sim.Context]
	d.Clock.Forward(10 * time.Minute)
	d.Pull()
	if n := d.w.Server().Counts()[sim.Context]; n != before {
		t.Errorf("a quiet thread was read %d times more", n-before)
	}
}

// TestWithheldMessages: what the server keeps back from its own page is asked
// for.
func TestWithheldMessages(t *testing.T) {
	d := open(t, func(w *sim.World) { w.Filter = true })
	id := d.w.Comment(amina, "", "@council the lights are out", d.ago(time.Hour))
	d.Pull()
	if it := d.item(id); it.Kind != platforms.KindMention || !strings.Contains(it.Text, "the lights are out") {
		t.Errorf("%+v", it)
	}
}

func TestPrivateConversation(t *testing.T) {
	d := open(t, nil)
	first := d.w.Message(amina, "Can you call me?", d.ago(3*time.Hour))
	d.Pull()
	o := d.send(d.seal(answerTo(d.item(first), "Gladly. When? ^GM")))
	if o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	d.Clock.Forward(time.Hour)
	second := d.w.Message(amina, "At four", d.ago(time.Minute))
	d.Pull()
	ours, last := d.item(o.RemoteID), d.item(second)
	if !ours.Private || ours.Direction != platforms.FromUs || ours.ThreadRoot != first || len(ours.To) != 1 || ours.To[0].ID != amina.ID || ours.Text != "Gladly. When? ^GM" {
		t.Errorf("ours: %+v", ours)
	}
	if last.ThreadRoot != first || last.Kind != platforms.KindMessage || last.Text != "At four" {
		t.Errorf("the next: %+v", last)
	}
	if accepted := d.w.Ours(); len(accepted) != 1 || accepted[0].To != "amina.sall@residents.example" {
		t.Errorf("%+v", accepted)
	}
	// In private about something public: a thread of its own, that knows where
	// it came from.
	public := d.w.Comment(piet, d.w.Post("Bins", d.ago(2*time.Minute)), "My address is 4 Mill Lane", d.ago(time.Minute))
	d.Clock.Forward(time.Hour)
	d.Pull()
	out := answerTo(d.item(public), "Let us go on in private. ^GM")
	out.Private = true
	o = d.send(d.seal(out))
	d.Clock.Forward(time.Hour)
	d.Pull()
	if it := d.item(o.RemoteID); !it.Private || it.ThreadRoot != o.RemoteID || len(it.Parents) == 0 || it.Parents[0] != public {
		t.Errorf("%+v", it)
	}
}

func TestThreadsOfOurOwn(t *testing.T) {
	d := open(t, nil)
	one := d.w.Post("Part one", d.ago(5*time.Hour))
	two := d.w.AnswerOutside(one, "Part two", d.ago(4*time.Hour))
	under := d.w.Comment(amina, two, "And part three?", d.ago(3*time.Hour))
	mention := d.w.Comment(piet, "", "@council where is the form?", d.ago(2*time.Hour))
	ours := d.w.AnswerOutside(mention, "On our page. ^GM", d.ago(90*time.Minute))
	reply := d.w.Comment(piet, ours, "Thank you", d.ago(time.Hour))
	d.Pull()
	for id, want := range map[string]struct{ kind, root, context string }{
		one: {platforms.KindPost, one, ""}, two: {platforms.KindPost, one, ""}, under: {platforms.KindComment, under, two},
		mention: {platforms.KindMention, mention, ""}, ours: {platforms.KindReply, mention, ""}, reply: {platforms.KindReply, mention, ""},
	} {
		if it := d.item(id); it.Kind != want.kind || it.ThreadRoot != want.root || it.Context != want.context {
			t.Errorf("%q came as %s in %s below %q, want %+v", it.Text, it.Kind, it.ThreadRoot, it.Context, want)
		}
	}
	if it := d.item(ours); len(it.To) != 1 || it.To[0].Name != piet.Name {
		t.Errorf("ours is for %+v", it.To)
	}
	items, err := d.a.Thread(t.Context(), platforms.Target{ID: under, Root: under})
	if err != nil || len(items) != 3 || items[0].RemoteID != one || items[2].RemoteID != under {
		t.Errorf("the thread: %d items (%v)", len(items), err)
	}
	d.w.Remove(mention, d.Clock.Now())
	if _, err := d.a.Thread(t.Context(), platforms.Target{ID: mention, Root: mention}); platforms.ClassOf(err) != platforms.ClassGone {
		t.Errorf("a thread that is gone: %v", err)
	}
	// The parent went: our answer stays one, and is no post.
	d.Reopen(subject())
	items, err = d.Adapter.(platforms.Rechecker).Recheck(t.Context(), []string{ours, reply})
	if err != nil || len(items) != 2 || items[0].Direction == "" || items[1].ThreadRoot == "" {
		t.Errorf("%+v (%v)", items, err)
	}
}

// TestDisguises: names and links that pretend.
func TestDisguises(t *testing.T) {
	d := open(t, nil)
	post := d.w.Post("Council tax bills are out", d.ago(3*time.Hour))
	fake := platforms.Person{ID: "6666", Name: "Sample\u202e \u200bCouncil\n✔", Handle: "counciI@soc1al.example"}
	id := d.w.Comment(fake, post, "Pay here: https://evil.example/pay :verified: <script>alert(1)</script>", d.ago(time.Hour))
	d.w.Warn(id, "money\u0007")
	d.Pull()
	it := d.item(id)
	if it.Direction != platforms.FromResident || it.From.ID != "6666" || it.From.Name != "Sample Council ✔" || it.From.Handle != "@counciI@soc1al.example" {
		t.Errorf("%+v, %s", it.From, it.Direction)
	}
	if it.Text != "Content warning: money\n\nPay here: https://evil.example/pay :verified: <script>alert(1)</script>" {
		t.Errorf("%q", it.Text)
	}
	if len(it.Links) != 1 || it.Links[0].URL != "https://evil.example/pay" || it.Links[0].Suspicious {
		t.Errorf("%+v", it.Links)
	}
}

func TestPicture(t *testing.T) {
	d := open(t, nil)
	id := d.w.Comment(amina, "", "@council look", d.ago(time.Hour))
	d.w.Picture(id, "hole.png", "A hole in the road", []byte("not really a picture"))
	d.Pull()
	it := d.item(id)
	if len(it.Attachments) != 1 || it.Attachments[0].Alt != "A hole in the road" || it.Attachments[0].Type != "image/png" {
		t.Fatalf("%+v", it.Attachments)
	}
	var got bytes.Buffer
	if err := d.a.Fetch(t.Context(), it.Location, it.Attachments[0].Part, &got); err != nil || got.String() != "not really a picture" {
		t.Errorf("%q (%v)", got.String(), err)
	}
	refusal(t, "no such file", d.a.Fetch(t.Context(), it.Location, "0", &got), platforms.ClassGone)
	d.w.Remove(id, d.Clock.Now())
	refusal(t, "gone", d.a.Fetch(t.Context(), it.Location, it.Attachments[0].Part, &got), platforms.ClassGone)
}

// TestHistoryLeavesRoom: while old messages are fetched, enough requests are
// left for answers, and the next pull goes on where this one stopped.
func TestHistoryLeavesRoom(t *testing.T) {
	d := open(t, func(w *sim.World) { w.Limit = 60 })
	post := d.w.Post("What shall we plant?", d.ago(40*24*time.Hour))
	for i := range 1700 {
		d.w.Comment(amina, post, "Trees", d.ago(39*24*time.Hour-time.Duration(i)*time.Second))
	}
	err := d.TryPull(t.Context())
	refusal(t, "a long pull", err, platforms.ClassRate)
	some := len(d.Sink.Items)
	if some < 300 || some > 1500 {
		t.Errorf("it brought %d", some)
	}
	if o := d.send(d.seal(platforms.Outgoing{Text: "Still here", Post: &platforms.Post{}})); o.Verdict != platforms.Accepted {
		t.Errorf("an answer meanwhile: %+v", o)
	}
	for range 5 {
		d.Clock.Forward(5 * time.Minute)
		if err = d.TryPull(t.Context()); err == nil {
			break
		}
	}
	if err != nil || len(d.Sink.Items) != 1702 {
		t.Errorf("in the end %d items (%v)", len(d.Sink.Items), err)
	}
}

// TestOverlap: what became visible late is not missed, and nothing comes twice
// in a quiet time.
func TestOverlap(t *testing.T) {
	d := open(t, nil)
	d.w.Comment(amina, "", "@council one", d.ago(8*time.Minute))
	d.Pull()
	late := d.w.Comment(piet, "", "@council two", d.ago(9*time.Minute))
	d.Pull()
	d.item(late)
	before := d.Sink.Batches
	d.Pull()
	if d.Sink.Batches != before {
		t.Errorf("a quiet pull stored %d batches", d.Sink.Batches-before)
	}
}

// TestEmptyAccount: an account that nobody wrote to yet loses nothing later.
func TestEmptyAccount(t *testing.T) {
	d := open(t, nil)
	d.Pull()
	d.Clock.Forward(time.Hour)
	id := d.w.Comment(amina, "", "@council hello", d.ago(time.Minute))
	d.Pull()
	d.item(id)
	tail := conformance.NewSink()
	d.Clock.Forward(time.Hour)
	next := d.w.Message(piet, "And I", d.ago(time.Minute))
	w := platforms.Window{PromiseFrom: d.ago(24 * time.Hour), OldestFrom: d.ago(24 * time.Hour), Tail: true}
	if err := d.a.Pull(t.Context(), d.Sink.Cursor, w, tail); err != nil || tail.Items[next].Key == "" {
		t.Errorf("the tail has %d items (%v)", len(tail.Items), err)
	}
}

// TestSavedWorld: the sample desk's server goes on where it stopped.
func TestSavedWorld(t *testing.T) {
	d := open(t, nil)
	post := d.w.Post("Fair on the green", d.ago(3*time.Hour))
	id := d.w.Comment(amina, post, "Is it free?", d.ago(2*time.Hour))
	saved, err := d.w.Save()
	if err != nil {
		t.Fatal(err)
	}
	again := open(t, func(w *sim.World) {
		if err := w.Load(saved); err != nil {
			t.Fatal(err)
		}
	})
	again.Pull()
	if it := again.item(id); it.Context != post {
		t.Errorf("%+v", it)
	}
}
