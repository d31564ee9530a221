package data_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/app"
	"commsdesk/data"

	"filippo.io/age"
)

// restored opens a backup as the workspace of another folder.
func restored(t *testing.T, backup []byte) *workspace {
	t.Helper()
	d := &workspace{t: t, dir: t.TempDir(), now: hour(0)}
	if err := os.WriteFile(d.file(), backup, 0o600); err != nil {
		t.Fatal(err)
	}
	d.open()
	return d
}

func TestABackupHoldsEverythingAndIsChecked(t *testing.T) {
	d := searchable(t)
	if _, err := d.Outbox().Queue(ctx, sealed, "1", "", queued("1")); err != nil {
		t.Fatal(err)
	}
	holds, v := contents(t, d.Store), d.verified()
	folder := t.TempDir()
	file := filepath.Join(folder, "backup.db")
	r, err := d.Backup(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != r.Size || r.File != file || r.Sealed {
		t.Fatalf("got %+v, mode %v (%v)", r, info.Mode(), err)
	}
	if r.Device != d.Device() || r.Workspace != d.Workspace() || r.Seq != v.Seq || !bytes.Equal(r.Hash, v.Hash) {
		t.Fatalf("got %+v, want the head %+v", r.Head, v.Head)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Fatalf("files were left beside it: %v", entries)
	}
	d.do(noted("bins", "after the backup"))
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other := restored(t, content)
	if contents(t, other.Store) != holds {
		t.Fatal("the backup holds something else")
	}
	other.finds("purple", "a", "c")
	other.verified()
}

func TestABackupOverwritesNothing(t *testing.T) {
	d := searchable(t)
	file := filepath.Join(t.TempDir(), "minutes.txt")
	if err := os.WriteFile(file, []byte("Minutes"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, try := range []func() error{
		func() error { _, err := d.Backup(ctx, file); return err },
		func() error { _, err := d.BackupSealed(ctx, file, "correct horse"); return err },
		func() error { _, err := d.BackupSealed(ctx, filepath.Join(t.TempDir(), "b.age"), ""); return err },
	} {
		if err := try(); app.KindOf(err) != app.Wrong {
			t.Errorf("got %v", err)
		}
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "Minutes" {
		t.Fatalf("got %q %v", content, err)
	}
	if _, err := d.Backup(ctx, filepath.Join(t.TempDir(), "no", "such", "folder.db")); err == nil {
		t.Fatal("a backup into no folder went through")
	}
}

func TestASealedBackupOpensWithItsPassphraseAlone(t *testing.T) {
	d := searchable(t)
	holds := contents(t, d.Store)
	file := filepath.Join(t.TempDir(), "backup.age")
	r, err := d.BackupSealed(ctx, file, "correct horse")
	if err != nil || !r.Sealed || r.Seq == 0 {
		t.Fatalf("got %+v %v", r, err)
	}
	content, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(content), "age-encryption.org/v1") || bytes.Contains(content, []byte("purple")) {
		t.Fatalf("got %q… %v", content[:20], err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v %v", info.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(d.dir, "*.tmp*")); err != nil || len(left) != 0 {
		t.Fatalf("a plain copy was left: %q", left)
	}
	open := func(passphrase string) ([]byte, error) {
		identity, err := age.NewScryptIdentity(passphrase)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := age.Decrypt(bytes.NewReader(content), identity)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(plain)
	}
	if _, err := open("wrong horse"); err == nil {
		t.Fatal("another passphrase opened it")
	}
	plain, err := open("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	other := restored(t, plain)
	if contents(t, other.Store) != holds {
		t.Fatal("the backup holds something else")
	}
	other.verified()
}

func TestABackupOfADamagedWorkspaceIsNotCalledGood(t *testing.T) {
	dir, _ := worked(t)
	name := filepath.Join(dir, data.FileName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.ReplaceAll(whole, []byte("a note of some length"), []byte("a note of none length"))
	if bytes.Equal(changed, whole) {
		t.Fatal("the note is not in the file")
	}
	if err := os.WriteFile(name, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	d := &workspace{t: t, dir: dir, now: hour(0)}
	d.open()
	file := filepath.Join(t.TempDir(), "backup.db")
	if _, err := d.Backup(ctx, file); app.KindOf(err) != app.Storage {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Fatal("a bad backup was left")
	}
}
