package inbox

import (
	"encoding/json"
	"sort"
	"strings"

	"commsdesk/app/act"
)

// FoldVersion counts the meanings of the fold. A store whose rows were folded
// by another version folds them again.
const FoldVersion = 5

// State is what the fold remembers of a conversation: marks of its messages
// and the acts that still have an effect. Applying in order and folding whole
// give the same State; Derive makes the row of it.
type State struct {
	Marks    []Mark   `json:"marks"` // sorted by key
	Settles  []Settle `json:"settles,omitempty"`
	Typings  []Typing `json:"typings,omitempty"`
	Assignee Assignee `json:"assignee,omitempty"`
	Holds    []Hold   `json:"holds,omitempty"`
	Tags     []string `json:"tags,omitempty"` // sorted
	Work     []Work   `json:"work,omitempty"`
	PressDue int64    `json:"press_due,omitempty"`
	// Rest is the last waiting or done act.
	Rest *Rest `json:"rest,omitempty"`
	// Returned are sends that came back.
	Returned []string `json:"returned,omitempty"`
	// Unknown counts acts that this version of the fold can't read.
	Unknown int `json:"unknown,omitempty"`
}

// Mark is one message as the fold remembers it; times are UTC ms.
type Mark struct {
	Key      string `json:"k"`
	Start    int64  `json:"s"`
	Seen     int64  `json:"n"`
	Own      bool   `json:"o,omitempty"`
	Auto     bool   `json:"a,omitempty"`
	History  bool   `json:"h,omitempty"`
	Calendar int    `json:"c,omitempty"`
	Send     string `json:"e,omitempty"`
	// Until is when the network stops taking an answer to it, 0 for never.
	Until int64 `json:"u,omitempty"`
	// Who is whom a resident's message is answered to; To, for our own, whom it
	// went to: ids between spaces. Mail of ours that the resident did not get, to
	// a colleague say, answers nothing.
	Who string `json:"w,omitempty"`
	To  string `json:"t,omitempty"`
}

// reaches tells whether our own mail m went to whoever wrote r. Where either is
// not known, it is taken to.
func (m Mark) reaches(r Mark) bool {
	return m.To == "" || r.Who == "" || strings.Contains(m.To, " "+r.Who+" ")
}

// Typing is one act that sorted the conversation.
type Typing struct {
	Act string `json:"act"`
	At  int64  `json:"at"`
	TypeEffect
}

// Settle is one act that may settle a turn.
type Settle struct {
	Act      string   `json:"act"`
	At       int64    `json:"at"`
	How      How      `json:"how"`
	Send     string   `json:"send,omitempty"`
	Covers   []string `json:"covers"`
	Calendar int      `json:"calendar"`
}

// Hold says from when (UTC ms) somebody held the conversation: who held it in
// open minutes per team is counted from these (S 5.2 to 5.4).
type Hold struct {
	At int64    `json:"at"`
	To Assignee `json:"to"`
}

// Work is history made work.
type Work struct {
	Keys  []string `json:"keys"`
	Start int64    `json:"start"`
}

// Rest is waiting for the resident, or done.
type Rest struct {
	Status Status   `json:"status"`
	Covers []string `json:"covers"`
	At     int64    `json:"at"`
}

// ApplyMessage adds or replaces a message's mark; applying twice changes
// nothing. It reports whether the state changed.
func (s *State) ApplyMessage(m Mark) bool {
	i := sort.Search(len(s.Marks), func(i int) bool { return s.Marks[i].Key >= m.Key })
	if i < len(s.Marks) && s.Marks[i].Key == m.Key {
		if s.Marks[i] == m {
			return false
		}
		s.Marks[i] = m
		return true
	}
	s.Marks = append(s.Marks, Mark{})
	copy(s.Marks[i+1:], s.Marks[i:])
	s.Marks[i] = m
	return true
}

// ApplyAct adds an act. It is total: an unreadable or unknown act is counted
// and skipped. Undone acts can't be applied in order; see Fold.
func (s *State) ApplyAct(a act.Act) {
	apply, ok := appliers[a.Kind]
	if !ok {
		s.Unknown++
		return
	}
	if !apply(s, a) {
		s.Unknown++
	}
}

// appliers has the meaning of each kind of act; each returns false when it
// can't read the effect.
var appliers = map[act.Kind]func(*State, act.Act) bool{
	Typed: func(s *State, a act.Act) bool {
		var e TypeEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Typings = append(s.Typings, Typing{Act: a.ID, At: a.At.UnixMilli(), TypeEffect: e})
		return true
	},
	Assigned: func(s *State, a act.Act) bool {
		var e AssignEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Assignee = e.To
		s.Holds = append(s.Holds, Hold{At: a.At.UnixMilli(), To: e.To})
		return true
	},
	Tagged: func(s *State, a act.Act) bool {
		var e TagEffect
		if json.Unmarshal(a.Effect, &e) != nil || e.Tag == "" {
			return false
		}
		s.Tags = with(s.Tags, e.Tag)
		return true
	},
	Untagged: func(s *State, a act.Act) bool {
		var e TagEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Tags = without(s.Tags, e.Tag)
		return true
	},
	Noted:      recorded,
	Captured:   recorded,
	Moderated:  recorded,
	DraftBegun: recorded,
	Replied:    recorded,
	Waited:     rest(Waiting),
	Closed:     rest(Done),
	NotExpected: func(s *State, a act.Act) bool {
		var e Covering
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Settles = append(s.Settles, Settle{Act: a.ID, At: a.At.UnixMilli(), How: ByNoReply, Covers: e.Covers, Calendar: e.Calendar})
		return true
	},
	SeenOnly: func(s *State, a act.Act) bool {
		var e SeenEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Settles = append(s.Settles, Settle{Act: a.ID, At: a.At.UnixMilli(), How: ByNoReply, Covers: e.Covers, Calendar: e.Calendar})
		return true
	},
	AnsweredOutside: func(s *State, a act.Act) bool {
		var e OutsideEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Settles = append(s.Settles, Settle{Act: a.ID, At: e.At, How: Outside, Covers: e.Covers, Calendar: e.Calendar})
		return true
	},
	MadeWork: func(s *State, a act.Act) bool {
		var e WorkEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Work = append(s.Work, Work(e))
		return true
	},
	PressDue: func(s *State, a act.Act) bool {
		var e DeadlineEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.PressDue = e.At
		return true
	},
	AnswerAccepted: func(s *State, a act.Act) bool {
		var e AnswerEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Settles = append(s.Settles, Settle{Act: a.ID, At: e.At, How: e.How, Send: e.Send, Covers: e.Covers, Calendar: e.Calendar})
		return true
	},
	AnswerReturned: func(s *State, a act.Act) bool {
		var e RepliedEffect
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Returned = with(s.Returned, e.Send)
		return true
	},
}

func recorded(*State, act.Act) bool { return true }

func rest(status Status) func(*State, act.Act) bool {
	return func(s *State, a act.Act) bool {
		var e Covering
		if json.Unmarshal(a.Effect, &e) != nil {
			return false
		}
		s.Rest = &Rest{Status: status, Covers: e.Covers, At: a.At.UnixMilli()}
		return true
	}
}

// Fold makes the state anew from all marks and all acts in their order. Acts
// that an undone/1 names have no effect; undoing an undo brings them back.
func Fold(marks []Mark, acts []act.Act) State {
	dead := Dead(acts)
	var s State
	for _, m := range marks {
		s.ApplyMessage(m)
	}
	for _, a := range acts {
		if a.Kind != act.Undone && !dead[a.ID] {
			s.ApplyAct(a)
		}
	}
	return s
}

// Dead names the acts that were taken back.
func Dead(acts []act.Act) map[string]bool {
	dead := map[string]bool{}
	for i := len(acts) - 1; i >= 0; i-- {
		a := acts[i]
		if a.Kind != act.Undone || dead[a.ID] {
			continue
		}
		var e act.Undoing
		if json.Unmarshal(a.Effect, &e) == nil {
			dead[e.Act] = true
		}
	}
	return dead
}

func with(set []string, v string) []string {
	i := sort.SearchStrings(set, v)
	if i < len(set) && set[i] == v {
		return set
	}
	out := append(append(append([]string{}, set[:i]...), v), set[i:]...)
	return out
}

func without(set []string, v string) []string {
	i := sort.SearchStrings(set, v)
	if i == len(set) || set[i] != v {
		return set
	}
	out := append(append([]string{}, set[:i]...), set[i+1:]...)
	if len(out) == 0 {
		return nil
	}
	return out
}
