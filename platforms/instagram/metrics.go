package instagram

import (
	"context"
	"net/url"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// ourNames are the figures that have a name of ours.
var ourNames = map[string]string{"views": platforms.Views, "reach": platforms.Reach, "likes": platforms.Likes, "comments": platforms.Comments,
	"shares": platforms.Shares, "saved": platforms.Saves, "saves": platforms.Saves, "profile_links_taps": platforms.Clicks}

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
		if err := a.insights.Read(ctx, m.Type, "/"+id+"/insights", nil, names, f.Metrics); gone(err) {
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
	if err := a.insights.Read(ctx, ofAccount, "/"+acc.id+"/insights", more, accountMetrics, f.Metrics); err != nil {
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

const notYet = "Instagram has not counted this yet; it may take two days, and small accounts get no figure at all."

// value is a figure for a day or for good.
func value(w graph.Figure) *int64 {
	if w.Total != nil {
		return w.Total.Value
	}
	if len(w.Values) > 0 {
		return w.Values[len(w.Values)-1].Value
	}
	return nil
}

// ofAccount is the kind of the account's own figures.
const ofAccount = "account"
