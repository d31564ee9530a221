package data_test

import (
	"testing"
	"time"

	"commsdesk/app/channel"

	"github.com/google/go-cmp/cmp"
)

func TestHealthIsReadAsItWasSet(t *testing.T) {
	d := newDesk(t)
	want := channel.Health{State: channel.NeedsYou, Since: hour(1), LastPull: hour(2), NextTry: hour(3), Sentence: "Sign in again.",
		ExpectedCert: "aa", PresentedCert: "bb", There: 412, Here: 411, Folders: map[string]int{"INBOX": 400, "Sent": 12}, Done: 5, Total: 9, SkewSeconds: -400, Expires: hour(99)}
	if err := d.SetHealth(ctx, mailbox.ID, channel.Health{State: channel.Valid}); err != nil {
		t.Fatal(err)
	}
	if err := d.SetHealth(ctx, mailbox.ID, want); err != nil {
		t.Fatal(err)
	}
	d.reopen()
	got, err := d.Health(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]channel.Health{mailbox.ID: want}, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestGapsOpenOnceAndClose(t *testing.T) {
	d := newDesk(t)
	for _, err := range []error{
		d.CloseGap(ctx, mailbox.ID, hour(0), 0, 0),
		d.OpenGap(ctx, mailbox.ID, hour(1), "the server did not answer"),
		d.OpenGap(ctx, mailbox.ID, hour(2), "still not"),
		d.OpenGap(ctx, "mailbox-other", hour(2), "another"),
		d.NoteLost(ctx, mailbox.ID, []string{"The old ones.", "The oldest ones."}),
		d.NoteLost(ctx, mailbox.ID, []string{"The old ones."}),
		d.CloseGap(ctx, mailbox.ID, hour(3), 33, 31),
		d.CloseGap(ctx, mailbox.ID, hour(4), 99, 99),
		d.NoteLost(ctx, mailbox.ID, []string{"With no gap open."}),
		d.OpenGap(ctx, mailbox.ID, hour(5), "again"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.Gaps(ctx, mailbox.ID, 5)
	if err != nil {
		t.Fatal(err)
	}
	want := []channel.Gap{{Channel: mailbox.ID, From: hour(5), Note: "again"},
		{Channel: mailbox.ID, From: hour(1), To: hour(3), Expected: 33, Fetched: 31, Note: "the server did not answer",
			Lost: []string{"The old ones.", "The oldest ones."}}}
	for i := range got {
		got[i].ID = 0
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	if one, err := d.Gaps(ctx, mailbox.ID, 1); err != nil || len(one) != 1 || !one[0].From.Equal(hour(5)) {
		t.Fatalf("got %+v %v", one, err)
	}
}

func TestNoticesAreToldOnceAndPutAway(t *testing.T) {
	d := newDesk(t)
	if err := d.MarkShown(ctx, hour(1), "a", "b"); err != nil {
		t.Fatal(err)
	}
	if err := d.Dismiss(ctx, "b", hour(2)); err != nil {
		t.Fatal(err)
	}
	if err := d.Dismiss(ctx, "c", hour(2)); err != nil {
		t.Fatal(err)
	}
	d.reopen()
	keys := []string{"a", "b", "c", "d"}
	shown, err := d.Shown(ctx, keys)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]time.Time{"a": hour(1), "b": hour(1)}, shown); diff != "" {
		t.Fatal(diff)
	}
	if err := d.Restore(ctx, "c"); err != nil {
		t.Fatal(err)
	}
	away, err := d.Dismissed(ctx, keys)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]bool{"b": true}, away); diff != "" {
		t.Fatal(diff)
	}
}

func TestSmallThingsOfThisPC(t *testing.T) {
	d := newDesk(t)
	if v, err := d.Local(ctx, "window"); err != nil || v != "" {
		t.Fatalf("got %q %v", v, err)
	}
	for _, v := range []string{"1366x768", "1920x1080"} {
		if err := d.SetLocal(ctx, "window", v); err != nil {
			t.Fatal(err)
		}
	}
	d.reopen()
	if v, err := d.Local(ctx, "window"); err != nil || v != "1920x1080" {
		t.Fatalf("got %q %v", v, err)
	}
}
