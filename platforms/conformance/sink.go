package conformance

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms"
)

// batchMost is how many items a batch may hold.
const batchMost = 100

// Sink stores what is pulled as the program does: by key, with the cursor of the
// last batch that was stored whole.
type Sink struct {
	mu    sync.Mutex
	Items map[string]platforms.Item
	// Order are the keys as they first came.
	Order   []string
	Batches int
	Cursor  []byte
	Lost    []string // what the network was said to give no more
	// Refuse is asked before a batch is stored; an error stores nothing of it.
	Refuse func(n int) error
	faults []string
}

// NewSink returns an empty Sink.
func NewSink() *Sink { return &Sink{Items: map[string]platforms.Item{}} }

// Deliver stores a batch with its cursor (platforms.Sink).
func (s *Sink) Deliver(_ context.Context, b platforms.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Batches++
	if s.Refuse != nil {
		if err := s.Refuse(s.Batches); err != nil {
			return err
		}
	}
	if len(b.Items) > batchMost {
		s.faults = append(s.faults, "a batch holds more than 100 items")
	}
	if len(b.Cursor) == 0 {
		s.faults = append(s.faults, "a batch has no cursor")
	}
	s.Cursor = slices.Clone(b.Cursor)
	s.Lost = append(s.Lost, b.Lost...)
	for _, it := range b.Items {
		if why := amiss(it); why != "" {
			s.faults = append(s.faults, why+": "+it.Key)
		}
		old, known := s.Items[it.Key]
		if !known {
			s.Order = append(s.Order, it.Key)
		}
		if it.HeaderOnly && known && !old.HeaderOnly {
			continue
		}
		s.Items[it.Key] = it
	}
	return nil
}

// Find returns the item that the network knows by an id. A mail's key is not its
// id: two of one id are two, unless they are the same mail.
func (s *Sink) Find(id string) (platforms.Item, bool) {
	if it, ok := s.Items[id]; ok {
		return it, true
	}
	for _, it := range s.Items {
		if it.RemoteID == id && id != "" {
			return it, true
		}
	}
	return platforms.Item{}, false
}

// amiss says what every item must have and this one lacks.
func amiss(it platforms.Item) string {
	switch {
	case it.Key == "" || it.RemoteID == "":
		return "an item has no id"
	case it.Key != it.RemoteID && it.Kind != platforms.KindMail:
		return "an item's key is not its id at the network"
	case it.Location.ID == "" && it.Location.UID == 0:
		return "an item has no location"
	case !it.DeletedAt.IsZero():
		return ""
	case it.Direction != platforms.FromResident && it.Direction != platforms.FromUs:
		return "an item has no direction"
	case it.Kind == "":
		return "an item has no kind"
	case it.ThreadRoot == "":
		return "an item has no thread"
	case it.From.ID == "":
		return "an item has no author"
	case it.Direction == platforms.FromResident && it.AnswerTo.ID == "":
		return "an item has nobody to answer"
	case it.ReceivedAt.IsZero():
		return "an item has no time"
	case it.ReceivedAt.Location() != time.UTC:
		return "an item's time is not UTC"
	case it.Context != "" && it.Context == it.ThreadRoot:
		return "our own post is the root of a resident's thread"
	}
	return ""
}

// window is the promise window of a channel connected at Start.
func (d *Desk) window() platforms.Window {
	return platforms.Window{PromiseFrom: Start.Add(-24 * time.Hour), OldestFrom: Start.AddDate(-1, 0, 0)}
}

// Pull pulls to the end and fails the test when that does not work.
func (d *Desk) Pull() {
	d.T.Helper()
	if err := d.TryPull(d.T.Context()); err != nil {
		d.T.Fatalf("pull: %v", err)
	}
}

// TryPull pulls once from the cursor that was stored last.
func (d *Desk) TryPull(ctx context.Context) error {
	d.T.Helper()
	err := d.Adapter.(platforms.Puller).Pull(ctx, d.Sink.Cursor, d.window(), d.Sink)
	for _, f := range d.Sink.faults {
		d.T.Error(f)
	}
	d.Sink.faults = nil
	return err
}

// want fails unless every id was pulled, with the text it has at the network.
func (d *Desk) want(what string, ids ...string) {
	d.T.Helper()
	for _, id := range ids {
		it, ok := d.Sink.Find(id)
		if !ok && id != "" {
			d.T.Errorf("%s: %s is missing among %d items", what, id, len(d.Sink.Items))
		}
		if it.HeaderOnly {
			d.T.Errorf("%s: %s came without its words", what, id)
		}
	}
}

// item returns a pulled item.
func (d *Desk) item(id string) platforms.Item {
	d.T.Helper()
	it, ok := d.Sink.Find(id)
	if !ok {
		d.T.Fatalf("%s was not pulled", id)
	}
	return it
}

// target is an item as moderation takes it.
func target(it platforms.Item) platforms.Target {
	return platforms.Target{ID: it.RemoteID, Root: it.ThreadRoot, Ref: it.Ref, Context: it.Context, Kind: it.Kind, Private: it.Private, From: it.From}
}

// parent is an item as an answer takes it.
func parent(it platforms.Item) *platforms.Parent {
	refs := slices.Clone(it.Parents)
	slices.Reverse(refs)
	return &platforms.Parent{ID: it.RemoteID, Root: it.ThreadRoot, References: refs, Ref: it.Ref, Context: it.Context, Kind: it.Kind,
		Private: it.Private, From: it.From, At: it.ReceivedAt}
}

// reply is an answer to an item.
func reply(it platforms.Item, text string) platforms.Outgoing {
	return platforms.Outgoing{ReplyTo: parent(it), To: []platforms.Person{it.AnswerTo}, Text: text, Private: it.Private}
}

// seal seals an outgoing message; refusal fails the test.
func (d *Desk) seal(out platforms.Outgoing) platforms.Sealed {
	d.T.Helper()
	sealed, err := d.Adapter.(platforms.Sender).Seal(d.T.Context(), out, d.Clock.Now())
	if err != nil {
		d.T.Fatalf("seal: %v", err)
	}
	if sealed.Token == "" || len(sealed.Bytes) == 0 {
		d.T.Fatal("what was sealed has no token or no bytes")
	}
	return sealed
}

// send makes one attempt and counts the calls of commit.
func (d *Desk) send(ctx context.Context, sealed platforms.Sealed) (o platforms.Outcome, commits int) {
	d.T.Helper()
	o = d.Adapter.(platforms.Sender).Send(ctx, sealed, func() error { commits++; return nil })
	return o, commits
}

var errStore = errors.New("the disk is full")

// untilHung runs an exchange that the server leaves hanging after it carried it
// out, and ends the waiting then, as a time limit would.
func (d *Desk) untilHung(run func(ctx context.Context)) {
	d.T.Helper()
	ctx, cancel := context.WithCancel(d.T.Context())
	defer cancel()
	done := make(chan struct{})
	go func() {
		select {
		case <-d.World.Server().Hanging():
			cancel()
		case <-done:
		}
	}()
	run(ctx)
	close(done)
}

func sentence(t *testing.T, what string, err error) {
	t.Helper()
	var e *platforms.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: the error has no class and no sentence: %v", what, err)
		return
	}
	if e.Class == "" || len(e.Sentence) < 10 {
		t.Errorf("%s: class %q, sentence %q", what, e.Class, e.Sentence)
	}
}
