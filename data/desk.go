package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
)

var _ desk.Store = (*Store)(nil)

// Desk returns the desk as it stands (desk.Store).
func (s *Store) Desk(ctx context.Context) (desk.Snapshot, error) {
	snap, err := s.deskIn(ctx, s.reader)
	if err != nil {
		return desk.Snapshot{}, explain("read the desk", err)
	}
	return *snap, nil
}

// deskIn reads the desk's rows.
func (s *Store) deskIn(ctx context.Context, q querier) (*desk.Snapshot, error) {
	snap := s.emptyDesk()
	sample, err := metaOf(ctx, q, "sample")
	if err != nil {
		return nil, err
	}
	snap.Sample = sample != ""
	settings := map[string]json.RawMessage{}
	err = each(ctx, q, func(rows *sql.Rows) error {
		var kind, id string
		var value []byte
		if err := rows.Scan(&kind, &id, &value); err != nil {
			return err
		}
		if kind == act.Setting {
			settings[id] = value
			return nil
		}
		return addToDesk(snap, kind, value)
	}, "SELECT type, id, value FROM desk ORDER BY ord")
	if err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	doc, err := json.Marshal(settings)
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", errDamaged.Because(err))
	}
	if err := json.Unmarshal(doc, &snap.Settings); err != nil {
		return nil, fmt.Errorf("read the settings: %w", errDamaged.Because(err))
	}
	return snap, nil
}

// emptyDesk is the desk before its first act.
func (s *Store) emptyDesk() *desk.Snapshot {
	return &desk.Snapshot{Settings: desk.DefaultSettings(), Calendars: map[int]calendar.Version{}, Workspace: s.workspace, Device: s.device}
}

// addToDesk adds one row's value, which the fold has accepted before.
func addToDesk(snap *desk.Snapshot, kind string, value []byte) error {
	var err error
	switch kind {
	case act.Officer:
		snap.Officers, err = added(snap.Officers, value)
	case act.Tag:
		snap.Tags, err = added(snap.Tags, value)
	case act.Redirect:
		snap.Redirects, err = added(snap.Redirects, value)
	case act.Calendar:
		var v calendar.Version
		err = json.Unmarshal(value, &v)
		snap.Calendars[v.Number] = v
		if v.Number > snap.Calendar.Number {
			snap.Calendar = v
		}
	}
	if err != nil {
		return errDamaged.Because(err)
	}
	return nil
}

func added[T any](all []T, value []byte) ([]T, error) {
	var v T
	err := json.Unmarshal(value, &v)
	return append(all, v), err
}

// desk is the desk in this transaction, with what its acts changed.
func (t *tx) desk() (*desk.Snapshot, error) {
	if t.snapshot == nil {
		snap, err := t.s.deskIn(t.ctx, t)
		if err != nil {
			return nil, err
		}
		t.snapshot = snap
	}
	return t.snapshot, nil
}

// deskRow names the row of a desk act: each calendar version has one of its own.
func deskRow(a act.Act) (kind, id string) {
	if a.Subject.Type != act.Calendar {
		return a.Subject.Type, a.Subject.ID
	}
	var v struct {
		Number int `json:"number"`
	}
	// The fold has read it before.
	_ = json.Unmarshal(a.Effect, &v)
	return act.Calendar, strconv.Itoa(v.Number)
}

// saveDesk writes the row of an act that had an effect, and what follows from it
// elsewhere.
func (t *tx) saveDesk(a act.Act) error {
	kind, id := deskRow(a)
	err := t.exec("INSERT INTO desk (type, id, value, ord) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
		kind, id, string(a.Effect), a.Commit)
	if err != nil {
		return fmt.Errorf("write %s %s: %w", kind, id, err)
	}
	switch {
	case kind == act.Calendar:
		return t.retime("status = ?", string(inbox.Open))
	case kind == act.Setting && id == "promised_types":
		return t.retime("true")
	case kind == act.Tag:
		return t.indexTag(a)
	}
	return nil
}

// firstCalendar sets the hours a new workspace begins with, as an act like any
// later one, so that the journal alone tells every due time.
func (t *tx) firstCalendar() error {
	choices := calendar.DefaultChoices()
	if t.s.options.Choices != nil {
		choices = *t.s.options.Choices
	}
	v, err := calendar.NewVersion(1, choices, t.s.options.Holidays)
	if err != nil {
		return app.NewError(app.Wrong, err.Error()).Because(err)
	}
	_, err = t.do([]act.Act{act.Rule("new-workspace").New(desk.Set, act.Subject{Type: act.Calendar, ID: "calendar"}, v, nil)})
	return err
}

// envOf is what a fold needs to know of a desk.
func (s *Store) envOf(snap *desk.Snapshot, unpromised bool) inbox.Env {
	promised := make(map[inbox.Type]bool, len(snap.Settings.Promised))
	for _, t := range snap.Settings.Promised {
		promised[inbox.Type(t)] = true
	}
	return inbox.Env{Calendar: snap.Calendar.Number, Promised: promised, Unpromised: unpromised,
		Due: func(number int, start time.Time) time.Time { return s.due(snap, number, start) }}
}

// due counts by a version of the desk's calendar. A number that this desk
// doesn't know (an act of a later version, a damaged one) is counted by the
// last version before it, else by the first: the fold must be total.
func (s *Store) due(snap *desk.Snapshot, number int, start time.Time) time.Time {
	number = min(max(number, 1), snap.Calendar.Number)
	v, ok := snap.Calendars[number]
	if !ok {
		return time.Time{}
	}
	c, err := s.compiled(v)
	if err != nil {
		s.options.Logger.Error("a calendar version can't be counted with", "version", number, "error", err)
		return time.Time{}
	}
	return c.Due(start)
}

// compiled returns a version ready to count with; a version never changes, so
// that one compilation serves for ever.
func (s *Store) compiled(v calendar.Version) (*calendar.Calendar, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.calendars[v.Number]; c != nil {
		return c, nil
	}
	c, err := calendar.Compile(v)
	if err != nil {
		return nil, err
	}
	s.calendars[v.Number] = c
	return c, nil
}

// forgetCalendars is for a transaction that came to nothing: its next version
// may be made again with other hours.
func (s *Store) forgetCalendars() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.calendars)
}

// BeSample makes an empty workspace a sample desk for ever: nothing leaves the
// machine from it. Wrong when it has held an account or a message.
func (s *Store) BeSample(ctx context.Context) error {
	return s.write(ctx, "make a sample desk", func(t *tx) error {
		var used int
		if err := t.row("SELECT (SELECT count(*) FROM channel) + (SELECT count(*) FROM message)").Scan(&used); err != nil {
			return fmt.Errorf("look whether it is empty: %w", err)
		}
		if used > 0 {
			return app.NewError(app.Wrong, "This workspace is in use, so it can't become a sample desk. Nothing was changed. Choose an empty folder.")
		}
		return t.setMeta("sample", "yes")
	})
}
