package data_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"commsdesk/app"
	"commsdesk/data"
)

// ownDisk mounts a small disk of its own; only root may.
func ownDisk(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("this user can't mount a disk for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}

func TestAFullDiskLosesNothingThatWasSaid(t *testing.T) {
	d := emptyDesk(t, filepath.Join(ownDisk(t, "size=2m"), "workspace"))
	t.Cleanup(func() { d.Close() })
	d.do(connect(mailbox))
	stored := 0
	var full error
	for n := range 2000 {
		m := letter("bins", keyOf(n), "Ada Example", 1)
		m.Text = strings.Repeat("words ", 400)
		if full = d.Store.Store(ctx, factsOf(m)); full != nil {
			break
		}
		stored++
	}
	if app.KindOf(full) != app.Storage || !strings.Contains(app.Say(full), "disk is full") {
		t.Fatalf("after %d messages: %v", stored, full)
	}
	if r := d.row("bins"); r.Messages != stored {
		t.Fatalf("%d messages are there, %d were said to be", r.Messages, stored)
	}
	if _, err := d.Backup(ctx, filepath.Join(d.dir, "copy.db")); !strings.Contains(app.Say(err), "disk is full") {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(d.dir, "copy.db")); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("half a copy was left: %v", err)
	}
	if err := syscall.Mount("tmpfs", filepath.Dir(d.dir), "tmpfs", syscall.MS_REMOUNT, "size=20m"); err != nil {
		t.Fatal(err)
	}
	d.store(letter("bins", "after", "Ada Example", 2))
	d.reopen()
	if v := d.verified(); v.Messages != int64(stored)+1 {
		t.Fatalf("got %d messages, want %d", v.Messages, stored+1)
	}
}

func TestAFolderThatMayNotBeWrittenInIsLeftAlone(t *testing.T) {
	disk := ownDisk(t, "size=20m")
	d := emptyDesk(t, filepath.Join(disk, "workspace"))
	d.do(connect(mailbox))
	d.store(letter("bins", "a", "Ada Example", 1))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(d.file())
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	_, err = data.Open(ctx, d.options())
	if app.KindOf(err) != app.Storage || !strings.Contains(app.Say(err), "may not write") {
		t.Fatalf("got %v", err)
	}
	fresh := &workspace{t: t, dir: filepath.Join(disk, "other"), now: hour(0)}
	if _, err := data.Open(ctx, fresh.options()); app.KindOf(err) != app.Storage {
		t.Fatalf("got %v", err)
	}
	after, err := os.ReadFile(d.file())
	if err != nil || !bytes.Equal(before, after) {
		t.Fatal("the file was changed")
	}
}
