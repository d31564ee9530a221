//go:build unix

package desktop

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// maxSocketPath is how long a socket's path may be on every Unix (104 bytes on
// macOS, with the ending zero).
const maxSocketPath = 103

// listen opens a Unix socket that its owner alone can reach. A socket of the
// same name is stale: the caller holds the workspace's lock.
func listen(dir string) (net.Listener, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return listener, nil
}

// socketPath is in the workspace or, when that path would be too long, in the
// user's runtime folder or an own temporary one, which nobody else can enter.
func socketPath(dir string) (string, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	path := filepath.Join(absolute, "handover.sock")
	if len(path) <= maxSocketPath {
		return path, nil
	}
	digest := sha256.Sum256([]byte(absolute))
	name := fmt.Sprintf("commsdesk-%x.sock", digest[:8])
	if runtimeDir := os.Getenv("XDG_RUNTIME_DIR"); runtimeDir != "" {
		if path = filepath.Join(runtimeDir, name); len(path) <= maxSocketPath {
			return path, nil
		}
	}
	own, err := ownTemporaryDir()
	return filepath.Join(own, name), err
}

// ownTemporaryDir returns a temporary folder of this user's, the same at every
// call. It is refused when somebody else made it or can enter it.
func ownTemporaryDir() (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("commsdesk-%d", os.Getuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	var status unix.Stat_t
	if err := unix.Lstat(dir, &status); err != nil {
		return "", fmt.Errorf("look at %s: %w", dir, err)
	}
	const others = 0o077
	if status.Mode&unix.S_IFMT != unix.S_IFDIR || int(status.Uid) != os.Getuid() || status.Mode&others != 0 {
		return "", fmt.Errorf("%s is not a folder of this user's alone", dir)
	}
	return dir, nil
}
