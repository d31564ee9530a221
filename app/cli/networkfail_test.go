package cli_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"commsdesk/platforms/simulator"
)

// town is every network connected in one workspace.
type town struct {
	*office
	networks []network
	worlds   map[string]simulator.World
	channels map[string]connected
	// asked is how many residents wrote on each network.
	asked map[string]int
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{office: newDesk(t), networks: networks(), worlds: map[string]simulator.World{}, channels: map[string]connected{}, asked: map[string]int{}}
	for _, n := range w.networks {
		w.worlds[n.name] = n.open(t)
		w.channels[n.name] = w.join(n, w.worlds[n.name])
	}
	return w
}

// everybodyAsks has a resident write on each network, those that are closed apart.
func (w *town) everybodyAsks(closed ...string) {
	w.t.Helper()
	for _, n := range w.networks {
		if !slices.Contains(closed, n.name) {
			asks(w.t, w.worlds[n.name], amina, fmt.Sprintf("Question %d", w.asked[n.name]), ago(time.Minute))
			w.asked[n.name]++
		}
	}
}

// isRead fails the test unless the sync brought what residents wrote on every
// network but those that fail, and says which those are.
func (w *town) isRead(what string, s synced, failing ...string) {
	w.t.Helper()
	rows, health := map[string]int{}, map[string]string{}
	for _, r := range read[[]row](w.run("queue", "--all").ok()) {
		if r.State == "open" || r.State == "answered" {
			rows[r.Network]++
		}
	}
	list := w.office.channels()
	for i, c := range list {
		health[c.Network] = c.Health
		if fails := slices.Contains(failing, c.Network); (s.Channels[i].Error != "") != fails {
			w.t.Errorf("%s: the sync says of %s %q", what, c.Network, s.Channels[i].Error)
		}
	}
	for _, n := range w.networks {
		if slices.Contains(failing, n.name) {
			if health[n.name] == "valid" || health[n.name] == "" {
				w.t.Errorf("%s: the health of %s is %q", what, n.name, health[n.name])
			}
			continue
		}
		if health[n.name] != "valid" {
			w.t.Errorf("%s: the health of %s, where all is well, is %q", what, n.name, health[n.name])
		}
		if rows[n.name] != w.asked[n.name] {
			w.t.Errorf("%s: %d conversations on %s, want %d", what, rows[n.name], n.name, w.asked[n.name])
		}
	}
}

// TestOneFailingNetworkStopsNoOther connects every network in one workspace and lets each in turn
// fail at everything: the others are read and answered as ever, the channels say which it is, and
// nothing is lost once it is well again.
func TestOneFailingNetworkStopsNoOther(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	faults := []simulator.Fault{simulator.FailAfter, simulator.Cut, simulator.RateLimited, simulator.Expired}
	for i, sick := range w.networks {
		for j, fault := range faults {
			what := fmt.Sprintf("%s, %s", sick.name, fault)
			w.everybodyAsks()
			w.worlds[sick.name].Server().Inject(fault, "", -1)
			w.isRead(what, read[synced](w.run("sync", "--once").exits(failed)), sick.name)
			if j == 0 {
				w.isAnswered(what, w.networks[(i+1)%len(w.networks)])
			}
			w.worlds[sick.name].Server().Calm()
			w.isRead(what+", well again", w.sync())
		}
	}
	// The servers go away for good, one after another.
	var gone []string
	for _, n := range w.networks[:len(w.networks)-1] {
		w.worlds[n.name].Server().Close()
		gone = append(gone, n.name)
	}
	w.everybodyAsks(gone...)
	w.isRead("most are gone", read[synced](w.run("sync", "--once").exits(failed)), gone...)
	w.isAnswered("most are gone", w.networks[len(w.networks)-1])
	w.verify()
}

// isAnswered: the newest conversation of a network can be answered.
func (w *town) isAnswered(what string, n network) {
	w.t.Helper()
	rows := w.queue()
	i := slices.IndexFunc(rows, func(r row) bool { return r.Network == n.name })
	if i < 0 {
		w.t.Fatalf("%s: nobody waits on %s", what, n.name)
	}
	text := fmt.Sprintf("We look into it, number %d.", len(w.worlds[n.name].Ours()))
	if s := read[send](w.run("reply", rows[i].ID, "--officer", "GM", "--text", text).ok()); s.State != "sent" || ours(w.worlds[n.name], text) != 1 {
		w.t.Errorf("%s: the answer on %s is %+v, there it is %d times", what, n.name, s, ours(w.worlds[n.name], text))
	}
}
