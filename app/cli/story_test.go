package cli_test

import (
	"bytes"
	"fmt"
	"net/mail"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/platforms/mailbox/dovecottest"
)

// TestResidentsStory follows one resident from her question to the end, on servers that file in
// Sent by themselves and on servers that leave it to us.
func TestResidentsStory(t *testing.T) {
	for name, files := range map[string]bool{"the server files": true, "we file": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, plan{files: files})
			o.connect()
			began := ago(20 * time.Minute)
			question := o.arrives(letter{from: "Nia Probert <" + nia + ">", subject: "Missed bin in Elm Close",
				text: "The green bin was not collected on Tuesday.\r\nWill you come back for it?"}, began)
			o.sync()
			asked := o.only()
			if due := hours(t).DueBy(calendar.OneWorkingDay, began); !asked.Start.Equal(began) || !asked.Due.Equal(due) {
				t.Errorf("began %v, due %v; want %v, %v", asked.Start, asked.Due, began, due)
			}
			s := read[send](o.run("reply", asked.ID, "--officer", "GM", "--text", "Hello Nia, we come on Thursday.").ok())
			o.theResidentHasIt(t, s, question)
			o.sentHasOne(t, s, files)
			o.isAnswered(t, asked, s)
			o.autoReplyIsJoined(t, asked, s)
			o.writesAgain(t, asked, s)
			o.comesBack(t, asked)
			o.verify()
		})
	}
}

// theResidentHasIt reads what lies in her mailbox, as her mail program does.
func (o *office) theResidentHasIt(t *testing.T, s send, question string) {
	t.Helper()
	if n := o.lies("nia", s.MessageID); n != 1 {
		t.Fatalf("the resident has it %d times", n)
	}
	files := o.imap.Files("nia", dovecottest.Inbox)
	raw, err := os.ReadFile(files[len(files)-1])
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{"In-Reply-To": "<" + question + ">", "References": "<" + question + ">",
		"Message-ID": "<" + s.MessageID + ">", "Subject": "Re: Missed bin in Elm Close"} {
		if got := m.Header.Get(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Address != press {
		t.Errorf("it is from %v: %v", from, err)
	}
	for _, words := range []string{"we come on Thursday.\n\n^GM\n", "> The green bin was not collected on Tuesday.", "Nia Probert wrote:", "text/html"} {
		if !bytes.Contains(raw, []byte(words)) {
			t.Errorf("%q is not in\n%s", words, raw)
		}
	}
}

func (o *office) sentHasOne(t *testing.T, s send, files bool) {
	t.Helper()
	want := "done"
	if files {
		want = "server"
	}
	if s.State != "sent" || s.Filed != want {
		t.Errorf("it is %s, filed %q, want %q", s.State, s.Filed, want)
	}
	o.sync()
	if n := o.lies("press", s.MessageID); n != 1 {
		t.Errorf("our mailbox has %d copies, want 1 in Sent", n)
	}
}

func (o *office) isAnswered(t *testing.T, asked row, s send) {
	t.Helper()
	if rows := o.queue(); len(rows) != 0 {
		t.Errorf("after the reply the queue is %+v", rows)
	}
	c := o.show(asked.ID)
	if c.State != "answered" || len(c.Turns) != 1 || c.Turns[0].How != "reply" || c.Turns[0].Late || c.Turns[0].Settled == nil {
		t.Errorf("the conversation is %s, its turns %+v", c.State, c.Turns)
	}
	if len(c.Messages) != 2 || c.Messages[1].Direction != "own" || c.Messages[1].Send != s.Send || c.Messages[1].MessageID != s.MessageID {
		t.Errorf("its messages are %+v", c.Messages)
	}
	for kind, officer := range map[string]string{"replied/1": "GM", "answered/1": "rule:answer"} {
		if !slices.ContainsFunc(c.Record, func(r entry) bool { return r.Kind == kind && r.Officer == officer }) {
			t.Errorf("its record lacks %s by %s: %+v", kind, officer, c.Record)
		}
	}
}

// autoReplyIsJoined: an out-of-office note belongs to what it answers, and is no work.
func (o *office) autoReplyIsJoined(t *testing.T, asked row, s send) {
	t.Helper()
	o.arrives(letter{from: nia, subject: "Automatic reply: Missed bin", text: "I am away until Monday.", answers: s.MessageID,
		header: []string{"Auto-Submitted: auto-replied"}}, time.Time{})
	o.sync()
	c := o.show(asked.ID)
	joined := slices.ContainsFunc(c.Messages, func(m message) bool { return m.Auto != "" && m.Send == s.Send })
	if c.State != "answered" || len(c.Messages) != 3 || !joined || len(c.Turns) != 1 {
		t.Errorf("after the automatic reply the conversation is %s, its messages %+v", c.State, c.Messages)
	}
}

func (o *office) writesAgain(t *testing.T, asked row, s send) {
	t.Helper()
	again := time.Now().Truncate(time.Second)
	o.arrives(letter{from: "Nia Probert <" + nia + ">", subject: "Re: Missed bin in Elm Close", text: "It is Thursday and nobody came.",
		answers: s.MessageID}, again)
	o.sync()
	c := o.show(asked.ID)
	if c.State != "open" || !c.WroteAgain || len(c.Turns) != 2 || c.Turns[1].N != 2 || c.Turns[1].Settled != nil {
		t.Fatalf("after she wrote again the conversation is %s, wrote again %t, its turns %+v", c.State, c.WroteAgain, c.Turns)
	}
	if due := hours(t).DueBy(calendar.OneWorkingDay, *c.Turns[1].Start); !c.Due.Equal(due) || c.Start.Before(again) {
		t.Errorf("the new turn began %v, due %v; want %v, %v", c.Start, c.Due, again, due)
	}
}

// comesBack: the answer to her second message can't be delivered. The promise was not kept, so its
// clock goes on from where it began.
func (o *office) comesBack(t *testing.T, asked row) {
	t.Helper()
	open := o.show(asked.ID).Turns[1]
	s := read[send](o.run("reply", asked.ID, "--officer", "GM", "--text", "Sorry, Nia: tomorrow at 8.").ok())
	if c := o.show(asked.ID); c.State != "answered" {
		t.Fatalf("after the second reply the conversation is %s", c.State)
	}
	o.put("press", dovecottest.Inbox, bounce(s.MessageID, nia), time.Time{})
	o.sync()
	c := o.show(asked.ID)
	if c.State != "open" || len(c.Turns) != 2 || !c.Turns[1].Start.Equal(*open.Start) || c.Turns[1].Settled != nil || !c.Due.Equal(*open.Due) {
		t.Errorf("after it came back the conversation is %s, its turns %+v, want the second open from %v", c.State, c.Turns, open.Start)
	}
	out := o.outbox()
	i := slices.IndexFunc(out, func(x send) bool { return x.Send == s.Send })
	if i < 0 || !out[i].Returned || out[i].State != "sent" {
		t.Errorf("the outbox says %+v", out)
	}
	if n := read[[]noticed](o.run("notices").ok()); len(n) != 1 || n[0].Kind != "returned" || n[0].Send != s.Send {
		t.Errorf("the notices are %+v", n)
	} else if strings.Contains(n[0].Title+n[0].Body, "Nia") || strings.Contains(n[0].Title+n[0].Body, nia) {
		t.Errorf("a notice names the resident: %+v", n[0])
	}
}

// bounce is a delivery report as RFC 3464 has it.
func bounce(id, recipient string) []byte {
	return fmt.Appendf(nil, `Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@council.example>
To: %[1]s
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-of-%[2]s>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

The mailbox is full.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.council.example

Final-Recipient: rfc822; %[3]s
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 mailbox full

--b1
Content-Type: text/rfc822-headers

From: %[1]s
To: %[3]s
Message-ID: <%[2]s>
Subject: Re: Missed bin in Elm Close

--b1--
`, press, id, recipient)
}

// TestAnsweredFromOutlook: a colleague answered from another program. What lies in Sent settles the
// turn, and an answer of ours that crosses it is held.
func TestAnsweredFromOutlook(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	o.connect()
	began := ago(30 * time.Minute)
	first := o.arrives(letter{from: "Nia Probert <" + nia + ">", subject: "Pothole in Mill Lane", text: "It is deep."}, began)
	second := o.arrives(letter{from: "Owen <" + owen + ">", subject: "Café hours", text: "When is it open?"}, began.Add(time.Minute))
	o.sync()
	rows := o.queue()
	o.answersElsewhere(nia, "Re: Pothole in Mill Lane", first)
	o.sync()
	c := o.show(rows[0].ID)
	if c.State != "answered" || len(c.Turns) != 1 || c.Turns[0].How != "elsewhere" || len(o.queue()) != 1 {
		t.Errorf("the conversation is %s, its turns %+v", c.State, c.Turns)
	}

	// The other one is answered elsewhere after our last look, so that only the Gate can see it.
	o.answersElsewhere(owen, "Re: Café hours", second)
	r := o.run("reply", rows[1].ID, "--officer", "GM", "--text", "Nine to five.").exits(failed, "Somebody else answered", "Nothing was sent")
	held := read[send](r)
	if held.State != "held" || held.Hold != "answered" || o.lies("owen", held.MessageID) != 0 {
		t.Errorf("the reply is %+v", held)
	}
	if n := read[[]noticed](o.run("notices").ok()); len(n) != 1 || n[0].Kind != "not-sent" || n[0].Send != held.Send {
		t.Errorf("the notices are %+v", n)
	}
	draft := read[map[string]string](o.run("settle", held.Send, "draft").ok())
	if draft["draft"] == "" {
		t.Errorf("settle draft printed %v", draft)
	}
	if out := o.outbox(); out[0].State != "withdrawn" {
		t.Errorf("the outbox says %+v", out)
	}
	o.verify()
}

// answersElsewhere puts an answer from another mail program into Sent.
func (o *office) answersElsewhere(to, subject, question string) {
	_, raw := o.raw(letter{from: "Press Office <" + press + ">", to: to, subject: subject, text: "We look after it. Jan", answers: question})
	o.put("press", "Sent", raw, time.Time{})
}

// TestWroteAgainBeforeSending: what the resident wrote since the officer began to write is shown
// before anything goes; the officer decides.
func TestWroteAgainBeforeSending(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	o.connect()
	ids := map[string]string{}
	for _, subject := range []string{"Bins", "Trees"} {
		ids[subject] = o.arrives(letter{from: nia, subject: subject, text: "When?"}, ago(10*time.Minute))
	}
	o.sync()
	for i, r := range o.queue() {
		o.arrives(letter{from: nia, subject: "Re: " + r.Subject, text: "And where?", answers: ids[r.Subject]}, time.Time{})
		if i == 0 {
			// Held, looked at, and sent by the officer's own word.
			s := read[send](o.run("reply", r.ID, "--officer", "GM", "--text", "On Monday.").exits(failed, "The resident wrote again"))
			if s.State != "held" || s.Hold != "wrote-again" || o.lies("nia", s.MessageID) != 0 {
				t.Errorf("the reply is %+v", s)
			}
			if s = read[send](o.run("settle", s.Send, "now").ok()); s.State != "sent" || o.lies("nia", s.MessageID) != 1 {
				t.Errorf("sent now it is %+v", s)
			}
		} else {
			s := read[send](o.run("reply", r.ID, "--officer", "GM", "--text", "On Monday.", "--anyway").ok())
			if s.State != "sent" || o.lies("nia", s.MessageID) != 1 {
				t.Errorf("the reply is %+v", s)
			}
		}
	}
	if out := o.outbox(); len(out) != 2 {
		t.Errorf("the outbox is %+v, want one row for each answer", out)
	}
	o.verify()
}
