package x_test

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
	"commsdesk/platforms/x/sim"
)

// pagesMost is how many pages a list in a circle may cost before a test breaks it.
const pagesMost = 20

// circling stands before a network whose lists at paths with that end always name
// the same page as the next; pages counts what was asked for of them.
func circling(t *testing.T, network http.Handler, end string, pages *atomic.Int32) string {
	t.Helper()
	const mark = "round"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, end) {
			network.ServeHTTP(w, r)
			return
		}
		q := r.URL.Query()
		for _, name := range []string{"pagination_token", "next_token"} {
			if q.Get(name) == mark {
				q.Del(name)
			}
		}
		r.URL.RawQuery, r.RequestURI = q.Encode(), ""
		kept := httptest.NewRecorder()
		network.ServeHTTP(kept, r)
		var answer map[string]any
		if json.Unmarshal(kept.Body.Bytes(), &answer) != nil {
			t.Errorf("%s: status %d", r.URL.Path, kept.Code)
		}
		meta, _ := answer["meta"].(map[string]any)
		if pages.Add(1) < pagesMost && meta != nil {
			meta["next_token"] = mark
		}
		raw, _ := json.Marshal(answer)
		w.Header().Set("Content-Type", "application/json")
		_, _ = bytes.NewReader(raw).WriteTo(w)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestAListThatLeadsInACircle: what a page brought is kept, and the same page is not
// paid for again and again.
func TestAListThatLeadsInACircle(t *testing.T) {
	for _, end := range []string{"/mentions", "/tweets", "/search/recent", "/dm_events"} {
		t.Run(end[1:], func(t *testing.T) {
			d := open(t, sim.Options{}, nil)
			post := d.world.Post("The pool is open", start.Add(-2*time.Hour))
			asked := d.world.Comment(amina, post, "Until when?", start.Add(-time.Hour))
			wrote := d.world.Message(amina, "In private", start.Add(-time.Hour))
			var pages atomic.Int32
			d.config["server"] = circling(t, d.world.Server(), end, &pages)
			d.renew()
			err := d.tryPull()
			if n := pages.Load(); n == 0 || n > 6 {
				t.Errorf("%d pages were asked for", n)
			}
			if platforms.ClassOf(err) != platforms.ClassTransient {
				t.Errorf("%v", err)
			}
			d.item(map[string]string{"/mentions": asked, "/tweets": post, "/search/recent": asked, "/dm_events": wrote}[end])
		})
	}
}
