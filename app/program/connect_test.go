package program_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/program"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/sim"
)

func TestAWrongPasswordKeepsNothing(t *testing.T) {
	o := newOffice(t)
	for secret, config := range map[string]string{"wrong": `{}`, "right": `{"nonsense":1}`} {
		_, err := o.Connect(ctx, o.who, program.Account{Network: program.MailboxNetwork, Name: "", Config: json.RawMessage(config), Secrets: map[string]string{program.Password: secret}})
		if err == nil || app.Say(err) == "" {
			t.Fatalf("%s %s: connected", secret, config)
		}
	}
	_, err := o.Connect(ctx, o.who, program.Account{Network: program.MailboxNetwork, Name: "", Config: json.RawMessage(`{}`), Secrets: map[string]string{program.Password: "wrong"}})
	if app.KindOf(err) != app.SignIn {
		t.Errorf("got %v", err)
	}
	if all, err := o.store.Channels(ctx, true); err != nil || len(all) != 0 || len(o.keyring.held) != 0 {
		t.Errorf("kept %v and %d secrets", all, len(o.keyring.held))
	}
	o.keyring.err = errors.New("locked")
	if _, err := o.Connect(ctx, o.who, program.Account{Network: program.MailboxNetwork, Name: "", Config: json.RawMessage(`{}`), Secrets: map[string]string{program.Password: "right"}}); err == nil {
		t.Error("connected without a keyring")
	}
	if all, _ := o.store.Channels(ctx, true); len(all) != 0 {
		t.Errorf("kept %v", all)
	}
}

// TestReconnectingKeepsHistoryAndPromise: the account is the same one.
func TestReconnectingKeepsHistoryAndPromise(t *testing.T) {
	o := newOffice(t, letter("a", monday.Add(-time.Hour)), letter("old", monday.Add(-30*24*time.Hour)))
	c := o.connect()
	if want := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC); c.PromiseFrom != want.UnixMilli() {
		t.Errorf("the promise begins %v, want the opening of the working day before", time.UnixMilli(c.PromiseFrom).UTC())
	}
	if _, err := o.Connect(ctx, o.who, program.Account{Network: program.MailboxNetwork, Name: "", Config: nil, Secrets: map[string]string{program.Password: "right"}}); app.KindOf(err) != app.Conflict {
		t.Errorf("connected twice: %v", err)
	}
	if _, err := o.Intake.Once(ctx, c, nil); err != nil {
		t.Fatal(err)
	}
	if err := o.Remove(ctx, o.who, c.ID); err != nil {
		t.Fatal(err)
	}
	if len(o.keyring.held) != 0 {
		t.Error("the password of a disconnected account is kept")
	}
	if _, err := o.Accounts.Adapter(ctx, c.ID); app.KindOf(err) != app.NotFound {
		t.Errorf("a disconnected account is still there: %v", err)
	}
	c.Gone = true
	for what, err := range map[string]error{
		"configure": o.Configure(ctx, o.who, c), "accept": o.AcceptCertificate(ctx, o.who, c.ID, "h:1", "AA"),
		"sign in": o.SignIn(ctx, o.who, c.ID, "right"), "remove": o.Remove(ctx, o.who, c.ID),
	} {
		if app.KindOf(err) != app.NotFound {
			t.Errorf("%s on a disconnected account: %v", what, err)
		}
	}
	o.set(monday.Add(50 * time.Hour))
	again := o.connect()
	if again.ID != c.ID || again.PromiseFrom != c.PromiseFrom || again.ConnectedAt == c.ConnectedAt {
		t.Errorf("connected again as %+v", again)
	}
	if _, err := o.Intake.Once(ctx, again, nil); err != nil {
		t.Fatal(err)
	}
	if n, err := o.store.Counts(ctx); err != nil || n[inbox.Open] != 1 || n[inbox.History] != 1 {
		t.Errorf("counts %v %v", n, err)
	}
}

// TestSigningInAgainReadsAndSends: what was held for the sign-in goes.
func TestSigningInAgainReadsAndSends(t *testing.T) {
	o := newOffice(t, letter("a", monday.Add(-time.Hour)))
	c := o.connect()
	if err := o.Start(ctx); err != nil {
		t.Fatal(err)
	}
	o.until("it is read", func() bool { return o.health(c.ID).State == channel.Valid })
	if err := o.SignIn(ctx, o.who, c.ID, "wrong"); err != nil {
		t.Fatal(err)
	}
	o.until("it needs somebody", func() bool { return o.health(c.ID).State == channel.NeedsYou })
	s := o.answer("On Tuesday.")
	o.set(monday.Add(time.Minute))
	o.Dispatcher.Wake()
	o.until("the answer is held", func() bool { return o.send(s.ID).State == outbox.Held })
	o.set(monday.Add(90 * time.Second))
	if err := o.SignIn(ctx, o.who, c.ID, "right"); err != nil {
		t.Fatal(err)
	}
	o.until("it is read again", func() bool { return o.health(c.ID).State == channel.Valid })
	o.set(monday.Add(2 * time.Minute))
	o.Dispatcher.Wake()
	o.until("the answer went", func() bool { return o.send(s.ID).State == outbox.Sent })
	if gaps, err := o.store.Gaps(ctx, c.ID, 9); err != nil || len(gaps) > 1 {
		t.Errorf("gaps %+v %v", gaps, err)
	}
}

func TestACertificateIsAcceptedOncePerServer(t *testing.T) {
	o := newOffice(t)
	c := o.connect()
	for _, x := range [][2]string{{"imap.example:993", "AA:BB"}, {"smtp.example:465", "CC:DD"}, {"imap.example:993", "EE:FF"}} {
		if err := o.AcceptCertificate(ctx, o.who, c.ID, x[0], x[1]); err != nil {
			t.Fatal(err)
		}
	}
	all, err := o.store.Channels(ctx, false)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Address      string            `json:"address"`
		Fingerprints map[string]string `json:"fingerprints"`
	}
	if err := json.Unmarshal(all[0].Config, &got); err != nil || got.Address != press ||
		got.Fingerprints["imap.example:993"] != "EE:FF" || got.Fingerprints["smtp.example:465"] != "CC:DD" {
		t.Errorf("got %+v %v", got, err)
	}
	broken := &platforms.Error{Class: platforms.ClassCertificate, Sentence: "Another one.", Certificate: &platforms.Certificate{Host: "imap.example:993", Expected: "AA", Presented: "BB"}}
	if cert, ok := program.CertificateIn(program.Worded(broken)); !ok || cert.Endpoint != "imap.example:993" || cert.Presented != "BB" {
		t.Errorf("got %+v %t", cert, ok)
	}
	if app.KindOf(program.Worded(broken)) != app.SignIn {
		t.Error("a changed certificate needs no person")
	}
}

// TestTheTestKeepsWhatItLearned, and changes nothing the second time.
func TestTheTestKeepsWhatItLearned(t *testing.T) {
	o := newOffice(t)
	c := o.connect()
	acts := func() int64 {
		r, err := o.store.Verify(ctx)
		if err != nil || r.Fault != "" {
			t.Fatal(r.Fault, err)
		}
		return int64(r.Acts)
	}
	var steps []string
	step := func(s program.Step) { steps = append(steps, s.Name) }
	if r, err := o.Test(ctx, o.who, c.ID, false, step); err != nil || r.FilesInSent != nil {
		t.Fatalf("got %+v %v", r, err)
	}
	before := acts()
	for range 2 {
		r, err := o.Test(ctx, o.who, c.ID, true, step)
		if err != nil || r.FilesInSent == nil || !*r.FilesInSent {
			t.Fatalf("got %+v %v", r, err)
		}
	}
	all, _ := o.store.Channels(ctx, false)
	if !strings.Contains(string(all[0].Config), `"files_in_sent":true`) || acts() != before+1 {
		t.Errorf("config %s after %d acts", all[0].Config, acts()-before)
	}
	if len(steps) == 0 || steps[0] != "name" {
		t.Errorf("steps %v", steps)
	}
	o.world.Break(sim.Faults{Offline: true})
	if _, err := o.Try(ctx, program.MailboxNetwork, json.RawMessage(`{}`), map[string]string{program.Password: "right"}, true, step); app.KindOf(err) != app.Unreachable {
		t.Errorf("got %v", err)
	}
}
