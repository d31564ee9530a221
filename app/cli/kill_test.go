package cli_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/outbox"
	"commsdesk/assets"
	"commsdesk/data"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
)

// Where the program is killed. Anywhere is a moment of no plan while it answers, from its start on.
const (
	before    = "before"
	committed = "committed"
	answered  = "answered"
	filing    = "filing"
	anywhere  = "anywhere"
	syncing   = "sync"
	drafting  = "drafting"
)

// share is how many of 100 rounds go to a phase.
var share = map[string]float64{before: 21, committed: 21, answered: 21, filing: 21, anywhere: 6, syncing: 7, drafting: 3}

// rounds is how often the program is killed in a phase, of COMMSDESK_KILL_ROUNDS or 100 in all.
func rounds(t testing.TB, phase string) int {
	t.Helper()
	all := 100
	if wanted := os.Getenv("COMMSDESK_KILL_ROUNDS"); wanted != "" {
		n, err := strconv.Atoi(wanted)
		if err != nil || n < 1 {
			t.Fatalf("COMMSDESK_KILL_ROUNDS is %q, want a number of rounds", wanted)
		}
		all = n
	}
	return max(1, int(share[phase]*float64(all)/100+.5))
}

// shooting is a run of kill rounds in one office.
type shooting struct {
	*office
	kept  string // what the submission server has accepted, on disk: what recipients got
	line  *line  // to the mail server
	rand  *rand.Rand
	aims  []string // the phase of each round
	ids   []string // the conversation of each round
	table *table
	span  time.Duration // about how long it takes to answer
	// got is how many copies there were at the end of each message's round.
	got map[string]int
}

// TestKillSending kills the program with SIGKILL while it answers, in every phase, starts it again,
// and holds what it says against what the recipients got. Half of the rounds run against servers
// that file in Sent by themselves.
func TestKillSending(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	tab := newTable()
	t.Run("rounds", func(t *testing.T) {
		for name, files := range map[string]bool{"the server files": true, "we file": false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newShooting(t, files, rand.New(rand.NewPCG(seed, uint64(len(name)))), tab)
				for round, aim := range s.aims {
					s.round(round, aim)
				}
				s.isWellInTheEnd()
			})
		}
	})
	t.Log(tab)
}

func newShooting(t *testing.T, files bool, r *rand.Rand, tab *table) *shooting {
	t.Helper()
	s := &shooting{kept: t.TempDir(), rand: r, table: tab, got: map[string]int{}}
	s.office = newOffice(t, plan{files: files, kept: s.kept})
	s.binary = quickProgram(t)
	s.line = layLine(t, s.imap.TLSPort)
	s.feed(dovecottest.Password+"\n", append(s.add(), "--imap", endpoint(s.line.port))...).ok()
	s.run("mailbox", "test").ok() // learns whether the server files
	for _, phase := range []string{before, committed, answered, anywhere} {
		n := rounds(t, phase) / 2
		if files {
			n = rounds(t, phase) - n
		}
		s.aims = append(s.aims, slices.Repeat([]string{phase}, n)...)
	}
	if !files {
		s.aims = append(s.aims, slices.Repeat([]string{filing}, rounds(t, filing))...)
	}
	r.Shuffle(len(s.aims), func(i, j int) { s.aims[i], s.aims[j] = s.aims[j], s.aims[i] })
	began := ago(time.Hour)
	for i := range s.aims {
		s.arrives(letter{from: resident(i), subject: fmt.Sprintf("Question %d", i), text: "When?"}, began.Add(time.Duration(i)*time.Millisecond))
	}
	readAt := time.Now()
	s.sync()
	s.span = 2 * time.Since(readAt) // to read and to answer take about as long as reading twice
	s.ids = make([]string, len(s.aims))
	for _, r := range s.queue() {
		n, err := strconv.Atoi(strings.TrimPrefix(r.Subject, "Question "))
		if err != nil {
			t.Fatal(err)
		}
		s.ids[n] = r.ID
	}
	return s
}

func resident(n int) string { return fmt.Sprintf("resident%d@elsewhere.example", n) }

// answer is what the officer writes in a round: nothing of it may be lost.
func answer(round int) string { return fmt.Sprintf("The answer of round %d is on its way.", round) }

// round answers one conversation, kills the program where it is aimed at, starts it again, and
// holds what it then says against what the recipient got.
func (s *shooting) round(round int, aim string) {
	s.t.Helper()
	shot := s.aim(round, aim)
	p := s.start(s.binary, "reply", s.ids[round], "--officer", "GM", "--text", answer(round))
	select {
	case <-shot.reached:
	case <-p.ended:
	case <-time.After(patience):
		s.t.Fatalf("round %d, %s: the program neither got there nor ended", round, aim)
	}
	s.spend(shot.spread)
	p.kill()
	s.line.mend()
	shot.release()
	s.smtp.Behave(nil)
	atKill := "not begun"
	if mine, ok := s.sendOf(round); ok {
		atKill = mine.State
		if mine.Filed != "" {
			atKill += ", copy " + mine.Filed
		}
	}
	s.run("sync", "--once").ok()
	mine, ok := s.sendOf(round)
	s.judge(round, aim, mine, ok)
	s.verify()
	s.table.add(aim, atKill, mine.State, s.got[mine.MessageID])
}

// spend lets a random part of d pass: here alone a test waits for nothing but time, since the
// moment of a power cut is nobody's to choose.
func (s *shooting) spend(d time.Duration) {
	if d > 0 {
		<-time.After(time.Duration(s.rand.Int64N(int64(d))))
	}
}

// sendOf is a round's row in the outbox.
func (s *shooting) sendOf(round int) (send, bool) {
	s.t.Helper()
	all := s.outbox()
	i := slices.IndexFunc(all, func(x send) bool { return slices.Contains(x.To, resident(round)) })
	if i < 0 {
		return send{}, false
	}
	return all[i], true
}

// judge fails the test where the program says more than is true.
func (s *shooting) judge(round int, aim string, mine send, ok bool) {
	s.t.Helper()
	if !ok {
		if aim != anywhere || s.show(s.ids[round]).State != "open" {
			s.t.Fatalf("round %d, %s: the answer is nowhere", round, aim)
		}
		return
	}
	got := s.smtp.Counts()[mine.MessageID]
	s.got[mine.MessageID] = got
	truth := map[string]bool{"sent": got == 1, "queued": got == 0, "waiting": got == 0, "held": got == 0, "unconfirmed": got <= 1}
	if !truth[mine.State] {
		s.t.Fatalf("round %d, %s: it was accepted %d times and the outbox says %+v", round, aim, got, mine)
	}
	if n := s.lies("press", mine.MessageID); n > 1 {
		s.t.Fatalf("round %d, %s: Sent has it %d times", round, aim, n)
	}
}

// isWellInTheEnd: once the time to undo of what went back to the queue is over, all of it goes.
// What is not known stays so, and nothing goes twice.
func (s *shooting) isWellInTheEnd() {
	s.t.Helper()
	<-time.After(11 * time.Second) // the time to undo is ten
	s.run("sync", "--once").ok()
	counts, err := smtptest.CountDir(s.kept)
	if err != nil {
		s.t.Fatal(err)
	}
	gone := 0
	for _, x := range s.outbox() {
		n, inSent := counts[x.MessageID], s.lies("press", x.MessageID)
		switch x.State {
		case "sent":
			gone++
			if n != 1 || inSent != 1 {
				s.t.Errorf("sent, and the recipient has it %d times, Sent %d times: %+v", n, inSent, x)
			}
		case "unconfirmed":
			if n != s.got[x.MessageID] || n > 1 {
				s.t.Errorf("unconfirmed, and the recipient has it %d times, before %d times: %+v", n, s.got[x.MessageID], x)
			}
		default:
			s.t.Errorf("in the end it is %+v", x)
		}
	}
	if open := len(s.queue()); open != len(s.ids)-gone {
		s.t.Errorf("%d of %d were answered for certain, and %d wait", gone, len(s.ids), open)
	}
	s.hasEveryWord()
	s.verify()
}

// hasEveryWord: the text of each round is in its row of the outbox.
func (s *shooting) hasEveryWord() {
	s.t.Helper()
	sends, err := s.store().Outbox().Sends(context.Background(), nil, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	for round, id := range s.ids {
		i := slices.IndexFunc(sends, func(x outbox.Send) bool { return x.Conversation == id })
		if i < 0 && s.aims[round] == anywhere {
			continue
		}
		if i < 0 || !strings.Contains(sends[i].Text, answer(round)) {
			s.t.Errorf("round %d: its words are lost", round)
		}
	}
}

// store opens the workspace in this process, when no command runs.
func (o *office) store() *data.Store {
	o.t.Helper()
	list, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		o.t.Fatal(err)
	}
	s, err := data.Open(context.Background(), data.Options{Dir: o.dir, Clock: time.Now, Holidays: list})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = s.Close() })
	return s
}
