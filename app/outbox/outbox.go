// Package outbox holds drafts and sends, and is the only caller of a send
// (DESIGN 4). What it says about a send is what is known, no more.
package outbox

import (
	"context"
	"time"

	"commsdesk/app/act"
	"commsdesk/platforms"
)

// Purpose is what a send is for.
type Purpose string

// The purposes.
const (
	Reply    Purpose = "reply"
	Redirect Purpose = "redirect"
	New      Purpose = "new"
)

// Person is somebody on a network whom a message goes to. ID is the address in
// lower case for mail, the stable account id elsewhere.
type Person struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitempty"`
	Handle string `json:"handle,omitempty"`
}

// Sealed is a send in its final bytes, as its adapter made them: kept before
// the first attempt and never changed, so that sending again means the same
// bytes and the same Token.
type Sealed struct {
	// Token proves the message later (for mail the Message-ID without angle
	// brackets).
	Token string
	// From and Recipients are the envelope.
	From       string
	Recipients []string
	// Bytes is the whole message as it goes out.
	Bytes []byte
}

func (s Sealed) platform() platforms.Sealed {
	return platforms.Sealed{Token: s.Token, From: s.From, Recipients: s.Recipients, Bytes: s.Bytes}
}

// Draft is text not sent yet; plain and local, saved each second, never
// destroyed by anything but its own send or a person. Times are UTC.
type Draft struct {
	ID           string
	Channel      string
	Conversation string // "" for a new message
	Officer      string
	Purpose      Purpose
	// Redirect is the id of the redirect when Purpose is Redirect.
	Redirect string
	To, Cc   []Person
	Subject  string
	Text     string
	Quote    bool
	// Private: answer in private where the conversation is public.
	Private bool
	// Answers is the key of the message that is answered, where an officer chose
	// one; "" the newest that was seen.
	Answers string
	Files   []AttachedFile
	// Seen are the keys of the conversation's messages when the draft began:
	// the Gate stops at anything newer.
	Seen             []string
	BegunAt, SavedAt time.Time
	// From is the send this draft came back from, "" for none.
	From string
}

// AttachedFile is a file to be sent: its bytes were copied into the workspace
// under Hash (hex SHA-256) when it was attached.
type AttachedFile struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"` // bytes
	Hash string `json:"hash"`
}

// Send is one message on its way, the fold of its acts. Times are UTC.
type Send struct {
	ID           string
	Channel      string
	Network      string
	Conversation string // "" for a new message
	Purpose      Purpose
	Redirect     string
	State        State
	Officer      string
	Initials     string
	To, Cc       []Person
	Subject      string
	// Text is the officer's words with the initials (from the journal's
	// content; "" after an erasure).
	Text  string
	Quote bool
	// Private: asked to go as a private message where the conversation is public.
	// Talk: the conversation itself is private.
	Private, Talk bool
	Files         []AttachedFile
	// Covers are the residents' messages this answers; Parent the key of the
	// message answered, Answers too where an officer chose it; Seen what the
	// officer saw when the draft began.
	Covers          []string
	Parent, Answers string
	Seen            []string
	// Token proves the message later (Message-ID without angle brackets).
	Token string
	// QueuedAt: Send (or later Send now, Send again) was pressed. NotBefore: the
	// end of the grace. CommittedAt: the point of no return of the last attempt,
	// zero when none got that far. SettledAt: the outcome was known. WaitUntil:
	// the next try. LookAt: the next look for an unconfirmed one, zero when no
	// more is to come.
	QueuedAt, NotBefore, CommittedAt, SettledAt, WaitUntil, LookAt time.Time
	Attempts, Looks                                                int
	// Delays counts the postponements since Send was last pressed, DelayedSince
	// is the first of them; Class sorts the cause of what it waits or is held for
	// (platforms.Class).
	Delays       int
	DelayedSince time.Time
	Class        string
	// Why is a sentence for people; Detail what the server said; Address a
	// refused recipient.
	Why, Detail, Address string
	// HoldKind says what a held send needs: "sign-in", "certificate", "age",
	// "answered", "wrote-again", "" otherwise.
	HoldKind string
	// GateKeys are the messages that made the Gate stop it.
	GateKeys []string
	// Anyway: the officer said to send in spite of the Gate; what was shown then
	// has joined Seen.
	Anyway bool
	Filed  Filed
	// Returned is true when the message came back; ReturnedWhy says why.
	Returned    bool
	ReturnedWhy string
	// Proof says in words where it was found.
	Proof string
	// RemoteID is the network's own id of what was accepted, Permalink its page; ""
	// when it gave none.
	RemoteID, Permalink string
	// Version counts the send's acts; the store counts.
	Version int64
}

// Filed is where the copy in Sent stands.
type Filed string

// The states of filing. It never changes a send's outcome.
const (
	FiledNot     Filed = ""
	FiledPending Filed = "pending"
	FiledServer  Filed = "server"
	FiledDone    Filed = "done"
	// FiledMissing: no copy came or could be put there within one working day;
	// it is looked for no more.
	FiledMissing Filed = "missing"
)

// Gate says whether a row may go now; asked just before an attempt.
type Gate interface {
	// MayGo pulls the tail of the thread and answers. An error means that the
	// tail could not be pulled: the send waits.
	MayGo(ctx context.Context, s Send) (GateAnswer, error)
}

// GateAnswer is Go, or why not: Kind is "answered" or "wrote-again", Keys the
// messages that the officer had not seen.
type GateAnswer struct {
	Go   bool
	Kind string
	Why  string
	Keys []string
}

// Companion adds the acts on conversations that belong into the same
// transaction as an act on their send.
type Companion interface {
	// Beside returns the acts to be done together with a on s, nil for none.
	Beside(ctx context.Context, s Send, a act.Act) ([]act.Act, error)
}

// Accounts finds the adapter of a channel.
type Accounts interface {
	// Adapter returns the connected adapter of the channel, or an app.Error
	// with a sentence (removed, signed out, not set up on this machine).
	Adapter(ctx context.Context, channel string) (platforms.Adapter, error)
}

// Store keeps drafts and sends.
type Store interface {
	// SaveDraft inserts or replaces a draft and returns when it is on disk.
	SaveDraft(ctx context.Context, d Draft) error
	// Drafts returns all drafts, or those of one conversation.
	Drafts(ctx context.Context, conversation string) ([]Draft, error)
	// DeleteDraft removes a draft that its officer discarded.
	DeleteDraft(ctx context.Context, id string) error
	// Queue does the acts (replied, send.queued, …) and in the same transaction
	// stores the sealed bytes of the send and removes the draft.
	Queue(ctx context.Context, sealed Sealed, send, draft string, acts ...act.Act) ([]act.Receipt, error)
	// Withdraw does the acts and in the same transaction stores the draft that
	// the send turns back into.
	Withdraw(ctx context.Context, d Draft, acts ...act.Act) ([]act.Receipt, error)
	// Send returns one send; app.Error NotFound when there is none.
	Send(ctx context.Context, id string) (Send, error)
	// Sends returns sends in the states (none: all), newest first, at most
	// limit (0: all).
	Sends(ctx context.Context, states []State, limit int) ([]Send, error)
	// ByToken finds the send with this token in a channel; NotFound when none.
	ByToken(ctx context.Context, channel, token string) (Send, error)
	// ByRemoteID finds the send that the network knows by this id; NotFound when
	// none.
	ByRemoteID(ctx context.Context, channel, id string) (Send, error)
	// Sealed returns the bytes that go out; NotFound when they are not kept.
	Sealed(ctx context.Context, id string) (Sealed, error)
	// SendRecord returns the send's acts, oldest first.
	SendRecord(ctx context.Context, id string) ([]act.Act, error)
	// KeepFile copies an attachment into the workspace and returns its hash.
	KeepFile(ctx context.Context, name, mime string, data []byte) (AttachedFile, error)
	// File returns a kept attachment's bytes.
	File(ctx context.Context, hash string) ([]byte, error)
}
