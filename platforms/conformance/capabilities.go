package conformance

import (
	"encoding/json"
	"slices"
	"sort"
	"testing"

	"commsdesk/platforms"
)

// announced are the capabilities of an account of the network.
func announced(t *testing.T, s Subject) platforms.Capabilities {
	t.Helper()
	return Open(t, s).Adapter.Capabilities()
}

// compare fails when what is absent differs from what the adapter's test says.
func compare(t *testing.T, s Subject, c platforms.Capabilities) {
	t.Helper()
	var absent []string
	for name, a := range Abilities(c) {
		if !a.OK {
			absent = append(absent, name)
		}
	}
	sort.Strings(absent)
	want := slices.Clone(s.Absent)
	sort.Strings(want)
	if !slices.Equal(absent, want) {
		t.Errorf("the account can't do %q; its test expects %q", absent, want)
	}
}

// byHand are the abilities for which a person needs a place to go instead.
var byHand = []string{"mentions", "comments", "messages", "reply", "private", "publish", "hide", "delete", "mute", "block", "unblock", "report", "withdraw", "list blocks"}

// capabilities: dated, with a reason for each no and a way to do it by hand.
func capabilities(t *testing.T, s Subject) {
	d := Open(t, s)
	c := d.Adapter.Capabilities()
	if !c.ProbedAt.Equal(d.Clock.Now()) {
		t.Errorf("probed at %v, want %v", c.ProbedAt, d.Clock.Now())
	}
	for name, a := range Abilities(c) {
		switch {
		case a.OK:
		case len(a.Reason) < 10:
			t.Errorf("%s: no, without a reason", name)
		case a.Link == "" && slices.Contains(byHand, name) && !s.Pageless:
			t.Errorf("%s: no, without a place where a person can do it", name)
		}
	}
	if c.Reply.OK && !s.Unlimited && (c.MaxText == 0 || c.Counter == "") {
		t.Error("it says not how long an answer may be")
	}
	if c.Publish.OK && (c.MaxMedia == 0 || len(c.MediaTypes) == 0) {
		t.Error("it says not which pictures a post takes")
	}
	interfaces(t, d.Adapter, c)
	raw, err := json.Marshal(d.World.Config())
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := s.Network.New(raw, d.Secrets, d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fresh.Close() }()
	if before := fresh.Capabilities(); !before.ProbedAt.IsZero() || before.Reply.OK {
		t.Error("it announces abilities before it asked")
	}
	if !s.OwnForm {
		described(t, s.Network)
	}
}

// interfaces: what is announced is there.
func interfaces(t *testing.T, ad platforms.Adapter, c platforms.Capabilities) {
	t.Helper()
	has := func(name string, announced, there bool) {
		if announced && !there {
			t.Errorf("%s is announced and not there", name)
		}
	}
	_, sender := ad.(platforms.Sender)
	_, prover := ad.(platforms.Prover)
	_, puller := ad.(platforms.Puller)
	_, watcher := ad.(platforms.Watcher)
	_, moderator := ad.(platforms.Moderator)
	_, lister := ad.(platforms.BlockLister)
	_, withdrawer := ad.(platforms.Withdrawer)
	_, threader := ad.(platforms.ThreadPuller)
	_, rechecker := ad.(platforms.Rechecker)
	_, postMeter := ad.(platforms.PostMeter)
	_, accountMeter := ad.(platforms.AccountMeter)
	_, fetcher := ad.(platforms.FileFetcher)
	has("sending", true, sender)
	has("proof", true, prover)
	has("reading", true, puller)
	has("watching", c.Watch.OK, watcher)
	has("moderation", c.Hide.OK || c.Delete.OK || c.Mute.OK || c.Block.OK || c.Report.OK, moderator)
	has("the list of blocks", c.ListBlocks.OK, lister)
	has("withdrawing", c.Withdraw.OK, withdrawer)
	has("threads", c.Thread.OK, threader)
	has("rechecking", c.Recheck.OK, rechecker)
	has("post metrics", c.PostMetrics.OK, postMeter)
	has("account metrics", c.AccountMetrics.OK, accountMeter)
	has("attachments", c.Attachments.OK, fetcher)
}

// described: what the connect page is drawn from is whole.
func described(t *testing.T, n platforms.Network) {
	t.Helper()
	if n.Name == "" || n.Title == "" || n.New == nil || len(n.Needs) == 0 || len(n.Steps) == 0 {
		t.Error("the description lacks its name, title, needs or steps")
	}
	for _, f := range append(slices.Clone(n.Settings), n.Secrets...) {
		if f.Key == "" || f.Label == "" {
			t.Errorf("field %+v has no key or no label", f)
		}
	}
	for _, p := range n.Permissions {
		if p.Name == "" || len(p.Why) < 10 {
			t.Errorf("permission %+v doesn't say what it is for", p)
		}
	}
}
