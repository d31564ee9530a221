package data_test

import (
	"testing"
	"time"

	"commsdesk/app/inbox"

	"github.com/google/go-cmp/cmp"
)

// comment is what a resident wrote under a post of ours, seen at an hour.
func comment(words string, seen float64) inbox.Message {
	m := letter("bins", "a", "Ada Example", 1)
	m.Kind, m.BodyHash, m.Subject, m.To, m.Context, m.Text = "comment", "", "", nil, "post", words
	m.SeenAt, m.AsOf = hour(seen), hour(seen)
	return m
}

func editedAt(m inbox.Message, at float64) inbox.Message { m.EditedAt = hour(at); return m }

func (d *workspace) only(conversation string) inbox.Message {
	d.t.Helper()
	_, ms, err := d.Conversation(ctx, conversation)
	if err != nil || len(ms) != 1 {
		d.t.Fatalf("got %d messages (%v), want one", len(ms), err)
	}
	return ms[0]
}

func TestEditsKeepTheFormerWords(t *testing.T) {
	for name, c := range map[string]struct {
		came []inbox.Message
		now  string
		at   time.Time
		seen bool
		was  []inbox.Version
	}{
		"an edit": {[]inbox.Message{comment("bin", 1), editedAt(comment("bins", 3), 2)}, "bins", hour(2), false, []inbox.Version{{Text: "bin"}}},
		"an edit known first": {[]inbox.Message{editedAt(comment("bins", 3), 2), comment("bin", 1)}, "bins", hour(2), false,
			[]inbox.Version{{Text: "bin"}}},
		"three, disordered and doubled": {[]inbox.Message{editedAt(comment("b", 5), 4), comment("a", 1), editedAt(comment("ab", 3), 2),
			comment("a", 6), editedAt(comment("b", 7), 4)}, "b", hour(4), false, []inbox.Version{{Text: "a"}, {Text: "ab", At: hour(2)}}},
		"touched without another word": {[]inbox.Message{comment("bin", 1), editedAt(comment("bin", 3), 2)}, "bin", hour(2), false, nil},
		"no moment given": {[]inbox.Message{comment("bin", 1), comment("bins", 3), comment("bins", 4)}, "bins", hour(3), true,
			[]inbox.Version{{Text: "bin"}}},
		"no moment given, the look before that came late": {[]inbox.Message{comment("bins", 3), comment("bin", 1)}, "bins", hour(3), true,
			[]inbox.Version{{Text: "bin"}}},
		"and back": {[]inbox.Message{comment("bin", 1), comment("bins", 3), comment("bin", 4)}, "bin", hour(4), true,
			[]inbox.Version{{Text: "bin"}, {Text: "bins", At: hour(3)}}},
	} {
		d := newDesk(t)
		for _, m := range c.came {
			d.store(m)
		}
		m := d.only("bins")
		if diff := cmp.Diff(c.was, m.Was); diff != "" || m.Text != c.now || !m.EditedAt.Equal(c.at) || m.EditSeen != c.seen {
			t.Errorf("%s: now %q, edited %v (seen %t), before that:\n%s", name, m.Text, m.EditedAt, m.EditSeen, diff)
		}
		if r := d.row("bins"); r.Preview != c.now || r.Messages != 1 {
			t.Errorf("%s: the queue shows %q", name, r.Preview)
		}
		d.verified()
	}
}

func TestADeletionLeavesATombstone(t *testing.T) {
	gone := func(at float64) inbox.Message {
		return inbox.Message{Key: "a", Channel: mailbox.ID, Conversation: "bins", Kind: "comment", Direction: inbox.In, Start: hour(at),
			SeenAt: hour(at), AsOf: hour(at), DeletedAt: hour(at)}
	}
	for name, came := range map[string][]inbox.Message{
		"after the words": {comment("bin", 1), gone(3), gone(4)}, "before them": {gone(3), comment("bin", 1)},
	} {
		d := newDesk(t)
		for _, m := range came {
			d.store(m)
		}
		m := d.only("bins")
		if m.Text != "bin" || m.From.Name != "Ada Example" || !m.DeletedAt.Equal(hour(3)) || !m.Start.Equal(hour(1)) || m.Was != nil || m.Context != "post" {
			t.Errorf("%s: got %+v", name, m)
		}
		if r := d.row("bins"); r.Preview != "" || r.Turn == nil || !r.Turn.Start.Equal(hour(1)) {
			t.Errorf("%s: got %+v", name, r)
		}
		d.verified()
	}
}

// TestANetworkThatWantsDeletionGetsIt: words, names and former words go, in the
// search too.
func TestANetworkThatWantsDeletionGetsIt(t *testing.T) {
	d := newDesk(t)
	d.store(comment("purple bin", 1), editedAt(comment("mauve bin", 3), 2))
	d.finds("mauve", "a")
	gone := inbox.Message{Key: "a", Channel: mailbox.ID, Conversation: "bins", Kind: "comment", Direction: inbox.In, Start: hour(5),
		SeenAt: hour(5), AsOf: hour(5), DeletedAt: hour(5), ExpireAt: hour(5)}
	d.store(gone)
	m := d.only("bins")
	want := inbox.Person{ID: resident("Ada Example").ID}
	if !m.Expired || m.Text != "" || m.Was != nil || m.From != want || m.AnswerTo != want || m.RemoteID == "" || !m.Start.Equal(hour(1)) {
		t.Errorf("got %+v", m)
	}
	for _, words := range []string{"mauve", "purple"} {
		d.finds(words)
	}
	if r := d.row("bins"); r.Preview != "" || r.Person.Name != "" || r.Turn == nil {
		t.Errorf("got %+v", r)
	}
	d.store(gone)
	d.verified()
}

// TestACountIsNoNews: an officer who looked may act though somebody else liked it
// meanwhile; that it was hidden is news.
func TestACountIsNoNews(t *testing.T) {
	d := newDesk(t)
	d.store(comment("bin", 1))
	before := d.row("bins")
	liked := comment("bin", 3)
	liked.Counts, liked.ExpireAt, liked.Permalink = map[string]int64{"likes": 2}, hour(48), "https://network.example/a"
	d.store(liked)
	if r, m := d.row("bins"), d.only("bins"); r.Version != before.Version || m.Counts["likes"] != 2 || !m.ExpireAt.Equal(hour(48)) || m.Permalink == "" {
		t.Errorf("version %d became %d: %+v", before.Version, r.Version, m)
	}
	older := comment("bin", 2)
	older.Counts = map[string]int64{"likes": 1}
	d.store(older)
	if m := d.only("bins"); m.Counts["likes"] != 2 {
		t.Errorf("an older look won: %+v", m.Counts)
	}
	hidden := liked
	hidden.Hidden, hidden.AsOf = true, hour(4)
	d.store(hidden)
	if r, m := d.row("bins"), d.only("bins"); r.Version == before.Version || !m.Hidden {
		t.Errorf("hidden is no news: %+v", m)
	}
	d.verified()
}
