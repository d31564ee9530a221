package linkedin

import (
	"context"
	"slices"
	"strings"

	"commsdesk/platforms"
)

// statsMost is how many posts are asked about at once; longer addresses are refused
// by servers on the way.
const statsMost = 20

type statistics struct {
	Share string `json:"share"`
	UGC   string `json:"ugcPost"`
	Total struct {
		Shown  *int64 `json:"impressionCount"`
		Unique *int64 `json:"uniqueImpressionsCount"`
		Clicks *int64 `json:"clickCount"`
		Likes  *int64 `json:"likeCount"`
		Words  *int64 `json:"commentCount"`
		Shares *int64 `json:"shareCount"`
	} `json:"totalShareStatistics"`
}

// PostMetrics returns the figures of our posts (platforms.PostMeter). Those that
// LinkedIn says nothing about are left out.
func (a *Adapter) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	org, err := a.page(ctx)
	if err != nil {
		return nil, err
	}
	var out []platforms.Metrics
	for _, kind := range []struct{ param, prefix string }{{"shares", sharePrefix}, {"ugcPosts", ugcPrefix}} {
		var some []string
		for _, id := range ids {
			if strings.HasPrefix(id, kind.prefix) {
				some = append(some, id)
			}
		}
		for part := range slices.Chunk(some, statsMost) {
			var p page[statistics]
			path := "/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=" + enc(org) + "&" + kind.param + "=" + list(part)
			if _, err := a.get(ctx, path, &p); err != nil {
				return nil, err
			}
			for i := range p.Elements {
				if m := a.measured(&p.Elements[i]); slices.Contains(part, m.ID) && !slices.ContainsFunc(out, func(had platforms.Metrics) bool { return had.ID == m.ID }) {
					out = append(out, m)
				}
			}
		}
	}
	return out, nil
}

func (a *Adapter) measured(s *statistics) platforms.Metrics {
	m := platforms.Metrics{ID: s.Share, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{
		platforms.Saves: "LinkedIn does not count how often a post was saved."}}
	if m.ID == "" {
		m.ID = s.UGC
	}
	for name, v := range map[string]*int64{platforms.Views: s.Total.Shown, platforms.Reach: s.Total.Unique, platforms.Clicks: s.Total.Clicks,
		platforms.Likes: s.Total.Likes, platforms.Comments: s.Total.Words, platforms.Shares: s.Total.Shares} {
		if v != nil {
			m.Figures[name] = *v
		} else {
			m.Absent[name] = "LinkedIn gave no such figure for this post; it keeps them for 12 months."
		}
	}
	return m
}

// AccountMetrics returns how many follow the page (platforms.AccountMeter).
func (a *Adapter) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	org, err := a.page(ctx)
	if err != nil {
		return platforms.Metrics{}, err
	}
	var size struct {
		First *int64 `json:"firstDegreeSize"`
	}
	if _, err := a.get(ctx, "/rest/networkSizes/"+enc(org)+"?edgeType=COMPANY_FOLLOWED_BY_MEMBER", &size); err != nil {
		return platforms.Metrics{}, err
	}
	m := platforms.Metrics{ID: org, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{
		platforms.Following: "LinkedIn does not tell whom a page follows."}}
	if size.First == nil {
		m.Absent[platforms.Followers] = "LinkedIn gave no number of followers."
		return m, nil
	}
	m.Figures[platforms.Followers] = *size.First
	return m, nil
}
