package mailbox_test

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
	"commsdesk/platforms/simulator"
)

const (
	address = "press@example.gov.uk"
	office  = "Borough Press Office"
)

// world is one mailbox with residents who write to it: a simulator.World whose
// servers are real. Nobody posts, comments or talks in it; all is mail.
type world struct {
	t        testing.TB
	dove     *dovecottest.Server
	user     string
	controls *simulator.Server
	gate     *gate
	post     *smtptest.Server
	ca       string

	mu sync.Mutex
	// wrote are the residents' and our mails so far, by id.
	wrote map[string]letter
	ours  []simulator.Accepted
	// faults are those of the submissions under way, by session; hangs the mails
	// that are taken without an answer; shut the addresses that take no mail.
	faults map[int]simulator.Fault
	hangs  map[string]bool
	shut   map[string]bool
	moved  bool // see rearrange
}

// letter is what is remembered of a mail, for answers to it.
type letter struct{ from, root string }

func newWorld(t testing.TB, dove *dovecottest.Server, user string, clock platforms.Clock) (*world, error) {
	w := &world{t: t, dove: dove, user: user, wrote: map[string]letter{}, faults: map[int]simulator.Fault{}, hangs: map[string]bool{}, shut: map[string]bool{}}
	var err error
	if w.post, err = smtptest.Start(smtptest.Options{User: user, Password: dovecottest.Password, Deliver: w.taken, Script: w.script}); err != nil {
		return nil, err
	}
	w.controls = simulator.Beside(clock, func() {
		w.gate.close()
		_ = w.post.Close()
	})
	if w.gate, err = newGate(dove, w.controls, w.rearrange); err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(dove.CAFile)
	if err != nil {
		return nil, err
	}
	w.ca = filepath.Join(t.TempDir(), "ca.pem")
	return w, os.WriteFile(w.ca, append(authority, w.post.CertificatePEM()...), 0o600)
}

// Server steers the gate before Dovecot and the submission server.
func (w *world) Server() *simulator.Server { return w.controls }

// Config holds the mailbox's settings; see fromWorld.
func (w *world) Config() map[string]string {
	files := true
	raw, _ := json.Marshal(mailbox.Config{ // strings and numbers marshal
		Address: address, DisplayName: office, User: w.user,
		IMAPHost: "127.0.0.1", IMAPPort: w.gate.port(), IMAPTLS: mailbox.Implicit,
		SMTPHost: "127.0.0.1", SMTPPort: w.post.Port(), SMTPTLS: mailbox.Implicit,
		CAFile: w.ca, Proxy: mailbox.NoProxy, FilesInSent: &files,
	})
	return map[string]string{"settings": string(raw)}
}

// Secrets is the password.
func (w *world) Secrets() map[string]string {
	return map[string]string{"password": dovecottest.Password}
}

// Account is the mailbox.
func (w *world) Account() platforms.Identity { return platforms.Identity{ID: address, Name: office} }

// Post does nothing: a mailbox publishes nothing.
func (w *world) Post(string, time.Time) string { return "" }

// Message does nothing: all mail is private, and Comment writes it.
func (w *world) Message(platforms.Person, string, time.Time) string { return "" }

// Comment lets a resident write to the mailbox, or answer a mail.
func (w *world) Comment(by platforms.Person, parent, text string, at time.Time) string {
	from := &mail.Address{Name: by.Name, Address: by.Handle + "@example.org"}
	return w.write(dovecottest.Inbox, from, &mail.Address{Address: address}, parent, text, at)
}

// AnswerOutside lets us answer with a mail program.
func (w *world) AnswerOutside(parent, text string, at time.Time) string {
	w.mu.Lock()
	to := w.wrote[parent].from
	w.mu.Unlock()
	return w.write("Sent", &mail.Address{Name: office, Address: address}, &mail.Address{Address: to}, parent, text, at)
}

// write puts a mail into a folder.
func (w *world) write(folder string, from, to *mail.Address, parent, text string, at time.Time) (id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id = strings.ToLower(rand.Text()) + "@example.org"
	root := cmp.Or(w.wrote[parent].root, id)
	w.wrote[id] = letter{from.Address, root}
	var above string
	if parent != "" {
		above = "In-Reply-To: <" + parent + ">\r\nReferences: <" + root + "> <" + parent + ">\r\n"
	}
	w.deliver(folder, fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: A question\r\nMessage-ID: <%s>\r\nDate: %s\r\n%sMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, to, id, at.Format(time.RFC1123Z), above, text), at)
	return id
}

// deliver is called under the lock: Dovecot's helper counts what it delivered.
func (w *world) deliver(folder string, raw []byte, at time.Time) {
	w.dove.Deliver(w.user, folder, raw, at)
}

// Edit and Remove do nothing: a mail that was sent can't be changed.
func (w *world) Edit(string, string, time.Time) bool { return false }

// Remove does nothing; see Edit.
func (w *world) Remove(string, time.Time) bool { return false }

// Shut lets the mail's author take no more mail from us.
func (w *world) Shut(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shut[w.wrote[id].from] = true
	return true
}

// Ours is what the submission server took.
func (w *world) Ours() []simulator.Accepted {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.ours)
}

// State is nothing: there are no measures.
func (w *world) State(string) simulator.Held { return simulator.Held{} }

var errLies = errors.New("the mail lies on the mail server, not in this world")

// Save gives an error; see Load.
func (w *world) Save() ([]byte, error) { return nil, errLies }

// Load gives an error: real servers keep their own mail.
func (w *world) Load([]byte) error { return errLies }

// rearrange is what Doubled and Disorder are for mail, done once, before anybody
// numbered it: every mail lies there twice, or is numbered in another order than it
// came, as after a move to another server.
func (w *world) rearrange(fault simulator.Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.moved {
		return
	}
	w.moved = true
	for _, folder := range []string{dovecottest.Inbox, "Sent"} {
		for n, file := range w.dove.Files(w.user, folder) {
			if fault == simulator.Disorder {
				// The numbers follow the names.
				name := fmt.Sprintf("%d.M%dP2.example", 1600000000+(n*7919)%10007, n)
				if err := os.Rename(file, filepath.Join(filepath.Dir(file), name)); err != nil {
					w.t.Error(err)
				}
				continue
			}
			raw, err := os.ReadFile(file)
			at, other := os.Stat(file)
			if err := errors.Join(err, other); err != nil {
				w.t.Error(err)
				return
			}
			w.deliver(folder, raw, at.ModTime())
		}
	}
}

// submit is the call at which faults of sending are aimed: one whole submission.
const submit = "submit"

// script is how the submission server behaves: each fault at the phase where a mail
// server shows it.
func (w *world) script(e smtptest.Event) smtptest.Act {
	w.mu.Lock()
	defer w.mu.Unlock()
	if e.Phase == smtptest.Connect {
		w.faults[e.Session] = w.controls.Meet(submit)
	}
	fault := w.faults[e.Session]
	if e.Phase == smtptest.To && w.shut[e.Address] {
		return smtptest.Act{Answer: "550 5.7.1 this person takes no mail from you"}
	}
	if fault == simulator.Drip {
		return smtptest.Act{Drip: time.Millisecond}
	}
	act := map[simulator.Fault]map[smtptest.Phase]smtptest.Act{
		simulator.RateLimited: {smtptest.To: {Answer: "451 4.7.1 greylisted, come back later"}},
		simulator.Expired:     {smtptest.SignIn: {Answer: "535 5.7.8 this password is no longer good"}},
		simulator.Revoked:     {smtptest.From: {Answer: "550 5.7.60 you may not send as this sender"}},
		simulator.GoneParent:  {smtptest.To: {Answer: "550 5.1.1 no such mailbox"}},
		simulator.FailAfter:   {smtptest.Dot: {Keep: true, Drop: true}},
		simulator.HangAfter:   {smtptest.Dot: {Keep: true, Stall: true}},
		simulator.Cut:         {smtptest.Dot: {Keep: true, Cut: true}},
		simulator.Blank:       {smtptest.Dot: {Keep: true, Answer: " "}},
	}[fault][e.Phase]
	if act.Stall {
		w.hangs[e.Message.ID] = true
	}
	return act
}

// taken files an accepted mail in Sent, before its sender hears of it.
func (w *world) taken(m smtptest.Message) error {
	said, err := read(m)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deliver("Sent", m.Bytes, w.controls.Now())
	w.ours = append(w.ours, said)
	if w.hangs[m.ID] {
		w.controls.Hang()
	}
	return nil
}

// read takes an accepted mail apart with the library's own reader, not the adapter's.
func read(m smtptest.Message) (simulator.Accepted, error) {
	said := simulator.Accepted{ID: m.ID, Private: true, To: strings.Join(m.Recipients, " ")}
	r, err := mail.CreateReader(bytes.NewReader(m.Bytes))
	if err != nil {
		return said, err
	}
	if above, err := r.Header.MsgIDList("In-Reply-To"); err == nil && len(above) > 0 {
		said.Parent = above[0]
	}
	if said.At, err = r.Header.Date(); err != nil {
		return said, err
	}
	for {
		part, err := r.NextPart()
		if err != nil {
			return said, err
		}
		h, inline := part.Header.(*mail.InlineHeader)
		if !inline {
			continue
		}
		if kind, _, err := h.ContentType(); err == nil && kind == "text/plain" {
			words, err := io.ReadAll(part.Body)
			said.Text = string(words)
			return said, err
		}
	}
}
