package youtube_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/youtube"
	"commsdesk/platforms/youtube/sim"
)

// spent is what the simulator's calls cost by YouTube's price list.
func spent(w *sim.World) (units int) {
	cost := map[string]int{sim.Channel: 1, sim.Uploads: 1, sim.Films: 1, sim.Threads: 1, sim.Comments: 1,
		sim.Reply: 50, sim.StartThread: 50, sim.Moderate: 50, sim.DropComment: 50, sim.DropFilm: 50}
	for call, n := range w.Server().Counts() {
		units += n * cost[call]
	}
	return units
}

func ledgerIn(t *testing.T, cursor []byte) (units int) {
	t.Helper()
	var c struct {
		Units int `json:"units"`
	}
	if err := json.Unmarshal(cursor, &c); err != nil {
		t.Fatal(err)
	}
	return c.Units
}

// TestLedger: what was spent is counted as YouTube counts, over restarts, and a
// quiet pull costs three units.
func TestLedger(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The market", conformance.Start.Add(-time.Hour))
	id := w.Comment(rhian, post, "When?", conformance.Start.Add(-time.Minute))
	d.Pull()
	if have, want := ledgerIn(t, d.Sink.Cursor), spent(w); have != want {
		t.Errorf("after the first pull %d units are counted, %d were spent", have, want)
	}
	send(t, d, seal(t, d, platforms.Outgoing{Text: "Soon. ^GM", ReplyTo: &platforms.Parent{ID: id, Root: id, Context: post}}))
	later(d, 10*time.Minute)
	before := spent(w)
	later(d, 10*time.Minute)
	if n := spent(w) - before; n != 3 {
		t.Errorf("a quiet pull cost %d units", n)
	}
	if have, want := ledgerIn(t, d.Sink.Cursor), spent(w); have != want {
		t.Errorf("%d units are counted, %d were spent", have, want)
	}
	restarted := spent(w)
	d.Reopen(subject)
	later(d, 10*time.Minute)
	// The two units of the question who we are came before the cursor was read.
	if have := ledgerIn(t, d.Sink.Cursor); have < restarted+3 || have > spent(w) {
		t.Errorf("after a restart %d units are counted, %d were spent", have, spent(w))
	}
}

// poor is a desk whose project has a small quota of which so much is spent.
func poor(t *testing.T, units string, spent int) (*conformance.Desk, *sim.World, []byte) {
	t.Helper()
	d, w := open(t)
	config := maps.Clone(w.Config())
	config["units"] = units
	raw, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	_ = d.Adapter.Close()
	if d.Adapter, err = youtube.New(raw, d.Secrets, d.Clock.Now); err != nil {
		t.Fatal(err)
	}
	cursor, err := json.Marshal(map[string]any{"version": 1, "day": "2026-11-30", "units": spent})
	if err != nil {
		t.Fatal(err)
	}
	return d, w, cursor
}

// TestQuotaUsedUp: reading leaves a reserve for answers, nothing is asked beyond
// the quota, and the wait ends at midnight in California.
func TestQuotaUsedUp(t *testing.T) {
	t.Parallel()
	d, w, cursor := poor(t, "3000", 1999)
	d.Sink.Cursor = cursor
	post := w.Post("The market", conformance.Start.Add(-time.Hour))
	id := w.Comment(rhian, post, "When?", conformance.Start.Add(-time.Minute))
	err := d.TryPull(t.Context())
	e, ok := err.(*platforms.Error)
	midnight := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	if !ok || e.Class != platforms.ClassQuota || !e.Until.Equal(midnight) {
		t.Fatalf("reading beyond the reserve: %v, until %v", err, e.Until)
	}
	calls := spent(w)
	if d.TryPull(t.Context()) == nil || spent(w) != calls {
		t.Error("it was asked once more")
	}
	out := seal(t, d, platforms.Outgoing{Text: "Soon. ^GM", ReplyTo: &platforms.Parent{ID: id, Root: id, Context: post}})
	if o := send(t, d, out); o.Verdict != platforms.Accepted {
		t.Errorf("the reserve is not there for an answer: %+v", o)
	}
	d.Clock.Forward(midnight.Sub(conformance.Start))
	d.Pull()
	if d.Sink.Items[id].Text != "When?" {
		t.Error("after midnight nothing came")
	}
}

// TestQuotaExceededByOthers: YouTube itself says so, for the project may serve
// others too.
func TestQuotaExceededByOthers(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	w.Refuse(sim.Threads, http.StatusForbidden, "quotaExceeded")
	err := d.TryPull(t.Context())
	e, ok := err.(*platforms.Error)
	if !ok || e.Class != platforms.ClassQuota || !e.Until.Equal(time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)) {
		t.Fatalf("%v", err)
	}
	w.Refuse(sim.Threads, 0, "")
	calls := spent(w)
	if err := d.TryPull(t.Context()); err == nil || spent(w) != calls {
		t.Errorf("asked again before midnight: %v", err)
	}
}

// TestSummerMidnight: California's midnight is an hour earlier for us in summer.
func TestSummerMidnight(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-07-01T12:00:00Z": "2026-07-02T07:00:00Z",
		"2026-11-30T07:59:59Z": "2026-11-30T08:00:00Z",
		"2026-11-30T08:00:00Z": "2026-12-01T08:00:00Z",
		"2026-10-31T20:00:00Z": "2026-11-01T07:00:00Z", // the night the clocks go back
		"2026-11-01T20:00:00Z": "2026-11-02T08:00:00Z",
	} {
		at, _ := time.Parse(time.RFC3339, now)
		if got := youtube.NextMidnight(at).Format(time.RFC3339); got != want {
			t.Errorf("at %s the quota starts afresh at %s, want %s", now, got, want)
		}
	}
}
