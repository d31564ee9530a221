package ui

import (
	"sync"
	"time"

	"commsdesk/app/event"
)

// signalPause is how long signals are gathered before the screens hear them.
const signalPause = 100 * time.Millisecond

// signals gathers the store's changes, so that a pull of a thousand messages
// makes a few readings, not a thousand.
type signals struct {
	pause time.Duration
	tell  func([]event.Change)

	mu      sync.Mutex
	pending map[event.Topic]*gathered
	order   []event.Topic
	timer   *time.Timer
	stopped bool
}

type gathered struct {
	any  bool // some change named no ids: any of the topic may have changed
	ids  []string
	seen map[string]bool
}

func newSignals(pause time.Duration, tell func([]event.Change)) *signals {
	return &signals{pause: pause, tell: tell, pending: map[event.Topic]*gathered{}}
}

// heard is the bus's listener; it returns at once.
func (s *signals) heard(c event.Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	g, ok := s.pending[c.Topic]
	if !ok {
		g = &gathered{seen: map[string]bool{}}
		s.pending[c.Topic] = g
		s.order = append(s.order, c.Topic)
	}
	if len(c.IDs) == 0 {
		g.any = true
	}
	for _, id := range c.IDs {
		if !g.seen[id] {
			g.seen[id] = true
			g.ids = append(g.ids, id)
		}
	}
	if s.timer == nil {
		s.timer = time.AfterFunc(s.pause, s.flush)
	}
}

// flush tells what was gathered, one change a topic, in the order of the first
// of each.
func (s *signals) flush() {
	s.mu.Lock()
	var out []event.Change
	for _, t := range s.order {
		g := s.pending[t]
		c := event.Change{Topic: t, IDs: g.ids}
		if g.any {
			c.IDs = nil
		}
		out = append(out, c)
	}
	s.pending, s.order, s.timer = map[event.Topic]*gathered{}, nil, nil
	stopped := s.stopped
	s.mu.Unlock()
	if !stopped && len(out) > 0 {
		s.tell(out)
	}
}

func (s *signals) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	if s.timer != nil {
		s.timer.Stop()
	}
}
