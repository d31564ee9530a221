package web

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// refuse speaks HTTP/2 and refuses each request after its last byte; posts counts them.
func refuse(c net.Conn, posts *atomic.Int32) {
	defer func() { _ = c.Close() }()
	if _, err := io.ReadFull(c, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	f := http2.NewFramer(c, c)
	_ = f.WriteSettings()
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				_ = f.WriteSettingsAck()
			}
		case *http2.DataFrame:
			if frame.StreamEnded() {
				posts.Add(1)
				_ = f.WriteRSTStream(frame.StreamID, http2.ErrCodeRefusedStream)
			}
		}
	}
}

// TestTheTransportSendsNothingTwice: what changes something, with a body or without
// one, does not go by HTTP/2, over which the transport sends again what was refused.
func TestTheTransportSendsNothingTwice(t *testing.T) {
	t.Parallel()
	known := httptest.NewTLSServer(nil)
	defer known.Close()
	config := known.TLS.Clone()
	config.NextProtos = []string{"h2", "http/1.1"}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	var refused, taken atomic.Int32
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go speak(conn.(*tls.Conn), &refused, &taken)
		}
	}()
	c, err := New(Options{Network: "Test", Base: "https://" + listener.Addr().String(), Clock: time.Now, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(known.Certificate())
	c.fresh.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	for _, r := range []Request{{Method: http.MethodPost, Path: "/send", JSON: map[string]string{"text": "Hello"}}, {Method: http.MethodDelete, Path: "/mute"}} {
		r.Commit = func() error { return nil }
		if _, err := c.Do(t.Context(), r); err != nil {
			t.Errorf("%s: %v", r.Path, err)
		}
	}
	if refused.Load() != 0 || taken.Load() != 2 {
		t.Errorf("2 requests went %d times by HTTP/2 and %d times else", refused.Load(), taken.Load())
	}
}

// speak takes one request: by HTTP/2 it is refused, else it is carried out.
func speak(c *tls.Conn, refused, taken *atomic.Int32) {
	if c.Handshake() != nil {
		_ = c.Close()
		return
	}
	if c.ConnectionState().NegotiatedProtocol == "h2" {
		refuse(c, refused)
		return
	}
	defer func() { _ = c.Close() }()
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
	taken.Add(1)
	_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
}
