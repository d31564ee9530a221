// Package act is the vocabulary of the journal: what people or named rules
// decided, one row each, chained by hashes. It is pure; the store implements
// Door.
package act

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Subject is what an act is about: a conversation, a send, a channel, a
// setting, an officer, a tag, a redirect, the calendar.
type Subject struct{ Type, ID string }

// The types of subject.
const (
	Conversation = "conversation"
	Send         = "send"
	Channel      = "channel"
	Setting      = "setting"
	Officer      = "officer"
	Tag          = "tag"
	Redirect     = "redirect"
	Calendar     = "calendar"
)

// Kind names a decision with the version of its meaning, "assigned/1". What a
// version means never changes; a changed meaning is a new version.
type Kind string

// Name is the kind without its version.
func (k Kind) Name() string { name, _, _ := strings.Cut(string(k), "/"); return name }

// Version is the kind's version; 0 when it has none.
func (k Kind) Version() int {
	_, v, _ := strings.Cut(string(k), "/")
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0
	}
	return n
}

// Undone takes back another act on the same subject. Its effect is Undoing.
const Undone Kind = "undone/1"

// Undoing is the effect of Undone: the id of the act taken back.
type Undoing struct {
	Act string `json:"act"`
}

// Act is one decision. ID, Device, Seq, Prev and Hash are given by the store.
type Act struct {
	ID     string
	Device string
	// Seq counts this device's acts without gaps, from 1.
	Seq int64
	// Commit is the local order of the store, from 1.
	Commit int64
	// Officer is the id of the officer who decided, or "rule:NAME" for a named
	// rule; OSUser the account of the operating system.
	Officer, OSUser string
	// At is when (UTC, milliseconds). It never orders anything.
	At      time.Time
	Kind    Kind
	Subject Subject
	// Effect holds ids and states and is never erased; Content holds words
	// (text, note, reason), may be erased by law and never influences a fold.
	Effect, Content json.RawMessage
	// Batch groups the acts of one bulk decision; "" for none.
	Batch string
	// Expect is the subject's version the officer saw; Any to not check. It is
	// checked when the act is done and not stored.
	Expect int64
	// EffectSalt and ContentSalt are 16 random bytes each, erased along with
	// what they salt.
	EffectSalt, ContentSalt []byte
	// EffectHash and ContentHash outlive what they hash.
	EffectHash, ContentHash []byte
	Prev, Hash              []byte
}

// Any as Expect means: whatever version the subject has.
const Any int64 = -1

// Receipt tells what became of an act.
type Receipt struct {
	ID string
	// Version is the subject's version after the act.
	Version int64
	// Superseded is true when the act was kept without effect because the
	// subject's final order forbids it; Why is the sentence for the officer.
	Superseded bool
	Why        string
}

// Door is the one way in: all acts are journalled and folded in one
// transaction, or none is.
type Door interface {
	// Do carries out acts in order. It returns an app.Error of kind Conflict
	// when a subject's version is not the expected one, of kind Wrong when a
	// subject's rules refuse (nothing was written), else storage errors.
	Do(ctx context.Context, acts ...Act) ([]Receipt, error)
}

// Who is the officer and OS account behind acts, and the marks they carry.
type Who struct{ Officer, OSUser string }

// Rule is a named rule of the desk acting by itself.
func Rule(name string) Who { return Who{Officer: "rule:" + name} }

// New returns an act without its place in the journal. effect and content are
// marshalled to JSON (nil: none); both must be plain data.
func (w Who) New(kind Kind, subject Subject, effect, content any) Act {
	return Act{Officer: w.Officer, OSUser: w.OSUser, Kind: kind, Subject: subject,
		Effect: raw(effect), Content: raw(content), Expect: Any}
}

// Undo returns the act that takes back the act named id.
func (w Who) Undo(subject Subject, id string) Act {
	return w.New(Undone, subject, Undoing{Act: id}, nil)
}

func raw(v any) json.RawMessage {
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		// Plain data always marshals; anything else is a fault of the caller
		// that the fold will name as an unreadable effect.
		return json.RawMessage(`{"unreadable":true}`)
	}
	return b
}
