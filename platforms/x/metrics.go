package x

import (
	"context"
	"strconv"
	"time"

	"commsdesk/platforms"
)

// privateFor is how long X gives the figures that only we see.
const privateFor = 30 * 24 * time.Hour

// PostMetrics returns the figures of our posts, those that only we see for 30
// days. It asks for at most 100 posts a call.
func (a *Adapter) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	if _, err := a.account(ctx); err != nil {
		return nil, err
	}
	now := a.clock().UTC()
	var fresh, old []string
	for _, id := range ids {
		switch at := timeOf(id); {
		case !number(id):
		case now.Sub(at) < privateFor:
			fresh = append(fresh, id)
		default:
			old = append(old, id)
		}
	}
	var out []platforms.Metrics
	for _, group := range []struct {
		ids  []string
		more []string
	}{{fresh, []string{"non_public_metrics", "organic_metrics"}}, {old, nil}} {
		for left := group.ids; len(left) > 0; {
			some := left[:min(len(left), platforms.RecheckMost)]
			left = left[len(some):]
			got, err := a.lookup(ctx, some, group.more...)
			if err != nil {
				return nil, err
			}
			for _, p := range got.Data {
				out = append(out, measured(p, now, got.Errors))
			}
		}
	}
	return out, nil
}

// measured are the figures of one post.
func measured(p post, now time.Time, errs []partial) platforms.Metrics {
	m := platforms.Metrics{ID: p.versions()[0], At: now, Figures: countsOf(p.Public), Absent: map[string]string{
		platforms.Reach: "X counts how often a post was shown, not how many people saw it.",
	}}
	if m.Figures == nil {
		m.Figures = map[string]int64{}
	}
	for name, theirs := range map[string]string{platforms.Clicks: "url_link_clicks", "profile clicks": "user_profile_clicks"} {
		v := p.NonPublic[theirs]
		if v == nil {
			v = p.Organic[theirs]
		}
		switch {
		case v != nil:
			m.Figures[name] = *v
		case now.Sub(p.Created) >= privateFor:
			m.Absent[name] = "X gives this figure for 30 days after publishing."
		case refusedField(errs, p.ID):
			m.Absent[name] = "X does not give this figure with the council's plan."
		default:
			m.Absent[name] = "X gives this figure only for posts with a link."
		}
	}
	return m
}

// refusedField tells whether X refused a field of the post.
func refusedField(errs []partial, id string) bool {
	for _, e := range errs {
		if is(e.Type, "not-authorized-for-field") && (e.id() == id || e.id() == "") {
			return true
		}
	}
	return false
}

// AccountMetrics returns followers, those followed, and posts.
func (a *Adapter) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	if err := a.byHand(); err != nil {
		return platforms.Metrics{}, err
	}
	me, _, err := a.whoAmI(ctx)
	if err != nil {
		return platforms.Metrics{}, err
	}
	if err := a.expected(me); err != nil {
		return platforms.Metrics{}, err
	}
	m := platforms.Metrics{ID: me.ID, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{}}
	for name, of := range map[string][]string{
		platforms.Followers: {"followers_count"}, platforms.Following: {"following_count"},
		platforms.Posts: {"tweet_count", "post_count"}, "listed": {"listed_count"},
	} {
		for _, theirs := range of {
			if v := me.Public[theirs]; v != nil {
				m.Figures[name] = *v
			}
		}
		if _, there := m.Figures[name]; !there {
			m.Absent[name] = "X did not give this figure (" + strconv.Quote(of[0]) + ")."
		}
	}
	return m, nil
}
