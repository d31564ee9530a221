package outbox

// State is where a send stands.
//
//	              undo / draft again
//	draft <------------------------------+------------------+
//	  | send                             |                  |
//	  v          start          commit   |                  |
//	queued ---------> sending ---------> committed          |
//	  ^  ^             | before           |  |  |           |
//	  |  |  interrupt  |                  |  |  +- no answer -> unconfirmed
//	  |  +-------------+                  |  |                   |   |
//	  |                |                  |  +- yes -> sent <----+   |
//	  |   not accepted v                  |     proved / a person    |
//	  +---------- waiting <---------------+- no for now              |
//	  |                |                  +- no for good -> rejected |
//	  |   release      v needs a person                              |
//	  +------------- held        send again (a person alone)         |
//	  +--------------------------------------------------------------+
type State string

// The states. Sending is split at the point of no return: before it a crash
// proves that nothing was accepted, after it nobody knows.
const (
	Queued      State = "queued"
	Sending     State = "sending"
	Committed   State = "committed"
	Sent        State = "sent"
	Rejected    State = "rejected"
	Unconfirmed State = "unconfirmed"
	WaitingTry  State = "waiting"
	Held        State = "held"
	Withdrawn   State = "withdrawn"
	// None is the state before the first act.
	None State = ""
)

// States lists every state, None first.
func States() []State {
	return []State{None, Queued, Sending, Committed, Sent, Rejected, Unconfirmed, WaitingTry, Held, Withdrawn}
}

// Event is what may happen to a send.
type Event string

// The events, each the name of the act that records it.
const (
	EvQueue     Event = "queued"      // an officer pressed Send
	EvWithdraw  Event = "withdrawn"   // back to a draft
	EvStart     Event = "started"     // an attempt begins
	EvCommit    Event = "committed"   // the point of no return
	EvAccept    Event = "accepted"    // the network said yes
	EvRefuse    Event = "refused"     // the network said no for good
	EvPostpone  Event = "postponed"   // certainly not accepted, tried again
	EvHold      Event = "held"        // needs a person
	EvInterrupt Event = "interrupted" // a crash or stop before the point
	EvLose      Event = "lost"        // no answer after the point
	EvProve     Event = "proved"      // found at the network, or a person saw it
	EvAgain     Event = "again"       // a person says: send again
	EvRelease   Event = "released"    // a person says: send now
	EvReturn    Event = "returned"    // it came back
	EvFile      Event = "filed"       // the copy in Sent
	EvLook      Event = "looked"      // a look that found nothing
)

// Events lists every event.
func Events() []Event {
	return []Event{EvQueue, EvWithdraw, EvStart, EvCommit, EvAccept, EvRefuse, EvPostpone, EvHold, EvInterrupt,
		EvLose, EvProve, EvAgain, EvRelease, EvReturn, EvFile, EvLook}
}

// next is the whole table: what is not in it is refused.
var next = map[State]map[Event]State{
	None:        {EvQueue: Queued},
	Queued:      {EvStart: Sending, EvWithdraw: Withdrawn, EvHold: Held, EvPostpone: WaitingTry, EvRefuse: Rejected},
	WaitingTry:  {EvStart: Sending, EvWithdraw: Withdrawn, EvHold: Held, EvPostpone: WaitingTry, EvRelease: Queued},
	Sending:     {EvCommit: Committed, EvInterrupt: Queued, EvPostpone: WaitingTry, EvHold: Held, EvRefuse: Rejected},
	Committed:   {EvAccept: Sent, EvRefuse: Rejected, EvPostpone: WaitingTry, EvHold: Held, EvLose: Unconfirmed},
	Unconfirmed: {EvProve: Sent, EvAgain: Queued, EvLook: Unconfirmed, EvReturn: Sent, EvAccept: Sent},
	Held:        {EvRelease: Queued, EvWithdraw: Withdrawn},
	Sent:        {EvReturn: Sent, EvFile: Sent, EvProve: Sent},
	Rejected:    {EvWithdraw: Withdrawn},
	Withdrawn:   {},
}

// Next is the state after e in s; ok is false when s refuses e.
func Next(s State, e Event) (after State, ok bool) {
	after, ok = next[s][e]
	return after, ok
}
