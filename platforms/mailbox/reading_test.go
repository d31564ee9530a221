package mailbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
)

// keyring is a channel's secrets in memory.
type keyring map[string]string

func (k keyring) Get(_ context.Context, item string) (string, error) { return k[item], nil }

func (k keyring) Set(_ context.Context, item, value string) error { k[item] = value; return nil }

// desk is a Sink that stores what it is given the way a store would: items by
// key, locations by place, and the cursor of the last batch.
type desk struct {
	mu      sync.Mutex
	batches []platforms.Batch
	items   map[string]platforms.Item
	bodies  map[string]int
	places  map[platforms.Location]string
	cursor  []byte
	refuse  func(platforms.Batch) error
}

func newDesk() *desk {
	return &desk{items: map[string]platforms.Item{}, bodies: map[string]int{}, places: map[platforms.Location]string{}}
}

func (d *desk) Deliver(_ context.Context, b platforms.Batch) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		if err := d.refuse(b); err != nil {
			return err
		}
	}
	d.batches = append(d.batches, b)
	for _, folder := range b.Renewed {
		maps.DeleteFunc(d.places, func(at platforms.Location, _ string) bool { return at.Folder == folder })
	}
	for _, item := range b.Items {
		d.places[item.Location] = item.Key
		if item.HeaderOnly && d.bodies[item.Key] > 0 {
			continue
		}
		d.items[item.Key] = item
		if !item.HeaderOnly {
			d.bodies[item.Key]++
		}
	}
	for _, at := range b.Gone {
		delete(d.places, at)
	}
	d.cursor = b.Cursor
	return nil
}

// whole counts the messages whose bodies are here.
func (d *desk) whole() int {
	n := 0
	for _, item := range d.items {
		if !item.HeaderOnly {
			n++
		}
	}
	return n
}

func (d *desk) here(folder string) int {
	n := 0
	for at := range d.places {
		if at.Folder == folder {
			n++
		}
	}
	return n
}

func (d *desk) bySubject(subject string) (platforms.Item, bool) {
	for _, item := range d.items {
		if item.Subject == subject {
			return item, true
		}
	}
	return platforms.Item{}, false
}

const ours = "press@example.gov.uk"

func config(s *dovecottest.Server) Config {
	return Config{
		Address: ours, User: "press",
		IMAPHost: s.Host, IMAPPort: s.TLSPort, IMAPTLS: Implicit,
		SMTPHost: s.Host, SMTPPort: 465, SMTPTLS: Implicit,
		CAFile: s.CAFile, Proxy: NoProxy,
	}
}

func connect(t testing.TB, c Config) *Mailbox {
	t.Helper()
	m, err := New(c, keyring{passwordItem: dovecottest.Password}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func window() platforms.Window {
	now := time.Now()
	return platforms.Window{PromiseFrom: now.Add(-8 * time.Hour), OldestFrom: now.AddDate(0, -12, 0)}
}

func pullInto(t testing.TB, m *Mailbox, d *desk) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := m.Pull(ctx, d.cursor, window(), d); err != nil {
		t.Fatalf("pull: %v", err)
	}
}

// letter is a small message from a resident.
func residentMail(n int) []byte {
	return fmt.Appendf(nil, "From: Ann Resident %[1]d <ann%[1]d@example.org>\r\nTo: %[2]s\r\nSubject: Bins %[1]d\r\n"+
		"Message-ID: <m%[1]d@example.org>\r\nDate: Tue, 03 Mar 2026 10:01:00 +0000\r\n\r\nMy bin %[1]d was not emptied.\r\n", n, ours)
}

func ourMail(n int) []byte {
	return fmt.Appendf(nil, "From: %[2]s\r\nTo: ann%[1]d@example.org\r\nSubject: Re: Bins %[1]d\r\n"+
		"Message-ID: <r%[1]d@example.gov.uk>\r\nIn-Reply-To: <m%[1]d@example.org>\r\nDate: Tue, 03 Mar 2026 11:01:00 +0000\r\n\r\nWe will come on Friday.\r\n", n, ours)
}

func TestFirstPullBringsThePromiseWindowFirst(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	now := time.Now()
	for n := range 250 {
		s.Deliver("press", dovecottest.Inbox, residentMail(n), now.AddDate(0, -6, 0).Add(time.Duration(n)*time.Minute))
	}
	for n := range 20 {
		s.Deliver("press", dovecottest.Inbox, residentMail(1000+n), now.Add(-time.Hour))
		s.Deliver("press", "Sent", ourMail(1000+n), now.Add(-time.Minute))
		s.Deliver("press", "Sent", ourMail(2000+n), now.AddDate(0, -3, 0))
		s.Deliver("press", dovecottest.Inbox, residentMail(3000+n), now.AddDate(-2, 0, 0))
	}
	before := s.Listing("press")
	d := newDesk()
	m := connect(t, config(s))
	pullInto(t, m, d)

	first := d.batches[0].Items
	if len(first) != 20 || first[0].Direction != platforms.FromUs || first[0].HeaderOnly {
		t.Errorf("the first batch has %d items, the first of them %+v; want what we sent in the promise window", len(first), first[0])
	}
	second := d.batches[1].Items
	if len(second) != 20 || !second[0].HeaderOnly || second[0].Direction != platforms.FromResident {
		t.Errorf("the second batch is not the promise window's headers: %d items", len(second))
	}
	last := uint32(1 << 31)
	for _, b := range d.batches[2:] {
		for _, item := range b.Items {
			if item.HeaderOnly {
				t.Errorf("a header after the promise window: %s", item.Subject)
			}
			if item.Location.Folder == inbox {
				if item.Location.UID > last {
					t.Fatalf("UID %d after %d: not newest first", item.Location.UID, last)
				}
				last = item.Location.UID
			}
		}
	}
	if d.whole() != 250+20+20+20 {
		t.Errorf("%d whole messages, want 310; none older than 12 months", d.whole())
	}
	end := d.batches[len(d.batches)-1]
	if end.There[inbox] != d.here(inbox) || end.There["Sent"] != d.here("Sent") || end.There[inbox] != 270 {
		t.Errorf("there %v, here %d and %d", end.There, d.here(inbox), d.here("Sent"))
	}
	if end.Done != end.Total {
		t.Errorf("progress ends at %d of %d", end.Done, end.Total)
	}
	if after := s.Listing("press"); !slices.Equal(before, after) {
		t.Errorf("the Maildir changed:\n%s", strings.Join(after[:3], "\n"))
	}
	batches := len(d.batches)
	pullInto(t, m, d)
	if len(d.batches) != batches {
		t.Errorf("a quiet pull delivered %d batches", len(d.batches)-batches)
	}
}

func TestNewMailAndExpungeElsewhere(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	var files []string
	for n := range 10 {
		files = append(files, s.Deliver("press", dovecottest.Inbox, residentMail(n), time.Time{}))
	}
	d, m := newDesk(), (*Mailbox)(nil)
	m = connect(t, config(s))
	pullInto(t, m, d)
	s.Deliver("press", dovecottest.Inbox, residentMail(77), time.Time{})
	remove(t, s, files[3])
	pullInto(t, m, d)
	if _, ok := d.bySubject("Bins 77"); !ok {
		t.Error("new mail did not come")
	}
	gone, _ := d.bySubject("Bins 3")
	if _, there := d.places[gone.Location]; there || d.here(inbox) != 10 {
		t.Errorf("expunged mail still has its place; %d here", d.here(inbox))
	}
	if d.whole() != 11 {
		t.Errorf("%d messages kept, want 11: nothing is deleted here", d.whole())
	}
}

func TestNewUIDValidityMakesNoDoubles(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	for n := range 30 {
		s.Deliver("press", dovecottest.Inbox, residentMail(n), time.Time{})
	}
	d, m := newDesk(), connect(t, config(s))
	pullInto(t, m, d)
	validity := d.bySubjectOrFail(t, "Bins 5").Location.Validity
	s.ResetValidity("press", dovecottest.Inbox)
	s.Deliver("press", dovecottest.Inbox, residentMail(30), time.Time{})
	if err := m.Pull(t.Context(), d.cursor, window(), d); platforms.ClassOf(err) == platforms.ClassOffline {
		pullInto(t, m, d) // the restart cut the kept connection
	} else if err != nil {
		t.Fatal(err)
	}
	renewed := false
	for _, b := range d.batches {
		renewed = renewed || slices.Contains(b.Renewed, inbox)
	}
	if !renewed || d.bySubjectOrFail(t, "Bins 5").Location.Validity == validity {
		t.Error("the new numbering was not told")
	}
	if d.whole() != 31 || d.here(inbox) != 31 {
		t.Errorf("%d messages at %d places, want 31 each", d.whole(), d.here(inbox))
	}
}

func (d *desk) bySubjectOrFail(t *testing.T, subject string) platforms.Item {
	t.Helper()
	item, ok := d.bySubject(subject)
	if !ok {
		t.Fatalf("no message %q", subject)
	}
	return item
}

func TestASinkThatRefusesStopsThePull(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	for n := range 350 {
		s.Deliver("press", dovecottest.Inbox, residentMail(n), time.Now().AddDate(0, -1, 0))
	}
	m, d := connect(t, config(s)), newDesk()
	full := errors.New("disk full")
	count := 0
	d.refuse = func(platforms.Batch) error {
		if count++; count == 3 {
			return full
		}
		return nil
	}
	if err := m.Pull(t.Context(), nil, window(), d); !errors.Is(err, full) {
		t.Fatalf("pull returned %v, want the sink's own error", err)
	}
	stored := d.whole()
	s.Deliver("press", dovecottest.Inbox, residentMail(999), time.Time{})
	from := len(d.batches)
	pullInto(t, m, d)
	if got := d.batches[from].Items[0].Subject; got != "Bins 999" {
		t.Errorf("the second pull began with %q, want the new mail before the rest", got)
	}
	again := 0
	for _, b := range d.batches[from:] {
		again += len(b.Items)
	}
	if d.whole() != 351 || again != 351-stored {
		t.Errorf("%d messages, %d brought by the second pull, want %d", d.whole(), again, 351-stored)
	}
}
