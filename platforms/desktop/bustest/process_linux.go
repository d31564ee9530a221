package bustest

import (
	"os/exec"
	"syscall"
)

// endWithParent makes the kernel end cmd when the test process dies, so that a
// killed test run leaves nothing behind.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
