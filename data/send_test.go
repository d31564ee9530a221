package data_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/data"

	"github.com/google/go-cmp/cmp"
)

var draft = outbox.Draft{ID: "d1", Channel: mailbox.ID, Conversation: "bins", Officer: "officer-gm", Purpose: outbox.Redirect, Redirect: "online",
	To: []outbox.Person{{ID: "ada@example.org", Name: "Ada Example", Handle: "Ada"}}, Cc: []outbox.Person{{ID: "cy@example.org"}},
	Subject: "Re: Bins", Text: "Sorry about your bin", Quote: true, Private: true, Answers: "a", Files: []outbox.AttachedFile{{Name: "map.png", Type: "image/png", Size: 5, Hash: "00"}},
	Seen: []string{"a", "b"}, BegunAt: hour(1), SavedAt: hour(2), From: "s0"}

func TestDraftsAreKeptUntilTheyAreSentOrDiscarded(t *testing.T) {
	d := newDesk(t)
	before := d.verified().Acts
	if err := d.SaveDraft(ctx, draft); err != nil {
		t.Fatal(err)
	}
	later := draft
	later.Text, later.SavedAt = "Sorry about your bin, Ada", hour(3)
	if err := d.SaveDraft(ctx, later); err != nil {
		t.Fatal(err)
	}
	other := outbox.Draft{ID: "d2", Channel: mailbox.ID, Officer: "officer-gm", Purpose: outbox.New}
	if err := d.SaveDraft(ctx, other); err != nil {
		t.Fatal(err)
	}
	d.reopen()
	all, err := d.Drafts(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	other.SavedAt = d.now
	if diff := cmp.Diff([]outbox.Draft{later, other}, all); diff != "" {
		t.Fatal(diff)
	}
	if one, err := d.Drafts(ctx, "bins"); err != nil || len(one) != 1 || one[0].ID != "d1" {
		t.Fatalf("got %+v %v", one, err)
	}
	if err := d.DeleteDraft(ctx, "d1"); err != nil {
		t.Fatal(err)
	}
	if one, err := d.Drafts(ctx, "bins"); err != nil || len(one) != 0 {
		t.Fatalf("got %+v %v", one, err)
	}
	if after := d.verified().Acts; after != before {
		t.Fatal("drafts went into the journal")
	}
}

var sealed = outbox.Sealed{Token: "tok-1@council.example", From: mailbox.Identity, Recipients: []string{"ada@example.org", "cy@example.org"},
	Bytes: []byte("Subject: Re: Bins\r\n\r\nSorry\r\n")}

func queued(id string) act.Act {
	return outbox.Send{ID: id}.Do(gm, outbox.EvQueue, outbox.QueuedEffect{Channel: mailbox.ID, Network: "mailbox", Conversation: "bins",
		Purpose: outbox.Reply, Officer: "officer-gm", Initials: "GM", Covers: []string{"a"}, Token: "tok-" + id + "@council.example", NotBefore: hour(2).UnixMilli()},
		outbox.QueuedContent{Text: "Sorry ^GM", Subject: "Re: Bins", To: []outbox.Person{{ID: "ada@example.org"}}})
}

// readyToSend has a conversation and a draft of its answer.
func readyToSend(t *testing.T) (*workspace, data.Outbox) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	if err := d.SaveDraft(ctx, draft); err != nil {
		t.Fatal(err)
	}
	return d, d.Outbox()
}

func TestQueueingKeepsTheBytesAndTakesTheDraft(t *testing.T) {
	d, o := readyToSend(t)
	replied := gm.New(inbox.Replied, on("bins"), inbox.RepliedEffect{Send: "1"}, nil)
	r, err := o.Queue(ctx, sealed, "1", "d1", replied, queued("1"))
	if err != nil || len(r) != 2 || r[1].Version != 1 {
		t.Fatalf("got %+v %v", r, err)
	}
	if left, err := o.Drafts(ctx, ""); err != nil || len(left) != 0 {
		t.Fatalf("got %+v %v", left, err)
	}
	d.reopen()
	o = d.Outbox()
	got, err := o.Sealed(ctx, "1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sealed, got); diff != "" {
		t.Fatal(diff)
	}
	s, err := o.Send(ctx, "1")
	if err != nil || s.State != outbox.Queued || s.Text != "Sorry ^GM" || s.Version != 1 || !s.NotBefore.Equal(hour(2)) || s.Token != "tok-1@council.example" {
		t.Fatalf("got %+v %v", s, err)
	}
	if row := d.row("bins"); row.Sending != "queued" || row.Status != inbox.Open {
		t.Fatalf("got %+v", row)
	}
	byToken, err := o.ByToken(ctx, mailbox.ID, sealed.Token)
	if err != nil || byToken.ID != "1" {
		t.Fatalf("got %+v %v", byToken, err)
	}
	if _, err := o.ByToken(ctx, "mailbox-other", sealed.Token); app.KindOf(err) != app.NotFound {
		t.Fatalf("got %v", err)
	}
	for _, missing := range []func() error{
		func() error { _, err := o.Send(ctx, "none"); return err },
		func() error { _, err := o.Sealed(ctx, "none"); return err },
		func() error { _, err := o.File(ctx, "none"); return err },
	} {
		if err := missing(); app.KindOf(err) != app.NotFound {
			t.Errorf("got %v", err)
		}
	}
	record, err := o.SendRecord(ctx, "1")
	if err != nil || len(record) != 1 || record[0].Kind != outbox.EvQueue.Kind() {
		t.Fatalf("got %+v %v", record, err)
	}
	d.verified()
}

func TestQueueingIsWholeOrNotAtAll(t *testing.T) {
	d, o := readyToSend(t)
	if _, err := o.Queue(ctx, sealed, "1", "d1", queued("1"), covering(inbox.Waited, "bins", "a")); app.KindOf(err) != app.Wrong {
		t.Fatalf("got %v", err)
	}
	if left, err := o.Drafts(ctx, ""); err != nil || len(left) != 1 {
		t.Fatalf("the draft is gone: %+v %v", left, err)
	}
	if _, err := o.Sealed(ctx, "1"); app.KindOf(err) != app.NotFound {
		t.Fatalf("got %v", err)
	}
	if _, err := o.Queue(ctx, sealed, "1", "d1", queued("1")); err != nil {
		t.Fatal(err)
	}
	// The same send is not queued twice, and its bytes stay.
	other := sealed
	other.Bytes = []byte("other")
	if _, err := o.Queue(ctx, other, "1", "", queued("1")); app.KindOf(err) != app.Conflict {
		t.Fatalf("got %v", err)
	}
	d.verified()
}

func TestWithdrawingGivesTheDraftBack(t *testing.T) {
	d, o := readyToSend(t)
	if _, err := o.Queue(ctx, sealed, "1", "d1", queued("1")); err != nil {
		t.Fatal(err)
	}
	s, err := o.Send(ctx, "1")
	if err != nil {
		t.Fatal(err)
	}
	back := draft
	back.ID, back.From = "d9", "1"
	withdraw := s.Do(gm, outbox.EvWithdraw, outbox.WithdrawnEffect{Draft: "d9"}, nil)
	if _, err := o.Withdraw(ctx, back, withdraw); err != nil {
		t.Fatal(err)
	}
	if left, err := o.Drafts(ctx, "bins"); err != nil || len(left) != 1 || left[0].ID != "d9" || left[0].Text != draft.Text {
		t.Fatalf("got %+v %v", left, err)
	}
	if row := d.row("bins"); row.Sending != "" {
		t.Fatalf("got %+v", row)
	}
	// Too late: it is withdrawn already, and nothing of the second try stays.
	again := back
	again.ID = "d10"
	if _, err := o.Withdraw(ctx, again, withdraw); app.KindOf(err) != app.Conflict {
		t.Fatalf("got %v", err)
	}
	if left, err := o.Drafts(ctx, ""); err != nil || len(left) != 1 {
		t.Fatalf("got %+v %v", left, err)
	}
	d.verified()
}

func TestSendsAreListedNewestFirst(t *testing.T) {
	d, o := readyToSend(t)
	for n := range 5 {
		id := fmt.Sprint(n)
		d.now = hour(float64(n))
		m := sealed
		m.Token = "tok-" + id + "@council.example"
		if _, err := o.Queue(ctx, m, id, "", queued(id)); err != nil {
			t.Fatal(err)
		}
	}
	step := func(id string, events ...outbox.Event) {
		for _, e := range events {
			s, err := o.Send(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			d.do(s.Do(gm, e, nil, nil))
		}
	}
	step("1", outbox.EvStart, outbox.EvCommit, outbox.EvAccept)
	step("3", outbox.EvStart, outbox.EvCommit, outbox.EvLose)
	ids := func(limit int, states ...outbox.State) []string {
		t.Helper()
		sends, err := o.Sends(ctx, states, limit)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, s := range sends {
			if one, err := o.Send(ctx, s.ID); err != nil || cmp.Diff(one, s) != "" {
				t.Errorf("listed and single differ: %s %v", cmp.Diff(one, s), err)
			}
			out = append(out, s.ID)
		}
		return out
	}
	for _, c := range []struct{ got, want []string }{
		{ids(0), []string{"4", "3", "2", "1", "0"}}, {ids(2), []string{"4", "3"}}, {ids(0, outbox.Queued), []string{"4", "2", "0"}},
		{ids(1, outbox.Sent, outbox.Unconfirmed), []string{"3"}}, {ids(0, outbox.Held), nil},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	d.verified()
}

func TestTheConversationShowsTheSendThatIsNotSettledWell(t *testing.T) {
	d, o := readyToSend(t)
	shows := func(want string) {
		t.Helper()
		if got := d.row("bins").Sending; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	step := func(id string, e outbox.Event) {
		t.Helper()
		s, err := o.Send(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(time.Minute)
		d.do(s.Do(gm, e, nil, nil))
	}
	queue := func(id string) {
		t.Helper()
		m := sealed
		d.now = d.now.Add(time.Minute)
		if _, err := o.Queue(ctx, m, id, "", queued(id)); err != nil {
			t.Fatal(err)
		}
	}
	shows("")
	queue("1")
	shows("queued")
	for _, c := range []struct {
		e    outbox.Event
		want string
	}{{outbox.EvStart, "sending"}, {outbox.EvCommit, "committed"}, {outbox.EvLose, "unconfirmed"}, {outbox.EvProve, ""}, {outbox.EvReturn, "returned"}} {
		var told []event.Topic
		stop := d.bus.Listen(func(c event.Change) { told = append(told, c.Topic) })
		step("1", c.e)
		stop()
		shows(c.want)
		if !slices.Contains(told, event.Conversations) || !slices.Contains(told, event.Sends) {
			t.Errorf("%s told only %q", c.e, told)
		}
	}
	queue("2")
	shows("queued")
	step("2", outbox.EvStart)
	step("2", outbox.EvCommit)
	step("2", outbox.EvAccept)
	shows("")
	d.verified()
}

func TestErasedWordsLeaveTheSend(t *testing.T) {
	d, o := readyToSend(t)
	r, err := o.Queue(ctx, sealed, "1", "d1", queued("1"))
	if err != nil {
		t.Fatal(err)
	}
	data.EraseForTest(t, d.Store, r[0].ID)
	s, err := o.Send(ctx, "1")
	if err != nil || s.Text != "" || s.Subject != "" || s.State != outbox.Queued || s.Token == "" {
		t.Fatalf("got %+v %v", s, err)
	}
	d.verified()
}

func TestAttachmentsAreKeptByTheirHash(t *testing.T) {
	d := newDesk(t)
	for _, body := range [][]byte{[]byte("a map"), {}, nil, make([]byte, 3<<20)} {
		f, err := d.KeepFile(ctx, "map.png", "image/png", body)
		if err != nil {
			t.Fatal(err)
		}
		again, err := d.KeepFile(ctx, "other.png", "image/png", body)
		if err != nil || again.Hash != f.Hash || f.Size != int64(len(body)) || f.Name != "map.png" || len(f.Hash) != 64 {
			t.Fatalf("got %+v and %+v %v", f, again, err)
		}
		got, err := d.File(ctx, f.Hash)
		if err != nil || string(got) != string(body) {
			t.Fatalf("got %d bytes %v", len(got), err)
		}
	}
	d.verified()
}

// TestTheOutboxsRulesAreAsked: more than the state counts, and what moved on is
// a conflict with the outbox's own sentence.
func TestTheOutboxsRulesAreAsked(t *testing.T) {
	d, o := readyToSend(t)
	if _, err := o.Queue(ctx, sealed, "1", "", queued("1")); err != nil {
		t.Fatal(err)
	}
	do := func(e outbox.Event, effect any) act.Act {
		s, err := o.Send(ctx, "1")
		if err != nil {
			t.Fatal(err)
		}
		return s.Do(gm, e, effect, nil)
	}
	if said := d.refused(app.Wrong, do(outbox.EvProve, outbox.ProvedEffect{By: outbox.ByPerson})); !strings.Contains(said, "has not left this PC") {
		t.Errorf("got %q", said)
	}
	d.do(do(outbox.EvStart, nil))
	if said := d.refused(app.Conflict, do(outbox.EvWithdraw, nil)); !strings.HasPrefix(said, "Too late") {
		t.Errorf("got %q", said)
	}
	if said := d.refused(app.Wrong, do(outbox.EvPostpone, "not an effect")); !strings.Contains(said, "could not be read") {
		t.Errorf("got %q", said)
	}
}

func TestASendIsFoundByWhatItsNetworkCallsIt(t *testing.T) {
	d := newDesk(t)
	o := d.Outbox()
	if _, err := o.Queue(ctx, sealed, "1", "", queued("1")); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "r1"} {
		if _, err := o.ByRemoteID(ctx, mailbox.ID, id); app.KindOf(err) != app.NotFound {
			t.Errorf("%q: got %v", id, err)
		}
	}
	for _, e := range []outbox.Event{outbox.EvStart, outbox.EvCommit, outbox.EvAccept} {
		s, err := o.Send(ctx, "1")
		if err != nil {
			t.Fatal(err)
		}
		var effect any
		if e == outbox.EvAccept {
			effect = outbox.AcceptedEffect{RemoteID: "r1", Permalink: "https://network.example/r1"}
		}
		d.do(s.Do(gm, e, effect, nil))
	}
	if s, err := o.ByRemoteID(ctx, mailbox.ID, "r1"); err != nil || s.ID != "1" || s.Permalink != "https://network.example/r1" {
		t.Errorf("got %+v %v", s, err)
	}
	d.verified()
	d.reopen()
	if _, err := d.Outbox().ByRemoteID(ctx, mailbox.ID, "r1"); err != nil {
		t.Error(err)
	}
}
