package graph_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// TestInsights shows that a dead name costs no other figure, is asked for no more
// of that kind, and that each absent figure has its reason.
func TestInsights(t *testing.T) {
	var asked []string
	c := desk(t, func(w http.ResponseWriter, r *http.Request) {
		metric := r.URL.Query().Get("metric")
		asked = append(asked, metric)
		switch metric {
		case "views", "views,late":
			says(200, `{"data":[{"name":"views","total_value":{"value":7}}]}`)(w, r)
		case "late":
			says(200, `{"data":[{"name":"late"}]}`)(w, r)
		default:
			says(400, `{"error":{"code":100}}`)(w, r)
		}
	}, nil)
	i := graph.Insights{Client: c, Names: map[string]string{"views": platforms.Views}, Late: "Not yet.", Value: func(f graph.Figure) *int64 {
		if f.Total == nil {
			return nil
		}
		return f.Total.Value
	}}
	read := func(kind string) {
		t.Helper()
		m := platforms.Metrics{Figures: map[string]int64{}, Absent: map[string]string{}}
		if err := i.Read(t.Context(), kind, "/1/insights", nil, []string{"views", "old", "late"}, m); err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(m.Figures, map[string]int64{platforms.Views: 7}) || !maps.Equal(m.Absent, map[string]string{"old": "Facebook no longer gives this figure.", "late": "Not yet."}) {
			t.Errorf("%s: %v without %v", kind, m.Figures, m.Absent)
		}
	}
	each := []string{"views,old,late", "views", "old", "late"}
	read("post")
	read("post")
	read("account")
	if want := slices.Concat(each, []string{"views,late"}, each); !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
}
