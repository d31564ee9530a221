package feed_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
)

type sink struct {
	got []platforms.Batch
	err error
}

func (s *sink) Deliver(_ context.Context, b platforms.Batch) error {
	if s.err == nil {
		s.got = append(s.got, b)
	}
	return s.err
}

// TestBuffer shows that batches have a limit, that nothing new is no batch, that a
// new cursor alone is one, and that nothing is dropped that was not stored.
func TestBuffer(t *testing.T) {
	s, cursor := &sink{}, "0"
	b := feed.Buffer{Sink: s, Delivered: []byte("0"), Cursor: func() ([]byte, error) { return []byte(cursor), nil }}
	flush := func() {
		t.Helper()
		if err := b.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if flush(); len(s.got) != 0 {
		t.Fatalf("of nothing came %+v", s.got)
	}
	for n := range 101 {
		if err := b.Add(t.Context(), platforms.Item{Key: strconv.Itoa(n)}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.got) != 1 || len(s.got[0].Items) != 100 {
		t.Fatalf("%d batches", len(s.got))
	}
	b.Lost, s.err = []string{"Some is gone."}, errors.New("the disk is full")
	if err := b.Flush(t.Context()); !errors.Is(err, s.err) {
		t.Fatalf("got %v", err)
	}
	s.err, cursor = nil, "1"
	if flush(); len(s.got) != 2 || len(s.got[1].Items) != 1 || len(s.got[1].Lost) != 1 || string(s.got[1].Cursor) != "1" {
		t.Fatalf("the rest came as %+v", s.got[1:])
	}
	cursor = "2"
	if flush(); len(s.got) != 3 || len(s.got[2].Items)+len(s.got[2].Lost) != 0 {
		t.Fatalf("the cursor alone came as %+v", s.got[2:])
	}
}
