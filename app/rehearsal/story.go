package rehearsal

import (
	"fmt"
	"time"

	"commsdesk/app/inbox"
)

// talk is one invented conversation: what the resident writes, and what the
// desk did with it before the officer sits down.
type talk struct {
	// network is where it is said, "" in the mailbox; under the post of ours that
	// it stands under, "" unasked; private in private.
	network, under string
	private        bool

	slug, name, subject, text string
	at                        time.Time
	typ                       inbox.Type
	tag, assign, note         string
	// reply is answered by (initials) at; more is what the resident writes then.
	by       string
	replied  time.Time
	reply    string
	redirect string // name of the redirect used instead of a reply
	more     string
	moreAt   time.Time
	// settle is what the desk says at settled: "no-reply", "wait", "done".
	settle   string
	settled  time.Time
	deadline time.Time // the journalist's own
	links    []link
	files    []file
	webForm  bool
	// lost: the network does not answer when the desk replies, and has it not.
	// withdrawn: the resident deletes what they wrote just before that.
	lost, withdrawn bool
	// hidden is the reason for which the desk hid it soon after.
	hidden string
	auto   string
}

func (t talk) address() string {
	if t.auto != "" {
		return t.slug + "@robots.example"
	}
	return t.slug + "@residents.example"
}

func (t talk) id(n int) string { return fmt.Sprintf("%s.%d@residents.example", t.slug, n) }

// items are the residents' mails of the talk.
func (t talk) items() []item {
	who := person{t.address(), t.name}
	first := item{RemoteID: t.id(1), ThreadRoot: t.id(1), Direction: "in", Kind: "mail", Auto: t.auto, Subject: t.subject, Text: t.text,
		From: who, AnswerTo: who, To: []person{{Address, ""}}, Links: t.links, Attachments: t.files, ReceivedAt: t.at}
	if t.webForm {
		first.From, first.Claimed = person{Address, "Website form"}, true
	}
	out := []item{first}
	if t.more != "" {
		out = append(out, item{RemoteID: t.id(2), ThreadRoot: t.id(1), Parents: []string{t.id(1)}, Direction: "in", Kind: "mail",
			Subject: "Re: " + t.subject, Text: t.more, From: who, AnswerTo: who, To: []person{{Address, ""}}, ReceivedAt: t.moreAt})
	}
	return out
}

// rules say how the simulated world takes what the desk sends.
func rules() []rule {
	return []rule{
		{To: "dawn.fellowes@residents.example", Verdict: "unconfirmed", Times: 1},
		{To: "kit.marlow@residents.example", Verdict: "refused", Times: 1},
		{To: "old.address@residents.example", Times: 1, Answers: []answer{{After: 2 * time.Minute, Auto: "bounce", Text: "There is no mailbox with this name here."}}},
		{To: "ines.varga@residents.example", Answers: []answer{{After: 2 * time.Minute, Text: "Thank you, that is clear now."}}},
		{To: "ola.brandt@residents.example", Times: 1, Answers: []answer{{After: 90 * time.Second, Text: "Thanks. And can my neighbour use the same form?"}}},
		{To: "wren.hadley@residents.example", Times: 1, Answers: []answer{{After: time.Minute, Auto: "auto-reply", Text: "I am away until Monday and will read your mail then."}}},
	}
}

// story is the whole desk, oldest first within each part. Waiting work is
// counted back in open time from now, so that it is late, due or due later on
// whatever day the desk is made.
func story(now time.Time, when Moments) []talk {
	open := openTime(now, when)
	out := append(waitingTalks(open), settledTalks(open)...)
	out = append(out, streetTalks(now, open)...)
	return append(out, olderTalks(now, open)...)
}

// openTime gives the moment h hours and m minutes of open time before now, after
// it when negative.
func openTime(now time.Time, when Moments) func(h, m int) time.Time {
	return func(h, m int) time.Time {
		d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
		if d < 0 {
			return when.Add(now, -d)
		}
		return when.Before(now, d)
	}
}

// Words says what the sample desk holds, for the button that opens it.
func Words() string {
	return fmt.Sprintf("%d invented conversations over three weeks", len(story(time.Time{}, still{})))
}

// still are moments that do not matter.
type still struct{}

func (still) Before(t time.Time, _ time.Duration) time.Time { return t }
func (still) Add(t time.Time, _ time.Duration) time.Time    { return t }
