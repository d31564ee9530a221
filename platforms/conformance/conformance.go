// Package conformance is the one suite that every network's adapter passes, a
// file a subject (DESIGN 6). An adapter's own test says how its simulator is
// started and which subjects its network doesn't have, and why.
package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// Subject is the network under test.
type Subject struct {
	Network platforms.Network
	// World starts a fresh simulated network. The suite closes it.
	World func(clock platforms.Clock) (simulator.World, error)
	// Absent are the capabilities that this network doesn't have, by the names of
	// Abilities. The suite fails when what the adapter announces differs, so that
	// nothing is skipped unseen.
	Absent []string
	// Reads, Replies, Messages, Posts, Measures are the names of the simulator's
	// calls at which faults are aimed: those of a pull, of the one request that
	// makes an answer, a private message, a post (the last one), a measure.
	Reads    []string
	Replies  string
	Messages string
	Posts    string
	Measures map[platforms.Measure]string
	// Films are the calls that a post with a film makes, in order, the last the one
	// that publishes it; nil where the network takes none.
	Films []string
	// Proves: an unconfirmed answer that arrived is found again; ProvesAbsence:
	// one that did not arrive is known not to be there.
	Proves, ProvesAbsence bool
	// Media is what posts of the suite carry; nil: a small JPEG with a
	// description, at a public address too.
	Media *platforms.Media
	// Over is a text just over the limit in the network's own counting, Under one
	// just within it. Unlimited: the limit is the adapter's own, so it announces
	// none.
	Over, Under string
	Unlimited   bool
	// Unknown are the faults that the network's protocol has no form of, each with
	// the reason. Untimed is the reason why its no for now names no moment to come
	// back at, "" where it does.
	Unknown map[simulator.Fault]string
	Untimed string
	// Pageless: it has no pages on the web, neither of what was sent nor to do by
	// hand what the account can't.
	Pageless bool
	// OwnForm: its connect page is not drawn from its description.
	OwnForm bool
}

// subject is one file of the suite.
type subject struct {
	name string
	run  func(t *testing.T, s Subject)
	// absent is the capability without which the network has no such subject.
	absent string
}

// lacking is the reason why the network does not have the subject, "" when it does.
func (sub subject) lacking(s Subject, caps platforms.Capabilities) string {
	if sub.absent == named {
		return s.Untimed
	}
	if a := Abilities(caps)[sub.absent]; sub.absent != "" && !a.OK {
		return a.Reason
	}
	return ""
}

// named stands for the capability of a network to name the moment from which it may
// be asked again; see Subject.Untimed.
const named = "moment named"

// Run runs the whole suite. Each subject that the network doesn't have is
// skipped with the adapter's own reason.
func Run(t *testing.T, s Subject) {
	t.Helper()
	caps := announced(t, s)
	compare(t, s, caps)
	for _, sub := range subjects() {
		t.Run(sub.name, func(t *testing.T) {
			reason := sub.lacking(s, caps)
			t.Cleanup(func() { note(t, s, sub.name, reason) })
			if reason != "" {
				t.Skipf("%s: %s", s.Network.Title, reason)
			}
			sub.run(t, s)
		})
	}
}

// subjects are the files of the suite.
func subjects() []subject {
	return []subject{
		{"identity", identity, ""},
		{"capabilities", capabilities, ""},
		{"backfill", backfill, ""},
		{"cursor", cursor, ""},
		{"dedupe", dedupe, ""},
		{"threads", threads, ""},
		{"edits and deletions", edits, "recheck"},
		{"faults on reading", readingFaults, ""},
		{"limits", limits, named},
		{"answers", answers, "reply"},
		{"faults on answering", answeringFaults, "reply"},
		{"private messages", private, "private"},
		{"proof", proof, "prove"},
		{"length", length, "reply"},
		{"publishing", publishing, "publish"},
		{"native schedule", schedule, "schedule"},
		{"withdraw", withdraw, "withdraw"},
		{"hide", hide, "hide"},
		{"delete", remove, "delete"},
		{"mute", mute, "mute"},
		{"block", block, "block"},
		{"report", report, "report"},
		{"figures of posts", postFigures, "post metrics"},
		{"figures of the account", accountFigures, "account metrics"},
		{"permalink", permalink, "comments"},
		{"redaction", redaction, ""},
	}
}

// note adds a line to the table that make conformance prints.
func note(t *testing.T, s Subject, subject, reason string) {
	file := os.Getenv("COMMSDESK_CONFORMANCE")
	if file == "" {
		return
	}
	result := "yes"
	switch {
	case t.Failed():
		result = "FAILED"
	case t.Skipped():
		result = "no: " + reason
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = fmt.Fprintf(f, "%s\t%s\t%s\n", s.Network.Title, subject, result)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Error(err)
	}
}

// Abilities names every ability of an account.
func Abilities(c platforms.Capabilities) map[string]platforms.Ability {
	return map[string]platforms.Ability{
		"watch": c.Watch, "mentions": c.Mentions, "comments": c.Comments, "messages": c.Messages,
		"reply": c.Reply, "private": c.Private, "publish": c.Publish, "schedule": c.Schedule, "alt text": c.AltText,
		"prove": c.ProveSent, "report": c.Report, "hide": c.Hide, "delete": c.Delete, "mute": c.Mute, "block": c.Block, "unblock": c.Unblock,
		"list blocks": c.ListBlocks, "withdraw": c.Withdraw, "thread": c.Thread, "recheck": c.Recheck,
		"post metrics": c.PostMetrics, "account metrics": c.AccountMetrics, "attachments": c.Attachments,
	}
}

// Desk is one simulated network with an adapter signed in to it, and a store of
// what was pulled.
type Desk struct {
	T       *testing.T
	World   simulator.World
	Adapter platforms.Adapter
	Secrets *Keyring
	Clock   *Clock
	Sink    *Sink
	Cursor  []byte
}

// Open starts a Desk and connects it. The clock stands at Start.
func Open(t *testing.T, s Subject) *Desk {
	t.Helper()
	clock := &Clock{now: Start}
	world, err := s.World(clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, v := range world.Server().Violations() {
			t.Errorf("a request that the description doesn't know: %s", v)
		}
		world.Server().Close()
	})
	d := &Desk{T: t, World: world, Clock: clock, Secrets: &Keyring{Held: maps.Clone(world.Secrets())}, Sink: NewSink()}
	d.Reopen(s)
	return d
}

// Reopen makes the adapter anew, as after a restart, and asks who it is.
func (d *Desk) Reopen(s Subject) {
	d.T.Helper()
	if d.Adapter != nil {
		_ = d.Adapter.Close()
	}
	config, err := json.Marshal(d.World.Config())
	if err != nil {
		d.T.Fatal(err)
	}
	ad, err := s.Network.New(config, d.Secrets, d.Clock.Now)
	if err != nil {
		d.T.Fatalf("make the adapter: %v", err)
	}
	d.Adapter = ad
	d.T.Cleanup(func() { _ = ad.Close() })
	who, err := ad.(platforms.Identifier).Identity(d.T.Context())
	if err != nil {
		d.T.Fatalf("sign in: %v", err)
	}
	if who.ID != d.World.Account().ID {
		d.T.Fatalf("signed in as %+v, want %+v", who, d.World.Account())
	}
}

// Start is where the suite's clock stands at first: a Monday in working hours.
var Start = time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)

// Clock is a clock that tests move.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the clock's time (UTC).
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Forward moves the clock on.
func (c *Clock) Forward(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// Keyring keeps secrets in memory and remembers in which order they were set.
type Keyring struct {
	mu   sync.Mutex
	Held map[string]string
	Sets []string
}

// Get returns a secret, "" when there is none.
func (k *Keyring) Get(_ context.Context, item string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.Held[item], nil
}

// Set replaces a secret.
func (k *Keyring) Set(_ context.Context, item, value string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.Held[item] = value
	k.Sets = append(k.Sets, item)
	return nil
}

// All returns every secret held, by item.
func (k *Keyring) All() map[string]string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.Held)
}
