package simulator

import (
	"time"

	"commsdesk/platforms"
)

// World is a simulated network with people in it, as tests and the sample desk
// drive it. Every platforms/<network>/sim has one. What a network doesn't know
// (private messages, edits) returns "" or false.
type World interface {
	// Server is the running server.
	Server() *Server
	// Config are settings and Secrets the secrets with which an adapter of this
	// account signs in here.
	Config() map[string]string
	Secrets() map[string]string
	// Account is who the signed-in account is.
	Account() platforms.Identity

	// Post publishes a post of our own by other means than the adapter.
	Post(text string, at time.Time) (id string)
	// Comment lets a resident write publicly: under the item parent, or, with
	// parent "", a mention or whatever the network has that reaches us unasked.
	Comment(by platforms.Person, parent, text string, at time.Time) (id string)
	// Message lets a resident write privately.
	Message(by platforms.Person, text string, at time.Time) (id string)
	// AnswerOutside lets us answer an item by other means than the adapter.
	AnswerOutside(parent, text string, at time.Time) (id string)
	// Edit changes a resident's item, Remove deletes one.
	Edit(id, text string, at time.Time) bool
	Remove(id string, at time.Time) bool
	// Shut makes the network refuse answers to the item as it does for a reason
	// of its own (window shut, blocked by the resident); false where it never
	// does.
	Shut(id string) bool

	// Ours is what the network accepted from us, oldest first.
	Ours() []Accepted
	// State tells what measures hold: the item hidden, deleted or reported, its
	// author muted or blocked.
	State(id string) Held

	// Save and Load keep the world over restarts, as JSON.
	Save() ([]byte, error)
	Load(saved []byte) error
}

// Accepted is one thing that the network accepted from us.
type Accepted struct {
	ID, Parent, Text string
	Private, Post    bool
	// To is whom a private message went to.
	To string
	At time.Time
	// Alts are the descriptions of its pictures; For when it is to be published.
	Alts []string
	For  time.Time
}

// Held are the measures that hold for an item and its author.
type Held struct{ Hidden, Deleted, Reported, Muted, Blocked bool }
