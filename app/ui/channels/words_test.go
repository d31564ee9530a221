package channels

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/app/ui/part"
)

var now = time.Date(2026, 11, 30, 9, 48, 0, 0, time.UTC)

var looking = view{now: now}

func ago(d time.Duration) time.Time { return now.Add(-d) }

func of(id string, h channel.Health) entry {
	return entry{Channel: channel.Channel{ID: id, Network: "flickr", Name: "northherts"}, title: "Flickr", health: h}
}

func TestSignInWords(t *testing.T) {
	sunday := time.Date(2026, 11, 29, 22, 14, 0, 0, time.UTC)
	for want, e := range map[string]entry{
		"Signed in":                       of("a", channel.Health{State: channel.Valid}),
		"Until 3 Mar 2027":                of("a", channel.Health{State: channel.Valid, Expires: time.Date(2027, 3, 3, 9, 0, 0, 0, time.UTC)}),
		"Renew by 12 Dec":                 of("a", channel.Health{State: channel.Expiring, Expires: time.Date(2026, 12, 12, 9, 0, 0, 0, time.UTC)}),
		"Signed out Sun 22:14":            of("a", channel.Health{State: channel.NeedsYou, Since: sunday}),
		"Certificate changed Sun 22:14":   of("a", channel.Health{State: channel.NeedsYou, Since: sunday, PresentedCert: "AB"}),
		"Another account Sun 22:14":       of("a", channel.Health{State: channel.WrongWho, Since: sunday}),
		"A right is missing Sun 22:14":    of("a", channel.Health{State: channel.NoRight, Since: sunday}),
		"Asked to wait until 10:05":       of("a", channel.Health{State: channel.Waiting, NextTry: now.Add(17 * time.Minute)}),
		"Can’t be reached since 9:02":     of("a", channel.Health{State: channel.Offline, Since: ago(46 * time.Minute)}),
		"Reading, 1,200 of 5,000":         of("a", channel.Health{State: channel.Refreshing, Done: 1200, Total: 5000}),
		"Not read yet":                    of("a", channel.Health{}),
		"By hand":                         {byHand: true},
		"Can’t be reached since Sun 9:48": of("a", channel.Health{State: channel.Offline, Since: ago(24 * time.Hour)}),
	} {
		if got := looking.signIn(e); got.words != want {
			t.Errorf("it says %q, want %q", got.words, want)
		}
	}
}

func TestCountsInTheTable(t *testing.T) {
	read := channel.Health{State: channel.Valid, LastPull: ago(time.Minute)}
	with := func(there, here int) channel.Health { h := read; h.There, h.Here = there, here; return h }
	gap := func(from, to time.Duration, expected, fetched int) channel.Gap {
		g := channel.Gap{From: ago(from), Expected: expected, Fetched: fetched}
		if to > 0 {
			g.To = ago(to)
		}
		return g
	}
	day := 24 * time.Hour
	for what, x := range map[string]struct {
		e            entry
		gaps, counts string
		tone         part.Tone
	}{
		"all here": {of("a", with(1412, 1412)), "None", "1,412 / 1,412", part.Good},
		"short":    {of("a", with(61, 60)), "None", "61 / 60", part.Soon},
		"nothing":  {of("a", read), "None", "Nothing to count", part.Idle},
		"new":      {of("a", channel.Health{}), "None", "Not counted yet", part.Idle},
		"signed out": {entry{Channel: channel.Channel{}, health: channel.Health{State: channel.NeedsYou}, gaps: []channel.Gap{gap(11*time.Hour, 0, 0, 0)}},
			"1 open", "After sign-in", part.Idle},
		"filled": {entry{health: with(2, 2), gaps: []channel.Gap{gap(2*day, day, 4, 4), gap(5*day, 4*day, 0, 0), gap(60*day, 59*day, 9, 0)}}, "2 filled", "2 / 2", part.Good},
		"gone":   {entry{health: with(2, 2), gaps: []channel.Gap{{From: looking.now.Add(-2 * day), To: looking.now.Add(-day), Lost: []string{"Some."}}}}, "1 short", "2 / 2", part.Good},
		"lost":   {entry{health: with(2, 2), gaps: []channel.Gap{gap(2*day, day, 4, 3)}}, "1 short", "2 / 2", part.Good},
		"hand":   {entry{byHand: true}, "–", "–", part.Idle},
	} {
		if got := looking.gaps(x.e); got.words != x.gaps {
			t.Errorf("%s: gaps %q, want %q", what, got.words, x.gaps)
		}
		if got := looking.thereHere(x.e); got.words != x.counts || got.tone != x.tone {
			t.Errorf("%s: counts %+v, want %q", what, got, x.counts)
		}
	}
}

func TestOnlyWhatNeedsAPersonIsAnAlarm(t *testing.T) {
	sunday := time.Date(2026, 11, 29, 22, 14, 0, 0, time.UTC)
	mail := of("m", channel.Health{State: channel.NeedsYou, PresentedCert: "AB", Since: ago(time.Hour)})
	mail.Network, mail.Identity, mail.title = program.MailboxNetwork, "press@council.example", "Mailbox"
	all := []entry{of("a", channel.Health{State: channel.NeedsYou, Since: sunday, Sentence: "Flickr ended it."}), of("b", channel.Health{State: channel.Offline}),
		of("c", channel.Health{State: channel.Waiting}), mail, of("d", channel.Health{State: channel.NoRight, Since: ago(30 * 24 * time.Hour)})}
	got := looking.alarms(all)
	var titles []string
	for _, a := range got {
		titles = append(titles, a.id+": "+a.title+" ["+a.button+"]")
	}
	want := []string{"a: Flickr (northherts) signed us out on Sunday at 22:14 [Sign in to Flickr]",
		"m: press@council.example: the server’s certificate changed today at 8:48 [Look at the certificate]",
		"d: Flickr (northherts) lacks a right on 31 October at 9:48 [Sign in to Flickr]"}
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(got[0].words, "Flickr ended it. Nothing that is here is lost.") {
		t.Errorf("it says %q", got[0].words)
	}
	if w := worksWords(all); w != "1 of 5 work" {
		t.Errorf("counted %q", w)
	}
}

func TestWhatIsMissing(t *testing.T) {
	for what, x := range map[string]struct {
		h              channel.Health
		verdict, there string
		share          float32
		more           bool
	}{
		"nothing":  {h: channel.Health{State: channel.Valid, LastPull: now, There: 412, Here: 412}, verdict: "Nothing missing, counted at 9:48", there: "412", share: 1},
		"one":      {h: channel.Health{State: channel.Valid, LastPull: now, There: 4, Here: 3}, verdict: "1 message is not here yet, counted at 9:48", there: "4", share: 0.75, more: true},
		"stopped":  {h: channel.Health{State: channel.NeedsYou, LastPull: ago(24 * time.Hour), There: 4, Here: 4}, verdict: "Nothing was missing, counted Sun 9:48", there: "4", share: 1, more: true},
		"no count": {h: channel.Health{State: channel.NeedsYou, Since: ago(24 * time.Hour), LastPull: ago(24 * time.Hour)}, verdict: "Not counted since Sun 9:48", more: true},
		"new":      {verdict: "Not counted yet"},
	} {
		m := looking.missing(of("a", x.h))
		if m.verdict.words != x.verdict || m.there != x.there || m.shareHere != x.share || (m.verdictDetail != "") != x.more {
			t.Errorf("%s: %+v", what, m)
		}
	}
}

func TestGapsInWords(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	e := entry{gaps: []channel.Gap{
		{From: at(29, 22, 10)},
		{From: at(28, 9, 0), To: at(28, 10, 0), Expected: 14, Fetched: 12},
		{From: at(19, 22, 4), To: at(20, 7, 51), Expected: 14, Fetched: 14, Note: "This PC was asleep."},
		{From: at(10, 3, 10), To: at(10, 3, 40), Fetched: 2, Lost: []string{"Private messages can't be had again."}},
		{From: at(8, 3, 10), To: at(8, 3, 40)},
		{From: at(1, 3, 10).AddDate(0, -2, 0), To: at(1, 3, 40).AddDate(0, -2, 0)},
	}}
	var got []string
	for _, l := range looking.gapLines(e) {
		got = append(got, l.when+" | "+l.words)
	}
	want := []string{
		"Since Sun 22:10 | Still open. It is filled and counted at the next check that works.",
		"Sat 9:00 to 10:00 | 14 messages, 12 of them fetched.",
		"Thu 19 Nov 22:04 to Fri 7:51 | This PC was asleep. 14 messages, all fetched.",
		"Tue 10 Nov 3:10 to 3:40 | 2 messages fetched after it. Private messages can't be had again.",
		"Sun 8 Nov 3:10 to 3:40 | No message came in it.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLinesByService(t *testing.T) {
	at := func(id, network, service string) entry {
		return entry{Channel: channel.Channel{ID: id, Network: network, Register: channel.Register{Service: service}}}
	}
	outline := func(all []line) string {
		var out []string
		for _, l := range all {
			if l.entry == nil {
				out = append(out, l.head+" ("+l.count+")")
			} else {
				out = append(out, l.entry.ID)
			}
		}
		return strings.Join(out, ", ")
	}
	all := []entry{at("hand", "phone", ""), at("museum", "x", "Museum"), at("x", "x", ""), at("mail", "mailbox", ""), at("care", "facebook", "Careline")}
	order(all, []string{"x", "facebook", "phone"})
	if got := outline(lines(all)); got != "The council (3 channels), mail, x, hand, Careline (1 channel), care, Museum (1 channel), museum" {
		t.Errorf("laid out %s", got)
	}
	if got := outline(lines(all[:1])); got != "mail" {
		t.Errorf("one service: %s", got)
	}
	if got := first(lines(all)); got != "mail" {
		t.Errorf("first is %s", got)
	}
	if got := first(nil); got != "" {
		t.Errorf("of none, %s is first", got)
	}
}

// TestColumnsGiveWay: what matters most is shown in every window.
func TestColumnsGiveWay(t *testing.T) {
	for room, want := range map[float32]string{
		968: "Channel Joined What it is for Kind Sign-in Last in Gaps There / here",
		830: "Channel What it is for Kind Sign-in Last in Gaps There / here",
		560: "Channel Sign-in There / here",
		340: "Channel Sign-in",
	} {
		var shown []string
		total := float32(sidePad + columnGap)
		for i, w := range widths(room) {
			total += w
			if w > 0 {
				shown = append(shown, tableColumns[i].name)
			}
		}
		if got := strings.Join(shown, " "); got != want {
			t.Errorf("%v units: %s, want %s", room, got, want)
		}
		if room > 400 && total > room+1 {
			t.Errorf("%v units: the columns take %v", room, total)
		}
	}
}

func TestRegisterSaysWhatIsNotNoted(t *testing.T) {
	e := of("a", channel.Health{})
	e.Broadcast, e.Unpromised, e.Joined, e.Use = true, true, "2010-02-01", channel.Dormant
	want := []fact{{"Kind", "Broadcast, not under the promise"}, {"Service", "The council’s own"}, {"What it is for", "Not noted"}, {"Owner", "Not noted"},
		{"Joined", "1 Feb 2010"}, {"Use", "Dormant: kept, not used"}}
	if diff := cmp.Diff(want, register(e), cmp.AllowUnexported(fact{})); diff != "" {
		t.Error(diff)
	}
	if k := kind(e); k.words != "Broadcast, dormant" {
		t.Errorf("kind %q", k.words)
	}
}

func TestRulesOnKeepingAreAlwaysSaid(t *testing.T) {
	for want, a := range map[string]program.Abilities{
		"What people write may be kept for 2 days, then it is fetched again or forgotten.": {KeepFor: 48 * time.Hour},
		"The network sets no rule; the council’s own rules on keeping records hold.":       {},
		"Forget what is deleted.": {Storage: []string{"Forget what is deleted."}, KeepFor: time.Hour},
	} {
		if got := keeping(a); len(got) != 1 || got[0] != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	if got := limits(program.Abilities{MaxText: 1000, MaxMessage: 200, Counter: "bytes"}); strings.Join(got, " ") != "An answer may have 1,000 bytes. A private message may have 200 bytes." {
		t.Errorf("limits %q", got)
	}
}
