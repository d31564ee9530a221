package uitest

import (
	"context"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Window is the program at work in its window.
type Window struct {
	pc     *PC
	cmd    *exec.Cmd
	ended  chan struct{}
	output string // the file of what it prints
	id     string
}

// Open starts the program and waits until its window is there and drawn.
func (pc *PC) Open() *Window {
	pc.t.Helper()
	w := &Window{pc: pc, ended: make(chan struct{}), output: filepath.Join(pc.t.TempDir(), "output")}
	output, err := os.Create(w.output)
	if err != nil {
		pc.t.Fatalf("make a file for what the program prints: %v", err)
	}
	defer output.Close()
	w.cmd = pc.command(context.Background(), nil)
	w.cmd.Stdout, w.cmd.Stderr = output, output
	lead(w.cmd)
	if err := w.cmd.Start(); err != nil {
		pc.t.Fatalf("start the program: %v", err)
	}
	go func() {
		defer close(w.ended)
		_ = w.cmd.Wait() // how it ended is asked where that matters
	}()
	pc.t.Cleanup(func() {
		if dir := os.Getenv(galleryEnv); dir != "" && pc.t.Failed() && len(members(w.cmd.Process.Pid)) > 0 {
			w.keep(filepath.Join(dir, strings.ReplaceAll(pc.t.Name(), "/", "-")+".png"), pc.Display.Frame().Rect)
		}
		w.Kill()
	})
	w.Find()
	return w
}

// Find waits for the window, as after the program opened another one itself, and
// until it is drawn.
func (w *Window) Find() {
	w.pc.t.Helper()
	w.pc.Until("the window is there", func() bool {
		select {
		case <-w.ended:
			if len(members(w.cmd.Process.Pid)) == 0 {
				w.pc.t.Fatalf("the program ended:\n%s", w.Output())
			}
		default:
		}
		found, _ := w.pc.Display.xdotool("search", "--onlyvisible", "--name", "Commsdesk")
		w.id, _, _ = strings.Cut(found, "\n")
		return w.id != ""
	})
	w.Park()
	w.Drawn()
}

// Park takes the pointer out of the way. Without a window manager the keyboard
// goes to the window under the pointer, so it stays inside.
func (w *Window) Park() { w.xdotool("mousemove", "--window", w.id, "700", "4") }

func (w *Window) xdotool(args ...string) string {
	w.pc.t.Helper()
	out, err := w.pc.Display.xdotool(args...)
	if err != nil {
		w.pc.t.Fatalf("xdotool %s: %v\n%s", strings.Join(args, " "), err, w.Output())
	}
	return out
}

// Wide and High are the window's size, in pixels.
func (w *Window) Wide() int { w.pc.t.Helper(); return w.place().Dx() }

// High is described at Wide.
func (w *Window) High() int { w.pc.t.Helper(); return w.place().Dy() }

// Title is the window's title.
func (w *Window) Title() string { w.pc.t.Helper(); return w.xdotool("getwindowname", w.id) }

// Size gives the window another size, in pixels.
func (w *Window) Size(wide, high int) {
	w.pc.t.Helper()
	w.xdotool("windowsize", w.id, strconv.Itoa(wide), strconv.Itoa(high))
	w.xdotool("windowmove", w.id, "0", "0")
	w.Park()
	w.Drawn()
}

// Keys presses keys by their X names, one after another: "j", "ctrl+Return".
func (w *Window) Keys(keys ...string) {
	w.pc.t.Helper()
	w.xdotool(append([]string{"key", "--delay", "20"}, keys...)...)
}

// Type types a text.
func (w *Window) Type(text string) {
	w.pc.t.Helper()
	w.xdotool("type", "--delay", "8", "--", text)
}

// Press presses keys one by one, and after each waits until the window has
// changed and stands still: what a person does who looks before going on.
func (w *Window) Press(keys ...string) {
	w.pc.t.Helper()
	for _, key := range keys {
		before := w.pc.Display.Frame()
		w.Keys(key)
		w.pc.Until("the window shows what "+key+" did", func() bool { return differs(before, w.pc.Display.Frame()) })
		w.Drawn()
	}
}

// Click clicks at a point of the window, in pixels.
func (w *Window) Click(x, y int) {
	w.pc.t.Helper()
	w.xdotool("mousemove", "--window", w.id, strconv.Itoa(x), strconv.Itoa(y), "click", "1")
	w.Park()
}

// How often a window is looked at, and how many looks in a row must find it
// unchanged to count as drawn: few while the program does nothing, more while it
// works, as it does for ever when a caret blinks.
const (
	lookEvery  = 40 * time.Millisecond
	stillIdle  = 4
	stillBusy  = 25
	idleInARow = 4
)

// Drawn waits until the window shows something and stands still.
func (w *Window) Drawn() {
	w.pc.t.Helper()
	last := w.pc.Display.Frame()
	still, idle := 0, 0
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	w.pc.Until("the window is drawn", func() bool {
		<-tick.C
		now := w.pc.Display.Frame()
		if still++; differs(last, now) || blank(now) {
			still, last, idle = 0, now, 0
		} else if idle++; working(members(w.cmd.Process.Pid)) {
			idle = 0
		}
		return still >= stillBusy || still >= stillIdle && idle >= idleInARow
	})
}

// caret is how many pixels may change without the window counting as changed:
// the caret of a text box blinks.
const caret = 60

// differs tells whether two frames differ by more than a caret.
func differs(a, b *image.RGBA) bool {
	n := 0
	for i := 0; i < len(a.Pix); i += 4 {
		if a.Pix[i] != b.Pix[i] || a.Pix[i+1] != b.Pix[i+1] || a.Pix[i+2] != b.Pix[i+2] {
			if n++; n > caret {
				return true
			}
		}
	}
	return false
}

// blank tells whether a frame has one colour only, as before the first drawing.
func blank(f *image.RGBA) bool {
	middle := f.Rect.Dy() / 2 * f.Stride
	for i := 0; i < f.Stride; i++ {
		if f.Pix[middle+i] != f.Pix[middle+i%4] {
			return false
		}
	}
	return true
}

// accents are the colours of a focus ring (DESIGN-LANGUAGE 1), light and dark.
var accents = [][3]byte{{0x0b, 0x5a, 0x75}, {0x74, 0xc7, 0xe0}}

// ringHigh is the least height, in pixels, of what counts as a focus ring's side:
// more than a caret or a button has.
const ringHigh = 60

// Ringed waits until a part inside an area of the screen has the focus ring: keys
// go there from now on.
func (w *Window) Ringed(area image.Rectangle) {
	w.pc.t.Helper()
	w.pc.Until("the keyboard is where it is needed", func() bool { return ringed(w.pc.Display.Frame(), area) })
}

func ringed(f *image.RGBA, area image.Rectangle) bool {
	area = area.Intersect(f.Rect)
	for _, accent := range accents {
		for x := area.Min.X; x < area.Max.X; x++ {
			run := 0
			for y := area.Min.Y; y < area.Max.Y; y++ {
				at := f.PixOffset(x, y)
				if run++; [3]byte(f.Pix[at:at+3]) != accent {
					run = 0
				}
				if run >= ringHigh {
					return true
				}
			}
		}
	}
	return false
}

// Kill ends the program as a power cut does. It may be called twice.
func (w *Window) Kill() {
	w.pc.t.Helper()
	killGroup(w.cmd.Process.Pid)
	<-w.ended
	w.pc.Until("nothing of the program is left", func() bool { return len(members(w.cmd.Process.Pid)) == 0 })
}

// Quit ends the program by its own key, and fails the test unless it ends with
// 0 and leaves no process behind.
func (w *Window) Quit() {
	w.pc.t.Helper()
	w.Keys("ctrl+q")
	w.pc.Until("the program has ended", func() bool { return len(members(w.cmd.Process.Pid)) == 0 })
	<-w.ended
	if code := w.cmd.ProcessState.ExitCode(); code != 0 {
		w.pc.t.Errorf("the program ended with %d:\n%s", code, w.Output())
	}
}

// Alone tells whether the program's first process has ended and another window
// has taken its place.
func (w *Window) Alone() bool {
	select {
	case <-w.ended:
		return len(members(w.cmd.Process.Pid)) > 0
	default:
		return false
	}
}

// Output is what the program has printed so far.
func (w *Window) Output() string {
	text, _ := os.ReadFile(w.output)
	return string(text)
}
