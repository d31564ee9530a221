package cli_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
	x "commsdesk/platforms/x/sim"
)

// TestNetworksThroughTheCommandLine goes through every network as a council's IT team would: an
// account connected, tested, read, answered, moderated, removed and connected again by commands
// alone, while the simulated network says what it has seen.
func TestNetworksThroughTheCommandLine(t *testing.T) {
	t.Parallel()
	stories := networks()
	stories = append(stories, network{name: "x", world: func(c platforms.Clock) (simulator.World, error) { return x.New(c) },
		browser: true, private: true, can: []string{"hide", "unhide", "mute", "unmute", "block", "unblock"}, reply: "create", proves: true})
	for _, n := range stories {
		title := n.name
		if n.name == "x" && n.browser {
			title += " through its page"
		}
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			s := &story{office: newDesk(t), network: n, world: n.open(t)}
			if n.name == "facebook" { // with the race detector, where the tests have it
				s.binary = program(t)
			}
			s.connects(t)
			s.reads(t)
			s.answers(t)
			s.answersInPrivate(t)
			s.moderates(t)
			s.leavesAndComesBack(t)
			s.verify()
		})
	}
}

// story is one network's run through the commands.
type story struct {
	*office
	network network
	world   simulator.World
	channel connected
	// question and letter are the ids of a resident's public and private words.
	question, letter string
}

func (s *story) connects(t *testing.T) {
	args, input := s.network.addition(t, s.world)
	if input != "" {
		wrong := ""
		for line := range strings.Lines(input) {
			key, _, _ := strings.Cut(line, "=")
			wrong += key + "=not-what-the-network-gave-us\n"
		}
		s.enter(s.world, wrong, args...).exits(failed)
		if c := s.channels(); len(c) != 0 {
			t.Errorf("with a wrong secret these are connected: %+v", c)
		}
	}
	// What comes along when a secret is pasted is forgiven.
	pasted := ""
	for line := range strings.Lines(input) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		pasted += key + "=  " + value + " \r\n"
	}
	s.channel = read[connected](s.enter(s.world, pasted, args...).ok())
	if c := s.channel; c.ID == "" || c.Network != s.network.name || c.Identity != s.world.Account().ID || c.Name != s.world.Account().Name {
		t.Fatalf("channel add printed %+v, want %+v", c, s.world.Account())
	}
	if !s.network.browser { // a second sign-in through the page may end the first
		s.enter(s.world, input, args...).exits(failed, "connected already")
	}
	raw := read[[]map[string]any](s.run("channels").ok())
	want := []string{"account", "gaps", "health", "here", "id", "identity", "last_inbound", "last_pull", "network", "there"}
	if len(raw) != 1 {
		t.Fatalf("channels printed %v", raw)
	}
	if got := slices.Sorted(maps.Keys(raw[0])); !slices.Equal(got, want) {
		t.Errorf("a channel has the fields %v, want %v", got, want)
	}
	report := read[struct {
		OK    bool
		Steps []struct{ Name string }
	}](s.run("channel", "test", s.channel.ID).ok())
	if !report.OK || len(report.Steps) < 2 {
		t.Errorf("channel test printed %+v", report)
	}
}

func (s *story) reads(t *testing.T) {
	s.question = asks(t, s.world, amina, "Is my street in it?", ago(10*time.Minute))
	if s.network.private {
		s.letter = s.world.Message(bertie, "Can you ring me about my council tax?", ago(9*time.Minute))
	}
	if got := s.sync(); len(got.Channels) != 1 || got.Channels[0].Error != "" {
		t.Fatalf("sync printed %+v", got)
	}
	want := 1
	if s.letter != "" {
		want = 2
	}
	rows := s.queue()
	if len(rows) != want {
		t.Fatalf("%d wait, want %d: %+v", len(rows), want, rows)
	}
	r := s.rowOf("Is my street in it?")
	if r.Network != s.network.name || r.Channel != s.channel.ID || !strings.Contains(r.From, "mina") || r.State != "open" || r.Start == nil || r.Due == nil {
		t.Errorf("the row is %+v", r)
	}
	c := s.channels()[0]
	if c.Health != "valid" || c.LastInbound == nil || c.Here == 0 || len(c.Gaps) != 0 {
		t.Errorf("after reading the channel is %+v", c)
	}
	s.sync()
	if again := s.queue(); len(again) != want {
		t.Errorf("read again, %d wait, want %d", len(again), want)
	}
}

func (s *story) answers(t *testing.T) {
	id := s.rowOf("Is my street in it?").ID
	r := read[send](s.run("reply", id, "--officer", "GM", "--text", "Yes, from Monday on.").ok())
	if r.State != "sent" || r.MessageID == "" {
		t.Errorf("reply printed %+v", r)
	}
	got := s.world.Ours()
	if len(got) != 1 || got[0].Private || got[0].Post || !strings.Contains(got[0].Text, "Yes, from Monday on.") || !strings.Contains(got[0].Text, "^GM") {
		t.Fatalf("the network accepted %+v", got)
	}
	if out := s.outbox(); len(out) != 1 || out[0].Send != r.Send || out[0].State != "sent" || out[0].Attempts != 1 {
		t.Errorf("the outbox is %+v", out)
	}
	s.sync()
	c := s.show(id)
	own := 0
	for _, m := range c.Messages {
		if strings.Contains(m.Text, "Yes, from Monday on.") {
			own++
		}
	}
	if c.State != "answered" || own != 1 {
		t.Errorf("answered and read back it is %s, and our words stand there %d times", c.State, own)
	}
}

func (s *story) answersInPrivate(t *testing.T) {
	if s.letter == "" {
		s.run("message", s.rowOf("Is my street in it?").ID, "--private", "--officer", "GM", "--text", "Please ring us.").exits(failed)
		if n := ours(s.world, "Please ring us."); n != 0 {
			t.Errorf("a private answer went %d times where there is none", n)
		}
		return
	}
	id := s.rowOf("council tax").ID
	if r := read[send](s.run("message", id, "--private", "--officer", "GM", "--text", "Please ring us on Monday.").ok()); r.State != "sent" {
		t.Errorf("message printed %+v", r)
	}
	got := s.world.Ours()
	last := got[len(got)-1]
	if len(got) != 2 || !last.Private || !strings.Contains(last.Text, "Please ring us on Monday.") {
		t.Errorf("the network accepted %+v", got)
	}
	s.sync()
	if c := s.show(id); c.State != "answered" {
		t.Errorf("answered in private it is %s", c.State)
	}
	if left := s.queue(); len(left) != 0 {
		t.Errorf("all were answered, and %+v wait", left)
	}
}

// moderates uses every measure, those that the network doesn't have too.
func (s *story) moderates(t *testing.T) {
	rude := asks(t, s.world, dylan, "You are all useless cretins", ago(8*time.Minute))
	if s.network.private { // Instagram blocks only those who have written in private
		s.world.Message(dylan, "And rude, too", ago(7*time.Minute))
	}
	s.sync()
	id := s.rowOf("useless cretins").ID
	s.run("block", id).exits(wrongUse, "--reason")
	holds := map[string]func(simulator.Held) bool{
		"hide": func(h simulator.Held) bool { return h.Hidden }, "unhide": func(h simulator.Held) bool { return !h.Hidden },
		"mute": func(h simulator.Held) bool { return h.Muted }, "unmute": func(h simulator.Held) bool { return !h.Muted },
		"block": func(h simulator.Held) bool { return h.Blocked }, "unblock": func(h simulator.Held) bool { return !h.Blocked },
		"delete": func(h simulator.Held) bool { return h.Deleted },
	}
	for _, m := range []string{"hide", "unhide", "mute", "unmute", "block", "unblock", "delete"} {
		before := s.world.State(rude)
		args := []string{m, id, "--officer", "GM", "--reason", "Abuse of our staff"}
		if !slices.Contains(s.network.can, m) {
			s.run(args...).exits(failed)
			if after := s.world.State(rude); after != before {
				t.Errorf("%s is not there and made %+v of %+v", m, after, before)
			}
			continue
		}
		r := read[struct{ Outcome, Evidence string }](s.run(args...).ok())
		if h := s.world.State(rude); !holds[m](h) || r.Outcome != "done" {
			t.Errorf("%s printed %+v, and at the network holds %+v", m, r, h)
		}
		if needs := m == "hide" || m == "delete" || m == "block"; needs && r.Evidence == "" {
			t.Errorf("%s kept no evidence", m)
		}
	}
	c := s.show(id)
	for _, m := range s.network.can {
		if !slices.ContainsFunc(c.Record, func(e entry) bool {
			return e.Measure == m && e.Officer == "GM" && e.Outcome == "done" && (e.Reason == "Abuse of our staff" || strings.HasPrefix(m, "un"))
		}) {
			t.Errorf("the record knows nothing of %s: %+v", m, c.Record)
		}
	}
}

// leavesAndComesBack: history stays without the account, and what was written meanwhile comes with it.
func (s *story) leavesAndComesBack(t *testing.T) {
	id := s.rowOf("Is my street in it?").ID
	s.run("channel", "remove", s.channel.ID).ok()
	if c := s.channels(); len(c) != 0 {
		t.Errorf("removed, and %+v is there", c)
	}
	if c := s.show(id); c.State != "answered" || len(c.Messages) < 2 {
		t.Errorf("without its account the conversation is %+v", c)
	}
	s.run("channel", "test", s.channel.ID).exits(failed)
	asks(t, s.world, cerys, "When does the market open?", ago(time.Minute))
	before := s.world.Server().Counts()
	s.sync()
	if after := s.world.Server().Counts(); !maps.Equal(before, after) {
		t.Errorf("the network was asked for an account that was removed: %v, before %v", after, before)
	}
	c := s.join(s.network, s.world)
	if c.ID != s.channel.ID {
		t.Errorf("connected again it is %s, was %s", c.ID, s.channel.ID)
	}
	s.sync()
	if r := s.rowOf("When does the market open?"); r.State != "open" {
		t.Errorf("what came meanwhile is %+v", r)
	}
	if c := s.show(id); c.State != "answered" {
		t.Errorf("its history is %+v", c)
	}
}
