// Package rehearsal is the sample desk: a workspace of its own in which an
// officer can try everything. Its residents are invented and simulated, its
// three weeks are played through the same services as real ones, and nothing
// leaves the machine.
package rehearsal

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"commsdesk/app"
)

// Address is the sample desk's own mailbox; no mail reaches a name that ends
// in .example (RFC 2606).
const Address = "pressoffice@sample-council.example"

// Clock is a clock that can be put back, so that three weeks pass in a moment.
// The zero offset is Base's own time.
type Clock struct {
	Base app.Clock

	mu    sync.Mutex
	fixed time.Time
}

// Now is the moment the clock was set to, else Base's.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fixed.IsZero() {
		return c.Base()
	}
	return c.fixed
}

// Set stops the clock at t; the zero time lets it follow Base again.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fixed = t
}

// World is the simulated mailbox the sample desk is connected to.
type World interface {
	// Advance says that the clock was moved.
	Advance()
	// Save and Load keep the world over restarts.
	Save() ([]byte, error)
	Load(saved []byte) error
}

// The keys under which a sample workspace keeps its script and world.
const (
	scriptKey = "sample.script"
	worldKey  = "sample.world"
)

// Locals are the small things that a workspace keeps.
type Locals interface {
	// Local returns what is kept under key, "" for nothing; SetLocal keeps it.
	Local(ctx context.Context, key string) (string, error)
	SetLocal(ctx context.Context, key, value string) error
}

// Kept is what a workspace keeps of its sample desk.
type Kept struct{ Locals Locals }

// Saved returns the script of a sample workspace and the world's state, both
// nil before Make.
func (k Kept) Saved(ctx context.Context) (script, world []byte, err error) {
	a, err := k.Locals.Local(ctx, scriptKey)
	if err != nil {
		return nil, nil, err
	}
	b, err := k.Locals.Local(ctx, worldKey)
	return []byte(a), []byte(b), err
}

// Keep saves the world's state in its workspace.
func Keep(ctx context.Context, s Locals, w World) error {
	state, err := w.Save()
	if err != nil {
		return fmt.Errorf("save the sample world: %w", err)
	}
	return s.SetLocal(ctx, worldKey, string(state))
}

// script is the simulator's own script, by the names it reads.
type script struct {
	Address, Name string
	Seed          int64
	Items         []item
	Rules         []rule
	FilesInSent   bool
}

type person struct{ ID, Name string }

type item struct {
	RemoteID, ThreadRoot string
	Parents              []string
	Direction, Auto      string
	Kind, Subject, Text  string
	Quoted               string
	Claimed              bool
	From, AnswerTo       person
	To                   []person
	Links                []link
	Attachments          []file
	ReceivedAt           time.Time
}

type link struct {
	Text, URL  string
	Suspicious bool
}

type file struct {
	Part, Name, Type string
	Size             int64
}

type rule struct {
	To, Words string
	Times     int
	Verdict   string
	Kept      bool
	Answers   []answer
}

type answer struct {
	After time.Duration
	Text  string
	Auto  string
}

// Script writes the simulator's script for a sample desk made at now, as JSON.
func Script(now time.Time, when Moments) ([]byte, error) {
	s := script{Address: Address, Name: "Sample Council press office", Seed: 1, FilesInSent: true, Rules: rules()}
	for _, t := range story(now, when) {
		if t.network == "" {
			s.Items = append(s.Items, t.items()...)
		}
	}
	return json.Marshal(s)
}

// Moments counts back from now in open time, by the desk's calendar.
type Moments interface {
	// Before is the latest moment with so much open time left until due.
	Before(due time.Time, open time.Duration) time.Time
	// Add is the moment after so much open time from start.
	Add(start time.Time, open time.Duration) time.Time
}
