package instagram

import (
	"context"
	"net/url"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// ourNames are the figures that have a name of ours.
var ourNames = map[string]string{"views": platforms.Views, "reach": platforms.Reach, "likes": platforms.Likes, "comments": platforms.Comments,
	"shares": platforms.Shares, "saved": platforms.Saves, "saves": platforms.Saves, "profile_links_taps": platforms.Clicks}

func ourName(metric string) string {
	if name, ok := ourNames[metric]; ok {
		return name
	}
	return metric
}

// PostMetrics returns the figures of our posts. Instagram gives them up to two
// days late.
func (a *Adapter) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	if _, err := a.ready(ctx); err != nil {
		return nil, err
	}
	var out []platforms.Metrics
	for _, id := range ids {
		var m wireMedia
		err := a.api.Get(ctx, "/"+id, url.Values{"fields": {"media_type,like_count,comments_count"}}, &m)
		if gone(err) {
			continue
		}
		if err != nil {
			return out, err
		}
		f := a.figures()
		f.ID = id
		names := append(append([]string{}, postMetrics...), feedMetrics...)
		if m.Type == "VIDEO" {
			names = append(append([]string{}, postMetrics...), filmMetrics...)
		}
		if err := a.insights(ctx, m.Type, nil, names, &f); gone(err) {
			continue
		} else if err != nil {
			return out, err
		}
		// The counts of the post itself are of now.
		f.put(platforms.Likes, m.Likes)
		f.put(platforms.Comments, m.Comments)
		out = append(out, f.Metrics)
	}
	return out, nil
}

// AccountMetrics returns followers and posts as they are, and the account's other
// figures for the last day.
func (a *Adapter) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	acc, err := a.ready(ctx)
	if err != nil {
		return platforms.Metrics{}, err
	}
	var now struct {
		Followers *int64 `json:"followers_count"`
		Following *int64 `json:"follows_count"`
		Posts     *int64 `json:"media_count"`
	}
	if err := a.api.Get(ctx, "/"+acc.id, url.Values{"fields": {accountFields}}, &now); err != nil {
		return platforms.Metrics{}, err
	}
	f := a.figures()
	f.ID = acc.id
	more := url.Values{"period": {"day"}, "metric_type": {"total_value"}}
	if err := a.insights(ctx, ofAccount, more, accountMetrics, &f); err != nil {
		return platforms.Metrics{}, err
	}
	f.put(platforms.Followers, now.Followers)
	f.put(platforms.Following, now.Following)
	f.put(platforms.Posts, now.Posts)
	return f.Metrics, nil
}

// figures gathers what Instagram gives and says what it doesn't.
type figures struct{ platforms.Metrics }

func (a *Adapter) figures() figures {
	return figures{platforms.Metrics{At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{}}}
}

func (f *figures) put(name string, n *int64) {
	if n != nil {
		f.Figures[name] = *n
		delete(f.Absent, name)
	}
}

const (
	switchedOff = "Instagram no longer gives this figure."
	notYet      = "Instagram has not counted this yet; it may take two days, and small accounts get no figure at all."
)

// wireFigure is one figure, for a day or for good.
type wireFigure struct {
	Name  string `json:"name"`
	Total *struct {
		Value *int64 `json:"value"`
	} `json:"total_value"`
	Values []struct {
		Value *int64 `json:"value"`
	} `json:"values"`
}

func (w wireFigure) value() *int64 {
	if w.Total != nil {
		return w.Total.Value
	}
	if len(w.Values) > 0 {
		return w.Values[len(w.Values)-1].Value
	}
	return nil
}

// insights asks for figures in one call; one dead name refuses them all, so each
// is then asked for alone, and the dead one never again.
// kind is ofAccount or the type of the post: they have different figures.
func (a *Adapter) insights(ctx context.Context, kind string, more url.Values, names []string, f *figures) error {
	var alive []string
	for _, name := range names {
		if a.isDead(kind, name) {
			f.Absent[ourName(name)] = switchedOff
			continue
		}
		alive = append(alive, name)
	}
	err := a.ask(ctx, more, alive, f)
	if !graph.Malformed(err) {
		return err
	}
	for _, name := range alive {
		err := a.ask(ctx, more, []string{name}, f)
		if graph.Malformed(err) {
			a.bury(kind, name)
			f.Absent[ourName(name)] = switchedOff
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (a *Adapter) ask(ctx context.Context, more url.Values, names []string, f *figures) error {
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
	if err := a.api.Get(ctx, "/"+f.ID+"/insights", query, &page); err != nil {
		return err
	}
	for _, name := range names {
		f.Absent[ourName(name)] = notYet
	}
	for _, figure := range page.Data {
		f.put(ourName(figure.Name), figure.value())
	}
	return nil
}

// ofAccount is the kind of the account's own figures.
const ofAccount = "account"

func (a *Adapter) isDead(kind, name string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.dead[kind+"."+name]
}

func (a *Adapter) bury(kind, name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.dead[kind+"."+name] = true
}
