// Package linkedin is the adapter of a council's LinkedIn page: comments and
// replies below its posts, mentions, answers, posts and their figures (platforms.md
// 5). Members' words stay here for 48 hours only.
package linkedin

import (
	"context"
	"net/http"
	"sync"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// Name is the network's short name.
const Name = "linkedin"

const title = "LinkedIn"

// Adapter is one LinkedIn page. It is safe for several goroutines.
type Adapter struct {
	config Config
	clock  platforms.Clock
	web    *web.Client
	keeper *signin.Keeper
	quota  *quota
	// api and oauth are the addresses asked.
	api, oauth string
	secrets    platforms.Secrets

	mu   sync.Mutex
	who  *platforms.Identity
	caps platforms.Capabilities
	// above tells the post of ours of an activity, under which comments are named.
	above map[string]string
	// authors tells who wrote a comment, by ids alone.
	authors map[string]string
	// fewer: LinkedIn refused the long list of notifications.
	fewer bool
}

var (
	_ platforms.Adapter      = (*Adapter)(nil)
	_ platforms.Identifier   = (*Adapter)(nil)
	_ platforms.Expirer      = (*Adapter)(nil)
	_ platforms.Puller       = (*Adapter)(nil)
	_ platforms.ThreadPuller = (*Adapter)(nil)
	_ platforms.Rechecker    = (*Adapter)(nil)
	_ platforms.Sender       = (*Adapter)(nil)
	_ platforms.Prover       = (*Adapter)(nil)
	_ platforms.Tester       = (*Adapter)(nil)
	_ platforms.Moderator    = (*Adapter)(nil)
	_ platforms.Withdrawer   = (*Adapter)(nil)
	_ platforms.PostMeter    = (*Adapter)(nil)
	_ platforms.AccountMeter = (*Adapter)(nil)
	_ platforms.SignInner    = (*Adapter)(nil)
	_ platforms.Opener       = (*Adapter)(nil)
)

func newAdapter(c Config, secrets platforms.Secrets, clock platforms.Clock) (*Adapter, error) {
	a := &Adapter{config: c, clock: clock, quota: &quota{limit: c.allowance}, api: apiBase, oauth: oauthBase,
		secrets: cleanSecrets{secrets}, above: map[string]string{}, authors: map[string]string{}}
	if c.Server != "" {
		base, err := web.ParseBase(c.Server)
		if err != nil {
			return nil, err
		}
		a.api, a.oauth = base.String(), base.String()
	}
	a.keeper = &signin.Keeper{Secrets: a.secrets, Clock: clock, Network: title, Renew: a.renew}
	header := http.Header{"Linkedin-Version": {c.Version}, "X-Restli-Protocol-Version": {protocol}}
	var err error
	// The allowance is by the day; a burst harms nobody.
	a.web, err = web.New(web.Options{Network: title, Base: a.api, Clock: clock, PerSecond: 20, Burst: 200, Header: header,
		Sign: a.sign, Renew: a.keeper.Again, Classify: a.classify})
	return a, err
}

// Network is "linkedin".
func (a *Adapter) Network() string { return Name }

// Close ends every connection.
func (a *Adapter) Close() error { return a.web.Close() }

// sign adds the access key to a request.
func (a *Adapter) sign(ctx context.Context, r *http.Request, _ []byte) error {
	access, err := a.keeper.Sign(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+access)
	return nil
}

// get reads from LinkedIn into v.
func (a *Adapter) get(ctx context.Context, path string, v any) (*web.Answer, error) {
	if err := a.quota.take(a.clock(), false); err != nil {
		return nil, err
	}
	return a.web.JSON(ctx, web.Request{Method: http.MethodGet, Path: path}, v)
}

// write changes something at LinkedIn.
func (a *Adapter) write(ctx context.Context, r web.Request) (*web.Answer, error) {
	if err := a.quota.take(a.clock(), true); err != nil {
		return nil, err
	}
	return a.web.Do(ctx, r)
}

// cleanSecrets takes off what came along when a secret was pasted.
type cleanSecrets struct{ platforms.Secrets }

// Get returns the secret without blanks, line ends and quotes around it. JSON that
// we wrote ourselves has none.
func (s cleanSecrets) Get(ctx context.Context, item string) (string, error) {
	v, err := s.Secrets.Get(ctx, item)
	return web.Pasted(v), err
}

// post remembers which post of ours an activity is.
func (a *Adapter) learnPost(activity, post string) {
	if activity == "" || post == "" || activity == post {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.above[activity] = post
}

// postOf is the post of ours of an activity, "" when not known to be ours.
func (a *Adapter) postOf(activity string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.above[activity]
}

func (a *Adapter) learnAuthor(comment, author string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.authors[comment] = author
}

func (a *Adapter) authorOf(comment string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.authors[comment]
}
