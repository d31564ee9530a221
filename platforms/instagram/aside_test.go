package instagram_test

import (
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/instagram/sim"
	"commsdesk/platforms/simulator"
)

// TestOneRefusalStopsNothingElse: a post whose comments Meta won't show keeps
// nothing else from being read, is told of, is not called deleted, and comes once
// it shows it.
func TestOneRefusalStopsNothingElse(t *testing.T) {
	d := open(t, sim.New, nil)
	var posts, comments []string
	for i := range 3 {
		posts = append(posts, d.w.Post("News", d.now.Add(-time.Duration(9-i)*time.Hour)))
		comments = append(comments, d.w.Comment(amina, posts[i], "When?", d.now.Add(-time.Duration(6-i)*time.Hour)))
	}
	wrote := d.w.Message(bertie, "Can you call me?", d.now.Add(-time.Hour))
	shut := posts[1]
	d.w.Server().Observe(func(q *simulator.Request) {
		if q.Call.Name == "comments" && q.Vars["media"] == shut {
			d.w.Server().Inject(simulator.Revoked, "comments", 1)
		}
	})
	sink := conformance.NewSink()
	window := platforms.Window{PromiseFrom: d.now.Add(-24 * time.Hour), OldestFrom: d.now.AddDate(-1, 0, 0)}
	err := d.a.Pull(t.Context(), nil, window, sink)
	if platforms.ClassOf(err) != platforms.ClassPermission {
		t.Error(err)
	}
	for _, id := range []string{comments[0], comments[2], wrote} {
		if _, came := sink.Items[id]; !came {
			t.Errorf("%s did not come", id)
		}
	}
	if it := sink.Items[posts[1]]; !it.DeletedAt.IsZero() {
		t.Error("a post that is listed is called deleted")
	}
	shut = ""
	d.now = d.now.Add(10 * time.Minute)
	if err := d.a.Pull(t.Context(), sink.Cursor, window, sink); err != nil {
		t.Error(err)
	}
	if _, came := sink.Items[comments[1]]; !came {
		t.Error("the comment never came")
	}
}
