package desktop

import (
	"os"
	"path/filepath"
	"strings"
)

// powerSupplies is where Linux tells of mains and batteries
// (Documentation/ABI/testing/sysfs-class-power).
const powerSupplies = "/sys/class/power_supply"

// OnBattery tells that this PC runs on its battery; false where that is not known.
func OnBattery() bool { return onBattery(powerSupplies) }

// onBattery: a battery of the PC's own gives power and no other supply does.
// Batteries of mice and headsets have the scope Device.
func onBattery(dir string) bool {
	supplies, _ := filepath.Glob(filepath.Join(dir, "*")) // an unreadable folder has none
	draining := false
	for _, supply := range supplies {
		read := func(name string) string {
			b, _ := os.ReadFile(filepath.Join(supply, name)) // not every supply tells everything
			return strings.TrimSpace(string(b))
		}
		switch {
		case read("scope") == "Device":
		case read("type") == "Battery":
			draining = draining || read("status") == "Discharging"
		case read("online") == "1":
			return false
		}
	}
	return draining
}
