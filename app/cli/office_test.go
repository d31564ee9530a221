package cli_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/assets"
	"commsdesk/data/secret/servicetest"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
)

// The people of the story, all invented. The first part of an address is the Dovecot user.
const (
	press = "press@council.example"
	nia   = "nia@resident.example"
	owen  = "owen@resident.example"
)

// office is a council's press office: its mail servers, its PC with a password store, and a
// workspace that nothing has touched yet.
type office struct {
	t      testing.TB
	binary string
	imap   *dovecottest.Server
	smtp   *smtptest.Server
	// dir is the workspace, cwd where commands run, ca what --ca is given.
	dir, cwd, ca string
	env          []string
	// keys is the PC's password store.
	keys *servicetest.Service
	// files tells whether the mail server puts a copy of what is sent into Sent by itself.
	files atomic.Bool

	mu      sync.Mutex
	printed bytes.Buffer
	letters int
}

// plan is how an office differs from the usual one.
type plan struct {
	// files: see office. kept is where the submission server keeps what it accepted.
	files bool
	kept  string
	// keyring is what the PC's password store is like.
	keyring servicetest.Kind
	// password is that of both servers, "" for the usual one.
	password string
}

// newOffice opens an office whose servers run until the test ends.
func newOffice(t testing.TB, p plan) *office {
	t.Helper()
	o := &office{t: t, binary: program(t), cwd: t.TempDir()}
	o.dir = filepath.Join(o.cwd, "desk")
	o.files.Store(p.files)
	password := p.password
	if password == "" {
		password = dovecottest.Password
	}
	o.imap = dovecottest.Start(t, dovecottest.Options{Password: password}, "press", "nia", "owen")
	var err error
	o.smtp, err = smtptest.Start(smtptest.Options{User: "press", Password: password, Dir: p.kept, Deliver: o.carry})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.smtp.Close() })
	o.keys = servicetest.Start(t, servicetest.Options{Kind: p.keyring})
	o.env = append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", quickEnd}, o.keys.Env()...)
	o.ca = filepath.Join(o.cwd, "ca.pem")
	o.trust()
	return o
}

// trust writes the authorities of both servers into the file that --ca names.
func (o *office) trust() {
	o.t.Helper()
	authority, err := os.ReadFile(o.imap.CAFile)
	if err == nil {
		err = os.WriteFile(o.ca, slices.Concat(authority, o.smtp.CertificatePEM()), 0o600)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// carry is the mail server's delivery: to whoever lives here, and into our Sent where it files.
func (o *office) carry(m smtptest.Message) error {
	for _, to := range m.Recipients {
		if user, _, _ := strings.Cut(to, "@"); slices.Contains([]string{"press", "nia", "owen"}, user) {
			o.put(user, dovecottest.Inbox, m.Bytes, time.Time{})
		}
	}
	if o.files.Load() {
		o.put("press", "Sent", m.Bytes, time.Time{})
	}
	return nil
}

// put delivers into a mailbox; both the tests and the submission server do.
func (o *office) put(user, folder string, raw []byte, received time.Time) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.imap.Deliver(user, folder, raw, received)
}

// letter is a mail on its way to or from us.
type letter struct {
	from, to, subject, text string
	// answers is the Message-ID it answers, without angle brackets; header are further lines.
	answers string
	header  []string
}

// raw gives the mail's bytes under a Message-ID of its own.
func (o *office) raw(l letter) (id string, raw []byte) {
	o.mu.Lock()
	o.letters++
	id = fmt.Sprintf("letter-%d@resident.example", o.letters)
	o.mu.Unlock()
	if l.to == "" {
		l.to = press
	}
	lines := []string{"From: " + l.from, "To: " + l.to, "Subject: " + l.subject, "Message-ID: <" + id + ">"}
	if l.answers != "" {
		lines = append(lines, "In-Reply-To: <"+l.answers+">", "References: <"+l.answers+">")
	}
	lines = append(lines, l.header...)
	return id, []byte(strings.Join(lines, "\r\n") + "\r\n\r\n" + l.text + "\r\n")
}

// arrives puts a mail into the press office's Inbox and gives its Message-ID.
func (o *office) arrives(l letter, at time.Time) string {
	o.t.Helper()
	id, raw := o.raw(l)
	o.put("press", dovecottest.Inbox, raw, at)
	return id
}

// add gives the arguments of the command that connects the mailbox.
func (o *office) add(more ...string) []string {
	return append([]string{"mailbox", "add", "--address", press, "--user", "press", "--imap", endpoint(o.imap.TLSPort),
		"--smtp", endpoint(o.smtp.Port()), "--ca", o.ca, "--password-stdin"}, more...)
}

func endpoint(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// connect connects the mailbox.
func (o *office) connect() {
	o.t.Helper()
	o.feed(dovecottest.Password+"\n", o.add()...).ok()
}

// sync reads the mailbox once.
func (o *office) sync() synced { o.t.Helper(); return read[synced](o.run("sync", "--once").ok()) }

// queue is what waits for an answer.
func (o *office) queue() []row { o.t.Helper(); return read[[]row](o.run("queue").ok()) }

// only is the one conversation that waits.
func (o *office) only() row {
	o.t.Helper()
	rows := o.queue()
	if len(rows) != 1 {
		o.t.Fatalf("%d conversations wait, want 1: %+v", len(rows), rows)
	}
	return rows[0]
}

func (o *office) show(id string) shown { o.t.Helper(); return read[shown](o.run("show", id).ok()) }

// outbox is every send, newest first.
func (o *office) outbox() []send { o.t.Helper(); return read[[]send](o.run("outbox", "--all").ok()) }

// lies is how many copies of a message of ours a user's mailbox holds, all folders counted.
func (o *office) lies(user, messageID string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.imap.CountByMessageID(user, messageID)
}

// verify fails the test unless the record is whole.
func (o *office) verify() {
	o.t.Helper()
	if v := read[struct{ OK bool }](o.run("verify").ok()); !v.OK {
		o.t.Fatal("the record is not whole")
	}
}

// The shapes that commands print, as far as tests read them.
type (
	row struct {
		ID, Channel, Network, Type, Subject, From string
		Start, Due, Clock                         *time.Time
		Late                                      bool
		State, Assignee                           string
		Tags                                      []string
	}
	shown struct {
		row
		WroteAgain bool `json:"wrote_again"`
		Suggest    string
		Turns      []turn
		Messages   []message
		Record     []entry
	}
	entry struct{ ID, Officer, Kind, Measure, Outcome, Reason string }
	turn  struct {
		N                   int
		Start, Due, Settled *time.Time
		How                 string
		Late                bool
	}
	message struct {
		Key                                          string
		MessageID                                    string `json:"message_id"`
		Direction, Auto, From, Subject, Text, Quoted string
		History                                      bool
		Send                                         string
	}
	send struct {
		Send, State string
		MessageID   string `json:"message_id"`
		To          []string
		Why, Hold   string
		Filed       string
		Returned    bool
		Attempts    int
		Queued      *time.Time
		Committed   *time.Time
		Settled     *time.Time
		WaitUntil   *time.Time `json:"wait_until"`
	}
	synced struct {
		Channels []struct {
			Fetched, There, Here int
			Error                string
			SkewSeconds          int64 `json:"skew_seconds"`
		}
	}
	noticed struct{ Key, Kind, Title, Body, Send, Channel, Conversation string }
)

// hours is the calendar of a desk that nobody changed.
func hours(t testing.TB) *calendar.Calendar {
	t.Helper()
	list, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		t.Fatal(err)
	}
	v, err := calendar.NewVersion(1, calendar.DefaultChoices(), list)
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Compile(v)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ago is a moment of the recent past as mail servers stamp it: whole seconds.
func ago(d time.Duration) time.Time { return time.Now().Add(-d).Truncate(time.Second) }
