package sim

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/websocket"

	"commsdesk/platforms/simulator"
)

// event is one announcement.
type event struct{ name, payload string }

// broadcast is the streaming server, which real servers keep apart from the
// rest.
type broadcast struct {
	may    func(bearer string) bool
	http   *http.Server
	listen net.Listener

	mu     sync.Mutex
	ears   map[chan event]bool
	socket bool
	none   bool
}

func listen(may func(string) bool) (*broadcast, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start a simulated stream: %w", err)
	}
	b := &broadcast{may: may, listen: l, ears: map[chan event]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/streaming/user", b.overHTTP)
	mux.HandleFunc("GET /api/v1/streaming", b.overSocket)
	b.http = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = b.http.Serve(l) }()
	return b, nil
}

// mayListen tells whether a sign-in may have the stream.
func (w *World) mayListen(bearer string) (ok bool) {
	w.server.Do(func() { _, ok = w.s.Keys[bearer] })
	return ok
}

// Sockets makes the server announce over WebSockets alone, or not at all.
func (w *World) Sockets(only, none bool) {
	w.stream.mu.Lock()
	defer w.stream.mu.Unlock()
	w.stream.socket, w.stream.none = only, none
}

func (b *broadcast) url() string { return "ws://" + b.listen.Addr().String() }

func (b *broadcast) close() {
	b.drop()
	_ = b.http.Close()
}

// drop ends every stream.
func (b *broadcast) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ear := range b.ears {
		close(ear)
	}
	b.ears = map[chan event]bool{}
}

func (b *broadcast) listeners() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.ears)
}

// send announces to everybody who listens.
func (b *broadcast) send(name string, body any) {
	payload, isText := body.(string)
	if !isText {
		raw, err := json.Marshal(body)
		if err != nil {
			return
		}
		payload = string(raw)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for ear := range b.ears {
		select {
		case ear <- event{name, payload}:
		default: // who does not listen misses it
		}
	}
}

func (b *broadcast) join() chan event {
	ear := make(chan event, 1000)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ears[ear] = true
	return ear
}

func (b *broadcast) leave(ear chan event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.ears, ear)
}

func (b *broadcast) refuse(w http.ResponseWriter, r *http.Request, socket bool) bool {
	b.mu.Lock()
	missing := b.none || b.socket && !socket
	b.mu.Unlock()
	switch {
	case missing:
		http.NotFound(w, r)
	case !b.may(simulator.Bearer(r.Header)):
		w.WriteHeader(http.StatusUnauthorized)
	default:
		return false
	}
	return true
}

func (b *broadcast) overHTTP(w http.ResponseWriter, r *http.Request) {
	if b.refuse(w, r, false) {
		return
	}
	ear := b.join()
	defer b.leave(ear)
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprint(w, ":)\n")
	_ = http.NewResponseController(w).Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case e, ok := <-ear:
			if !ok {
				return
			}
			_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n:thump\n", e.name, e.payload)
			_ = http.NewResponseController(w).Flush()
		}
	}
}

func (b *broadcast) overSocket(w http.ResponseWriter, r *http.Request) {
	if b.refuse(w, r, true) {
		return
	}
	if r.URL.Query().Get("stream") != "user" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	websocket.Server{Handler: func(ws *websocket.Conn) {
		ear := b.join()
		defer b.leave(ear)
		gone := make(chan struct{})
		go func() { // until the other end goes
			defer close(gone)
			var nothing string
			for websocket.Message.Receive(ws, &nothing) == nil {
			}
		}()
		for {
			select {
			case <-gone:
				return
			case e, ok := <-ear:
				if !ok || websocket.JSON.Send(ws, map[string]any{"stream": []string{"user"}, "event": e.name, "payload": e.payload}) != nil {
					return
				}
			}
		}
	}}.ServeHTTP(w, r)
}
