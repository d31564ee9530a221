package data

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"

	"github.com/mattn/go-sqlite3"
)

func TestErrorsAreSortedByTheirCode(t *testing.T) {
	for _, c := range []struct {
		err  error
		want *app.Error
	}{
		{sqlite3.Error{Code: sqlite3.ErrFull}, errFull},
		{fmt.Errorf("deep: %w", fmt.Errorf("down: %w", sqlite3.Error{Code: sqlite3.ErrFull})), errFull},
		{sqlite3.Error{Code: sqlite3.ErrBusy}, errBusy},
		{sqlite3.Error{Code: sqlite3.ErrBusy, ExtendedCode: sqlite3.ErrBusySnapshot}, errBusy},
		{sqlite3.Error{Code: sqlite3.ErrLocked}, errBusy},
		{sqlite3.Error{Code: sqlite3.ErrReadonly, ExtendedCode: sqlite3.ErrReadonlyDbMoved}, errReadOnly},
		{sqlite3.Error{Code: sqlite3.ErrCantOpen}, errReadOnly},
		{sqlite3.Error{Code: sqlite3.ErrCorrupt}, errDamaged},
		{sqlite3.Error{Code: sqlite3.ErrCorrupt, ExtendedCode: sqlite3.ErrCorruptVTab}, errDamaged},
		{sqlite3.Error{Code: sqlite3.ErrNotADB}, errDamaged},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrShortRead}, errDamaged},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrWrite, SystemErrno: syscall.ENOSPC}, errFull},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrFsync}, errDisk},
		{sqlite3.Error{Code: sqlite3.ErrConstraint, ExtendedCode: sqlite3.ErrConstraintUnique}, nil},
		{&fs.PathError{Op: "open", Err: syscall.EACCES}, errReadOnly},
		{&fs.PathError{Op: "open", Err: syscall.EROFS}, errReadOnly},
		{&fs.PathError{Op: "write", Err: syscall.ENOSPC}, errFull},
		{&fs.PathError{Op: "read", Err: syscall.EIO}, errDisk},
		{errors.New("something else"), nil},
	} {
		got := explain("try", c.err)
		if !errors.Is(got, c.err) && !errors.As(got, new(sqlite3.Error)) {
			t.Errorf("%v lost its cause: %v", c.err, got)
		}
		if c.want == nil {
			if app.KindOf(got) != app.Internal {
				t.Errorf("%v: got %v", c.err, got)
			}
			continue
		}
		if app.KindOf(got) != c.want.Kind || app.Say(got) != c.want.Sentence {
			t.Errorf("%v: got %v, want %q", c.err, got, c.want.Sentence)
		}
	}
	if explain("try", nil) != nil {
		t.Error("no error became one")
	}
	if got := explain("try", fmt.Errorf("deep: %w", errNewer)); app.Say(got) != errNewer.Sentence {
		t.Errorf("a sentence was lost: %v", got)
	}
	if got := explain("try", context.Canceled); !errors.Is(got, context.Canceled) || app.KindOf(got) != app.Internal {
		t.Errorf("got %v", got)
	}
}

// TestEverySentenceSaysWhatIsSafe asks each for what happened, what is safe, and
// what to do.
func TestEverySentenceSaysWhatIsSafe(t *testing.T) {
	for _, e := range []*app.Error{errFull, errReadOnly, errDisk, errDamaged, errForeign, errBusy, errNewer} {
		if n := strings.Count(e.Sentence, ". "); n < 1 || !strings.HasSuffix(e.Sentence, ".") {
			t.Errorf("%q has %d sentences", e.Sentence, n+1)
		}
		if !strings.Contains(e.Sentence, "safe") && !strings.Contains(e.Sentence, "othing") && !strings.Contains(e.Sentence, "not touched") {
			t.Errorf("%q does not say what is safe", e.Sentence)
		}
	}
}

// TestAFileThatMayNotGrowLosesNothing is a full disk without a disk: SQLite is
// told how many pages the file may have.
func TestAFileThatMayNotGrowLosesNothing(t *testing.T) {
	s := openTest(t, t.TempDir())
	var pages int
	if err := s.writer.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	s.mustExec(t, fmt.Sprintf("PRAGMA max_page_count = %d", pages+8))
	stored := 0
	var full error
	for n := range 1000 {
		m := inbox.Message{Key: fmt.Sprint(n), Channel: "mailbox-1", Conversation: "bins", Direction: inbox.In, Text: strings.Repeat("words ", 300), Start: hourOf(1), SeenAt: hourOf(1)}
		if full = s.Store(context.Background(), intake.Facts{Channel: "mailbox-1", Messages: []inbox.Message{m}, Cursor: []byte(m.Key)}); full != nil {
			break
		}
		stored++
	}
	if stored == 0 || app.Say(full) != errFull.Sentence {
		t.Fatalf("after %d messages: %v", stored, full)
	}
	cursor, err := s.Cursor(context.Background(), "mailbox-1")
	if err != nil || string(cursor) != fmt.Sprint(stored-1) {
		t.Fatalf("got cursor %q (%v) after %d messages", cursor, err, stored)
	}
	s.mustExec(t, "PRAGMA max_page_count = 1000000")
	if r, err := s.Verify(context.Background()); err != nil || !r.Clean() || r.Messages != int64(stored) {
		t.Fatalf("%v %+v", err, r)
	}
}

func TestAFolderWithoutPermissionIsSaid(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere; the test with a disk of its own looks at this")
	}
	dir := t.TempDir()
	s := openTest(t, dir)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	if _, err := Open(context.Background(), s.options); app.Say(err) != errReadOnly.Sentence {
		t.Fatalf("got %v", err)
	}
	if err := os.Chmod(s.file, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), s.options); app.Say(err) != errReadOnly.Sentence {
		t.Fatalf("got %v", err)
	}
}
