package desktop

import (
	"context"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"git.sr.ht/~jackmordaunt/go-toast/wintoast"
)

// desk is the Windows notification area. A click while the program runs comes
// back through a COM callback. The toast library's other way, a PowerShell
// script, is not used: it would run what stands between $( and ) in a text.
type desk struct {
	mu   sync.Mutex
	icon string
}

func newDesk(onClick func(string)) *desk {
	wintoast.SetActivationCallback(func(_, key string, _ []wintoast.UserData) { onClick(key) })
	return &desk{}
}

func (d *desk) show(_ context.Context, note Notification) error {
	icon, err := d.iconFile(note)
	if err != nil {
		return err
	}
	if err := wintoast.SetAppData(wintoast.AppData{AppID: AppName, IconPath: icon}); err != nil {
		return fmt.Errorf("register the program for notifications: %w", err)
	}
	return wintoast.Push(toastXML(note, icon))
}

// iconFile returns the path of the icon; toasts take no bytes, so those are
// written once to a temporary file.
func (d *desk) iconFile(note Notification) (string, error) {
	if note.IconPath != "" || len(note.IconPNG) == 0 {
		return note.IconPath, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.icon != "" {
		return d.icon, nil
	}
	dir, err := os.MkdirTemp("", "commsdesk")
	if err != nil {
		return "", fmt.Errorf("write the notification's icon: %w", err)
	}
	path := filepath.Join(dir, "icon.png")
	if err := os.WriteFile(path, note.IconPNG, 0o600); err != nil {
		return "", fmt.Errorf("write the notification's icon: %w", err)
	}
	d.icon = path
	return path, nil
}

func (d *desk) close() {
	wintoast.SetActivationCallback(func(string, string, []wintoast.UserData) {})
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.icon != "" {
		_ = os.RemoveAll(filepath.Dir(d.icon))
		d.icon = ""
	}
}

// toastXML writes the toast schema's ToastGeneric binding, silent.
func toastXML(note Notification, icon string) string {
	escape := func(text string) string {
		var out strings.Builder
		// A strings.Builder takes every write.
		_ = xml.EscapeText(&out, []byte(text))
		return out.String()
	}
	image := ""
	if icon != "" {
		image = `<image placement="appLogoOverride" src="` + escape(icon) + `"/>`
	}
	return `<toast activationType="foreground" launch="` + escape(note.Key) + `" duration="short">` +
		`<visual><binding template="ToastGeneric">` + image +
		`<text>` + escape(note.Title) + `</text><text>` + escape(note.Body) + `</text>` +
		`</binding></visual><audio silent="true"/></toast>`
}
