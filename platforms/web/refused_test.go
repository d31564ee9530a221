package web

import (
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

	"commsdesk/platforms"
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

// TestTheTransportSendsNothingTwice: a request whose stream is refused after it was
// written goes once and is unconfirmed.
func TestTheTransportSendsNothingTwice(t *testing.T) {
	t.Parallel()
	known := httptest.NewTLSServer(nil)
	defer known.Close()
	config := known.TLS.Clone()
	config.NextProtos = []string{"h2"}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	var posts atomic.Int32
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go refuse(conn, &posts)
		}
	}()
	c, err := New(Options{Network: "Test", Base: "https://" + listener.Addr().String(), Clock: time.Now, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(known.Certificate())
	c.fresh.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	_, err = c.Do(t.Context(), Request{Method: http.MethodPost, Path: "/send", JSON: map[string]string{"text": "Hello"}, Commit: func() error { return nil }})
	if n := posts.Load(); n != 1 || platforms.ClassOf(err) != platforms.ClassUnconfirmed {
		t.Errorf("sent %d times: %v", n, err)
	}
}
