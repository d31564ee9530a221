package secret

import (
	"context"
	"errors"
	"testing"
)

func TestChainAsksBeforeItKeepsForThisRun(t *testing.T) {
	ctx := context.Background()
	s := newShelf()
	s.breakAt = 1
	c := NewChain(openOn(t, s))
	if status := c.Probe(ctx); status.State == Ready {
		t.Fatal("a broken keyring is ready")
	}
	var u *Unavailable
	if err := c.Set(ctx, "password", "typed"); !errors.As(err, &u) || c.Mode() != InKeyring {
		t.Fatalf("without the officer's yes: %v, mode %s", err, c.Mode())
	}
	c.KeepForThisRun()
	if err := c.Set(ctx, "password", "typed"); err != nil || c.Mode() != ThisRun {
		t.Fatalf("after the yes: %v, mode %s", err, c.Mode())
	}
	if err := c.Set(ctx, "password", ""); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty value: %v, want ErrEmpty", err)
	}
	if err := c.KeepInKeyring(ctx); !errors.As(err, &u) || c.Mode() != ThisRun {
		t.Errorf("move into a broken keyring: %v, mode %s", err, c.Mode())
	}
	if got, err := c.Get(ctx, "password"); got != "typed" {
		t.Errorf("read %q, %v", got, err)
	}
	if len(s.items) != 0 {
		t.Errorf("%d items reached the keyring", len(s.items))
	}
	s.mend()
	if err := c.KeepInKeyring(ctx); err != nil || c.Mode() != InKeyring {
		t.Fatalf("move into the mended keyring: %v, mode %s", err, c.Mode())
	}
	if got, err := openOn(t, s).Get(ctx, "password"); got != "typed" {
		t.Errorf("after the move the keyring holds %q, %v", got, err)
	}
	if err := c.Delete(ctx, "password"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(ctx, "password"); !errors.Is(err, ErrNotFound) {
		t.Errorf("read what was deleted: %v", err)
	}
}

func TestSessionForgets(t *testing.T) {
	ctx := context.Background()
	c := NewChain(openOn(t, newShelf()))
	c.KeepForThisRun()
	if _, err := c.Get(ctx, "password"); !errors.Is(err, ErrNotFound) {
		t.Errorf("read nothing: %v", err)
	}
	if err := c.Set(ctx, "", "x"); !errors.Is(err, ErrName) {
		t.Errorf("no name: %v", err)
	}
	if err := c.Set(ctx, "password", "typed"); err != nil {
		t.Fatal(err)
	}
	if err := c.Delete(ctx, "password"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(ctx, "password"); !errors.Is(err, ErrNotFound) {
		t.Errorf("read what was deleted: %v", err)
	}
}
