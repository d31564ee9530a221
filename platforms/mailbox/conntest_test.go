package mailbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
)

func stepsOf(report platforms.TestReport) (good []string, bad *platforms.Step) {
	for i, s := range report.Steps {
		if !s.OK {
			return good, &report.Steps[i]
		}
		good = append(good, s.Name)
	}
	return good, nil
}

func TestConnectionTest(t *testing.T) {
	c := startCouncil(t)
	all := []string{"name", "port", "proxy", "tls", "sign-in", "folder", "sending", "self-mail"}
	for _, files := range []bool{true, false} {
		c.files.Store(files)
		m := c.connect(t, nil)
		var told []string
		report, err := m.Test(t.Context(), true, func(s platforms.Step) { told = append(told, s.Name) })
		good, bad := stepsOf(report)
		if err != nil || bad != nil || !slices.Equal(good, all) || !slices.Equal(told, all) {
			t.Fatalf("%v: %+v, told %v", err, report.Steps, told)
		}
		if report.FilesInSent == nil || *report.FilesInSent != files || report.Delivery <= 0 || report.SentFolder != "Sent" {
			t.Errorf("files %t: %+v", files, report)
		}
		can := m.Capabilities()
		if !can.Reply.OK || can.FilesInSent.OK != files || can.ProveSent.OK != files || can.Private.Reason == "" || can.ProbedAt.IsZero() {
			t.Errorf("capabilities %+v", can)
		}
	}
	m := c.connect(t, nil)
	sent := len(c.smtp.Accepted())
	if report, err := m.Test(t.Context(), false, nil); err != nil || len(report.Steps) != len(all)-1 || report.FilesInSent != nil {
		t.Errorf("without self-mail: %v %+v", err, report)
	}
	if len(c.smtp.Accepted()) != sent {
		t.Error("a test without self-mail sent something")
	}
}

// TestConnectionTestMailIsNoWork: the mail to ourselves reads as automatic, so
// that it never becomes a conversation.
func TestConnectionTestMailIsNoWork(t *testing.T) {
	m, _ := postOffice(t, smtptest.Options{}, nil)
	msg, err := m.sealTestMail(t.Context(), fixedClock())
	if err != nil {
		t.Fatal(err)
	}
	item := parseMessage(msg.Bytes, envelope{internal: fixedClock(), own: "press@example.gov.uk"})
	if item.Auto == platforms.AutoNone || item.RemoteID != msg.Token {
		t.Errorf("auto %q, id %q", item.Auto, item.RemoteID)
	}
}

// TestConnectionTestTellsFaultsApart: each broken setting stops the test at its
// own step, with a sentence that names what to check.
func TestConnectionTestTellsFaultsApart(t *testing.T) {
	c := startCouncil(t)
	deaf := dovecottest.NewCutter(t, c.TLSPort)
	deaf.CutAfter(0)
	for name, row := range map[string]struct {
		change func(*Config)
		act    smtptest.Script
		step   string
		says   string
	}{
		"IMAP name":      {change: func(s *Config) { s.IMAPHost = "no-such-host.invalid" }, step: "name", says: "no-such-host.invalid"},
		"IMAP port":      {change: func(s *Config) { s.IMAPPort = 1 }, step: "port", says: "port 1"},
		"IMAP proxy":     {change: func(s *Config) { s.Proxy = "http://127.0.0.1:1" }, step: "proxy", says: "proxy"},
		"IMAP TLS mode":  {change: func(s *Config) { s.IMAPPort = c.ClearPort }, step: "tls", says: "starttls"},
		"IMAP cut":       {change: func(s *Config) { s.IMAPPort = deaf.Port }, step: "tls", says: "could not be made"},
		"certificate":    {change: func(s *Config) { s.CAFile = "" }, step: "tls", says: "certificate"},
		"IMAP password":  {change: func(s *Config) { s.User = "other" }, step: "sign-in", says: "password"},
		"no Sent":        {change: func(s *Config) { s.SentFolder = "Nowhere" }, step: "folder"},
		"SMTP name":      {change: func(s *Config) { s.SMTPHost = "no-such-host.invalid" }, step: "sending", says: "no-such-host.invalid"},
		"SMTP port":      {change: func(s *Config) { s.SMTPPort = 1 }, step: "sending", says: "port 1"},
		"SMTP TLS mode":  {change: func(s *Config) { s.SMTPTLS = StartTLS; s.Timeouts.Silence = 2 * time.Second }, step: "sending", says: "greet"},
		"SMTP greeting":  {act: smtptest.At(smtptest.Connect, smtptest.Act{Answer: "554 no"}), step: "sending", says: "does not take mail from this computer"},
		"SMTP sign-in":   {act: smtptest.At(smtptest.SignIn, smtptest.Act{Answer: "535 5.7.8 no"}), step: "sending", says: "SMTP"},
		"SMTP busy":      {act: smtptest.At(smtptest.SignIn, smtptest.Act{Answer: "454 4.7.0 no"}), step: "sending", says: "tries again later"},
		"refused mail":   {act: smtptest.At(smtptest.From, smtptest.Act{Answer: "550 5.7.60 not as this sender"}), step: "self-mail", says: "refused"},
		"mail never in":  {act: smtptest.At(smtptest.Dot, smtptest.Act{Drop: true}), step: "self-mail", says: "We do not know"},
		"mail swallowed": {change: func(s *Config) { s.Timeouts.SelfMail = time.Second; s.Address = "other@example.gov.uk" }, step: "self-mail", says: "did not come back"},
	} {
		t.Run(name, func(t *testing.T) {
			c.smtp.Behave(row.act)
			m := c.connect(t, row.change)
			report, err := m.Test(t.Context(), true, nil)
			_, bad := stepsOf(report)
			if err == nil || bad == nil || bad.Name != row.step || !strings.Contains(bad.Why, row.says) {
				t.Fatalf("%v\n%+v\nwant step %s saying %q", err, report.Steps, row.step, row.says)
			}
			if last := report.Steps[len(report.Steps)-1]; last != *bad {
				t.Errorf("the test went on after %s", bad.Name)
			}
		})
	}
}
