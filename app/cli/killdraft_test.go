package cli_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/assets"
	"commsdesk/data"
)

// typistEnv names the workspace in which this test binary types, as a process of its own.
const typistEnv = "COMMSDESK_TEST_TYPIST"

// keystroke is how far a typist's words lie apart, and lossLimit what a power cut may cost.
const (
	keystroke = 100 * time.Millisecond
	lossLimit = time.Second
)

// typeInto types a word each keystroke into a draft of the workspace, through what the composer
// uses, and says on standard output which word and when. It ends by being killed.
func typeInto(dir string) {
	list, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		panic(err)
	}
	store, err := data.Open(context.Background(), data.Options{Dir: dir, Clock: time.Now, Holidays: list})
	if err != nil {
		panic(err)
	}
	drafts := outbox.NewDrafts(store.Outbox(), store, reply.Begun, time.Now, slog.Default())
	var text strings.Builder
	tick := time.NewTicker(keystroke)
	for word := 0; ; word++ {
		fmt.Fprintf(&text, "word%d ", word)
		drafts.Edit(act.Who{Officer: "officer-gm"}, outbox.Draft{ID: "the-draft", Channel: "mailbox-1", Officer: "officer-gm", Purpose: outbox.New, Text: text.String()})
		fmt.Println(word, time.Now().UnixMilli())
		<-tick.C
	}
}

// TestKillDrafting kills somebody who types: at most one second of it is lost.
func TestKillDrafting(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for round := range rounds(t, drafting) {
		spell := 1200*time.Millisecond + time.Duration(r.Int64N(int64(1600*time.Millisecond)))
		t.Run(strconv.Itoa(round), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "desk")
			typed := typeFor(t, dir, spell)
			saved := savedWords(t, dir)
			last := len(typed) - 1
			if saved > len(typed) {
				t.Fatalf("%d words saved, %d typed", saved, len(typed))
			}
			var lost time.Duration
			if saved <= last {
				lost = typed[last].Sub(typed[saved])
			}
			t.Logf("killed after %v: %d words typed, %d saved, %v of typing lost", spell, len(typed), saved, lost)
			if lost > lossLimit {
				t.Errorf("%v of typing is lost, more than %v", lost, lossLimit)
			}
		})
	}
}

// typeFor lets a typist type for so long, kills it, and gives when each word was typed.
func typeFor(t *testing.T, dir string, spell time.Duration) (typed []time.Time) {
	t.Helper()
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(me)
	cmd.Env = append(os.Environ(), typistEnv+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Wait() }()
	kill := func() { _ = cmd.Process.Kill() }
	defer kill()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(typed) == 0 {
			time.AfterFunc(spell, kill)
		}
		_, at, _ := strings.Cut(lines.Text(), " ")
		ms, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			t.Fatalf("the typist said %q", lines.Text())
		}
		typed = append(typed, time.UnixMilli(ms))
	}
	return typed
}

// savedWords is how many words of the draft are on disk, and that they are the typed ones.
func savedWords(t *testing.T, dir string) int {
	t.Helper()
	o := &office{t: t, dir: dir}
	all, err := o.store().Outbox().Drafts(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		return 0
	}
	got := strings.Fields(all[0].Text)
	for i, w := range got {
		if w != fmt.Sprintf("word%d", i) {
			t.Fatalf("word %d of the saved draft is %q", i, w)
		}
	}
	return len(got)
}
