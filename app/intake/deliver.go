package intake

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/platforms"
)

// sink makes facts of a pull's batches.
type sink struct {
	r       *Runner
	ch      channel.Channel
	live    bool // items arrive as they are written: good for measuring clocks
	skew    time.Duration
	fetched int
	there   map[string]int
	// progress is told about a long pull.
	progress func(done, total int)
}

// Deliver threads a batch and stores it with its cursor (platforms.Sink).
func (s *sink) Deliver(ctx context.Context, b platforms.Batch) error {
	now := s.r.clock()
	items := slices.Clone(b.Items)
	sort.SliceStable(items, func(i, j int) bool { return items[i].ReceivedAt.Before(items[j].ReceivedAt) })
	msgs := make([]inbox.Message, 0, len(items))
	for _, it := range items {
		msgs = append(msgs, s.message(it, now))
	}
	if err := s.markAltered(ctx, msgs); err != nil {
		return err
	}
	acts, err := s.link(ctx, msgs)
	if err != nil {
		return err
	}
	suggest, err := s.thread(ctx, msgs)
	if err != nil {
		return err
	}
	f := Facts{Channel: s.ch.ID, Messages: msgs, Gone: locations(b.Gone), Renewed: b.Renewed, Cursor: b.Cursor, SeenAt: now, Suggest: suggest, Acts: acts}
	if err := s.r.store.Store(ctx, f); err != nil {
		return fmt.Errorf("store a batch of %s: %w", s.ch.ID, err)
	}
	s.fetched += len(items)
	if b.There != nil {
		s.there = b.There
	}
	if s.live {
		s.measure(ctx, items, now)
	}
	if s.progress != nil && b.Total > 0 {
		s.progress(b.Done, b.Total)
	}
	return nil
}

// message makes a fact of an item. The promise counts from the earliest of the
// network's stamps and our own receipt, ours corrected by the measured skew.
func (s *sink) message(it platforms.Item, now time.Time) inbox.Message {
	start := now.Add(-s.skew)
	if !it.ReceivedAt.IsZero() && it.ReceivedAt.Before(start) {
		start = it.ReceivedAt
	}
	m := inbox.Message{
		Key: it.Key, Channel: s.ch.ID, RemoteID: it.RemoteID, BodyHash: it.BodyHash, ThreadRoot: it.ThreadRoot,
		Parents: it.Parents, Direction: inbox.In, Auto: string(it.Auto), Kind: it.Kind, Private: it.Private,
		Claimed: it.Claimed, From: inbox.Person(it.From), AnswerTo: inbox.Person(it.AnswerTo),
		To: persons(it.To), Cc: persons(it.Cc), Subject: it.Subject, Text: it.Text, Quoted: it.Quoted,
		Start: start.UTC().Truncate(time.Millisecond), SentAt: it.SentAt, SeenAt: now.UTC().Truncate(time.Millisecond),
		EditedAt: it.EditedAt, DeletedAt: it.DeletedAt, Calendar: s.r.calendarNumber(),
		Unparsed: it.Unparsed, Raw: it.Raw, HeaderOnly: it.HeaderOnly, Permalink: it.Permalink, Size: it.Size,
		Locations: locations([]platforms.Location{it.Location}),
	}
	if it.Direction == platforms.FromUs {
		m.Direction = inbox.Own
	}
	m.History = m.Start.UnixMilli() < s.ch.PromiseFrom
	for _, l := range it.Links {
		m.Links = append(m.Links, inbox.Link(l))
	}
	for _, a := range it.Attachments {
		m.Files = append(m.Files, inbox.File(a))
	}
	if it.Bounce != nil {
		b := inbox.Bounce(*it.Bounce)
		m.Bounce = &b
	}
	return m
}

// markAltered gives another body under a known key a key of its own, so that a
// forged id can't hide a mail.
func (s *sink) markAltered(ctx context.Context, msgs []inbox.Message) error {
	keys := make([]string, len(msgs))
	for i, m := range msgs {
		keys[i] = m.Key
	}
	known, err := s.r.store.KnownKeys(ctx, s.ch.ID, keys)
	if err != nil {
		return fmt.Errorf("look up known messages: %w", err)
	}
	bodies := map[string]string{}
	for k, v := range known {
		bodies[k] = v.BodyHash
	}
	for i := range msgs {
		m := &msgs[i]
		if m.BodyHash == "" {
			continue
		}
		have, ok := bodies[m.Key]
		if ok && have != "" && have != m.BodyHash {
			m.Key += "~" + m.BodyHash[:min(16, len(m.BodyHash))]
			m.Altered = true
			continue
		}
		bodies[m.Key] = m.BodyHash
	}
	return nil
}

// link joins the messages to our sends. A copy of a send of ours is ours even
// in the Inbox, unless its body was altered.
func (s *sink) link(ctx context.Context, msgs []inbox.Message) ([]act.Act, error) {
	if s.r.cites == nil {
		return nil, nil
	}
	acts, linked, err := s.r.cites.ActsFor(ctx, s.ch.ID, msgs)
	if err != nil {
		return nil, fmt.Errorf("join messages to sends: %w", err)
	}
	for i := range msgs {
		m := &msgs[i]
		m.Send = linked[m.Key]
		if m.Send != "" && m.Claimed && m.Bounce == nil && m.Auto == "" && !m.Altered {
			m.Direction = inbox.Own
		}
	}
	return acts, nil
}

// thread finds each message's conversation, oldest first.
func (s *sink) thread(ctx context.Context, msgs []inbox.Message) (map[string]string, error) {
	t := &threader{channel: s.ch.ID, suggest: map[string]string{}}
	var ids, roots []string
	for _, m := range msgs {
		ids = append(append(ids, m.Parents...), m.ThreadRoot)
		roots = append(roots, m.ThreadRoot)
		if m.RemoteID != "" {
			roots = append(roots, m.RemoteID)
		}
		if m.Bounce != nil && m.Bounce.OriginalID != "" {
			ids = append(ids, m.Bounce.OriginalID)
		}
	}
	var err error
	if t.byID, err = s.r.store.KnownIDs(ctx, s.ch.ID, distinct(ids)); err != nil {
		return nil, fmt.Errorf("look up parents: %w", err)
	}
	if t.byRoot, err = s.r.store.KnownRoots(ctx, s.ch.ID, distinct(roots)); err != nil {
		return nil, fmt.Errorf("look up threads: %w", err)
	}
	keys := make([]string, len(msgs))
	for i, m := range msgs {
		keys[i] = m.Key
	}
	known, err := s.r.store.KnownKeys(ctx, s.ch.ID, keys)
	if err != nil {
		return nil, fmt.Errorf("look up known messages: %w", err)
	}
	for i := range msgs {
		m := &msgs[i]
		if k, ok := known[m.Key]; ok {
			m.Conversation = k.Conversation
			continue
		}
		if m.Bounce != nil && m.Bounce.OriginalID != "" && !slices.Contains(m.Parents, m.Bounce.OriginalID) {
			m.Parents = append([]string{m.Bounce.OriginalID}, m.Parents...)
		}
		t.place(m)
		t.learn(*m)
	}
	return t.suggest, nil
}

// measure notes how far this PC's clock is from the server's, from mail that
// has just arrived.
func (s *sink) measure(ctx context.Context, items []platforms.Item, now time.Time) {
	for _, it := range items {
		if it.InternalDate.IsZero() || it.HeaderOnly {
			continue
		}
		seconds := int64(now.Sub(it.InternalDate) / time.Second)
		if err := s.r.store.AddSkew(ctx, s.ch.ID, seconds, now); err != nil {
			s.r.log.Warn("could not note the clock's difference", "channel", s.ch.ID, "error", err)
			return
		}
	}
}

func persons(ps []platforms.Person) []inbox.Person {
	var out []inbox.Person
	for _, p := range ps {
		out = append(out, inbox.Person(p))
	}
	return out
}

func locations(ls []platforms.Location) []inbox.Location {
	var out []inbox.Location
	for _, l := range ls {
		if l != (platforms.Location{}) {
			out = append(out, inbox.Location{Folder: l.Folder, Validity: l.Validity, UID: l.UID, ID: l.ID})
		}
	}
	return out
}

func distinct(ids []string) []string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(s string) bool { return s == "" })
}
