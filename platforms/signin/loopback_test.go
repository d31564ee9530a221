package signin_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
)

// network is a sign-in page that keeps what it was told.
type network struct {
	loopback platforms.Loopback
	issuer   string
	refuse   error

	mu                        sync.Mutex
	redirect, state, verifier string
	exchanged                 []url.Values
	left                      time.Duration
}

func (n *network) Loopback() platforms.Loopback { return n.loopback }
func (n *network) Issuer() string               { return n.issuer }

func (n *network) Authorize(_ context.Context, redirect, state, verifier string) (string, error) {
	n.redirect, n.state, n.verifier = redirect, state, verifier
	return "https://network.example/authorize?" + url.Values{"code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}}.Encode(), n.refuse
}

func (n *network) Exchange(ctx context.Context, redirect, verifier string, answer url.Values) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if redirect != n.redirect || verifier != n.verifier {
		return errors.New("another redirect or verifier")
	}
	if end, ok := ctx.Deadline(); ok {
		n.left = time.Until(end)
	}
	n.exchanged = append(n.exchanged, answer)
	return nil
}

// visit asks the loopback page as a browser would and returns its status and
// words.
func visit(t *testing.T, method, address, host string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	if host != "" {
		r.Host = host
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Errorf("%s: %v", address, err)
		return 0, ""
	}
	defer func() { _ = res.Body.Close() }()
	raw, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(raw)
}

// TestBrowser: the page listens on this PC before the browser opens, takes one
// answer that is meant for it, and nothing else.
func TestBrowser(t *testing.T) {
	t.Parallel()
	n := &network{loopback: platforms.Loopback{Path: "/back"}}
	err := signin.Browser(t.Context(), n, func(string) error {
		at, err := url.Parse(n.redirect)
		if err != nil || at.Hostname() != "127.0.0.1" || at.Path != "/back" || len(n.state) < 32 || len(n.verifier) < 43 {
			t.Fatalf("redirect %q, state %q, verifier %q", n.redirect, n.state, n.verifier)
		}
		good := n.redirect + "?" + url.Values{"state": {n.state}, "code": {"c0de"}}.Encode()
		for what, one := range map[string]struct {
			method, address, host string
			status                int
		}{
			"another host":  {http.MethodGet, good, "localhost:" + at.Port(), http.StatusNotFound},
			"a rebound one": {http.MethodGet, good, "evil.example:" + at.Port(), http.StatusNotFound},
			"another path":  {http.MethodGet, strings.Replace(good, "/back", "/", 1), "", http.StatusNotFound},
			"a form":        {http.MethodPost, good, "", http.StatusNotFound},
			"another state": {http.MethodGet, n.redirect + "?code=c0de&state=" + strings.Repeat("A", len(n.state)), "", http.StatusBadRequest},
			"no state":      {http.MethodGet, n.redirect + "?code=c0de", "", http.StatusBadRequest},
			"its beginning": {http.MethodGet, n.redirect + "?code=c0de&state=" + n.state[:8], "", http.StatusBadRequest},
		} {
			if got, said := visit(t, one.method, one.address, one.host); got != one.status || strings.Contains(said, n.state) {
				t.Errorf("%s: status %d, %s", what, got, said)
			}
		}
		if len(n.exchanged) != 0 {
			t.Error("an answer that was not meant for it was taken")
		}
		if got, _ := visit(t, http.MethodGet, good, ""); got != http.StatusOK {
			t.Errorf("the answer: status %d", got)
		}
		return nil
	})
	if err != nil || len(n.exchanged) != 1 || n.exchanged[0].Get("code") != "c0de" {
		t.Fatalf("%v, exchanged %v", err, n.exchanged)
	}
	if c, err := net.DialTimeout("tcp4", strings.TrimPrefix(strings.TrimSuffix(n.redirect, "/back"), "http://"), time.Second); err == nil {
		_ = c.Close()
		t.Error("it still listens")
	}
}

// TestBrowserOnce: a second answer, even a good one, changes nothing.
func TestBrowserOnce(t *testing.T) {
	t.Parallel()
	n := &network{}
	err := signin.Browser(t.Context(), n, func(string) error {
		var wg sync.WaitGroup
		statuses := make(chan int, 8)
		for range cap(statuses) {
			wg.Go(func() {
				got, _ := visit(t, http.MethodGet, n.redirect+"/?"+url.Values{"state": {n.state}, "code": {"c0de"}}.Encode(), "")
				statuses <- got
			})
		}
		wg.Wait()
		close(statuses)
		taken := 0
		for got := range statuses {
			if got == http.StatusOK {
				taken++
			} else if got != http.StatusGone {
				t.Errorf("status %d", got)
			}
		}
		if taken != 1 {
			t.Errorf("%d answers were taken", taken)
		}
		return nil
	})
	if err != nil || len(n.exchanged) != 1 {
		t.Errorf("%v, exchanged %d times", err, len(n.exchanged))
	}
}

// answering signs in with what the browser brings back.
func answering(t *testing.T, n *network, answer url.Values) error {
	t.Helper()
	return signin.Browser(t.Context(), n, func(string) error {
		answer.Set("state", n.state)
		visit(t, http.MethodGet, n.redirect+"/?"+answer.Encode(), "")
		return nil
	})
}

// TestBrowserIssuer: an answer that names another network is not traded.
func TestBrowserIssuer(t *testing.T) {
	t.Parallel()
	const ours = "https://network.example"
	for what, one := range map[string]struct {
		expected string
		answer   url.Values
		ok       bool
	}{
		"the right one":       {ours, url.Values{"code": {"c"}, "iss": {ours}}, true},
		"none was named":      {ours, url.Values{"code": {"c"}}, true},
		"none is known":       {"", url.Values{"code": {"c"}, "iss": {"https://evil.example"}}, true},
		"another":             {ours, url.Values{"code": {"c"}, "iss": {"https://evil.example"}}, false},
		"a like one":          {ours, url.Values{"code": {"c"}, "iss": {ours + "/"}}, false},
		"another, with error": {ours, url.Values{"error": {"access_denied"}, "iss": {"https://evil.example"}}, false},
	} {
		n := &network{issuer: one.expected}
		err := answering(t, n, one.answer)
		if one.ok != (err == nil) || one.ok != (len(n.exchanged) == 1) {
			t.Errorf("%s: %v, exchanged %d times", what, err, len(n.exchanged))
		}
		if !one.ok && platforms.ClassOf(err) != platforms.ClassRefused {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestBrowserRefused: what the page refuses is said without its words.
func TestBrowserRefused(t *testing.T) {
	t.Parallel()
	for code, class := range map[string]platforms.Class{"access_denied": platforms.ClassPermission, "server_error of words": platforms.ClassRefused} {
		n := &network{}
		err := answering(t, n, url.Values{"error": {code}, "error_description": {"words of the page"}})
		if platforms.ClassOf(err) != class || strings.Contains(err.Error(), "words") || len(n.exchanged) != 0 {
			t.Errorf("%s: %v", code, err)
		}
	}
	n := &network{refuse: &platforms.Error{Class: platforms.ClassRefused, Sentence: "The client ID is missing."}}
	if err := signin.Browser(t.Context(), n, func(string) error { t.Error("a browser was opened"); return nil }); !errors.Is(err, n.refuse) {
		t.Errorf("%v", err)
	}
	err := signin.Browser(t.Context(), &network{}, func(page string) error { return errors.New("cannot start " + page) })
	if platforms.ClassOf(err) != platforms.ClassTransient || strings.Contains(err.Error(), "network.example") {
		t.Errorf("without a browser: %v", err)
	}
}

// TestBrowserTime: nobody is waited for without end, and a page that was
// finished in the last moment is still traded.
func TestBrowserTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := signin.Browser(ctx, &network{}, func(string) error { return nil })
	if platforms.ClassOf(err) != platforms.ClassTransient || !strings.Contains(err.Error(), "5 minutes") {
		t.Errorf("nobody came: %v", err)
	}
	n := &network{}
	if err := answering(t, n, url.Values{"code": {"c"}}); err != nil || n.left > time.Minute || n.left < 30*time.Second {
		t.Errorf("%v, %v are left for the exchange", err, n.left)
	}
}

// TestBrowserPorts: the first free one of those that the network allows.
func TestBrowserPorts(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	port := taken.Addr().(*net.TCPAddr).Port
	n := &network{loopback: platforms.Loopback{Ports: []int{port}}}
	if err := signin.Browser(t.Context(), n, func(string) error { t.Error("a browser was opened"); return nil }); platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("every port is taken: %v", err)
	}
	n.loopback.Ports = []int{port, 0}
	if err := answering(t, n, url.Values{"code": {"c"}}); err != nil || len(n.exchanged) != 1 {
		t.Errorf("the second port: %v", err)
	}
}
