package mastodon

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"sync"

	"commsdesk/platforms"
)

var _ platforms.Watcher = (*Adapter)(nil)

// stream is the open connection on which a server announces news. It stays open
// between two Watches, so nothing slips through while a Pull runs.
type stream struct {
	mu   sync.Mutex
	conn io.Closer
	// news holds one value when something changed; ended is closed with the
	// connection, after why was set.
	news  chan struct{}
	ended chan struct{}
	why   error
	// socket: the server has no stream over plain HTTP.
	socket bool
}

func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		_ = s.conn.Close()
		s.conn = nil
	}
}

// Watch waits until the server announces something that concerns the account. A
// stream that was opened anew counts as news: what came in between is fetched by
// the cursor.
func (a *Adapter) Watch(ctx context.Context) error {
	a.streaming.mu.Lock()
	open := a.streaming.conn != nil
	a.streaming.mu.Unlock()
	if !open {
		err := a.openStream(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	a.streaming.mu.Lock()
	news, ended := a.streaming.news, a.streaming.ended
	a.streaming.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil
	case <-news:
		return nil
	case <-ended:
		a.streaming.close()
		a.streaming.mu.Lock()
		defer a.streaming.mu.Unlock()
		return a.streaming.why
	}
}

// openStream connects and starts to listen.
func (a *Adapter) openStream(ctx context.Context) error {
	s, err := a.known(ctx)
	if err != nil {
		return err
	}
	if s.streaming == nil {
		return platforms.Refuse("This server does not announce news by itself. Commsdesk asks every minute or two.")
	}
	v, err := a.view(ctx)
	if err != nil {
		return err
	}
	access, err := a.keeper.Access(ctx)
	if err != nil {
		return err
	}
	conn, read, err := a.connect(ctx, s.streaming, access)
	if err != nil {
		return err
	}
	news, ended := make(chan struct{}, 1), make(chan struct{})
	a.streaming.mu.Lock()
	defer a.streaming.mu.Unlock()
	if a.life.Err() != nil {
		_ = conn.Close()
		return unreachable(context.Canceled)
	}
	a.streaming.conn, a.streaming.news, a.streaming.ended = conn, news, ended
	go func() {
		err := read(func(event, payload string) {
			if a.concerns(v, event, payload) {
				select {
				case news <- struct{}{}:
				default:
				}
			}
		})
		a.streaming.mu.Lock()
		a.streaming.why = &platforms.Error{Class: platforms.ClassTransient, Sentence: "The Mastodon server stopped announcing news. It is connected anew.", Err: err}
		a.streaming.mu.Unlock()
		close(ended)
	}()
	return nil
}

// concerns tells whether an event is about the account, and keeps what it says
// about statuses that were fetched before.
func (a *Adapter) concerns(v view, event, payload string) bool {
	switch event {
	case "notification":
		var n notification
		return json.Unmarshal([]byte(payload), &n) == nil && slices.Contains([]string{"mention", "quote", "status"}, n.Type)
	case "conversation", "notifications_merged":
		return true
	case "update":
		var s status
		return json.Unmarshal([]byte(payload), &s) == nil && s.Account.ID == v.me && s.Reblog == nil
	case "status.update":
		var s status
		return json.Unmarshal([]byte(payload), &s) == nil && a.noteChange(&s)
	case "delete":
		return a.noteDeletion(payload)
	}
	return false
}

// noteChange remembers an edit of a status that was fetched before: the stream
// tells of everybody's whom the account follows.
func (a *Adapter) noteChange(s *status) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.memory.seen[s.ID] {
		return false
	}
	a.memory.changed[s.ID] = *s
	return true
}

func (a *Adapter) noteDeletion(id string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.memory.seen[id] {
		return false
	}
	a.memory.deleted[id] = true
	delete(a.memory.changed, id)
	return true
}
