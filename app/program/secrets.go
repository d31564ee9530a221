package program

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"commsdesk/app"
	"commsdesk/platforms"
)

// channelSecrets gives an adapter the items of its own channel only.
type channelSecrets struct {
	p  *Program
	id string
}

// Get returns an item of the channel, "" for one that was never kept: which of
// the optional ones there are is the adapter's to ask. A password that is missing
// is an error, and so is whatever was kept and is gone.
func (s channelSecrets) Get(ctx context.Context, item string) (string, error) {
	v, err := s.p.Secrets.Get(ctx, s.id+"/"+item)
	if err == nil || item == Password || app.KindOf(err) != app.NotFound {
		return v, err
	}
	if names, failed := s.p.secretItems(ctx, s.id); failed != nil || slices.Contains(names, item) {
		return "", err
	}
	return "", nil
}

// Set keeps an item of the channel, and its name for the day it is removed.
func (s channelSecrets) Set(ctx context.Context, item, value string) error {
	if err := s.p.Secrets.Set(ctx, s.id+"/"+item, value); err != nil {
		return err
	}
	return s.p.noteSecrets(ctx, s.id, item)
}

// tryout holds the secrets of an account that is not connected yet.
type tryout map[string]string

// Get returns what was typed.
func (t tryout) Get(_ context.Context, item string) (string, error) {
	if v, ok := t[item]; ok {
		return v, nil
	}
	if item != Password {
		return "", nil
	}
	return "", app.NewError(app.SignIn, "There is no password yet. Type it and try again.")
}

// Set holds one more until the account is known.
func (t tryout) Set(_ context.Context, item, value string) error {
	t[item] = value
	return nil
}

// layered is a tryout over what a channel has already.
type layered struct {
	tryout
	kept platforms.Secrets
}

// Get returns what was typed or, where nothing was, what is kept.
func (l layered) Get(ctx context.Context, item string) (string, error) {
	if v, ok := l.tryout[item]; ok {
		return v, nil
	}
	return l.kept.Get(ctx, item)
}

// secretNames is the local key under which the names of a channel's secrets
// stand: the keyring can't be asked what it holds.
func secretNames(id string) string { return "secrets of " + id }

func (p *Program) noteSecrets(ctx context.Context, id string, items ...string) error {
	p.secretsMu.Lock()
	defer p.secretsMu.Unlock()
	names, err := p.secretItems(ctx, id)
	if err != nil {
		return err
	}
	before := len(names)
	for _, item := range items {
		if !slices.Contains(names, item) {
			names = append(names, item)
		}
	}
	if len(names) == before {
		return nil
	}
	raw, _ := json.Marshal(names) // names always can be written
	return p.Store.SetLocal(ctx, secretNames(id), string(raw))
}

func (p *Program) secretItems(ctx context.Context, id string) ([]string, error) {
	raw, err := p.Store.Local(ctx, secretNames(id))
	if err != nil {
		return nil, err
	}
	var names []string
	_ = json.Unmarshal([]byte(raw), &names) // none were noted
	return names, nil
}

// keepSecrets puts a channel's secrets into the keyring. Empty ones replace
// nothing.
func (p *Program) keepSecrets(ctx context.Context, id string, held map[string]string) error {
	for item, value := range held {
		if value == "" {
			continue
		}
		if err := (channelSecrets{p, id}).Set(ctx, item, value); err != nil {
			return errors.Join(Worded(err), p.dropUnlessConnected(ctx, id))
		}
	}
	return nil
}

func (p *Program) dropUnlessConnected(ctx context.Context, id string) error {
	if c, ok := p.channelEver(ctx, id); ok && !c.Gone {
		return nil
	}
	_ = p.dropSecrets(context.WithoutCancel(ctx), id) // the first error is the one that says why
	return nil
}

// dropSecrets takes a channel's secrets out of the keyring.
func (p *Program) dropSecrets(ctx context.Context, id string) error {
	names, err := p.secretItems(ctx, id)
	if err != nil {
		return err
	}
	if !slices.Contains(names, Password) {
		names = append(names, Password)
	}
	var failed error
	for _, item := range names {
		failed = errors.Join(failed, p.Secrets.Delete(ctx, id+"/"+item))
	}
	if failed != nil {
		return app.NewError(app.Unreachable, "The channel is disconnected, but its sign-in could not be taken out of the password store. Remove the Commsdesk entries there.").Because(failed)
	}
	return p.Store.SetLocal(ctx, secretNames(id), "")
}
