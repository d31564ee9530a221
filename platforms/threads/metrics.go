package threads

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// ourNames are the figures that have a name of ours.
var ourNames = map[string]string{"views": platforms.Views, "likes": platforms.Likes, "replies": platforms.Comments,
	"shares": platforms.Shares, "clicks": platforms.Clicks, "followers_count": platforms.Followers}

func ourName(metric string) string {
	if name, ok := ourNames[metric]; ok {
		return name
	}
	return metric
}

// PostMetrics returns the figures of our posts.
func (a *Adapter) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	if _, err := a.ready(ctx); err != nil {
		return nil, err
	}
	var out []platforms.Metrics
	for _, id := range ids {
		f := a.figures(id)
		err := a.insights(ctx, "post", "/"+id+"/insights", nil, postMetrics, f)
		if gone(err) {
			continue
		}
		if err != nil {
			return out, err
		}
		out = append(out, f)
	}
	return out, nil
}

// AccountMetrics returns the followers as they are, and the account's other
// figures for the last day.
func (a *Adapter) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	acc, err := a.ready(ctx)
	if err != nil {
		return platforms.Metrics{}, err
	}
	f := a.figures(acc.id)
	now := a.clock()
	span := url.Values{"since": {strconv.FormatInt(now.Add(-24*time.Hour).Unix(), 10)}, "until": {strconv.FormatInt(now.Unix(), 10)}}
	return f, a.insights(ctx, "account", "/me/threads_insights", span, accountMetrics, f)
}

func (a *Adapter) figures(id string) platforms.Metrics {
	return platforms.Metrics{ID: id, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{}}
}

const (
	switchedOff = "Threads no longer gives this figure."
	notYet      = "Threads has not counted this yet; small accounts may get no figure at all."
)

// wireFigure is one figure: a total, or values of which an account's are days.
type wireFigure struct {
	Name  string `json:"name"`
	Total *struct {
		Value *int64 `json:"value"`
	} `json:"total_value"`
	Values []struct {
		Value int64 `json:"value"`
	} `json:"values"`
}

func (w wireFigure) value() (n int64, there bool) {
	if w.Total != nil && w.Total.Value != nil {
		return *w.Total.Value, true
	}
	for _, v := range w.Values {
		n += v.Value
	}
	return n, len(w.Values) > 0
}

// insights asks for figures in one call; one dead name refuses them all, so each
// is then asked for alone, and the dead one never again.
func (a *Adapter) insights(ctx context.Context, kind, path string, more url.Values, names []string, f platforms.Metrics) error {
	var alive []string
	for _, name := range names {
		if a.isDead(kind + "." + name) {
			f.Absent[ourName(name)] = switchedOff
			continue
		}
		alive = append(alive, name)
	}
	err := a.ask(ctx, path, more, alive, f)
	if !graph.Malformed(err) {
		return err
	}
	for _, name := range alive {
		err := a.ask(ctx, path, more, []string{name}, f)
		if graph.Malformed(err) {
			a.bury(kind + "." + name)
			f.Absent[ourName(name)] = switchedOff
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (a *Adapter) ask(ctx context.Context, path string, more url.Values, names []string, f platforms.Metrics) error {
	if len(names) == 0 {
		return nil
	}
	query := url.Values{"metric": {strings.Join(names, ",")}}
	for k, v := range more {
		query[k] = v
	}
	var page struct {
		Data []wireFigure `json:"data"`
	}
	if err := a.api.Get(ctx, path, query, &page); err != nil {
		return err
	}
	for _, name := range names {
		f.Absent[ourName(name)] = notYet
	}
	for _, figure := range page.Data {
		if n, there := figure.value(); there {
			f.Figures[ourName(figure.Name)] = n
			delete(f.Absent, ourName(figure.Name))
		}
	}
	return nil
}

func (a *Adapter) isDead(name string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.dead[name]
}

func (a *Adapter) bury(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.dead[name] = true
}
