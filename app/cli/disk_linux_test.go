package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"commsdesk/data"
)

// ownDisk gives the office's workspace a small disk of its own, which only root may make.
func (o *office) ownDisk(options string) (disk string) {
	o.t.Helper()
	disk = o.t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, options); err != nil {
		o.t.Skipf("this user can't mount a disk for the test: %v", err)
	}
	o.t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			o.t.Errorf("unmount: %v", err)
		}
	})
	o.dir = filepath.Join(disk, "desk")
	return disk
}

// TestDiskFull: what can't be kept is said, nothing half done is left, nothing is sent, and with
// room again all goes on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	disk := o.ownDisk("size=4m")
	o.connect()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()
	id := o.only().ID
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	for i := range 40 {
		o.arrives(letter{from: owen, subject: fmt.Sprintf("Form %d", i), text: strings.Repeat("Where is the form? ", 900)}, ago(time.Minute))
	}
	o.run("sync", "--once").exits(failed, "disk is full")
	o.run("reply", id, "--officer", "GM", "--text", strings.Repeat("On Monday. ", 2000)).exits(failed, "disk is full")
	o.run("backup", filepath.Join(disk, "copy.db")).exits(failed, "disk is full")
	if _, err := os.Stat(filepath.Join(disk, "copy.db")); err == nil {
		t.Error("half a copy was left")
	}
	if n := o.smtp.Sessions(); n != 0 {
		t.Errorf("%d connections to send what could not be kept", n)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if s := o.sync().Channels[0]; s.There != 41 || s.Here != 41 {
		t.Errorf("with room again: mailbox %d, here %d", s.There, s.Here)
	}
	if s := read[send](o.run("reply", id, "--officer", "GM", "--text", "On Monday.").ok()); s.State != "sent" {
		t.Errorf("with room again the reply is %+v", s)
	}
	o.verify()
}

// fill writes until the disk is full.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range [][]byte{make([]byte, 64<<10), make([]byte, 4<<10)} {
		for err = nil; err == nil; {
			_, err = f.Write(block)
		}
	}
	_ = f.Close() // full, as wanted
}

// TestReadOnlyFolder: where nothing may be written that is said, and the file stays as it is.
func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	disk := o.ownDisk("size=20m")
	o.connect()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()
	id := o.only().ID
	before := o.file(t)
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"sync", "--once"}, {"type", id, "press"}, {"reply", id, "--officer", "GM", "--text", "On Monday."}} {
		o.run(args...).exits(failed)
	}
	o.dir = filepath.Join(disk, "another")
	o.feed("x\n", o.add()...).exits(failed)
	o.dir = filepath.Join(disk, "desk")
	if !bytes.Equal(before, o.file(t)) {
		t.Error("the file was changed")
	}
	if n := o.smtp.Sessions(); n != 0 {
		t.Errorf("%d connections to send what could not be kept", n)
	}
}

// file is the workspace's database as it lies on disk.
func (o *office) file(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(o.dir, data.FileName))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestDamagedFile: a database that can't be trusted is refused with a way on, and left as it is.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	o.connect()
	for i := range 30 {
		o.arrives(letter{from: nia, subject: fmt.Sprintf("Question %d", i), text: strings.Repeat("When? ", 300)}, ago(time.Minute))
	}
	o.sync()
	whole := o.file(t)
	path := filepath.Join(o.dir, data.FileName)
	for name, spoil := range map[string]func([]byte) []byte{
		"not a database": func(b []byte) []byte { return bytes.Repeat([]byte("x"), len(b)) },
		"its head":       func(b []byte) []byte { copy(b, "Something else!!"); return b },
		"cut short":      func(b []byte) []byte { return b[:len(b)/2] },
		"its middle":     func(b []byte) []byte { copy(b[len(b)/4:], bytes.Repeat([]byte{0xff}, len(b)/2)); return b },
	} {
		spoilt := spoil(bytes.Clone(whole))
		if err := os.WriteFile(path, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"verify"}, {"sync", "--once"}, {"backup", filepath.Join(o.cwd, "copy.db")}} {
			t.Log(name, args)
			o.run(args...).exits(failed)
		}
		if _, err := os.Stat(filepath.Join(o.cwd, "copy.db")); err == nil {
			t.Errorf("%s: a copy was made of it", name)
		}
		if now := o.file(t); !bytes.Equal(now, spoilt) {
			t.Errorf("%s: the file was changed", name)
		}
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	o.verify()
}
