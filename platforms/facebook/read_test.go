package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/facebook/sim"
	"commsdesk/platforms/graph"
)

// TestAuthorsWithoutNames shows people whom Meta doesn't name: each thing is
// somebody's of its own, can be answered, and its author not blocked.
func TestAuthorsWithoutNames(t *testing.T) {
	d := open(t)
	post := d.page.Post("The pool is open", d.ago(3*hour))
	first := d.page.Comment(ada, post, "At last", d.ago(2*hour))
	second := d.page.Comment(bilal, post, "Too cold", d.ago(hour))
	d.page.Anonymous(first)
	d.page.Anonymous(second)
	d.Pull()
	a, b := d.pulled(first), d.pulled(second)
	if a.From.Name != "Facebook user" || a.From.ID == b.From.ID || a.From.ID == "" {
		t.Errorf("authors %+v and %+v", a.From, b.From)
	}
	if o := d.sent(d.sealed(to(a, "Enjoy it. ^GM", false))); o.Verdict != platforms.Accepted {
		t.Errorf("%+v", o)
	}
	says(t, d.a.Moderate(t.Context(), platforms.Block, at(a)), platforms.ClassPermission, "does not say who wrote this")
}

// TestOldPostsAreHeard shows comments on posts that are far down the feed: found
// when the number of comments changes, within the hour.
func TestOldPostsAreHeard(t *testing.T) {
	d := open(t)
	old := d.page.Post("The very first post", d.ago(200*24*hour))
	for i := range 130 {
		d.page.Post(fmt.Sprintf("Post number %d", i), d.ago(time.Duration(150-i)*24*hour))
	}
	d.Pull()
	d.pulled(old)
	d.Clock.Forward(2 * hour)
	late := d.page.Comment(ada, old, "Is this still so?", d.ago(time.Minute))
	d.Pull()
	if it := d.pulled(late); it.Context != old || it.ThreadRoot != late {
		t.Errorf("it came as %+v", it)
	}
	counts := d.page.Server().Counts()["comments"]
	d.Clock.Forward(5 * time.Minute)
	d.Pull()
	if n := d.page.Server().Counts()["comments"] - counts; n != 0 {
		t.Errorf("a quiet pull looked at the comments of %d posts", n)
	}
}

// TestOneGoneOneNew shows a young post on which one comment went and another came,
// so that nothing seems to have changed.
func TestOneGoneOneNew(t *testing.T) {
	d := open(t)
	post := d.page.Post("The pool is open", d.ago(3*hour))
	gone := d.page.Comment(ada, post, "First!", d.ago(2*hour))
	d.Pull()
	d.page.Remove(gone, d.Clock.Now())
	fresh := d.page.Comment(bilal, post, "Second", d.ago(2*hour))
	d.Clock.Forward(31 * time.Minute)
	d.Pull()
	d.pulled(fresh)
}

// TestPostsOfOthers shows a visitor's post with its comments, and one that tags
// the Page.
func TestPostsOfOthers(t *testing.T) {
	d := open(t)
	wall := d.page.Comment(ada, "", "My bin was not emptied", d.ago(5*hour))
	below := d.page.Comment(bilal, wall, "Mine neither", d.ago(4*hour))
	ours := d.page.AnswerOutside(below, "We are looking into it. ^GM", d.ago(3*hour))
	tag := d.page.Tag(bilal, "See what the council did", d.ago(2*hour))
	d.Pull()
	for _, id := range []string{wall, below, ours} {
		if it := d.pulled(id); it.ThreadRoot != wall || it.Context != "" || it.Private {
			t.Errorf("%s came as %+v", id, it)
		}
	}
	if it := d.pulled(below); it.Kind != platforms.KindReply || it.Parents[0] != wall {
		t.Errorf("under a visitor's post: %+v", it)
	}
	if it := d.pulled(ours); it.Direction != platforms.FromUs || len(it.To) != 1 || it.To[0].ID != bilal.ID {
		t.Errorf("our answer: %+v", it)
	}
	if it := d.pulled(tag); it.Kind != platforms.KindMention || it.Location.Folder != "tagged" {
		t.Errorf("a tag: %+v", it)
	}
	thread, err := d.a.Thread(t.Context(), at(d.pulled(below)))
	if err != nil || len(thread) != 3 || thread[0].RemoteID != wall || thread[2].RemoteID != ours {
		t.Errorf("the thread: %+v (%v)", thread, err)
	}
}

// TestTooMuchAtOnce shows smaller pages where Meta asks for less.
func TestTooMuchAtOnce(t *testing.T) {
	d := open(t)
	d.page.Overload(30)
	var ids []string
	for i := range 60 {
		ids = append(ids, d.page.Post(fmt.Sprintf("Post number %d", i), d.ago(time.Duration(i+1)*hour)))
	}
	d.Pull()
	for _, id := range ids {
		d.pulled(id)
	}
}

// TestWithoutMessenger shows that the rest is read where a right went meanwhile,
// and that this is said.
func TestWithoutMessenger(t *testing.T) {
	d := open(t)
	post := d.page.Post("The pool is open", d.ago(3*hour))
	old := d.page.Comment(ada, post, "At last", d.ago(2*hour))
	d.page.Revoke("pages_messaging")
	err := d.TryPull(t.Context())
	if platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("got %v", err)
	}
	d.pulled(old)
	// Once the connection was tested again, it is known, and no fault any more.
	d.Adapter = open(t, func(w *sim.World, _ map[string]string) { w.Revoke("pages_messaging") }).a
	if err := d.TryPull(t.Context()); err != nil {
		t.Errorf("got %v", err)
	}
}

// TestMeasureOfMessages shows the newest twenty of a conversation, all that Meta
// tells of.
func TestMeasureOfMessages(t *testing.T) {
	d := open(t)
	var ids []string
	for i := range 25 {
		ids = append(ids, d.page.Message(ada, fmt.Sprintf("Line %d", i), d.ago(hour-time.Duration(i)*time.Minute)))
	}
	d.Pull()
	for i, id := range ids {
		if _, ok := d.Sink.Items[id]; ok != (i >= 5) {
			t.Errorf("line %d: there %t", i, ok)
		}
	}
	if s := strings.Join(d.a.Capabilities().Storage, " "); !strings.Contains(s, "20 newest messages") {
		t.Errorf("the gap is not said: %q", s)
	}
}

// TestWhatFacebookNoLongerGives: of many messages the newest twenty come, and after a
// long break not the requests that nobody answered; both are said.
func TestWhatFacebookNoLongerGives(t *testing.T) {
	d := open(t)
	write := func(n int) {
		for i := range n {
			d.page.Message(ada, fmt.Sprintf("Message %d", i), d.Clock.Now().Add(time.Duration(i-n)*time.Minute))
		}
	}
	says := func(what ...string) {
		t.Helper()
		d.Sink.Lost = nil
		d.Pull()
		if len(d.Sink.Lost) != len(what) {
			t.Fatalf("it says %q", d.Sink.Lost)
		}
		for i := range what {
			if !strings.Contains(d.Sink.Lost[i], what[i]) {
				t.Errorf("it says %q", d.Sink.Lost)
			}
		}
	}
	write(25)
	says() // the first look promises nothing
	d.Clock.Forward(time.Hour)
	write(19)
	says()
	d.Clock.Forward(time.Hour)
	write(21)
	says("more than 20 new messages")
	d.Clock.Forward(31 * 24 * time.Hour)
	says("nobody answered for 30 days")
	d.Clock.Forward(time.Hour)
	says()
}

// TestEditsAreNoticed shows an edit found by asking again, dated when it was
// noticed, and a message about which nothing can be said.
func TestEditsAreNoticed(t *testing.T) {
	d := open(t)
	post := d.page.Post("The pool is open", d.ago(3*hour))
	id := d.page.Comment(ada, post, "At last", d.ago(2*hour))
	tag := d.page.Tag(bilal, "See there", d.ago(2*hour))
	said := d.page.Message(bilal, "Hello", d.ago(hour))
	d.Pull()
	d.Clock.Forward(hour)
	d.page.Edit(id, "At long last", d.Clock.Now())
	d.page.Remove(said, d.Clock.Now())
	items, err := d.a.Recheck(t.Context(), []string{id, post, tag, said})
	if err != nil || len(items) != 3 {
		t.Fatalf("%+v (%v)", items, err)
	}
	for _, it := range items {
		was := d.pulled(it.Key)
		if it.ThreadRoot != was.ThreadRoot || it.Context != was.Context || it.Kind != was.Kind {
			t.Errorf("asked again it is %+v, was %+v", it, was)
		}
		if edited := it.Key == id; edited != it.EditedAt.Equal(d.Clock.Now()) || !edited && !it.EditedAt.IsZero() {
			t.Errorf("%s: edited %v", it.Key, it.EditedAt)
		}
	}
	// After a restart nothing is known of the former words: the store compares.
	items, err = d.build(d.page.Config()).Recheck(t.Context(), []string{id})
	if err != nil || len(items) != 1 || items[0].Text != "At long last" || items[0].Context != post || !items[0].EditedAt.IsZero() {
		t.Errorf("after a restart: %+v (%v)", items, err)
	}
}

// TestEverythingGoneIsDoubted shows that a lost right is not taken for deletions.
func TestEverythingGoneIsDoubted(t *testing.T) {
	d := open(t)
	post := d.page.Post("The pool is open", d.ago(3*hour))
	id := d.page.Comment(ada, post, "At last", d.ago(2*hour))
	d.Pull()
	d.page.Remove(id, d.Clock.Now())
	d.page.Revoke("pages_read_engagement")
	if _, err := d.a.Recheck(t.Context(), []string{id}); platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("got %v", err)
	}
}

// TestPromiseComesFirst shows that what can be work comes before history.
func TestPromiseComesFirst(t *testing.T) {
	d := open(t)
	for i := range 40 {
		post := d.page.Post(fmt.Sprintf("Old post %d", i), d.ago(time.Duration(40+i)*24*hour))
		d.page.Comment(ada, post, "Old", d.ago(time.Duration(39+i)*24*hour))
	}
	post := d.page.Post("Today", d.ago(3*hour))
	d.page.Comment(ada, post, "New", d.ago(2*hour))
	d.page.Message(bilal, "New too", d.ago(hour))
	d.page.Message(ada, "Old message", d.ago(30*24*hour))
	d.Pull()
	border := conformance.Start.Add(-24 * hour)
	history := false
	for _, key := range d.Sink.Order {
		old := d.pulled(key).ReceivedAt.Before(border)
		if history && !old {
			t.Fatalf("%s came after history began", key)
		}
		history = history || old
	}
	if !history || len(d.Sink.Order) != 84 {
		t.Errorf("%d items, history %t", len(d.Sink.Order), history)
	}
	tail := conformance.NewSink()
	w := platforms.Window{PromiseFrom: border, OldestFrom: border.AddDate(-1, 0, 0), Tail: true}
	if err := d.a.Pull(t.Context(), nil, w, tail); err != nil || len(tail.Items) != 3 {
		t.Errorf("the tail of a first pull has %d items (%v)", len(tail.Items), err)
	}
}

// TestStoreIsFull shows that a batch that was not stored ends the pull and is
// brought again.
func TestStoreIsFull(t *testing.T) {
	d := open(t)
	id := d.page.Message(ada, "Hello", d.ago(hour))
	full := errors.New("no room")
	d.Sink.Refuse = func(int) error { return full }
	if err := d.TryPull(t.Context()); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	d.Sink.Refuse = nil
	d.Pull()
	d.pulled(id)
}

// TestWithoutComments shows that our own posts are read where comments may not be.
func TestWithoutComments(t *testing.T) {
	d := open(t, func(w *sim.World, _ map[string]string) { w.Revoke("pages_read_user_content") })
	post := d.page.Post("The pool is open", d.ago(3*hour))
	d.page.Comment(ada, post, "At last", d.ago(2*hour))
	d.Pull()
	if len(d.Sink.Items) != 1 || d.pulled(post).Counts[platforms.Comments] != 1 {
		t.Errorf("got %+v", d.Sink.Items)
	}
	if c := d.a.Capabilities(); c.Comments.OK || c.Mentions.OK || c.Comments.Link == "" {
		t.Errorf("it announces %+v", c)
	}
}

// TestUnknownFieldsAreRefused shows that the simulated Page answers as Graph does
// to a field that an object doesn't have.
func TestUnknownFieldsAreRefused(t *testing.T) {
	d := open(t)
	d.page.NeedNoProof()
	post := d.page.Post("The pool is open", d.ago(hour))
	c, err := graph.New(graph.Options{Network: "Facebook", Base: d.page.Server().URL(), Clock: d.Clock.Now,
		Token: func(context.Context) (string, error) { return sim.PageToken, nil }})
	if err != nil {
		t.Fatal(err)
	}
	for _, fields := range []string{"id,colour", "from{age}", "message{id}", "comments.colour(red)", "comments.limit(1", "id,"} {
		if err := c.Get(t.Context(), "/"+post, url.Values{"fields": {fields}}, nil); !graph.Is(err, graph.CodeParameter, 0) {
			t.Errorf("%s: %v", fields, err)
		}
	}
	if err := c.Get(t.Context(), "/"+post, url.Values{"fields": {"id,from{id},comments.limit(0).summary(true)"}}, nil); err != nil {
		t.Error(err)
	}
}

// TestWorldIsKept shows that the simulated Page comes back as it was saved.
func TestWorldIsKept(t *testing.T) {
	d := open(t)
	kept := d.page.Post("Saved", d.ago(2*hour))
	below := d.page.Comment(ada, kept, "Saved too", d.ago(hour))
	saved, err := d.page.Save()
	if err != nil {
		t.Fatal(err)
	}
	lost := d.page.Post("Not saved", d.ago(hour))
	if err := d.page.Load(saved); err != nil {
		t.Fatal(err)
	}
	d.Pull()
	d.pulled(kept)
	if it := d.pulled(below); it.From.Name != ada.Name {
		t.Errorf("came back as %+v", it)
	}
	if _, ok := d.Sink.Items[lost]; ok {
		t.Error("a post from after the saving is there")
	}
	if fresh := d.page.Post("After it", d.Clock.Now()); fresh == kept || d.page.State(fresh).Deleted {
		t.Errorf("a new post has the id %s", fresh)
	}
}
