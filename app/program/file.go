package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/platforms"
)

// SaveFile writes an attachment of a message, by its part, to w. It stays at
// the network until somebody asks for it, so it is fetched from a place where
// the message still lies. NotFound: the message or all its places are gone.
func (p *Program) SaveFile(ctx context.Context, conversation, message, part string, w io.Writer) error {
	row, msgs, err := p.Store.Conversation(ctx, conversation)
	if err != nil {
		return fmt.Errorf("save a file of %s: %w", conversation, err)
	}
	at, ok := livePlace(msgs, message)
	if !ok {
		return app.NewError(app.NotFound, "The message this file came with is no longer in the mailbox, so the file can't be fetched. Its words are kept here.")
	}
	ad, err := p.Accounts.Adapter(ctx, row.Channel)
	if err != nil {
		return fmt.Errorf("save a file of %s: %w", conversation, err)
	}
	fetcher, ok := ad.(platforms.FileFetcher)
	if !ok {
		return app.NewError(app.Wrong, "Files can't be saved from this network. Open the message there.")
	}
	return Worded(fetcher.Fetch(ctx, at, part, w))
}

// livePlace is a place of the message from which nothing has taken it away.
func livePlace(msgs []inbox.Message, key string) (platforms.Location, bool) {
	for _, m := range msgs {
		if m.Key != key {
			continue
		}
		for _, l := range m.Locations {
			if l.GoneAt.IsZero() {
				return platforms.Location{Folder: l.Folder, Validity: l.Validity, UID: l.UID, ID: l.ID}, true
			}
		}
	}
	return platforms.Location{}, false
}

// SaveFileAs saves an attachment under a path that a person chose, whose name
// FileName made, and returns where it lies: what is there already is kept, and
// the new one gets a number. It is there only once all of it has arrived. It is
// never opened by us, and Windows is told that it came from outside (DESIGN 9).
func (p *Program) SaveFileAs(ctx context.Context, conversation, message, part, path string) (saved string, err error) {
	return saveForeign(path, func(w io.Writer) error { return p.SaveFile(ctx, conversation, message, part, w) })
}

// saveForeign saves what came from outside and what fill writes, as SaveFileAs
// says.
func saveForeign(path string, fill func(io.Writer) error) (saved string, err error) {
	place, err := freePlace(path)
	if err != nil {
		return "", notSaved(err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".commsdesk-*")
	if err == nil {
		target := &fileWriter{f: f}
		err = fill(target)
		if closed := errors.Join(target.err, f.Close()); closed != nil {
			err = notSaved(closed)
		}
		if err == nil {
			if err = os.Rename(f.Name(), place); err != nil {
				err = notSaved(err)
			}
		}
		_ = os.Remove(f.Name()) // gone already when all went well
	} else {
		err = notSaved(err)
	}
	if err != nil {
		_ = os.Remove(place) // empty, and ours
		return "", err
	}
	markForeign(place)
	return place, nil
}

// mostAlike is how many files of one name are counted up to.
const mostAlike = 1000

// freePlace makes an empty file at path or, where something is already, at the
// first "name (2).ext" that is free, so that nobody else takes the place.
func freePlace(path string) (string, error) {
	ending := filepath.Ext(path)
	for n := 1; ; n++ {
		place := path
		if n > 1 {
			place = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(path, ending), n, ending)
		}
		f, err := os.OpenFile(place, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			return place, f.Close()
		}
		if !errors.Is(err, fs.ErrExist) || n == mostAlike {
			return "", err
		}
	}
}

// fileWriter keeps the disk's own error apart from the network's.
type fileWriter struct {
	f   *os.File
	err error
}

// Write implements io.Writer.
func (w *fileWriter) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
}

func notSaved(err error) error {
	sentence := "The file could not be saved there. Nothing was changed. Choose another folder."
	if errors.Is(err, syscall.ENOSPC) {
		sentence = "The disk is full, so the file was not saved. Nothing was changed. Free some space, or choose a folder on another disk."
	}
	return app.NewError(app.Storage, sentence).Because(err)
}

// foreignZone is what Windows keeps beside a file from the internet, so that
// programs open it with care.
const foreignZone = "[ZoneTransfer]\r\nZoneId=3\r\n"

// markForeign does what it can: a disk that knows no streams has no marks.
func markForeign(path string) {
	if runtime.GOOS == "windows" {
		_ = os.WriteFile(path+":Zone.Identifier", []byte(foreignZone), 0o600)
	}
}
