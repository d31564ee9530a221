package platforms

import "time"

// Ability is one thing an account can or can't do. Reason says in plain words
// why not; Link leads to where a person can do it by hand.
type Ability struct {
	OK           bool
	Reason, Link string
}

// Yes is an ability that was probed and is there.
func Yes() Ability { return Ability{OK: true} }

// No is an ability that is not there, with its reason and a fallback link.
func No(reason, link string) Ability { return Ability{Reason: reason, Link: link} }

// Capabilities is what one account can do, probed at connect time, not assumed.
type Capabilities struct {
	// ProbedAt is when this was found out (UTC); zero: never.
	ProbedAt time.Time
	// Watch: news arrive without polling.
	Watch Ability
	// Reply, Private, Publish: what can be sent.
	Reply, Private, Publish Ability
	// FilesInSent: the server keeps its own copy of what we send.
	FilesInSent Ability
	// ProveSent: an unconfirmed send can be looked for.
	ProveSent Ability
	// Hide, Delete, Block: what can be done about abuse.
	Hide, Delete, Block Ability
	// Attachments of a message can be saved.
	Attachments Ability
	// MaxText is the longest text in Counter's units, 0 for no limit of the
	// network's own.
	MaxText int
	Counter Counter
	// MaxBytes is the largest message in bytes (SMTP SIZE), 0 unknown.
	MaxBytes int64
}

// Counter names the unit in which a network counts text.
type Counter string

// The units of length.
const (
	CountGraphemes Counter = "graphemes"
	CountUTF16     Counter = "utf16"
	CountBytes     Counter = "bytes"
	CountWeighted  Counter = "weighted"
)
