package bluesky_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/bluesky/sim"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
)

var (
	amina  = platforms.Person{ID: "1001", Name: "Amina Sall", Handle: "amina.sall"}
	bertie = platforms.Person{ID: "1002", Name: "Bertie Marsh", Handle: "bertie.marsh"}
	start  = conformance.Start
)

func got(t *testing.T, d *conformance.Desk, id string) platforms.Item {
	t.Helper()
	it, ok := d.Sink.Items[id]
	if !ok {
		t.Fatalf("%s was not pulled", id)
	}
	return it
}

func refOf(it platforms.Item) platforms.Target {
	return platforms.Target{ID: it.RemoteID, Root: it.ThreadRoot, Ref: it.Ref, Context: it.Context, Kind: it.Kind, Private: it.Private, From: it.From}
}

// TestBranches: whoever writes below a resident's answer is in that resident's
// thread, also below our own answers, also after a restart, also where something
// in between is gone.
func TestBranches(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	post := w.Post("The pool is closed on Monday", start.Add(-5*time.Hour))
	first := w.Comment(amina, post, "All day?", start.Add(-4*time.Hour))
	ours := w.AnswerOutside(first, "Until 2 pm. ^GM", start.Add(-3*time.Hour))
	thanks := w.Comment(amina, ours, "Thank you", start.Add(-2*time.Hour))
	other := w.Comment(bertie, post, "And on Tuesday?", start.Add(-2*time.Hour))
	more := w.Post("More about it below", start.Add(-100*time.Minute))
	second := w.AnswerOutside(post, "The sauna stays open.", start.Add(-90*time.Minute))
	below := w.Comment(bertie, second, "Good", start.Add(-80*time.Minute))
	d.Pull()
	for id, want := range map[string][3]string{
		post: {platforms.KindPost, post, ""}, first: {platforms.KindComment, first, post}, ours: {platforms.KindReply, first, post},
		thanks: {platforms.KindComment, first, post}, other: {platforms.KindComment, other, post}, more: {platforms.KindPost, more, ""},
		// A post of ours below a post of ours is one more post, and stands above
		// what residents write under it.
		second: {platforms.KindPost, second, ""}, below: {platforms.KindComment, below, second},
	} {
		it := got(t, d, id)
		if it.Kind != want[0] || it.ThreadRoot != want[1] || it.Context != want[2] {
			t.Errorf("%q: %s in %s below %s, want %q", it.Text, it.Kind, it.ThreadRoot, it.Context, want)
		}
	}
	if it := got(t, d, ours); len(it.To) != 1 || it.To[0].Name != amina.Name {
		t.Errorf("our answer went to %+v", it.To)
	}
	if it := got(t, d, thanks); fmt.Sprint(it.Parents) != fmt.Sprint([]string{ours, first}) {
		t.Errorf("below our answer: %q", it.Parents)
	}
	d.Clock.Forward(time.Hour)
	w.Remove(ours, d.Clock.Now())
	again := w.Comment(amina, thanks, "One more question", d.Clock.Now().Add(-time.Minute))
	d.Reopen(subject())
	d.Pull()
	// What we answered is gone, so the branch is known down to it; its parents
	// lead on to what is stored.
	if it := got(t, d, again); it.Parents[0] != thanks || it.ThreadRoot != thanks {
		t.Errorf("below something that is gone: root %s, parents %q", it.ThreadRoot, it.Parents)
	}
}

// TestElsewhere: in other people's threads the thread is theirs.
func TestElsewhere(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	theirs := w.Elsewhere(amina, "Who cleans the beach?", start.Add(-3*time.Hour))
	ours := w.AnswerOutside(theirs, "We do. ^GM", start.Add(-2*time.Hour))
	thanks := w.Comment(amina, ours, "When?", start.Add(-time.Hour))
	post := w.Post("Beach clean on Sunday", start.Add(-time.Hour))
	quote := w.Quote(bertie, post, "At last", start.Add(-30*time.Minute))
	d.Pull()
	if it := got(t, d, ours); it.Kind != platforms.KindReply || it.ThreadRoot != theirs || it.Context != "" {
		t.Errorf("our answer elsewhere: %s in %s below %q", it.Kind, it.ThreadRoot, it.Context)
	}
	if it := got(t, d, thanks); it.Kind != platforms.KindReply || it.ThreadRoot != theirs || it.Context != "" {
		t.Errorf("the answer to us elsewhere: %s in %s below %q", it.Kind, it.ThreadRoot, it.Context)
	}
	if it := got(t, d, quote); it.Kind != platforms.KindMention || it.ThreadRoot != quote || len(it.Links) != 1 || !strings.HasPrefix(it.Links[0].URL, "https://bsky.app/profile/") {
		t.Errorf("a quote: %s in %s, %+v", it.Kind, it.ThreadRoot, it.Links)
	}
	err := d.Adapter.(platforms.Moderator).Moderate(t.Context(), platforms.Hide, refOf(got(t, d, thanks)))
	if platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("hidden in another's thread: %v", err)
	}
	items, err := d.Adapter.(platforms.ThreadPuller).Thread(t.Context(), refOf(got(t, d, thanks)))
	if err != nil || len(items) != 3 || items[0].RemoteID != theirs {
		t.Errorf("their thread: %d items (%v)", len(items), err)
	}
}

// TestCatchingUp: a long absence is caught up newest first; broken off in the
// middle and restarted, nothing in between is skipped.
func TestCatchingUp(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	post := w.Post("What do you think?", start.Add(-time.Hour))
	d.Pull()
	var ids []string
	for i := range 450 {
		ids = append(ids, w.Comment(amina, post, fmt.Sprint("Thought ", i), start.Add(time.Duration(i)*time.Minute)))
	}
	d.Clock.Forward(8 * time.Hour)
	full := errors.New("full")
	for n := 2; ; n++ {
		begun := d.Sink.Batches
		d.Sink.Refuse = func(batch int) error {
			if batch-begun == 4 {
				return full
			}
			return nil
		}
		err := d.TryPull(t.Context())
		if err == nil {
			break
		}
		if !errors.Is(err, full) || n > 20 {
			t.Fatalf("pull %d: %v", n, err)
		}
		// Meanwhile more arrive, so that each pull begins at another place.
		d.Clock.Forward(time.Minute)
		ids = append(ids, w.Comment(bertie, post, fmt.Sprint("Meanwhile ", n), d.Clock.Now().Add(-time.Second)))
		d.Reopen(subject())
	}
	for _, id := range ids {
		got(t, d, id)
	}
}

// TestLateComers: what comes in below the newest of the list is not missed.
func TestLateComers(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	post := w.Post("What do you think?", start.Add(-6*time.Hour))
	w.Comment(amina, post, "Good", start.Add(-time.Minute))
	d.Pull()
	late := w.Comment(bertie, post, "Written without a connection", start.Add(-3*time.Hour))
	d.Clock.Forward(time.Minute)
	d.Pull()
	got(t, d, late)
}

// TestQuietPullsSayNothing: the overlap of two pulls is not handed over again.
func TestQuietPullsSayNothing(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	post := w.Post("What do you think?", start.Add(-time.Hour))
	comment := w.Comment(amina, post, "Good", start.Add(-time.Minute))
	d.Pull()
	batches, cursor := d.Sink.Batches, d.Sink.Cursor
	d.Pull()
	if d.Sink.Batches != batches || !bytes.Equal(d.Sink.Cursor, cursor) {
		t.Errorf("a quiet pull delivered %d batches", d.Sink.Batches-batches)
	}
	if err := d.Adapter.(platforms.Moderator).Moderate(t.Context(), platforms.Hide, refOf(got(t, d, comment))); err != nil {
		t.Fatal(err)
	}
	d.Pull()
	if !got(t, d, comment).Hidden {
		t.Error("hidden meanwhile, it came back as it was")
	}
}

// TestAnotherAccountsCursor is as none.
func TestAnotherAccountsCursor(t *testing.T) {
	d := conformance.Open(t, subject())
	id := world(d).Comment(amina, "", "Hello", start.Add(-time.Hour))
	d.Sink.Cursor = []byte(`{"version":1,"did":"did:plc:other","notes":{"top":"2030-01-01T00:00:00Z"}}`)
	d.Pull()
	got(t, d, id)
}

// TestForgottenPlace: when the network no longer knows where a page was, the
// stretch is read from the top.
func TestForgottenPlace(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	post := w.Post("What do you think?", start.Add(-3*time.Hour))
	id := w.Comment(amina, post, "Good", start.Add(-2*time.Hour))
	d.Sink.Cursor = []byte(`{"version":1,"did":"` + w.Account().ID + `","feed":{"top":"2026-11-30T09:50:00Z"},` +
		`"notes":{"top":"2026-11-30T09:50:00Z","owed":[{"next":"nonsense","floor":"2026-11-29T10:00:00Z"}]}}`)
	d.Pull()
	got(t, d, id)
}

// TestRecheck tells deletion from a block, and sees what is hidden.
func TestRecheck(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	post := w.Post("What do you think?", start.Add(-3*time.Hour))
	kept, gone, blocked := w.Comment(amina, post, "Good", start.Add(-2*time.Hour)), w.Comment(amina, post, "Bad", start.Add(-2*time.Hour)), w.Comment(bertie, post, "Ugly", start.Add(-2*time.Hour))
	d.Pull()
	if err := d.Adapter.(platforms.Moderator).Moderate(t.Context(), platforms.Hide, refOf(got(t, d, kept))); err != nil {
		t.Fatal(err)
	}
	w.Remove(gone, start)
	w.Block(bertie, true)
	items, err := d.Adapter.(platforms.Rechecker).Recheck(t.Context(), []string{kept, gone, blocked, "a private message"})
	if err != nil || len(items) != 2 {
		t.Fatalf("%d items (%v), want what is kept and what is gone", len(items), err)
	}
	for _, it := range items {
		if it.RemoteID == gone && it.DeletedAt.IsZero() || it.RemoteID == kept && (!it.DeletedAt.IsZero() || !it.Hidden || it.Context != post) {
			t.Errorf("%+v", it)
		}
	}
}

// TestAConversationThatIsLeft: who takes part in it is no longer told, and what was
// said in it still comes, with what was said elsewhere.
func TestAConversationThatIsLeft(t *testing.T) {
	d := conformance.Open(t, subject())
	d.World.Message(amina, "Hello", start.Add(-time.Hour))
	d.World.Message(bertie, "Hello", start.Add(-time.Hour))
	d.Pull()
	one := d.World.Message(amina, "Can you call me?", start.Add(time.Minute))
	two := d.World.Message(bertie, "And me?", start.Add(2*time.Minute))
	d.Reopen(subject()) // who takes part must be asked for
	d.World.Server().Inject(simulator.GoneParent, "getConvo", 1)
	d.Clock.Forward(5 * time.Minute)
	d.Pull()
	got(t, d, one)
	got(t, d, two)
}

// TestMessagesGone: a private message that its author deletes becomes a tombstone
// through the log.
func TestMessagesGone(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	id := w.Message(amina, "Wrong number", start.Add(-time.Hour))
	answer := w.AnswerOutside(id, "No harm done. ^GM", start.Add(-50*time.Minute))
	d.Pull()
	if it := got(t, d, answer); it.Direction != platforms.FromUs || len(it.To) != 1 || it.To[0].Name != amina.Name || it.ThreadRoot != got(t, d, id).ThreadRoot {
		t.Errorf("our private answer: %+v", it)
	}
	w.Remove(id, start)
	d.Clock.Forward(time.Minute)
	d.Pull()
	if it := got(t, d, id); it.DeletedAt.IsZero() || it.Text != "" {
		t.Errorf("%+v", it)
	}
	items, err := d.Adapter.(platforms.ThreadPuller).Thread(t.Context(), platforms.Target{ID: answer, Root: got(t, d, answer).ThreadRoot, Private: true})
	if err != nil || len(items) != 2 {
		t.Errorf("the conversation has %d items (%v)", len(items), err)
	}
}

// TestOddPosts: what others' programs write spoils no pull.
func TestOddPosts(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	post := w.Post("What do you think?", start.Add(-3*time.Hour))
	ref := map[string]any{"uri": post, "cid": "bafyreiother"}
	odd := w.Write(amina, map[string]any{"text": 7, "reply": map[string]any{"root": ref, "parent": ref}}, start.Add(-time.Hour))
	bell := w.Write(amina, map[string]any{"text": "ring\a the bell\u202e", "reply": map[string]any{"root": ref, "parent": ref},
		"facets": []any{map[string]any{"index": map[string]any{"byteStart": -4.0, "byteEnd": 900.0}, "features": []any{}}}}, start.Add(-time.Hour))
	d.Pull()
	if it := got(t, d, odd); !it.Unparsed || len(it.Raw) == 0 {
		t.Errorf("%+v", it)
	}
	if it := got(t, d, bell); it.Text != "ring the bell" {
		t.Errorf("%q", it.Text)
	}
}

// TestSavedWorld: a saved network goes on where it was.
func TestSavedWorld(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	post := w.Post("What do you think?", start.Add(-3*time.Hour))
	id := w.Comment(amina, post, "Good", start.Add(-2*time.Hour))
	w.Message(amina, "In private", start.Add(-time.Hour))
	saved, err := w.Save()
	if err != nil {
		t.Fatal(err)
	}
	other := conformance.Open(t, subject())
	if err := other.World.Load(saved); err != nil {
		t.Fatal(err)
	}
	other.Pull()
	if it := got(t, other, id); it.Context != post || len(other.Sink.Items) != 3 {
		t.Errorf("%d items, %+v", len(other.Sink.Items), it)
	}
	if err := other.World.(*sim.World).Load([]byte("{")); err == nil {
		t.Error("half a world was taken")
	}
}

// TestClosed: what is under way when the account is closed ends.
func TestClosed(t *testing.T) {
	d := conformance.Open(t, subject())
	d.World.Server().Inject(simulator.HangAfter, "getAuthorFeed", 1)
	done := make(chan error, 1)
	go func() { done <- d.TryPull(context.Background()) }()
	<-d.World.Server().Hanging()
	if err := d.Adapter.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("closed under way: %v", err)
	}
}
