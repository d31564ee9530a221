package uitest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// RequireEnv is the environment variable that turns "skipped because a real
// part is not installed" into a failure; make test sets it to 1.
const RequireEnv = "COMMSDESK_REQUIRE_REAL"

// limit bounds every wait: this machine may be busy with other tests.
const limit = 2 * time.Minute

// Display is a screen without glass: a real X server that draws into a file.
type Display struct {
	// Name is what DISPLAY is set to.
	Name string
	t    testing.TB
	file string
}

// NewDisplay starts an X server of a size in pixels; it ends with the test.
func NewDisplay(t testing.TB, wide, high int) *Display {
	t.Helper()
	need(t, "Xvfb", "xdotool")
	dir := t.TempDir()
	ready, told, err := os.Pipe()
	if err != nil {
		t.Fatalf("make a pipe for the X server: %v", err)
	}
	defer ready.Close()
	// Without -noreset the server starts afresh when its last client leaves, and
	// cuts off the window that is just taking another's place.
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", wide, high),
		"-fbdir", dir, "-nolisten", "tcp", "-nocursor", "-r", "-noreset")
	cmd.ExtraFiles = []*os.File{told}
	run(t, cmd)
	_ = told.Close()
	number, err := io.ReadAll(ready)
	if err != nil || len(number) == 0 {
		t.Fatalf("the X server did not start: %v", err)
	}
	return &Display{Name: ":" + strings.TrimSpace(string(number)), t: t, file: filepath.Join(dir, "Xvfb_screen0")}
}

// Frame is what the screen shows now.
func (d *Display) Frame() *image.RGBA {
	d.t.Helper()
	raw, err := os.ReadFile(d.file)
	if err != nil {
		d.t.Fatalf("read the screen: %v", err)
	}
	frame, err := readXWD(raw)
	if err != nil {
		d.t.Fatalf("read the screen: %v", err)
	}
	return frame
}

// The fields of an X window dump's header that are read, as 32-bit words
// (X11/XWDFile.h).
const (
	xwdHeaderSize, xwdWidth, xwdHeight = 0, 4, 5
	xwdByteOrder, xwdBitsPerPixel      = 7, 11
	xwdBytesPerLine, xwdColours        = 12, 19
	xwdColourSize                      = 12
)

var errScreen = errors.New("not a screen of 32 bits a pixel")

// readXWD reads an X window dump of true colours.
func readXWD(raw []byte) (*image.RGBA, error) {
	if len(raw) < 100 {
		return nil, errScreen
	}
	field := func(n int) int { return int(binary.BigEndian.Uint32(raw[4*n:])) }
	at := field(xwdHeaderSize) + field(xwdColours)*xwdColourSize
	wide, high, line := field(xwdWidth), field(xwdHeight), field(xwdBytesPerLine)
	if field(xwdBitsPerPixel) != 32 || field(xwdByteOrder) != 0 || len(raw) < at+high*line {
		return nil, errScreen
	}
	frame := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		from, to := raw[at+y*line:], frame.Pix[y*frame.Stride:]
		for x := 0; x < 4*wide; x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
		}
	}
	return frame, nil
}

// xdotool runs xdotool on this display and returns what it printed.
func (d *Display) xdotool(args ...string) (string, error) {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.Name)
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}

// until looks again and again whether something holds, and fails the test when
// it does not come to that.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	late, tick := time.NewTimer(limit), time.NewTicker(25*time.Millisecond)
	defer late.Stop()
	defer tick.Stop()
	for !holds() {
		select {
		case <-late.C:
			t.Fatalf("it never came to this: %s", what)
		case <-tick.C:
		}
	}
}

// run starts cmd and ends it with the test.
func run(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	endWithParent(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// need skips the test, or fails it when real parts are required, where a
// program is not installed.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, name := range programs {
		_, err := exec.LookPath(name)
		if err == nil && runtime.GOOS == "linux" {
			continue
		}
		reason := "needs " + name + " on Linux (packages xvfb and xdotool)"
		if os.Getenv(RequireEnv) == "1" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
}
