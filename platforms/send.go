package platforms

import (
	"context"
	"io"
	"time"
)

// Outgoing is a reply or new message as the officer wrote it.
type Outgoing struct {
	// Private asks for a private message where the network knows the
	// difference; mail ignores it.
	Private bool
	// ReplyTo is what is answered; nil for a new message.
	ReplyTo *Parent
	To, Cc  []Person
	Subject string
	// Text is the whole text with the initials, as plain text with \n ends.
	Text string
	// Quote is the original to be quoted below the text; nil for none.
	Quote *Quote
	Files []File
	// Post makes it a post of our own instead of an answer: Text is its text.
	Post *Post
	// SelfCopy asks that the mailbox itself be one more recipient of the
	// envelope, so that a copy proves acceptance (DESIGN 4).
	SelfCopy bool
}

// Parent is the item that is answered. ID is its RemoteID, Root its thread's
// first id, References the ids above it, oldest first.
type Parent struct {
	ID, Root   string
	References []string
	Subject    string
	// Ref, Context, Kind and Private are the item's own; From who wrote it, At
	// when (UTC).
	Ref, Context, Kind string
	Private            bool
	From               Person
	At                 time.Time
}

// Quote is the original's words for quoting: who wrote them and when (as it is
// to be printed).
type Quote struct{ Who, When, Text string }

// File is one attachment to send. Open gives its bytes; Size in bytes.
type File struct {
	Name, Type string
	Size       int64
	Open       func() (io.ReadCloser, error)
}

// Sealed is an outgoing message in its final bytes. It is stored before the
// first attempt and never changes: sending again means the same bytes, the
// same Date, the same token (DESIGN 4).
type Sealed struct {
	// Token is the id that proves the message later: the Message-ID without
	// angle brackets for mail.
	Token string
	// From and Recipients are the envelope (addresses for mail).
	From       string
	Recipients []string
	// Bytes is the whole message as it goes out: RFC 5322 with CRLF for mail,
	// elsewhere whatever the adapter needs to make the same request again.
	Bytes []byte
	// Media are a post's files in the order in which Bytes names them; whoever
	// keeps Bytes keeps them beside it.
	Media []Media
}

// Sender sends.
type Sender interface {
	// Seal checks and builds the final bytes; nothing leaves the machine. An
	// Error of class Rejected says in plain words what the officer must change.
	Seal(ctx context.Context, out Outgoing, at time.Time) (Sealed, error)
	// Send makes one attempt. It calls commit exactly once, just before the
	// point of no return (for mail after the last body byte was written and
	// before DATA's end; for HTTP before the request is written). If commit
	// returns an error, the attempt is broken off without passing that point
	// and the Outcome is NotSent. Send never tries again by itself.
	Send(ctx context.Context, msg Sealed, commit func() error) Outcome
}

// Verdict is how an attempt ended.
type Verdict string

// The verdicts. Whatever can't be classified after commit is Unconfirmed, never
// Refused (style rule 6).
const (
	// Accepted: the network said yes.
	Accepted Verdict = "accepted"
	// Refused: the network said no for good; nobody got it.
	Refused Verdict = "refused"
	// NotSent: certainly not accepted and may be tried again by itself.
	NotSent Verdict = "not-sent"
	// NeedsPerson: certainly not accepted and no use trying before a person
	// did something (sign-in ended, certificate changed).
	NeedsPerson Verdict = "needs-person"
	// Unconfirmed: the point of no return was passed and no answer came.
	Unconfirmed Verdict = "unconfirmed"
)

// Outcome is the truth about one attempt.
type Outcome struct {
	Verdict Verdict
	// Why is a sentence for people; Detail what the server said, for the
	// record. Address names a refused recipient.
	Why, Detail, Address string
	// Class sorts the cause for health and waiting; "" when accepted.
	Class Class
	// RetryAt is when the network itself said to come back (UTC), else zero.
	RetryAt time.Time
	// RemoteID is the network's id of what was accepted, when it gave one.
	// ScheduledFor is when the network itself will publish it (UTC), else zero.
	RemoteID, Permalink string
	ScheduledFor        time.Time
}

// Prover looks for a message whose fate is unknown.
type Prover interface {
	// Prove looks for msg at the network. Live means it is certainly there.
	// Not being found proves nothing for mail: then Live is false and
	// Absent too. Absent is true only where the network can prove it.
	Prove(ctx context.Context, msg Sealed, since time.Time) (Proof, error)
}

// Proof is what a look found.
type Proof struct {
	Live, Absent bool
	// At is the network's time of the found copy (UTC), Text its words, Where a
	// sentence for people ("in Sent", "a copy in the Inbox", "the server
	// returned it").
	At          time.Time
	Text, Where string
	// RemoteID and Permalink are the found copy's, "" when unknown.
	RemoteID, Permalink string
}

// Filer puts an accepted message into Sent where the server doesn't.
type Filer interface {
	// File looks msg up by its token in Sent first and appends it only when it
	// is not there. FiledByServer tells that it was found.
	File(ctx context.Context, msg Sealed) (filedByServer bool, err error)
}

// Tester runs the connection test step by step.
type Tester interface {
	// Test tries name, port, proxy, TLS, sign-in, account, permissions, folders,
	// sending in this order, as far as the network has them, reports each to step
	// and stops at the first that does not work. It changes nothing there.
	// When selfMail is true it mails itself once to learn whether the server
	// files in Sent and how long delivery takes.
	Test(ctx context.Context, selfMail bool, step func(Step)) (TestReport, error)
}

// Step is one line of a connection test.
type Step struct {
	Name string // name, port, proxy, tls, sign-in, account, permission, folder, sending, self-mail
	OK   bool
	Why  string // a sentence for people
}

// TestReport is what a connection test learned.
type TestReport struct {
	Steps []Step
	// FilesInSent: the server keeps a copy in Sent by itself; nil unknown.
	FilesInSent *bool
	// Delivery is how long the self-mail took; 0 unknown.
	Delivery time.Duration
	// SentFolder is the name of the Sent folder found.
	SentFolder string
}
