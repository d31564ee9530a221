package mastodon

import (
	"context"
	"slices"
	"strings"

	"commsdesk/platforms"
)

var (
	_ platforms.PostMeter    = (*Adapter)(nil)
	_ platforms.AccountMeter = (*Adapter)(nil)
	_ platforms.Rechecker    = (*Adapter)(nil)
)

// uncounted says why figures are missing.
func uncounted() map[string]string {
	why := "Mastodon does not count how many people see a post."
	return map[string]string{platforms.Views: why, platforms.Reach: why, platforms.Clicks: "Mastodon does not count who follows a link."}
}

// PostMetrics returns the figures of posts.
func (a *Adapter) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return strings.HasPrefix(id, waiting) })
	found, err := a.byIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []platforms.Metrics
	for i := range found {
		out = append(out, platforms.Metrics{ID: found[i].ID, At: a.clock().UTC(), Figures: figures(&found[i]), Absent: uncounted()})
	}
	return out, nil
}

// AccountMetrics returns the account's own figures; their ID is that of
// Identity.
func (a *Adapter) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	_, who, err := a.account(ctx)
	if err != nil {
		return platforms.Metrics{}, err
	}
	var me account
	if _, err := a.get(ctx, "/api/v1/accounts/verify_credentials", nil, &me); err != nil {
		return platforms.Metrics{}, err
	}
	m := platforms.Metrics{ID: who.ID, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: uncounted()}
	for name, n := range map[string]*int64{platforms.Followers: me.Followers, platforms.Following: me.Following, platforms.Posts: me.Statuses} {
		if n != nil {
			m.Figures[name] = *n
		} else {
			m.Absent[name] = "This server does not say how many there are."
		}
	}
	return m, nil
}

// Recheck fetches stored statuses again. One that the server no longer shows us
// comes as deleted: it does not tell whether its author deleted it or hid it
// from us.
func (a *Adapter) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return strings.HasPrefix(id, waiting) })
	if len(ids) > platforms.RecheckMost {
		ids = ids[:platforms.RecheckMost]
	}
	v, err := a.view(ctx)
	if err != nil {
		return nil, err
	}
	found, err := a.byIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	out, err := a.items(ctx, v, found)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, it := range out {
		there[it.Key] = true
	}
	for _, id := range ids {
		if !there[id] {
			out = append(out, tombstone(id, a.clock().UTC()))
		}
	}
	return out, nil
}
