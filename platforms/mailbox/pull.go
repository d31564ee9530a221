package mailbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
)

// batchItems is how many messages a batch has at most; batchBytes how many
// bytes they have at the server, one larger message apart.
const (
	batchItems = 100
	batchBytes = 32 << 20
	// turnBatches is how many batches of one folder come before the other's
	// turn: selecting a folder anew costs some servers as much as a batch.
	turnBatches = 5
)

var _ platforms.Puller = (*Mailbox)(nil)

// Pull brings what is new in Inbox and Sent since cursor. A first pull brings
// the promise window first: what we sent in it, then the headers of what came
// in; then everything back to window.OldestFrom, newest first. Mail that
// arrives meanwhile goes before the rest. Batch.There counts what belongs here
// of each folder, for comparing with what is stored of it.
//
// With window.Tail it ends once it has what came since the cursor's last look.
//
// OldestFrom counts in whole days by INTERNALDATE, one day generously, since
// servers search by their own calendar (RFC 3501 6.4.4).
func (m *Mailbox) Pull(ctx context.Context, cursor []byte, window platforms.Window, sink platforms.Sink) error {
	return m.use(ctx, func(s *session) error {
		p := &pull{
			m: m, s: s, window: window, sink: sink, cursor: readCursor(cursor),
			looked: map[string]inboxMark{}, there: map[string]int{}, tail: map[string]imap.UID{},
		}
		return p.run(ctx)
	})
}

// pull is one run of Pull.
type pull struct {
	m      *Mailbox
	s      *session
	window platforms.Window
	sink   platforms.Sink
	cursor *cursor
	sent   string
	// looked is each folder's mark at the last look in this run.
	looked map[string]inboxMark
	there  map[string]int
	// tail is each folder's next UID at the last look of an earlier run: from
	// there on is what a pull of the tail wants.
	tail map[string]imap.UID
	done int
}

func (p *pull) run(ctx context.Context) error {
	sent, err := p.m.sentFolder(p.s)
	if err != nil {
		return err
	}
	p.sent = sent
	folders := []string{inbox}
	if sent != "" && sent != inbox {
		folders = []string{sent, inbox}
	}
	for _, folder := range folders {
		if err := p.open(ctx, folder); err != nil {
			return err
		}
	}
	if err := p.bringFirst(ctx, folders); err != nil {
		return err
	}
	bring := p.bringRest
	if p.window.Tail {
		bring = p.bringTail
	}
	if err := bring(ctx, folders); err != nil {
		return err
	}
	if len(p.there) == 0 {
		return nil // quiet everywhere
	}
	return p.deliver(ctx, platforms.Batch{There: p.there})
}

func (p *pull) mark(folder string) *folderMark { return p.cursor.Folders[folder] }

// open selects a folder and looks at it anew when it changed since.
func (p *pull) open(ctx context.Context, folder string) error {
	if _, before := p.looked[folder]; before && p.s.folder == folder {
		if still, err := p.s.still(); still || err != nil {
			return err
		}
	}
	data, err := p.s.examine(folder)
	if err != nil {
		return p.m.folderError(folder, err)
	}
	if p.looked[folder] == markOf(data) {
		return nil
	}
	if err := p.look(ctx, folder, data); err != nil {
		return err
	}
	p.looked[folder] = markOf(data)
	if folder == inbox {
		p.m.mu.Lock()
		p.m.seen = markOf(data)
		p.m.mu.Unlock()
	}
	return nil
}

// look compares the folder with the cursor and delivers what has gone.
func (p *pull) look(ctx context.Context, folder string, data *imap.SelectData) error {
	mark := p.mark(folder)
	fresh := mark == nil || mark.Validity != data.UIDValidity
	if _, known := p.tail[folder]; !known || fresh {
		p.tail[folder] = data.UIDNext
		if !fresh {
			p.tail[folder] = mark.Next
		}
	}
	if !fresh && mark.quiet(data, p.window.OldestFrom.Unix()) {
		return nil
	}
	var batch platforms.Batch
	if fresh {
		if mark != nil {
			batch.Renewed = []string{folder}
		}
		mark = &folderMark{Validity: data.UIDValidity}
		p.cursor.Folders[folder] = mark
	}
	all, err := p.s.search(nil)
	if err != nil {
		return err
	}
	inRange, err := p.since(p.window.OldestFrom)
	if err != nil {
		return err
	}
	var promise uidSet
	if fresh {
		if promise, err = p.since(p.window.PromiseFrom); err != nil {
			return err
		}
	}
	gone := mark.look(data, all, inRange, promise, fresh)
	mark.From = p.window.OldestFrom.Unix()
	p.there[folder] = mark.there(inRange)
	for _, uid := range gone.uids() {
		batch.Gone = append(batch.Gone, p.at(folder, uid))
	}
	if batch.Gone == nil && batch.Renewed == nil {
		return nil
	}
	return p.deliver(ctx, batch)
}

func (p *pull) at(folder string, uid imap.UID) platforms.Location {
	return platforms.Location{Folder: folder, Validity: p.mark(folder).Validity, UID: uint32(uid)}
}

// since searches by INTERNALDATE, a day early for servers elsewhere.
func (p *pull) since(t time.Time) (uidSet, error) {
	if t.IsZero() {
		return p.s.search(nil)
	}
	return p.s.search(&imap.SearchCriteria{Since: t.UTC().AddDate(0, 0, -1)})
}

// bringFirst brings the promise window: what we sent, then headers.
func (p *pull) bringFirst(ctx context.Context, folders []string) error {
	for _, folder := range folders {
		for len(p.mark(folder).First) > 0 {
			if err := p.open(ctx, folder); err != nil {
				return err
			}
			chosen := p.next(folder, p.mark(folder).First)
			if len(chosen) == 0 {
				break
			}
			bring := p.bringBodies
			if folder == inbox {
				bring = p.bringHeaders
			}
			if err := bring(ctx, folder, chosen); err != nil {
				return err
			}
		}
	}
	return nil
}

// bringRest brings whole messages, newest first, some batches of each folder
// in turn. The folder at hand is looked at before every batch, so that new
// mail goes ahead of old.
func (p *pull) bringRest(ctx context.Context, folders []string) error {
	for wanted := true; wanted; {
		wanted = false
		for i := len(folders) - 1; i >= 0; i-- { // the Inbox begins
			more, err := p.bringTurn(ctx, folders[i])
			if err != nil {
				return err
			}
			wanted = wanted || more
		}
	}
	return nil
}

// bringTail brings whole what came since the last look, and nothing older.
func (p *pull) bringTail(ctx context.Context, folders []string) error {
	for _, folder := range folders {
		for len(p.latest(folder)) > 0 {
			if err := p.open(ctx, folder); err != nil {
				return err
			}
			chosen := p.latest(folder)
			if len(chosen) == 0 {
				break
			}
			if err := p.bringBodies(ctx, folder, chosen); err != nil {
				return err
			}
		}
	}
	return nil
}

// latest are the newest messages that a pull of the tail still wants.
func (p *pull) latest(folder string) uidSet {
	return p.next(folder, p.mark(folder).Pending.from(p.tail[folder]))
}

// bringTurn brings one folder's share; more tells that there is still more of
// it.
func (p *pull) bringTurn(ctx context.Context, folder string) (more bool, err error) {
	if len(p.next(folder, p.mark(folder).Pending)) == 0 {
		return false, nil
	}
	for range turnBatches {
		if err := p.open(ctx, folder); err != nil {
			return false, err
		}
		chosen := p.next(folder, p.mark(folder).Pending)
		if len(chosen) == 0 {
			return false, nil
		}
		if err := p.bringBodies(ctx, folder, chosen); err != nil {
			return false, err
		}
	}
	return true, nil
}

// next are the newest of the wanted messages, without those that keep ending
// the connection.
func (p *pull) next(folder string, wanted uidSet) uidSet {
	return wanted.minus(p.m.aside(folder, p.mark(folder).Validity)).top(p.m.pace(folder))
}

// bringHeaders delivers headers of messages whose bodies come later.
func (p *pull) bringHeaders(ctx context.Context, folder string, chosen uidSet) error {
	items, headed, err := p.loadHeaders(folder, chosen)
	if err != nil {
		return err
	}
	mark := p.mark(folder)
	mark.First = mark.First.minus(chosen)
	mark.Headed = mark.Headed.plus(headed)
	if len(items) == 0 {
		return nil
	}
	return p.deliver(ctx, platforms.Batch{Items: items})
}

// bringBodies delivers whole messages. What came before a broken connection is
// delivered too, so that the next pull starts behind it.
func (p *pull) bringBodies(ctx context.Context, folder string, chosen uidSet) error {
	items, asked, got, loadErr := p.loadBodies(folder, chosen)
	mark := p.mark(folder)
	if loadErr == nil {
		// What the server no longer has will not come.
		mark.Pending = mark.Pending.minus(asked.minus(got))
		mark.First = mark.First.minus(asked)
		p.m.hurry(folder)
	} else if ctx.Err() == nil && !p.m.isClosed() {
		if unreadable := p.m.blame(folder, mark.Validity, asked, got); unreadable != nil {
			items = append(items, unreadableItem(*unreadable, folder == p.sent))
		}
	}
	mark.brought(got)
	if len(items) > 0 {
		if err := p.deliver(ctx, platforms.Batch{Items: items}); err != nil {
			return err
		}
	}
	return loadErr
}

// deliver hands a batch over with the cursor that holds after it.
func (p *pull) deliver(ctx context.Context, batch platforms.Batch) error {
	stored, err := p.cursor.bytes()
	if err != nil {
		return err
	}
	p.done += len(batch.Items)
	batch.Cursor, batch.Done, batch.Total = stored, p.done, p.done
	for folder, mark := range p.cursor.Folders {
		batch.Total += mark.Pending.count()
		if folder == inbox {
			batch.Total += mark.First.count()
		}
	}
	if err := p.sink.Deliver(ctx, batch); err != nil {
		return &sinkError{err}
	}
	return nil
}

// folderError words a folder that is not there. A Sent folder that was found by
// its name is looked for again next time. A no for another reason stays what it is.
func (m *Mailbox) folderError(folder string, err error) error {
	var status *imap.Error
	if folder == inbox || !errors.As(err, &status) || status.Type != imap.StatusResponseTypeNo {
		return err
	}
	switch status.Code {
	case "", imap.ResponseCodeNonExistent, imap.ResponseCodeTryCreate, imap.ResponseCodeCannot:
	default:
		return err
	}
	m.mu.Lock()
	m.sent = ""
	m.mu.Unlock()
	return &platforms.Error{
		Class:    platforms.ClassRefused,
		Sentence: fmt.Sprintf("The folder %s could not be opened on the server. Choose the Sent folder in the mailbox's settings. Nothing is lost.", folder),
		Err:      err,
	}
}
