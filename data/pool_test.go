package data

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"commsdesk/app/calendar"
)

// openTest opens a workspace without bank holidays.
func openTest(t *testing.T, dir string) *Store {
	t.Helper()
	choices := calendar.DefaultChoices()
	choices.Division = calendar.None
	clock := func() time.Time { return time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC) }
	s, err := Open(context.Background(), Options{Dir: dir, Clock: clock, Choices: &choices})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestEveryConnectionHasItsPragmas reads them back from every connection that
// both pools can hold, the later ones made while the earlier are in use.
func TestEveryConnectionHasItsPragmas(t *testing.T) {
	s := openTest(t, t.TempDir())
	writer := map[string]string{"journal_mode": "wal", "synchronous": "2", "fullfsync": "1", "checkpoint_fullfsync": "1", "foreign_keys": "1",
		"secure_delete": "1", "busy_timeout": "5000", "query_only": "0", "trusted_schema": "0"}
	reader := map[string]string{"journal_mode": "wal", "query_only": "1", "foreign_keys": "1", "busy_timeout": "5000", "trusted_schema": "0"}
	for _, pool := range []struct {
		name string
		db   *sql.DB
		size int
		want map[string]string
	}{{"writer", s.writer, 1, writer}, {"reader", s.reader, readers, reader}} {
		if most := pool.db.Stats().MaxOpenConnections; most != pool.size {
			t.Errorf("the %s may hold %d connections, want %d", pool.name, most, pool.size)
		}
		for n := range pool.size {
			conn, err := pool.db.Conn(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			for pragma, want := range pool.want {
				var have string
				if err := conn.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&have); err != nil {
					t.Fatal(err)
				}
				if have != want {
					t.Errorf("%s %d has %s = %s, want %s", pool.name, n, pragma, have, want)
				}
			}
		}
	}
}

func TestAReaderCannotWrite(t *testing.T) {
	s := openTest(t, t.TempDir())
	if _, err := s.reader.Exec("INSERT INTO local (key, value) VALUES ('a', 'b')"); err == nil {
		t.Fatal("a reading connection wrote")
	}
}

func TestWritersTakeTheirLockAtTheBeginning(t *testing.T) {
	s := openTest(t, t.TempDir())
	tx, err := s.writer.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	other := openWriter(s.file)
	defer other.Close()
	if _, err := other.Exec("PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	second, err := other.Begin()
	if err == nil {
		second.Rollback()
		t.Fatal("two transactions began to write at the same time")
	}
	if said := sentenceFor(err); said != errBusy {
		t.Fatalf("got %v, want the sentence for a workspace in use", err)
	}
}

func TestNamesThatAreOddInAURIOpen(t *testing.T) {
	for _, name := range []string{"with space", "a?b=c", "50%41", "naïve", "a#b"} {
		dir := fmt.Sprintf("%s/%s", t.TempDir(), name)
		s := openTest(t, dir)
		if err := s.SetLocal(context.Background(), "a", "b"); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		var file string
		if err := s.writer.QueryRow("SELECT file FROM pragma_database_list").Scan(&file); err != nil || file != dir+"/"+FileName {
			t.Errorf("%q opened %q (%v)", name, file, err)
		}
	}
}
