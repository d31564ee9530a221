package notice_test

import (
	"strings"
	"testing"
	"time"

	"commsdesk/app/channel"
)

func TestTheEndOfASignInIsToldThreeTimes(t *testing.T) {
	d := newDesk(t)
	d.subj.Channels = []channel.Channel{{ID: "f", Network: "linkedin"}}
	d.subj.Health = map[string]channel.Health{"f": {State: channel.Expiring, Expires: at(14, 12, 0)}}
	for _, c := range []struct {
		day, h int
		want   string
	}{
		{-3, 10, ""}, {0, 11, ""}, {0, 13, "The sign-in for LinkedIn ends Mon 14 Dec 12:00 | Sign in again before then, and nothing is missed."},
		{1, 13, ""}, {4, 10, ""}, {7, 13, "The sign-in for LinkedIn ends Mon 14 Dec 12:00 | Sign in again before then, and nothing is missed."},
		{11, 16, ""}, {14, 9, "The sign-in for LinkedIn ends 12:00 | Sign in again before then, and nothing is missed."}, {14, 11, ""},
	} {
		if got := strings.Join(d.look(at(c.day, c.h, 0)), "; "); got != c.want {
			t.Errorf("day %d, %d:00: told %q, want %q", c.day, c.h, got, c.want)
		}
		d.restart()
	}
	if panel, err := d.r.Panel(t.Context()); err != nil || len(panel) != 1 || panel[0].Action != "Sign in" {
		t.Errorf("the panel has %v (%v)", panel, err)
	}
	d.shown = map[string]time.Time{}
	if got := d.look(at(14, 11, 30)); len(got) != 1 {
		t.Errorf("told %v, want the tightest step alone", got)
	}
}

func TestWhatAnAccountNeeds(t *testing.T) {
	d := newDesk(t)
	last := at(-1, 22, 14)
	for state, want := range map[channel.State]string{
		channel.NeedsYou: "Bluesky needs you to sign in | Messages since Sun 22:14 will be fetched after that.",
		channel.WrongWho: "Bluesky is signed in to another account | Messages since Sun 22:14 will be fetched after that.",
		channel.NoRight:  "Bluesky does not let us do all we need | A permission is missing. Open Channels to see which, and what still works.",
		channel.Waiting:  "", channel.Offline: "", channel.Valid: "", channel.Expiring: "",
	} {
		d.subj.Channels = []channel.Channel{{ID: string(state), Network: "bluesky"}}
		d.subj.Health = map[string]channel.Health{string(state): {State: state, LastPull: last, Since: at(0, 8, 0)}}
		if got := strings.Join(d.look(at(0, 10, 0)), "; "); got != want {
			t.Errorf("%s: told %q, want %q", state, got, want)
		}
	}
}
