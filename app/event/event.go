// Package event carries typed signals of change from the store to whoever
// shows it. A signal holds ids only; listeners read again.
package event

import "sync"

// Topic is what changed.
type Topic string

// The topics.
const (
	Conversations Topic = "conversations"
	Sends         Topic = "sends"
	Drafts        Topic = "drafts"
	Channels      Topic = "channels"
	Desk          Topic = "desk" // officers, tags, redirects, settings, calendar
	Notices       Topic = "notices"
)

// Change says that some subjects of a topic changed. No IDs: any of them may
// have.
type Change struct {
	Topic Topic
	IDs   []string
}

// Bus hands changes to its listeners. The zero value is ready.
type Bus struct {
	mu        sync.Mutex
	next      int
	listeners map[int]func(Change)
}

// Listen calls f for every change until stop is called. f runs on the
// goroutine that announces and must return at once; it may not call the bus.
func (b *Bus) Listen(f func(Change)) (stop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners == nil {
		b.listeners = map[int]func(Change){}
	}
	id := b.next
	b.next++
	b.listeners[id] = f
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners, id)
	}
}

// Announce tells every listener about the change.
func (b *Bus) Announce(c Change) {
	b.mu.Lock()
	fs := make([]func(Change), 0, len(b.listeners))
	for _, f := range b.listeners {
		fs = append(fs, f)
	}
	b.mu.Unlock()
	for _, f := range fs {
		f(c)
	}
}
