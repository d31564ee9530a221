package queue

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
)

func TestThreadShowsASendUntilItsCopyComes(t *testing.T) {
	v := looking(t)
	row := inbox.Row{ID: "c"}
	theirs := inbox.Message{Key: "m1", Direction: inbox.In, From: inbox.Person{ID: "tom@post.example", Name: "Tom Ashdown"}, Text: "When?", Start: at(27, 11, 40)}
	ours := outbox.Send{ID: "s1", Conversation: "c", State: outbox.Committed, Officer: "gm", Initials: "GM", Text: "Tuesday.\n\n^GM", QueuedAt: at(30, 9, 40), CommittedAt: at(30, 9, 41)}
	other := outbox.Send{ID: "s2", Conversation: "elsewhere", State: outbox.Sent}
	back := outbox.Send{ID: "s3", Conversation: "c", State: outbox.Withdrawn}
	all := v.thread(row, []inbox.Message{theirs}, []outbox.Send{ours, other, back})
	if len(all) != 2 || all[1].send != "s1" || all[1].data.Marks[0].Words != "Waiting for the server’s answer" || all[1].trouble {
		t.Errorf("before the copy: %+v", all)
	}
	ours.State = outbox.Sent
	copied := inbox.Message{Key: "m2", Direction: inbox.Own, Send: "s1", Text: "Tuesday.\n\n^GM", Start: at(30, 9, 41)}
	all = v.thread(row, []inbox.Message{theirs, copied}, []outbox.Send{ours})
	if len(all) != 2 || all[1].key != "m2" || all[1].data.Name != "Gemma, Comms" || all[1].data.Marks[0].Words != "Sent 9:41" {
		t.Errorf("with the copy: %+v", all)
	}
}

// TestForgedCopyShowsOurWords has a mail in our name with our id and more words.
func TestForgedCopyShowsOurWords(t *testing.T) {
	v := looking(t)
	ours := outbox.Send{ID: "s", Conversation: "c", State: outbox.Sent, Text: "We come tomorrow. ^GM", Initials: "GM"}
	forged := inbox.Message{Key: "k", Direction: inbox.Own, Claimed: true, Send: "s", Text: "We come tomorrow. ^GM\n\nAnd we owe you £900.",
		Links: []inbox.Link{{Text: "x", URL: "https://bad.example"}}, Files: []inbox.File{{Part: "2", Name: "x.exe"}}}
	all := v.thread(inbox.Row{ID: "c"}, []inbox.Message{forged}, []outbox.Send{ours})
	if len(all) != 1 || all[0].data.Body != ours.Text || len(all[0].data.Links) != 0 || len(all[0].data.Attachments) != 0 || all[0].key != "k" {
		t.Errorf("the thread shows %+v", all)
	}
}

func TestSendMarks(t *testing.T) {
	v := looking(t)
	tests := []struct {
		send    outbox.Send
		want    string
		trouble bool
	}{
		{outbox.Send{State: outbox.Queued, NotBefore: now.Add(5 * time.Second)}, "Goes in a few seconds", false},
		{outbox.Send{State: outbox.Queued, NotBefore: now}, "Sending", false},
		{outbox.Send{State: outbox.WaitingTry, WaitUntil: at(30, 9, 50), Why: "The server is busy."}, "Not sent yet, tried again 9:50. The server is busy.", true},
		{outbox.Send{State: outbox.Held, Why: "Sign in again."}, "Held. Sign in again.", true},
		{outbox.Send{State: outbox.Rejected, Why: "No such address."}, "Not sent. No such address.", true},
		{outbox.Send{State: outbox.Unconfirmed}, "We do not know if this went.", true},
		{outbox.Send{State: outbox.Sent, Returned: true, ReturnedWhy: "The mailbox is full."}, "The mailbox is full.", true},
	}
	for _, x := range tests {
		mark, trouble := v.sendMark(x.send)
		if mark.Words != x.want || trouble != x.trouble {
			t.Errorf("%s: got %q, %v", x.send.State, mark.Words, trouble)
		}
	}
}

func TestMessageMarks(t *testing.T) {
	v := looking(t)
	tests := []struct {
		message inbox.Message
		want    string
	}{
		{inbox.Message{Direction: inbox.In}, ""},
		{inbox.Message{Auto: "auto-reply"}, "Automatic reply. It opens no clock."},
		{inbox.Message{Auto: "bounce", Bounce: &inbox.Bounce{Recipient: "a@post.example", Permanent: true, Reason: "no such person"}}, "Our mail to a@post.example came back: no such person"},
		{inbox.Message{Claimed: true, AnswerTo: inbox.Person{ID: "tom@post.example"}}, "Sent by a form in our own name. Replies go to tom@post.example."},
		{inbox.Message{Altered: true}, "This carries the id of another message with other words. Both are kept."},
		{inbox.Message{Unparsed: true, Raw: []byte("x")}, "This mail could not be read in full. It is kept as it came: save the original from its menu, or open it in your mail program."},
		{inbox.Message{Unparsed: true}, "This mail could not be read in full. Open it in your mail program."},
		{inbox.Message{History: true, Direction: inbox.In}, "Came before this desk’s promise began."},
	}
	for _, x := range tests {
		var words []string
		for _, m := range v.messageMarks("mailbox", x.message) {
			words = append(words, m.Words)
		}
		if got := strings.Join(words, "|"); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
}

func TestLinkWarningNamesBothHosts(t *testing.T) {
	tests := []struct {
		link inbox.Link
		want string
	}{
		{inbox.Link{Text: "click", URL: "https://council.example/bins"}, ""},
		{inbox.Link{Text: "www.council.example/pay", URL: "http://pay.thief.example:8080/x", Suspicious: true}, "The words say www.council.example, the link goes to pay.thief.example:8080"},
		{inbox.Link{Text: "https://council.example", URL: "https://thief.example", Suspicious: true}, "The words say council.example, the link goes to thief.example"},
	}
	for _, x := range tests {
		if got := linkWarning(x.link); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
}

func entryOf(id, officer string, kind act.Kind, at time.Time, effect, content any) inbox.Entry {
	a := act.Who{Officer: officer}.New(kind, act.Subject{Type: act.Conversation, ID: "c"}, effect, content)
	a.ID, a.At = id, at
	return inbox.Entry{Act: a}
}

func TestRecordIsTold(t *testing.T) {
	v := looking(t)
	row := inbox.Row{ID: "c", Turn: &inbox.Turn{N: 1, Start: at(27, 11, 40), Due: at(30, 11, 40), Calendar: 7, Messages: []string{"m1", "m2"}}}
	msgs := []inbox.Message{{Key: "m1", Start: at(27, 11, 40)}, {Key: "m2", Start: at(27, 16, 2)}}
	entries := []inbox.Entry{
		entryOf("6", "gm", act.Undone, at(30, 9, 46), act.Undoing{Act: "5"}, nil),
		entryOf("5", "gm", inbox.Typed, at(30, 9, 45), inbox.TypeEffect{Type: inbox.Press}, nil),
		entryOf("4", "gm", inbox.DraftBegun, at(30, 9, 44), inbox.DraftEffect{}, nil),
		entryOf("3", "cst", inbox.Noted, at(30, 9, 31), nil, inbox.NoteContent{Text: "Printed calendar is right."}),
		entryOf("2", "gm", inbox.Assigned, at(30, 9, 5), inbox.AssignEffect{To: "team:csc"}, nil),
		entryOf("1", "rule:bin", inbox.Tagged, at(30, 9, 2), inbox.TagEffect{Tag: "w"}, nil),
		entryOf("0", "gm", "later/9", at(30, 9, 1), nil, nil),
	}
	entries[1].Undone = true
	var got []string
	for _, h := range v.record(row, msgs, entries) {
		got = append(got, h.when+" "+h.words)
	}
	want := []string{
		"9:46 GM took back: set the type to Press", "9:45 GM set the type to Press (taken back)", "9:44 GM opened a draft",
		"9:31 CST added a note", "9:05 GM assigned it to Customer Service Centre", "9:02 Rule “bin” tagged it Waste",
		"9:01 GM did something that this version can’t read",
		"Fri 16:02 Another message added, clock not restarted", "Fri 11:40 Received. Due set to 11:40, hours v7"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	notes := v.notes(entries)
	if len(notes) != 1 || notes[0] != (note{"CST", "today 9:31", "Printed calendar is right."}) {
		t.Errorf("notes %+v", notes)
	}
	entries[3].Act.Content = nil
	if got := v.notes(entries)[0].words; got != "The words were erased." {
		t.Errorf("an erased note says %q", got)
	}
}

// TestEveryKindHasWords fails when a kind of act is added without its words.
func TestEveryKindHasWords(t *testing.T) {
	v := looking(t)
	for _, k := range []act.Kind{inbox.Typed, inbox.Assigned, inbox.Tagged, inbox.Untagged, inbox.Noted, inbox.Waited, inbox.NotExpected,
		inbox.Closed, inbox.MadeWork, inbox.PressDue, inbox.DraftBegun, inbox.Replied, inbox.AnswerAccepted, inbox.AnswerReturned, act.Undone,
		inbox.Captured, inbox.AnsweredOutside, inbox.SeenOnly, inbox.Moderated} {
		if words := v.deed(act.Act{Kind: k, Effect: json.RawMessage(`{}`)}, nil); strings.Contains(words, "can’t read") {
			t.Errorf("%s has no words", k)
		}
	}
}

func TestHistoryOfAPerson(t *testing.T) {
	v := looking(t)
	inTime := closed("bulky", inbox.Done, inbox.ByReply, at(3, 10, 0))
	inTime.Subject = "Bulky waste"
	late := closed("permit", inbox.Answered, inbox.ByReply, at(2, 10, 0))
	late.Settled[0].Due = at(1, 10, 0)
	seen := inbox.PersonSeen{Conversations: []inbox.Row{open("now", at(30, 9, 0), at(30, 17, 0), ""), open("other", at(29, 9, 0), at(30, 17, 0), ""), inTime, late}}
	got := v.history(seen, "now")
	want := []earlier{{id: "other", when: "29 Nov", words: "Question", verdict: "open"}, {id: "bulky", when: "3 Nov", words: "Bulky waste", verdict: "in time"},
		{id: "permit", when: "2 Nov", words: "", verdict: "late", late: true}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(earlier{})); diff != "" {
		t.Error(diff)
	}
}

func TestReadPeople(t *testing.T) {
	tests := []struct {
		words string
		want  []outbox.Person
	}{
		{"", nil},
		{"Tom@Post.Example", []outbox.Person{{ID: "tom@post.example"}}},
		{"Tom Ashdown <tom@post.example>, nia@post.example", []outbox.Person{{ID: "tom@post.example", Name: "Tom Ashdown"}, {ID: "nia@post.example"}}},
		{"tom@post.example; nia@post.example;", []outbox.Person{{ID: "tom@post.example"}, {ID: "nia@post.example"}}},
		{"tom@post.example, not an address", []outbox.Person{{ID: "tom@post.example"}, {ID: "not an address"}}},
		{`"Prewett, Colin" <colin@post.example>`, []outbox.Person{{ID: "colin@post.example", Name: "Prewett, Colin"}}},
	}
	for _, x := range tests {
		if diff := cmp.Diff(x.want, readPeople(x.words)); diff != "" {
			t.Errorf("%q: %s", x.words, diff)
		}
	}
	people := []outbox.Person{{ID: "colin@post.example", Name: "Prewett, Colin"}, {ID: "nia@post.example", Name: "Ŵyn Élise"}}
	if diff := cmp.Diff(people, readPeople(peopleWords(people))); diff != "" {
		t.Errorf("written and read again: %s", diff)
	}
}

func TestReadMoment(t *testing.T) {
	tests := []struct {
		day, hour string
		want      time.Time
	}{
		{"today", "17:00", at(30, 17, 0)},
		{"", "11.10", at(30, 11, 10)},
		{"Tomorrow", "9", time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)},
		{"1 Dec", "9:30", time.Date(2026, 12, 1, 9, 30, 0, 0, time.UTC)},
		{"29 Nov", "9:30", time.Date(2027, 11, 29, 9, 30, 0, 0, time.UTC)},
		{"1/7/2027", "12:00", time.Date(2027, 7, 1, 11, 0, 0, 0, time.UTC)}, // summer time
		{"someday", "9:30", time.Time{}},
		{"1 Dec", "25:00", time.Time{}},
		{"1 Dec", "9:5", time.Time{}},
		{"1 Dec", "", time.Time{}},
	}
	for _, x := range tests {
		got, err := readMoment(now, x.day, x.hour)
		if !got.Equal(x.want) || (err != nil) != x.want.IsZero() {
			t.Errorf("%q %q: got %v, %v", x.day, x.hour, got, err)
		}
	}
}

func TestChooseDraft(t *testing.T) {
	draft := func(id, officer, text string, minute int) outbox.Draft {
		return outbox.Draft{ID: id, Officer: officer, Text: text, SavedAt: at(30, 9, minute)}
	}
	all := []outbox.Draft{draft("old", "gm", "a", 1), draft("new", "gm", "b", 3), draft("empty", "gm", " \n", 4), draft("other", "cst", "c", 5)}
	ids := func(ds []outbox.Draft) (out []string) {
		for _, d := range ds {
			out = append(out, d.ID)
		}
		return out
	}
	tests := []struct {
		officer, wanted, chosen string
		others                  []string
	}{
		{"gm", "", "new", []string{"other", "old"}},
		{"gm", "old", "old", []string{"other", "new"}},
		{"cst", "", "other", []string{"new", "old"}},
		{"rt", "", "", []string{"other", "new", "old"}},
	}
	for _, x := range tests {
		chosen, others := chooseDraft(all, x.officer, x.wanted)
		got := ""
		if chosen != nil {
			got = chosen.ID
		}
		if got != x.chosen || !cmp.Equal(ids(others), x.others) {
			t.Errorf("%s wants %q: chose %q, others %v", x.officer, x.wanted, got, ids(others))
		}
	}
}

func TestFindings(t *testing.T) {
	words := func(all []finding) string {
		var out []string
		for _, f := range all {
			out = append(out, f.words)
		}
		return strings.Join(out, "|")
	}
	empty := reply.Check{Kind: reply.NoText, Stops: true, Words: "The text is empty."}
	personal := reply.Check{Kind: reply.Personal, Words: "A phone number."}
	bad := reply.Check{Kind: reply.BadAddress, Stops: true, Words: "No address."}
	tests := []struct {
		checks       []reply.Check
		crossing     []string
		shown, stops string
	}{
		{nil, []string{"", ""}, "No personal details found|Nobody else has replied", ""},
		{[]reply.Check{empty}, nil, "No personal details found", "The text is empty."},
		{[]reply.Check{bad, personal}, []string{"RT answered"}, "No address.|A phone number.|RT answered", "No address."},
	}
	for _, x := range tests {
		all, stops := findings(x.checks, x.crossing...)
		if words(all) != x.shown || stops != x.stops {
			t.Errorf("shown %q, stops %q", words(all), stops)
		}
	}
}

func TestSinceADraftBegan(t *testing.T) {
	v := looking(t)
	d := outbox.Draft{ID: "d", Seen: []string{"m1"}}
	seen := inbox.Message{Key: "m1", Direction: inbox.In, Start: at(30, 9, 0)}
	again := inbox.Message{Key: "m2", Direction: inbox.In, From: inbox.Person{Name: "Tom Ashdown"}, Start: at(30, 9, 40)}
	auto := inbox.Message{Key: "m3", Direction: inbox.In, Auto: "auto-reply", Start: at(30, 9, 41)}
	elsewhere := inbox.Message{Key: "m4", Direction: inbox.Own, Start: at(30, 9, 42)}
	tests := []struct {
		name  string
		msgs  []inbox.Message
		sends []outbox.Send
		want  string
	}{
		{"nothing", []inbox.Message{seen, auto}, nil, ""},
		{"again", []inbox.Message{seen, again}, nil, "Tom Ashdown wrote again at 9:40, after you began"},
		{"elsewhere", []inbox.Message{seen, again, elsewhere}, nil, "Somebody answered at 9:42, after you began"},
		{"colleague", []inbox.Message{seen}, []outbox.Send{{ID: "s", Initials: "RT", State: outbox.Queued, QueuedAt: at(30, 9, 43)}}, "RT pressed Send at 9:43, after you began"},
		{"taken back", []inbox.Message{seen}, []outbox.Send{{ID: "s", State: outbox.Withdrawn}}, ""},
	}
	for _, x := range tests {
		if got := v.since(d, x.msgs, x.sends); got != x.want {
			t.Errorf("%s: got %q, want %q", x.name, got, x.want)
		}
		after := d
		after.Seen = seenNow(x.msgs, x.sends)
		if got := v.since(after, x.msgs, x.sends); got != "" {
			t.Errorf("%s: read, and still %q", x.name, got)
		}
	}
}

func TestPending(t *testing.T) {
	v := looking(t)
	of := func(state outbox.State) outbox.Send {
		return outbox.Send{ID: "s", Initials: "RT", State: state, QueuedAt: at(30, 9, 40), CommittedAt: at(30, 9, 41)}
	}
	back := of(outbox.Sent)
	back.Returned = true
	for want, sends := range map[string][]outbox.Send{
		"": {of(outbox.Sent), of(outbox.Rejected), of(outbox.Withdrawn), back},
		"We do not know if RT’s reply of 9:41 went. Settle it in the outbox first": {of(outbox.Rejected), of(outbox.Unconfirmed)},
		"RT’s reply of 9:41 is still on its way":                                   {of(outbox.WaitingTry)},
	} {
		if got := v.pending(sends); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Tom Ashdown": "TA", "Ola": "O", "Anna Maria van den Berg": "AB", `"Colin" Prewett`: "CP", "": "", "Élise": "É"} {
		if got := initials(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
