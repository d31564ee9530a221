package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
)

// commitKey is under which a context carries the point of no return.
type commitKey struct{}

// WithCommit gives the call that is made under ctx through Transport its point
// of no return: commit is called just before that request is written.
func WithCommit(ctx context.Context, commit func() error) context.Context {
	return context.WithValue(ctx, commitKey{}, commit)
}

// Transport lets a network's own library go through the client, with all its
// rules: limits, sign-in and renewing, the point of no return (WithCommit), error
// classes. A client that signs replaces what the library signed. Whatever is no
// success comes back as a *platforms.Error inside the library's error, so the
// library sees answers of 2xx alone.
func (c *Client) Transport() http.RoundTripper { return transport{c} }

type transport struct{ c *Client }

// RoundTrip makes one call of the client out of a request.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	call := Request{Method: r.Method, Path: r.URL.String(), Header: http.Header{}}
	for k, v := range r.Header {
		if k != "Content-Type" && (k != "Authorization" || t.c.o.Sign == nil) {
			call.Header[k] = v
		}
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("read a request: %w", err)
		}
		call.Body, call.Type = body, r.Header.Get("Content-Type")
	}
	call.Commit, _ = r.Context().Value(commitKey{}).(func() error)
	a, err := t.c.Do(r.Context(), call)
	if err != nil {
		return nil, err
	}
	return &http.Response{Status: http.StatusText(a.Status), StatusCode: a.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.Header, Body: io.NopCloser(bytes.NewReader(a.Body)), ContentLength: int64(len(a.Body)), Request: r}, nil
}
