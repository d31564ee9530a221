package threads

import (
	"context"
	"sync"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/signin"
)

// Adapter is one connected account. It is safe for several goroutines.
type Adapter struct {
	config   Config
	secrets  graph.Tidied
	clock    platforms.Clock
	api      *graph.Client
	insights *graph.Insights
	keeper   *signin.Keeper
	// wait lets time pass between two looks at a container.
	wait func(ctx context.Context, d time.Duration) error

	mu      sync.Mutex
	account *account
	caps    platforms.Capabilities
	made    graph.Containers
	// witnesses are others' replies that were seen last: whether one of them can be
	// read by its id shows whether a missing one is deleted.
	witnesses []string
}

// account is who is signed in; scopes are nil when they can't be read.
type account struct {
	id, username string
	scopes       []string
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
	_ platforms.SignInner    = (*Adapter)(nil)
	_ platforms.Lengther     = (*Adapter)(nil)
	_ platforms.Opener       = (*Adapter)(nil)
)

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

// Length is how long text is to Threads.
func (a *Adapter) Length(text string) int { return counted(text) }

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

// OpenReply is the page where a person answers by hand; it opens the post, for
// only new posts can begin with words.
func (a *Adapter) OpenReply(p platforms.Parent, text string) string {
	if p.ID == "" {
		return writePage(text)
	}
	return p.Ref
}

// OpenItem is the page that shows the item.
func (a *Adapter) OpenItem(t platforms.Target) string { return t.Ref }
