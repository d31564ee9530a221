package outbox

// State is where a send stands.
//
//	 send                     start             commit
//	------> queued ---------------> sending ---------------> committed
//	         ^ ^ ^                  |  |  |                  |  |  |  |
//	         | | +---- interrupt ---+  |  |   no for now     |  |  |  |
//	         | |                       |  +------+ +---------+  |  |  |
//	         | |        not accepted   |         v v            |  |  |
//	         | +--- release, start --- | ----- waiting          |  |  |
//	         | |                       v                        |  |  |
//	         | +--- release -------- held <--- needs a person --+  |  |
//	         |                       rejected <-- no for good -----+  |
//	         |                                                        |
//	         |   again, by a person alone             no answer       |
//	         +---------------------------- unconfirmed <--------------+
//	                                           | proved               | yes
//	                                           +-----------> sent <---+
//
// Undo and "back to draft" lead from queued, waiting, held and rejected to
// withdrawn. Proof that the network has the message (it was found, or came
// back) leads from every state after an attempt that got to commit to sent:
// from queued, waiting, held and sending only where an earlier attempt did. So
// a message that was sent again and then turned up does not go twice.
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
	EvInterrupt Event = "interrupted" // a crash or stop before the point: a fresh grace
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
	None: {EvQueue: Queued},
	Queued: {EvStart: Sending, EvWithdraw: Withdrawn, EvHold: Held, EvPostpone: WaitingTry, EvRefuse: Rejected,
		EvInterrupt: Queued, EvProve: Sent, EvReturn: Sent},
	WaitingTry: {EvStart: Sending, EvWithdraw: Withdrawn, EvHold: Held, EvPostpone: WaitingTry, EvRelease: Queued,
		EvProve: Sent, EvReturn: Sent},
	Sending: {EvCommit: Committed, EvInterrupt: Queued, EvPostpone: WaitingTry, EvHold: Held, EvRefuse: Rejected,
		EvProve: Sent, EvReturn: Sent},
	Committed: {EvAccept: Sent, EvRefuse: Rejected, EvPostpone: WaitingTry, EvHold: Held, EvLose: Unconfirmed,
		EvProve: Sent, EvReturn: Sent},
	Unconfirmed: {EvProve: Sent, EvAgain: Queued, EvLook: Unconfirmed, EvReturn: Sent, EvAccept: Sent},
	Held:        {EvRelease: Queued, EvWithdraw: Withdrawn, EvProve: Sent, EvReturn: Sent},
	Sent:        {EvReturn: Sent, EvFile: Sent, EvProve: Sent, EvAccept: Sent},
	Rejected:    {EvWithdraw: Withdrawn},
	Withdrawn:   {},
}

// Next is the state after e in s; ok is false when s refuses e.
func Next(s State, e Event) (after State, ok bool) {
	after, ok = next[s][e]
	return after, ok
}
