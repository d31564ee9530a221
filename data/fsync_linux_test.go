package data_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"commsdesk/app/outbox"
	"commsdesk/data"
)

// sendFolder tells the test binary that it is the process whose system calls are
// traced, sendTo where its first byte goes.
const (
	sendFolder = "COMMSDESK_TEST_SEND_FOLDER"
	sendTo     = "COMMSDESK_TEST_SEND_TO"
	firstByte  = "first byte of the send"
)

func init() { processes[sendFolder] = runSend }

// sendOnce commits an attempt and then writes to the network, as the outbox does.
func sendOnce(dir string) error {
	d := &workspace{dir: dir, now: hour(0)}
	s, err := data.Open(ctx, d.options())
	if err != nil {
		return err
	}
	conn, err := net.Dial("tcp", os.Getenv(sendTo))
	if err != nil {
		return err
	}
	send, err := s.Outbox().Send(ctx, "1")
	if err != nil {
		return err
	}
	if _, err := s.Do(ctx, send.Do(gm, outbox.EvCommit, nil, nil)); err != nil {
		return err
	}
	_, err = io.WriteString(conn, firstByte)
	return err
}

// TestTheAttemptIsOnTheDiskBeforeTheFirstByteLeaves traces a process and asks that
// the last thing it did to the file before it wrote to the network was to bring
// it to the disk.
func TestTheAttemptIsOnTheDiskBeforeTheFirstByteLeaves(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil && os.Getenv("COMMSDESK_REQUIRE_REAL") == "1" {
		t.Fatalf("the package strace is missing: %v", err)
	}
	if out, err := exec.Command("strace", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("system calls can't be traced here (package strace): %v %s", err, out)
	}
	d, o := readyToSend(t)
	if _, err := o.Queue(ctx, sealed, "1", "d1", queued("1")); err != nil {
		t.Fatal(err)
	}
	send, err := o.Send(ctx, "1")
	if err != nil {
		t.Fatal(err)
	}
	d.do(send.Do(gm, outbox.EvStart, nil, nil))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	received := make(chan string, 1)
	go func() {
		conn, err := server.Accept()
		if err != nil {
			received <- err.Error()
			return
		}
		defer conn.Close()
		got, _ := io.ReadAll(conn)
		received <- string(got)
	}()
	trace := filepath.Join(t.TempDir(), "trace")
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command("strace", "-f", "-y", "-s", "40", "-e", "trace=pwrite64,pwritev,write,writev,sendto,fsync,fdatasync", "-o", trace, self)
	child.Env = append(os.Environ(), sendFolder+"="+d.dir, sendTo+"="+server.Addr().String())
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := <-received; got != firstByte {
		t.Fatalf("the server got %q", got)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	beforeTheWire(t, strings.Split(string(text), "\n"))
}

// beforeTheWire looks back from the first byte to what happened to the
// write-ahead log: it must have been written, and then brought to the disk.
func beforeTheWire(t *testing.T, calls []string) {
	t.Helper()
	wal := regexp.QuoteMeta(data.FileName + "-wal>")
	wrote, synced := regexp.MustCompile(`pwrite(64|v)\(\d+<.*`+wal), regexp.MustCompile(`f(data)?sync\(\d+<.*`+wal+`\)\s+= 0`)
	lastWrite, lastSync, left := -1, -1, -1
	for i, call := range calls {
		switch {
		case strings.Contains(call, firstByte):
			left = i
		case left < 0 && wrote.MatchString(call):
			lastWrite = i
		case left < 0 && synced.MatchString(call):
			lastSync = i
		}
	}
	switch {
	case left < 0:
		t.Fatalf("the trace of %d calls lacks the first byte", len(calls))
	case lastWrite < 0:
		t.Fatal("nothing was written to the log before the first byte")
	case lastSync < lastWrite:
		t.Fatalf("the log was written (%s) and not brought to the disk before the first byte left (%s)", calls[lastWrite], calls[left])
	}
	t.Logf("%s\n%s\n%s", calls[lastWrite], calls[lastSync], calls[left])
}

// runSend is the traced process.
func runSend(dir string) {
	if err := sendOnce(dir); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}
