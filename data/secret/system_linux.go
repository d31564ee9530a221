package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// errNoBus means that the desktop session has no D-Bus to find a keyring on.
var errNoBus = fmt.Errorf("there is no session bus: %w", errNoStore)

// reachable returns errNoBus where no session bus is known. go-keyring would
// start one of its own there, which has no keyring on it and outlives us.
func reachable() error {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && address != "autolaunch:" {
		return nil
	}
	// Where the D-Bus library looks next.
	dir := fmt.Sprintf("/run/user/%d", os.Getuid())
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return nil
		}
	}
	return errNoBus
}

// errNoCollection means that the Secret Service runs and no keyring was ever
// made in it, as on a computer that signs its user in without a password.
var errNoCollection = fmt.Errorf("the password store has no default keyring: %w", errNoStore)

// clarify tells a default keyring that doesn't exist from one that is locked:
// go-keyring has the same words for both.
func clarify(err error) error {
	if err == nil || !strings.Contains(err.Error(), "failed to unlock correct collection '/org/freedesktop/secrets/aliases/") {
		return err
	}
	conn, busErr := dbus.SessionBus()
	if busErr != nil {
		return errors.Join(err, busErr)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var path dbus.ObjectPath
	askErr := conn.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		CallWithContext(ctx, "org.freedesktop.Secret.Service.ReadAlias", 0, "default").Store(&path)
	if askErr == nil && path == "/" {
		return fmt.Errorf("%w: %w", errNoCollection, err)
	}
	return err
}
