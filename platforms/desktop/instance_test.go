package desktop

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// dirEnv tells a child of the test binary which workspace it works on.
const dirEnv = "COMMSDESK_DESKTOP_DIR"

// childLock takes the workspace, says so, and holds it until its input ends.
func childLock() error {
	release, err := Lock(os.Getenv(dirEnv))
	if err != nil {
		return err
	}
	fmt.Println("locked")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return release()
}

// childServe answers handed-over commands until its input ends.
func childServe() error {
	s, err := Serve(os.Getenv(dirEnv), echo)
	if err != nil {
		return err
	}
	fmt.Println("serving")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return s.Close()
}

// childCall hands over what it reads.
func childCall() error {
	stdin, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	reply, err := Call(context.Background(), os.Getenv(dirEnv), []string{"reply", "--text", "-"}, stdin)
	if err != nil {
		return err
	}
	fmt.Printf("%s%s%d", reply.Stdout, reply.Stderr, reply.Code)
	return nil
}

func echo(_ context.Context, args []string, stdin []byte) (stdout, stderr []byte, code int) {
	return fmt.Appendf(nil, "%q %q", args, stdin), []byte("!"), 4
}

// background starts a child, waits for its first line and returns it with the
// pipe whose closing ends it.
func background(t *testing.T, name, dir string) (*exec.Cmd, io.Closer) {
	t.Helper()
	cmd := child(t, name, dirEnv+"="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the %s child said %q, %v", name, line, err)
	}
	return cmd, in
}

func TestLockIsHeldByOneAndGivenBackByAKilledProcess(t *testing.T) {
	dir := t.TempDir()
	cmd, _ := background(t, "lock", dir)
	if _, err := Lock(dir); !errors.Is(err, ErrBusy) {
		t.Fatalf("while another holds it: %v, want ErrBusy", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	release, err := Lock(dir)
	if err != nil {
		t.Fatalf("after the holder was killed: %v", err)
	}
	if _, err := Lock(dir); !errors.Is(err, ErrBusy) {
		t.Errorf("twice in one process: %v, want ErrBusy", err)
	}
	for range 2 {
		if err := release(); err != nil {
			t.Errorf("release: %v", err)
		}
	}
	again, err := Lock(dir)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	defer func() { _ = again() }()
	info, err := os.Stat(filepath.Join(dir, lockName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the lock's file: %v, %v", info.Mode(), err)
	}
}

func TestLockErrorsThatAreNotBusy(t *testing.T) {
	dir := t.TempDir()
	if _, err := Lock(filepath.Join(dir, "absent")); err == nil || errors.Is(err, ErrBusy) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, lockName)); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if _, err := Lock(dir); err == nil || errors.Is(err, ErrBusy) {
		t.Errorf("a link in place of the lock: %v", err)
	}
}

func TestCommandsAreHandedToTheRunningProgram(t *testing.T) {
	dir := t.TempDir()
	if _, err := Call(t.Context(), dir, nil, nil); !errors.Is(err, ErrNotRunning) {
		t.Fatalf("before it runs: %v, want ErrNotRunning", err)
	}
	server, in := background(t, "serve", dir)
	// Many callers at once, as processes and as goroutines.
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			cmd := child(t, "call", dirEnv+"="+dir)
			cmd.Stdin = strings.NewReader(fmt.Sprintf("text %d\n", i))
			out, err := cmd.CombinedOutput()
			want := fmt.Sprintf(`["reply" "--text" "-"] "text %d\n"!4`, i)
			if err != nil || string(out) != want {
				t.Errorf("process %d: %q, %v", i, out, err)
			}
		})
	}
	for i := range 40 {
		wg.Go(func() {
			reply, err := Call(t.Context(), dir, []string{fmt.Sprint(i)}, []byte{0xff, 0})
			if err != nil || string(reply.Stdout) != fmt.Sprintf(`["%d"] "\xff\x00"`, i) || reply.Code != 4 {
				t.Errorf("call %d: %+v, %v", i, reply, err)
			}
		})
	}
	wg.Wait()
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server's end: %v", err)
	}
	if _, err := Call(t.Context(), dir, nil, nil); !errors.Is(err, ErrNotRunning) {
		t.Errorf("after its end: %v, want ErrNotRunning", err)
	}
}

func serve(t *testing.T, dir string, handler Handler) *Server {
	t.Helper()
	s, err := Serve(dir, handler)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestKilledProgramLeavesNothingInTheWay(t *testing.T) {
	dir := t.TempDir()
	killed, _ := background(t, "serve", dir)
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait()
	if _, err := Call(t.Context(), dir, nil, nil); !errors.Is(err, ErrNotRunning) {
		t.Errorf("after the kill: %v, want ErrNotRunning", err)
	}
	serve(t, dir, echo)
	if reply, err := Call(t.Context(), dir, []string{"queue"}, nil); err != nil || reply.Code != 4 {
		t.Errorf("the next program: %+v, %v", reply, err)
	}
	for _, name := range []string{handoverName, "handover.sock"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestLongFolderNamesAreServedFromElsewhere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep", 30))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	short, err := os.MkdirTemp("", "run")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(short) }()
	for name, env := range map[string][2]string{
		"runtime folder":   {"XDG_RUNTIME_DIR", short},
		"temporary folder": {"TMPDIR", short},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("XDG_RUNTIME_DIR", "")
			t.Setenv(env[0], env[1])
			s := serve(t, dir, echo)
			if !strings.HasPrefix(s.listener.Addr().String(), short) {
				t.Errorf("listens at %s", s.listener.Addr())
			}
			// The caller needs no such variable to find it.
			t.Setenv("XDG_RUNTIME_DIR", "")
			if reply, err := Call(t.Context(), dir, nil, nil); err != nil || reply.Code != 4 {
				t.Errorf("%+v, %v", reply, err)
			}
		})
	}
	if err := os.Chmod(filepath.Join(short, fmt.Sprintf("commsdesk-%d", os.Getuid())), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_RUNTIME_DIR", "")
	t.Setenv("TMPDIR", short)
	if _, err := Serve(dir, echo); err == nil {
		t.Error("a temporary folder that others can enter is used")
	}
}

func TestCallerGoneEndsTheHandlersContext(t *testing.T) {
	dir := t.TempDir()
	started, ended := make(chan struct{}), make(chan error, 1)
	serve(t, dir, func(ctx context.Context, _ []string, _ []byte) ([]byte, []byte, int) {
		close(started)
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, nil, 0
	})
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() {
		_, err := Call(ctx, dir, nil, nil)
		result <- err
	}()
	<-started
	cancel()
	if err := receive(t, result); !errors.Is(err, context.Canceled) {
		t.Errorf("the caller got %v", err)
	}
	if err := receive(t, ended); !errors.Is(err, context.Canceled) {
		t.Errorf("the handler got %v", err)
	}
}

func TestCloseDeliversAnswersAndKilledProgramGivesNone(t *testing.T) {
	dir := t.TempDir()
	started := make(chan struct{})
	s := serve(t, dir, func(ctx context.Context, _ []string, _ []byte) ([]byte, []byte, int) {
		close(started)
		<-ctx.Done()
		return []byte("stopped"), nil, 1
	})
	result := make(chan Reply, 1)
	go func() {
		reply, err := Call(t.Context(), dir, nil, nil)
		if err != nil {
			t.Errorf("call: %v", err)
		}
		result <- reply
	}()
	<-started
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	if reply := receive(t, result); string(reply.Stdout) != "stopped" {
		t.Errorf("the answer at closing: %+v", reply)
	}
	// A program that takes the command and dies: what it did is not known.
	listener, key := impostor(t, dir, nil)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			_, _ = receiveCommand(conn, key)
			_ = conn.Close()
		}
	}()
	if _, err := Call(t.Context(), dir, []string{"reply"}, nil); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("a program that died: %v, want ErrNoAnswer", err)
	}
}

// impostor puts a listener of ours at the place where the program should be,
// with its key or a given one.
func impostor(t *testing.T, dir string, key []byte) (net.Listener, []byte) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	theirs := newNonce()
	if key == nil {
		key = theirs
	}
	text, err := json.Marshal(address{"tcp", listener.Addr().String(), theirs})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, handoverName), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return listener, key
}

func TestStrangersGetNothing(t *testing.T) {
	dir := t.TempDir()
	// A program that took over the port after a crash never sees the password.
	listener, key := impostor(t, dir, newNonce())
	seen := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			_, err = receiveCommand(conn, key)
			_ = conn.Close()
		}
		seen <- err
	}()
	if _, err := Call(t.Context(), dir, []string{"mailbox", "add"}, []byte("a password")); !errors.Is(err, ErrNotRunning) {
		t.Errorf("an impostor: %v, want ErrNotRunning", err)
	}
	if err := receive(t, seen); err == nil {
		t.Error("the impostor got the command")
	}
	// A caller without the key, and one that sends rubbish, reach no handler.
	s := serve(t, dir, func(context.Context, []string, []byte) ([]byte, []byte, int) {
		t.Error("a stranger reached the handler")
		return nil, nil, 0
	})
	at := s.listener.Addr()
	for name, talk := range map[string]func(net.Conn) error{
		"wrong key": func(c net.Conn) error {
			nonce := newNonce()
			wrong := hello{Proof: proof(newNonce(), "caller", nonce, nonce)}
			return errors.Join(writeFrame(c, hello{Nonce: nonce}), writeFrame(c, wrong), writeFrame(c, command{}))
		},
		"rubbish": func(c net.Conn) error { _, err := c.Write([]byte("GET / HTTP/1.1\r\n\r\n")); return err },
		"no greeting, but a command": func(c net.Conn) error {
			return errors.Join(writeFrame(c, hello{Nonce: newNonce()}), writeFrame(c, hello{}), writeFrame(c, command{}))
		},
	} {
		conn, err := net.Dial(at.Network(), at.String())
		if err != nil {
			t.Fatal(err)
		}
		_ = talk(conn)
		// The server hangs up.
		_, _ = io.Copy(io.Discard, conn)
		if err := conn.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSizesAreLimited(t *testing.T) {
	dir := t.TempDir()
	serve(t, dir, func(_ context.Context, _ []string, stdin []byte) ([]byte, []byte, int) {
		return bytes.Repeat(stdin, 3), nil, 0
	})
	if _, err := Call(t.Context(), dir, nil, make([]byte, MaxHandover)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a command too large: %v, want ErrTooLarge", err)
	}
	reply, err := Call(t.Context(), dir, nil, make([]byte, MaxHandover/3))
	if err != nil || len(reply.Stdout) != 0 || !bytes.Contains(reply.Stderr, []byte("too large")) {
		t.Errorf("an answer too large: %d bytes, %q, %v", len(reply.Stdout), reply.Stderr, err)
	}
	var frame bytes.Buffer
	frame.Write([]byte{0xff, 0xff, 0xff, 0xff})
	if err := readFrame(&frame, MaxHandover, &hello{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a frame that promises 4 GB: %v", err)
	}
}
