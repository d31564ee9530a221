//go:build !windows

package desktop

import (
	"sync"

	"github.com/gen2brain/beeep"
)

// nameOnce guards beeep's only setting, a global.
var nameOnce sync.Once

// byBeeep shows a notification in the way that beeep finds on this system.
func byBeeep(note Notification) error {
	nameOnce.Do(func() { beeep.AppName = AppName })
	var icon any = note.IconPath
	if note.IconPath == "" && len(note.IconPNG) > 0 {
		icon = note.IconPNG
	}
	return beeep.Notify(note.Title, note.Body, icon)
}
