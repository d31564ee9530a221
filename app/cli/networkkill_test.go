package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms/simulator"
)

// Where the program is killed on networks: at one of the first things that it asks, as whether
// somebody else has answered; once the network has the answer and is silent; while the network's
// yes drips in; anywhere; once the network has a private answer.
const (
	looking   = "looking"
	there     = "there"
	dripping  = "dripping"
	inPrivate = "private"
)

// aims are the phases in the order of rounds.
func (n network) aims() []string {
	aims := []string{there, looking, dripping, anywhere}
	if n.private {
		aims = append(aims, inPrivate)
	}
	return aims
}

// rounds is how often the program is killed on each network: in make kill all networks together
// as often as mail.
func (n network) rounds(t testing.TB, networks int) int {
	t.Helper()
	few := len(n.aims())
	if os.Getenv("COMMSDESK_KILL_ROUNDS") == "" {
		return few
	}
	asked := 0
	for _, phase := range []string{before, committed, answered, filing, anywhere} {
		asked += rounds(t, phase)
	}
	return max(few, (asked+networks-1)/networks)
}

// hunt is the kill rounds on one network.
type hunt struct {
	*office
	network network
	world   simulator.World
	rand    *rand.Rand
	span    time.Duration
	ids     []string
	table   *hunted
}

// TestKillSendingOnNetworks kills the program with SIGKILL while it answers on each network, starts
// it again, and holds what it says against what the network accepted: never twice, never "sent"
// when it is not there, and found again where the network can tell.
func TestKillSendingOnNetworks(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	tab := &hunted{rows: map[string]map[string]int{}}
	all := networks()
	t.Run("rounds", func(t *testing.T) {
		for i, network := range all {
			t.Run(network.name, func(t *testing.T) {
				t.Parallel()
				n := network.rounds(t, len(all))
				h := newHunt(t, network, n, rand.New(rand.NewPCG(seed, uint64(i))))
				h.table = tab
				for round := range n {
					h.round(round, h.aim(round))
				}
				h.isWellInTheEnd()
			})
		}
	})
	t.Log(tab)
}

func newHunt(t *testing.T, n network, rounds int, r *rand.Rand) *hunt {
	t.Helper()
	h := &hunt{office: newDesk(t), network: n, world: n.open(t), rand: r, ids: make([]string, rounds)}
	h.join(n, h.world)
	post := h.world.Post("Tell us what you think of the park", ago(time.Hour))
	for i := range rounds {
		words, at := fmt.Sprintf("Question %d", i), ago(time.Hour-time.Duration(i+1)*time.Second)
		if h.aim(i) == inPrivate {
			h.world.Message(neighbour(i), words, at)
		} else {
			h.world.Comment(neighbour(i), post, words, at)
		}
	}
	h.sync()
	for _, row := range h.queue() {
		for _, m := range h.show(row.ID).Messages {
			var i int
			if at := strings.Index(m.Text, "Question "); at >= 0 && m.Direction == "in" {
				if _, err := fmt.Sscanf(m.Text[at:], "Question %d", &i); err == nil {
					h.ids[i] = row.ID
				}
			}
		}
	}
	if i := slices.Index(h.ids, ""); i >= 0 {
		t.Fatalf("question %d is in no conversation", i)
	}
	began := time.Now()
	h.sync()
	h.span = 2 * time.Since(began) // to answer takes about as long as to read twice
	return h
}

// aim is the phase of a round.
func (h *hunt) aim(round int) string {
	aims := h.network.aims()
	return aims[round%len(aims)]
}

// round answers one resident, kills the program where it is aimed at, starts it again, and holds
// what it then says against what the network has.
func (h *hunt) round(round int, aim string) {
	h.t.Helper()
	server := h.world.Server()
	before := server.Counts()[h.network.reply]
	spread := h.span
	command := []string{"reply", h.ids[round], "--officer", "GM", "--text", answer(round)}
	switch aim {
	case looking:
		if n := h.rand.IntN(4); n > 0 {
			server.Inject(simulator.Drip, "", n)
		}
		server.Inject(simulator.HangAfter, "", 1)
	case there:
		server.Inject(simulator.HangAfter, h.network.reply, 1)
	case inPrivate:
		server.Inject(simulator.HangAfter, h.network.message, 1)
		command = append([]string{"message", "--private"}, command[1:]...)
	case dripping:
		server.Inject(simulator.Drip, h.network.reply, 1)
		spread = 80 * time.Millisecond
	}
	p := h.start(h.binary, command...)
	switch aim {
	case looking, there, inPrivate:
		select {
		case <-server.Hanging():
		case <-p.ended:
			if aim != looking {
				h.t.Fatalf("%s, round %d, %s: it ended by itself\n%s", h.network.name, round, aim, p.result())
			}
		case <-time.After(patience):
			h.t.Fatalf("%s, round %d, %s: it never got there", h.network.name, round, aim)
		}
		spread = 0
	case dripping:
		h.until(p, func() bool { return server.Counts()[h.network.reply] > before })
	}
	if spread > 0 {
		<-time.After(time.Duration(h.rand.Int64N(int64(spread)))) // the moment of a power cut is nobody's to choose
	}
	p.kill()
	server.Calm()
	atKill := h.stateOf(round)
	h.run("sync", "--once").ok()
	after := h.stateOf(round)
	h.judge(round, aim, after)
	h.verify()
	h.table.add(h.network.name, fmt.Sprintf("%s: %s, then %s with %d there", aim, atKill, after, ours(h.world, answer(round))))
}

// until waits for something that the network shows, or the program's end.
func (h *hunt) until(p *running, shown func() bool) {
	h.t.Helper()
	for deadline := time.After(patience); !shown(); {
		select {
		case <-p.ended:
			return
		case <-deadline:
			h.t.Fatalf("%s: the program never got there", h.network.name)
		case <-time.After(200 * time.Microsecond):
		}
	}
}

// sendOf is a round's row in the outbox; false before there is one.
func (h *hunt) sendOf(round int) (send, bool) {
	h.t.Helper()
	type mine struct {
		send
		Conversation string
	}
	for _, s := range read[[]mine](h.run("outbox", "--all").ok()) {
		if s.Conversation == h.ids[round] {
			return s.send, true
		}
	}
	return send{}, false
}

func (h *hunt) stateOf(round int) string {
	s, ok := h.sendOf(round)
	if !ok {
		return "not begun"
	}
	return s.State
}

// judge fails the test where the program says more than is true, or less than the network tells.
func (h *hunt) judge(round int, aim, state string) {
	h.t.Helper()
	got := ours(h.world, answer(round))
	truth := map[string]bool{"sent": got == 1, "queued": got == 0, "waiting": got == 0, "held": got == 0, "not begun": got == 0, "unconfirmed": got <= 1}
	if !truth[state] {
		h.t.Fatalf("%s, round %d, %s: it is there %d times and the outbox says %s", h.network.name, round, aim, got, state)
	}
	if state == "unconfirmed" && got == 1 && h.network.proves {
		s, _ := h.sendOf(round)
		if looked := read[send](h.run("settle", s.Send, "look")); looked.State != "sent" {
			h.t.Errorf("%s, round %d, %s: it is there, and was not found: %+v", h.network.name, round, aim, looked)
		}
	}
	if (aim == there || aim == inPrivate) && got != 1 {
		h.t.Errorf("%s, round %d: the kill fell before the answer was there", h.network.name, round)
	}
	if state == "not begun" && aim != looking && aim != anywhere {
		h.t.Errorf("%s, round %d, %s: the answer is nowhere", h.network.name, round, aim)
	}
}

// isWellInTheEnd: once the time to undo of what went back to the queue is over, all of it goes. What
// is not known is settled by a person: again, where it is not there. Nothing goes twice.
func (h *hunt) isWellInTheEnd() {
	h.t.Helper()
	if slices.ContainsFunc(h.outbox(), func(s send) bool { return s.State == "queued" }) {
		<-time.After(11 * time.Second) // the time to undo is ten
		h.run("sync", "--once").ok()
	}
	for round := range h.ids {
		s, ok := h.sendOf(round)
		if !ok {
			continue
		}
		if s.State == "unconfirmed" {
			if looked := h.run("settle", s.Send, "look"); read[send](looked).State == "unconfirmed" {
				h.run("settle", s.Send, "again").ok()
			}
			s, _ = h.sendOf(round)
		}
		if got := ours(h.world, answer(round)); s.State != "sent" || got != 1 {
			h.t.Errorf("%s, round %d: in the end it is %s, and there %d times", h.network.name, round, s.State, got)
		}
	}
	h.verify()
}

// hunted counts what became of the rounds.
type hunted struct {
	mu   sync.Mutex
	rows map[string]map[string]int
}

func (h *hunted) add(network, what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rows[network] == nil {
		h.rows[network] = map[string]int{}
	}
	h.rows[network][what]++
}

// String is the table for people.
func (h *hunted) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var b strings.Builder
	b.WriteString("network: where it was killed, the state then, the state after the restart\n")
	for _, n := range networks() {
		fmt.Fprintf(&b, "%-9s %s\n", n.name, strings.ReplaceAll(list(h.rows[n.name]), "; ", "\n          "))
	}
	return b.String()
}
