package data_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"commsdesk/app/inbox"
	"commsdesk/data"
)

// killFolder tells the test binary that it is the process to be killed.
const killFolder = "COMMSDESK_TEST_KILL_FOLDER"

// processes are what the test binary can be besides a test: each is given the
// folder that its variable names.
var processes = map[string]func(dir string){killFolder: workUntilKilled}

// TestMain lets the test binary be one of the processes.
func TestMain(m *testing.M) {
	for variable, run := range processes {
		if dir := os.Getenv(variable); dir != "" {
			run(dir)
			return
		}
	}
	os.Exit(m.Run())
}

// workUntilKilled writes notes and messages for ever and says each one that was
// acknowledged.
func workUntilKilled(dir string) {
	d := &workspace{dir: dir, now: hour(0)}
	o := d.options()
	s, err := data.Open(ctx, o)
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	for n := 0; ; n++ {
		r, err := s.Do(ctx, noted("bins", "note "+strconv.Itoa(n)))
		if err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		fmt.Println(r[0].ID)
		if err := s.Store(ctx, factsOf(letter("bins", "k"+r[0].ID, "Ada Example", 2))); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		fmt.Println("k" + r[0].ID)
	}
}

// TestWhatWasAcknowledgedSurvivesAKill ends a process without warning in the
// midst of its work, thirty times over the same workspace.
func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	acknowledged := map[string]bool{}
	for round := range 30 {
		child := exec.Command(self)
		child.Env = append(os.Environ(), killFolder+"="+d.dir)
		said, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(said)
		// Killed after another number of acknowledgements each time, and at
		// whatever point the child has come to by then.
		for n := 0; n <= round%7 && lines.Scan(); n++ {
			acknowledged[lines.Text()] = true
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			acknowledged[lines.Text()] = true
		}
		child.Wait()
		d.open()
		d.verified()
		_, ms, err := d.Conversation(ctx, "bins")
		if err != nil {
			t.Fatal(err)
		}
		have := map[string]bool{}
		for _, m := range ms {
			have[m.Key] = true
		}
		entries, err := d.Record(ctx, "bins")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			have[e.Act.ID] = e.Act.Kind == inbox.Noted
		}
		for id := range acknowledged {
			if !have[id] {
				t.Fatalf("round %d: %s was acknowledged and is gone", round, id)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(acknowledged) < 60 {
		t.Fatalf("only %d were acknowledged in 30 rounds", len(acknowledged))
	}
}
