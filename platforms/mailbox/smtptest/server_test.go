package smtptest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/smtp"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms/mailbox/smtptest"
)

// post sends one message with the standard library's client.
func post(t *testing.T, s *smtptest.Server, raw string) error {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CertificatePEM())
	address := net.JoinHostPort("127.0.0.1", fmt.Sprint(s.Port()))
	conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"})
	if err != nil {
		return err
	}
	defer conn.Close()
	c, err := smtp.NewClient(conn, "127.0.0.1")
	if err != nil {
		return err
	}
	if err := c.Auth(smtp.PlainAuth("", "press", "secret", "127.0.0.1")); err != nil {
		return err
	}
	if err := c.Mail("press@example.gov.uk"); err != nil {
		return err
	}
	if err := c.Rcpt("nia@example.org"); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(raw)); err != nil {
		return err
	}
	return w.Close()
}

// TestKeptMessagesOutliveTheServer: what was accepted is on disk before the
// answer, is counted by id, and a second server goes on in the same folder.
func TestKeptMessagesOutliveTheServer(t *testing.T) {
	dir := t.TempDir()
	for round := range 2 {
		s, err := smtptest.Start(smtptest.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"twice@x", fmt.Sprintf("once%d@x", round)} {
			if err := post(t, s, "Message-ID: <"+id+">\r\nSubject: x\r\n\r\n.\r\n..\r\n"); err != nil {
				t.Fatal(err)
			}
		}
		s.Behave(smtptest.At(smtptest.Dot, smtptest.Act{Drop: true}))
		if err := post(t, s, "Message-ID: <lost@x>\r\n\r\nx\r\n"); err == nil {
			t.Fatal("the dropped line gave an answer")
		}
		s.Behave(smtptest.At(smtptest.Dot, smtptest.Act{Drop: true, Keep: true}))
		if err := post(t, s, "Message-ID: <kept@x>\r\n\r\nx\r\n"); err == nil {
			t.Fatal("the dropped line gave an answer")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if err := s.WaitAccepted(ctx, 3); err != nil {
			t.Fatal(err)
		}
		cancel()
		if got := s.Accepted()[0].Bytes; !strings.HasSuffix(string(got), "\r\n\r\n.\r\n..\r\n") {
			t.Errorf("dot-stuffing was not undone: %q", got)
		}
		s.Close()
	}
	counts, err := smtptest.CountDir(dir)
	if err != nil || counts["twice@x"] != 2 || counts["once0@x"] != 1 || counts["once1@x"] != 1 || counts["kept@x"] != 2 || counts["lost@x"] != 0 {
		t.Errorf("%v %v", counts, err)
	}
}

// TestHooksSeeEveryPhase: the script is called at each phase in order, so that
// a test can end the client in any of them.
func TestHooksSeeEveryPhase(t *testing.T) {
	var phases []string
	s, err := smtptest.Start(smtptest.Options{Script: func(e smtptest.Event) smtptest.Act {
		phases = append(phases, string(e.Phase))
		if (e.Phase == smtptest.Dot || e.Phase == smtptest.Answered) != (e.Message != nil && e.Message.ID == "a@x") {
			t.Errorf("%s: message %v", e.Phase, e.Message)
		}
		return smtptest.Act{}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := post(t, s, "Message-ID: <a@x>\r\n\r\nx\r\n"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if got := strings.Join(phases, " "); got != "connect hello sign-in from to data body dot answered" {
		t.Errorf("phases %s", got)
	}
}
