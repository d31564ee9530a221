//go:build !linux

package secret

// reachable returns nil: the keyrings of Windows and macOS need no session bus.
func reachable() error { return nil }

// clarify returns err: what it tells apart exists only on Linux.
func clarify(err error) error { return err }
