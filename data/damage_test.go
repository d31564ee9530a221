package data_test

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/data"
)

// worked is a closed workspace with some work in it; it returns what it holds.
func worked(t *testing.T) (dir string, holds string) {
	d := searchable(t)
	for n := range 30 {
		d.store(letter(keyOf(n/3), "w"+keyOf(n), "Ada Example", float64(n)/9))
		d.do(noted(keyOf(n/3), "a note of some length to fill the pages of the journal"))
	}
	if _, err := d.Outbox().Queue(ctx, sealed, "1", "", queued("1")); err != nil {
		t.Fatal(err)
	}
	holds = contents(t, d.Store)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return d.dir, holds
}

// contents is all that officers and residents put in, as it is read.
func contents(t *testing.T, s *data.Store) string {
	rows, err := s.Queue(ctx, inbox.Filter{Statuses: []inbox.Status{inbox.Open, inbox.Answered, inbox.Waiting, inbox.NoReply, inbox.Done, inbox.History}})
	if err != nil {
		return "queue: " + err.Error()
	}
	all := []any{rows}
	for _, r := range rows {
		_, ms, err := s.Conversation(ctx, r.ID)
		if err != nil {
			return "conversation: " + err.Error()
		}
		entries, err := s.Record(ctx, r.ID)
		if err != nil {
			return "record: " + err.Error()
		}
		all = append(all, ms, entries)
	}
	snap, err := s.Desk(ctx)
	if err != nil {
		return "desk: " + err.Error()
	}
	sends, err := s.Outbox().Sends(ctx, nil, 0)
	if err != nil {
		return "sends: " + err.Error()
	}
	out, err := s.Outbox().Sealed(ctx, "1")
	if err != nil {
		return "sealed: " + err.Error()
	}
	doc, err := json.Marshal(append(all, snap.Officers, snap.Tags, snap.Settings, snap.Calendar, sends, out))
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

// TestDamageIsSaidAndNothingIsOverwritten changes bytes of a workspace at many
// places. Either opening says so and leaves the file alone, or verify says so,
// or nothing that anybody put in has changed (a free page, a spelling of the
// same number).
func TestDamageIsSaidAndNothingIsOverwritten(t *testing.T) {
	dir, holds := worked(t)
	whole, err := os.ReadFile(filepath.Join(dir, data.FileName))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewSource(1))
	opened, said, harmless := 0, 0, 0
	for n := range 200 {
		damaged := bytes.Clone(whole)
		at := random.Intn(len(whole))
		if n < 40 {
			at = random.Intn(2048) // the header and the schema
		}
		length := 1
		if n%3 == 0 {
			length = 1 + random.Intn(600)
		}
		for i := at; i < min(at+length, len(damaged)); i++ {
			damaged[i] ^= byte(1 + random.Intn(255))
		}
		d := &workspace{t: t, dir: t.TempDir(), now: hour(0)}
		if err := os.WriteFile(d.file(), damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := data.Open(ctx, d.options())
		if err != nil {
			said++
			if app.KindOf(err) != app.Storage || !strings.Contains(app.Say(err), "othing") {
				t.Errorf("at %d (%d bytes): %v", at, length, err)
			}
			if after, err := os.ReadFile(d.file()); err != nil || !bytes.Equal(after, damaged) {
				t.Errorf("at %d (%d bytes): the file was changed", at, length)
			}
			continue
		}
		opened++
		r, err := s.Verify(ctx)
		switch {
		case err != nil:
			if app.KindOf(err) != app.Storage {
				t.Errorf("at %d (%d bytes): verify: %v", at, length, err)
			}
			said++
		case !r.Clean():
			said++
		case contents(t, s) != holds:
			t.Errorf("at %d (%d bytes): something changed and nobody says so", at, length)
		default:
			harmless++
		}
		s.Close()
	}
	t.Logf("%d opened; %d said, %d harmless", opened, said, harmless)
	if said < 40 || opened < 20 {
		t.Errorf("only %d of 200 were said, %d opened: the test looks in the wrong places", said, opened)
	}
}

func TestACutOffFileIsSaid(t *testing.T) {
	dir, holds := worked(t)
	whole, err := os.ReadFile(filepath.Join(dir, data.FileName))
	if err != nil {
		t.Fatal(err)
	}
	for _, length := range []int{1, 15, 16, 99, 100, 4096, len(whole) / 2, len(whole) - 4096, len(whole) - 1} {
		d := &workspace{t: t, dir: t.TempDir(), now: hour(0)}
		if err := os.WriteFile(d.file(), whole[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := data.Open(ctx, d.options())
		if err == nil {
			r, err := s.Verify(ctx)
			if err == nil && r.Clean() && contents(t, s) != holds {
				t.Errorf("cut to %d of %d bytes: nobody says so", length, len(whole))
			}
			s.Close()
			continue
		}
		if app.KindOf(err) != app.Storage {
			t.Errorf("cut to %d: %v", length, err)
		}
		if after, err := os.ReadFile(d.file()); err != nil || !bytes.Equal(after, whole[:length]) {
			t.Errorf("cut to %d: the file was changed", length)
		}
	}
}

func TestAFileThatIsNotOursIsLeftAlone(t *testing.T) {
	for name, content := range map[string][]byte{"text": []byte("Minutes of the committee"), "other database": otherDatabase(t)} {
		d := &workspace{t: t, dir: t.TempDir(), now: hour(0)}
		if err := os.WriteFile(d.file(), content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := data.Open(ctx, d.options())
		if app.KindOf(err) != app.Storage {
			t.Errorf("%s: got %v", name, err)
		}
		if after, err := os.ReadFile(d.file()); err != nil || !bytes.Equal(after, content) {
			t.Errorf("%s was changed", name)
		}
		if entries, err := os.ReadDir(d.dir); err != nil || len(entries) != 1 {
			t.Errorf("%s: files were left beside it: %v", name, entries)
		}
	}
}

func TestTheWorkspaceIsForThisUserAlone(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	info, err := os.Stat(d.dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v (%v)", info.Mode(), err)
	}
	files, err := os.ReadDir(d.dir)
	if err != nil || len(files) < 2 {
		t.Fatalf("got %v %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v)", f.Name(), info.Mode(), err)
		}
	}
}

func TestAnEmptyFileBecomesAWorkspace(t *testing.T) {
	d := &workspace{t: t, dir: t.TempDir(), now: hour(0)}
	if err := os.WriteFile(d.file(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.open()
	d.verified()
}
