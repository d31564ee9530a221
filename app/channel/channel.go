// Package channel is the register of connected accounts: what they are, how
// they are doing, and which stretches of time they could not be read.
package channel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"commsdesk/app/act"
)

// The kinds of act on a channel. Their effect is a Channel (without secrets);
// Removed keeps the history.
const (
	Connected  act.Kind = "connected/1"
	Configured act.Kind = "configured/1"
	Removed    act.Kind = "removed/1"
)

// Channel is one account we read and answer.
type Channel struct {
	// ID is ChannelID(Network, Identity).
	ID string `json:"id"`
	// Network is the adapter's name, Identity the account's own id there.
	Network  string `json:"network"`
	Identity string `json:"identity"`
	Name     string `json:"name"`
	// Config is the adapter's own settings; never a secret.
	Config json.RawMessage `json:"config,omitempty"`
	// PromiseFrom is the moment from which items are work: the opening of the
	// working day before connecting (UTC ms).
	PromiseFrom int64 `json:"promise_from"`
	ConnectedAt int64 `json:"connected_at"`
	// Unpromised takes the channel out of the aim.
	Unpromised bool `json:"unpromised,omitempty"`
	Gone       bool `json:"gone,omitempty"`
	// URL opens the account at its network, "" where there is none.
	URL string `json:"url,omitempty"`
	Register
}

// Register is what the council notes of an account (S 4.4 to 4.11).
type Register struct {
	// Service is whose account it is: "Museum", "Careline"; "" the council's own.
	Service string `json:"service,omitempty"`
	// Purpose is what it is for, Owner who answers for it, Policy its own rules
	// for answering: sentences.
	Purpose string `json:"purpose,omitempty"`
	Owner   string `json:"owner,omitempty"`
	Policy  string `json:"policy,omitempty"`
	// Joined is the day the account was opened, "2011-03-01", "" unknown.
	Joined string `json:"joined,omitempty"`
	// Broadcast: it speaks and does not answer; else it is two-way.
	Broadcast bool `json:"broadcast,omitempty"`
	// Use says whether the account is still used.
	Use Use `json:"use,omitempty"`
}

// Use is whether an account is still used.
type Use string

// The uses; "" is Live.
const (
	Live    Use = "live"
	Dormant Use = "dormant"
	Closed  Use = "closed"
)

// ChannelID is the id that every laptop gives the same account: a hash of the
// natural key (network, account identity).
func ChannelID(network, identity string) string {
	sum := sha256.Sum256([]byte(network + "\x00" + identity))
	return network + "-" + hex.EncodeToString(sum[:8])
}

// State is a channel's health in one word (DESIGN 5).
type State string

// The states of health.
const (
	Valid      State = "valid"
	Expiring   State = "expiring"
	Refreshing State = "refreshing"
	Waiting    State = "waiting"   // will try again by itself
	Offline    State = "offline"   // the server can't be reached
	NeedsYou   State = "needs-you" // a person must sign in or decide
	WrongWho   State = "wrong-account"
	NoRight    State = "permission-missing"
	Unknown    State = "unknown"
)

// Reads tells whether a channel in this state is being read.
func (s State) Reads() bool { return s == Valid || s == Expiring }

// Health is how a channel is doing; plain, local, never journalled.
type Health struct {
	State State `json:"state"`
	// Since is when the state began, LastPull the end of the last whole pull,
	// NextTry when it will be tried by itself (UTC; zero: not).
	Since, LastPull, NextTry time.Time
	// Expires is when a person must sign in again (UTC), zero for never or not
	// known; State is Expiring from ExpiringFrom before.
	Expires time.Time
	// Sentence is for people: what happened, what is safe, what to do.
	Sentence string `json:"sentence"`
	// Fingerprints tell an expected certificate from a presented one.
	ExpectedCert, PresentedCert string
	// There and Here count items in the pulled range at the network and here.
	There, Here int
	// Folders is There by folder: a pull speaks only of those that changed.
	Folders map[string]int
	// Done and Total are the progress of a long pull in items; Total 0: none.
	Done, Total int
	// SkewSeconds is how far this PC's clock runs ahead of the server's
	// (negative: behind), 0 when under 5 minutes.
	SkewSeconds int64
}

// ExpiringFrom is how long before its end a sign-in is said to end.
const ExpiringFrom = 14 * 24 * time.Hour

// Gap is a stretch of time in which the channel was not read.
type Gap struct {
	ID       int64
	Channel  string
	From, To time.Time // UTC; To zero: still open
	// Expected is how many items the network holds of it, 0 not known; Fetched how
	// many of them were brought after it.
	Expected, Fetched int
	Note              string
	// Lost says, a sentence each, what was written in it and the network no longer
	// gives.
	Lost []string
}

// Store keeps the register and what is plain about channels.
type Store interface {
	// Channels returns the connected channels, removed ones too when gone.
	Channels(ctx context.Context, gone bool) ([]Channel, error)
	// Health returns the health of each channel by id.
	Health(ctx context.Context) (map[string]Health, error)
	// SetHealth replaces a channel's health.
	SetHealth(ctx context.Context, id string, h Health) error
	// Gaps returns the newest gaps of a channel, newest first, at most limit.
	Gaps(ctx context.Context, id string, limit int) ([]Gap, error)
	// LastInbound is when a resident last wrote on the channel (UTC), zero for
	// never.
	LastInbound(ctx context.Context, id string) (time.Time, error)
	// OpenGap notes that reading stopped at from, unless a gap is open.
	OpenGap(ctx context.Context, id string, from time.Time, note string) error
	// NoteLost adds to the open gap, if any, what can't be had again; what is known
	// of it already is not added.
	NoteLost(ctx context.Context, id string, lost []string) error
	// CloseGap ends the open gap, if any, with what the network holds of it (0: not
	// known) and what was fetched after it.
	CloseGap(ctx context.Context, id string, to time.Time, expected, fetched int) error
}
