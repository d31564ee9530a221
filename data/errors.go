package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"commsdesk/app"

	"github.com/mattn/go-sqlite3"
)

// What people are told when the disk or the file does not allow something: what
// happened, what is safe, what to do.
var (
	errFull = app.NewError(app.Storage, "The disk is full, so this could not be saved. Everything saved before is safe. "+
		"Free some space on the disk, then do it again.")
	errReadOnly = app.NewError(app.Storage, "Commsdesk may not write in its folder, so nothing was changed. "+
		"What is in it is safe. Ask your IT team to let your account write there, then open Commsdesk again.")
	errDisk = app.NewError(app.Storage, "The disk did not do what it was asked, so this could not be saved. Everything saved before "+
		"is safe if the disk is. Make a backup to another disk, and ask your IT team to look at this one.")
	errDamaged = app.NewError(app.Storage, "The workspace file is damaged. Nothing in it was changed or overwritten. "+
		"Close Commsdesk, keep the file as it is, and ask your IT team to put back the newest backup.")
	errForeign = app.NewError(app.Storage, "The file commsdesk.db in this folder was not made by Commsdesk, so it was not touched. "+
		"Choose another folder for the workspace.")
	errBusy = app.NewError(app.Busy, "Another program is using this workspace. Nothing was changed. "+
		"Close the other Commsdesk, or wait a moment, then do it again.")
	errNewer = app.NewError(app.Storage, "This workspace was last used by a newer Commsdesk. It is safe and was not changed. "+
		"Install that version or a later one to open it.")
)

// explain gives an error of the driver or the file system its kind and its
// sentence; op says what was done, for the log. An error that has a sentence
// already keeps it.
func explain(op string, err error) error {
	if err == nil {
		return nil
	}
	var known *app.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", op, err)
	}
	if said := sentenceFor(err); said != nil {
		return fmt.Errorf("%s: %w", op, said.Because(err))
	}
	return fmt.Errorf("%s: %w", op, err)
}

// sentenceFor sorts an error by its code, nil when it is none that a person can
// do something about. The driver returns sqlite3.Error as a value.
func sentenceFor(err error) *app.Error {
	var e sqlite3.Error
	if errors.As(err, &e) {
		switch e.Code {
		case sqlite3.ErrFull:
			return errFull
		case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrProtocol:
			return errBusy
		case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth, sqlite3.ErrCantOpen:
			return errReadOnly
		case sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrFormat:
			return errDamaged
		case sqlite3.ErrIoErr:
			return sentenceForIO(e)
		}
		return nil
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return errFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return errReadOnly
	case errors.Is(err, syscall.EIO):
		return errDisk
	}
	return nil
}

// sentenceForIO tells a file whose end is missing, or whose pages are not what
// was written, from a disk that does not answer.
func sentenceForIO(e sqlite3.Error) *app.Error {
	switch {
	case e.SystemErrno == syscall.ENOSPC:
		return errFull
	case e.ExtendedCode == sqlite3.ErrIoErrShortRead:
		return errDamaged
	}
	return errDisk
}

func notFound(sentence string) error { return app.NewError(app.NotFound, sentence) }

// isNone tells that a query found no row.
func isNone(err error) bool { return errors.Is(err, sql.ErrNoRows) }
