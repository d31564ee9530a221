package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// TestTransport lets a library's client go through ours: signed by us, committed
// just before the request, and errors in our classes.
func TestTransport(t *testing.T) {
	t.Parallel()
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization")+" "+string(body))
		if r.URL.Path == "/gone" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, "done")
	}))
	defer server.Close()
	client, err := web.New(web.Options{Network: "Example", Base: server.URL, Clock: func() time.Time { return time.Unix(0, 0) },
		Sign: func(_ context.Context, r *http.Request, _ []byte) error {
			r.Header.Set("Authorization", "ours")
			return nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	library := &http.Client{Transport: client.Transport()}
	ask := func(path string, commit func() error) (*http.Response, error) {
		r, err := http.NewRequestWithContext(web.WithCommit(t.Context(), commit), http.MethodPost, server.URL+path, strings.NewReader("words"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "the library's")
		r.Header.Set("Content-Type", "text/plain")
		return library.Do(r)
	}
	committed := 0
	res, err := ask("/a?b=c", func() error { committed = len(seen) + 1; return nil })
	if err != nil || committed != 1 {
		t.Fatalf("error %v, committed before request %d", err, committed)
	}
	body, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if string(body) != "done" || seen[0] != "POST /a?b=c ours words" {
		t.Errorf("answer %q, request %q", body, seen[0])
	}
	if res, err := ask("/gone", nil); platforms.ClassOf(err) != platforms.ClassGone {
		t.Errorf("answer %v, error %v, want class gone", res, err)
	}
	if _, err := ask("/never", func() error { return errors.New("full") }); err == nil || len(seen) != 2 {
		t.Errorf("a call whose commit was refused went out: %q", seen)
	}
}
