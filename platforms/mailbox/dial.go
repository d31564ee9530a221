package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"

	"commsdesk/platforms"
)

// stage is the step of reaching a server at which something went wrong, in the
// order in which they are tried.
type stage string

const (
	stageName  stage = "name"
	stagePort  stage = "port"
	stageProxy stage = "proxy"
	stageTLS   stage = "tls"
)

// connectError marks the cause of a failed connection with its stage.
type connectError struct {
	stage stage
	err   error
}

func (e *connectError) Error() string { return string(e.stage) + ": " + e.err.Error() }
func (e *connectError) Unwrap() error { return e.err }

// stageOf is the stage at which err arose, "" for an error that came after the
// connection was made.
func stageOf(err error) stage {
	var c *connectError
	if errors.As(err, &c) {
		return c.stage
	}
	return ""
}

// dial connects to a server through the proxy, if there is one. For Implicit
// the connection comes back encrypted and its certificate checked; for
// StartTLS it comes back in clear, and the caller upgrades it with
// Mailbox.tlsConfig before it sends anything secret.
//
// Errors are *platforms.Error with a sentence; stageOf tells the step.
func (m *Mailbox) dial(ctx context.Context, host string, port int, mode TLSMode) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, m.config.Timeouts.Connect)
	defer cancel()
	conn, err := m.dialTCP(ctx, host, port)
	if err != nil {
		return nil, err
	}
	if mode != Implicit {
		return conn, nil
	}
	config, err := m.tlsConfig(host, port)
	if err != nil {
		conn.Close()
		return nil, err
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, tlsError(host, port, err)
	}
	return secure, nil
}

func (m *Mailbox) dialTCP(ctx context.Context, host string, port int) (net.Conn, error) {
	proxy, err := m.proxyFor(host, port)
	if err != nil {
		return nil, err
	}
	if proxy != nil {
		return dialThrough(ctx, proxy, host, port)
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return nil, reachError(host, port, err)
	}
	return conn, nil
}

// reachError words why a server could not be reached at all.
func reachError(host string, port int, err error) error {
	at, sentence := stagePort, ""
	var name *net.DNSError
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		at, sentence = stageName, fmt.Sprintf("There is no server called %s. Check the spelling.", host)
	case errors.As(err, &name):
		at, sentence = stageName, fmt.Sprintf("The name %s could not be looked up. Check that this computer is on the network. Drafts are safe.", host)
	case errors.Is(err, syscall.ECONNREFUSED):
		sentence = fmt.Sprintf("%s was found, but it does not accept connections on port %d. Check the port, or try again later.", host, port)
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		sentence = fmt.Sprintf("There is no way from this computer to %s. Check that it is on the network. Drafts are safe.", host)
	default:
		sentence = fmt.Sprintf("%s did not answer on port %d. The server or a firewall may be in the way. Drafts are safe.", host, port)
	}
	return &platforms.Error{Class: platforms.ClassOffline, Sentence: sentence, Err: &connectError{at, err}}
}

// tlsConfig checks a server's certificate: against the fingerprint an officer
// accepted for it, else against the system's authorities and CAFile. A refusal
// comes out of the handshake as *platforms.Error of class Certificate.
func (m *Mailbox) tlsConfig(host string, port int) (*tls.Config, error) {
	roots, err := m.roots()
	if err != nil {
		return nil, err
	}
	accepted := m.config.Fingerprints[Endpoint(host, port)]
	return &tls.Config{
		ServerName: host,
		MinVersion: tls.VersionTLS12,
		// VerifyConnection below does the whole check, so that a refusal can
		// show the certificate; the library's own check could not.
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			return verify(state, host, port, roots, accepted, m.clock)
		},
	}, nil
}

// roots are the trusted authorities: the system's and those of CAFile; nil
// means the system's alone, checked in the system's own way.
func (m *Mailbox) roots() (*x509.CertPool, error) {
	if m.config.CAFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(m.config.CAFile)
	if err != nil {
		return nil, &platforms.Error{
			Class:    platforms.ClassRefused,
			Sentence: "The file of certificate authorities could not be read. Check its place in the mailbox's settings.",
			Err:      &connectError{stageTLS, err},
		}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, &platforms.Error{
			Class:    platforms.ClassRefused,
			Sentence: "The file of certificate authorities has no certificate in it. It must be a PEM file.",
			Err:      &connectError{stageTLS, errors.New("no certificate in CA file")},
		}
	}
	return roots, nil
}

// tlsError words why a connection could not be encrypted.
func tlsError(host string, port int, err error) error {
	var refused *platforms.Error
	if errors.As(err, &refused) {
		return refused
	}
	var clear tls.RecordHeaderError
	if errors.As(err, &clear) {
		return &platforms.Error{
			Class:    platforms.ClassRefused,
			Sentence: fmt.Sprintf("%s does not begin with encryption on port %d. Choose starttls or another port. No password was sent.", host, port),
			Err:      &connectError{stageTLS, err},
		}
	}
	return &platforms.Error{
		Class:    platforms.ClassOffline,
		Sentence: fmt.Sprintf("An encrypted connection to %s on port %d could not be made. No password was sent. Drafts are safe.", host, port),
		Err:      &connectError{stageTLS, err},
	}
}
