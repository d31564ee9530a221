package data

import (
	"encoding/json"
	"fmt"
	"reflect"

	"commsdesk/app"
	"commsdesk/app/act"
)

// doByRules carries out what named rules decide because of facts. An act that
// would have no effect, or that its subject's rules refuse by now, is left out:
// the facts are stored all the same, and storing them again writes no second
// act. Where a send refuses, what goes with it on its conversation is left out
// too.
func (t *tx) doByRules(acts []act.Act) error {
	refused := map[string]bool{}
	for _, a := range acts {
		sub, err := t.subject(a.Subject)
		if app.KindOf(err) == app.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if refused[sendOf(a)] {
			continue
		}
		if sub.check(a) != nil {
			refused[sendOf(a)] = a.Subject.Type == act.Send
			continue
		}
		effective, err := t.hasEffect(sub, a)
		if err != nil {
			return err
		}
		if !effective {
			continue
		}
		if _, err := t.carryOut(sub, a); err != nil {
			return fmt.Errorf("%s on %s %s: %w", a.Kind, a.Subject.Type, a.Subject.ID, err)
		}
	}
	return nil
}

// sendOf is the send an act is on or names, "" for none.
func sendOf(a act.Act) string {
	if a.Subject.Type == act.Send {
		return a.Subject.ID
	}
	var e struct {
		Send string `json:"send"`
	}
	if json.Unmarshal(a.Effect, &e) != nil {
		return ""
	}
	return e.Send
}

// hasEffect tries an act on a copy of its subject. The folds never write into
// what they were given, so that the copy may share its slices.
func (t *tx) hasEffect(sub subject, a act.Act) (bool, error) {
	if a.At.IsZero() {
		a.At = t.now
	}
	switch s := sub.(type) {
	case *sendSubject:
		after := s.send
		return after.Apply(a) && !reflect.DeepEqual(after, s.send), nil
	case *conversationSubject:
		var same int
		err := t.row("SELECT count(*) FROM journal WHERE subject_type = ? AND subject_id = ? AND kind = ? AND effect IS ?",
			a.Subject.Type, a.Subject.ID, string(a.Kind), blob(a.Effect)).Scan(&same)
		if err != nil {
			return false, fmt.Errorf("look for the same act: %w", err)
		}
		return same == 0, nil
	}
	return true, nil
}
