// Package data keeps the workspace: one SQLite file with the journal of acts,
// the facts from outside, the rows folded from both, and what is plain and
// local (DESIGN 2). It implements the ports of app/*; no transaction leaves it.
package data

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/event"
)

// FileName is the workspace's file in its folder.
const FileName = "commsdesk.db"

// Options says what a store needs.
type Options struct {
	// Dir is the workspace's folder; made, for this user alone, when absent.
	Dir   string
	Clock app.Clock
	// IDs makes the ids of acts; nil: one by Clock.
	IDs *app.IDs
	// Bus is told what changed after each commit; nil: nobody.
	Bus *event.Bus
	// Holidays and Choices make the first calendar version of a new workspace;
	// nil Choices: calendar.DefaultChoices.
	Holidays calendar.Holidays
	Choices  *calendar.Choices
	// OSUser is the account of the operating system, for acts that name none.
	OSUser string
	// Logger is told ids and causes, never words; nil: nobody.
	Logger *slog.Logger
}

// Store is an open workspace. It may be used from many goroutines. The port of
// app/outbox is met by Outbox, all others by Store itself.
type Store struct {
	options           Options
	file              string
	writer, reader    *sql.DB
	device, workspace string

	mu        sync.Mutex
	calendars map[int]*calendar.Calendar // compiled, by number
}

// Open opens the workspace in a folder, making it when there is none. It
// refuses, with an app.Error of kind Storage whose sentence says what is safe
// and what to do, a file that is damaged, foreign or of a newer Commsdesk, and
// a folder it may not write in; nothing is overwritten then. Busy: another
// program holds the file.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := open(ctx, o)
	if err != nil {
		return nil, explain("open workspace", err)
	}
	return s, nil
}

func open(ctx context.Context, o Options) (*Store, error) {
	if o.Clock == nil {
		return nil, errors.New("a store needs a clock")
	}
	if o.IDs == nil {
		o.IDs = app.NewIDs(o.Clock)
	}
	if o.Bus == nil {
		o.Bus = &event.Bus{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("find the folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	s := &Store{options: o, file: filepath.Join(dir, FileName), calendars: map[int]*calendar.Calendar{}}
	unclean, err := prepareFile(s.file)
	if err != nil {
		return nil, err
	}
	s.writer, s.reader = openWriter(s.file), openReader(s.file)
	if err := s.start(ctx, unclean); err != nil {
		s.Close() //nolint:errcheck // the first error is the one that says why
		return nil, err
	}
	return s, nil
}

// magic is how every SQLite file begins.
var magic = []byte("SQLite format 3\x00")

// prepareFile makes an absent file, for this user alone, and looks at the first
// bytes of one that is there, so that SQLite never writes into what is not its
// own. unclean tells that the last program did not close it.
func prepareFile(file string) (unclean bool, err error) {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return false, f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return false, fmt.Errorf("make the file: %w", err)
	}
	f, err = os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return false, fmt.Errorf("open the file: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	if i, err := f.Stat(); err == nil && i.Mode().Perm()&0o077 != 0 {
		// Put back from somewhere: the log and index beside it get its rights.
		f.Chmod(0o600) //nolint:errcheck // where we may not, it stays as its owner wants it
	}
	head := make([]byte, len(magic))
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fmt.Errorf("read the file: %w", err)
	}
	if n > 0 && !bytes.Equal(head, magic) {
		return false, errDamaged
	}
	wal, err := os.Stat(file + "-wal")
	return err == nil && wal.Size() > 0, nil
}

// start checks the file, brings it to the newest schema and reads who it is.
func (s *Store) start(ctx context.Context, unclean bool) error {
	steps, err := allMigrations()
	if err != nil {
		return err
	}
	if err := s.checkOurs(ctx, unclean, len(steps)); err != nil {
		return err
	}
	copied, err := migrate(ctx, s.writer, s.file, steps)
	if err != nil {
		return err
	}
	if copied != "" {
		s.options.Logger.Info("the workspace was copied before its schema changed", "schema", len(steps))
	}
	if err := s.identify(ctx); err != nil {
		return err
	}
	return s.refoldIfChanged(ctx)
}

// applicationID marks our files; migration 1 sets it.
const applicationID = 0x436D6473

// checkOurs refuses what is not ours or too new, and looks for damage where a
// program ended without closing. It only reads: opening for writing would
// already change a file.
func (s *Store) checkOurs(ctx context.Context, unclean bool, newest int) error {
	var id, schema int
	if err := s.reader.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return fmt.Errorf("read whose file it is: %w", err)
	}
	if err := s.reader.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&schema); err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	if id != applicationID && (id != 0 || schema != 0) {
		return errForeign
	}
	have, err := schemaOf(ctx, s.reader)
	if err != nil {
		return err
	}
	if have > newest {
		return errNewer
	}
	if !unclean {
		return nil
	}
	var said string
	if err := s.reader.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	if said != "ok" {
		return errDamaged.Because(errors.New(said))
	}
	return nil
}

// identify reads the ids of the workspace and of this machine in it, or makes
// them together with the first calendar version, in one transaction.
func (s *Store) identify(ctx context.Context) error {
	head, err := headOf(ctx, s.reader)
	if err != nil {
		return err
	}
	if s.workspace, s.device = head.Workspace, head.Device; s.workspace != "" && s.device != "" {
		return nil
	}
	return s.write(ctx, "identify the workspace", func(t *tx) error {
		s.workspace, s.device = randomID(), randomID()
		if err := t.setMeta("workspace", s.workspace); err != nil {
			return err
		}
		if err := t.setMeta("device", s.device); err != nil {
			return err
		}
		if err := t.setMeta("fold_version", foldVersion()); err != nil {
			return err
		}
		return t.firstCalendar()
	})
}

// randomID is an id that no other workspace or machine has.
func randomID() string {
	var b [8]byte
	rand.Read(b[:]) //nolint:errcheck // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// Device is the id of this machine in this workspace; Workspace that of the
// workspace.
func (s *Store) Device() string { return s.device }

// Workspace is the id of the workspace; keyring items carry it.
func (s *Store) Workspace() string { return s.workspace }

// Close ends every connection. Commits are on the disk before it.
func (s *Store) Close() error {
	return errors.Join(s.reader.Close(), s.writer.Close())
}
