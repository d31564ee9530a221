package simulator

import "time"

// Fault is one way in which a network misbehaves.
type Fault string

// The twelve faults.
const (
	RateLimited   Fault = "429 with headers"
	FailAfter     Fault = "500 after commit"
	HangAfter     Fault = "time-out after commit"
	Expired       Fault = "expired token"
	Revoked       Fault = "revoked permission"
	Cut           Fault = "cut JSON"
	Doubled       Fault = "doubled page"
	Disorder      Fault = "disorder"
	GoneParent    Fault = "gone parent"
	WrongIdentity Fault = "wrong identity"
	Skewed        Fault = "clock skew"
	Drip          Fault = "slow drip"
)

// Blank is one more, for calls that make something: it is carried out, and the
// answer of success says nothing about it.
const Blank Fault = "success without content"

// Lost is another, that a sample desk rehearses: the connection ends before the
// request is carried out. Whoever asked can't tell that from one that ended after.
const Lost Fault = "connection lost before commit"

// Faults are the twelve.
func Faults() []Fault {
	return []Fault{RateLimited, FailAfter, HangAfter, Expired, Revoked, Cut, Doubled, Disorder, GoneParent, WrongIdentity, Skewed, Drip}
}

// order is one fault waiting for its call.
type order struct {
	fault Fault
	call  string // "" any
	left  int    // -1: for ever
}

// Inject makes the next times calls of that name show the fault; call "" means
// any, times -1 for ever.
func (s *Server) Inject(f Fault, call string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders = append(s.orders, order{fault: f, call: call, left: times})
}

// Calm takes every fault back.
func (s *Server) Calm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders = nil
	close(s.hung)
	s.hung = make(chan struct{})
}

// take finds the fault that a call is to show.
func (s *Server) take(c Call) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, o := range s.orders {
		if o.left == 0 || o.call != "" && o.call != c.Name {
			continue
		}
		if o.left > 0 {
			s.orders[i].left--
		}
		if o.fault == Skewed {
			s.skew = 11 * time.Minute
		}
		return o.fault
	}
	return ""
}
