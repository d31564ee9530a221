package facebook_test

import (
	"slices"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// TestOneRefusalStopsNothingElse: a post and a conversation that Meta won't show
// keep nothing else from being read, are told of, and come once it shows them.
func TestOneRefusalStopsNothingElse(t *testing.T) {
	d := open(t)
	var comments, posts []string
	for i, who := range []platforms.Person{ada, bilal, ada} {
		posts = append(posts, d.page.Post("News", d.ago(time.Duration(9-i)*hour)))
		comments = append(comments, d.page.Comment(who, posts[i], "When?", d.ago(time.Duration(6-i)*hour)))
	}
	first := d.page.Message(ada, "Hello", d.ago(3*hour))
	second := d.page.Message(bilal, "Can you call me?", d.ago(2*hour))
	shut := map[string]bool{posts[1]: true}
	var talks []string // in the order in which they are read
	d.page.Server().Observe(func(q *simulator.Request) {
		switch {
		case q.Call.Name == "comments" && shut[q.Vars["id"]]:
			d.page.Server().Inject(simulator.Revoked, "comments", 1)
		case q.Call.Name == "messages" && shut["messages"]:
			if !slices.Contains(talks, q.Vars["id"]) {
				talks = append(talks, q.Vars["id"])
			}
			if len(talks) > 1 && q.Vars["id"] == talks[1] { // the first to be read is shown
				d.page.Server().Inject(simulator.Revoked, "messages", 1)
			}
		}
	})
	shut["messages"] = true
	says(t, d.TryPull(t.Context()), platforms.ClassPermission, "")
	for _, id := range []string{comments[0], comments[2], second} {
		d.pulled(id)
	}
	for _, id := range []string{comments[1], first} {
		if _, came := d.Sink.Items[id]; came {
			t.Errorf("%s came though it was not shown", id)
		}
	}
	clear(shut)
	d.Clock.Forward(5 * time.Minute)
	d.Pull()
	d.pulled(comments[1])
	d.pulled(first)
}
