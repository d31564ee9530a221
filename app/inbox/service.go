package inbox

import (
	"context"
	"slices"
	"sort"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
)

// Service is what officers do to conversations. Every method writes acts
// through the Door and returns what became of them.
type Service struct {
	Store Store
	Door  act.Door
	Desk  desk.Store
	Clock app.Clock
	IDs   *app.IDs
}

// BatchLimit is how many acts of a bulk decision share one transaction.
const BatchLimit = 100

// SetType sorts the conversations; the messages the officer can see now are
// those it covers.
func (s *Service) SetType(ctx context.Context, who act.Who, t Type, ids ...string) ([]act.Receipt, error) {
	snap, err := s.Desk.Desk(ctx)
	if err != nil {
		return nil, err
	}
	return s.each(ctx, ids, sameMessages, func(r Row, ms []Message) (act.Act, error) {
		return who.New(Typed, subject(r.ID), TypeEffect{Type: t, Covers: residents(ms), Calendar: snap.Calendar.Number}, nil), nil
	})
}

// Assign gives the conversations to an officer, a team or (with "") nobody.
func (s *Service) Assign(ctx context.Context, who act.Who, to Assignee, ids ...string) ([]act.Receipt, error) {
	return s.each(ctx, ids, lastWins, func(r Row, _ []Message) (act.Act, error) {
		return who.New(Assigned, subject(r.ID), AssignEffect{To: to}, nil), nil
	})
}

// AssigneeFrom reads an assignee as an officer types it: initials, a team's
// id or name, "nobody". An app.Error of kind Wrong names what is known.
func AssigneeFrom(snap desk.Snapshot, words string) (Assignee, error) {
	switch words {
	case "", "nobody", "none", "unassigned":
		return "", nil
	case "comms", "communications", "Communications", "team:comms":
		return "team:comms", nil
	case "csc", "CSC", "Customer Service Centre", "team:csc":
		return "team:csc", nil
	}
	if o, ok := snap.Officer(words); ok && !o.Left {
		return Assignee("officer:" + o.ID), nil
	}
	return "", wrong("There is nobody called " + words + " on this desk. Use an officer's initials, comms, csc or nobody.")
}

// Tag adds the tag (by id) to the conversations.
func (s *Service) Tag(ctx context.Context, who act.Who, tag string, ids ...string) ([]act.Receipt, error) {
	return s.each(ctx, ids, lastWins, func(r Row, _ []Message) (act.Act, error) {
		return who.New(Tagged, subject(r.ID), TagEffect{Tag: tag}, nil), nil
	})
}

// Untag takes the tag (by id) off the conversations.
func (s *Service) Untag(ctx context.Context, who act.Who, tag string, ids ...string) ([]act.Receipt, error) {
	return s.each(ctx, ids, lastWins, func(r Row, _ []Message) (act.Act, error) {
		return who.New(Untagged, subject(r.ID), TagEffect{Tag: tag}, nil), nil
	})
}

// Note adds an internal note, which is never sent.
func (s *Service) Note(ctx context.Context, who act.Who, id, text string) ([]act.Receipt, error) {
	return s.Door.Do(ctx, who.New(Noted, subject(id), nil, NoteContent{Text: text}))
}

// Wait stops the clock until the resident writes again. It is refused while
// nobody has answered.
func (s *Service) Wait(ctx context.Context, who act.Who, ids ...string) ([]act.Receipt, error) {
	return s.settle(ctx, who, Waited, ids)
}

// NoReply says that no reply is expected (S 6.2.1); it settles the turn.
func (s *Service) NoReply(ctx context.Context, who act.Who, ids ...string) ([]act.Receipt, error) {
	return s.settle(ctx, who, NotExpected, ids)
}

// SeenNotAnswered says that the conversation was seen and why nobody answers it:
// in groups and on other people's pages we can't (S 5.6, 5.7). correction is the
// page with what we published instead, "" for none.
func (s *Service) SeenNotAnswered(ctx context.Context, who act.Who, id, reason, correction string) ([]act.Receipt, error) {
	link, err := WebLink(correction)
	if err != nil {
		return nil, err
	}
	snap, err := s.Desk.Desk(ctx)
	if err != nil {
		return nil, err
	}
	return s.each(ctx, []string{id}, never, func(r Row, ms []Message) (act.Act, error) {
		effect := SeenEffect{Covering: Covering{Covers: residents(ms), Calendar: snap.Calendar.Number}, Corrected: link != ""}
		return who.New(SeenOnly, subject(r.ID), effect, SeenContent{Reason: strings.TrimSpace(reason), Correction: link}), nil
	})
}

// Done closes the conversations. It is refused while nobody has answered.
func (s *Service) Done(ctx context.Context, who act.Who, ids ...string) ([]act.Receipt, error) {
	return s.settle(ctx, who, Closed, ids)
}

// MakeWork turns history into work: a turn that starts now, since nothing was
// promised before.
func (s *Service) MakeWork(ctx context.Context, who act.Who, id string) ([]act.Receipt, error) {
	return s.each(ctx, []string{id}, never, func(r Row, ms []Message) (act.Act, error) {
		keys := lastUnanswered(ms)
		if len(keys) == 0 {
			return act.Act{}, wrong("There is no resident's message here that could become work.")
		}
		return who.New(MadeWork, subject(r.ID), WorkEffect{Keys: keys, Start: s.Clock().UnixMilli()}, nil), nil
	})
}

// SetPressDeadline sets the journalist's own deadline (UTC); zero clears it.
func (s *Service) SetPressDeadline(ctx context.Context, who act.Who, id string, at time.Time) ([]act.Receipt, error) {
	return s.Door.Do(ctx, who.New(PressDue, subject(id), DeadlineEffect{At: app.Millis(at)}, nil))
}

// Undo takes back acts by their ids, as their receipts named them.
func (s *Service) Undo(ctx context.Context, who act.Who, conversation string, acts ...string) ([]act.Receipt, error) {
	var undo []act.Act
	for _, id := range acts {
		undo = append(undo, who.Undo(subject(conversation), id))
	}
	return s.Door.Do(ctx, undo...)
}

// settle covers what the officer can see and expects that nothing came since.
func (s *Service) settle(ctx context.Context, who act.Who, kind act.Kind, ids []string) ([]act.Receipt, error) {
	snap, err := s.Desk.Desk(ctx)
	if err != nil {
		return nil, err
	}
	return s.each(ctx, ids, never, func(r Row, ms []Message) (act.Act, error) {
		return who.New(kind, subject(r.ID), Covering{Covers: residents(ms), Calendar: snap.Calendar.Number}, nil), nil
	})
}

// again tells whether an act that somebody else's act came before is built anew
// on what there is then: before and now are the messages of the conversation.
type again func(before, now []Message) bool

var (
	// lastWins is for what the last one decides (DESIGN 2: assign, tags).
	lastWins again = func(_, _ []Message) bool { return true }
	// sameMessages is for what covers the messages that the officer can see.
	sameMessages again = func(before, now []Message) bool { return slices.Equal(residents(before), residents(now)) }
	never        again = func(_, _ []Message) bool { return false }
)

// attempts is how often an act is built anew because of others.
const attempts = 50

// each builds one act a conversation, expecting the version it read, and does
// them in transactions of at most BatchLimit; several share a batch id.
func (s *Service) each(ctx context.Context, ids []string, once again, build func(Row, []Message) (act.Act, error)) ([]act.Receipt, error) {
	batch := ""
	if len(ids) > 1 {
		batch = s.IDs.New()
	}
	var all []act.Receipt
	for len(ids) > 0 {
		n := min(len(ids), BatchLimit)
		first := map[string][]Message{}
		for try := 1; ; try++ {
			acts, err := s.build(ctx, ids[:n], batch, first, once, build)
			if err != nil {
				return all, err
			}
			got, err := s.Door.Do(ctx, acts...)
			if app.KindOf(err) == app.Conflict && try < attempts && once(nil, nil) {
				continue
			}
			all = append(all, got...)
			if err != nil {
				return all, err
			}
			break
		}
		ids = ids[n:]
	}
	return all, nil
}

// build makes the acts of one transaction on what is read now. first keeps the
// messages of each conversation as they were at the first try.
func (s *Service) build(ctx context.Context, ids []string, batch string, first map[string][]Message, once again,
	make func(Row, []Message) (act.Act, error)) ([]act.Act, error) {
	var acts []act.Act
	for _, id := range ids {
		row, ms, err := s.Store.Conversation(ctx, id)
		if err != nil {
			return nil, err
		}
		if before, tried := first[id]; tried && !once(before, ms) {
			return nil, app.NewError(app.Conflict, "Something new came in meanwhile. Look at it, then decide again.")
		}
		first[id] = ms
		a, err := make(row, ms)
		if err != nil {
			return nil, err
		}
		a.Batch, a.Expect = batch, row.Version
		acts = append(acts, a)
	}
	return acts, nil
}

func subject(id string) act.Subject { return act.Subject{Type: act.Conversation, ID: id} }

// residents are the keys of the residents' own messages, sorted.
func residents(ms []Message) []string {
	keys := []string{}
	for _, m := range ms {
		if m.Human() {
			keys = append(keys, m.Key)
		}
	}
	sort.Strings(keys)
	return keys
}

// lastUnanswered are the residents' messages after our last own one; all of
// them when we never answered, only the last when we answered after all.
func lastUnanswered(ms []Message) []string {
	var keys []string
	var last string
	for _, m := range ms {
		switch {
		case m.Direction == Own && m.Auto == "":
			keys = nil
		case m.Human():
			keys = append(keys, m.Key)
			last = m.Key
		}
	}
	if len(keys) == 0 && last != "" {
		keys = []string{last}
	}
	sort.Strings(keys)
	return keys
}
