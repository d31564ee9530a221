// Package dovecottest runs a real Dovecot on the loopback for tests: in a
// temporary folder, as an ordinary user, with certificates of its own.
package dovecottest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// RequireReal is the environment variable that turns a missing Dovecot from a
// skip into a failure, for machines that must prove everything.
const RequireReal = "COMMSDESK_REQUIRE_REAL"

// Password is every user's password unless Options.Password is another.
const Password = "correct horse"

// Server is a running Dovecot.
type Server struct {
	t    testing.TB
	base string
	// Host is 127.0.0.1; ClearPort speaks STARTTLS, TLSPort implicit TLS.
	Host               string
	ClearPort, TLSPort int
	// CAFile is the authority that signed the server's certificate.
	CAFile string
	// Certificate is the one the server shows now.
	Certificate *x509.Certificate

	options   Options
	authority *authority
	serial    int64
	uid, gid  int
	user      *user.User
	group     string
	process   *exec.Cmd
	ended     chan struct{}
	delivered int
}

// Options change the server from the usual one.
type Options struct {
	// NoTLS leaves STARTTLS out, to test that nothing is said in clear.
	NoTLS bool
	// Sent is the name of the Sent folder, default "Sent"; Unmarked leaves the
	// special use out.
	Sent     string
	Unmarked bool
	// Password of every user, default Password.
	Password string
	// Bearer tells which user's mailbox an access opens, "" for none; with it,
	// Mechanisms are offered instead of passwords (nil: xoauth2 and oauthbearer).
	// It is called from other goroutines.
	Bearer     func(access string) (user string)
	Mechanisms []string
	// Settings are further lines of dovecot.conf.
	Settings string
}

// Start runs a server for the users until the test ends. Without Dovecot on
// the machine the test is skipped, or fails under RequireReal.
func Start(t testing.TB, options Options, users ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("dovecot"); err != nil {
		if os.Getenv(RequireReal) != "" {
			t.Fatalf("Dovecot is needed: install the package dovecot-imapd: %v", err)
		}
		t.Skip("no Dovecot on this machine (package dovecot-imapd)")
	}
	if options.Sent == "" {
		options.Sent = "Sent"
	}
	if options.Password == "" {
		options.Password = Password
	}
	s := &Server{t: t, Host: "127.0.0.1", options: options}
	s.prepare(users)
	s.launch()
	t.Cleanup(s.Stop)
	return s
}

// prepare lays out the folder. It lies directly under the system's temporary
// folder: Dovecot's socket paths are short, and the server's user must be able
// to reach it.
func (s *Server) prepare(users []string) {
	s.t.Helper()
	base, err := os.MkdirTemp("", "dove")
	s.check(err)
	s.base = base
	s.t.Cleanup(func() { os.RemoveAll(base) })
	s.check(os.Chmod(base, 0o755))
	s.account()
	for _, dir := range []string{"run", "state", "mail", "home"} {
		s.check(os.Mkdir(s.path(dir), 0o755))
	}
	s.CAFile = s.path("ca.pem")
	s.authority, err = newAuthority(s.CAFile)
	s.check(err)
	s.renew()
	s.ClearPort, s.TLSPort = freePort(s.t), freePort(s.t)
	var passwd strings.Builder
	for _, name := range users {
		fmt.Fprintf(&passwd, "%s:{PLAIN}%s\n", name, s.options.Password)
	}
	s.check(os.WriteFile(s.path("users"), []byte(passwd.String()), 0o644))
	s.check(os.WriteFile(s.path("dovecot.conf"), []byte(s.config()), 0o644))
	s.own(base)
}

// account chooses whom Dovecot runs as: nobody when the tests are root's.
func (s *Server) account() {
	who, err := user.Current()
	s.check(err)
	if os.Geteuid() == 0 {
		who, err = user.Lookup("nobody")
		s.check(err)
	}
	group, err := user.LookupGroupId(who.Gid)
	s.check(err)
	s.user, s.group = who, group.Name
	s.uid, err = strconv.Atoi(who.Uid)
	s.check(err)
	s.gid, err = strconv.Atoi(who.Gid)
	s.check(err)
}

func (s *Server) config() string {
	special := "special_use = \\Sent"
	if s.options.Unmarked {
		special = ""
	}
	secure := "ssl = yes\nssl_cert = <" + s.path("cert.pem") + "\nssl_key = <" + s.path("key.pem")
	if s.options.NoTLS {
		secure = "ssl = no"
	}
	return fmt.Sprintf(`
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = %[2]s
default_internal_group = %[3]s
default_login_user = %[2]s
first_valid_uid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
%[4]s
mail_location = maildir:%[1]s/mail/%%u
mail_fsync = never
verbose_proctitle = yes
auth_verbose = yes
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%%u %[1]s/users
}
userdb {
  driver = static
  args = uid=%[5]d gid=%[6]d home=%[1]s/home/%%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox "%[7]s" {
    auto = subscribe
    %[8]s
  }
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[9]d
  }
  inet_listener imaps {
    port = %[10]d
    ssl = yes
  }
}
%[11]s
`, s.base, s.user.Username, s.group, secure, s.uid, s.gid, s.options.Sent, special, s.ClearPort, s.TLSPort, s.options.Settings+s.bearer())
}

func (s *Server) path(names ...string) string {
	return filepath.Join(append([]string{s.base}, names...)...)
}

func (s *Server) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("dovecottest: %v", err)
	}
}

// own gives files to the server's user.
func (s *Server) own(root string) {
	s.t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	s.check(filepath.Walk(root, func(path string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, s.uid, s.gid)
	}))
}

// launch starts the process and waits until it accepts connections.
func (s *Server) launch() {
	s.t.Helper()
	cmd := exec.Command("dovecot", "-F", "-c", s.path("dovecot.conf"))
	cmd.Env = append(os.Environ(), "HOME="+s.base)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(s.uid), Gid: uint32(s.gid)}
	}
	s.check(cmd.Start())
	s.process, s.ended = cmd, make(chan struct{})
	go func(ended chan struct{}) {
		defer close(ended)
		cmd.Wait()
	}(s.ended)
	port := s.TLSPort
	if s.options.NoTLS {
		port = s.ClearPort
	}
	s.awaitPort(port)
}

func (s *Server) awaitPort(port int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(port)))
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-s.ended:
			s.t.Fatalf("dovecottest: Dovecot ended at once:\n%s", s.log())
		case <-ctx.Done():
			s.t.Fatalf("dovecottest: Dovecot does not listen:\n%s", s.log())
		case <-tick.C:
		}
	}
}

func (s *Server) log() string {
	text, _ := os.ReadFile(s.path("dovecot.log"))
	return string(text)
}

// Stop ends the server with all its connections. It may be called twice.
func (s *Server) Stop() {
	if s.process == nil {
		return
	}
	syscall.Kill(-s.process.Process.Pid, syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(10 * time.Second):
		syscall.Kill(-s.process.Process.Pid, syscall.SIGKILL)
		<-s.ended
	}
	s.process = nil
}

// Restart starts the server again, on the same ports, with the mail it had.
func (s *Server) Restart() {
	s.t.Helper()
	s.Stop()
	s.launch()
}

// ChangeCertificate gives the server a new certificate and restarts it.
func (s *Server) ChangeCertificate() {
	s.t.Helper()
	s.Stop()
	s.renew()
	s.own(s.path("cert.pem"))
	s.own(s.path("key.pem"))
	s.launch()
}

func (s *Server) renew() {
	s.t.Helper()
	s.serial++
	cert, err := s.authority.issue(s.serial+1, s.path("cert.pem"), s.path("key.pem"))
	s.check(err)
	s.Certificate = cert
}

// Pair is the server's certificate with its key, for test servers of other
// protocols that stand beside it.
func (s *Server) Pair() tls.Certificate {
	s.t.Helper()
	pair, err := tls.LoadX509KeyPair(s.path("cert.pem"), s.path("key.pem"))
	s.check(err)
	return pair
}

// freePort finds a port that nobody listens on, below those that the system
// gives to outgoing connections: one of them could take it before Dovecot does,
// or while it restarts.
func freePort(t testing.TB) int {
	t.Helper()
	const lowest, beyond = 10_000, 32_000
	for range 100 {
		port := lowest + rand.IntN(beyond-lowest)
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("dovecottest: no free port")
	return 0
}
