package desktop

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// networkDrive says "SMB" for a UNC path and for a drive letter that stands for
// one, "" for a folder on this computer.
func networkDrive(existing string) string {
	volume := filepath.VolumeName(existing)
	local := strings.HasPrefix(volume, `\\?\`) || strings.HasPrefix(volume, `\\.\`)
	if strings.HasPrefix(volume, `\\`) && (!local || strings.HasPrefix(strings.ToUpper(volume), `\\?\UNC\`)) {
		return "SMB"
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "SMB"
	}
	return ""
}

// serviceBySystem recognises OneDrive by the environment variables in which it
// names its folders.
func serviceBySystem(path string) string {
	for _, name := range []string{"OneDrive", "OneDriveCommercial", "OneDriveConsumer"} {
		folder := os.Getenv(name)
		if folder == "" {
			continue
		}
		within, err := filepath.Rel(strings.ToLower(folder), strings.ToLower(path))
		if err == nil && within != ".." && !strings.HasPrefix(within, `..\`) {
			return "OneDrive"
		}
	}
	return ""
}
