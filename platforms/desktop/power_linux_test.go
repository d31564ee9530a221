package desktop

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOnBattery(t *testing.T) {
	type supply map[string]string
	mains := func(online string) supply { return supply{"type": "Mains", "online": online} }
	battery := func(status string) supply { return supply{"type": "Battery", "status": status} }
	for name, c := range map[string]struct {
		supplies map[string]supply
		want     bool
	}{
		"a desktop PC":                  {nil, false},
		"plugged in":                    {map[string]supply{"AC": mains("1"), "BAT0": battery("Charging")}, false},
		"plugged in and not charging":   {map[string]supply{"AC": mains("1"), "BAT0": battery("Discharging")}, false},
		"unplugged":                     {map[string]supply{"AC": mains("0"), "BAT0": battery("Discharging")}, true},
		"a second battery is full":      {map[string]supply{"AC": mains("0"), "BAT0": battery("Full"), "BAT1": battery("Discharging")}, true},
		"charged through USB":           {map[string]supply{"BAT0": battery("Charging"), "ucsi": {"type": "USB", "online": "1"}}, false},
		"a mouse on a desktop PC":       {map[string]supply{"hid": {"type": "Battery", "scope": "Device", "status": "Discharging"}}, false},
		"an unplugged laptop's display": {map[string]supply{"AC": mains("0"), "BAT0": battery("Discharging"), "x": {"type": ""}}, true},
	} {
		dir := t.TempDir()
		for supply, files := range c.supplies {
			if err := os.MkdirAll(filepath.Join(dir, supply), 0o700); err != nil {
				t.Fatal(err)
			}
			for file, words := range files {
				if err := os.WriteFile(filepath.Join(dir, supply, file), []byte(words+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := onBattery(dir); got != c.want {
			t.Errorf("%s: on battery %v", name, got)
		}
	}
	if onBattery(filepath.Join(t.TempDir(), "nothing")) {
		t.Error("without a folder it is on battery")
	}
}
