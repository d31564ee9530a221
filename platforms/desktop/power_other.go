//go:build !linux && !windows

package desktop

// OnBattery tells that this PC runs on its battery; here that is not known.
func OnBattery() bool { return false }
