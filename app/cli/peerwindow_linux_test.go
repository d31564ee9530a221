package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"commsdesk/app/ui/uitest"
	"commsdesk/platforms/mailbox/dovecottest"
)

// idle is how long an open window is left alone.
const idle = 30 * time.Second

// rest is what an open window takes.
type rest struct {
	drawn   time.Duration // from the start until the picture stood still
	started time.Duration // of processor time by then
	idle    time.Duration // of processor time in the idle half minute
	memory  int64         // bytes, its share of what it shares
}

func (r rest) String() string {
	return fmt.Sprintf("drawn after %s (%s processor), then %s memory and %s processor in %.0f s", seconds(r.drawn), seconds(r.started), megabytes(r.memory), seconds(r.idle), idle.Seconds())
}

// BenchmarkPeerWindow opens the window over a mailbox, and mail programs over the same mails.
func BenchmarkPeerWindow(b *testing.B) {
	needPeers(b)
	o := newOffice(b, plan{})
	o.binary = quickProgram(b)
	o.fills(firstSyncMails)
	o.connect()
	o.run("officer", "add", "--initials", "GM", "--name", "Gemma Marlow").ok()
	o.sync()
	ours := o.opens(b, o.command(b.Context(), o.binary, nil))
	c := comparison{what: fmt.Sprintf("The window open over a mailbox of %d mails", firstSyncMails), ours: ours.String(),
		besides: "all draw in software, on a display without a graphics card; Commsdesk also keeps its line to the mail server and watches what falls due"}
	mails := o.imap.Files("press", dovecottest.Inbox)
	for _, p := range []struct {
		name string
		open func(b *testing.B, mails []string) *exec.Cmd
	}{{"claws-mail", clawsMail}, {"thunderbird", thunderbird}} {
		title, here := peer(b, p.name, "--version")
		c.peer, c.theirs = title, ""
		if here {
			theirs := o.opens(b, p.open(b, mails))
			c.theirs, c.ratio = theirs.String(), ratio(float64(ours.memory), float64(theirs.memory), "memory")
		}
		report(b, c)
	}
}

// opens starts a program with a window, lets it rest, and ends it.
func (o *office) opens(b *testing.B, cmd *exec.Cmd) rest {
	b.Helper()
	display := uitest.NewDisplay(b, 1366, 768)
	cmd.Env = append(append([]string{}, o.env...), "DISPLAY="+display.Name, "LIBGL_ALWAYS_SOFTWARE=1", "NO_AT_BRIDGE=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	began := time.Now()
	check(b, cmd.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // it is killed below
	}()
	defer func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-ended
	}()
	var r rest
	r.drawn = stands(b, display, began)
	r.started, _ = takes(b, cmd.Process.Pid)
	time.Sleep(idle)
	var spent time.Duration
	spent, r.memory = takes(b, cmd.Process.Pid)
	r.idle = spent - r.started
	if r.memory == 0 {
		b.Fatalf("%v ended by itself", cmd.Args)
	}
	return r
}

// stands waits until a window is drawn and has not changed for a while, and tells how long after
// began its last change came.
func stands(b *testing.B, display *uitest.Display, began time.Time) time.Duration {
	b.Helper()
	const still = 3 * time.Second
	seed := maphash.MakeSeed()
	last, changed := uint64(0), time.Now()
	for now := range time.Tick(50 * time.Millisecond) {
		frame := display.Frame()
		if sum := maphash.Bytes(seed, frame.Pix); sum != last {
			last, changed = sum, now
		}
		if now.Sub(changed) > still && colours(frame) > 50 {
			return changed.Sub(began)
		}
		if now.Sub(began) > patience {
			b.Fatal("the window never stood still")
		}
	}
	return 0
}

// colours is how many there are: text has edges of many, an empty window has few.
func colours(frame *image.RGBA) int {
	seen := map[[3]byte]bool{}
	for i := 0; i < len(frame.Pix); i += 4 {
		seen[[3]byte(frame.Pix[i:])] = true
	}
	return len(seen)
}

// takes sums over a program and the processes it started: the processor time so far, and the
// memory, of shared pages its share.
func takes(b *testing.B, group int) (spent time.Duration, memory int64) {
	b.Helper()
	const tick = time.Second / 100 // of /proc/PID/stat (proc(5))
	processes, err := filepath.Glob("/proc/[0-9]*")
	check(b, err)
	for _, process := range processes {
		stat, err := os.ReadFile(process + "/stat")
		if err != nil {
			continue // it has ended
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if fields[2] != strconv.Itoa(group) {
			continue
		}
		for _, field := range fields[11:13] {
			n, err := strconv.Atoi(field)
			check(b, err)
			spent += time.Duration(n) * tick
		}
		rollup, err := os.ReadFile(process + "/smaps_rollup")
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(rollup)) {
			if kilobytes, isShare := strings.CutPrefix(line, "Pss:"); isShare {
				n, err := strconv.ParseInt(strings.Fields(kilobytes)[0], 10, 64)
				check(b, err)
				memory += n << 10
			}
		}
	}
	return spent, memory
}

// clawsMail opens the mails as an MH folder.
func clawsMail(b *testing.B, mails []string) *exec.Cmd {
	dir := b.TempDir()
	folder, config := filepath.Join(dir, "Mail"), filepath.Join(dir, "config")
	check(b, os.MkdirAll(filepath.Join(folder, "inbox"), 0o700))
	check(b, os.MkdirAll(config, 0o700))
	for n, mail := range mails {
		raw, err := os.ReadFile(mail)
		check(b, err)
		check(b, os.WriteFile(filepath.Join(folder, "inbox", strconv.Itoa(n+1)), raw, 0o600))
	}
	check(b, os.WriteFile(filepath.Join(config, "folderlist.xml"), fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<folderlist><folder type="mh" name="Mail" path="%s"><folderitem type="inbox" name="inbox" path="inbox"/></folder></folderlist>
`, folder), 0o600))
	check(b, os.WriteFile(filepath.Join(config, "accountrc"), []byte("[Account: 1]\naccount_name=press\nis_default=1\nname=Press\naddress="+press+"\nprotocol=6\n"), 0o600))
	return exec.Command("claws-mail", "--alternate-config-dir", config, "--select", "#mh/Mail/inbox")
}

// thunderbird opens a profile that holds the mails in a local folder.
func thunderbird(b *testing.B, mails []string) *exec.Cmd {
	profile := b.TempDir()
	folders := filepath.Join(profile, "Mail", "Local Folders")
	check(b, os.MkdirAll(folders, 0o700))
	var mbox bytes.Buffer
	for _, mail := range mails {
		raw, err := os.ReadFile(mail)
		check(b, err)
		mbox.WriteString("From - Mon Nov 23 10:00:00 2026\n")
		mbox.Write(raw)
		mbox.WriteString("\n")
	}
	check(b, os.WriteFile(filepath.Join(folders, "Press"), mbox.Bytes(), 0o600))
	check(b, os.WriteFile(filepath.Join(profile, "user.js"), []byte(`user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.localfoldersserver", "server1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.server.server1.type", "none");
user_pref("mail.server.server1.hostname", "Local Folders");
user_pref("mail.server.server1.name", "Local Folders");
user_pref("mail.server.server1.userName", "nobody");
user_pref("mail.server.server1.directory-rel", "[ProfD]Mail/Local Folders");
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mail.shell.checkDefaultClient", false);
user_pref("mail.inappnotifications.enabled", false);
user_pref("mailnews.start_page.enabled", false);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
`), 0o600))
	return exec.Command("thunderbird", "--profile", profile, "--no-remote")
}

// BenchmarkPeerFirstScreen opens the program where nothing was done yet, and then, by one key, the
// sample desk.
func BenchmarkPeerFirstScreen(b *testing.B) {
	needPeers(b)
	o := newOffice(b, plan{})
	display := uitest.NewDisplay(b, 1366, 768)
	o.env = append(o.env, "DISPLAY="+display.Name, "LIBGL_ALWAYS_SOFTWARE=1")
	first := o.command(b.Context(), quickProgram(b), nil)
	first.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	began := time.Now()
	check(b, first.Start())
	defer func() {
		_ = syscall.Kill(-first.Process.Pid, syscall.SIGKILL) // the sample desk's window too
		_ = first.Wait()                                      // it is ended on purpose
	}()
	welcome := stands(b, display, began)
	xdotool(b, display, "mousemove", "683", "384") // without a window manager keys go to what the pointer is over
	pressed := time.Now()
	xdotool(b, display, "key", "alt+t")
	xdotool(b, display, "search", "--sync", "--onlyvisible", "--name", "^Sample data")
	report(b, comparison{what: "From the start to the first page; from there, by one key, to the sample desk's queue", ours: seconds(welcome) + "; " + seconds(stands(b, display, pressed)),
		peer: "our aim", theirs: "5 s", besides: "in between the sample desk's three weeks of work are played"})
}

func xdotool(b *testing.B, display *uitest.Display, args ...string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+display.Name)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("xdotool %v: %v\n%s", args, err, out)
	}
}
