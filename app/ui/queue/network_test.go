package queue

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// on is a conversation on a network.
func on(network, kind string, r inbox.Row) inbox.Row {
	r.Network, r.Kind, r.Private = network, kind, kind == kindMessage
	return r
}

// windowed gives a conversation the network's window.
func windowed(r inbox.Row, until time.Time, now time.Time) inbox.Row {
	r.Window = until
	if now.Before(until) && (r.Clock.IsZero() || until.Before(r.Clock)) {
		r.Clock, r.ClockKind = until, "window"
	}
	return r
}

func TestSecondClockOfANetwork(t *testing.T) {
	v := looking(t)
	talk := on("instagram", kindMessage, open("Leanne", at(29, 13, 48), at(30, 17, 0), ""))
	unpromised := talk
	unpromised.Turn, unpromised.Clock = &inbox.Turn{N: 1, Start: at(29, 13, 48)}, time.Time{}
	tests := []struct {
		name                  string
		row                   inbox.Row
		deadline, second, top string
		tone                  part.Tone
	}{
		{"before ours", windowed(talk, at(30, 11, 10), now), "by 11:10, 1 h 22 left", "Instagram stops replies then. Our own deadline is 17:00", "Instagram stops replies 11:10, 1 h 22 left", part.Soon},
		{"after ours", windowed(talk, at(30, 18, 0), now), "due 17:00, 7 h 12 left", "", "", part.Idle},
		{"shut", windowed(talk, at(30, 8, 48), now), "due 17:00, 7 h 12 left", "Instagram took answers to this until 8:48.", "Instagram took answers to this until 8:48", part.Late},
		{"nothing promised", windowed(unpromised, at(30, 11, 10), now), "by 11:10, 1 h 22 left", "Instagram stops replies then. We promise no time of our own", "Instagram stops replies 11:10, 1 h 22 left", part.Soon},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			d := v.rowData(x.row)
			words, tone := v.windowClock(x.row)
			if got := d.Deadline.Bold + d.Deadline.Rest; got != x.deadline {
				t.Errorf("deadline %q, want %q", got, x.deadline)
			}
			if got := d.Second.Bold + d.Second.Rest; got != x.second {
				t.Errorf("second %q, want %q", got, x.second)
			}
			if words != x.top || words != "" && tone != x.tone {
				t.Errorf("over the thread %q in %v, want %q", words, tone, x.top)
			}
		})
	}
	if got := v.clockLine(windowed(unpromised, at(30, 11, 10), now)).Words; got != "Instagram stops replies 11:10, 1 h 22 left" {
		t.Errorf("without a promise the clock says %q", got)
	}
}

func TestWhereAndWho(t *testing.T) {
	one := []channel.Channel{{ID: "a", Network: "x", Name: "North Herts"}}
	two := append(one, channel.Channel{ID: "b", Network: "x", Name: "Museum"})
	mention := on("x", kindMention, open("Tom", at(27, 9, 0), at(30, 9, 0), ""))
	mention.Person.Handle = "@tom_sg7"
	mail := open("Tom", at(27, 9, 0), at(30, 9, 0), "")
	phone := on("phone", kindMessage, inbox.Row{})
	tests := []struct {
		name        string
		row         inbox.Row
		all         []channel.Channel
		tag         string
		icon        theme.IconName
		who, handle string
		kind        string
	}{
		{"mention", mention, one, "Public mention on X", theme.IconPublic, "Tom", "@tom_sg7", "mention"},
		{"of two accounts", mention, two, "Public mention on X, to North Herts", theme.IconPublic, "Tom", "@tom_sg7", "mention"},
		{"mail", mail, nil, "", theme.IconPublic, "Tom", "Tom@post.example", "mail"},
		{"private", on("facebook", kindMessage, open("Lee", at(27, 9, 0), at(30, 9, 0), "")), nil, "Private on Facebook", theme.IconLock, "Lee", "", "private message"},
		{"nameless", on("linkedin", kindComment, inbox.Row{Person: inbox.Person{ID: "urn:li:person:7"}}), nil, "Public comment on LinkedIn", theme.IconPublic, "Somebody on LinkedIn", "", "comment"},
		{"phone", phone, nil, "Said on the phone", theme.IconLock, "Somebody on the phone", "", "by hand"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			var account channel.Channel
			if len(x.all) > 0 {
				account = x.all[0]
			}
			tag, icon := whereTag(x.row, account, x.all)
			if tag != x.tag || icon != x.icon && tag != "" {
				t.Errorf("tag %q with %s, want %q with %s", tag, icon, x.tag, x.icon)
			}
			if got := [3]string{nameOf(x.row), handleOf(x.row), kindWords(x.row)}; got != [3]string{x.who, x.handle, x.kind} {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestContextStrip(t *testing.T) {
	v := looking(t)
	post := &inbox.Message{Direction: inbox.Own, Start: at(26, 9, 0), Text: "Your new\nrecycling calendar is on its way.", Permalink: "https://x.example/post"}
	gone := *post
	gone.DeletedAt, gone.Text = at(27, 9, 0), ""
	theirs := inbox.Message{Direction: inbox.In, Permalink: "https://x.example/theirs"}
	ours := inbox.Message{Direction: inbox.Own, Permalink: "https://x.example/ours"}
	tests := []struct {
		row   inbox.Row
		post  *inbox.Message
		msgs  []inbox.Message
		words string
		page  string
	}{
		{on("x", kindComment, inbox.Row{}), post, []inbox.Message{theirs, ours}, "Under our post, Thu 26 Nov: “Your new recycling calendar is on its way.”", "https://x.example/theirs"},
		{on("x", kindComment, inbox.Row{}), &gone, nil, "Under a post of ours of Thu 26 Nov that was taken down: a picture without words", "https://x.example/post"},
		{on("x", kindComment, inbox.Row{}), nil, nil, "Under a post of ours that is not here", ""},
		{on("x", kindMention, inbox.Row{}), nil, []inbox.Message{ours}, "They named us in a post of their own", "https://x.example/ours"},
		{on("facebook", kindMessage, inbox.Row{}), nil, nil, "Only they and we can read this", ""},
		{on("facebook", kindReview, inbox.Row{}), nil, nil, "Their review of us", ""},
		{on("bluesky", kindReply, inbox.Row{}), nil, nil, "Not under a post of ours", ""},
		{on("x", kindPost, inbox.Row{}), nil, []inbox.Message{ours}, "We published this", "https://x.example/ours"},
		{on("phone", kindMessage, inbox.Row{}), nil, nil, "Written down by hand", ""},
	}
	for _, x := range tests {
		s, shown := v.contextStrip(x.row, x.post, x.msgs)
		if !shown || s.words != x.words || s.page != x.page {
			t.Errorf("got %q and %q, want %q and %q", s.words, s.page, x.words, x.page)
		}
	}
	if _, shown := v.contextStrip(inbox.Row{Network: mailbox}, nil, nil); shown {
		t.Error("mail stands under something")
	}
}

func TestFactsOfANetworkMessage(t *testing.T) {
	v := looking(t)
	v.keep = 48 * time.Hour
	m := inbox.Message{Kind: kindComment, Text: "words", Direction: inbox.In}
	with := func(f func(*inbox.Message)) inbox.Message { x := m; f(&x); return x }
	tests := []struct {
		message inbox.Message
		want    string
	}{
		{m, ""},
		{with(func(m *inbox.Message) { m.EditedAt = at(30, 9, 12) }), "Edited 9:12"},
		{with(func(m *inbox.Message) { m.EditedAt, m.EditSeen = at(30, 9, 12), true }), "Edited, seen 9:12"},
		{with(func(m *inbox.Message) { m.Hidden = true }), "Hidden on Facebook: others no longer see it there."},
		{with(func(m *inbox.Message) { m.DeletedAt = at(27, 10, 12) }), "Deleted on Facebook Fri 10:12. What we read is kept."},
		{with(func(m *inbox.Message) { m.DeletedAt, m.Text = at(27, 10, 12), "" }), "Deleted on Facebook Fri 10:12. We had not read its words."},
		{with(func(m *inbox.Message) { m.DeletedAt, m.Expired, m.Text = at(27, 10, 12), true, "" }),
			"Deleted on Facebook Fri 10:12. Its words had to go here too."},
		{with(func(m *inbox.Message) { m.Expired, m.Text = true, "" }),
			"Facebook allows members' words to be kept for 48 hours. Open it on Facebook."},
	}
	for _, x := range tests {
		var words []string
		for _, mark := range v.messageMarks("facebook", x.message) {
			words = append(words, mark.Words)
		}
		if got := strings.Join(words, "|"); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
	edited := with(func(m *inbox.Message) { m.Was = []inbox.Version{{Text: "one"}, {Text: "two", At: at(30, 9, 0)}} })
	if got := v.formerWords(edited); got != "today 9:00:\ntwo\n\nAs first written:\none" {
		t.Errorf("former words %q", got)
	}
	picture := attachmentOf(false, inbox.File{Type: "image/png", Alt: "A branch"})
	if picture != (part.AttachmentData{Name: "Picture", Picture: true, Alt: "It shows: A branch", Fixed: true}) {
		t.Errorf("picture %+v", picture)
	}
}

// composing is a draft on a network whose account can do both.
func composing() reply.Composing {
	yes := outbox.Ability{OK: true}
	return reply.Composing{Initials: "GM", Draft: outbox.Draft{Text: "Hello", Purpose: outbox.Reply},
		Account: outbox.Abilities{Known: true, Reply: yes, Private: yes, MaxText: 280, MaxMessage: 1000, Unit: "bytes", Length: func(s string) int { return len(s) }}}
}

func TestWaysToAnswer(t *testing.T) {
	no := outbox.Ability{Reason: "Not here.", Link: "https://x.example/"}
	with := func(f func(*reply.Composing)) reply.Composing { c := composing(); f(&c); return c }
	tests := []struct {
		name, network string
		c             reply.Composing
		tabs, tab     string
		send          string
		aside         []string
		count         string
	}{
		{"both", "facebook", composing(), "Public reply R|Private message P|Redirect D", tabReply, "Send as Borough", nil, "10 of 280 bytes, with"},
		{"private", "facebook", with(func(c *reply.Composing) { c.Draft.Private = true }), "Public reply R|Private message P|Redirect D", tabPrivate, "Send as Borough", nil, "10 of 1,000 bytes, with"},
		{"no private", "youtube", with(func(c *reply.Composing) { c.Account.Private = no }), "Public reply R|Redirect D", tabReply, "Send as Borough", nil, "10 of 280 bytes, with"},
		{"a talk", "instagram", with(func(c *reply.Composing) { c.Talk = true }), "Private message P|Redirect D", tabPrivate, "Send as Borough", nil, "10 of 1,000 bytes, with"},
		{"never asked", "x", with(func(c *reply.Composing) { c.Account = outbox.Abilities{} }), "Public reply R|Private message P|Redirect D", tabReply, "Send as Borough", nil, "10 characters, with"},
		{"by hand", "x", with(func(c *reply.Composing) {
			c.Account.Reply, c.Account.Private, c.Account.ReplyRule = no, no, "Once a day."
		}), "Public reply R|Redirect D", tabReply, "Copy and open on X", []string{"Not here.", "Once a day."}, "10 of 280 bytes, with"},
		{"phone", "phone", with(func(c *reply.Composing) { c.Account.Reply, c.Account.Private, c.Talk = no, no, true }), "Answer R|Redirect D", tabPrivate, "Record the answer", []string{"Not here."}, "10 of 1,000 bytes, with"},
		{"redirect", "x", with(func(c *reply.Composing) { c.Draft.Purpose = outbox.Redirect }), "Public reply R|Private message P|Redirect D", tabRedirect, "Send as Borough", nil, "10 of 280 bytes, with"},
		{"mail", "mailbox", with(func(c *reply.Composing) { c.Mail = true }), "Reply R|Redirect D", tabReply, "Send as Borough", nil, "10 characters, with"},
	}
	tests[1].c.Account.ReplyRule, tests[1].aside = "Once in 7 days.", []string{"Once in 7 days."}
	tests[0].c.Account.ReplyRule = "Once in 7 days."
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			var tabs []string
			for _, s := range tabsOf(x.network, x.c, outbox.Draft{}) {
				tabs = append(tabs, s.Label+" "+s.Key)
			}
			n, rest, _ := counted(x.c)
			got := []string{strings.Join(tabs, "|"), tabOf(x.c), sendLabel(x.network, "Borough", x.c), n + rest}
			if diff := cmp.Diff([]string{x.tabs, x.tab, x.send, x.count}, got); diff != "" {
				t.Error(diff)
			}
			if !slices.Equal(aside(x.c), x.aside) {
				t.Errorf("aside %q, want %q", aside(x.c), x.aside)
			}
		})
	}
}

func TestMeasuresOffered(t *testing.T) {
	yes := outbox.Ability{OK: true}
	all := outbox.Abilities{Known: true, Measures: map[outbox.Measure]outbox.Ability{hide: yes, unhide: yes, remove: yes, mute: yes, unmute: yes, block: yes, unblock: yes}}
	few := outbox.Abilities{Known: true, Measures: map[outbox.Measure]outbox.Ability{mute: yes, unmute: yes}}
	comment := inbox.Message{Key: "a", Kind: kindComment, Direction: inbox.In, From: inbox.Person{ID: "gaz", Name: "Gaz"}}
	with := func(f func(*inbox.Message)) inbox.Message { m := comment; f(&m); return m }
	tests := []struct {
		name    string
		account outbox.Abilities
		message inbox.Message
		taken   map[outbox.Measure]bool
		want    []outbox.Measure
	}{
		{"all", all, comment, nil, []outbox.Measure{hide, remove, mute, block}},
		{"few", few, comment, nil, []outbox.Measure{mute}},
		{"hidden", all, with(func(m *inbox.Message) { m.Hidden = true }), nil, []outbox.Measure{unhide, remove, mute, block}},
		{"deleted", all, with(func(m *inbox.Message) { m.DeletedAt = now }), nil, []outbox.Measure{mute, block}},
		{"private", all, with(func(m *inbox.Message) { m.Private, m.Kind = true, kindMessage }), nil, []outbox.Measure{remove, mute, block}},
		{"blocked", all, comment, map[outbox.Measure]bool{block: true}, []outbox.Measure{hide, remove, mute, unblock}},
		{"ours", all, with(func(m *inbox.Message) { m.Direction = inbox.Own }), nil, nil},
		{"mail", all, with(func(m *inbox.Message) { m.Kind = kindMail }), nil, nil},
	}
	for _, x := range tests {
		if got := measuresOf(x.account, x.message, x.taken); !slices.Equal(got, x.want) {
			t.Errorf("%s: got %q, want %q", x.name, got, x.want)
		}
	}
	note := func(id string, m outbox.Measure, key string, outcome inbox.MeasureOutcome) inbox.Entry {
		return entryOf(id, "gm", inbox.Moderated, now, inbox.ModeratedEffect{Measure: string(m), Message: key, Outcome: outcome}, nil)
	}
	other := inbox.Message{Key: "z", From: inbox.Person{ID: "lee"}}
	entries := []inbox.Entry{note("5", block, "a", inbox.MeasureRefused), note("4", mute, "z", inbox.MeasureDone), note("3", unblock, "a", inbox.MeasureDone),
		note("2", mute, "a", inbox.MeasureDone), note("1", block, "a", inbox.MeasureDone)}
	if got := takenAgainst([]inbox.Message{comment, other}, entries, comment); got[block] || !got[mute] {
		t.Errorf("taken %v", got)
	}
}

func TestMeasuresAreWordedAndRecorded(t *testing.T) {
	m := inbox.Message{Kind: kindComment, From: inbox.Person{ID: "1", Name: "Grebe Gaz"}}
	if w := wordsOf(block, "bluesky", m); w.deed != "Block Grebe Gaz" || !w.asks || !strings.Contains(w.warns, "everybody can see whom we block") {
		t.Errorf("%+v", w)
	}
	if w := wordsOf(block, "facebook", m); strings.Contains(w.warns, "everybody") {
		t.Errorf("%+v", w)
	}
	for _, back := range []outbox.Measure{unhide, mute, unmute, unblock} {
		if w := wordsOf(back, "facebook", m); w.asks || w.did == "" {
			t.Errorf("%s asks first: %+v", back, w)
		}
	}
	deed := func(outcome inbox.MeasureOutcome, evidence string, c inbox.ModeratedContent) string {
		effect, _ := json.Marshal(inbox.ModeratedEffect{Measure: "hide", Message: "a", Outcome: outcome, Evidence: evidence})
		words, _ := json.Marshal(c)
		return looking(t).deed(act.Act{Kind: inbox.Moderated, Effect: effect, Content: words}, nil)
	}
	for want, got := range map[string]string{
		"decided to hide the message: Abuse (evidence kept first)": deed(inbox.MeasureAsked, "e", inbox.ModeratedContent{Reason: "Abuse"}),
		"hid the message":                       deed(inbox.MeasureDone, "e", inbox.ModeratedContent{Reason: "Abuse"}),
		"could not hide the message: Not ours.": deed(inbox.MeasureRefused, "", inbox.ModeratedContent{Why: "Not ours."}),
		"does not know if the network did hide the message: It did not answer.": deed(inbox.MeasureUnknown, "", inbox.ModeratedContent{Why: "It did not answer."}),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestReadPast(t *testing.T) {
	tests := []struct {
		day, hour string
		want      time.Time
	}{
		{"", "9:30", at(30, 9, 30)}, {"Yesterday", "16", at(29, 16, 0)}, {"27 Nov", "9.05", at(27, 9, 5)},
		{"1 Dec", "10:00", time.Date(2025, 12, 1, 10, 0, 0, 0, time.UTC)}, {"someday", "9:00", time.Time{}}, {"today", "", time.Time{}},
	}
	for _, x := range tests {
		got, err := readPast(now, x.day, x.hour)
		if !got.Equal(x.want) || (err != nil) != x.want.IsZero() {
			t.Errorf("%q %q: got %v, %v", x.day, x.hour, got, err)
		}
	}
}

func TestTheTwoEndsOfOneMatter(t *testing.T) {
	public := on("facebook", kindComment, inbox.Row{ID: "pub", Person: inbox.Person{Name: "Tom"}, Preview: "Which week?"})
	private := on("facebook", kindMessage, inbox.Row{ID: "priv", Suggest: "pub", Preview: "Weston Way."})
	words := func(o *opened) (all []string) {
		for _, e := range endsOf(o) {
			all = append(all, e.id+": "+e.words.Bold+e.words.Rest)
		}
		return all
	}
	seen := inbox.PersonSeen{Conversations: []inbox.Row{private, public, {ID: "other"}}}
	if got := words(&opened{row: public, person: seen}); !slices.Equal(got, []string{"priv: It goes on in private. “Weston Way.”"}) {
		t.Errorf("public: %q", got)
	}
	if got := words(&opened{row: private, suggest: &public, person: seen}); !slices.Equal(got, []string{"pub: It began in public. Tom: “Which week?”"}) {
		t.Errorf("private: %q", got)
	}
	mail := inbox.Row{ID: "m", Network: mailbox, Subject: "Bins", Person: inbox.Person{Name: "Tom"}}
	if got := words(&opened{row: inbox.Row{Network: mailbox}, suggest: &mail}); len(got) != 1 || !strings.Contains(got[0], "May belong to another conversation. Bins, Tom.") {
		t.Errorf("mail: %q", got)
	}
}
