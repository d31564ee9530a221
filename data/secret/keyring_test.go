package secret

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/app"
)

var errBroken = errors.New("the keyring broke")

// shelf is a backend in memory that can break at a chosen step and, as Windows
// does, refuses long items.
type shelf struct {
	mu    sync.Mutex
	items map[string]string
	step  int
	// breakAt is the step (1, 2, ...) from which on everything fails; 0 never.
	breakAt int
	// applied makes the breaking step happen although it reports an error.
	applied bool
}

func newShelf() *shelf { return &shelf{items: map[string]string{}} }

// next counts a step; do says whether it happens, err what it reports.
func (s *shelf) next() (do bool, err error) {
	s.step++
	if s.breakAt == 0 || s.step < s.breakAt {
		return true, nil
	}
	return s.applied && s.step == s.breakAt, errBroken
}

func (s *shelf) Get(name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.next(); err != nil {
		return "", err
	}
	value, ok := s.items[name]
	if !ok {
		return "", ErrNotFound
	}
	return value, nil
}

func (s *shelf) Set(name, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(value) > 2560 {
		return fmt.Errorf("%d bytes are too many", len(value))
	}
	do, err := s.next()
	if do {
		s.items[name] = value
	}
	return err
}

func (s *shelf) Delete(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	do, err := s.next()
	if _, ok := s.items[name]; err == nil && !ok {
		return ErrNotFound
	}
	if do {
		delete(s.items, name)
	}
	return err
}

// mend lets every later step succeed, as after a restart.
func (s *shelf) mend() { s.step, s.breakAt = 0, 0 }

func openOn(t *testing.T, b backend) *Keyring {
	t.Helper()
	k, err := open("01WORKSPACE", b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// texts are values of every form that is stored differently.
var texts = map[string]string{
	"none":    "",
	"short":   "correct horse",
	"limit":   strings.Repeat("l", partBytes),
	"two":     strings.Repeat("2", partBytes+1),
	"four":    strings.Repeat("Ünïcode €", 800),
	"binary":  strings.Repeat("\x80", 3*partBytes),
	"another": strings.Repeat("four", 2400),
}

// TestReplaceIsWholeAfterABreakAtAnyStep breaks the keyring at every step of
// every replacement, with the breaking step done and not done.
func TestReplaceIsWholeAfterABreakAtAnyStep(t *testing.T) {
	rounds := 0
	for oldName, before := range texts {
		for newName, after := range texts {
			for _, applied := range []bool{false, true} {
				for breakAt := 1; ; breakAt++ {
					rounds++
					where := fmt.Sprintf("%s to %s, broken at step %d, done %v", oldName, newName, breakAt, applied)
					if finished := breakOnce(t, where, before, after, breakAt, applied); finished {
						break
					}
				}
			}
		}
	}
	if rounds < 500 {
		t.Fatalf("only %d rounds ran", rounds)
	}
}

// breakOnce stores before, breaks while it is replaced by after (deleted when
// after is ""), and checks what is read later. It returns true when the
// replacement ended before the break.
func breakOnce(t *testing.T, where, before, after string, breakAt int, applied bool) bool {
	t.Helper()
	ctx := context.Background()
	s := newShelf()
	k := openOn(t, s)
	if before != "" {
		if err := k.Set(ctx, "password", before); err != nil {
			t.Fatalf("%s: store the first value: %v", where, err)
		}
	}
	s.step, s.breakAt, s.applied = 0, breakAt, applied
	replace := func() error {
		if after == "" {
			return k.Delete(ctx, "password")
		}
		return k.Set(ctx, "password", after)
	}
	err := replace()
	finished := s.step < breakAt
	s.mend()
	got, readErr := openOn(t, s).Get(ctx, "password")
	if readErr != nil && !errors.Is(readErr, ErrNotFound) {
		t.Fatalf("%s: read: %v", where, readErr)
	}
	if got != before && got != after {
		t.Fatalf("%s: read a mixture of %d bytes", where, len(got))
	}
	if err == nil && got != after {
		t.Fatalf("%s: reported done, but the old value is read", where)
	}
	// The next try finishes the work and leaves nothing behind.
	if err := replace(); err != nil {
		t.Fatalf("%s: second try: %v", where, err)
	}
	if got, err := k.Get(ctx, "password"); got != after && after != "" {
		t.Fatalf("%s: second try reads %d bytes, %v", where, len(got), err)
	}
	want := 0
	if after != "" {
		want = 1
	}
	if len(after) > partBytes {
		want += len(split(after))
	}
	if len(s.items) != want {
		t.Fatalf("%s: %d items are left, want %d", where, len(s.items), want)
	}
	return finished
}

func TestSplitKeepsCharactersWhole(t *testing.T) {
	for name, text := range texts {
		parts := split(text)
		if strings.Join(parts, "") != text {
			t.Errorf("%s: the parts don't make up the value", name)
		}
		for i, part := range parts {
			if len(part) > partBytes {
				t.Errorf("%s: part %d has %d bytes", name, i, len(part))
			}
			if name == "four" && strings.ToValidUTF8(part, "") != part {
				t.Errorf("%s: part %d cuts a character", name, i)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	ctx := context.Background()
	s := newShelf()
	k := openOn(t, s)
	if err := k.Set(ctx, "password", "kept"); err != nil {
		t.Fatal(err)
	}
	if err := k.Set(ctx, "password", ""); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty value: %v, want ErrEmpty", err)
	}
	if err := k.Set(ctx, "password", strings.Repeat("x", MaxValue+1)); !errors.Is(err, ErrTooLong) {
		t.Errorf("an over-long value: %v, want ErrTooLong", err)
	}
	if got, err := k.Get(ctx, "password"); got != "kept" {
		t.Errorf("after the refusals %q is stored, %v", got, err)
	}
	for _, name := range []string{"", "a\nb"} {
		if err := k.Set(ctx, name, "x"); !errors.Is(err, ErrName) {
			t.Errorf("item %q: %v, want ErrName", name, err)
		}
	}
	for _, id := range []string{"", "a/b", "a\x00"} {
		if _, err := Open(id, Options{}); !errors.Is(err, ErrName) {
			t.Errorf("workspace %q: %v, want ErrName", id, err)
		}
	}
	s.items["01WORKSPACE/head/password"] = "written by something else"
	if _, err := k.Get(ctx, "password"); !errors.Is(err, ErrDamaged) {
		t.Errorf("a foreign value: %v, want ErrDamaged", err)
	}
	if err := k.Set(ctx, "password", "mended"); err != nil {
		t.Errorf("mend: %v", err)
	}
}

// TestErrorsNameNoSecret breaks a long write at every step and looks for the
// value in the error.
func TestErrorsNameNoSecret(t *testing.T) {
	const value = "canary-in-an-error"
	for breakAt := 1; breakAt < 6; breakAt++ {
		s := newShelf()
		s.breakAt = breakAt
		err := openOn(t, s).Set(context.Background(), "password", strings.Repeat(value, 300))
		if err != nil && strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), value) {
			t.Fatalf("step %d: the error shows the secret", breakAt)
		}
		var u *Unavailable
		if err != nil && (!errors.As(err, &u) || !errors.Is(err, errBroken) || app.Say(err) != sentences[Denied]) {
			t.Fatalf("step %d: %v is not a worded *Unavailable", breakAt, err)
		}
	}
}

// stuck is a backend that answers only once released, like a locked keyring
// behind its password window.
type stuck struct {
	*shelf
	release     chan struct{}
	inside, max atomic.Int32
}

func (s *stuck) Get(name string) (string, error) {
	s.enter()
	defer s.inside.Add(-1)
	return s.shelf.Get(name)
}

func (s *stuck) Set(name, value string) error {
	s.enter()
	defer s.inside.Add(-1)
	return s.shelf.Set(name, value)
}

func (s *stuck) enter() {
	now := s.inside.Add(1)
	for most := s.max.Load(); now > most && !s.max.CompareAndSwap(most, now); most = s.max.Load() {
	}
	<-s.release
}

func TestStuckKeyringIsLockedAndHoldsOneGoroutineOfEachKind(t *testing.T) {
	s := &stuck{shelf: newShelf(), release: make(chan struct{})}
	k, err := open("01WORKSPACE", s, Options{ReadTimeout: 30 * time.Millisecond, WriteTimeout: 30 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if _, err := k.Get(ctx, "password"); !lockedError(err) {
				t.Errorf("read: %v, want locked", err)
			}
		})
		wg.Go(func() {
			if err := k.Set(ctx, "password", "late"); !lockedError(err) {
				t.Errorf("store: %v, want locked", err)
			}
		})
	}
	wg.Wait()
	if status := k.Probe(ctx); status.State != Locked {
		t.Errorf("probe: %s, want locked", status.State)
	}
	if most := s.max.Load(); most != 2 {
		t.Errorf("%d calls were stuck at once, want one read and one write", most)
	}
	// Cancelling is not "locked".
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := k.Get(cancelled, "password"); !errors.Is(err, context.Canceled) || lockedError(err) {
		t.Errorf("cancelled read: %v", err)
	}
	close(s.release)
	k.opts = Options{ReadTimeout: time.Minute, WriteTimeout: time.Minute}
	// The write that was given up on stopped where it was stuck.
	if _, err := k.Get(ctx, "password"); !errors.Is(err, ErrNotFound) {
		t.Errorf("read after the release: %v, want ErrNotFound", err)
	}
	if err := k.Set(ctx, "password", "new"); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get(ctx, "password"); got != "new" {
		t.Errorf("read %q, %v", got, err)
	}
}

func lockedError(err error) bool {
	var u *Unavailable
	return errors.As(err, &u) && u.Status.State == Locked
}

// rude is a backend whose answer makes the library panic.
type rude struct{ *shelf }

func (rude) Get(string) (string, error) { panic("not a list of paths") }

func TestPanicOfTheLibraryIsAnError(t *testing.T) {
	_, err := openOn(t, rude{newShelf()}).Get(context.Background(), "password")
	var u *Unavailable
	if !errors.As(err, &u) || u.Status.State != Denied {
		t.Fatalf("got %v, want denied", err)
	}
}

// TestReadDuringReplacement reads while another process replaces a long value.
func TestReadDuringReplacement(t *testing.T) {
	ctx := context.Background()
	s := newShelf()
	reader, writer := openOn(t, s), openOn(t, s)
	if err := writer.Set(ctx, "key", texts["four"]); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 200 {
			if err := writer.Set(ctx, "key", []string{texts["another"], texts["four"]}[i%2]); err != nil {
				t.Errorf("write: %v", err)
			}
		}
	}()
	for {
		got, err := reader.Get(ctx, "key")
		if err == nil && got != texts["four"] && got != texts["another"] {
			t.Fatal("read a mixture")
		}
		// A reader that is overtaken again and again says so; it never lies.
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("read: %v", err)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}
