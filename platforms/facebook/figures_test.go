package facebook_test

import (
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/facebook/sim"
)

// TestRetiredMetrics shows that a metric that Meta took away spoils no other, also
// when it goes while the program runs.
func TestRetiredMetrics(t *testing.T) {
	d := open(t)
	d.page.Retire("post_media_view")
	post := d.page.Post("The pool is open", d.ago(hour))
	measure := func() platforms.Metrics {
		t.Helper()
		all, err := d.a.PostMetrics(t.Context(), []string{post})
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v (%v)", all, err)
		}
		return all[0]
	}
	m := measure()
	if _, ok := m.Figures[platforms.Views]; ok || !strings.Contains(m.Absent[platforms.Views], "no longer gives") {
		t.Errorf("a retired metric: %+v", m)
	}
	for _, name := range []string{platforms.Reach, platforms.Clicks, platforms.Likes, platforms.Shares} {
		if m.Figures[name] == 0 {
			t.Errorf("%s went with it: %+v", name, m)
		}
	}
	d.page.Retire("post_clicks")
	m = measure()
	if _, ok := m.Figures[platforms.Clicks]; ok || m.Figures[platforms.Reach] == 0 || m.Absent[platforms.Clicks] == "" {
		t.Errorf("retired meanwhile: %+v", m)
	}
	for _, metric := range []string{"page_media_view", "page_total_media_view_unique", "page_post_engagements", "page_views_total",
		"page_daily_follows_unique", "page_daily_unfollows_unique"} {
		d.page.Retire(metric)
	}
	account, err := d.a.AccountMetrics(t.Context())
	if err != nil || account.Figures[platforms.Followers] != 4321 || len(account.Absent) != 6 {
		t.Errorf("with every metric retired: %+v (%v)", account, err)
	}
}

// TestFiguresWithoutTheRight shows that counts come without the right to insights.
func TestFiguresWithoutTheRight(t *testing.T) {
	d := open(t, func(w *sim.World, _ map[string]string) { w.Revoke("read_insights") })
	m, err := d.a.AccountMetrics(t.Context())
	if err != nil || m.Figures[platforms.Followers] == 0 || !strings.Contains(m.Absent[platforms.Views], "read_insights") {
		t.Errorf("%+v (%v)", m, err)
	}
}
