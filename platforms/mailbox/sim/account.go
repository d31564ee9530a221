// Package sim is a mailbox that exists in this process alone: the sample desk
// is fed by it, and faults are rehearsed on it. It keeps the contract of
// package platforms as the real adapter does; nothing ever leaves the machine,
// and no package that could send anything is imported (a test checks it).
package sim

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"commsdesk/platforms"
)

// The folders of every simulated mailbox.
const (
	Inbox = "INBOX"
	Sent  = "Sent"
)

// validity is the UIDVALIDITY of both folders.
const validity = 1

// Seal builds an outgoing message's final bytes. The sample desk lends the real
// adapter's, which touches no network, so that rehearsal and reality refuse the
// same slips.
type Seal func(ctx context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error)

// Script is what a simulated mailbox begins with and how its world answers.
type Script struct {
	// Address and Name are the mailbox's own.
	Address, Name string
	// Seed makes ids and disorder repeatable.
	Seed int64
	// Items are what lies in the mailbox (ReceivedAt up to now) and what will
	// come (later). Missing keys, ids and dates are filled in; items FromUs lie
	// in Sent.
	Items []platforms.Item
	// Rules say how the world takes what we send; the first that fits counts.
	Rules []Rule
	// FilesInSent makes the server keep a copy of what it accepts.
	FilesInSent bool
}

// Rule is how the world takes a message of ours.
type Rule struct {
	// To is a recipient and Words a part of the subject or text that the rule
	// is for, in any case; "" fits all.
	To, Words string
	// Times is how often the rule applies; 0 always.
	Times int
	// Verdict is how sending ends; "" is Accepted.
	Verdict platforms.Verdict
	// Kept accepts an Unconfirmed message all the same.
	Kept bool
	// Answers come after an accepted message.
	Answers []Answer
}

// Answer is one mail that comes back After an accepted message, from the
// recipient the rule is for. Auto makes it an automatic one; a bounce comes
// from the mail server.
type Answer struct {
	After time.Duration
	Text  string
	Auto  platforms.Auto
}

// Faults are what goes wrong from now on; the zero value is a good server.
type Faults struct {
	// Offline: the server can't be reached. AuthEnded: the sign-in no longer
	// holds. Certificate: the server shows another one.
	Offline, AuthEnded bool
	Certificate        *platforms.Certificate
	// CutAfter ends a pull after so many items; 0 never.
	CutAfter int
	// Doubled delivers each batch twice; Disordered shuffles the items in it.
	Doubled, Disordered bool
	// Slow is the pause before every call.
	Slow time.Duration
	// RefuseRecipient is an address the server does not take.
	RefuseRecipient string
	// Silent: no answer after the point of no return; Kept: accepted though.
	Silent, Kept bool
}

// Account is one simulated mailbox. Its methods may be called from several
// goroutines.
type Account struct {
	script Script
	seal   Seal
	clock  platforms.Clock

	mu      sync.Mutex
	state   state
	faults  Faults
	pulled  uint32
	changed chan struct{}
	closed  chan struct{}
}

var (
	_ platforms.Adapter     = (*Account)(nil)
	_ platforms.Identifier  = (*Account)(nil)
	_ platforms.Puller      = (*Account)(nil)
	_ platforms.Watcher     = (*Account)(nil)
	_ platforms.Sender      = (*Account)(nil)
	_ platforms.Prover      = (*Account)(nil)
	_ platforms.Filer       = (*Account)(nil)
	_ platforms.FileFetcher = (*Account)(nil)
	_ platforms.Tester      = (*Account)(nil)
)

// New makes a mailbox from a script. All three arguments are needed.
func New(script Script, seal Seal, clock platforms.Clock) (*Account, error) {
	if script.Address == "" || seal == nil || clock == nil {
		return nil, errors.New("sim: address, seal and clock are needed")
	}
	a := &Account{script: script, seal: seal, clock: clock, changed: make(chan struct{}), closed: make(chan struct{})}
	a.state.Used = map[int]int{}
	a.state.Accepted = map[string]int{}
	for _, item := range script.Items {
		a.plan(item)
	}
	a.arrive()
	return a, nil
}

// Network is "mailbox": the sample desk shows what a real one would.
func (a *Account) Network() string { return "mailbox" }

// Capabilities are those of a mailbox with everything.
func (a *Account) Capabilities() platforms.Capabilities {
	public := platforms.No("Mail is private: nobody comments on it or names us in public.", "")
	page := platforms.No("A mailbox has no public page to publish on.", "")
	block := platforms.No("Senders are blocked by your IT team or in your mail program.", "")
	c := platforms.Capabilities{
		ProbedAt: a.clock().UTC(), Watch: platforms.Yes(), Reply: platforms.Yes(), Messages: platforms.Yes(), Attachments: platforms.Yes(),
		FilesInSent: platforms.Yes(), ProveSent: platforms.Yes(),
		Comments: public, Mentions: public,
		Private: platforms.No("Mail is private already: only the people in To and Cc get it.", ""),
		Publish: page, Schedule: page, AltText: page, PostMetrics: page,
		AccountMetrics: platforms.No("A mail server counts nothing. What came and what was answered is counted here.", ""),
		Withdraw:       platforms.No("A mail that went can't be taken back. Write a correction.", ""),
		Hide:           platforms.No("Mail can't be hidden from whoever wrote it.", ""),
		Delete:         platforms.No("Commsdesk never deletes mail. Use your mail program.", ""),
		Mute:           block, Block: block, Unblock: block, ListBlocks: block,
		Report:  platforms.No("Mail has no moderators to report to. Tell your IT team of spam or abuse.", ""),
		Thread:  platforms.No("A mail server does not know what belongs together. All mail is read anyway.", ""),
		Recheck: platforms.No("Nobody can change a mail after it was sent.", ""),
	}
	if !a.script.FilesInSent {
		c.FilesInSent = platforms.No("This server keeps no copy of what is sent, so Commsdesk puts one in Sent.", "")
		c.ProveSent = platforms.No("Only an answer can prove that a mail without confirmation went.", "")
	}
	return c
}

// Identity is the script's address.
func (a *Account) Identity(ctx context.Context) (platforms.Identity, error) {
	if err := a.reach(ctx); err != nil {
		return platforms.Identity{}, err
	}
	address := strings.ToLower(a.script.Address)
	return platforms.Identity{ID: address, Name: cmp.Or(a.script.Name, address)}, nil
}

// Close ends waiting calls. It may be called twice.
func (a *Account) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case <-a.closed:
	default:
		close(a.closed)
	}
	return nil
}

// Break sets what goes wrong from now on.
func (a *Account) Break(faults Faults) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.faults = faults
	a.stir()
}

// Receive puts one more item into the mailbox, at once or at its ReceivedAt.
func (a *Account) Receive(item platforms.Item) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.plan(item)
	a.arrive()
	a.stir()
}

// Advance tells the mailbox that the clock was moved: what is due arrives, and
// a waiting Watch looks again.
func (a *Account) Advance() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.arrive()
	a.stir()
}

// Accepted counts by token what the simulated server took.
func (a *Account) Accepted() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	counts := map[string]int{}
	for token, n := range a.state.Accepted {
		counts[token] = n
	}
	return counts
}

// stir wakes Watch. Callers hold the lock.
func (a *Account) stir() {
	close(a.changed)
	a.changed = make(chan struct{})
}

// plan fills an item's gaps and puts it among those to come, by time. Callers
// hold the lock.
func (a *Account) plan(item platforms.Item) {
	a.state.Planned++
	if item.ReceivedAt.IsZero() {
		item.ReceivedAt = a.clock()
	}
	item.ReceivedAt = item.ReceivedAt.UTC()
	item.InternalDate = item.ReceivedAt
	if item.SentAt.IsZero() {
		item.SentAt = item.ReceivedAt
	}
	item.Direction = platforms.Direction(cmp.Or(string(item.Direction), string(platforms.FromResident)))
	item.Kind, item.Private = cmp.Or(item.Kind, "mail"), true
	item.RemoteID = cmp.Or(item.RemoteID, fmt.Sprintf("%s@sample.example", hash("id", fmt.Sprint(a.script.Seed), fmt.Sprint(a.state.Planned))[:24]))
	item.Key = cmp.Or(item.Key, hash(item.RemoteID, item.From.ID, item.SentAt.Format(time.RFC3339), item.Subject))
	item.BodyHash = cmp.Or(item.BodyHash, hash(item.Text, item.Quoted))
	item.ThreadRoot = cmp.Or(item.ThreadRoot, item.RemoteID)
	if item.AnswerTo == (platforms.Person{}) {
		item.AnswerTo = item.From
	}
	if item.Size == 0 {
		item.Size = int64(len(item.Text) + len(item.Quoted))
	}
	at, _ := slices.BinarySearchFunc(a.state.Coming, item, func(x, y platforms.Item) int {
		if x.ReceivedAt.After(y.ReceivedAt) {
			return 1
		}
		return -1
	})
	a.state.Coming = slices.Insert(a.state.Coming, at, item)
}

// arrive moves what is due into the mailbox. Callers hold the lock.
func (a *Account) arrive() {
	now := a.clock()
	for len(a.state.Coming) > 0 && !a.state.Coming[0].ReceivedAt.After(now) {
		item := a.state.Coming[0]
		a.state.Coming = a.state.Coming[1:]
		folder := Inbox
		if item.Direction == platforms.FromUs {
			folder = Sent
		}
		item.Location = platforms.Location{Folder: folder, Validity: validity, UID: uint32(len(a.state.Here) + 1)}
		a.state.Here = append(a.state.Here, item)
	}
}

// reach is the part of every call that can go wrong before anything else.
func (a *Account) reach(ctx context.Context) error {
	a.mu.Lock()
	faults := a.faults
	a.mu.Unlock()
	if faults.Slow > 0 {
		timer := time.NewTimer(faults.Slow)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		case <-a.closed:
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-a.closed:
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The mailbox was disconnected. Nothing is lost."}
	default:
	}
	switch {
	case faults.Offline:
		return &platforms.Error{Class: platforms.ClassOffline, Sentence: "The mail server can't be reached. Drafts are safe. Commsdesk tries again."}
	case faults.Certificate != nil:
		return &platforms.Error{
			Class: platforms.ClassCertificate, Certificate: faults.Certificate,
			Sentence: "The mail server shows another certificate than before. No password was sent. Ask your IT team whether it was renewed.",
		}
	case faults.AuthEnded:
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "The mail server no longer accepts the password. Sign in again. Drafts and what was received are safe."}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.arrive()
	return nil
}

// hash is the hex SHA-256 over parts that can't run into each other.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}
