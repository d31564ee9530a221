package program_test

import (
	"context"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/outbox"
	"commsdesk/app/program"
	"commsdesk/platforms/mailbox/sim"
)

func TestSettingUpTwiceIsRefused(t *testing.T) {
	o := newOffice(t)
	if _, err := o.SetUp(ctx, "gemma", program.Setup{OfficerName: "Rob Tully", Initials: "RT", Hours: calendar.DefaultChoices()}); app.KindOf(err) != app.Conflict {
		t.Fatalf("got %v", err)
	}
	s := o.Snapshot()
	if len(s.Officers) != 1 || s.Officers[0].Initials != "GM" || s.Officers[0].Team != desk.Communications || len(s.Tags) == 0 || len(s.Redirects) != 4 || s.Settings.CouncilName != "Borough" {
		t.Errorf("got %+v", s)
	}
	if err := o.Furnish(ctx, o.who); err != nil || len(o.Snapshot().Redirects) != 4 {
		t.Errorf("furnished twice (%v)", err)
	}
}

// TestSettingsAreFollowedLive by what was assembled before.
func TestSettingsAreFollowedLive(t *testing.T) {
	o := newOffice(t, letter("a", monday.Add(-time.Hour)), letter("old", monday.AddDate(0, -5, 0)))
	c := o.connect()
	for name, value := range map[string]any{"undo_seconds": 30, "history_months": 2} {
		if err := o.SetSetting(ctx, o.who, name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.SetSetting(ctx, o.who, "undo_seconds", 7); app.KindOf(err) != app.Wrong {
		t.Errorf("got %v", err)
	}
	if s, err := o.Intake.Once(ctx, c, nil); err != nil || s.There != 1 {
		t.Errorf("%+v %v: a window of two months has one mail", s, err)
	}
	d, err := o.Reply.Begin(ctx, o.who.Officer, o.open1().ID)
	if err != nil {
		t.Fatal(err)
	}
	d.Text = "On Tuesday."
	s, err := o.Reply.Send(ctx, o.who, d)
	if err != nil || !s.NotBefore.Equal(monday.Add(30*time.Second)) {
		t.Errorf("it goes at %v (%v), want half a minute later", s.NotBefore, err)
	}
	due := o.open1().Clock
	choices := calendar.DefaultChoices()
	choices.Closures = append(choices.Closures, calendar.Closure{Date: calendar.DateOf(monday), Name: "Flood"})
	if _, err := o.SetHours(ctx, o.who, choices); err != nil {
		t.Fatal(err)
	}
	if after := o.open1().Clock; !after.After(due) || o.Calendar().OpenAt(monday) {
		t.Errorf("due %v, was %v", after, due)
	}
}

// TestSendDueSendsFilesAndEnds, as commands use it.
func TestSendDueSendsFilesAndEnds(t *testing.T) {
	o := newOffice(t, letter("a", monday.Add(-time.Hour)))
	c := o.connect()
	if _, err := o.Intake.Once(ctx, c, nil); err != nil {
		t.Fatal(err)
	}
	s := o.answer("On Tuesday.")
	bounded, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := o.SendDue(bounded); err != nil {
		t.Fatal(err)
	}
	if got := o.send(s.ID); got.State != outbox.Sent || o.world.Accepted()[got.Token] != 1 {
		t.Errorf("got %+v", got)
	}
}

// TestWhatACrashLeftIsSettledAtStart: over-age mail does not go by itself.
func TestWhatACrashLeftIsSettledAtStart(t *testing.T) {
	o := newOffice(t, letter("a", monday.Add(-time.Hour)))
	c := o.connect()
	if _, err := o.Intake.Once(ctx, c, nil); err != nil {
		t.Fatal(err)
	}
	s := o.answer("On Tuesday.")
	o.shut()
	o.set(monday.Add(30 * time.Hour))
	o.open()
	if err := o.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if got := o.send(s.ID); got.State != outbox.Held || got.HoldKind != outbox.HoldAge {
		t.Errorf("got %s %s", got.State, got.HoldKind)
	}
}

// TestAChannelThatStaysReachableHurriesNothing: that mail can be read says
// nothing about the server that takes it.
func TestAChannelThatStaysReachableHurriesNothing(t *testing.T) {
	o := newOffice(t, letter("a", monday.Add(-time.Hour)))
	c := o.connect()
	if err := o.Start(ctx); err != nil {
		t.Fatal(err)
	}
	o.until("it is read", func() bool { return o.health(c.ID).State == channel.Valid })
	o.world.Break(sim.Faults{Offline: true})
	s := o.answer("On Tuesday.")
	o.Dispatcher.Wake()
	o.until("it waits", func() bool { return o.send(s.ID).State == outbox.WaitingTry })
	o.until("the channel is known to be away", func() bool { return o.health(c.ID).State == channel.Offline })
	o.world.Break(sim.Faults{})
	if _, err := o.Intake.Once(ctx, c, nil); err != nil {
		t.Fatal(err)
	}
	o.until("it goes as soon as the channel is back", func() bool { return o.send(s.ID).State == outbox.Sent })

	// Now the server that takes mail is away while reading works on.
	o.world.Receive(letter("b", monday))
	if _, err := o.Intake.Once(ctx, c, nil); err != nil {
		t.Fatal(err)
	}
	o.deaf.Store(true)
	second := o.answer("On Wednesday.")
	o.Dispatcher.Wake()
	o.until("it waits", func() bool { return o.send(second.ID).State == outbox.WaitingTry })
	delays := o.send(second.ID).Delays
	for range 5 {
		if _, err := o.Intake.Once(ctx, c, nil); err != nil {
			t.Fatal(err)
		}
	}
	o.deaf.Store(false)
	third := o.answer("On Thursday.")
	o.Dispatcher.Wake()
	o.until("another goes", func() bool { return o.send(third.ID).State == outbox.Sent })
	if got := o.send(second.ID); got.State != outbox.WaitingTry || got.Delays != delays {
		t.Errorf("it was hurried: %s after %d tries", got.State, got.Delays)
	}
}

// TestStartingTwiceIsRefusedAndClosingStopsAll: what began before the fault ends
// with the program.
func TestStartingTwiceIsRefusedAndClosingStopsAll(t *testing.T) {
	o := newOffice(t, letter("a", monday.Add(-time.Hour)))
	c := o.connect()
	if err := o.Dispatcher.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if err := o.Start(ctx); err == nil {
		t.Fatal("it started beside a dispatcher that ran")
	}
	o.shut()
	o.open()
	if all, err := o.store.Channels(ctx, false); err != nil || len(all) != 1 || all[0].ID != c.ID {
		t.Errorf("channels %v %v", all, err)
	}
}
