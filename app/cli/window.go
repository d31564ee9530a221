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

// Take takes the workspace for a window. When release is nil the program ends
// with code: the window that is open there already was brought to the front,
// or what stands in the way was said.
func (m *Main) Take(ctx context.Context, dir string) (release func() error, code int) {
	if !HasDisplay() {
		fmt.Fprint(m.Stderr, "This machine has no display (DISPLAY and WAYLAND_DISPLAY are not set), so the window can't open. These commands work without one.\n\n", Help())
		return nil, Failed
	}
	if why, unfit := m.Unfit(dir); unfit {
		return nil, m.fail(app.NewError(app.Storage, why))
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, m.fail(noFolder.Because(err))
	}
	release, err := m.Lock(dir)
	if errors.Is(err, m.ErrLocked) {
		return nil, m.handOver(ctx, dir, false, []string{raise}, nil)
	}
	if err != nil {
		return nil, m.fail(err)
	}
	return release, OK
}

var noFolder = app.NewError(app.Storage, "This folder can't be used as a workspace. Nothing was changed. Choose another with --workspace.")

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
	if err := exec.Command(self, "--workspace", dir).Start(); err != nil {
		return fmt.Errorf("start the other desk: %w", err)
	}
	quit()
	return nil
}
