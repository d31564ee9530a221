package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
)

// SaveEvery is the longest that typed text is only in memory: a draft is saved
// this long after the first change that is not on disk, however fast typing
// goes on. It leaves the disk a fifth of the second that a crash may cost.
const SaveEvery = 800 * time.Millisecond

// Begun returns the acts that note, without its text, that somebody began to
// write (on the draft's conversation); nil for none.
type Begun func(who act.Who, d Draft) []act.Act

// Drafts saves what officers type. Only the draft's own send or a person ever
// destroys one.
type Drafts struct {
	store Store
	door  act.Door
	begun Begun
	clock app.Clock
	log   *slog.Logger

	mu   sync.Mutex
	open map[string]*openDraft
}

// openDraft is a draft with changes that are not on disk yet, or being queued.
type openDraft struct {
	writing sync.Mutex // one writer at a time, so that an older text never lands last
	who     act.Who
	latest  Draft
	begun   time.Time // noted already, whatever the editor knows
	dirty   bool
	held    bool // being queued: nothing else writes it
	gone    bool // queued or discarded: nothing writes it any more
	timer   *time.Timer
}

// NewDrafts returns a keeper of drafts over its ports.
func NewDrafts(store Store, door act.Door, begun Begun, clock app.Clock, log *slog.Logger) *Drafts {
	return &Drafts{store: store, door: door, begun: begun, clock: clock, log: log, open: map[string]*openDraft{}}
}

// Edit takes the draft as it now is and returns at once; it is on disk within
// SaveEvery. An edit of a draft that was just sent or discarded is ignored.
func (d *Drafts) Edit(who act.Who, draft Draft) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.open[draft.ID]
	if o == nil {
		o = &openDraft{}
		d.open[draft.ID] = o
	}
	if o.gone {
		return
	}
	if draft.BegunAt.IsZero() {
		draft.BegunAt = o.begun
	}
	o.who, o.latest, o.dirty = who, draft, true
	if o.timer == nil && !o.held {
		o.timer = d.later(draft.ID)
	}
}

// later arms the save of a draft; the caller holds d.mu.
func (d *Drafts) later(id string) *time.Timer {
	return time.AfterFunc(SaveEvery, func() {
		if err := d.Flush(context.Background(), id); err != nil {
			d.log.Error("save draft", "draft", id, "error", err)
		}
	})
}

// Flush saves the draft now if it has changes that are not on disk: on leaving
// the text box, closing, sending. After an error the changes stay in memory
// and are tried again within SaveEvery.
func (d *Drafts) Flush(ctx context.Context, id string) error {
	d.mu.Lock()
	o := d.open[id]
	d.mu.Unlock()
	if o == nil {
		return nil
	}
	o.writing.Lock()
	defer o.writing.Unlock()
	d.mu.Lock()
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	if o.gone || o.held || !o.dirty {
		d.mu.Unlock()
		return nil
	}
	o.dirty = false
	who, draft := o.who, o.latest
	d.mu.Unlock()

	err := d.save(ctx, who, &draft)
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		o.dirty = true
		if o.timer == nil {
			o.timer = d.later(id)
		}
		return err
	}
	o.begun = draft.BegunAt
	if o.latest.BegunAt.IsZero() {
		o.latest.BegunAt = o.begun
	}
	return nil
}

// FlushAll saves every draft, as the program closes; the first error is returned after all were tried.
func (d *Drafts) FlushAll(ctx context.Context) error {
	d.mu.Lock()
	var ids []string
	for id := range d.open {
		ids = append(ids, id)
	}
	d.mu.Unlock()
	var first error
	for _, id := range ids {
		if err := d.Flush(ctx, id); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Discard removes a draft because its officer said so.
func (d *Drafts) Discard(ctx context.Context, id string) error {
	release, err := d.seize(id)
	if err != nil {
		return err
	}
	err = d.store.DeleteDraft(ctx, id)
	release(err == nil)
	if err != nil {
		return fmt.Errorf("discard draft %s: %w", id, err)
	}
	return nil
}

// save writes the draft, and the first time notes that it was begun.
func (d *Drafts) save(ctx context.Context, who act.Who, draft *Draft) error {
	now := d.clock()
	first := draft.BegunAt.IsZero()
	if first {
		draft.BegunAt = now
	}
	draft.SavedAt = now
	if err := d.store.SaveDraft(ctx, *draft); err != nil {
		return fmt.Errorf("save draft %s: %w", draft.ID, err)
	}
	if !first || d.begun == nil {
		return nil
	}
	acts := d.begun(who, *draft)
	if len(acts) == 0 {
		return nil
	}
	// The text is safe; that its beginning could not be noted loses nothing.
	if _, err := d.door.Do(ctx, acts...); err != nil {
		d.log.Warn("note that a draft was begun", "draft", draft.ID, "error", err)
	}
	return nil
}

// hold saves the draft as given and keeps every other writer away until release
// is called: with true when the draft has become a send, else what was typed
// meanwhile is saved again.
func (d *Drafts) hold(ctx context.Context, draft Draft) (release func(gone bool), err error) {
	release, err = d.seize(draft.ID)
	if err != nil {
		return nil, err
	}
	now := d.clock()
	if draft.BegunAt.IsZero() {
		draft.BegunAt = now
	}
	draft.SavedAt = now
	if err := d.store.SaveDraft(ctx, draft); err != nil {
		release(false)
		return nil, err
	}
	return release, nil
}

// seize waits for a save under way and then keeps others from writing.
func (d *Drafts) seize(id string) (release func(gone bool), err error) {
	d.mu.Lock()
	o := d.open[id]
	if o == nil {
		o = &openDraft{}
		d.open[id] = o
	}
	d.mu.Unlock()
	o.writing.Lock()
	defer o.writing.Unlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	if o.held || o.gone {
		return nil, app.NewError(app.Conflict, "This draft has been sent or discarded already. Look in the outbox.")
	}
	o.held, o.dirty = true, false
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	return func(gone bool) { d.letGo(id, o, gone) }, nil
}

func (d *Drafts) letGo(id string, o *openDraft, gone bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o.held, o.gone = false, gone
	if gone {
		o.latest, o.dirty = Draft{}, false
	}
	if !gone && o.dirty && o.timer == nil {
		o.timer = d.later(id)
	}
}
