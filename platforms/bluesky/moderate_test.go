package bluesky_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
)

func take(t *testing.T, d *conformance.Desk, m platforms.Measure, it platforms.Item) error {
	t.Helper()
	return d.Adapter.(platforms.Moderator).Moderate(t.Context(), m, refOf(it))
}

// TestHidingKeepsTheRules: who may answer below our post stays as it was.
func TestHidingKeepsTheRules(t *testing.T) {
	d, post, comment := desk(t)
	w := world(d)
	w.Gate(post, map[string]any{"$type": "app.bsky.feed.threadgate#followerRule"})
	before := fmt.Sprint(w.GateRules(post))
	for _, m := range []platforms.Measure{platforms.Hide, platforms.Hide, platforms.Unhide} {
		if err := take(t, d, m, comment); err != nil {
			t.Fatalf("%s: %v", m, err)
		}
		if rules := fmt.Sprint(w.GateRules(post)); rules != before {
			t.Errorf("after %s the rules are %s, want %s", m, rules, before)
		}
		if w.State(comment.RemoteID).Hidden != (m == platforms.Hide) {
			t.Errorf("after %s: %+v", m, w.State(comment.RemoteID))
		}
	}
	if n := d.World.Server().Counts()["putRecord"]; n != 2 {
		t.Errorf("what was so already was written again: %d times in all", n)
	}
}

// TestHidingTogether: what somebody else hides at the same moment stays hidden.
func TestHidingTogether(t *testing.T) {
	d, post, comment := desk(t)
	w := world(d)
	other := w.Comment(bertie, post, "Also rude", start.Add(-time.Hour))
	w.HideBetween(post, other)
	if err := take(t, d, platforms.Hide, comment); err != nil {
		t.Fatal(err)
	}
	if !w.State(other).Hidden || !w.State(comment.RemoteID).Hidden {
		t.Errorf("theirs %+v, ours %+v", w.State(other), w.State(comment.RemoteID))
	}
}

// TestHidingEnds: a full list, a comment that is gone, one of our own.
func TestHidingEnds(t *testing.T) {
	d, post, comment := desk(t)
	w := world(d)
	gone := w.Comment(bertie, post, "Gone", start.Add(-time.Hour))
	ours := w.AnswerOutside(comment.RemoteID, "Yes. ^GM", start.Add(-time.Hour))
	d.Pull()
	w.Remove(gone, start)
	if err := take(t, d, platforms.Hide, got(t, d, gone)); platforms.ClassOf(err) != platforms.ClassGone {
		t.Errorf("a comment that is gone: %v", err)
	}
	if err := take(t, d, platforms.Block, got(t, d, ours)); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("ourselves: %v", err)
	}
	if err := take(t, d, platforms.Delete, comment); platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("deleting another's: %v", err)
	}
	var many []string
	for range 300 {
		many = append(many, w.Comment(bertie, post, "Rude", start.Add(-time.Hour)))
	}
	w.Hide(post, many...)
	if err := take(t, d, platforms.Hide, comment); platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), "300") {
		t.Errorf("a full list: %v", err)
	}
}

// TestBlocksMadeElsewhere are seen, not doubled, and taken back.
func TestBlocksMadeElsewhere(t *testing.T) {
	d, _, comment := desk(t)
	w := world(d)
	w.BlockElsewhere(amina)
	if err := take(t, d, platforms.Block, comment); err != nil {
		t.Fatal(err)
	}
	if n := d.World.Server().Counts()["putRecord"]; n != 0 {
		t.Errorf("a block that was there was made again")
	}
	who, err := d.Adapter.(platforms.BlockLister).Blocks(t.Context())
	if err != nil || len(who) != 1 || who[0].Name != amina.Name {
		t.Errorf("%+v (%v)", who, err)
	}
	if err := take(t, d, platforms.Unblock, comment); err != nil || w.State(comment.RemoteID).Blocked {
		t.Errorf("%+v (%v)", w.State(comment.RemoteID), err)
	}
}

// TestManyBlocks are listed over several pages.
func TestManyBlocks(t *testing.T) {
	d, _, _ := desk(t)
	for i := range 230 {
		world(d).BlockElsewhere(platforms.Person{ID: fmt.Sprint("b", i), Handle: fmt.Sprint("b.", i), Name: "Somebody"})
	}
	if who, err := d.Adapter.(platforms.BlockLister).Blocks(t.Context()); err != nil || len(who) != 230 {
		t.Errorf("%d are listed (%v)", len(who), err)
	}
}

// TestWithdrawNotOurs: what others wrote, and what was said in private, is not
// deleted.
func TestWithdrawNotOurs(t *testing.T) {
	d, _, comment := desk(t)
	for _, id := range []string{comment.RemoteID, "3kprivatemess"} {
		if err := d.Adapter.(platforms.Withdrawer).Withdraw(t.Context(), id); platforms.ClassOf(err) != platforms.ClassPermission {
			t.Errorf("%s: %v", id, err)
		}
	}
	if d.World.State(comment.RemoteID).Deleted {
		t.Error("it was deleted all the same")
	}
}

// TestReporting: a post is reported as it was read, the writer of a private
// message as a person, and nobody who wrote nothing.
func TestReporting(t *testing.T) {
	d, _, comment := desk(t)
	id := d.World.Message(bertie, "You will be sorry", start.Add(-time.Minute))
	d.Pull()
	for _, it := range []platforms.Item{comment, got(t, d, id)} {
		if d.World.State(it.RemoteID).Reported {
			t.Fatalf("%s is reported before anybody did", it.RemoteID)
		}
		if err := take(t, d, platforms.Report, it); err != nil || !d.World.State(it.RemoteID).Reported {
			t.Errorf("%s: %+v (%v)", it.Kind, d.World.State(it.RemoteID), err)
		}
	}
	changed := comment
	changed.Ref = `{"cid":"bafyother"}`
	if err := take(t, d, platforms.Report, changed); err == nil {
		t.Error("a post of other words than are there was reported")
	}
}
