package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFoldersOfSyncServicesAreUnfit(t *testing.T) {
	root := t.TempDir()
	for folder, service := range map[string]string{
		"OneDrive/Documents/Commsdesk":      "OneDrive",
		"OneDrive - Calderbrook Council/a":  "OneDrive",
		"Dropbox":                           "Dropbox",
		"Dropbox (Work)/x":                  "Dropbox",
		"Google Drive/My Drive/x":           "Google Drive",
		"Library/Mobile Documents/x":        "iCloud Drive",
		"iCloudDrive/x":                     "iCloud Drive",
		"nextcloud/x":                       "Nextcloud",
		"Commsdesk/about Dropbox and so on": "",
		"dropboxes/x":                       "",
		".local/share/commsdesk":            "",
	} {
		why, bad := SyncedFolder(filepath.Join(root, folder))
		if bad != (service != "") || !strings.Contains(why, service) || bad == (why == "") {
			t.Errorf("%s: %v, %q, want %q", folder, bad, why, service)
		}
	}
}

func TestMarksAndLinksAreFollowed(t *testing.T) {
	root := t.TempDir()
	renamed := filepath.Join(root, "Shared work")
	plain := filepath.Join(root, "plain")
	for _, dir := range []string{filepath.Join(renamed, ".dropbox.cache"), filepath.Join(root, "OneDrive", "desk"), plain} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if why, bad := SyncedFolder(filepath.Join(renamed, "not", "yet", "there")); !bad || !strings.Contains(why, "Dropbox") {
		t.Errorf("a renamed Dropbox folder: %v, %q", bad, why)
	}
	if why, bad := SyncedFolder(plain); bad {
		t.Errorf("a folder beside it: %q", why)
	}
	link := filepath.Join(root, "innocent")
	if err := os.Symlink(filepath.Join(root, "OneDrive"), link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if why, bad := SyncedFolder(filepath.Join(link, "desk", "new")); !bad || !strings.Contains(why, "OneDrive") {
		t.Errorf("a link into OneDrive: %v, %q", bad, why)
	}
	// The settings that a service keeps in the home folder are no mark of it.
	t.Setenv("HOME", renamed)
	if why, bad := SyncedFolder(filepath.Join(renamed, "desk")); bad {
		t.Errorf("a home folder with Dropbox's settings: %q", why)
	}
}
