package desktop

import (
	"strings"
	"testing"
)

func TestMountTypes(t *testing.T) {
	const mounts = `22 1 0:20 / / rw - ext4 /dev/vda rw
30 22 0:30 / /home/rt/remote rw,nosuid shared:5 - fuse.sshfs rt@server: rw
31 22 0:31 / /home/rt/My\040Drive rw - fuse.rclone remote: rw
32 22 0:32 / /media/stick rw - fuseblk /dev/sdb1 rw
33 22 0:33 / /media/stick rw - vfat /dev/sdc1 rw
a line that is cut short
`
	for path, want := range map[string]string{
		"/home/rt":             "ext4",
		"/home/rt/remote":      "fuse.sshfs",
		"/home/rt/remote/desk": "fuse.sshfs",
		"/home/rt/remotely":    "ext4",
		"/home/rt/My Drive/x":  "fuse.rclone",
		"/media/stick/desk":    "vfat",
	} {
		if got := mountType(strings.NewReader(mounts), path); got != want {
			t.Errorf("%s is on %q, want %q", path, got, want)
		}
	}
	for kind, want := range map[string]string{"fuse.sshfs": "sshfs", "fuse.rclone": "rclone", "fuseblk": "", "fuse.gocryptfs": "", "": ""} {
		if got := networkFuse(kind); got != want {
			t.Errorf("%q counts as network drive %q, want %q", kind, got, want)
		}
	}
}

func TestThisComputersDrivesAreFit(t *testing.T) {
	for _, path := range []string{"/", "/proc", t.TempDir()} {
		if kind := networkDrive(path); kind != "" && kind != "9P" {
			t.Errorf("%s is on a network drive, %s", path, kind)
		}
	}
	for number, kind := range map[uint32]string{0x6969: "NFS", 0xFF534D42: "SMB", 0xFE534D42: "SMB", 0x517B: "SMB"} {
		if networkTypes[number] != kind {
			t.Errorf("statfs type %#x is %q, want %q", number, networkTypes[number], kind)
		}
	}
}
