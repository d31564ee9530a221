package simulator

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"commsdesk/platforms"
)

// Answer is what a simulator says. Body is marshalled as JSON unless it is
// []byte or nil; without a Content-Type in Header it is application/json.
type Answer struct {
	Status int
	Header http.Header
	Body   any
}

// Network is what one network's simulator brings to its Server.
type Network interface {
	// Calls is the table of facts.
	Calls() []Call
	// Signed tells whether the request carries a sign-in that holds.
	Signed(r *Request) bool
	// Answer carries a request out. It is called under one lock, so the
	// simulator's state needs none for it.
	Answer(r *Request) Answer
	// Error is the network's own form of an error: RateLimited with its headers
	// and the moment from which it may go on, Expired, Revoked, FailAfter for any
	// 500, and "" for a request that the description does not know.
	Error(r *Request, f Fault, until time.Time) Answer
}

// Server runs a Network on this PC, or stands Beside a server of another protocol.
type Server struct {
	network Network
	clock   platforms.Clock
	stop    func()
	url     string

	// work is held while the network answers.
	work sync.Mutex

	mu         sync.Mutex
	orders     []order
	hung       chan struct{} // closed by Calm
	hanging    chan struct{}
	violations []string
	counts     map[string]int
	skew       time.Duration
	observe    func(*Request)
}

// dripPause is how long a dripping server waits between two pieces.
const dripPause = 2 * time.Millisecond

// Start runs the network on a free port of this PC until Close.
func Start(n Network, clock platforms.Clock) (*Server, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start a simulated network: %w", err)
	}
	s := Beside(clock, nil)
	s.network, s.url = n, "http://"+listener.Addr().String()
	web := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	s.stop = func() { _ = web.Close() }
	go func() { _ = web.Serve(listener) }()
	return s, nil
}

// Beside returns what steers a server that speaks another protocol than HTTP. It
// listens nowhere: that server asks it by Meet what each call is to show, and ends
// with stop.
func Beside(clock platforms.Clock, stop func()) *Server {
	return &Server{clock: clock, stop: stop, hung: make(chan struct{}), hanging: make(chan struct{}, 64), counts: map[string]int{}}
}

// URL is the server's address, without a last slash, "" for one that is Beside.
func (s *Server) URL() string { return s.url }

// Close ends the server and every connection to it.
func (s *Server) Close() {
	s.Calm()
	s.stop()
}

// Now is the network's clock (UTC), as far off as Skew made it.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock().Add(s.skew).UTC()
}

// Skew sets how far the network's clock runs ahead of this PC's.
func (s *Server) Skew(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew = by
}

// Violations are the requests so far that the description does not know.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations...)
}

// Counts is how often each call was made, by its name.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for k, v := range s.counts {
		out[k] = v
	}
	return out
}

// Do runs something on the network's state while no request is answered.
func (s *Server) Do(change func()) {
	s.work.Lock()
	defer s.work.Unlock()
	change()
}

// Observe hands every further request that the description knows to a function,
// before it is answered; nil ends that.
func (s *Server) Observe(see func(*Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe = see
}

// Hanging gives one value for each request that was carried out and then left
// without an answer (HangAfter).
func (s *Server) Hanging() <-chan struct{} { return s.hanging }

// Meet counts a call and returns the fault that it is to show, "" for none.
func (s *Server) Meet(call string) Fault {
	s.mu.Lock()
	s.counts[call]++
	s.mu.Unlock()
	return s.take(Call{Name: call})
}

// Hang tells that a call was carried out and is left without an answer; see
// Hanging.
func (s *Server) Hang() {
	select {
	case s.hanging <- struct{}{}:
	default:
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q, wrong := read(r, s.network.Calls(), s.url)
	if q == nil {
		s.blame(wrong)
		q = &Request{Header: r.Header, Raw: r, Query: r.URL.Query()}
		s.write(w, s.network.Error(q, "", time.Time{}), "")
		return
	}
	s.mu.Lock()
	s.counts[q.Call.Name]++
	hung, see := s.hung, s.observe
	s.mu.Unlock()
	if see != nil {
		see(q)
	}
	if len(wrong) > 0 {
		s.blame(wrong)
		s.write(w, s.network.Error(q, "", time.Time{}), "")
		return
	}
	fault := s.take(q.Call)
	if fault == Lost {
		s.hangUp(w)
		return
	}
	answer := s.answer(q, fault)
	switch fault {
	case HangAfter:
		s.Hang()
		select { // the connection stays open without an answer
		case <-r.Context().Done():
		case <-hung:
		}
		s.hangUp(w)
		return
	case FailAfter:
		answer = s.network.Error(q, FailAfter, time.Time{})
	}
	s.write(w, answer, fault)
}

func (s *Server) answer(q *Request, fault Fault) Answer {
	s.work.Lock()
	defer s.work.Unlock()
	switch fault {
	case RateLimited:
		return s.network.Error(q, RateLimited, s.clock().Add(15*time.Minute).UTC().Truncate(time.Second))
	case Expired, Revoked:
		return s.network.Error(q, fault, time.Time{})
	case Doubled, Disorder, GoneParent, WrongIdentity:
		q.Fault = fault
	}
	if !q.Call.Open && !s.network.Signed(q) {
		return s.network.Error(q, Expired, time.Time{})
	}
	a := s.network.Answer(q)
	if fault == Blank && a.Status < http.StatusMultipleChoices {
		return Answer{Status: a.Status, Body: map[string]any{}}
	}
	return a
}

func (s *Server) blame(wrong []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, wrong...)
}

// write sends an answer, cut or dripping when that is the fault.
func (s *Server) write(w http.ResponseWriter, a Answer, fault Fault) {
	body, isRaw := a.Body.([]byte)
	if !isRaw && a.Body != nil {
		body, _ = json.Marshal(a.Body)
	}
	for k, v := range a.Header {
		w.Header()[http.CanonicalHeaderKey(k)] = v
	}
	if w.Header().Get("Content-Type") == "" && len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("Date", s.Now().Format(http.TimeFormat))
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	if fault == Cut && len(body) > 1 {
		// The promised length never comes.
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(a.Status)
		_, _ = w.Write(body[:len(body)/2])
		s.hangUp(w)
		return
	}
	w.WriteHeader(a.Status)
	if fault != Drip {
		_, _ = w.Write(body)
		return
	}
	step := max(1, len(body)/40)
	for len(body) > 0 {
		n := min(step, len(body))
		_, _ = w.Write(body[:n])
		_ = http.NewResponseController(w).Flush()
		body = body[n:]
		time.Sleep(dripPause)
	}
}

// hangUp cuts the connection.
func (s *Server) hangUp(w http.ResponseWriter) {
	_ = http.NewResponseController(w).Flush()
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// Bearer is the token of an Authorization header, "" when there is none.
func Bearer(h http.Header) string {
	token, ok := strings.CutPrefix(h.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return token
}
