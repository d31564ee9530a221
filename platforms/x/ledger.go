package x

import (
	"fmt"
	"sync"
	"time"

	"commsdesk/platforms"
)

// kind is one thing that X charges for.
type kind string

// The kinds, as the price list has them.
const (
	readPost    kind = "post read"
	readOwn     kind = "own read"
	readUser    kind = "user read"
	readMessage kind = "message read"
	readListed  kind = "list item read"
	writePost   kind = "post"
	writeLinked kind = "post with link"
	writeAnswer kind = "answer"
	writeDM     kind = "message"
	interact    kind = "interaction"
	undo        kind = "undo"
	undoMute    kind = "unmute"
	describe    kind = "media description"
)

const million = 1_000_000

// prices are X's pay-per-use prices in millionths of a US dollar, as revised on
// 20 April 2026 (platforms.md 1.2).
var prices = map[kind]int64{
	readPost: 5_000, readOwn: 1_000, readUser: 10_000, readMessage: 10_000, readListed: 1_000,
	writePost: 15_000, writeLinked: 200_000, writeAnswer: 10_000, writeDM: 15_000,
	interact: 15_000, undo: 10_000, undoMute: 5_000, describe: 5_000,
}

// bill is what a month has cost so far. It is kept in the cursor.
type bill struct {
	// Month is "2026-11" (UTC); Micro millionths of a dollar; Calls how many of
	// each kind were charged.
	Month string         `json:"month"`
	Micro int64          `json:"micro_usd"`
	Calls map[kind]int64 `json:"calls,omitempty"`
}

// ledger counts what the calls of this month cost, by the price list: X itself
// has the last word. It lives in memory and in the cursor of every batch: the
// first pull after a start adds what the cursor had to what was spent since.
// What was sent after the last pull of the former run is forgotten with it, a
// few cents; X's own spending limit stands behind that. Several goroutines may
// use it.
type ledger struct {
	clock platforms.Clock
	cap   int64 // millionths; -1: none

	mu     sync.Mutex
	now    bill
	seeded bool
	// stopped: something was refused for the cap this month. A page of reading
	// may be while a cheaper call still fits.
	stopped bool
	// seen are the things read today (UTC): the same thing again costs nothing
	// on one day. Forgetting it at a restart counts too much, never too little.
	seen map[string]bool
	day  string
}

func newLedger(clock platforms.Clock, most int64) *ledger {
	return &ledger{clock: clock, cap: most, seen: map[string]bool{}}
}

// turn begins a new month or day when it is time. The lock is held.
func (l *ledger) turn() time.Time {
	now := l.clock().UTC()
	if month := now.Format("2006-01"); l.now.Month != month {
		l.now, l.stopped = bill{Month: month, Calls: map[kind]int64{}}, false
	}
	if day := now.Format(time.DateOnly); l.day != day {
		l.day, l.seen = day, map[string]bool{}
	}
	return now
}

// seed adds what an earlier run had spent, once.
func (l *ledger) seed(b bill) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn()
	if l.seeded {
		return
	}
	l.seeded = true
	if b.Month != l.now.Month {
		return
	}
	l.now.Micro += b.Micro
	for k, n := range b.Calls {
		l.now.Calls[k] += n
	}
}

// snapshot is the bill to be kept.
func (l *ledger) snapshot() bill {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn()
	b := l.now
	b.Calls = make(map[kind]int64, len(l.now.Calls))
	for k, n := range l.now.Calls {
		b.Calls[k] = n
	}
	return b
}

// read charges things read by their ids, each once a day.
func (l *ledger) read(k kind, ids ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn()
	for _, id := range ids {
		// A post is one thing however it was come by.
		what := string(k) + " " + id
		if k == readOwn || k == readPost {
			what = "post " + id
		}
		if l.seen[what] {
			continue
		}
		l.seen[what] = true
		l.add(k)
	}
}

// write charges one call that changes something.
func (l *ledger) write(k kind) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn()
	l.add(k)
}

func (l *ledger) add(k kind) {
	l.now.Micro += prices[k]
	l.now.Calls[k]++
}

// room says how many items of a reading, each of so many millionths at most, are
// still within the cap, up to most; an error when not even least are.
func (l *ledger) room(each int64, least, most int) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.turn()
	if l.cap < 0 {
		return most, nil
	}
	n := int(min((l.cap-l.now.Micro)/max(each, 1), int64(most)))
	if n < least {
		return 0, l.full(now)
	}
	return n, nil
}

// allows is an error when one more call of a kind passes the cap.
func (l *ledger) allows(k kind) error {
	_, err := l.room(prices[k], 1, 1)
	return err
}

// full is the error of a month whose money is spent. The lock is held.
func (l *ledger) full(now time.Time) error {
	l.stopped = true
	return &platforms.Error{Class: platforms.ClassQuota, Until: nextMonth(now), Sentence: fmt.Sprintf(
		"The council's own limit of %s a month for X is reached. Reading and sending stop until %s. Raise the limit in the channel's settings, or answer on x.com and confirm it here.",
		dollars(l.cap), nextMonth(now).Format("2 January"))}
}

func nextMonth(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
}

// spent says in a sentence what the month has cost; near is true from 80 % of
// the cap on or once something was refused for it, over when not even an answer
// may be sent.
func (l *ledger) spent() (sentence string, near, over bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn()
	if l.cap < 0 {
		return fmt.Sprintf("By X's price list the calls of this month have cost about %s. No limit is set here.", dollars(l.now.Micro)), false, false
	}
	sentence = fmt.Sprintf("By X's price list the calls of this month have cost about %s of the %s that the council allows.", dollars(l.now.Micro), dollars(l.cap))
	near = l.stopped || l.now.Micro*10 >= l.cap*8
	over = l.now.Micro+prices[writeAnswer] > l.cap
	if near {
		sentence += " When the limit is reached, reading and sending stop until next month."
	}
	return sentence, near, over
}

// dollars words an amount of millionths.
func dollars(micro int64) string { return fmt.Sprintf("$%.2f", float64(micro)/million) }
