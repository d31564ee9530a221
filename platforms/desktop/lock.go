package desktop

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// lockName is the file in a workspace that is locked. It stays; only the lock
// on it counts, and the operating system takes that off however we end.
const lockName = "workspace.lock"

// ErrBusy means that another program holds the workspace.
var ErrBusy = errors.New("the workspace is in use by another Commsdesk")

// Lock takes the workspace in dir for this process alone (DESIGN 8) and returns
// the function that gives it back, which may be called twice. A process that is
// killed gives it back too. It returns ErrBusy at once when the workspace is
// taken, by this process as well; other errors mean that dir can't be locked.
func Lock(dir string) (release func() error, err error) {
	path := filepath.Join(dir, lockName)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|noFollow, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the workspace's lock: %w", err)
	}
	if err := lockFile(file); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	// Closing the only descriptor takes the lock off.
	return sync.OnceValue(file.Close), nil
}
