package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"commsdesk/app"
)

// raise is what one window asks of another over the same workspace: come to the
// front. It is no command.
const raise = "--raise"

// HasDisplay tells whether a window can be opened here.
func HasDisplay() bool {
	return runtime.GOOS != "linux" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// Take opens the workspace for a window; closing it gives it back. An error is
// what stands in the way, with a sentence to be shown in a window, since one
// that is started from a menu has no other place. Without a Program and an error
// the program ends with code: the window that is open there already was brought
// to the front, or there is no display.
func (m *Main) Take(ctx context.Context, dir string) (w Workspace, code int, err error) {
	if !HasDisplay() {
		fmt.Fprint(m.Stderr, "This machine has no display (DISPLAY and WAYLAND_DISPLAY are not set), so the window can't open. These commands work without one.\n\n", Help())
		return w, Failed, nil
	}
	if err := m.ready(dir); err != nil {
		return w, Failed, err
	}
	release, err := m.Lock(dir)
	if errors.Is(err, m.ErrLocked) {
		if code = m.handOver(ctx, dir, false, []string{raise}, nil); code == OK {
			return w, code, nil
		}
		return w, code, atWork
	}
	if err != nil {
		return w, Failed, noLock.Because(err)
	}
	if w, err = m.Open(ctx, dir); err != nil {
		_ = release() // the first error is the one that says why
		return w, Failed, err
	}
	closed := w.Close
	w.Close = func() { closed(); _ = release() }
	return w, OK, nil
}

// ready makes the folder where there is none, unless it is unfit to hold a
// workspace.
func (m *Main) ready(dir string) error {
	if why, unfit := m.Unfit(dir); unfit {
		return app.NewError(app.Storage, why+" Residents' words must not leave this computer that way, so no workspace was opened or made there. "+
			"Choose a folder on this computer with --workspace, and leave the copying to backups.")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return noFolder.Because(err)
	}
	return nil
}

var (
	noFolder = app.NewError(app.Storage, "This folder can't be used as a workspace. Nothing was changed. Choose another with --workspace.")
	noLock   = app.NewError(app.Storage, "Commsdesk may not write in this folder, so it was not opened. Nothing was changed. Ask your IT team to let your account write there, or choose another with --workspace.")
	atWork   = app.NewError(app.Busy, "Another Commsdesk command is at work in this workspace. Nothing was changed. Try again when it has ended.")
)

// SampleDir is the folder of the sample desk beside a workspace.
func SampleDir(dir string) string { return dir + "-sample" }

// Switch starts the program anew over another workspace and then calls quit. A
// sample desk is made first where there is none.
func (m *Main) Switch(ctx context.Context, dir string, sample bool, quit func()) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, m.File)); sample && err != nil {
		if out, err := exec.CommandContext(ctx, self, "--workspace", dir, "sample").CombinedOutput(); err != nil {
			return app.NewError(app.Internal, "The sample desk could not be made. Your own desk is unchanged.").Because(fmt.Errorf("%w: %s", err, out))
		}
	}
	next := exec.Command(self, "--workspace", dir)
	next.Stdout, next.Stderr = os.Stdout, os.Stderr // what stops it is said where this one was started
	if err := next.Start(); err != nil {
		return fmt.Errorf("start the other desk: %w", err)
	}
	quit()
	return nil
}
