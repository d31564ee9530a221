package outbox

import (
	"cmp"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
)

// FoldVersion counts the meanings of the fold. A store whose rows were folded
// by another version folds them again.
const FoldVersion = 2

// Apply lets one act happen to the send. It is total and depends on nothing but
// s and a: an act that the state refuses, or that can't be read, changes
// nothing and ok is false. Content gives words alone, never a state or a time.
func (s *Send) Apply(a act.Act) (ok bool) {
	e, known := EventOf(a.Kind)
	if !known {
		return false
	}
	after, ok := Next(s.State, e)
	if !ok || !appliers[e](s, a) {
		return false
	}
	s.State = after
	return true
}

// appliers has the effect of each event; each returns false, having changed
// nothing, when it can't read the effect.
var appliers = map[Event]func(*Send, act.Act) bool{
	EvQueue: applyQueue,
	EvWithdraw: func(s *Send, a act.Act) bool {
		return read(a.Effect, &WithdrawnEffect{}) && s.rest()
	},
	EvStart: func(s *Send, _ act.Act) bool {
		s.Attempts++
		s.words(Reason{})
		return s.rest()
	},
	EvCommit: func(s *Send, a act.Act) bool {
		s.CommittedAt = a.At
		return true
	},
	EvAccept:   applyAccept,
	EvRefuse:   applyRefuse,
	EvPostpone: applyPostpone,
	EvHold:     applyHold,
	EvInterrupt: func(s *Send, a act.Act) bool {
		var e GraceEffect
		if !read(a.Effect, &e) {
			return false
		}
		s.NotBefore = app.FromMillis(e.NotBefore)
		return s.rest()
	},
	EvLose: func(s *Send, a act.Act) bool {
		var e LookEffect
		if !applyLook(s, a) || !read(a.Effect, &e) {
			return false
		}
		s.Looks, s.Class = 0, e.Class
		return true
	},
	EvProve: applyProve,
	EvAgain: func(s *Send, a act.Act) bool {
		var e GraceEffect
		return read(a.Effect, &e) && s.press(a, e.NotBefore)
	},
	EvRelease: applyRelease,
	EvReturn:  applyReturn,
	EvFile: func(s *Send, a act.Act) bool {
		var e FiledEffect
		if !read(a.Effect, &e) {
			return false
		}
		s.Filed = e.Filed
		return true
	},
	EvLook: func(s *Send, a act.Act) bool {
		if !applyLook(s, a) {
			return false
		}
		s.Looks++
		return true
	},
}

func applyQueue(s *Send, a act.Act) bool {
	var e QueuedEffect
	if !read(a.Effect, &e) {
		return false
	}
	var c QueuedContent
	read(a.Content, &c)
	s.ID = a.Subject.ID
	s.Channel, s.Network, s.Conversation = e.Channel, e.Network, e.Conversation
	s.Purpose, s.Redirect = e.Purpose, e.Redirect
	s.Officer, s.Initials = e.Officer, e.Initials
	s.Quote, s.Private, s.Talk = e.Quote, e.Private, e.Talk
	s.Covers, s.Parent, s.Answers = e.Covers, e.Parent, e.Answers
	s.Seen, s.Token = e.Seen, e.Token
	s.To, s.Cc, s.Subject, s.Text, s.Files = c.To, c.Cc, c.Subject, c.Text, c.Files
	return s.press(a, e.NotBefore)
}

func applyAccept(s *Send, a act.Act) bool {
	var e AcceptedEffect
	if !read(a.Effect, &e) {
		return false
	}
	if s.State != Sent {
		s.settle(a)
		s.Filed = e.Filed
	}
	s.found(e.RemoteID, e.Permalink)
	s.Detail = reason(a).Detail
	return true
}

func applyRefuse(s *Send, a act.Act) bool {
	var e RefusedEffect
	if !read(a.Effect, &e) {
		return false
	}
	s.settle(a)
	s.Class = e.Class
	s.words(reason(a))
	return true
}

func applyPostpone(s *Send, a act.Act) bool {
	var e PostponedEffect
	if !read(a.Effect, &e) {
		return false
	}
	s.rest()
	s.WaitUntil, s.Class = app.FromMillis(e.Until), e.Class
	if s.Delays == 0 {
		s.DelayedSince = a.At
	}
	s.Delays++
	s.words(reason(a))
	return true
}

func applyHold(s *Send, a act.Act) bool {
	var e HeldEffect
	if !read(a.Effect, &e) {
		return false
	}
	s.rest()
	s.HoldKind, s.Class, s.GateKeys = e.Kind, e.Class, e.Keys
	s.words(reason(a))
	return true
}

func applyLook(s *Send, a act.Act) bool {
	var e LookEffect
	if !read(a.Effect, &e) {
		return false
	}
	s.LookAt = app.FromMillis(e.LookAt)
	s.words(reason(a))
	return true
}

func applyProve(s *Send, a act.Act) bool {
	var e ProvedEffect
	if !read(a.Effect, &e) {
		return false
	}
	if s.State != Sent {
		s.settle(a)
	}
	if e.Filed != FiledNot {
		s.Filed = e.Filed
	}
	s.found(e.RemoteID, e.Permalink)
	s.Proof = reason(a).Where
	return true
}

func applyRelease(s *Send, a act.Act) bool {
	var e ReleasedEffect
	if !read(a.Effect, &e) {
		return false
	}
	s.Anyway = e.Anyway
	if e.Anyway {
		s.Seen = append(append([]string{}, s.Seen...), s.GateKeys...)
	}
	return s.press(a, e.NotBefore)
}

func applyReturn(s *Send, a act.Act) bool {
	if !read(a.Effect, &ReturnedEffect{}) {
		return false
	}
	if s.State != Sent {
		s.settle(a)
	}
	s.Returned, s.ReturnedWhy = true, reason(a).Why
	return true
}

// press is what each pressing of Send does, the first, "send now" and "send
// again" alike.
func (s *Send) press(a act.Act, notBefore int64) bool {
	s.rest()
	s.QueuedAt, s.NotBefore = a.At, app.FromMillis(notBefore)
	s.Delays, s.DelayedSince = 0, time.Time{}
	s.words(Reason{})
	return true
}

// settle notes that the outcome is known.
func (s *Send) settle(a act.Act) {
	s.rest()
	s.SettledAt = a.At
	s.words(Reason{})
}

// rest takes away what belonged to waiting, holding or looking.
func (s *Send) rest() bool {
	s.WaitUntil, s.LookAt = time.Time{}, time.Time{}
	s.HoldKind, s.GateKeys, s.Class = "", nil, ""
	return true
}

// found notes where the network has it. What is known once stays.
func (s *Send) found(id, permalink string) {
	s.RemoteID = cmp.Or(s.RemoteID, id)
	s.Permalink = cmp.Or(s.Permalink, permalink)
}

// words replaces the last reason.
func (s *Send) words(r Reason) { s.Why, s.Detail, s.Address = r.Why, r.Detail, r.Address }

func reason(a act.Act) Reason {
	var r Reason
	read(a.Content, &r)
	return r
}
