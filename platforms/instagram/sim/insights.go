package sim

import (
	"fmt"
	"slices"
	"strings"

	meta "commsdesk/platforms/graph/sim"
	"commsdesk/platforms/simulator"
)

// The figures that Meta still gives.
var (
	accountFigures = []string{"reach", "views", "accounts_engaged", "total_interactions", "likes", "comments", "shares", "saves", "replies", "profile_links_taps", "follows_and_unfollows"}
	mediaFigures   = []string{"views", "reach", "likes", "comments", "shares", "saved", "total_interactions", "follows", "profile_visits"}
)

// insights gives figures of the account or of one post; one name that is not
// known refuses the whole list.
func (w *World) insights(q *simulator.Request) simulator.Answer {
	names := strings.Split(q.Query.Get("metric"), ",")
	known, m := accountFigures, w.index.media[q.Vars["id"]]
	switch {
	case q.Vars["id"] == accountID:
		if q.Query.Get("period") != "day" || q.Query.Get("metric_type") != "total_value" {
			return meta.Refuse(100, 0, "(#100) The metric needs period and metric_type")
		}
	case m != nil && !m.Deleted && m.Owner == username:
		known = mediaFigures
		if m.Type == "VIDEO" {
			known = append(slices.Clone(mediaFigures[:7]), "ig_reels_avg_watch_time")
		}
	default:
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	data := []map[string]any{}
	for i, name := range names {
		if !slices.Contains(known, name) || slices.Contains(w.Dead, name) {
			return meta.Refuse(100, 0, fmt.Sprintf("(#100) metric[%d] must be one of the following values: %s", i, strings.Join(known, ", ")))
		}
		n := 100 + 10*i
		if m != nil && name == "comments" {
			n = w.countUnder(m.ID)
		}
		one := map[string]any{"name": name, "period": "day", "title": name, "id": q.Vars["id"] + "/insights/" + name + "/day"}
		if m == nil {
			one["total_value"] = map[string]any{"value": n}
		} else {
			one["period"], one["values"] = "lifetime", []map[string]any{{"value": n}}
		}
		data = append(data, one)
	}
	return meta.OK(map[string]any{"data": data})
}
