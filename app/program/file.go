package program

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

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

// SaveFileAs saves an attachment under a path that a person chose. What is there
// already is replaced only once all of the file has arrived. It is never opened
// by us, and Windows is told that it came from outside (DESIGN 9).
func (p *Program) SaveFileAs(ctx context.Context, conversation, message, part, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".commsdesk-*")
	if err != nil {
		return notSaved(err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	err = p.SaveFile(ctx, conversation, message, part, f)
	if closed := f.Close(); err == nil && closed != nil {
		err = notSaved(closed)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return notSaved(err)
	}
	markForeign(path)
	return nil
}

func notSaved(err error) error {
	return app.NewError(app.Storage, "The file could not be saved there. Nothing was changed. Choose another folder.").Because(err)
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
