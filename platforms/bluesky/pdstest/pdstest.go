// Package pdstest runs a real Bluesky network on the loopback for tests: the
// network's own programs on Node, with PostgreSQL and Redis of their own, in a
// temporary folder.
package pdstest

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Modules is the environment variable that names the folder with node_modules,
// where .ci/peers.sh put the network's programs. Wanted turns their absence from a
// skip into a failure.
const (
	Modules = "COMMSDESK_BLUESKY"
	Wanted  = "COMMSDESK_PEERS"
)

// startTime is how long the network may take until it answers.
const startTime = 2 * time.Minute

//go:embed network.mjs
var script []byte

// Network is a running network.
type Network struct {
	t testing.TB
	// PDS, View and PLC are the addresses of its parts.
	PDS  string `json:"pds"`
	View string `json:"view"`
	PLC  string `json:"plc"`
	dir  string
}

// Start runs a network until the test ends. Where a part of it is missing on this
// machine, the test is skipped with the reason, or fails under Wanted.
func Start(t testing.TB) *Network {
	t.Helper()
	modules, why := missing()
	if why != "" {
		if os.Getenv(Wanted) != "" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	dir, err := os.MkdirTemp("", "bsky")
	if err != nil {
		t.Fatal(err)
	}
	n := &Network{t: t, dir: dir}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	n.node(modules, n.postgres(), n.redis())
	return n
}

// missing says what this machine lacks; "" and the folder of the programs when it
// has all.
func missing() (modules, why string) {
	modules = os.Getenv(Modules)
	if modules == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", "this machine has no folder for caches, so no Bluesky server is looked for"
		}
		modules = filepath.Join(cache, "commsdesk", "bluesky")
	}
	version, err := exec.Command("node", "--version").Output()
	if err != nil {
		return "", "no Node on this machine, so no real Bluesky server (make peers)"
	}
	if major, _, _ := strings.Cut(strings.TrimPrefix(string(version), "v"), "."); len(major) < 2 || major < "20" {
		return "", "the real Bluesky server needs Node 20 or newer, and this is " + strings.TrimSpace(string(version))
	}
	if _, err := os.Stat(filepath.Join(modules, "node_modules", "@atproto", "dev-env", "package.json")); err != nil {
		return "", "the programs of a real Bluesky server are not installed (make peers)"
	}
	if _, err := exec.LookPath("redis-server"); err != nil {
		return "", "no Redis on this machine (package redis-server), so no real Bluesky server"
	}
	if postgresBin() == "" {
		return "", "no PostgreSQL on this machine (package postgresql), so no real Bluesky server"
	}
	return modules, ""
}

// postgresBin is the folder of PostgreSQL's programs, "" where there is none.
func postgresBin() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is good
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if at, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(at)
	}
	return ""
}

// plain makes a command run as an ordinary user: PostgreSQL refuses to be root.
func plain(command ...string) *exec.Cmd {
	if os.Geteuid() == 0 {
		command = append([]string{"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"}, command...)
	}
	return exec.Command(command[0], command[1:]...)
}

// postgres starts a database and returns its address.
func (n *Network) postgres() string {
	n.t.Helper()
	bin, port, dir := postgresBin(), n.freePort(), filepath.Join(n.dir, "postgres")
	n.must(os.Mkdir(dir, 0o700))
	if os.Geteuid() == 0 {
		n.must(exec.Command("chown", "nobody:nogroup", dir).Run())
	}
	n.finish(plain(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "peer", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"), dir)
	n.run(plain(filepath.Join(bin, "postgres"), "-D", filepath.Join(dir, "data"), "-h", "127.0.0.1", "-p", port, "-k", dir,
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"), dir)
	n.answers(port)
	return "postgresql://peer@127.0.0.1:" + port + "/postgres"
}

// redis starts an empty store and returns its address.
func (n *Network) redis() string {
	n.t.Helper()
	port := n.freePort()
	n.run(exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", n.dir), n.dir)
	n.answers(port)
	return "127.0.0.1:" + port
}

// node starts the network and waits until it says that it is ready.
func (n *Network) node(modules, postgres, redis string) {
	n.t.Helper()
	at := filepath.Join(n.dir, "network.mjs")
	n.must(os.WriteFile(at, script, 0o600))
	ctx, cancel := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, "node", at)
	command.Dir = n.dir
	command.Env = append(os.Environ(), "MODULES="+modules, "DB_POSTGRES_URL="+postgres, "REDIS_HOST="+redis, "TMPDIR="+n.dir, "LOG_ENABLED=false",
		"PLC_PORT="+n.freePort(), "PDS_PORT="+n.freePort(), "VIEW_PORT="+n.freePort(), "OZONE_PORT="+n.freePort())
	log := n.log("node")
	command.Stderr = log
	input, err := command.StdinPipe()
	n.must(err)
	output, err := command.StdoutPipe()
	n.must(err)
	n.must(command.Start())
	ready := make(chan string, 1)
	ended := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(output)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if told, ok := strings.CutPrefix(lines.Text(), "READY "); ok {
				ready <- told
			}
		}
		_, _ = io.Copy(io.Discard, output)
		_ = command.Wait()
		close(ended)
	}()
	n.t.Cleanup(func() {
		_ = input.Close()
		select {
		case <-ended:
		case <-time.After(15 * time.Second):
		}
		cancel()
		<-ended
	})
	select {
	case told := <-ready:
		n.must(json.Unmarshal([]byte(told), n))
	case <-ended:
		n.t.Fatalf("the Bluesky server ended at once:\n%s", n.tail("node"))
	case <-time.After(startTime):
		n.t.Fatalf("the Bluesky server was not ready within %s:\n%s", startTime, n.tail("node"))
	}
}

// guarded runs a program until its standard input ends, so that it does not outlive
// a test that is killed.
const guarded = `"$@" & cat >/dev/null; kill -INT $!; wait $!`

// run starts a program and ends it with the test.
func (n *Network) run(command *exec.Cmd, dir string) {
	n.t.Helper()
	log := n.log(filepath.Base(command.Path))
	guard := exec.Command("sh", append([]string{"-c", guarded, "sh"}, command.Args...)...)
	guard.Dir, guard.Stdout, guard.Stderr = dir, log, log
	input, err := guard.StdinPipe()
	n.must(err)
	n.must(guard.Start())
	n.t.Cleanup(func() {
		_ = input.Close()
		_ = guard.Wait()
	})
}

// finish runs a program to its end.
func (n *Network) finish(command *exec.Cmd, dir string) {
	n.t.Helper()
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		n.t.Fatalf("%s: %v\n%s", filepath.Base(command.Path), err, out)
	}
}

func (n *Network) log(name string) *os.File {
	n.t.Helper()
	f, err := os.CreateTemp(n.dir, name+"-*.log")
	n.must(err)
	n.t.Cleanup(func() { _ = f.Close() })
	return f
}

// tail is the end of what a program said.
func (n *Network) tail(name string) string {
	var all []byte
	logs, _ := filepath.Glob(filepath.Join(n.dir, name+"-*.log")) // the pattern is good
	for _, at := range logs {
		if raw, err := os.ReadFile(at); err == nil {
			all = append(all, raw...)
		}
	}
	return string(all[max(0, len(all)-4000):])
}

// answers waits until something listens on a port.
func (n *Network) answers(port string) {
	n.t.Helper()
	deadline := time.After(startTime)
	for {
		conn, err := net.DialTimeout("tcp4", "127.0.0.1:"+port, time.Second)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-deadline:
			n.t.Fatalf("nothing answers on port %s: %v", port, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (n *Network) freePort() string {
	n.t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	n.must(err)
	defer func() { _ = l.Close() }()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func (n *Network) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(fmt.Errorf("start a Bluesky network: %w", err))
	}
}
