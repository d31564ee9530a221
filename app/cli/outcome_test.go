package cli_test

import (
	"strings"
	"testing"
	"time"

	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
)

// asked is an office with one resident's question in its queue.
func asked(t *testing.T, p plan) (o *office, conversation string) {
	t.Helper()
	o = newOffice(t, p)
	o.connect()
	o.arrives(letter{from: "Nia Probert <" + nia + ">", subject: "Bins", text: "When do you collect?"}, ago(time.Minute))
	o.sync()
	return o, o.only().ID
}

func (o *office) reply(conversation string) result {
	o.t.Helper()
	return o.run("reply", conversation, "--officer", "GM", "--text", "On Monday.")
}

// outcome is a fault at the submission server and what must follow from it.
type outcome struct {
	phase smtptest.Phase
	act   smtptest.Act
	code  int
	state string
	hold  string
	// says is in the sentence; accepted is how often the server has taken the message.
	says     string
	accepted int
	// then settles it by hand once the server is well again, and state after that is what follows.
	then, after string
}

// TestOutcomes sends into every fault: what is said is what is known.
func TestOutcomes(t *testing.T) {
	for name, want := range map[string]outcome{
		"slow drip":                  {smtptest.Dot, smtptest.Act{Drip: 20 * time.Millisecond}, done, "sent", "", "", 1, "", ""},
		"4xx to the sender":          {smtptest.From, smtptest.Act{Answer: "451 4.3.0 later"}, failed, "waiting", "", "Not sent yet", 0, "now", "sent"},
		"4xx to the recipient":       {smtptest.To, smtptest.Act{Answer: "450 4.2.1 later"}, failed, "waiting", "", "Not sent yet", 0, "now", "sent"},
		"4xx to the whole":           {smtptest.Dot, smtptest.Act{Answer: "452 4.3.1 full"}, failed, "waiting", "", "Not sent yet", 0, "draft", "withdrawn"},
		"cut before the body":        {smtptest.Data, smtptest.Act{Drop: true}, failed, "waiting", "", "Not sent yet", 0, "now", "sent"},
		"cut inside the body":        {smtptest.Body, smtptest.Act{Drop: true}, failed, "waiting", "", "Not sent yet", 0, "now", "sent"},
		"5xx to the sender":          {smtptest.From, smtptest.Act{Answer: "550 5.7.60 not as this sender"}, failed, "rejected", "", "refused", 0, "draft", "withdrawn"},
		"the recipient refused":      {smtptest.To, smtptest.Act{Answer: "550 5.1.1 no such person"}, failed, "rejected", "", nia, 0, "draft", "withdrawn"},
		"5xx to the whole":           {smtptest.Dot, smtptest.Act{Answer: "554 5.7.1 looks like junk"}, failed, "rejected", "", "refused", 0, "draft", "withdrawn"},
		"sign-in ended":              {smtptest.SignIn, smtptest.Act{Answer: "535 5.7.8 no"}, failed, "held", "sign-in", "Sign in", 0, "now", "sent"},
		"busy at sign-in":            {smtptest.SignIn, smtptest.Act{Answer: "454 4.7.0 later"}, failed, "waiting", "", "Not sent yet", 0, "now", "sent"},
		"lost after the dot":         {smtptest.Dot, smtptest.Act{Drop: true}, unconfirmed, "unconfirmed", "", "We do not know", 0, "again", "sent"},
		"accepted, answer lost":      {smtptest.Dot, smtptest.Act{Drop: true, Keep: true}, unconfirmed, "unconfirmed", "", "We do not know", 1, "again", "sent"},
		"accepted, answer cut":       {smtptest.Dot, smtptest.Act{Cut: true, Keep: true}, unconfirmed, "unconfirmed", "", "We do not know", 1, "live", "sent"},
		"an answer that is none":     {smtptest.Dot, smtptest.Act{Answer: "HTTP/1.1 200 OK"}, unconfirmed, "unconfirmed", "", "We do not know", 0, "again", "sent"},
		"goodbye instead of welcome": {smtptest.Connect, smtptest.Act{Answer: "421 4.3.2 closing"}, failed, "waiting", "", "Not sent yet", 0, "now", "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// A server that files by itself would give away what it has accepted.
			o, id := asked(t, plan{files: !want.act.Keep})
			o.smtp.Behave(smtptest.At(want.phase, want.act))
			r := o.reply(id)
			s := read[send](r.exits(want.code, want.says))
			if s.State != want.state || s.Hold != want.hold || o.smtp.Counts()[s.MessageID] != want.accepted {
				t.Fatalf("accepted %d times, want %d; want state %s, hold %q\n%s", o.smtp.Counts()[s.MessageID], want.accepted, want.state, want.hold, r)
			}
			o.looksAgain(t, s, want)
			o.smtp.Behave(nil)
			o.files.Store(true)
			if want.then != "" {
				o.isSettled(t, s, want)
			}
			o.verify()
		})
	}
}

// looksAgain: commands that come after change nothing about what is not known, and send nothing
// twice; the outbox and the notices tell.
func (o *office) looksAgain(t *testing.T, s send, want outcome) {
	t.Helper()
	sessions := o.smtp.Sessions()
	o.sync()
	out := o.outbox()
	if len(out) != 1 || out[0].State != want.state || o.smtp.Counts()[s.MessageID] != want.accepted {
		t.Errorf("after another sync it was accepted %d times and the outbox says %+v", o.smtp.Counts()[s.MessageID], out)
	}
	if want.state != "sent" && o.smtp.Sessions() != sessions {
		t.Errorf("the server was asked %d more times", o.smtp.Sessions()-sessions)
	}
	kinds := map[string]string{"unconfirmed": "unconfirmed", "rejected": "not-sent", "held": "not-sent"}
	told := read[[]noticed](o.run("notices").ok())
	if kind := kinds[want.state]; kind != "" && (len(told) != 1 || told[0].Kind != kind || told[0].Send != s.Send) ||
		kind == "" && len(told) != 0 {
		t.Errorf("of %s the notices say %+v", want.state, told)
	}
	if want.state == "unconfirmed" {
		r := o.run("settle", s.Send, "look").exits(unconfirmed, "We do not know", "No copy has come back")
		if got := read[send](r); got.State != "unconfirmed" {
			t.Errorf("a look that found nothing made it %s", got.State)
		}
	}
	if want.state != "sent" {
		if c := o.queue(); len(c) != 1 {
			t.Errorf("nothing is known to have gone, and the queue is %+v", c)
		}
	}
}

// isSettled: the person decides; what is sent again is the same message.
func (o *office) isSettled(t *testing.T, s send, want outcome) {
	t.Helper()
	r := o.run("settle", s.Send, want.then).ok()
	if want.after == "withdrawn" {
		if out := o.outbox(); out[0].State != "withdrawn" {
			t.Errorf("back in drafts it is %+v", out[0])
		}
		return
	}
	got := read[send](r)
	if got.Send != s.Send || got.State != want.after || got.MessageID != s.MessageID {
		t.Errorf("settled %q it is %+v", want.then, got)
	}
	wantCopies := want.accepted
	if want.then != "live" {
		wantCopies++
	}
	accepted := o.smtp.Accepted()
	if len(accepted) != wantCopies {
		t.Fatalf("the server took it %d times, want %d", len(accepted), wantCopies)
	}
	for _, m := range accepted[1:] {
		if string(m.Bytes) != string(accepted[0].Bytes) {
			t.Error("what was sent again differs from what was sent")
		}
	}
	if c := o.queue(); len(c) != 0 {
		t.Errorf("after it went the queue is %+v", c)
	}
}

// TestFoundLive: a server that files by itself took the message and its answer was lost. The copy
// in Sent is the proof, found by the next sync or by a look.
func TestFoundLive(t *testing.T) {
	for name, look := range map[string]func(o *office, s send) send{
		"sync": func(o *office, s send) send { o.sync(); return o.outbox()[0] },
		"look": func(o *office, s send) send { return read[send](o.run("settle", s.Send, "look").ok()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, id := asked(t, plan{files: true})
			o.smtp.Behave(smtptest.At(smtptest.Dot, smtptest.Act{Drop: true, Keep: true}))
			s := read[send](o.reply(id).exits(unconfirmed, "We do not know"))
			found := look(o, s)
			o.sync()
			if got := o.outbox()[0]; found.Send != s.Send || found.State != "sent" || got.State != "sent" || got.Filed != "server" {
				t.Errorf("found, it is %+v, then %+v", found, got)
			}
			c := o.show(id)
			if c.State != "answered" || len(c.Turns) != 1 || c.Turns[0].Settled == nil || !c.Turns[0].Settled.Equal(*found.Committed) {
				t.Errorf("the turn is %+v, want it settled at the attempt, %v", c.Turns, found.Committed)
			}
			if n := read[[]noticed](o.run("notices").ok()); len(n) != 0 {
				t.Errorf("the notices are %+v", n)
			}
			if n := o.smtp.Counts()[s.MessageID]; n != 1 {
				t.Errorf("it was accepted %d times", n)
			}
			o.verify()
		})
	}
}

// TestAnswerProves: the resident's answer to a message whose fate is unknown proves that it came.
func TestAnswerProves(t *testing.T) {
	t.Parallel()
	o, id := asked(t, plan{})
	o.smtp.Behave(smtptest.At(smtptest.Dot, smtptest.Act{Drop: true, Keep: true}))
	s := read[send](o.reply(id).exits(unconfirmed))
	o.smtp.Behave(nil)
	o.arrives(letter{from: nia, subject: "Re: Bins", text: "Thank you!", answers: s.MessageID}, time.Time{})
	o.sync()
	if got := o.outbox()[0]; got.State != "sent" || got.Filed != "done" {
		t.Errorf("the outbox says %+v", got)
	}
	if n := o.lies("press", s.MessageID); n != 1 {
		t.Errorf("Sent has it %d times", n)
	}
}

// TestServerBack: a message that could not be handed over because nobody answered goes with the
// next sync that reaches the servers.
func TestServerBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	line := dovecottest.NewCutter(t, o.smtp.Port())
	o.feed(dovecottest.Password+"\n", append(o.add(), "--smtp", endpoint(line.Port))...).ok()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()
	id := o.only().ID
	line.CutAfter(0)
	s := read[send](o.reply(id).exits(failed, "Not sent yet"))
	if s.State != "waiting" || s.WaitUntil == nil {
		t.Errorf("without a line it is %+v", s)
	}
	o.sync()
	if got := o.outbox()[0]; got.State != "waiting" {
		t.Errorf("still without a line it is %+v", got)
	}
	line.CutAfter(-1)
	o.sync()
	if got := o.outbox()[0]; got.State != "sent" || o.lies("nia", s.MessageID) != 1 {
		t.Errorf("with the line back it is %+v", got)
	}
	if strings.Contains(o.run("notices").out, `"key"`) {
		t.Error("a notice is left")
	}
}
