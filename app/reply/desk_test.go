package reply_test

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/data"
	"commsdesk/platforms"
)

var (
	ctx = context.Background()
	gm  = act.Who{Officer: "officer-gm", OSUser: "gail"}
)

// own is our address, and box the account that has it.
const own = "press@desk.example"

var box = channel.ChannelID("mailbox", own)

// office is one desk on a real store with the whole way from a resident's
// message to a proved answer; the network is scripted. It lives in a bubble.
type office struct {
	t         *testing.T
	store     *data.Store
	sends     outbox.Store
	reply     *reply.Service
	outbox    *outbox.Service
	runner    *outbox.Dispatcher
	citations *reply.Citations
	drafts    *outbox.Drafts
	wire      *wire
	// account is what the desk says of every channel.
	account reply.Account
	ports   reply.Ports
	ids     *app.IDs
	// tail is what the next reading of the tail brings.
	mu      sync.Mutex
	tail    []inbox.Message
	tailErr error
}

// news sets what the next reading of the tail brings.
func (o *office) news(err error, ms ...inbox.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tail, o.tailErr = ms, err
}

// bubble runs f on a Monday at 10:00 with everything started.
func bubble(t *testing.T, f func(o *office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)))
		o := newOffice(t)
		defer o.store.Close()
		if err := o.runner.Start(ctx); err != nil {
			t.Fatal(err)
		}
		defer o.runner.Stop(ctx)
		f(o)
	})
}

func newOffice(t *testing.T) *office {
	list, err := os.ReadFile("../../assets/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	holidays, err := calendar.ParseHolidays(list)
	if err != nil {
		t.Fatal(err)
	}
	bus := &event.Bus{}
	store, err := data.Open(ctx, data.Options{Dir: t.TempDir(), Clock: time.Now, Bus: bus, Holidays: holidays})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, store: store, sends: store.Outbox(), wire: &wire{}, account: reply.Account{Network: "mailbox", Address: own}}
	ids := app.NewIDs(time.Now)
	beside := &reply.Companion{Desk: store}
	o.drafts = outbox.NewDrafts(o.sends, store, reply.Begun, time.Now, slog.New(slog.DiscardHandler))
	o.ids = ids
	o.outbox = outbox.NewService(o.sends, store, o.wire, beside, o.drafts, ids, time.Now)
	o.citations = &reply.Citations{Sends: o.sends, Beside: beside}
	gate := &reply.Gate{Tail: o.readTail, Inbox: store, Sends: o.sends}
	o.ports = reply.Ports{Inbox: store, Sends: o.sends, Outbox: o.outbox, Door: store, Evidence: store, Facts: store, Desk: store, IDs: ids, Clock: time.Now,
		When: calendar.FormatMoment,
		Account: func(context.Context, string) (reply.Account, error) {
			return o.account, nil
		}}
	o.reply = reply.NewService(o.ports)
	o.runner, err = outbox.NewDispatcher(o.sends, store, gate, beside, o.wire, bus, outbox.Config{Clock: time.Now, Hours: outbox.Hours{
		Due:    func(from time.Time) time.Time { return from.Add(24 * time.Hour) },
		Closed: func(_, _ time.Time) bool { return false }, When: calendar.FormatWhen}})
	if err != nil {
		t.Fatal(err)
	}
	o.do(gm.New(channel.Connected, act.Subject{Type: act.Channel, ID: box}, channel.Channel{ID: box, Network: "mailbox", Identity: own,
		Name: "Press office", PromiseFrom: time.Now().Add(-24 * time.Hour).UnixMilli()}, nil),
		gm.New(desk.Set, act.Subject{Type: act.Officer, ID: gm.Officer}, desk.Officer{ID: gm.Officer, Name: "Gail Marsh", Initials: "GM", Team: desk.Communications}, nil),
		gm.New(desk.Set, act.Subject{Type: act.Redirect, ID: "online"}, desk.Redirect{ID: "online", Name: "Do It Online", Place: 1,
			Words: "Hello {name}, you can report this at Do It Online."}, nil))
	return o
}

// moderates gives the office another network.
func (o *office) moderates(network outbox.Accounts) {
	o.ports.Outbox = outbox.NewService(o.sends, o.store, network, &reply.Companion{Desk: o.store}, o.drafts, o.ids, time.Now)
	o.reply = reply.NewService(o.ports)
}

func (o *office) do(acts ...act.Act) {
	o.t.Helper()
	if _, err := o.store.Do(ctx, acts...); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) readTail(context.Context, string) error {
	o.mu.Lock()
	ms, err := o.tail, o.tailErr
	o.tail = nil
	o.mu.Unlock()
	if err == nil && len(ms) > 0 {
		o.arrive(ms...)
	}
	return err
}

// arrive stores messages as intake does: joined to our sends first.
func (o *office) arrive(ms ...inbox.Message) {
	o.t.Helper()
	acts, linked, err := o.citations.ActsFor(ctx, box, ms)
	if err != nil {
		o.t.Fatal(err)
	}
	for i := range ms {
		ms[i].Send = linked[ms[i].Key].Send
	}
	if err := o.store.Store(ctx, intake.Facts{Channel: box, Messages: ms, SeenAt: time.Now(), Acts: acts}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) row(conversation string) inbox.Row {
	o.t.Helper()
	r, _, err := o.store.Conversation(ctx, conversation)
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) is(id string, want outbox.State) outbox.Send {
	o.t.Helper()
	s, err := o.sends.Send(ctx, id)
	if err != nil {
		o.t.Fatal(err)
	}
	if s.State != want {
		o.t.Fatalf("send is %s (%s), want %s", s.State, s.Why, want)
	}
	return s
}

// answer writes and sends an answer as it stands.
func (o *office) answer(conversation, text string) outbox.Send {
	o.t.Helper()
	d, err := o.reply.Begin(ctx, gm.Officer, conversation)
	if err != nil {
		o.t.Fatal(err)
	}
	d.Text = text
	return o.submit(d)
}

func (o *office) submit(d outbox.Draft) outbox.Send {
	o.t.Helper()
	s, err := o.reply.Send(ctx, gm, d)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// letter is a resident's mail in the conversation "bins".
func letter(key string) inbox.Message {
	colin := inbox.Person{ID: "colin@home.example", Name: "Colin Prewett"}
	return inbox.Message{Key: key, Channel: box, Conversation: "bins", RemoteID: key + "@home.example", BodyHash: "b" + key,
		ThreadRoot: "m1@home.example", Direction: inbox.In, Kind: "mail", From: colin, AnswerTo: colin,
		To: []inbox.Person{{ID: own}, {ID: "maisie@home.example"}}, Subject: "Bins", Text: "Words of " + key, Start: time.Now(), SeenAt: time.Now(), Calendar: 1}
}

// copyOf is our own message as it lies in Sent.
func copyOf(s outbox.Send) inbox.Message {
	m := letter("copy-of-" + s.ID)
	m.Direction, m.RemoteID, m.Parents = inbox.Own, s.Token, []string{"m1@home.example"}
	m.From, m.Subject, m.Text = inbox.Person{ID: own}, s.Subject, s.Text
	return m
}

// bounceOf reports that the send could not be delivered.
func bounceOf(s outbox.Send, permanent bool) inbox.Message {
	m := letter("bounce-of-" + s.ID)
	m.Auto, m.Subject, m.Text = "bounce", "Undelivered", "Sorry."
	m.Bounce = &inbox.Bounce{OriginalID: s.Token, Recipient: "colin@home.example", Status: "5.1.1", Permanent: permanent, Reason: "no such user"}
	return m
}

// wire is a scripted network.
type wire struct {
	sealed []platforms.Outgoing
	// next is the outcome of the next attempt; zero: accepted.
	next platforms.Outcome
	hold chan struct{}
	sent int
	caps platforms.Capabilities
}

func (w *wire) Adapter(context.Context, string) (platforms.Adapter, error) { return w, nil }
func (w *wire) Network() string                                            { return "mailbox" }
func (w *wire) Close() error                                               { return nil }
func (w *wire) Capabilities() platforms.Capabilities                       { return w.caps }

func (w *wire) Seal(_ context.Context, out platforms.Outgoing, _ time.Time) (platforms.Sealed, error) {
	w.sealed = append(w.sealed, out)
	return platforms.Sealed{Token: string(rune('a'+len(w.sealed))) + "@desk.example", From: own, Recipients: []string{out.To[0].ID}, Bytes: []byte(out.Text)}, nil
}

func (w *wire) Send(ctx context.Context, _ platforms.Sealed, commit func() error) platforms.Outcome {
	if err := commit(); err != nil {
		return platforms.Outcome{Verdict: platforms.NotSent}
	}
	w.sent++
	if w.hold != nil {
		select {
		case <-w.hold:
		case <-ctx.Done():
		}
	}
	o := w.next
	w.next = platforms.Outcome{}
	if o.Verdict == "" {
		o.Verdict = platforms.Accepted
	}
	return o
}
