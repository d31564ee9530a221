package inbox_test

import (
	"encoding/json"
	"math/rand"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/inbox"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// hour is a moment on an invented Monday, in hours after 9:00.
func hour(h float64) time.Time {
	return time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC).Add(time.Duration(h * float64(time.Hour)))
}

// env counts a due time as the start plus eight hours, plus one per calendar
// version, so that tests see which version was used.
func env() inbox.Env {
	return inbox.Env{
		Due: func(v int, s time.Time) time.Time {
			return s.Add(8*time.Hour + time.Duration(v)*time.Minute)
		},
		Calendar: 1,
		Promised: map[inbox.Type]bool{inbox.Untriaged: true, inbox.Question: true, inbox.Press: true},
	}
}

var gm = act.Who{Officer: "officer-gm", OSUser: "gemma"}

func in(key string, h float64) inbox.Mark {
	return inbox.Mark{Key: key, Start: hour(h).UnixMilli(), Seen: hour(h).UnixMilli(), Calendar: 1}
}

func did(id string, h float64, kind act.Kind, effect any) act.Act {
	a := gm.New(kind, act.Subject{Type: act.Conversation, ID: "c"}, effect, nil)
	a.ID, a.At = id, hour(h)
	return a
}

func answered(id, send string, h float64, covers ...string) act.Act {
	return did(id, h, inbox.AnswerAccepted, inbox.AnswerEffect{Send: send, Covers: covers, At: hour(h).UnixMilli(), How: inbox.ByReply, Calendar: 1})
}

func TestTurns(t *testing.T) {
	cover := func(keys ...string) inbox.Covering { return inbox.Covering{Covers: keys, Calendar: 1} }
	typed := func(ty inbox.Type, keys ...string) inbox.TypeEffect {
		return inbox.TypeEffect{Type: ty, Covers: keys, Calendar: 1}
	}
	cases := []struct {
		name   string
		marks  []inbox.Mark
		acts   []act.Act
		status inbox.Status
		start  float64 // of the open turn, -1 none
		turns  int     // settled
		wrote  bool
	}{
		{"one message opens a turn", []inbox.Mark{in("a", 0)}, nil, inbox.Open, 0, 0, false},
		{"a second message keeps the start", []inbox.Mark{in("a", 0), in("b", 2)}, nil, inbox.Open, 0, 0, false},
		{"an accepted answer settles", []inbox.Mark{in("a", 0)}, []act.Act{answered("1", "s", 1, "a")}, inbox.Answered, -1, 1, false},
		{"an answer covers only what it says", []inbox.Mark{in("a", 0), in("b", 0.5)}, []act.Act{answered("1", "s", 1, "a")}, inbox.Open, 0.5, 1, true},
		{"a new message opens the next turn", []inbox.Mark{in("a", 0), in("b", 3)}, []act.Act{answered("1", "s", 1, "a")}, inbox.Open, 3, 1, true},
		{"an answer that came back reopens with its start", []inbox.Mark{in("a", 0)}, []act.Act{answered("1", "s", 1, "a"), did("2", 2, inbox.AnswerReturned, inbox.RepliedEffect{Send: "s"})}, inbox.Open, 0, 0, false},
		{"a second answer stands when the first came back", []inbox.Mark{in("a", 0)}, []act.Act{answered("1", "s", 1, "a"), answered("2", "r", 2, "a"), did("3", 3, inbox.AnswerReturned, inbox.RepliedEffect{Send: "s"})}, inbox.Answered, -1, 1, false},
		{"no reply expected settles", []inbox.Mark{in("a", 0)}, []act.Act{did("1", 1, inbox.NotExpected, cover("a"))}, inbox.NoReply, -1, 1, false},
		{"an unpromised type settles", []inbox.Mark{in("a", 0)}, []act.Act{did("1", 1, inbox.Typed, typed(inbox.Comment, "a"))}, inbox.NoReply, -1, 1, false},
		{"retyping back restores the start", []inbox.Mark{in("a", 0)}, []act.Act{did("1", 1, inbox.Typed, typed(inbox.Comment, "a")), did("2", 2, inbox.Typed, typed(inbox.Question, "a"))}, inbox.Open, 0, 0, false},
		{"a message after an unpromised type is not swallowed", []inbox.Mark{in("a", 0), in("b", 3)}, []act.Act{did("1", 1, inbox.Typed, typed(inbox.Comment, "a"))}, inbox.Open, 3, 1, true},
		{"waiting without an answer has no effect", []inbox.Mark{in("a", 0)}, []act.Act{did("1", 1, inbox.Waited, cover("a"))}, inbox.Open, 0, 0, false},
		{"waiting after an answer", []inbox.Mark{in("a", 0)}, []act.Act{answered("1", "s", 1, "a"), did("2", 2, inbox.Waited, cover("a"))}, inbox.Waiting, -1, 1, false},
		{"wrote again while waiting", []inbox.Mark{in("a", 0), in("b", 3)}, []act.Act{answered("1", "s", 1, "a"), did("2", 2, inbox.Waited, cover("a"))}, inbox.Open, 3, 1, true},
		{"done after an answer", []inbox.Mark{in("a", 0)}, []act.Act{answered("1", "s", 1, "a"), did("2", 2, inbox.Closed, cover("a"))}, inbox.Done, -1, 1, false},
		{"undone done", []inbox.Mark{in("a", 0)}, []act.Act{answered("1", "s", 1, "a"), did("2", 2, inbox.Closed, cover("a")), did("3", 2.5, act.Undone, act.Undoing{Act: "2"})}, inbox.Answered, -1, 1, false},
		{"an undo undone", []inbox.Mark{in("a", 0)}, []act.Act{did("1", 1, inbox.NotExpected, cover("a")), did("2", 2, act.Undone, act.Undoing{Act: "1"}), did("3", 3, act.Undone, act.Undoing{Act: "2"})}, inbox.NoReply, -1, 1, false},
		{"our mail from Outlook settles what was before it", []inbox.Mark{in("a", 0), {Key: "o", Own: true, Start: hour(1).UnixMilli(), Calendar: 1}, in("b", 2)}, nil, inbox.Open, 2, 1, true},
		{"automatic mail opens no turn", []inbox.Mark{{Key: "a", Auto: true, Start: hour(0).UnixMilli()}}, nil, inbox.History, -1, 0, false},
		{"our automatic mail answers nothing", []inbox.Mark{in("a", 0), {Key: "o", Own: true, Auto: true, Start: hour(1).UnixMilli()}}, nil, inbox.Open, 0, 0, false},
		{"history is no work", []inbox.Mark{{Key: "a", History: true, Start: hour(-90).UnixMilli()}}, nil, inbox.History, -1, 0, false},
		{"history made work starts then", []inbox.Mark{{Key: "a", History: true, Start: hour(-90).UnixMilli()}}, []act.Act{did("1", 4, inbox.MadeWork, inbox.WorkEffect{Keys: []string{"a"}, Start: hour(4).UnixMilli()})}, inbox.Open, 4, 0, false},
		{"history made work twice keeps the first moment", []inbox.Mark{{Key: "a", History: true, Start: hour(-90).UnixMilli()}}, []act.Act{
			did("1", 4, inbox.MadeWork, inbox.WorkEffect{Keys: []string{"a"}, Start: hour(4).UnixMilli()}), did("2", 6, inbox.MadeWork, inbox.WorkEffect{Keys: []string{"a"}, Start: hour(6).UnixMilli()})}, inbox.Open, 4, 0, false},
		{"answered again after done is not done", []inbox.Mark{in("a", 0), in("b", 3)}, []act.Act{answered("1", "s", 1, "a"), did("2", 2, inbox.Closed, cover("a")), answered("3", "r", 4, "b")}, inbox.Answered, -1, 2, false},
		{"a send seen in Sent counts once", []inbox.Mark{in("a", 0), {Key: "o", Own: true, Start: hour(1.1).UnixMilli(), Send: "s", Calendar: 1}}, []act.Act{answered("1", "s", 1, "a")}, inbox.Answered, -1, 1, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := inbox.Fold(c.marks, c.acts).Derive(env())
			if d.Status != c.status || len(d.Settled) != c.turns || d.WroteAgain != c.wrote {
				t.Fatalf("got status %s, %d settled, wrote again %v; want %s, %d, %v", d.Status, len(d.Settled), d.WroteAgain, c.status, c.turns, c.wrote)
			}
			if c.start == -1 {
				if d.Turn != nil {
					t.Fatalf("got an open turn from %v, want none", d.Turn.Start)
				}
				return
			}
			if d.Turn == nil || !d.Turn.Start.Equal(hour(c.start)) {
				t.Fatalf("got turn %+v, want it to start at %v", d.Turn, hour(c.start))
			}
			if want := hour(c.start).Add(8*time.Hour + time.Minute); !d.Turn.Due.Equal(want) {
				t.Fatalf("due %v, want %v", d.Turn.Due, want)
			}
		})
	}
}

func TestOpenTurnsFollowTheCalendarAndSettledOnesStay(t *testing.T) {
	s := inbox.Fold([]inbox.Mark{in("a", 0), in("b", 3)}, []act.Act{answered("1", "s", 1, "a")})
	e := env()
	e.Calendar = 9
	d := s.Derive(e)
	if want := hour(0).Add(8*time.Hour + time.Minute); !d.Settled[0].Due.Equal(want) {
		t.Errorf("the settled turn moved to %v", d.Settled[0].Due)
	}
	if want := hour(3).Add(8*time.Hour + 9*time.Minute); !d.Turn.Due.Equal(want) {
		t.Errorf("the open turn is due %v, want %v by the new version", d.Turn.Due, want)
	}
}

func TestClockIsTheEarlierOfPromiseAndPress(t *testing.T) {
	s := inbox.Fold([]inbox.Mark{in("a", 0)}, []act.Act{did("1", 0, inbox.PressDue, inbox.DeadlineEffect{At: hour(2).UnixMilli()})})
	d := s.Derive(env())
	if d.ClockKind != "press" || !d.Clock.Equal(hour(2)) {
		t.Fatalf("clock %s %v, want press at %v", d.ClockKind, d.Clock, hour(2))
	}
	e := env()
	e.Unpromised = true
	d = inbox.Fold([]inbox.Mark{in("a", 0), in("b", 3)}, []act.Act{answered("1", "s", 1, "a")}).Derive(e)
	if len(d.Settled) != 1 || !d.Settled[0].Due.IsZero() {
		t.Fatalf("a channel outside the aim promised %+v", d.Settled)
	}
	d = inbox.Fold([]inbox.Mark{in("a", 0)}, nil).Derive(e)
	if !d.Clock.IsZero() || d.Status != inbox.Open {
		t.Fatalf("a channel outside the aim: %v %s, want no clock, open", d.Clock, d.Status)
	}
}

// TestApplyingAgreesWithFolding draws marks and acts, applies them one by one
// in any mix, and folds them whole: the states must be the same.
func TestApplyingAgreesWithFolding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		marks, acts := drawn(t)
		var s inbox.State
		mi, ai := 0, 0
		for mi < len(marks) || ai < len(acts) {
			if ai == len(acts) || mi < len(marks) && rapid.Bool().Draw(t, "mark first") {
				s.ApplyMessage(marks[mi])
				mi++
				continue
			}
			s.ApplyAct(acts[ai])
			ai++
		}
		shuffled := append([]inbox.Mark{}, marks...)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(inbox.Fold(shuffled, acts), s); diff != "" {
			t.Fatalf("folded and applied differ:\n%s", diff)
		}
	})
}

// TestEveryMessageIsInExactlyOneTurn holds for any facts and acts.
func TestEveryMessageIsInExactlyOneTurn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		marks, acts := drawn(t)
		d := inbox.Fold(marks, acts).Derive(env())
		seen := map[string]int{}
		for _, turn := range d.Settled {
			for _, k := range turn.Messages {
				seen[k]++
			}
		}
		if d.Turn != nil {
			for _, k := range d.Turn.Messages {
				seen[k]++
			}
		}
		for _, m := range marks {
			want := 1
			if m.Own || m.Auto {
				want = 0
			}
			if seen[m.Key] != want {
				t.Fatalf("message %s is in %d turns, want %d", m.Key, seen[m.Key], want)
			}
		}
		if (d.Status == inbox.Open) != (d.Turn != nil) {
			t.Fatalf("status %s with open turn %v", d.Status, d.Turn)
		}
	})
}

func drawn(t *rapid.T) ([]inbox.Mark, []act.Act) {
	n := rapid.IntRange(1, 6).Draw(t, "messages")
	var marks []inbox.Mark
	var keys []string
	for i := range n {
		m := in(string(rune('a'+i)), float64(rapid.IntRange(0, 40).Draw(t, "at")))
		m.Own = rapid.IntRange(0, 4).Draw(t, "own") == 0
		m.Auto = rapid.IntRange(0, 6).Draw(t, "auto") == 0
		marks = append(marks, m)
		keys = append(keys, m.Key)
	}
	var acts []act.Act
	for i := range rapid.IntRange(0, 8).Draw(t, "acts") {
		id := string(rune('A' + i))
		at := float64(rapid.IntRange(0, 48).Draw(t, "when"))
		cov := rapid.SliceOfDistinct(rapid.SampledFrom(keys), rapid.ID[string]).Draw(t, "covers")
		send := rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "send")
		switch rapid.IntRange(0, 8).Draw(t, "kind") {
		case 0:
			acts = append(acts, did(id, at, inbox.Typed, inbox.TypeEffect{Type: rapid.SampledFrom(inbox.Types()).Draw(t, "type"), Covers: cov, Calendar: 1}))
		case 1:
			acts = append(acts, answered(id, send, at, cov...))
		case 2:
			acts = append(acts, did(id, at, inbox.AnswerReturned, inbox.RepliedEffect{Send: send}))
		case 3:
			acts = append(acts, did(id, at, inbox.NotExpected, inbox.Covering{Covers: cov, Calendar: 1}))
		case 4:
			acts = append(acts, did(id, at, inbox.Waited, inbox.Covering{Covers: cov}))
		case 5:
			acts = append(acts, did(id, at, inbox.Closed, inbox.Covering{Covers: cov}))
		case 6:
			acts = append(acts, did(id, at, inbox.Tagged, inbox.TagEffect{Tag: send}))
		case 7:
			acts = append(acts, did(id, at, inbox.Assigned, inbox.AssignEffect{To: "team:csc"}))
		case 8:
			a := did(id, at, "from-the-future/7", nil)
			a.Effect = json.RawMessage(`{"x":1}`)
			acts = append(acts, a)
		}
	}
	return marks, acts
}
