package cli_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The peer benchmarks do one job with the program and with a program that people know for it, in
// the same run, on the same machine and the same mails. They assert no times: what they find goes
// into the file that peerRows names, a row of Markdown each, and `make bench` prints it.

// peerRows names that file; without it these benchmarks stand aside.
const peerRows = "COMMSDESK_BENCH_PEERS"

// comparison is one line of the table. A peer that is not on this machine leaves theirs empty.
type comparison struct {
	what, ours, peer, theirs, ratio, besides string
}

// report adds a line to the table.
func report(b *testing.B, c comparison) {
	b.Helper()
	if c.theirs == "" {
		c.theirs, c.ratio = "not installed", ""
	}
	f, err := os.OpenFile(os.Getenv(peerRows), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	check(b, err)
	_, err = fmt.Fprintf(f, "| %s | %s | %s: %s | %s | %s |\n", c.what, c.ours, c.peer, c.theirs, c.ratio, c.besides)
	check(b, err)
	check(b, f.Close())
}

// needPeers lets a benchmark run only when the table is wanted.
func needPeers(b *testing.B) {
	b.Helper()
	if os.Getenv(peerRows) == "" {
		b.Skip("make bench asks for these")
	}
	if _, err := exec.LookPath("time"); err != nil {
		b.Skip("no GNU time on this machine (package time)")
	}
}

// peer says which program this is, with its version, and whether it is here.
func peer(b *testing.B, name string, version ...string) (title string, here bool) {
	b.Helper()
	if _, err := exec.LookPath(name); err != nil {
		return name, false
	}
	out, err := exec.Command(name, version...).Output()
	check(b, err)
	return name + " " + regexp.MustCompile(`\d+(\.\d+)+`).FindString(string(out)), true
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// usage is what one run of a program took.
type usage struct {
	wall, cpu time.Duration
	peak      int64 // bytes of memory at the most
}

func (u usage) String() string {
	cpu := "under 10 ms" // the smallest that GNU time tells
	if u.cpu > 0 {
		cpu = seconds(u.cpu)
	}
	return fmt.Sprintf("%s, %s processor, %s memory", seconds(u.wall), cpu, megabytes(u.peak))
}

// measure runs a program to its end. GNU time stands between, because a child that Go starts is
// charged with the memory of the test itself.
func measure(b *testing.B, cmd *exec.Cmd) usage {
	b.Helper()
	spent := filepath.Join(b.TempDir(), "spent")
	timed := exec.Command("time", append([]string{"-q", "-f", "%U %S %M", "-o", spent, "--"}, cmd.Args...)...)
	timed.Env, timed.Dir, timed.Stdin = cmd.Env, cmd.Dir, cmd.Stdin
	var out bytes.Buffer
	timed.Stdout, timed.Stderr = &out, &out
	began := time.Now()
	err := timed.Run()
	wall := time.Since(began)
	if err != nil {
		b.Fatalf("%v: %v\n%s", cmd.Args, err, out.Bytes())
	}
	line, err := os.ReadFile(spent)
	check(b, err)
	var user, system float64
	u := usage{wall: wall}
	_, err = fmt.Sscan(string(line), &user, &system, &u.peak)
	check(b, err)
	u.cpu, u.peak = time.Duration((user+system)*float64(time.Second)), u.peak<<10
	return u
}

// median is the run in the middle by wall time.
func median(runs []usage) usage {
	slices.SortFunc(runs, func(a, b usage) int { return int(a.wall - b.wall) })
	return runs[len(runs)/2]
}

func seconds(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.3g ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.3g us", d.Seconds()*1e6)
}

func megabytes(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }

// times is how much longer ours took.
func times(ours, theirs time.Duration) string { return ratio(ours.Seconds(), theirs.Seconds(), "time") }

// ratio says how much more or less of something ours takes.
func ratio(ours, theirs float64, of string) string {
	if ours < theirs {
		return fmt.Sprintf("1/%.2g of the %s", theirs/ours, of)
	}
	return fmt.Sprintf("%.2g x the %s", ours/theirs, of)
}

// correspondence invents mails: words whose frequencies fall as those of a language do, always the
// same ones.
type correspondence struct {
	random *rand.Rand
	common *rand.Zipf
	words  []string
}

func newCorrespondence() *correspondence {
	c := &correspondence{random: rand.New(rand.NewPCG(1, 2))}
	syllables := strings.Fields("ba con der e fi gar hol in ju ket lo mur na ot per qui ros sta tun u ver wil xa yon zel")
	const vocabulary = 20_000
	for n := range vocabulary {
		word := ""
		for rest := n + len(syllables); rest > 0; rest /= len(syllables) {
			word += syllables[rest%len(syllables)]
		}
		c.words = append(c.words, word)
	}
	c.common = rand.NewZipf(c.random, 1.1, 2, vocabulary-1)
	return c
}

// text is so many words in lines.
func (c *correspondence) text(words int) string {
	var s strings.Builder
	for n := range words {
		s.WriteString(c.words[c.common.Uint64()])
		if n%12 == 11 {
			s.WriteString("\r\n")
		} else {
			s.WriteByte(' ')
		}
	}
	return s.String()
}
