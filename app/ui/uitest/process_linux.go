package uitest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// endWithParent makes the kernel end cmd when the test process dies, so that a
// killed test run leaves nothing behind.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// lead makes cmd the first of a process group, which the programs that it starts
// belong to.
func lead(cmd *exec.Cmd) {
	endWithParent(cmd)
	cmd.SysProcAttr.Setpgid = true
}

// killGroup ends a process and all that it started, as a power cut does.
func killGroup(leader int) { _ = syscall.Kill(-leader, syscall.SIGKILL) }

// members are the processes of a group that still run. A killed one may go on
// holding its files for a moment while its threads end one by one.
func members(leader int) []int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var found []int
	for _, file := range stats {
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if _, group := stat(file); group == leader && strings.Trim(states(pid), "ZX") != "" {
			found = append(found, pid)
		}
	}
	return found
}

// working tells whether a thread of the processes runs, or waits for a turn or
// for the disk: something is still going to happen.
func working(pids []int) bool {
	for _, pid := range pids {
		if strings.ContainsAny(states(pid), "RD") {
			return true
		}
	}
	return false
}

// states are the states of a process's threads, a letter each.
func states(pid int) string {
	threads, _ := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task/[0-9]*/stat"))
	var all []byte
	for _, file := range threads {
		if state, _ := stat(file); state != 0 {
			all = append(all, state)
		}
	}
	return string(all)
}

// stat reads the state and the process group of a process or thread: "pid (name)
// state ppid pgrp ...", where the name may hold anything (proc(5)). It returns
// zeros for one that has ended.
func stat(file string) (state byte, group int) {
	raw, err := os.ReadFile(file)
	fields := bytes.Fields(raw[bytes.LastIndexByte(raw, ')')+1:])
	if err != nil || len(fields) < 3 {
		return 0, 0
	}
	group, _ = strconv.Atoi(string(fields[2]))
	return fields[0][0], group
}
