package conformance

import (
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

func hide(t *testing.T, s Subject) {
	measures(t, s, platforms.Hide, platforms.Unhide, func(h simulator.Held) bool { return h.Hidden })
}

func remove(t *testing.T, s Subject) {
	measures(t, s, platforms.Delete, "", func(h simulator.Held) bool { return h.Deleted })
}

func mute(t *testing.T, s Subject) {
	measures(t, s, platforms.Mute, platforms.Unmute, func(h simulator.Held) bool { return h.Muted })
}

func report(t *testing.T, s Subject) {
	measures(t, s, platforms.Report, "", func(h simulator.Held) bool { return h.Reported })
}

func block(t *testing.T, s Subject) {
	back := platforms.Unblock
	d := Open(t, s)
	c := d.Adapter.Capabilities()
	if !c.Unblock.OK {
		back = ""
	}
	measures(t, s, platforms.Block, back, func(h simulator.Held) bool { return h.Blocked })
	if !c.ListBlocks.OK {
		return
	}
	it := offence(d)
	lister := d.Adapter.(platforms.BlockLister)
	if err := d.Adapter.(platforms.Moderator).Moderate(t.Context(), platforms.Block, target(it)); err != nil {
		t.Fatal(err)
	}
	people, err := lister.Blocks(t.Context())
	if err != nil || len(people) != 1 || people[0].ID != it.From.ID {
		t.Errorf("blocked are %+v (%v), want %s", people, err, it.From.ID)
	}
}

// offence is what a measure is taken about: a comment, or where the network
// knows no comments a private message. Its author has written in private too,
// since some networks block only there.
func offence(d *Desk) platforms.Item {
	d.T.Helper()
	sc := d.play()
	d.World.Message(amina, "I said it here as well", Start.Add(-time.Minute))
	d.Pull()
	return d.item(sc.first)
}

// measures: taken, repeated, taken back, refused with a reason, and honest under
// faults.
func measures(t *testing.T, s Subject, m, back platforms.Measure, holds func(simulator.Held) bool) {
	t.Helper()
	d := Open(t, s)
	it := offence(d)
	mod := d.Adapter.(platforms.Moderator)
	for range 2 {
		if err := mod.Moderate(t.Context(), m, target(it)); err != nil && platforms.ClassOf(err) != platforms.ClassGone {
			t.Fatalf("%s: %v", m, err)
		}
	}
	if !holds(d.World.State(it.RemoteID)) {
		t.Errorf("%s: the network does not hold it so", m)
	}
	if back != "" {
		for range 2 {
			if err := mod.Moderate(t.Context(), back, target(it)); err != nil {
				t.Fatalf("%s: %v", back, err)
			}
		}
		if holds(d.World.State(it.RemoteID)) {
			t.Errorf("%s: the network still holds it so", back)
		}
	}
	for _, fault := range []simulator.Fault{simulator.RateLimited, simulator.FailAfter, simulator.Cut, simulator.Expired, simulator.Revoked} {
		t.Run(strings.ReplaceAll(string(fault), "/", "."), func(t *testing.T) {
			d := Open(t, s)
			it := offence(d)
			d.World.Server().Inject(fault, s.Measures[m], 1)
			mod := d.Adapter.(platforms.Moderator)
			err := mod.Moderate(t.Context(), m, target(it))
			if err == nil && !holds(d.World.State(it.RemoteID)) {
				t.Fatal("it says done, and the network does not hold it so")
			}
			if err != nil {
				sentence(t, string(m), err)
			}
			d.World.Server().Calm()
			d.Clock.Forward(day)
			d.Reopen(s)
			err = d.Adapter.(platforms.Moderator).Moderate(t.Context(), m, target(it))
			if err != nil && platforms.ClassOf(err) != platforms.ClassGone {
				t.Errorf("taken again: %v", err)
			}
			if !holds(d.World.State(it.RemoteID)) {
				t.Error("taken again, and the network does not hold it so")
			}
		})
	}
}
