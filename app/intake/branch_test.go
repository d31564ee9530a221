package intake_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/platforms"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// public is what somebody wrote where everybody sees it. under are the ids above
// it, nearest first; the last of them that is not a post of ours is its root.
func public(id, by, post string, at time.Time, under ...string) platforms.Item {
	it := platforms.Item{Key: id, RemoteID: id, Kind: platforms.KindComment, Direction: platforms.FromResident, Text: id, Context: post,
		ThreadRoot: id, Parents: under, From: platforms.Person{ID: by, Name: by}, ReceivedAt: at, InternalDate: at,
		Location: platforms.Location{Folder: "comments", ID: id}, Permalink: "https://network.example/" + id}
	if len(under) > 0 {
		it.ThreadRoot = under[len(under)-1]
	}
	if post != "" {
		it.Parents = append(slices.Clone(under), post)
	}
	it.AnswerTo = it.From
	return it
}

// private is a message of the talk with this id.
func private(id, by, talk string, at time.Time) platforms.Item {
	it := public(id, by, "", at)
	it.Kind, it.Private, it.ThreadRoot = platforms.KindMessage, true, talk
	return it
}

// byUs makes it ours, written to somebody.
func byUs(it platforms.Item, to string) platforms.Item {
	it.Direction, it.From, it.AnswerTo = platforms.FromUs, platforms.Person{ID: "us"}, platforms.Person{ID: "us"}
	it.To = nil
	if to != "" {
		it.To = []platforms.Person{{ID: to}}
	}
	return it
}

func published(id string, at time.Time) platforms.Item {
	it := byUs(public(id, "us", "", at), "")
	it.Kind = platforms.KindPost
	return it
}

// square is what goes on around one post of ours, in private, and elsewhere.
func square() []platforms.Item {
	mention := public("mention", "fay", "", ago(40*time.Minute))
	mention.Kind = platforms.KindMention
	return []platforms.Item{
		published("post", ago(5*time.Hour)),
		public("ada 1", "ada", "post", ago(4*time.Hour)),
		byUs(public("to ada", "us", "post", ago(230*time.Minute), "ada 1"), "ada"),
		public("stranger in ada's", "bo", "post", ago(200*time.Minute), "to ada", "ada 1"),
		public("cy 1", "cy", "post", ago(3*time.Hour)),
		private("ada in private", "ada", "talk-7", ago(2*time.Hour)),
		byUs(private("our private word", "us", "talk-7", ago(110*time.Minute)), "ada"),
		private("dee in private", "dee", "talk-8", ago(100*time.Minute)),
		mention,
		public("under the mention", "gil", "", ago(30*time.Minute), "mention"),
		published("another post", ago(20*time.Minute)),
	}
}

// placed are the conversations that the square must fall into.
var placed = [][]string{
	{"post"}, {"ada 1", "to ada", "stranger in ada's"}, {"cy 1"}, {"ada in private", "our private word"}, {"dee in private"},
	{"mention", "under the mention"}, {"another post"},
}

func TestANetworkSaysWhichThread(t *testing.T) {
	o := newOffice(t)
	c := o.play(nil, platforms.Batch{Items: square()})
	in := o.talks()
	seen := map[string]bool{}
	for _, together := range placed {
		id := in[together[0]]
		if id != intake.ConversationID(c.ID, rootOf[together[0]]) || seen[id] {
			t.Errorf("%v is in %s", together, id)
		}
		seen[id] = true
		for _, words := range together {
			if in[words] != id {
				t.Errorf("%q is not with %q", words, together[0])
			}
		}
	}
	for _, r := range o.rows() {
		if ours := r.ID == in["post"] || r.ID == in["another post"]; ours && (r.Turn != nil || r.Status != inbox.History) {
			t.Errorf("a post of ours is work: %+v", r)
		}
		if r.Suggest != "" {
			t.Errorf("%s suggests %s", r.ID, r.Suggest)
		}
	}
	for talk, want := range map[string]string{"ada 1": "post", "cy 1": "post", "mention": "", "dee in private": "", "post": ""} {
		m, err := o.Store.Context(context.Background(), in[talk])
		if err != nil || (m == nil) != (want == "") || m != nil && m.Text != want {
			t.Errorf("above %q stands %+v (%v), want %q", talk, m, err, want)
		}
	}
	if r := o.row(in["ada 1"]); r.Turn == nil || !slices.Equal(r.Turn.Messages, []string{"stranger in ada's"}) {
		t.Errorf("our answer to Ada settled what Bo wrote: %+v", r)
	}
	o.verified()
}

var rootOf = map[string]string{"post": "post", "ada 1": "ada 1", "cy 1": "cy 1", "ada in private": "talk-7", "dee in private": "talk-8",
	"mention": "mention", "another post": "another post"}

func (o *office) row(id string) inbox.Row {
	o.t.Helper()
	r, _, err := o.Conversation(context.Background(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

// TestAnyOrderMakesTheSameBranches feeds the square in batches of any order.
func TestAnyOrderMakesTheSameBranches(t *testing.T) {
	base := newOffice(t)
	base.play(nil, platforms.Batch{Items: square()})
	want := base.talks()
	rapid.Check(t, func(r *rapid.T) {
		o := newOffice(t)
		items := square()
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 1))
		random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		var batches []platforms.Batch
		for len(items) > 0 {
			n := rapid.IntRange(1, len(items)).Draw(r, "batch")
			batches = append(batches, platforms.Batch{Items: slices.Clone(items[:n])})
			items = items[n:]
		}
		o.play(nil, batches...)
		if diff := cmp.Diff(want, o.talks()); diff != "" {
			r.Fatalf("the branches differ:\n%s", diff)
		}
		o.verified()
	})
}

// TestAParentThatComesLateJoinsItsBranch: the root is not known to all of a
// branch.
func TestAParentThatComesLateJoinsItsBranch(t *testing.T) {
	third := public("third", "cy", "", ago(time.Hour), "second")
	o := newOffice(t)
	o.play(nil, platforms.Batch{Items: []platforms.Item{third}}, platforms.Batch{Items: []platforms.Item{public("second", "bo", "", ago(2*time.Hour), "first")}},
		platforms.Batch{Items: []platforms.Item{public("first", "ada", "", ago(3*time.Hour))}})
	if in := o.talks(); in["third"] != in["first"] || in["second"] != in["first"] {
		t.Errorf("got %v", in)
	}
	o.verified()
}

// TestAThousandUnderOnePost: who wrote under the same post is not read along.
func TestAThousandUnderOnePost(t *testing.T) {
	items := []platforms.Item{published("post", ago(50*time.Hour))}
	for n := range 1000 {
		items = append(items, public(fmt.Sprint("comment ", n), fmt.Sprint("r", n), "post", ago(time.Duration(n)*time.Minute)))
	}
	o := newOffice(t)
	asked := &counting{factStore: o.Store}
	o.facts = asked
	o.play(nil, platforms.Batch{Items: items}, platforms.Batch{Items: []platforms.Item{public("late", "zoe", "post", ago(time.Second))}})
	if n := len(o.rows()); n != 1002 {
		t.Errorf("%d conversations, want each its own", n)
	}
	if asked.related > 0 {
		t.Errorf("%d messages were read along with a comment that has no thread yet", asked.related)
	}
	o.verified()
}

// counting counts the messages that threading reads.
type counting struct {
	factStore
	related int
}

type factStore = intake.Store

func (c *counting) Related(ctx context.Context, channel string, ids []string) ([]intake.Known, error) {
	found, err := c.factStore.Related(ctx, channel, ids)
	c.related += len(found)
	return found, err
}

// TestTheTwoEndsOfAMatterAreLinked: a private answer to a public comment is a
// talk of its own that names the comment's.
func TestTheTwoEndsOfAMatterAreLinked(t *testing.T) {
	o := newOffice(t)
	o.cites = linking{"our private word": intake.Link{Send: "s1", Conversation: intake.ConversationID(channel.ChannelID("mailbox", press), "ada 1")}}
	o.play(nil, platforms.Batch{Items: []platforms.Item{public("ada 1", "ada", "post", ago(4*time.Hour)),
		byUs(private("our private word", "us", "talk-7", ago(110*time.Minute)), "ada"), private("ada in private", "ada", "talk-7", ago(time.Hour))}})
	in := o.talks()
	if in["our private word"] != in["ada in private"] || in["our private word"] == in["ada 1"] {
		t.Fatalf("got %v", in)
	}
	if r := o.row(in["our private word"]); r.Suggest != in["ada 1"] {
		t.Errorf("the private end suggests %q", r.Suggest)
	}
	o.verified()
}

// linking links messages to sends by key.
type linking map[string]intake.Link

func (l linking) ActsFor(_ context.Context, _ string, msgs []inbox.Message) ([]act.Act, map[string]intake.Link, error) {
	return nil, l, nil
}

// TestAnotherTextOnANetworkIsAnEdit, whatever hash comes with it; and the news
// that something unknown is gone is no message.
func TestAnotherTextOnANetworkIsAnEdit(t *testing.T) {
	o := newOffice(t)
	first, second := public("a", "ada", "", ago(time.Hour)), public("a", "ada", "", ago(time.Hour))
	first.BodyHash, second.BodyHash, second.Text, second.EditedAt = "x", "y", "put right", ago(30*time.Minute)
	gone := platforms.Item{Key: "a", RemoteID: "a", Kind: platforms.KindComment, DeletedAt: ago(time.Minute)}
	unknown := gone
	unknown.Key, unknown.RemoteID = "b", "b"
	o.play(nil, platforms.Batch{Items: []platforms.Item{first}}, platforms.Batch{Items: []platforms.Item{second, unknown}}, platforms.Batch{Items: []platforms.Item{gone}})
	m := o.message("put right")
	if m.Altered || len(m.Was) != 1 || m.Was[0].Text != "a" || !m.DeletedAt.Equal(ago(time.Minute)) || !m.Start.Equal(ago(time.Hour)) {
		t.Errorf("got %+v", m)
	}
	if n := len(o.rows()); n != 1 {
		t.Errorf("%d conversations, want one", n)
	}
	o.verified()
}
