package desktop

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// networkTypes are the file system numbers of statfs(2) that are on another
// computer.
var networkTypes = map[uint32]string{
	unix.NFS_SUPER_MAGIC:  "NFS",
	unix.SMB_SUPER_MAGIC:  "SMB",
	unix.SMB2_SUPER_MAGIC: "SMB",
	unix.CIFS_SUPER_MAGIC: "SMB",
	unix.AFS_SUPER_MAGIC:  "AFS",
	unix.AFS_FS_MAGIC:     "AFS",
	unix.CODA_SUPER_MAGIC: "Coda",
	unix.CEPH_SUPER_MAGIC: "Ceph",
	unix.V9FS_MAGIC:       "9P",
}

// localFuse are the FUSE file systems whose data are on this computer.
var localFuse = []string{"fuseblk", "fuse.ntfs-3g", "fuse.ntfs", "fuse.exfat", "fuse.encfs", "fuse.gocryptfs",
	"fuse.cryfs", "fuse.bindfs", "fuse.mergerfs", "fuse.fuse-overlayfs", "fuse.lxcfs", "fuse.portal"}

// networkDrive names the network file system that existing lies on, "" when it
// lies on this computer.
func networkDrive(existing string) string {
	var status unix.Statfs_t
	if err := unix.Statfs(existing, &status); err != nil {
		return ""
	}
	kind := uint32(status.Type)
	if kind != unix.FUSE_SUPER_MAGIC {
		return networkTypes[kind]
	}
	mounts, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer func() { _ = mounts.Close() }()
	return networkFuse(mountType(mounts, existing))
}

// networkFuse names a FUSE file system that is not known to be local.
func networkFuse(kind string) string {
	if kind == "" {
		return ""
	}
	for _, local := range localFuse {
		if kind == local {
			return ""
		}
	}
	return strings.TrimPrefix(kind, "fuse.")
}

// mountType returns the file system type of the mount that path lies on, from
// the lines of proc_pid_mountinfo(5); "" when no line fits.
func mountType(mountinfo io.Reader, path string) string {
	kind, longest := "", -1
	lines := bufio.NewScanner(mountinfo)
	for lines.Scan() {
		before, after, found := strings.Cut(lines.Text(), " - ")
		fields, types := strings.Fields(before), strings.Fields(after)
		if !found || len(fields) < 5 || len(types) == 0 {
			continue
		}
		point := unescapeMount(fields[4])
		within, err := filepath.Rel(point, path)
		if err != nil || within == ".." || strings.HasPrefix(within, "../") {
			continue
		}
		// Of two mounts on one point the later covers the earlier.
		if len(point) >= longest {
			kind, longest = types[0], len(point)
		}
	}
	return kind
}

// unescapeMount decodes the \040 by which mountinfo writes a blank.
func unescapeMount(point string) string {
	var out strings.Builder
	for i := 0; i < len(point); i++ {
		if point[i] == '\\' && i+4 <= len(point) {
			if c, err := strconv.ParseUint(point[i+1:i+4], 8, 8); err == nil {
				out.WriteByte(byte(c))
				i += 3
				continue
			}
		}
		out.WriteByte(point[i])
	}
	return out.String()
}

// serviceBySystem returns "": no sync service registers its folder with Linux.
func serviceBySystem(string) string { return "" }
