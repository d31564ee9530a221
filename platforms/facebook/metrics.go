package facebook

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// figure is one of ours and Meta's names for it, the newest first: Meta retires
// metrics every few months, and one that is gone spoils a whole call.
type figure struct {
	name    string
	metrics []string
	period  string
}

// postFigures and pageFigures are what insights are asked for (platforms.md 3).
func postFigures() []figure {
	return []figure{
		{platforms.Views, []string{"post_media_view", "post_impressions"}, "lifetime"},
		{platforms.Reach, []string{"post_total_media_view_unique", "post_impressions_unique"}, "lifetime"},
		{platforms.Clicks, []string{"post_clicks"}, "lifetime"},
	}
}

func pageFigures() []figure {
	return []figure{
		{platforms.Views, []string{"page_media_view", "page_impressions"}, "day"},
		{platforms.Reach, []string{"page_total_media_view_unique", "page_impressions_unique"}, "day"},
		{"page_post_engagements", []string{"page_post_engagements"}, "day"},
		{"page_views_total", []string{"page_views_total"}, "day"},
		{"page_daily_follows_unique", []string{"page_daily_follows_unique"}, "day"},
		{"page_daily_unfollows_unique", []string{"page_daily_unfollows_unique"}, "day"},
	}
}

// tried is what a metric was found to be: its working name, "" for none, and
// when it was tried.
type tried struct {
	metric string
	at     time.Time
}

// trust is how long a metric that was tried is taken to be as it was.
const trust = 24 * time.Hour

// insights is one metric's answer.
type insights struct {
	Name   string `json:"name"`
	Values []struct {
		Value json.RawMessage `json:"value"`
	} `json:"values"`
}

// number is the newest value that is a number.
func (i insights) number() (n int64, ok bool) {
	for k := len(i.Values) - 1; k >= 0; k-- {
		if json.Unmarshal(i.Values[k].Value, &n) == nil {
			return n, true
		}
	}
	return 0, false
}

const (
	retired = "Meta no longer gives this figure."
	tooFew  = "Meta gives this figure only to Pages with enough followers, and a day late."
)

// working is the name under which a figure can be had of an object; each is tried
// on its own, once a day.
func (a *Account) working(ctx context.Context, id string, f figure) (string, error) {
	key, now := f.period+" "+f.name, a.clock()
	a.mu.Lock()
	known, ok := a.found[key]
	a.mu.Unlock()
	if ok && now.Sub(known.at) < trust {
		return known.metric, nil
	}
	known = tried{at: now}
	for _, metric := range f.metrics {
		err := a.graph.Get(ctx, node(id)+"/insights", url.Values{"metric": {metric}, "period": {f.period}}, nil)
		if err == nil {
			known.metric = metric
			break
		}
		if !graph.Is(err, graph.CodeParameter, 0) || graph.Is(err, graph.CodeParameter, graph.SubGone) {
			return "", err
		}
	}
	a.mu.Lock()
	a.found[key] = known
	a.mu.Unlock()
	return known.metric, nil
}

// forget makes every metric be tried anew: one was retired meanwhile.
func (a *Account) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.found = map[string]tried{}
}

// insights asks the figures of an object into m.
func (a *Account) insights(ctx context.Context, id string, figures []figure, m *platforms.Metrics) error {
	ours := map[string]string{}
	var ask []string
	for _, f := range figures {
		metric, err := a.working(ctx, id, f)
		if err != nil {
			return err
		}
		if metric == "" {
			m.Absent[f.name] = retired
			continue
		}
		m.Absent[f.name] = tooFew
		ours[metric] = f.name
		ask = append(ask, metric)
	}
	if len(ask) == 0 {
		return nil
	}
	var answer struct {
		Data []insights `json:"data"`
	}
	q := url.Values{"metric": {strings.Join(ask, ",")}, "period": {figures[0].period}}
	if err := a.graph.Get(ctx, node(id)+"/insights", q, &answer); err != nil {
		return err
	}
	for _, one := range answer.Data {
		if n, ok := one.number(); ok && ours[one.Name] != "" {
			m.Figures[ours[one.Name]] = n
			delete(m.Absent, ours[one.Name])
		}
	}
	return nil
}

// measured is insights, once more with every metric tried anew when one of them
// was retired since. Without the right to them the figures are said to be absent.
func (a *Account) measured(ctx context.Context, id string, figures []figure, m *platforms.Metrics) error {
	err := a.insights(ctx, id, figures, m)
	if graph.Is(err, graph.CodeParameter, 0) && !graph.Is(err, graph.CodeParameter, graph.SubGone) {
		a.forget()
		err = a.insights(ctx, id, figures, m)
	}
	if platforms.ClassOf(err) != platforms.ClassPermission {
		return err
	}
	for _, f := range figures {
		m.Absent[f.name] = "The access key lacks the right read_insights."
	}
	return nil
}

// metrics is an empty set of figures of now.
func (a *Account) metrics(id string) platforms.Metrics {
	return platforms.Metrics{ID: id, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{}}
}

// PostMetrics measures posts; those that are gone are left out.
func (a *Account) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	var all []platforms.Metrics
	for _, id := range ids {
		m := a.metrics(id)
		err := a.counts(ctx, id, &m)
		if err == nil {
			err = a.measured(ctx, id, postFigures(), &m)
		}
		if platforms.ClassOf(err) == platforms.ClassGone {
			continue
		}
		if err != nil {
			return all, err
		}
		all = append(all, m)
	}
	return all, nil
}

// counts adds what stands on a post itself.
func (a *Account) counts(ctx context.Context, id string, m *platforms.Metrics) error {
	var w wirePost
	q := url.Values{"fields": {"id,shares,comments.filter(stream).summary(true).limit(0),reactions.summary(total_count).limit(0)"}}
	if err := a.graph.Get(ctx, node(id), q, &w); err != nil {
		return err
	}
	const untold = "Facebook did not tell it."
	m.Absent[platforms.Shares], m.Absent[platforms.Comments], m.Absent[platforms.Likes] = untold, untold, untold
	set := func(name string, n int64) {
		m.Figures[name] = n
		delete(m.Absent, name)
	}
	if w.Shares.Count != nil {
		set(platforms.Shares, *w.Shares.Count)
	}
	if w.Comments != nil {
		set(platforms.Comments, w.Comments.Total)
	}
	if w.Reactions != nil {
		set(platforms.Likes, w.Reactions.Total)
	}
	return nil
}

// AccountMetrics measures the Page.
func (a *Account) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	who, err := a.page(ctx)
	if err != nil {
		return platforms.Metrics{}, err
	}
	m := a.metrics(who.ID)
	now, err := a.ask(ctx, node(who.ID), who.Token)
	if err != nil {
		return m, err
	}
	for name, n := range map[string]*int64{platforms.Followers: now.Followers, platforms.Likes: now.Fans} {
		if n != nil {
			m.Figures[name] = *n
		} else {
			m.Absent[name] = "Facebook did not tell it."
		}
	}
	return m, a.measured(ctx, who.ID, pageFigures(), &m)
}
