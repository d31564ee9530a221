package threads

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// ourNames are the figures that have a name of ours.
var ourNames = map[string]string{"views": platforms.Views, "likes": platforms.Likes, "replies": platforms.Comments,
	"shares": platforms.Shares, "clicks": platforms.Clicks, "followers_count": platforms.Followers}

// PostMetrics returns the figures of our posts.
func (a *Adapter) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	if _, err := a.ready(ctx); err != nil {
		return nil, err
	}
	var out []platforms.Metrics
	for _, id := range ids {
		f := a.figures(id)
		err := a.insights.Read(ctx, "post", "/"+id+"/insights", nil, postMetrics, f)
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
	return f, a.insights.Read(ctx, "account", "/me/threads_insights", span, accountMetrics, f)
}

func (a *Adapter) figures(id string) platforms.Metrics {
	return platforms.Metrics{ID: id, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{}}
}

const notYet = "Threads has not counted this yet; small accounts may get no figure at all."

// value is a figure: a total, or the sum of values, of which an account's are days.
func value(w graph.Figure) *int64 {
	if w.Total != nil && w.Total.Value != nil {
		return w.Total.Value
	}
	if len(w.Values) == 0 {
		return nil
	}
	var n int64
	for _, v := range w.Values {
		if v.Value != nil {
			n += *v.Value
		}
	}
	return &n
}
