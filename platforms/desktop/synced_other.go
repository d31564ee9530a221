//go:build !linux && !windows

package desktop

import (
	"strings"

	"golang.org/x/sys/unix"
)

// networkTypes are the file system names of statfs(2) that are on another
// computer.
var networkTypes = map[string]string{
	"smbfs": "SMB", "nfs": "NFS", "afpfs": "AFP", "webdav": "WebDAV", "ftp": "FTP", "macfuse": "FUSE", "osxfuse": "FUSE",
}

// networkDrive names the network file system that existing lies on, "" when it
// lies on this computer.
func networkDrive(existing string) string {
	var status unix.Statfs_t
	if err := unix.Statfs(existing, &status); err != nil {
		return ""
	}
	return networkTypes[unix.ByteSliceToString(status.Fstypename[:])]
}

// serviceBySystem recognises the folder in which macOS keeps those of sync
// services.
func serviceBySystem(path string) string {
	if strings.Contains(path+"/", "/Library/CloudStorage/") {
		return "a cloud storage service"
	}
	return ""
}
