package desktop

import (
	"os"
	"path/filepath"
	"strings"
)

// SyncedFolder says whether path is unfit for a workspace because it lies on a
// network drive or in a folder that a service copies elsewhere (DESIGN 9):
// there a database breaks, and residents' words leave the computer. path need
// not exist yet. why is a sentence for people, "" when the folder is fit. It
// knows the common services by the names and marks of their folders, so a
// folder that it passes may still be copied by something else.
func SyncedFolder(path string) (why string, bad bool) {
	places := placesOf(path)
	for _, place := range places {
		if service := serviceByName(place); service != "" {
			return "This folder is copied to other computers by " + service + ".", true
		}
	}
	existing := nearest(places[len(places)-1])
	if kind := networkDrive(existing); kind != "" {
		return "This folder is on a network drive (" + kind + ").", true
	}
	if service := serviceByMark(existing); service != "" {
		return "This folder is copied to other computers by " + service + ".", true
	}
	return "", false
}

// placesOf returns path as given, made absolute, and as it is when the links in
// it are followed.
func placesOf(path string) []string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		absolute = path
	}
	existing := nearest(absolute)
	followed, err := filepath.EvalSymlinks(existing)
	if err != nil {
		return []string{absolute}
	}
	return []string{absolute, followed + strings.TrimPrefix(absolute, existing)}
}

// nearest returns path, or the closest folder above it that exists.
func nearest(path string) string {
	for {
		if _, err := os.Stat(path); err == nil {
			return path
		}
		above := filepath.Dir(path)
		if above == path {
			return path
		}
		path = above
	}
}

// folderNames are how sync services call their folders, in small letters; a
// service may add " - name" or " (name)".
var folderNames = []struct{ name, service string }{
	{"onedrive", "OneDrive"},
	{"dropbox", "Dropbox"},
	{"google drive", "Google Drive"},
	{"googledrive", "Google Drive"},
	{"icloud drive", "iCloud Drive"},
	{"iclouddrive", "iCloud Drive"},
	{"mobile documents", "iCloud Drive"},
	{"nextcloud", "Nextcloud"},
	{"owncloud", "ownCloud"},
	{"box sync", "Box"},
}

// serviceByName returns the service that a folder on the way to path belongs
// to, "" when none does.
func serviceByName(path string) string {
	if service := serviceBySystem(path); service != "" {
		return service
	}
	for name := range strings.FieldsFuncSeq(strings.ToLower(path), isSeparator) {
		for _, folder := range folderNames {
			rest, found := strings.CutPrefix(name, folder.name)
			if found && (rest == "" || strings.HasPrefix(rest, " ")) {
				return folder.service
			}
		}
	}
	return ""
}

func isSeparator(r rune) bool { return r == '/' || r == filepath.Separator }

// marks are files that sync services keep in the top folder of what they copy,
// whatever that folder is called.
var marks = []struct{ name, service string }{
	{".dropbox", "Dropbox"},
	{".dropbox.cache", "Dropbox"},
	{".stfolder", "Syncthing"},
	{".nextcloudsync.log", "Nextcloud"},
	{".owncloudsync.log", "ownCloud"},
}

// serviceByMark returns the service whose mark lies in existing or a folder
// above it, "" when none does. The home folder is passed over: services keep
// their settings there under the same names.
func serviceByMark(existing string) string {
	home, _ := os.UserHomeDir()
	for dir := existing; ; dir = filepath.Dir(dir) {
		for _, mark := range marks {
			if dir == home {
				break
			}
			if _, err := os.Lstat(filepath.Join(dir, mark.name)); err == nil {
				return mark.service
			}
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}
