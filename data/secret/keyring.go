// Package secret keeps passwords and sign-in keys in the operating system's
// keyring and nowhere else (DESIGN 6). A keyring can be missing, locked or
// refusing, and a locked one blocks its caller while a password window is open:
// so every call has a time limit, and every refusal says which of these it is.
package secret

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"commsdesk/app"
)

// Service is the name under which the operating system lists our items.
const Service = "Commsdesk"

// Errors that callers tell apart. A keyring that can't be used is *Unavailable.
var (
	// ErrNotFound means that nothing is stored under the item's name.
	ErrNotFound = app.NewError(app.NotFound, "No password is kept for this account. "+
		"Your messages and drafts are safe. Type the password to sign in.")
	// ErrEmpty is Set's answer to an empty value: it never replaces a stored one.
	ErrEmpty = app.NewError(app.Wrong, "The password is empty, so it was not kept. "+
		"The one kept before is unchanged. Type the password.")
	// ErrTooLong is Set's answer to a value over MaxValue bytes.
	ErrTooLong = app.NewError(app.Wrong, "This is too long to be a password, so it was not kept. "+
		"The one kept before is unchanged. Check what you pasted.")
	// ErrDamaged means that something is stored but not what we wrote; setting
	// the item again mends it.
	ErrDamaged = app.NewError(app.SignIn, "The password kept for this account can't be read. "+
		"Your messages and drafts are safe. Type the password again.")
	// ErrName means an item or workspace name that can't be a keyring name.
	ErrName = errors.New("not usable as a name in the keyring")
)

// Options are the time limits of a Keyring; zero values take the defaults.
type Options struct {
	// ReadTimeout bounds Get and Probe; default 5 s.
	ReadTimeout time.Duration
	// WriteTimeout bounds Set and Delete, which take several steps; default 15 s.
	WriteTimeout time.Duration
}

// Keyring stores the secrets of one workspace in the operating system's
// keyring. It is safe for use by several goroutines. Reads queue behind reads
// and writes behind writes, so that a keyring that never answers holds at most
// one goroutine of each; the others give up when their time is over.
type Keyring struct {
	workspace    string
	backend      backend
	opts         Options
	reads, edits chan struct{}
}

// backend is what an operating system's keyring offers: named values that are
// each replaced as a whole. Get and Delete return ErrNotFound for an absent name.
type backend interface {
	Get(name string) (string, error)
	Set(name, value string) error
	Delete(name string) error
}

// Open returns the keyring of a workspace, whose id becomes part of every item
// name. It touches nothing; use Probe to learn whether the keyring answers. It
// returns ErrName for an id that is empty or holds a slash or control character.
func Open(workspaceID string, opts Options) (*Keyring, error) {
	return open(workspaceID, systemKeyring{}, opts)
}

func open(workspaceID string, b backend, opts Options) (*Keyring, error) {
	if err := checkName(workspaceID); err != nil || strings.Contains(workspaceID, "/") {
		return nil, fmt.Errorf("open keyring of workspace %q: %w", workspaceID, ErrName)
	}
	if opts.ReadTimeout <= 0 {
		opts.ReadTimeout = 5 * time.Second
	}
	if opts.WriteTimeout <= 0 {
		opts.WriteTimeout = 15 * time.Second
	}
	return &Keyring{
		workspace: workspaceID, backend: b, opts: opts,
		reads: make(chan struct{}, 1), edits: make(chan struct{}, 1),
	}, nil
}

// Get returns the value stored under item. Its errors are ErrNotFound,
// ErrDamaged, ErrName, *Unavailable, or the context's when it was cancelled.
func (k *Keyring) Get(ctx context.Context, item string) (string, error) {
	if err := checkName(item); err != nil {
		return "", fmt.Errorf("read %q from the keyring: %w", item, err)
	}
	value, err := k.bounded(ctx, k.reads, k.opts.ReadTimeout, func(ctx context.Context) (string, error) {
		return k.read(ctx, item)
	})
	return value, explain("read", item, err)
}

// Set stores value under item. However it ends, the item afterwards reads as
// its old value or as the new one, whole. Its errors are ErrEmpty, ErrTooLong,
// ErrName, *Unavailable, or the context's when it was cancelled; after
// *Unavailable the write may still happen, when the keyring is unlocked later.
func (k *Keyring) Set(ctx context.Context, item, value string) error {
	err := checkName(item)
	switch {
	case err != nil:
	case value == "":
		err = ErrEmpty
	case len(value) > MaxValue:
		err = ErrTooLong
	default:
		_, err = k.bounded(ctx, k.edits, k.opts.WriteTimeout, func(ctx context.Context) (string, error) {
			return "", k.write(ctx, item, value)
		})
	}
	return explain("store", item, err)
}

// Delete removes item; one that is not there is no error. Its errors are
// ErrName, *Unavailable, or the context's when it was cancelled.
func (k *Keyring) Delete(ctx context.Context, item string) error {
	err := checkName(item)
	if err == nil {
		_, err = k.bounded(ctx, k.edits, k.opts.WriteTimeout, func(ctx context.Context) (string, error) {
			return "", k.remove(ctx, item)
		})
	}
	return explain("delete", item, err)
}

// Probe asks the keyring for an item that is never stored and says how it
// answered. A locked keyring may show its password window at that moment.
func (k *Keyring) Probe(ctx context.Context) Status {
	_, err := k.bounded(ctx, k.reads, k.opts.ReadTimeout, func(context.Context) (string, error) {
		return k.backend.Get(k.name("probe", "item"))
	})
	if err == nil || errors.Is(err, ErrNotFound) {
		return statusOf(Ready, nil)
	}
	return classify(err)
}

// outcome is what a bounded call returned.
type outcome struct {
	value string
	err   error
}

// bounded runs call on its own goroutine and waits at most limit for it. slot
// stays taken until call really ends, which may be long after bounded gave up;
// call must look at its context before each step, so that work given up on
// stops at the step it is stuck in.
func (k *Keyring) bounded(ctx context.Context, slot chan struct{}, limit time.Duration,
	call func(context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case slot <- struct{}{}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-slot }()
		done <- guarded(ctx, call)
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// guarded turns a panic into an error: go-keyring asserts the types of what the
// keyring's process sends, and a strange answer must not end the program.
func guarded(ctx context.Context, call func(context.Context) (string, error)) (o outcome) {
	defer func() {
		if p := recover(); p != nil {
			o = outcome{err: fmt.Errorf("the keyring gave an unexpected answer: %v", p)}
		}
	}()
	value, err := call(ctx)
	return outcome{value, err}
}

// explain wraps err with what was tried, and turns errors of the keyring itself
// into *Unavailable.
func explain(action, item string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrDamaged), errors.Is(err, ErrName),
		errors.Is(err, ErrEmpty), errors.Is(err, ErrTooLong), errors.Is(err, context.Canceled):
		return fmt.Errorf("%s %q in the keyring: %w", action, item, err)
	}
	return fmt.Errorf("%s %q in the keyring: %w", action, item, &Unavailable{classify(err)})
}

func checkName(name string) error {
	if name == "" || strings.ContainsFunc(name, unicode.IsControl) {
		return ErrName
	}
	return nil
}
