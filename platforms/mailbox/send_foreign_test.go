package mailbox

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
)

// foreign is a server of another make: go-smtp's.
type foreign struct {
	accepted chan []byte
	broken   chan error
}

func (f *foreign) NewSession(*smtp.Conn) (smtp.Session, error) { return &foreignSession{f}, nil }

type foreignSession struct{ *foreign }

func (s *foreignSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *foreignSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "press" || password != dovecottest.Password {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *foreignSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *foreignSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *foreignSession) Reset()                               {}
func (s *foreignSession) Logout() error                        { return nil }

func (s *foreignSession) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		s.broken <- err
		return err
	}
	s.accepted <- body
	return nil
}

// TestAnotherMakeOfServer sends to a server that shares no code with ours: the
// bytes arrive whole, and an attempt broken off before the dot is not taken.
func TestAnotherMakeOfServer(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Options{}, "press")
	for _, mode := range []TLSMode{Implicit, StartTLS} {
		f := &foreign{accepted: make(chan []byte, 1), broken: make(chan error, 1)}
		server := smtp.NewServer(f)
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{d.Pair()}}
		server.ErrorLog = log.New(io.Discard, "", 0)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		settings := config(d)
		settings.SMTPPort, settings.SMTPTLS = listener.Addr().(*net.TCPAddr).Port, mode
		if mode == Implicit {
			listener = tls.NewListener(listener, server.TLSConfig)
		}
		go server.Serve(listener)
		t.Cleanup(func() { server.Close() })
		m := connect(t, settings)
		msg := sealedReply(t, m, 100_000)
		if o, commits := attempt(t, m, msg); o.Verdict != platforms.Accepted || commits != 1 {
			t.Fatalf("%s: %+v, %d commits", mode, o, commits)
		}
		if got := <-f.accepted; !bytes.Equal(got, msg.Bytes) {
			t.Errorf("%s: other bytes arrived", mode)
		}
		o := m.Send(t.Context(), msg, func() error { return errors.New("disk full") })
		if o.Verdict != platforms.NotSent {
			t.Errorf("%s: %+v", mode, o)
		}
		select {
		case <-f.broken:
		case body := <-f.accepted:
			t.Errorf("%s: the broken-off message was taken (%d bytes)", mode, len(body))
		case <-time.After(30 * time.Second):
			t.Errorf("%s: the server saw neither end", mode)
		}
	}
}
