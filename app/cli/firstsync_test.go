package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"commsdesk/platforms/mailbox/dovecottest"
)

// TestFirstSyncLeavesNoTrace: reading a mailbox twice makes nothing twice, and changes nothing in
// it: new mail stays new for whoever else reads there.
func TestFirstSyncLeavesNoTrace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	for i := range 12 {
		o.arrives(letter{from: nia, subject: fmt.Sprintf("Question %d", i), text: "Where is the form?"}, ago(time.Duration(i+1)*time.Minute))
	}
	for i := range 6 {
		_, raw := o.raw(letter{from: owen, to: press, subject: fmt.Sprintf("Last month's question %d", i), text: "Is it open?"})
		o.imap.DeliverRead("press", dovecottest.Inbox, raw, ago(time.Duration(30+i)*24*time.Hour))
	}
	o.answersElsewhere(owen, "Re: Something older", "older@resident.example")
	before := o.imap.Listing("press")
	o.connect()
	for round := range 2 {
		s := o.sync().Channels[0]
		if s.There != 19 || s.Here != 19 {
			t.Errorf("round %d: mailbox %d, here %d", round, s.There, s.Here)
		}
		if rows := o.queue(); len(rows) != 12 {
			t.Errorf("round %d: %d wait, want the 12 of today", round, len(rows))
		}
		if after := o.imap.Listing("press"); !slices.Equal(before, after) {
			t.Errorf("round %d changed the mailbox:\n%q\n%q", round, before, after)
		}
	}
	o.hasMessages(19)
	o.verify()
}

// hasMessages fails the test unless the workspace has so many messages, by its own count.
func (o *office) hasMessages(want int) {
	o.t.Helper()
	if v := read[struct{ Messages int }](o.run("verify").ok()); v.Messages != want {
		o.t.Errorf("the workspace has %d messages, want %d", v.Messages, want)
	}
}

// TestMailboxRenumbered: after the mailbox was moved to another server every message has a new
// number there, and none comes twice here.
func TestMailboxRenumbered(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	for i := range 8 {
		o.arrives(letter{from: nia, subject: fmt.Sprintf("Question %d", i), text: "Where?"}, ago(time.Minute))
	}
	o.connect()
	o.sync()
	answered := o.queue()[0].ID
	o.run("reply", answered, "--officer", "GM", "--text", "In Mill Lane.").ok()
	o.sync()
	o.imap.ResetValidity("press", dovecottest.Inbox)
	o.imap.ResetValidity("press", "Sent")
	o.arrives(letter{from: owen, subject: "One more", text: "Since the move."}, time.Time{})
	s := o.sync().Channels[0]
	if s.There != 10 || s.Here != 10 || len(o.queue()) != 8 {
		t.Errorf("after the move: mailbox %d, here %d, %d wait", s.There, s.Here, len(o.queue()))
	}
	o.hasMessages(10)
	if c := o.show(answered); c.State != "answered" || len(c.Messages) != 2 {
		t.Errorf("what was answered is %s with %d messages", c.State, len(c.Messages))
	}
	o.verify()
}

// TestExpungedElsewhere: what a colleague deletes in Outlook is gone there and stays work here.
func TestExpungedElsewhere(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	o.connect()
	_, raw := o.raw(letter{from: nia, subject: "Bins", text: "When?"})
	file := o.put("press", dovecottest.Inbox, raw, ago(time.Minute))
	o.sync()
	id := o.only().ID
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s := o.sync().Channels[0]
	if c := o.show(id); s.There != 0 || c.State != "open" || len(c.Messages) != 1 || c.Messages[0].Text != "When?" {
		t.Errorf("mailbox %d; the conversation is %s, its messages %+v", s.There, c.State, c.Messages)
	}
	o.verify()
}

// TestFiftyThousandOldMails: a mailbox with a long history makes no work but that of today. Of the
// 50,000, 5,000 are of the last year and come along as history.
func TestFiftyThousandOldMails(t *testing.T) {
	const year, older = 5_000, 45_000
	o := newOffice(t, plan{})
	o.binary = quickProgram(t)
	for i := range year {
		_, raw := o.raw(letter{from: fmt.Sprintf("resident%d@resident.example", i%700), subject: fmt.Sprintf("Question %d", i), text: "Where is it?"})
		o.imap.DeliverRead("press", dovecottest.Inbox, raw, ago(time.Duration(10+i%340)*24*time.Hour))
	}
	// The older ones are one file under many names: they are counted, never read.
	_, raw := o.raw(letter{from: owen, subject: "Of old", text: "Was it open?"})
	first := o.imap.DeliverRead("press", dovecottest.Inbox, raw, ago(500*24*time.Hour))
	for i := range older - 1 {
		if err := os.Link(first, filepath.Join(filepath.Dir(first), fmt.Sprintf("%d.M%dP2.example:2,S", 1600000000+i, i))); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		o.arrives(letter{from: nia, subject: fmt.Sprintf("Today %d", i), text: "When?"}, ago(time.Minute))
	}
	o.connect()
	began := time.Now()
	s := o.sync().Channels[0]
	t.Logf("first sync beside 50,000 old mails, 5,000 of them of the last year: %v", time.Since(began))
	if s.There != year+3 || s.Here != year+3 {
		t.Errorf("mailbox %d, here %d, want %d of the last year", s.There, s.Here, year+3)
	}
	rows := o.queue()
	if len(rows) != 3 || slices.ContainsFunc(rows, func(r row) bool { return r.Late }) {
		t.Errorf("%d wait: %+v", len(rows), rows)
	}
	if n := read[[]noticed](o.run("notices").ok()); len(n) != 0 {
		t.Errorf("%d notices: %+v", len(n), n)
	}
	began = time.Now()
	o.sync()
	t.Logf("a quiet sync: %v", time.Since(began))
	o.hasMessages(year + 3)
	o.verify()
}
