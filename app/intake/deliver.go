package intake

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/platforms"
)

// sink makes facts of a pull's batches.
type sink struct {
	r   *Runner
	ch  channel.Channel
	way *way
	// live: items arrive as they are written, good for measuring clocks.
	live bool
	// keepsCursor is false beside another pull, which keeps it.
	keepsCursor bool
	skew        time.Duration
	// keepFor is how long the network lets us keep members' words; 0: it says so with
	// each, or never.
	keepFor time.Duration
	// fetched counts the items of the pull, fresh those that were not here before.
	fetched, fresh int
	there          map[string]int
	lost           []string // what the network no longer gives
	// progress is told about a long pull.
	progress func(done, total int)
}

// threadings is how often a batch is threaded again because an officer acted on
// a conversation meanwhile.
const threadings = 3

// Deliver threads a batch and stores it with its cursor (platforms.Sink).
// Batches of one channel are taken one after the other, whoever pulls them.
func (s *sink) Deliver(ctx context.Context, b platforms.Batch) error {
	s.way.store.Lock()
	defer s.way.store.Unlock()
	now := s.r.clock()
	items := slices.Clone(b.Items)
	sort.SliceStable(items, func(i, j int) bool { return items[i].ReceivedAt.Before(items[j].ReceivedAt) })
	f := Facts{Channel: s.ch.ID, Gone: locations(b.Gone), Renewed: b.Renewed, SeenAt: now}
	if s.keepsCursor {
		f.Cursor = b.Cursor
	}
	var err error
	fresh := 0
	for n := 1; ; n++ {
		if fresh, err = s.fill(ctx, &f, items, now); err != nil {
			return err
		}
		if err = s.r.store.Store(ctx, f); app.KindOf(err) != app.Conflict || n == threadings {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("store a batch of %s: %w", s.ch.ID, err)
	}
	s.lost = append(s.lost, b.Lost...)
	s.fetched += len(items)
	s.fresh += fresh
	if b.There != nil {
		s.there = b.There
	}
	s.measure(ctx, items, now)
	if s.progress != nil && b.Total > 0 {
		s.progress(b.Done, b.Total)
	}
	return nil
}

// fill makes the messages of a batch and finds what they mean. fresh counts those
// that are not here yet.
func (s *sink) fill(ctx context.Context, f *Facts, items []platforms.Item, now time.Time) (fresh int, err error) {
	msgs := make([]inbox.Message, 0, len(items))
	for _, it := range items {
		msgs = append(msgs, s.message(it, now))
	}
	known, err := s.known(ctx, msgs)
	if err != nil {
		return 0, err
	}
	msgs = withoutStrayDeletions(msgs, known)
	markAltered(msgs, known)
	var links map[string]Link
	if f.Acts, links, err = s.link(ctx, msgs); err != nil {
		return 0, err
	}
	seen := map[string]bool{}
	for _, m := range msgs {
		if _, stored := known[m.Key]; !stored && !seen[m.Key] {
			seen[m.Key] = true
		}
	}
	f.Messages = msgs
	f.Suggest, f.Moved, err = s.thread(ctx, msgs, links)
	return len(seen), err
}

// message makes a fact of an item. The promise counts from the earliest of the
// network's stamps and our own receipt. Our receipt is corrected by the measured
// skew; where the network has a stamp, a skew that makes us later than it says
// nothing more, and one that was measured too large must not make mail late.
func (s *sink) message(it platforms.Item, now time.Time) inbox.Message {
	start := now.Add(-s.skew)
	if !it.ReceivedAt.IsZero() {
		start = earlier(it.ReceivedAt, now.Add(-min(s.skew, 0)))
	}
	m := inbox.Message{
		Key: it.Key, Channel: s.ch.ID, RemoteID: it.RemoteID, BodyHash: it.BodyHash, ThreadRoot: it.ThreadRoot,
		Parents: it.Parents, Direction: inbox.In, Auto: string(it.Auto), Kind: it.Kind, Private: it.Private,
		Claimed: it.Claimed, From: person(it.From), AnswerTo: person(it.AnswerTo),
		To: persons(it.To), Cc: persons(it.Cc), Subject: oneLine(it.Subject), Text: platforms.Clean(it.Text), Quoted: platforms.Clean(it.Quoted),
		Start: millis(start), SentAt: it.SentAt, SeenAt: millis(now),
		EditedAt: millis(it.EditedAt), DeletedAt: millis(it.DeletedAt), Calendar: s.r.calendarNumber(),
		Unparsed: it.Unparsed, Raw: it.Raw, HeaderOnly: it.HeaderOnly, Permalink: it.Permalink, Size: it.Size,
		Locations: locations([]platforms.Location{it.Location}),
		Ref:       it.Ref, Context: it.Context, Hidden: it.Hidden, ReplyUntil: millis(it.ReplyUntil), ReplyAfter: it.ReplyAfter,
		ExpireAt: millis(it.ExpireAt), Counts: it.Counts,
	}
	m.AsOf = m.SeenAt
	if m.ExpireAt.IsZero() && s.keepFor > 0 && it.Direction == platforms.FromResident {
		m.ExpireAt = m.SeenAt.Add(s.keepFor)
	}
	if it.Direction == platforms.FromUs {
		m.Direction = inbox.Own
	}
	m.History = m.Start.UnixMilli() < s.ch.PromiseFrom
	for _, l := range it.Links {
		l.Text = platforms.Clean(l.Text)
		m.Links = append(m.Links, inbox.Link(l))
	}
	for _, a := range it.Attachments {
		a.Name, a.Alt = oneLine(a.Name), platforms.Clean(a.Alt)
		m.Files = append(m.Files, inbox.File(a))
	}
	if it.Bounce != nil {
		b := inbox.Bounce(*it.Bounce)
		m.Bounce = &b
	}
	return m
}

// withoutStrayDeletions leaves out the news that something is gone which was never
// here. What has no author and is known comes from its own record.
func withoutStrayDeletions(msgs []inbox.Message, known map[string]Known) []inbox.Message {
	here := map[string]bool{}
	for _, m := range msgs {
		here[m.Key] = here[m.Key] || m.DeletedAt.IsZero()
	}
	return slices.DeleteFunc(msgs, func(m inbox.Message) bool {
		_, stored := known[m.Key]
		return !m.DeletedAt.IsZero() && m.From == (inbox.Person{}) && !m.Mail() && !stored && !here[m.Key]
	})
}

// markAltered gives another body under a known key a key of its own, so that a
// forged id can't hide a mail. On a network nobody can forge an id: there it is
// an edit.
func markAltered(msgs []inbox.Message, known map[string]Known) {
	bodies := map[string]string{}
	for k, v := range known {
		bodies[k] = v.BodyHash
	}
	for i := range msgs {
		m := &msgs[i]
		if m.BodyHash == "" || !m.Mail() {
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
}

// link joins the messages to our sends. A copy of a send of ours is ours even
// in the Inbox, unless its body was altered.
func (s *sink) link(ctx context.Context, msgs []inbox.Message) ([]act.Act, map[string]Link, error) {
	if s.r.cites == nil {
		return nil, nil, nil
	}
	acts, links, err := s.r.cites.ActsFor(ctx, s.ch.ID, msgs)
	if err != nil {
		return nil, nil, fmt.Errorf("join messages to sends: %w", err)
	}
	for i := range msgs {
		m := &msgs[i]
		m.Send = links[m.Key].Send
		if m.Send != "" && m.Claimed && m.Bounce == nil && m.Auto == "" && !m.Altered {
			m.Direction = inbox.Own
		}
	}
	return acts, links, nil
}

// thread finds each message's conversation, and which stored ones belong
// elsewhere now that these are known.
func (s *sink) thread(ctx context.Context, msgs []inbox.Message, links map[string]Link) (suggest, moved map[string]string, err error) {
	known, err := s.known(ctx, msgs)
	if err != nil {
		return nil, nil, err
	}
	first := map[string]*inbox.Message{}
	var fresh []*inbox.Message
	for i := range msgs {
		m := &msgs[i]
		if m.Bounce != nil && m.Bounce.OriginalID != "" && !slices.Contains(m.Parents, m.Bounce.OriginalID) {
			m.Parents = append([]string{m.Bounce.OriginalID}, m.Parents...)
		}
		if k, ok := known[m.Key]; ok {
			m.Conversation = k.Conversation
			continue
		}
		// What is ours, or a machine's word about it, belongs where we sent it.
		if (m.Direction == inbox.Own || m.Auto != "") && !apart(*m) {
			m.Conversation = links[m.Key].Conversation
		}
		if first[m.Key] == nil {
			first[m.Key] = m
			fresh = append(fresh, m)
		}
	}
	if len(fresh) == 0 {
		return nil, nil, nil
	}
	stored, err := s.related(ctx, fresh)
	if err != nil {
		return nil, nil, err
	}
	t := newThreader(s.ch.ID, s.ch.Identity)
	moved = t.replay(fresh, stored)
	t.joinEnds(fresh, links)
	for i := range msgs {
		m := &msgs[i]
		if to, ok := moved[m.Key]; ok {
			m.Conversation = to
		} else if same := first[m.Key]; same != nil {
			m.Conversation = same.Conversation
		}
	}
	return t.suggest, moved, nil
}

// related reads everything stored that hangs together with the messages by
// their ids, however many steps away.
func (s *sink) related(ctx context.Context, fresh []*inbox.Message) ([]Known, error) {
	var all []Known
	seen, asked := map[string]bool{}, map[string]bool{"": true}
	var ask []string
	add := func(m inbox.Message) {
		seen[m.Key] = true
		for _, id := range ids(m) {
			if !asked[id] {
				asked[id] = true
				ask = append(ask, id)
			}
		}
	}
	for _, m := range fresh {
		add(*m)
	}
	for len(ask) > 0 {
		found, err := s.r.store.Related(ctx, s.ch.ID, ask)
		if err != nil {
			return nil, fmt.Errorf("look up threads: %w", err)
		}
		ask = nil
		for _, k := range found {
			if !seen[k.Key] {
				add(k.Message)
				all = append(all, k)
			}
		}
	}
	return all, nil
}

func (s *sink) known(ctx context.Context, msgs []inbox.Message) (map[string]Known, error) {
	keys := make([]string, len(msgs))
	for i, m := range msgs {
		keys[i] = m.Key
	}
	known, err := s.r.store.KnownKeys(ctx, s.ch.ID, keys)
	if err != nil {
		return nil, fmt.Errorf("look up known messages: %w", err)
	}
	return known, nil
}

// measure notes how far this PC's clock is from the server's, from mail that
// has just arrived. Only what is newer than all before counts: old mail that
// somebody moves into the Inbox keeps its stamp.
func (s *sink) measure(ctx context.Context, items []platforms.Item, now time.Time) {
	before := s.way.newest
	for _, it := range items {
		if it.InternalDate.After(s.way.newest) {
			s.way.newest = it.InternalDate
		}
		if !s.live || before.IsZero() || !it.InternalDate.After(before) || it.HeaderOnly {
			continue
		}
		seconds := int64(now.Sub(it.InternalDate) / time.Second)
		if err := s.r.store.AddSkew(ctx, s.ch.ID, seconds, now); err != nil {
			s.r.log.Warn("could not note the clock's difference", "channel", s.ch.ID, "error", err)
			return
		}
	}
}

// millis is a moment as it is kept.
func millis(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func persons(ps []platforms.Person) []inbox.Person {
	var out []inbox.Person
	for _, p := range ps {
		out = append(out, person(p))
	}
	return out
}

func person(p platforms.Person) inbox.Person {
	return inbox.Person{ID: p.ID, Name: oneLine(p.Name), Handle: oneLine(p.Handle)}
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
