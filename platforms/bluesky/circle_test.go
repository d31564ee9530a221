package bluesky_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
)

// TestAListThatLeadsInACircle: where the place that comes next was read already, the
// list ends.
func TestAListThatLeadsInACircle(t *testing.T) {
	const mark = "round"
	for _, call := range []string{"app.bsky.feed.getAuthorFeed", "app.bsky.notification.listNotifications", "chat.bsky.convo.getMessages"} {
		t.Run(call, func(t *testing.T) {
			d := conformance.Open(t, subject())
			w := world(d)
			post := w.Post("The pool is open", start.Add(-2*time.Hour))
			asked := w.Comment(amina, post, "Until when?", start.Add(-time.Hour))
			wrote := w.Message(amina, "In private", start.Add(-time.Hour))
			var pages atomic.Int32
			var at string
			s := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
				q := r.URL.Query()
				if q.Get("cursor") == mark {
					q.Del("cursor")
				}
				r.URL.RawQuery = q.Encode()
				kept := httptest.NewRecorder()
				w.Server().ServeHTTP(kept, r)
				body := kept.Body.Bytes()
				if strings.HasSuffix(r.URL.Path, call) {
					var answer map[string]any
					if err := json.Unmarshal(body, &answer); err != nil {
						t.Errorf("%v", err)
					}
					if delete(answer, "cursor"); pages.Add(1) < 20 { // else it would never end
						answer["cursor"] = mark
					}
					body, _ = json.Marshal(answer)
				}
				out.Header().Set("Content-Type", "application/json")
				out.WriteHeader(kept.Code)
				// The account's own server is this one too.
				_, _ = out.Write(bytes.ReplaceAll(body, []byte(w.Server().URL()), []byte(at)))
			}))
			at = s.URL
			t.Cleanup(s.Close)
			ad := connect(t, d, &conformance.Keyring{Held: d.World.Secrets()}, map[string]string{"server": s.URL})
			window := platforms.Window{PromiseFrom: start.Add(-24 * time.Hour), OldestFrom: start.AddDate(-1, 0, 0)}
			if err := ad.(platforms.Puller).Pull(t.Context(), nil, window, d.Sink); err != nil {
				t.Fatal(err)
			}
			if n := pages.Load(); n == 0 || n > 6 {
				t.Errorf("%d pages were asked for", n)
			}
			for _, id := range []string{post, asked, wrote} {
				got(t, d, id)
			}
		})
	}
}
