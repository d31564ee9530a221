package mailbox

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
)

// problem is the adapter's error of a failed sign-in.
func problem(t *testing.T, c Config, password string) *platforms.Error {
	t.Helper()
	m, err := New(c, keyring{passwordItem: password}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	_, err = m.Identity(t.Context())
	var p *platforms.Error
	if !errors.As(err, &p) {
		t.Fatalf("Identity returned %v, want an error with a sentence", err)
	}
	return p
}

func TestSignInOverBothKindsOfTLS(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	implicit := config(s)
	starttls := config(s)
	starttls.IMAPPort, starttls.IMAPTLS = s.ClearPort, StartTLS
	for _, c := range []Config{implicit, starttls} {
		m := connect(t, c)
		id, err := m.Identity(t.Context())
		if err != nil || id.ID != ours {
			t.Errorf("%s: identity %+v, %v", c.IMAPTLS, id, err)
		}
		if can := m.Capabilities(); !can.Watch.OK || !can.Attachments.OK || can.ProbedAt.IsZero() {
			t.Errorf("%s: capabilities %+v", c.IMAPTLS, can)
		}
	}
}

func TestWrongPasswordIsSaidOnce(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	p := problem(t, config(s), "wrong")
	if p.Class != platforms.ClassAuth || !strings.Contains(p.Sentence, "did not accept the user name or password") {
		t.Errorf("class %s: %s", p.Class, p.Sentence)
	}
	if got := s.SignIns(); got != 1 {
		t.Errorf("the server counted %d attempts, want 1", got)
	}
	if p := problem(t, config(s), ""); p.Class != platforms.ClassAuth || s.SignIns() != 1 {
		t.Errorf("without a password: class %s, %d attempts", p.Class, s.SignIns())
	}
}

func TestNothingIsSaidInClear(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{NoTLS: true}, "press")
	c := config(s)
	c.IMAPPort, c.IMAPTLS = s.ClearPort, StartTLS
	p := problem(t, c, dovecottest.Password)
	if p.Class != platforms.ClassRefused || !strings.Contains(p.Sentence, "no password was sent") {
		t.Errorf("class %s: %s", p.Class, p.Sentence)
	}
	c.IMAPTLS = Implicit
	p = problem(t, c, dovecottest.Password)
	if p.Class != platforms.ClassRefused || stageOf(p) != stageTLS {
		t.Errorf("implicit TLS to a clear port: class %s, stage %s: %s", p.Class, stageOf(p), p.Sentence)
	}
	if s.SignIns() != 0 {
		t.Errorf("%d sign-ins reached a server without encryption", s.SignIns())
	}
}

func TestCertificates(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	for _, mode := range []TLSMode{Implicit, StartTLS} {
		c := config(s)
		c.CAFile, c.IMAPTLS = "", mode
		if mode == StartTLS {
			c.IMAPPort = s.ClearPort
		}
		p := problem(t, c, dovecottest.Password)
		presented := Fingerprint(s.Certificate)
		if p.Class != platforms.ClassCertificate || p.Certificate == nil || p.Certificate.Presented != presented || p.Certificate.Expected != "" {
			t.Fatalf("%s, unknown authority: class %s, %+v", mode, p.Class, p.Certificate)
		}
		if p.Certificate.Host != Endpoint(c.IMAPHost, c.IMAPPort) {
			t.Errorf("%s: certificate of %q", mode, p.Certificate.Host)
		}
		c.Fingerprints = map[string]string{p.Certificate.Host: presented}
		if _, err := connect(t, c).Identity(t.Context()); err != nil {
			t.Errorf("%s, accepted fingerprint: %v", mode, err)
		}
		s.ChangeCertificate()
		p = problem(t, c, dovecottest.Password)
		if p.Class != platforms.ClassCertificate || p.Certificate.Expected != presented || p.Certificate.Presented != Fingerprint(s.Certificate) {
			t.Errorf("%s, changed certificate: class %s, %+v", mode, p.Class, p.Certificate)
		}
	}
	c := config(s)
	c.IMAPHost = "127.0.0.2"
	if p := problem(t, c, dovecottest.Password); p.Class != platforms.ClassOffline && !strings.Contains(p.Sentence, "another name") {
		t.Errorf("another name: class %s: %s", p.Class, p.Sentence)
	}
}

func TestFaultsOfTheWayAreToldApart(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	deadPort := closed.Addr().(*net.TCPAddr).Port
	closed.Close()
	tests := []struct {
		name   string
		change func(*Config)
		stage  stage
		words  string
	}{
		{"name", func(c *Config) { c.IMAPHost = "mail.invalid" }, stageName, "mail.invalid"},
		{"port", func(c *Config) { c.IMAPPort = deadPort }, stagePort, "does not accept connections"},
		{"proxy", func(c *Config) { c.Proxy = "http://127.0.0.1:" + strconv.Itoa(deadPort) }, stageProxy, "could not be reached"},
		{"socks", func(c *Config) { c.Proxy = "socks5://127.0.0.1:" + strconv.Itoa(deadPort) }, stageProxy, "did not connect us"},
		{"ca file", func(c *Config) { c.CAFile = "/nowhere.pem" }, stageTLS, "could not be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := config(s)
			tt.change(&c)
			p := problem(t, c, dovecottest.Password)
			if stageOf(p) != tt.stage || !strings.Contains(p.Sentence, tt.words) {
				t.Errorf("stage %q: %s", stageOf(p), p.Sentence)
			}
		})
	}
}

// connectProxy is an HTTP proxy that lets CONNECT through or refuses it.
func connectProxy(t *testing.T, allow bool) (address string, used *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	used = new(atomic.Int32)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				request, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil || request.Method != http.MethodConnect {
					return
				}
				used.Add(1)
				if !allow {
					conn.Write([]byte("HTTP/1.1 403 Forbidden\r\n\r\n"))
					return
				}
				server, err := net.Dial("tcp", request.Host)
				if err != nil {
					return
				}
				defer server.Close()
				conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
				go func() { bufio.NewReader(server).WriteTo(conn) }()
				bufio.NewReader(conn).WriteTo(server)
			}()
		}
	}()
	return "http://" + l.Addr().String(), used
}

func TestThroughAProxy(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	c := config(s)
	var used *atomic.Int32
	c.Proxy, used = connectProxy(t, true)
	if _, err := connect(t, c).Identity(t.Context()); err != nil || used.Load() != 1 {
		t.Errorf("through the proxy: %v, used %d times", err, used.Load())
	}
	c.Proxy, _ = connectProxy(t, false)
	if p := problem(t, c, dovecottest.Password); stageOf(p) != stageProxy || !strings.Contains(p.Sentence, "refused the way") {
		t.Errorf("stage %q: %s", stageOf(p), p.Sentence)
	}
}

func TestASilentServerIsLeft(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	c := config(s)
	c.IMAPPort, c.IMAPTLS = l.Addr().(*net.TCPAddr).Port, StartTLS
	c.Timeouts = Timeouts{Silence: 50 * time.Millisecond}
	if p := problem(t, c, dovecottest.Password); p.Class != platforms.ClassOffline {
		t.Errorf("class %s: %s", p.Class, p.Sentence)
	}
	c.Timeouts = Timeouts{Connect: 50 * time.Millisecond}
	c.IMAPTLS = Implicit
	if p := problem(t, c, dovecottest.Password); p.Class != platforms.ClassOffline || stageOf(p) != stageTLS {
		t.Errorf("class %s, stage %s: %s", p.Class, stageOf(p), p.Sentence)
	}
}

func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	m := connect(t, config(s))
	waiting := make(chan error, 1)
	go func() { waiting <- m.Watch(context.Background()) }()
	s.AwaitConnections(1)
	m.Close()
	m.Close()
	if err := <-waiting; platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("Watch returned %v", err)
	}
	if err := m.Pull(t.Context(), nil, window(), newDesk()); platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("Pull after Close returned %v", err)
	}
}
