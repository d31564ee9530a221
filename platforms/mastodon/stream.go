package mastodon

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/websocket"

	"commsdesk/platforms"
)

// reader hands every event over until the connection ends.
type reader func(event func(name, payload string)) error

// eventMost is the largest event that is read, in bytes.
const eventMost = 1 << 20

// connect opens the account's stream: over HTTP (server-sent events), which goes
// through proxies like every other call, or, where the server has none, over a
// WebSocket. The sign-in goes in the header, never in the address.
func (a *Adapter) connect(ctx context.Context, base *url.URL, access string) (io.Closer, reader, error) {
	a.streaming.mu.Lock()
	socket := a.streaming.socket
	a.streaming.mu.Unlock()
	if !socket {
		conn, read, err := a.overHTTP(ctx, base, access)
		if platforms.ClassOf(err) != platforms.ClassGone {
			return conn, read, err
		}
	}
	conn, read, err := a.overSocket(ctx, base, access)
	a.streaming.mu.Lock()
	a.streaming.socket = err == nil
	a.streaming.mu.Unlock()
	return conn, read, err
}

// overHTTP is GET /api/v1/streaming/user.
func (a *Adapter) overHTTP(ctx context.Context, base *url.URL, access string) (io.Closer, reader, error) {
	// The connection outlives this call; it ends with the adapter.
	life, cancel := context.WithCancel(a.life)
	req, err := http.NewRequestWithContext(life, http.MethodGet, base.String()+"/api/v1/streaming/user", nil)
	if err != nil {
		cancel()
		return nil, nil, fmt.Errorf("open a stream: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+access)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("User-Agent", "Commsdesk/1")
	client := a.plainClient()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	stop := context.AfterFunc(ctx, cancel)
	res, err := client.Do(req)
	if err == nil && !stop() {
		err = ctx.Err()
		_ = res.Body.Close()
	}
	if err != nil {
		cancel()
		return nil, nil, unreachable(err)
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err := streamError(res.StatusCode, kind); err != nil {
		cancel()
		_ = res.Body.Close()
		return nil, nil, err
	}
	end := closer(func() error {
		cancel()
		client.CloseIdleConnections()
		return res.Body.Close()
	})
	return end, func(event func(name, payload string)) error { return readEvents(newWatched(res.Body, end), event) }, nil
}

type closer func() error

// Close calls it.
func (c closer) Close() error { return c() }

// streamError classes the answer to the wish for a stream; class Gone: there is
// none of this kind.
func streamError(status int, kind string) error {
	cause := fmt.Errorf("status %d for a stream", status)
	switch {
	case status == http.StatusOK && kind == "text/event-stream":
		return nil
	case status == http.StatusUnauthorized:
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "The Mastodon server no longer accepts the sign-in. Sign in again; what is here stays.", Err: cause}
	case status == http.StatusForbidden:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "The sign-in does not have the right to be told of news. Commsdesk asks every minute or two.", Err: cause}
	case status == http.StatusTooManyRequests, status >= 500 && status != http.StatusNotImplemented:
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The Mastodon server can't announce news just now. It will be tried again.", Err: cause}
	}
	return &platforms.Error{Class: platforms.ClassGone, Sentence: "This server has no stream over HTTP.", Err: cause}
}

// readEvents reads server-sent events (HTML standard, 9.2): lines "event:" and
// "data:", an empty line ends one, a colon begins a sign of life.
func readEvents(r io.Reader, event func(name, payload string)) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), eventMost)
	name, data := "", []string(nil)
	for lines.Scan() {
		line := strings.TrimSuffix(lines.Text(), "\r")
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if name != "" {
				event(name, strings.Join(data, "\n"))
			}
			name, data = "", nil
		case field == "event":
			name = value
		case field == "data":
			data = append(data, value)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return io.EOF
}

// overSocket is the stream "user" over a WebSocket (RFC 6455).
func (a *Adapter) overSocket(ctx context.Context, base *url.URL, access string) (io.Closer, reader, error) {
	scheme := map[string]string{"https": "wss", "http": "ws"}[base.Scheme]
	config, err := websocket.NewConfig(scheme+"://"+base.Host+base.Path+"/api/v1/streaming?stream=user", a.base.String())
	if err != nil {
		return nil, nil, fmt.Errorf("open a stream: %w", err)
	}
	config.Header = http.Header{"Authorization": {"Bearer " + access}, "User-Agent": {"Commsdesk/1"}}
	raw, err := dial(ctx, base)
	if err != nil {
		return nil, nil, unreachable(err)
	}
	watched := newWatched(raw, raw)
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	ws, err := websocket.NewClient(config, socketConn{watched, raw})
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = raw.Close()
		if errors.Is(err, websocket.ErrBadStatus) {
			return nil, nil, &platforms.Error{Class: platforms.ClassTransient, Sentence: "This server does not open its stream of news. Commsdesk asks every minute or two.", Err: err}
		}
		return nil, nil, unreachable(err)
	}
	ws.MaxPayloadBytes = eventMost
	return raw, func(event func(name, payload string)) error { return readMessages(ws, event) }, nil
}

// readMessages reads {"stream": […], "event": …, "payload": …}.
func readMessages(ws *websocket.Conn, event func(name, payload string)) error {
	for {
		var text string
		if err := websocket.Message.Receive(ws, &text); err != nil {
			return err
		}
		var m struct {
			Event   string          `json:"event"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal([]byte(text), &m) != nil {
			continue
		}
		payload := string(m.Payload)
		var inner string
		if json.Unmarshal(m.Payload, &inner) == nil {
			payload = inner
		}
		event(m.Event, payload)
	}
}

func dial(ctx context.Context, base *url.URL) (net.Conn, error) {
	host := base.Host
	plain := &net.Dialer{Timeout: 15 * time.Second}
	if base.Scheme == "http" {
		return plain.DialContext(ctx, "tcp", withPort(host, "80"))
	}
	return (&tls.Dialer{NetDialer: plain}).DialContext(ctx, "tcp", withPort(host, "443"))
}

func withPort(host, port string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), port)
}

// watched closes a connection on which nothing came for too long: a dead one
// looks like a quiet one.
type watched struct {
	io.Reader
	timer *time.Timer
}

func newWatched(r io.Reader, c io.Closer) *watched {
	return &watched{Reader: r, timer: time.AfterFunc(silence, func() { _ = c.Close() })}
}

// Read reads and begins to wait anew; at the end it stops waiting.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil {
		w.timer.Stop()
	} else {
		w.timer.Reset(silence)
	}
	return n, err
}

// socketConn reads through the guard and writes to the connection.
type socketConn struct {
	*watched
	io.WriteCloser
}
