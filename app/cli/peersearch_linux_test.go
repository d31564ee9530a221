package cli_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/assets"
	"commsdesk/data"

	_ "github.com/mattn/go-sqlite3" // for a plain table, and to weigh the index
)

const searchedMails = 20_000

// BenchmarkPeerSearch makes the same mails findable, then looks for words in them, as notmuch does.
func BenchmarkPeerSearch(b *testing.B) {
	needPeers(b)
	dir, mails := filepath.Join(b.TempDir(), "desk"), filepath.Join(b.TempDir(), "mail")
	filled := fillBoth(b, dir, mails)
	title, here := peer(b, "notmuch", "--version")
	config := filepath.Join(filepath.Dir(mails), "notmuch")
	check(b, os.WriteFile(config, []byte("[database]\npath="+mails+"\n[user]\nname=Press\nprimary_email="+press+"\n[new]\ntags=inbox\n"), 0o600))
	notmuch := func(args ...string) *exec.Cmd {
		return exec.Command("notmuch", append([]string{"--config=" + config}, args...)...)
	}
	c := comparison{what: fmt.Sprintf("Make %d mails of 1 KB findable", searchedMails), peer: title,
		ours:    seconds(filled) + ", index " + megabytes(indexSize(b, dir)),
		besides: "Commsdesk stores the mails too, and its conversations and due times; notmuch reads them from files"}
	if here {
		u := measure(b, notmuch("new"))
		c.theirs, c.ratio = seconds(u.wall)+", index "+megabytes(folderSize(b, filepath.Join(mails, ".notmuch"))), times(filled, u.wall)
	}
	report(b, c)
	words := newCorrespondence().words
	for _, q := range []struct {
		name  string
		words []string
	}{{"a rare word", words[9000:9001]}, {"a frequent word", words[40:41]}, {"two words", words[300:302]}} {
		var ours, theirs []usage
		for range 11 {
			ours = append(ours, measure(b, exec.Command(quickProgram(b), append([]string{"--workspace", dir, "search"}, q.words...)...)))
			if here {
				theirs = append(theirs, measure(b, notmuch(append([]string{"search", "--limit=50"}, q.words...)...)))
			}
		}
		c := comparison{what: fmt.Sprintf("Find %s in %d mails, the best 50", q.name, searchedMails), ours: median(ours).String(), peer: title,
			besides: "a run of the program each; Commsdesk ranks by fit and finds beginnings of words, notmuch takes the newest with the whole word"}
		if here {
			c.theirs, c.ratio = median(theirs).String(), times(median(ours).wall, median(theirs).wall)
		}
		report(b, c)
	}
}

// fillBoth puts the same mails into a new workspace and into a Maildir, and tells how long the
// workspace took.
func fillBoth(b *testing.B, dir, mails string) (took time.Duration) {
	b.Helper()
	check(b, os.MkdirAll(filepath.Join(mails, "new"), 0o700))
	check(b, os.MkdirAll(filepath.Join(mails, "cur"), 0o700))
	store, c := deskWithMailbox(b, dir)
	words, begin := newCorrespondence(), time.Now().AddDate(-1, 0, 0).Truncate(time.Second)
	const batch = 200
	for n := 0; n < searchedMails; n += batch {
		f := intake.Facts{Channel: c.ID, Cursor: []byte("1")}
		for i := n; i < n+batch; i++ {
			at, subject, text := begin.Add(time.Duration(i)*10*time.Minute), strings.TrimSpace(words.text(5)), words.text(150)
			id, who := fmt.Sprintf("m%d@resident.example", i), inbox.Person{ID: fmt.Sprintf("person%d@resident.example", i%4000), Name: fmt.Sprintf("Person %d", i%4000)}
			f.Messages = append(f.Messages, inbox.Message{Key: id, Channel: c.ID, Conversation: fmt.Sprintf("c%d", i), RemoteID: id, ThreadRoot: id, BodyHash: id,
				Direction: inbox.In, Kind: "mail", From: who, AnswerTo: who, Subject: subject, Text: text, Start: at, SentAt: at, SeenAt: at, Calendar: 1,
				History: true, Locations: []inbox.Location{{Folder: "INBOX", Validity: 1, UID: uint32(i + 1)}}})
			raw := fmt.Sprintf("From: %s <%s>\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <%s>\n\n%s\n", who.Name, who.ID, press, subject, at.Format(time.RFC1123Z), id, text)
			check(b, os.WriteFile(filepath.Join(mails, "cur", strconv.Itoa(i)+":2,S"), []byte(raw), 0o600))
		}
		began := time.Now()
		check(b, store.Store(b.Context(), f))
		took += time.Since(began)
	}
	check(b, store.Close())
	return took
}

// deskWithMailbox is a new workspace that has a mailbox, without the program around it.
func deskWithMailbox(b *testing.B, dir string) (*data.Store, channel.Channel) {
	b.Helper()
	holidays, err := calendar.ParseHolidays(assets.BankHolidays())
	check(b, err)
	store, err := data.Open(context.Background(), data.Options{Dir: dir, Clock: time.Now, Holidays: holidays, OSUser: "gemma"})
	check(b, err)
	b.Cleanup(func() { _ = store.Close() })
	c := channel.Channel{ID: channel.ChannelID("mailbox", press), Network: "mailbox", Identity: press, Name: "Press office", PromiseFrom: time.Now().UnixMilli()}
	do(b, store, gemma.New(channel.Connected, act.Subject{Type: act.Channel, ID: c.ID}, c, nil))
	return store, c
}

var gemma = act.Who{Officer: "officer-gm", OSUser: "gemma"}

func do(b *testing.B, store *data.Store, acts ...act.Act) {
	b.Helper()
	_, err := store.Do(context.Background(), acts...)
	check(b, err)
}

func indexSize(b *testing.B, dir string) (bytes int64) {
	b.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, data.FileName)+"?mode=ro")
	check(b, err)
	check(b, db.QueryRow("SELECT (SELECT sum(length(block)) FROM found_data) + (SELECT sum(length(sz)) FROM found_docsize)").Scan(&bytes))
	check(b, db.Close())
	return bytes
}

func folderSize(b *testing.B, dir string) (bytes int64) {
	b.Helper()
	check(b, filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			bytes += info.Size()
		}
		return err
	}))
	return bytes
}

// BenchmarkPeerJournal writes acts, each in a transaction that is on the disk before the next, as
// SQLite alone writes rows.
func BenchmarkPeerJournal(b *testing.B) {
	needPeers(b)
	const acts = 300
	store, c := deskWithMailbox(b, filepath.Join(b.TempDir(), "desk"))
	nia := inbox.Person{ID: nia, Name: "Nia Probert"}
	check(b, store.Store(b.Context(), intake.Facts{Channel: c.ID, Cursor: []byte("1"), Messages: []inbox.Message{{Key: "a", Channel: c.ID, Conversation: "bins",
		RemoteID: "a", BodyHash: "a", ThreadRoot: "a", Direction: inbox.In, Kind: "mail", From: nia, AnswerTo: nia, Subject: "Bins", Text: "When?", Start: time.Now(), SentAt: time.Now(), SeenAt: time.Now(), Calendar: 1}}}))
	plain, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "plain.db")+"?_journal_mode=WAL&_synchronous=FULL")
	check(b, err)
	defer func() { check(b, plain.Close()) }()
	plain.SetMaxOpenConns(1)
	_, err = plain.Exec("CREATE TABLE row (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL)")
	check(b, err)
	var ours, theirs time.Duration
	for n := range acts {
		began := time.Now()
		do(b, store, gemma.New(inbox.Assigned, act.Subject{Type: act.Conversation, ID: "bins"}, inbox.AssignEffect{To: "team:csc"}, nil))
		between := time.Now()
		_, err := plain.Exec("INSERT INTO row (at, text) VALUES (?, ?)", n, "assigned to team:csc")
		check(b, err)
		ours, theirs = ours+between.Sub(began), theirs+time.Since(between)
	}
	report(b, comparison{what: fmt.Sprintf("One act, on the disk, mean of %d", acts), ours: seconds(ours / acts), peer: "SQLite alone, one row, synchronous=FULL",
		theirs: seconds(theirs / acts), ratio: times(ours, theirs), besides: "an act also checks the rules, folds the conversation and binds the row to the one before it by a hash"})
}
