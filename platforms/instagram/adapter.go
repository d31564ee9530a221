package instagram

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// Adapter is one connected account. It is safe for several goroutines.
type Adapter struct {
	config   Config
	secrets  graph.Tidied
	clock    platforms.Clock
	api      *graph.Client
	insights *graph.Insights
	keeper   *signin.Keeper // Login alone
	// wait lets time pass between two looks at a container.
	wait func(ctx context.Context, d time.Duration) error
	// piece is how many bytes of a film go in one request.
	piece int64

	mu      sync.Mutex
	account *account
	caps    platforms.Capabilities
	pasted  string // the access key as it lies in the keyring; Facebook alone
	made    graph.Containers
	// tagged are the ids of others' pictures that tag us, nil before a pull.
	tagged map[string]bool
}

// account is who is signed in.
type account struct {
	id, username string
	// page and pageToken are those of the linked Page; "" by Instagram alone.
	page, pageName, pageToken string
	// scopes are the rights of the access key; nil when they can't be read.
	scopes []string
	ends   time.Time
}

var (
	_ platforms.Adapter      = (*Adapter)(nil)
	_ platforms.Identifier   = (*Adapter)(nil)
	_ platforms.Puller       = (*Adapter)(nil)
	_ platforms.Sender       = (*Adapter)(nil)
	_ platforms.Prover       = (*Adapter)(nil)
	_ platforms.Tester       = (*Adapter)(nil)
	_ platforms.Moderator    = (*Adapter)(nil)
	_ platforms.Withdrawer   = (*Adapter)(nil)
	_ platforms.PostMeter    = (*Adapter)(nil)
	_ platforms.AccountMeter = (*Adapter)(nil)
	_ platforms.ThreadPuller = (*Adapter)(nil)
	_ platforms.Rechecker    = (*Adapter)(nil)
	_ platforms.Expirer      = (*Adapter)(nil)
	_ platforms.Lengther     = (*Adapter)(nil)
	_ platforms.FileFetcher  = (*Adapter)(nil)
	_ platforms.Opener       = (*Adapter)(nil)
)

// inboxPace is how fast conversations may be read (platforms.md 2).
func inboxPace() *rate.Limiter { return rate.NewLimiter(2, 4) }

// Network is the short name of the network.
func (a *Adapter) Network() string { return Network }

// Capabilities is what the account can do, as found out when it signed in last.
func (a *Adapter) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.caps
}

// Close ends every connection.
func (a *Adapter) Close() error { return a.api.Close() }

// Length is how long text is as Instagram counts captions and comments.
func (a *Adapter) Length(text string) int { return web.UTF16Length(text) }

// token signs requests: by the Page's key once it is known.
func (a *Adapter) token(ctx context.Context) (string, error) {
	if a.config.Route == Login {
		return a.keeper.Sign(ctx)
	}
	a.mu.Lock()
	known, pasted := a.account, a.pasted
	a.mu.Unlock()
	if known != nil && known.pageToken != "" {
		return known.pageToken, nil
	}
	if pasted != "" {
		return pasted, nil
	}
	pasted, err := a.secrets.Get(ctx, signin.AccessItem)
	if err == nil && pasted == "" {
		err = errNoKey()
	}
	return pasted, err
}

// ready returns the account, signing in first where nobody has yet.
func (a *Adapter) ready(ctx context.Context) (account, error) {
	a.mu.Lock()
	known := a.account
	a.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	if _, err := a.Identity(ctx); err != nil {
		return account{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return *a.account, nil
}

// OpenReply is the page where a person answers by hand.
func (a *Adapter) OpenReply(p platforms.Parent, _ string) string {
	if p.ID == "" {
		return home
	}
	return a.OpenItem(platforms.Target{ID: p.ID, Ref: p.Ref, Kind: p.Kind, Private: p.Private})
}

// OpenItem is the page that shows the item.
func (a *Adapter) OpenItem(t platforms.Target) string {
	post := readRef(t.Ref).Post
	switch {
	case t.Private:
		return inboxPage
	case t.Kind == platforms.KindComment:
		return commentLink(post, t.ID)
	}
	return post
}
