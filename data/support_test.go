package data_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/data"

	_ "github.com/mattn/go-sqlite3" // for a database that is not ours
)

var ctx = context.Background()

// Monday is 9:00 on an invented working Monday, in UTC as in London.
var monday = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

// hour is so many hours after Monday's opening.
func hour(h float64) time.Time { return monday.Add(time.Duration(h * float64(time.Hour))) }

var gm = act.Who{Officer: "officer-gm", OSUser: "gemma"}

// mailbox is an invented account.
var mailbox = channel.Channel{ID: channel.ChannelID("mailbox", "press@council.example"), Network: "mailbox",
	Identity: "press@council.example", Name: "Press office", PromiseFrom: hour(-24).UnixMilli()}

// holidays is the list that the program ships. It panics without it, so that a
// process of its own can use it too.
func holidays() calendar.Holidays {
	list, err := os.ReadFile("../assets/holidays.csv")
	if err != nil {
		panic(err)
	}
	h, err := calendar.ParseHolidays(list)
	if err != nil {
		panic(err)
	}
	return h
}

// workspace is a store with a clock that tests set.
type workspace struct {
	*data.Store
	t   testing.TB
	dir string
	now time.Time
	bus *event.Bus
}

// newDesk makes a workspace with one mailbox in it.
func newDesk(t testing.TB) *workspace {
	t.Helper()
	d := emptyDesk(t, filepath.Join(t.TempDir(), "workspace"))
	d.do(connect(mailbox))
	return d
}

func emptyDesk(t testing.TB, dir string) *workspace {
	t.Helper()
	d := &workspace{t: t, dir: dir, now: hour(0), bus: &event.Bus{}}
	d.open()
	return d
}

func (d *workspace) options() data.Options {
	return data.Options{Dir: d.dir, Clock: func() time.Time { return d.now }, Bus: d.bus, Holidays: holidays(), OSUser: "gemma"}
}

func (d *workspace) open() {
	d.t.Helper()
	s, err := data.Open(ctx, d.options())
	if err != nil {
		d.t.Fatal(err)
	}
	d.Store = s
	d.t.Cleanup(func() { s.Close() })
}

// reopen closes the workspace and opens it again.
func (d *workspace) reopen() {
	d.t.Helper()
	if err := d.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.open()
}

func (d *workspace) file() string { return filepath.Join(d.dir, data.FileName) }

func connect(c channel.Channel) act.Act {
	return gm.New(channel.Connected, act.Subject{Type: act.Channel, ID: c.ID}, c, nil)
}

func (d *workspace) do(acts ...act.Act) []act.Receipt {
	d.t.Helper()
	r, err := d.Do(ctx, acts...)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// refused asks that acts are refused with this kind and returns the sentence.
func (d *workspace) refused(kind app.Kind, acts ...act.Act) string {
	d.t.Helper()
	before := d.verified()
	_, err := d.Do(ctx, acts...)
	if app.KindOf(err) != kind {
		d.t.Fatalf("got %v, want an error of kind %s", err, kind)
	}
	if after := d.verified(); after.Seq != before.Seq {
		d.t.Fatalf("a refused act was written: %d acts became %d", before.Seq, after.Seq)
	}
	return app.Say(err)
}

func (d *workspace) verified() data.Report {
	d.t.Helper()
	r, err := d.Verify(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	if !r.Clean() {
		d.t.Fatalf("verify: %s", r.Fault)
	}
	return r
}

func (d *workspace) store(ms ...inbox.Message) {
	d.t.Helper()
	d.facts(intake.Facts{Channel: mailbox.ID, Messages: ms, SeenAt: d.now, Cursor: []byte("1")})
}

func factsOf(ms ...inbox.Message) intake.Facts {
	return intake.Facts{Channel: mailbox.ID, Messages: ms}
}

func (d *workspace) facts(f intake.Facts) {
	d.t.Helper()
	if err := d.Store.Store(ctx, f); err != nil {
		d.t.Fatal(err)
	}
}

func (d *workspace) row(id string) inbox.Row {
	d.t.Helper()
	r, _, err := d.Conversation(ctx, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// otherDatabase is the file of another program.
func otherDatabase(t testing.TB) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "other.db")
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE minutes (text); INSERT INTO minutes VALUES ('agreed')"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// resident is somebody invented.
func resident(name string) inbox.Person {
	return inbox.Person{ID: name + "@example.org", Name: name, Handle: name + "@example.org"}
}

// letter is a mail from a resident in a conversation, received at an hour.
func letter(conversation, key, from string, at float64) inbox.Message {
	return inbox.Message{Key: key, Channel: mailbox.ID, Conversation: conversation, RemoteID: key + "@example.org", BodyHash: "body-" + key,
		ThreadRoot: conversation + "@example.org", Direction: inbox.In, Kind: "mail", From: resident(from), AnswerTo: resident(from),
		To: []inbox.Person{{ID: mailbox.Identity, Name: "Press office"}}, Subject: "About " + conversation, Text: "Words of " + key,
		Start: hour(at), SentAt: hour(at), SeenAt: hour(at), Calendar: 1, Size: 100,
		Locations: []inbox.Location{{Folder: "INBOX", Validity: 1, UID: uidOf(key)}}}
}

func uidOf(key string) uint32 {
	var n uint32 = 7
	for _, b := range []byte(key) {
		n = n*31 + uint32(b)
	}
	return n
}

func on(conversation string) act.Subject {
	return act.Subject{Type: act.Conversation, ID: conversation}
}

func typed(conversation string, as inbox.Type, covers ...string) act.Act {
	return gm.New(inbox.Typed, on(conversation), inbox.TypeEffect{Type: as, Covers: covers, Calendar: 1}, nil)
}

func noted(conversation, text string) act.Act {
	return gm.New(inbox.Noted, on(conversation), nil, inbox.NoteContent{Text: text})
}

func accepted(conversation, send string, at float64, covers ...string) act.Act {
	return gm.New(inbox.AnswerAccepted, on(conversation),
		inbox.AnswerEffect{Send: send, Covers: covers, At: hour(at).UnixMilli(), How: inbox.ByReply, Calendar: 1}, nil)
}

func covering(kind act.Kind, conversation string, covers ...string) act.Act {
	return gm.New(kind, on(conversation), inbox.Covering{Covers: covers, Calendar: 1}, nil)
}

func keyOf(n int) string { return fmt.Sprintf("m%05d", n) }
