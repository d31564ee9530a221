package mailbox

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/smtptest"
)

func fixedClock() time.Time { return time.Date(2026, 11, 27, 11, 40, 0, 0, time.UTC) }

// postOffice starts a submission server and a mailbox that sends through it.
func postOffice(t *testing.T, opt smtptest.Options, change func(*Config)) (*Mailbox, *smtptest.Server) {
	t.Helper()
	server, err := smtptest.Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, server.CertificatePEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	config := Config{
		Address: "press@example.gov.uk", DisplayName: "Borough Press Office", User: "press",
		IMAPHost: "127.0.0.1", IMAPPort: 1, IMAPTLS: Implicit,
		SMTPHost: "127.0.0.1", SMTPPort: server.Port(), SMTPTLS: Implicit,
		CAFile: ca, Proxy: NoProxy,
	}
	if opt.Security == smtptest.UpgradeTLS {
		config.SMTPTLS = StartTLS
	}
	if change != nil {
		change(&config)
	}
	m, err := New(config, keyring{passwordItem: "secret"}, fixedClock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m, server
}

// sealedReply is a reply to two residents, size bytes of text long at least.
func sealedReply(t *testing.T, m *Mailbox, size int) platforms.Sealed {
	t.Helper()
	out := platforms.Outgoing{
		To:      []platforms.Person{{ID: "nia.probert@example.org", Name: "Nia Probert"}, {ID: "owen@example.net"}},
		Subject: "Bins",
		Text:    "Thank you for writing.\n.\n..two dots\n\nThe bins come on Tuesday. ^GM",
	}
	if size > 0 {
		out.Files = []platforms.File{fileOf("photo.bin", bytes.Repeat([]byte("x"), size))}
	}
	msg, err := m.Seal(t.Context(), out, fixedClock())
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

// attempt sends once and counts the commits.
func attempt(t *testing.T, m *Mailbox, msg platforms.Sealed) (platforms.Outcome, int) {
	t.Helper()
	commits := 0
	o := m.Send(t.Context(), msg, func() error { commits++; return nil })
	if o.Verdict != platforms.Accepted && (o.Why == "" || o.Class == "") {
		t.Errorf("outcome without a sentence or class: %+v", o)
	}
	return o, commits
}

var hurried = Timeouts{Silence: 200 * time.Millisecond, DataEnd: time.Second}

// TestSendOutcomes is the whole table: every fault in every phase, what the
// officer is told, whether the attempt was committed, and what the server
// really has.
func TestSendOutcomes(t *testing.T) {
	faults := []struct {
		name string
		act  smtptest.Act
		slow bool
	}{
		{name: "later", act: smtptest.Act{Answer: "451 4.3.0 later"}},
		{name: "closing", act: smtptest.Act{Answer: "421 4.3.2 closing"}},
		{name: "never", act: smtptest.Act{Answer: "550 5.3.0 no"}},
		{name: "garbage", act: smtptest.Act{Answer: "HTTP/1.1 200 OK"}},
		{name: "odd", act: smtptest.Act{Answer: "399 what next"}},
		{name: "cut", act: smtptest.Act{Cut: true}},
		{name: "cut long", act: smtptest.Act{Answer: "250-one\r\n250-two", Cut: true}},
		{name: "drop", act: smtptest.Act{Drop: true}},
		{name: "stall", act: smtptest.Act{Stall: true}, slow: true},
		{name: "drip", act: smtptest.Act{Drip: 200 * time.Millisecond}, slow: true},
	}
	phases := []smtptest.Phase{smtptest.Connect, smtptest.Hello, smtptest.StartTLS, smtptest.SignIn, smtptest.From, smtptest.To, smtptest.Data, smtptest.Dot}
	for _, phase := range phases {
		for _, fault := range faults {
			for _, keep := range []bool{false, true} {
				if keep && phase != smtptest.Dot {
					continue
				}
				name := string(phase) + "/" + fault.name
				if keep {
					name += "/kept"
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					act := fault.act
					act.Keep = keep
					opt := smtptest.Options{Security: smtptest.UpgradeTLS, Script: smtptest.At(phase, act)}
					m, server := postOffice(t, opt, func(c *Config) {
						if fault.slow {
							c.Timeouts = hurried
						}
					})
					o, commits := attempt(t, m, sealedReply(t, m, 0))
					want, wantCommits := expected(phase, fault.name)
					if o.Verdict != want || commits != wantCommits {
						t.Fatalf("got %s with %d commits, want %s with %d (%s, %s)", o.Verdict, commits, want, wantCommits, o.Why, o.Detail)
					}
					server.Close()
					if has := len(server.Accepted()); has == 1 && o.Verdict != platforms.Unconfirmed && !keep {
						t.Errorf("%s, but the server has the message", o.Verdict)
					} else if keep && has != 1 {
						t.Errorf("server has %d, want 1", has)
					}
					if server.Err() != nil {
						t.Error(server.Err())
					}
				})
			}
		}
	}
}

// expected is the table in words: DESIGN 4.
func expected(phase smtptest.Phase, fault string) (platforms.Verdict, int) {
	no := fault == "never"
	switch phase {
	case smtptest.Dot:
		switch fault {
		case "later", "closing":
			return platforms.NotSent, 1
		case "never":
			return platforms.Refused, 1
		}
		return platforms.Unconfirmed, 1
	case smtptest.StartTLS:
		if fault == "later" || fault == "closing" || no || fault == "odd" {
			return platforms.NeedsPerson, 0
		}
	case smtptest.SignIn:
		if no || fault == "odd" {
			return platforms.NeedsPerson, 0
		}
	case smtptest.Connect, smtptest.Hello:
		if no {
			return platforms.NeedsPerson, 0
		}
	default:
		if no {
			return platforms.Refused, 0
		}
	}
	return platforms.NotSent, 0
}

func TestSendAccepted(t *testing.T) {
	for name, opt := range map[string]smtptest.Options{
		"implicit": {}, "starttls": {Security: smtptest.UpgradeTLS},
		"login": {Mechanisms: []string{"LOGIN"}}, "size": {Size: 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			m, server := postOffice(t, opt, nil)
			msg := sealedReply(t, m, 0)
			o, commits := attempt(t, m, msg)
			if o.Verdict != platforms.Accepted || commits != 1 {
				t.Fatalf("%+v, %d commits", o, commits)
			}
			got := server.Accepted()
			if len(got) != 1 || !bytes.Equal(got[0].Bytes, msg.Bytes) || !slices.Equal(got[0].Recipients, msg.Recipients) ||
				got[0].ID != msg.Token || got[0].From != "press@example.gov.uk" {
				t.Fatalf("the server has something else: %+v", got)
			}
			if opt.Size > 0 && m.Capabilities().MaxBytes != opt.Size {
				t.Errorf("MaxBytes %d, want %d", m.Capabilities().MaxBytes, opt.Size)
			}
		})
	}
}

// TestCommitComesBetweenBodyAndDot stops the attempt in commit and looks at the
// wire: all of the body has arrived, the dot has not.
func TestCommitComesBetweenBodyAndDot(t *testing.T) {
	for _, size := range []int{0, 100, 4000, 1 << 20} {
		m, server := postOffice(t, smtptest.Options{}, nil)
		msg := sealedReply(t, m, size)
		o := m.Send(t.Context(), msg, func() error {
			if err := server.WaitBody(t.Context(), len(msg.Bytes)); err != nil {
				return err
			}
			body, dot := server.Body()
			if dot || !bytes.Equal(body, msg.Bytes) {
				t.Errorf("at commit the server has %d of %d bytes, dot %t", len(body), len(msg.Bytes), dot)
			}
			return nil
		})
		if _, dot := server.Body(); o.Verdict != platforms.Accepted || !dot {
			t.Errorf("%+v, dot %t", o, dot)
		}
	}
}

func TestCommitErrorBreaksOff(t *testing.T) {
	m, server := postOffice(t, smtptest.Options{}, nil)
	o := m.Send(t.Context(), sealedReply(t, m, 0), func() error { return errors.New("disk full") })
	if o.Verdict != platforms.NotSent || o.Class != platforms.ClassTransient {
		t.Fatalf("%+v", o)
	}
	server.Close()
	if _, dot := server.Body(); dot || len(server.Accepted()) != 0 {
		t.Error("the dot went out although the commit did not hold")
	}
}

func TestSendStopped(t *testing.T) {
	for _, phase := range []smtptest.Phase{smtptest.Connect, smtptest.SignIn, smtptest.From, smtptest.Data, smtptest.Dot} {
		t.Run(string(phase), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			m, _ := postOffice(t, smtptest.Options{Script: func(e smtptest.Event) smtptest.Act {
				if e.Phase == phase {
					cancel()
				}
				return smtptest.Act{Stall: e.Phase == phase}
			}}, nil)
			commits := 0
			o := m.Send(ctx, sealedReply(t, m, 0), func() error { commits++; return nil })
			want, wantCommits := platforms.NotSent, 0
			if phase == smtptest.Dot {
				want, wantCommits = platforms.Unconfirmed, 1
			}
			if o.Verdict != want || commits != wantCommits {
				t.Fatalf("%+v with %d commits, want %s", o, commits, want)
			}
		})
	}
	t.Run("mailbox closed", func(t *testing.T) {
		var m *Mailbox
		m, _ = postOffice(t, smtptest.Options{Script: func(e smtptest.Event) smtptest.Act {
			if e.Phase == smtptest.Data {
				m.Close()
			}
			return smtptest.Act{}
		}}, nil)
		if o, commits := attempt(t, m, sealedReply(t, m, 0)); o.Verdict != platforms.NotSent || commits != 0 {
			t.Fatalf("%+v", o)
		}
		if o, _ := attempt(t, m, sealedReply(t, m, 0)); o.Verdict != platforms.NotSent {
			t.Fatalf("after Close: %+v", o)
		}
	})
}

// TestServerGivesUpInsideBody: the body is larger than any socket buffer, so
// that the server's end or answer is there before ours.
func TestServerGivesUpInsideBody(t *testing.T) {
	for name, c := range map[string]struct {
		act  smtptest.Act
		want platforms.Verdict
	}{
		"drop":  {smtptest.Act{Drop: true}, platforms.NotSent},
		"later": {smtptest.Act{Answer: "452 4.3.1 full"}, platforms.NotSent},
		"never": {smtptest.Act{Answer: "552 5.3.4 too large"}, platforms.Refused},
		"stall": {smtptest.Act{Stall: true}, platforms.NotSent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, server := postOffice(t, smtptest.Options{Script: smtptest.At(smtptest.Body, c.act)}, nil)
			msg := sealedReply(t, m, 12<<20)
			if c.act.Stall {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				server.Behave(func(e smtptest.Event) smtptest.Act {
					if e.Phase == smtptest.Body {
						defer cancel()
						return c.act
					}
					return smtptest.Act{}
				})
				if o := m.Send(ctx, msg, func() error { t.Error("committed"); return nil }); o.Verdict != c.want {
					t.Fatalf("%+v", o)
				}
				return
			}
			if o, commits := attempt(t, m, msg); o.Verdict != c.want || c.act.Drop && commits != 0 {
				t.Fatalf("%+v with %d commits", o, commits)
			}
		})
	}
}

func TestOneRefusedRecipient(t *testing.T) {
	for answer, want := range map[string]platforms.Verdict{
		"550 5.1.1 no such person": platforms.Refused, "450 4.2.1 busy": platforms.NotSent,
	} {
		m, server := postOffice(t, smtptest.Options{Script: func(e smtptest.Event) smtptest.Act {
			if e.Phase == smtptest.To && e.Address == "owen@example.net" {
				return smtptest.Act{Answer: answer}
			}
			return smtptest.Act{}
		}}, nil)
		o, commits := attempt(t, m, sealedReply(t, m, 0))
		if o.Verdict != want || commits != 0 || o.Address != "owen@example.net" || !strings.Contains(o.Why, "owen@example.net") || !strings.Contains(o.Why, "Nobody got") {
			t.Fatalf("%+v with %d commits", o, commits)
		}
		server.Close()
		if verbs := server.Commands(); !slices.Contains(verbs, "RSET") || slices.Contains(verbs, "DATA") || len(server.Accepted()) != 0 {
			t.Errorf("commands %v, accepted %d", verbs, len(server.Accepted()))
		}
	}
}

func TestSignInForSending(t *testing.T) {
	for name, c := range map[string]struct {
		opt   smtptest.Options
		want  platforms.Verdict
		class platforms.Class
	}{
		"wrong password":   {smtptest.Options{User: "press", Password: "other"}, platforms.NeedsPerson, platforms.ClassAuth},
		"ended":            {smtptest.Options{Script: smtptest.At(smtptest.SignIn, smtptest.Act{Answer: "535 5.7.139 basic sign-in is off"})}, platforms.NeedsPerson, platforms.ClassAuth},
		"ended later":      {smtptest.Options{Script: smtptest.At(smtptest.From, smtptest.Act{Answer: "530 5.7.0 sign in"})}, platforms.NeedsPerson, platforms.ClassAuth},
		"password expired": {smtptest.Options{Script: smtptest.At(smtptest.SignIn, smtptest.Act{Answer: "432 4.7.12 change it"})}, platforms.NeedsPerson, platforms.ClassAuth},
		"server's trouble": {smtptest.Options{Script: smtptest.At(smtptest.SignIn, smtptest.Act{Answer: "454 4.7.0 not now"})}, platforms.NotSent, platforms.ClassTransient},
		"tokens only":      {smtptest.Options{Mechanisms: []string{"XOAUTH2"}}, platforms.NeedsPerson, platforms.ClassAuth},
		"none":             {smtptest.Options{Mechanisms: []string{}}, platforms.NeedsPerson, platforms.ClassAuth},
	} {
		t.Run(name, func(t *testing.T) {
			m, server := postOffice(t, c.opt, nil)
			o, commits := attempt(t, m, sealedReply(t, m, 0))
			if o.Verdict != c.want || o.Class != c.class || commits != 0 {
				t.Fatalf("%+v with %d commits", o, commits)
			}
			tries := 0
			for _, verb := range server.Commands() {
				if verb == "AUTH" {
					tries++
				}
			}
			if tries > 1 || server.Sessions() != 1 {
				t.Errorf("%d sign-ins in %d connections: nothing may be hammered", tries, server.Sessions())
			}
		})
	}
}

// TestNeverInClear: a server that offers the sign-in without encryption does
// not get the password.
func TestNeverInClear(t *testing.T) {
	for _, mode := range []TLSMode{StartTLS, Implicit} {
		m, server := postOffice(t, smtptest.Options{Security: smtptest.ClearText, OfferInClear: true}, func(c *Config) { c.SMTPTLS = mode })
		o, commits := attempt(t, m, sealedReply(t, m, 0))
		server.Close()
		if o.Verdict != platforms.NeedsPerson || commits != 0 || server.SignedInClear() {
			t.Errorf("%s: %+v, signed in clear %t", mode, o, server.SignedInClear())
		}
	}
}

func TestCertificateChanged(t *testing.T) {
	for _, security := range []smtptest.Security{smtptest.ImplicitTLS, smtptest.UpgradeTLS} {
		m, server := postOffice(t, smtptest.Options{Security: security}, nil)
		if err := server.RenewCertificate(); err != nil {
			t.Fatal(err)
		}
		o, commits := attempt(t, m, sealedReply(t, m, 0))
		if o.Verdict != platforms.NeedsPerson || o.Class != platforms.ClassCertificate || commits != 0 || slices.Contains(server.Commands(), "AUTH") {
			t.Errorf("%+v", o)
		}
	}
}

func TestServerAway(t *testing.T) {
	m, server := postOffice(t, smtptest.Options{}, nil)
	msg := sealedReply(t, m, 0)
	server.Close()
	if o, commits := attempt(t, m, msg); o.Verdict != platforms.NotSent || o.Class != platforms.ClassOffline || commits != 0 {
		t.Fatalf("%+v", o)
	}
}

func TestSizeIsCheckedBeforeAnythingIsSaid(t *testing.T) {
	m, server := postOffice(t, smtptest.Options{Size: 2000}, nil)
	o, commits := attempt(t, m, sealedReply(t, m, 5000))
	if o.Verdict != platforms.Refused || commits != 0 || slices.Contains(server.Commands(), "MAIL") {
		t.Fatalf("%+v, %v", o, server.Commands())
	}
	_, err := m.Seal(t.Context(), platforms.Outgoing{
		To: []platforms.Person{{ID: "nia@example.org"}}, Text: "Hello", Files: []platforms.File{fileOf("a.bin", make([]byte, 3000))},
	}, fixedClock())
	if platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("once the SIZE is known, Seal says so: %v", err)
	}
}

func TestDamagedBytesNeverGoOut(t *testing.T) {
	m, server := postOffice(t, smtptest.Options{}, nil)
	for _, raw := range []string{"", "a\n", "a\r\n.\r", "a\r.\r\nb\r\n", "a\r\n.\nb\r\n"} {
		o, commits := attempt(t, m, platforms.Sealed{Token: "a@b", From: "press@example.gov.uk", Recipients: []string{"nia@example.org"}, Bytes: []byte(raw)})
		if o.Verdict != platforms.Refused || commits != 0 {
			t.Errorf("%q: %+v", raw, o)
		}
	}
	if server.Sessions() != 0 {
		t.Error("the server was asked")
	}
}
