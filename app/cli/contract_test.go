package cli_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/data/secret/servicetest"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
)

// TestContract goes through every command as a council's IT team would: a workspace that nothing
// has touched, made and worked by commands alone.
func TestContract(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	o.beforeThereIsAWorkspace(t)
	o.connectsByCommands(t)
	began := ago(10 * time.Minute)
	o.arrives(letter{from: "Nia Probert <" + nia + ">", subject: "Missed bin in Elm Close",
		text: "The green bin was not collected on Tuesday. Will you come back for it?"}, began)
	o.arrives(letter{from: "Owen <" + owen + ">", subject: "Café on the green", text: "When does the café open?"}, began.Add(time.Minute))
	if s := o.sync(); len(s.Channels) != 1 || s.Channels[0].Error != "" || s.Channels[0].There != s.Channels[0].Here {
		t.Errorf("sync printed %+v", s)
	}
	rows := o.queue()
	if len(rows) != 2 || rows[0].Subject != "Missed bin in Elm Close" {
		t.Fatalf("the queue is %+v", rows)
	}
	o.queueHasTheFixedForm(t, began)
	o.sortsAndUndoes(t, rows[0].ID)
	o.repliesFromStandardInput(t, rows[0].ID)
	o.findsAndCopies(t, rows[0].ID)
	o.verify()
}

// beforeThereIsAWorkspace: reading commands run, and what needs no workspace makes none.
func (o *office) beforeThereIsAWorkspace(t *testing.T) {
	v := read[map[string]string](o.run("version").ok())
	if v["version"] == "" {
		t.Errorf("version printed %v", v)
	}
	// Golden dates of the design: Easter and Christmas lie between receipt and answer.
	for received, due := range map[string]string{"2026-04-02T16:00:00+01:00": "2026-04-07T16:00:00+01:00",
		"2026-12-24T15:00:00Z": "2026-12-29T15:00:00Z"} {
		d := read[struct {
			Due, Why string
			Rule     int
		}](o.run("due", received).ok())
		if d.Due != due || d.Why == "" || d.Rule != 1 {
			t.Errorf("due %s printed %+v, want %s", received, d, due)
		}
	}
	d := read[struct{ Due string }](o.run("due", "2026-11-28T11:00:00Z", "--rule", "2").ok())
	if d.Due != "2026-11-30T17:00:00Z" {
		t.Errorf("by rule 2 a Saturday is due %s", d.Due)
	}
	days := read[[]struct{ Date, Name string }](o.run("holidays", "--year", "2026").ok())
	if len(days) != 8 || days[0].Date != "2026-01-01" {
		t.Errorf("the bank holidays of England in 2026 are %v", days)
	}
	if _, err := os.Stat(o.dir); err == nil {
		t.Error("a command that needs no workspace made one")
	}
	if rows := o.queue(); len(rows) != 0 {
		t.Errorf("an untouched desk's queue is %v", rows)
	}
	if _, err := os.Stat(o.dir); err == nil {
		t.Error("reading made a workspace")
	}
	o.run("sync", "--once").ok()
	o.run("mailbox", "test").exits(failed, "mailbox add")
}

func (o *office) connectsByCommands(t *testing.T) {
	c := read[map[string]string](o.feed(dovecottest.Password+"\n", o.add()...).ok())
	if c["network"] != "mailbox" || c["identity"] != press || c["id"] == "" {
		t.Errorf("mailbox add printed %v", c)
	}
	o.feed(dovecottest.Password+"\n", o.add()...).exits(failed, "connected already")
	report := read[struct {
		OK    bool
		Steps []struct {
			Name string
			OK   bool
		}
		Files *bool   `json:"files_in_sent"`
		Took  float64 `json:"delivery_seconds"`
	}](o.run("mailbox", "test").ok())
	var names []string
	for _, s := range report.Steps {
		names = append(names, s.Name)
	}
	want := []string{"name", "port", "proxy", "tls", "sign-in", "folder", "sending", "self-mail"}
	if !report.OK || !slices.Equal(names, want) || report.Files == nil || !*report.Files || report.Took <= 0 {
		t.Errorf("mailbox test printed %+v", report)
	}
	o.run("officer", "add", "--initials", "gm", "--name", "Gemma Mills").ok()
}

// queueHasTheFixedForm: programs of the council read it.
func (o *office) queueHasTheFixedForm(t *testing.T, began time.Time) {
	raw := read[[]map[string]any](o.run("queue").ok())[0]
	want := []string{"assignee", "channel", "clock", "due", "from", "id", "late", "network", "start", "state", "subject", "tags", "type"}
	if got := slices.Sorted(maps.Keys(raw)); !slices.Equal(got, want) {
		t.Errorf("a row of the queue has the fields %v, want %v", got, want)
	}
	for _, field := range []string{"start", "due", "clock"} {
		if _, err := time.Parse(time.RFC3339, raw[field].(string)); err != nil {
			t.Errorf("%s: %v", field, err)
		}
	}
	r, due := o.queue()[0], hours(t).DueBy(calendar.OneWorkingDay, began)
	if !r.Start.Equal(began) || !r.Due.Equal(due) || !r.Clock.Equal(due) {
		t.Errorf("began %v, due %v, clock %v; want %v, %v", r.Start, r.Due, r.Clock, began, due)
	}
	if r.Network != "mailbox" || r.Type != "untriaged" || r.State != "open" || r.Late || r.Assignee != "" || r.Tags == nil ||
		r.From != "Nia Probert <"+nia+">" {
		t.Errorf("the row is %+v", r)
	}
}

func (o *office) sortsAndUndoes(t *testing.T, id string) {
	typed := read[struct{ Act string }](o.run("type", id, "service-request", "--officer", "GM").ok())
	o.run("assign", id, "GM").ok()
	o.run("tag", id, "Waste").ok()
	o.run("note", id, "--officer", "GM", "--text", "Rang the depot about the lorry.").ok()
	r := o.queue()[0]
	if r.Type != "service-request" || r.Assignee != "GM" || !slices.Equal(r.Tags, []string{"Waste"}) {
		t.Errorf("after sorting the row is %+v", r)
	}
	o.run("undo", id, typed.Act).ok()
	if r := o.queue()[0]; r.Type != "untriaged" || r.Assignee != "GM" {
		t.Errorf("after undoing the type the row is %+v", r)
	}
	o.run("tag", id, "Waste", "--off").ok()
	o.run("assign", id, "csc").ok()
	if r := o.queue()[0]; r.Assignee != "csc" || len(r.Tags) != 0 {
		t.Errorf("after that the row is %+v", r)
	}
	// What is not there, or can't be done, is said; nothing changes.
	o.run("wait", id).exits(failed)
	o.run("type", id, "poem").exits(failed)
	o.run("tag", id, "Dragons").exits(failed, "Waste")
	o.run("assign", id, "ZZ").exits(failed)
	o.run("undo", id, "no-such-act").exits(failed)
	for _, args := range [][]string{{"show", "nowhere"}, {"type", "nowhere", "press"}, {"done", "nowhere"},
		{"reply", "nowhere", "--officer", "GM", "--text", "Hello"}, {"settle", "nowhere", "live"}} {
		o.run(args...).exits(failed)
	}
	o.run("reply", id, "--officer", "ZZ", "--text", "Hello").exits(failed, "ZZ")
	o.run("reply", id, "--officer", "GM", "--text", "  ").exits(failed)
}

func (o *office) repliesFromStandardInput(t *testing.T, id string) {
	r := read[map[string]any](o.feed("Hello Nia,\nwe come on Thursday.\n", "reply", id, "--officer", "GM", "--text", "-").ok())
	if r["state"] != "sent" || r["send"] == "" || !strings.Contains(r["message_id"].(string), "@") {
		t.Errorf("reply printed %v", r)
	}
	out := o.outbox()
	if len(out) != 1 || out[0].Send != r["send"] || out[0].State != "sent" || out[0].Filed != "server" || !slices.Equal(out[0].To, []string{nia}) {
		t.Errorf("the outbox is %+v", out)
	}
	if got := read[[]noticed](o.run("notices").ok()); len(got) != 0 {
		t.Errorf("notices: %v", got)
	}
	if left := o.only(); left.Subject != "Café on the green" {
		t.Errorf("%+v still waits", left)
	}
	all := read[[]row](o.run("queue", "--all").ok())
	if !slices.ContainsFunc(all, func(r row) bool { return r.ID == id && r.State == "answered" && r.Due == nil }) {
		t.Errorf("queue --all leaves out what was answered: %+v", all)
	}
}

func (o *office) findsAndCopies(t *testing.T, id string) {
	for _, words := range [][]string{{"green", "bin"}, {"colle"}, {"nia"}, {"depot"}} {
		hits := read[[]struct{ Conversation string }](o.run(append([]string{"search"}, words...)...).ok())
		if len(hits) == 0 || hits[0].Conversation != id {
			t.Errorf("search %v found %v", words, hits)
		}
	}
	if hits := read[[]struct{ Subject string }](o.run("search", "cafe").ok()); len(hits) == 0 || hits[0].Subject != "Café on the green" {
		t.Errorf("search without the accent found %v", hits)
	}
	if hits := read[[]any](o.run("search", "dragon").ok()); len(hits) != 0 {
		t.Errorf("search for what nobody wrote found %v", hits)
	}
	file := filepath.Join(o.cwd, "copy.db")
	b := read[struct {
		File, Head string
		Bytes      int64
		Sealed     bool
	}](o.run("backup", file).ok())
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 || b.Bytes != info.Size() || b.Head == "" || b.Sealed {
		t.Errorf("backup printed %+v; %v", b, err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	o.run("backup", file).exits(failed)
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("a second backup changed the first: %v", err)
	}
	sealed := filepath.Join(o.cwd, "copy.age")
	if b := read[struct{ Sealed bool }](o.feed("three plain words\n", "backup", sealed, "--passphrase-stdin").ok()); !b.Sealed {
		t.Error("the copy is not sealed")
	}
	v := read[struct {
		OK   bool
		Acts int
		Head string
	}](o.run("verify").ok())
	if !v.OK || v.Acts < 10 || v.Head == "" {
		t.Errorf("verify printed %+v", v)
	}
	o.run("sample").exits(failed)
}

// TestWrongUse: what can't be meant ends with 2, says how the command is used, and changes nothing.
func TestWrongUse(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	for _, args := range [][]string{
		{"queues"}, {"mailbox"}, {"mailbox", "remove"}, {"queue", "now"}, {"queue", "--each"}, {"show"}, {"show", "a", "b"}, {"type", "a"},
		{"assign", "a"}, {"tag", "a"}, {"reply", "a"}, {"reply", "a", "--text", "Hello"}, {"sync"}, {"sync", "--once", "twice"},
		{"search"}, {"due"}, {"due", "tomorrow"}, {"due", "2026-11-27T16:30:00Z", "--rule", "3"}, {"holidays", "--year", "soon"},
		{"verify", "twice"}, {"backup"}, {"sample", "big"}, {"version", "new"}, {"outbox", "a"}, {"notices", "a"}, {"settle", "a"},
		{"officer", "add"}, {"mailbox", "add"}, {"mailbox", "add", "--address", press},
	} {
		o.run(args...).exits(wrongUse)
	}
	o.feed("x\n", "mailbox", "add", "--address", press, "--imap", "127.0.0.1:imap", "--smtp", "127.0.0.1:1").exits(wrongUse, "port")
	o.bare("", "--loud", "queue").exits(wrongUse, "--loud", "help")
	for _, args := range [][]string{{"help"}, {"--help"}, {"queue", "--help"}} {
		if r := o.bare("", args...).ok(); !strings.Contains(r.out, "queue") || r.err != "" {
			t.Errorf("no help\n%s", r)
		}
	}
	// A password in the arguments would stand in the process list: there is no such option.
	o.run("mailbox", "add", "--password", "x", "--address", press).exits(wrongUse)
}

// TestWorkspaceBusy: while one command writes, another that writes is told so, and reading ones run.
func TestWorkspaceBusy(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	o.connect()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()
	id := o.only().ID
	reached, release := pause(t, o.smtp, smtptest.Data, smtptest.Act{})
	p := o.start(o.binary, "reply", id, "--officer", "GM", "--text", "On Monday.")
	await(t, "the message", reached)
	for _, args := range [][]string{{"type", id, "press"}, {"sync", "--once"}, {"reply", id, "--officer", "GM", "--text", "On Tuesday."},
		{"done", id}, {"sample"}} {
		o.run(args...).exits(busy, "Nothing was changed")
	}
	for _, args := range [][]string{{"queue"}, {"show", id}, {"outbox"}, {"notices"}, {"search", "bins"}, {"verify"},
		{"backup", filepath.Join(o.cwd, "while-busy.db")}, {"due", "2026-11-27T16:30:00Z"}, {"holidays"}, {"version"}} {
		o.run(args...).ok()
	}
	if s := o.outbox(); len(s) != 1 || s[0].State != "sending" {
		t.Errorf("while it is under way the outbox says %+v", s)
	}
	release()
	if r := read[send](p.wait().ok()); r.State != "sent" {
		t.Errorf("the reply ended %+v", r)
	}
	o.run("type", id, "press").ok()
}

// TestSample: an untouched workspace becomes a sample desk with work of every kind, on which one can
// answer, and which reaches nobody.
func TestSample(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	o.run("sample").ok()
	all := read[[]row](o.run("queue", "--all").ok())
	if len(all) < 20 {
		t.Errorf("a sample desk has %d conversations", len(all))
	}
	for what, is := range map[string]func(row) bool{
		"late": func(r row) bool { return r.Late }, "in time": func(r row) bool { return r.State == "open" && !r.Late },
		"answered": func(r row) bool { return r.State == "answered" }, "from the press": func(r row) bool { return r.Type == "press" },
		"abuse": func(r row) bool { return r.Type == "abuse" }, "policy query": func(r row) bool { return r.Type == "policy-query" },
	} {
		if !slices.ContainsFunc(all, is) {
			t.Errorf("nothing on the sample desk is %s", what)
		}
	}
	officer := ""
	for _, r := range all {
		for _, e := range o.show(r.ID).Record {
			if len(e.Officer) == 2 {
				officer = e.Officer
			}
		}
	}
	r := o.queue()[0]
	s := read[send](o.run("reply", r.ID, "--officer", officer, "--text", "We look into it.").ok())
	if s.State != "sent" || o.smtp.Sessions() != 0 || o.imap.SignIns() != 0 {
		t.Errorf("the answer on the sample desk is %+v", s)
	}
	o.run("sync", "--once").ok()
	o.run("sample").exits(failed, "in use")
	o.feed(dovecottest.Password+"\n", o.add()...).exits(failed, "sample desk")
	if o.smtp.Sessions() != 0 || o.imap.SignIns() != 0 {
		t.Error("the sample desk reached a real server")
	}
	o.verify()
}

// TestNoPasswordStore: a PC without a keyring asks for the password each time, keeps it for that
// run, and says so.
func TestNoPasswordStore(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true, keyring: servicetest.BusOnly})
	if r := o.feed(dovecottest.Password+"\n", o.add()...).ok(); r.err == "" {
		t.Error("nothing was said about the password store")
	}
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.run("sync", "--once").exits(failed)
	o.feed(dovecottest.Password+"\n", "sync", "--once", "--password-stdin").ok()
	r := o.feed(dovecottest.Password+"\n", "reply", o.only().ID, "--officer", "GM", "--text", "On Monday.", "--password-stdin").ok()
	if s := read[send](r); s.State != "sent" || o.lies("nia", s.MessageID) != 1 {
		t.Errorf("the reply ended %+v", s)
	}
}
