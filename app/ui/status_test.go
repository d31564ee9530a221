package ui

import (
	"strings"
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/outbox"
	"commsdesk/assets"
)

func calendarOfNow(t *testing.T) *calendar.Calendar {
	t.Helper()
	holidays, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		t.Fatal(err)
	}
	v, err := calendar.NewVersion(1, calendar.DefaultChoices(), holidays)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Compile(v)
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

func said(all []statement) string {
	var out []string
	for _, s := range all {
		out = append(out, s.Words.Bold+s.Words.Rest)
	}
	return strings.Join(out, " / ")
}

func withHealth(h channel.Health, waiting int) facts {
	return facts{read: true, sends: map[outbox.State]int{outbox.Queued: waiting}, channels: []channel.Channel{{ID: "m", Network: "mailbox"}},
		health: map[string]channel.Health{"m": h}}
}

func TestStatusSaysHowThingsStand(t *testing.T) {
	cal := calendarOfNow(t)
	good := channel.Health{State: channel.Valid, LastPull: monday.Add(-2 * time.Minute)}
	bankHoliday := time.Date(2026, 12, 28, 11, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		now         time.Time
		facts       facts
		sample      bool
		left, right string
	}{
		"online": {monday, withHealth(good, 0), false, "Online / Last check / 9:46 / Nothing waiting to send", "Open until 17:00"},
		"offline": {monday, withHealth(channel.Health{State: channel.Offline, Since: monday.Add(-time.Hour), LastPull: monday.Add(-time.Hour)}, 3), false,
			"Offline since 8:48 / Last check / 8:48 / 3 waiting to send  They go when you are back online. Keep working.", "Open until 17:00"},
		"sign-in": {monday, withHealth(channel.Health{State: channel.NeedsYou}, 0), false, "Online / Last check / sign in again / Nothing waiting to send", "Open until 17:00"},
		"certificate": {monday, withHealth(channel.Health{State: channel.NeedsYou, PresentedCert: "AB"}, 0), false,
			"Online / Last check / certificate changed / Nothing waiting to send", "Open until 17:00"},
		"first sync": {monday, withHealth(channel.Health{State: channel.Refreshing, Done: 1200, Total: 5000}, 0), false,
			"Online / Last check / Reading: 1,200 of 5,000 / Nothing waiting to send", "Open until 17:00"},
		"bank holiday": {bankHoliday, withHealth(channel.Health{State: channel.Valid, LastPull: bankHoliday}, 1), false,
			"Online / Last check / 11:00 / 1 waiting to send  Clocks are stopped", "Closed: next opens Tue 9:00 (bank holiday: Boxing Day (substitute day))"},
		"night":             {time.Date(2026, 11, 30, 18, 0, 0, 0, time.UTC), facts{}, false, "", "Closed: next opens Tue 9:00"},
		"sample":            {monday, facts{read: true}, true, "Sample data. Nothing is sent to anyone / Nothing waiting to send", "Open until 17:00"},
		"nothing connected": {monday, facts{read: true}, false, "No channel is connected / Nothing waiting to send", "Open until 17:00"},
	} {
		v := status(c.now, cal, c.facts, c.sample)
		if got := said(v.left); got != c.left {
			t.Errorf("%s: left says %q, want %q", name, got, c.left)
		}
		if got := v.right[0].Words.Bold; got != c.right {
			t.Errorf("%s: right says %q, want %q", name, got, c.right)
		}
	}
}

func TestStatusDropsWhatMattersLeast(t *testing.T) {
	v := status(monday, calendarOfNow(t), withHealth(channel.Health{State: channel.Offline, Since: monday}, 3), false)
	for v.drop() {
	}
	if got := said(v.left) + " # " + said(v.right); got != "Offline since 9:48 # " {
		t.Errorf("what must stay is %q", got)
	}
}

// TestStatusCountsTheChecksThatDoNotFit: the one that needs a person stays, the
// rest is counted.
func TestStatusCountsTheChecksThatDoNotFit(t *testing.T) {
	f := facts{read: true, health: map[string]channel.Health{}, byHand: map[string]bool{"phone": true}}
	for i, network := range []string{"mailbox", "x", "facebook", "facebook", "flickr", "bluesky", "phone"} {
		id := network
		if network == "facebook" {
			id += string(rune('0' + i))
		}
		f.channels = append(f.channels, channel.Channel{ID: id, Network: network})
		f.health[id] = channel.Health{State: channel.Valid, LastPull: monday.Add(-time.Duration(i) * time.Minute)}
	}
	f.health["flickr"] = channel.Health{State: channel.NeedsYou}
	v := status(monday, calendarOfNow(t), f, false)
	if got := said(v.left); got != "Online / Last check / 9:48 / 9:47 / 9:46 / sign in again / 9:43 / Nothing waiting to send" {
		t.Errorf("it says %q", got)
	}
	for said(v.left) != "Online / 9:48 / 9:47 / sign in again / and 2 more" {
		if !v.drop() {
			t.Fatalf("it never came to two checks and the rest: %q", said(v.left))
		}
	}
	for v.drop() {
	}
	if got := said(v.left); got != "Online / sign in again" {
		t.Errorf("what must stay is %q", got)
	}
	if n := f.broken(); n != 1 || f.works("flickr") || !f.works("x") {
		t.Errorf("%d channels need a person", n)
	}
}

func TestRailCountsWorkAndFaults(t *testing.T) {
	f := facts{open: 3, sends: map[outbox.State]int{outbox.Unconfirmed: 1, outbox.Rejected: 1, outbox.Held: 2, outbox.Queued: 7}}
	has := func(p placeName) bool { return true }
	v := railOf(placeOutbox, f, officerGM, has)
	queue, out := v.top[0].data, v.top[1].data
	if queue.Count != 3 || queue.Fault || queue.Spoken != "Queue, 3 need a reply" {
		t.Errorf("the queue's item is %+v", queue)
	}
	if out.Count != 4 || !out.Fault || !out.Active || out.Spoken != "Outbox, 4 need a look" {
		t.Errorf("the outbox's item is %+v", out)
	}
	if none := railOf(placeQueue, facts{}, officerGM, func(p placeName) bool { return p == placeQueue }); len(none.top) != 1 || len(none.foot) != 1 {
		t.Errorf("a place that is not there is in the rail: %+v", none)
	}
}

func TestTitleCarriesTheCount(t *testing.T) {
	for want, got := range map[string]string{
		"3 need a reply · Queue · Commsdesk":            title(placeQueue, facts{open: 3}),
		"1 needs a reply · Settings · Commsdesk":        title(placeSettings, facts{open: 1}),
		"Queue · Commsdesk":                             title(placeQueue, facts{}),
		"1 unconfirmed, 3 waiting · Outbox · Commsdesk": title(placeOutbox, facts{sends: map[outbox.State]int{outbox.Unconfirmed: 1, outbox.WaitingTry: 3}}),
		"Outbox · Commsdesk":                            title(placeOutbox, facts{}),
		"Channels · Commsdesk":                          title(placeChannels, facts{}),
		"All channels work · Channels · Commsdesk":      title(placeChannels, facts{channels: []channel.Channel{{ID: "a"}}}),
	} {
		if got != want {
			t.Errorf("the title is %q, want %q", got, want)
		}
	}
}
