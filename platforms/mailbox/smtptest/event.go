package smtptest

import "time"

// Phase is a moment in a submission, in the order in which they come.
type Phase string

// The phases. Body comes once, when the first line of a body has arrived; Dot
// when the whole of it has; Answered after the answer to the dot was written.
const (
	Connect  Phase = "connect"
	Hello    Phase = "hello"
	StartTLS Phase = "starttls"
	SignIn   Phase = "sign-in"
	From     Phase = "from"
	To       Phase = "to"
	Data     Phase = "data"
	Body     Phase = "body"
	Dot      Phase = "dot"
	Answered Phase = "answered"
	Reset    Phase = "reset"
	Quit     Phase = "quit"
)

// Event is what the server is about to answer.
type Event struct {
	Phase Phase
	// Session counts connections from 1.
	Session int
	// Address is the sender in From, the recipient in To.
	Address string
	// Message is what has come whole; nil before Dot.
	Message *Message
}

// Act is how the server behaves at an event. The zero Act is the usual answer.
type Act struct {
	// Answer is sent instead of the usual answer, without its line end. An
	// answer to Dot that does not begin with 2 means: not accepted.
	Answer string
	// Drop closes the connection instead of answering.
	Drop bool
	// Stall never answers; the connection stays open until either side ends it.
	Stall bool
	// Keep accepts the message at Dot although the answer is lost or odd.
	Keep bool
	// Cut drops the connection inside the answer, before its line end.
	Cut bool
	// Drip is the pause before each byte of the answer.
	Drip time.Duration
}

// Script decides how the server behaves. It is called in the session's own
// goroutine and may block, which makes the server slow.
type Script func(Event) Act

// At behaves as act says at phase and as usual elsewhere.
func At(phase Phase, act Act) Script {
	return func(e Event) Act {
		if e.Phase == phase {
			return act
		}
		return Act{}
	}
}

// Message is one message that the server accepted.
type Message struct {
	// ID is the Message-ID without angle brackets.
	ID         string
	From       string
	Recipients []string
	// Bytes is the message as it came, dot-stuffing undone.
	Bytes []byte
}
