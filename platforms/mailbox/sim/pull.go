package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
)

// batchItems is how many items a batch holds.
const batchItems = 20

// watchPause is the longest a Watch waits before it looks at the clock again.
const watchPause = time.Minute

// cursor is how far a pull came: everything up to Seen was delivered; of what
// lies above, up to Top, everything from Next on was too.
type cursor struct {
	Seen, Top, Next uint32
	// SentFirst tells that the Sent items of the promise window went ahead.
	SentFirst bool
}

// Pull delivers what is new: our own items of the promise window first, then
// everything newest first.
func (a *Account) Pull(ctx context.Context, from []byte, window platforms.Window, sink platforms.Sink) error {
	if err := a.reach(ctx); err != nil {
		return err
	}
	var at cursor
	if len(from) > 0 {
		if err := json.Unmarshal(from, &at); err != nil {
			return fmt.Errorf("read cursor: %w", err)
		}
	}
	p := &pull{a: a, sink: sink, window: window}
	if window.Tail && (from == nil || at.Top != at.Seen) {
		return p.tail(ctx, at, from)
	}
	for {
		top := a.mark()
		if at.Top == at.Seen {
			if at.Seen >= top && from != nil {
				return nil
			}
			at = cursor{Seen: at.Seen, Top: top, Next: top + 1}
		}
		if err := p.drain(ctx, &at); err != nil {
			return err
		}
		if from == nil {
			from = []byte{}
		}
	}
}

// mark is the highest UID there is; Watch returns once there are higher ones.
func (a *Account) mark() uint32 {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.arrive()
	a.pulled = uint32(len(a.state.Here))
	return a.pulled
}

// pull is one Pull under way.
type pull struct {
	a         *Account
	sink      platforms.Sink
	window    platforms.Window
	delivered int
}

// drain delivers the range a cursor is in.
func (p *pull) drain(ctx context.Context, at *cursor) error {
	all := p.slice(at.Seen, at.Top)
	if !at.SentFirst {
		at.SentFirst = true
		ours := slices.DeleteFunc(slices.Clone(all), func(i platforms.Item) bool {
			return i.Direction != platforms.FromUs || i.ReceivedAt.Before(p.window.PromiseFrom)
		})
		if len(ours) > 0 {
			if err := p.deliver(ctx, ours, at, len(all)); err != nil {
				return err
			}
		}
	}
	for at.Next > at.Seen+1 {
		low := max(at.Seen, at.Next-1-min(batchItems, at.Next-1))
		items := slices.DeleteFunc(p.slice(low, at.Next-1), func(i platforms.Item) bool {
			return i.ReceivedAt.Before(p.window.OldestFrom)
		})
		slices.Reverse(items)
		next := *at
		next.Next = low + 1
		if low == at.Seen {
			next = cursor{Seen: at.Top, Top: at.Top}
		}
		if err := p.deliver(ctx, items, &next, len(all)); err != nil {
			return err
		}
		*at = next
		if at.Seen == at.Top {
			return nil
		}
	}
	done := cursor{Seen: at.Top, Top: at.Top}
	*at = done
	return p.deliver(ctx, nil, at, len(all))
}

// tail delivers what lies above a range that is not drained yet, and on a first
// pull the promise window. The cursor stays: it all comes once more with the
// rest.
func (p *pull) tail(ctx context.Context, at cursor, from []byte) error {
	items := slices.DeleteFunc(p.slice(at.Top, p.a.mark()), func(i platforms.Item) bool {
		return from == nil && i.ReceivedAt.Before(p.window.PromiseFrom)
	})
	slices.Reverse(items)
	for batch := range slices.Chunk(items, batchItems) {
		if err := p.hand(ctx, batch, from, len(items)); err != nil {
			return err
		}
	}
	return nil
}

// slice copies the items with UIDs above low up to high.
func (p *pull) slice(low, high uint32) []platforms.Item {
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	return slices.Clone(p.a.state.Here[low:high])
}

// deliver hands over one batch with the cursor that holds after it.
func (p *pull) deliver(ctx context.Context, items []platforms.Item, at *cursor, total int) error {
	saved, err := json.Marshal(at)
	if err != nil {
		return fmt.Errorf("write cursor: %w", err)
	}
	return p.hand(ctx, items, saved, total)
}

// hand gives a batch to the sink, with the faults of the moment.
func (p *pull) hand(ctx context.Context, items []platforms.Item, saved []byte, total int) error {
	if err := p.a.reach(ctx); err != nil {
		return err
	}
	p.a.mu.Lock()
	faults := p.a.faults
	there := map[string]int{Inbox: 0, Sent: 0}
	for _, item := range p.a.state.Here {
		if !item.ReceivedAt.Before(p.window.OldestFrom) {
			there[item.Location.Folder]++
		}
	}
	p.a.mu.Unlock()
	if faults.CutAfter > 0 && p.delivered+len(items) > faults.CutAfter {
		return &platforms.Error{Class: platforms.ClassOffline, Sentence: "The connection to the mail server broke off. Nothing is lost: Commsdesk goes on where it stopped."}
	}
	if faults.Disordered {
		random := rand.New(rand.NewPCG(uint64(p.a.script.Seed), uint64(p.delivered)))
		random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	}
	p.delivered += len(items)
	batch := platforms.Batch{Items: items, Cursor: saved, Done: min(p.delivered, total), Total: total, There: there}
	if faults.Doubled {
		if err := p.sink.Deliver(ctx, batch); err != nil {
			return err
		}
	}
	return p.sink.Deliver(ctx, batch)
}

// Watch returns when something has come since the last Pull, with an error when
// the server goes away.
func (a *Account) Watch(ctx context.Context) error {
	for {
		if err := a.reach(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		a.mu.Lock()
		news := uint32(len(a.state.Here)) > a.pulled
		changed, wait := a.changed, watchPause
		if len(a.state.Coming) > 0 {
			wait = min(wait, max(time.Millisecond, a.state.Coming[0].ReceivedAt.Sub(a.clock())))
		}
		a.mu.Unlock()
		if news {
			return nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-changed:
		case <-timer.C:
		case <-a.closed:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// Fetch writes an attachment: a file of the right size that says that it is a
// sample.
func (a *Account) Fetch(ctx context.Context, at platforms.Location, part string, w io.Writer) error {
	if err := a.reach(ctx); err != nil {
		return err
	}
	a.mu.Lock()
	var file *platforms.Attachment
	if at.UID > 0 && int(at.UID) <= len(a.state.Here) && a.state.Here[at.UID-1].Location == at {
		for i, f := range a.state.Here[at.UID-1].Attachments {
			if f.Part == part {
				file = &a.state.Here[at.UID-1].Attachments[i]
			}
		}
	}
	a.mu.Unlock()
	if file == nil {
		return &platforms.Error{Class: platforms.ClassGone, Sentence: "This file is no longer in the mailbox."}
	}
	line := "A sample file of the sample desk: " + file.Name + "\n"
	_, err := io.CopyN(w, strings.NewReader(strings.Repeat(line, int(file.Size)/len(line)+1)), file.Size)
	return err
}
