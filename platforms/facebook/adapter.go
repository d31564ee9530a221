package facebook

import (
	"context"
	"hash/fnv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// Account is one connected Page. It is safe for several goroutines.
type Account struct {
	config  Config
	secrets platforms.Secrets
	clock   platforms.Clock
	graph   *graph.Client
	// talks paces the reading of conversations: Meta allows two a second.
	talks *rate.Limiter

	// signing is held while the access key is traded for the Page's.
	signing sync.Mutex

	mu    sync.Mutex
	who   *page
	caps  platforms.Capabilities
	token graph.Token
	// texts are the words of what was read in this run of the program, so that an
	// edit, which Meta doesn't date, is noticed.
	texts map[string]words
	// wrote is when a person last wrote on Messenger, as far as is known.
	wrote map[string]time.Time
	// posts are those that comments were found under.
	posts map[string]above
	// found are the figures that Meta gives, as last tried.
	found map[string]tried
	// brought are the films of sends, by their tokens.
	brought map[string]string
	size    int
}

// words are the hash of a text and when it was noticed to be another.
type words struct {
	hash   uint64
	edited time.Time
}

var (
	_ platforms.Adapter      = (*Account)(nil)
	_ platforms.Identifier   = (*Account)(nil)
	_ platforms.Expirer      = (*Account)(nil)
	_ platforms.Tester       = (*Account)(nil)
	_ platforms.Puller       = (*Account)(nil)
	_ platforms.ThreadPuller = (*Account)(nil)
	_ platforms.Rechecker    = (*Account)(nil)
	_ platforms.FileFetcher  = (*Account)(nil)
	_ platforms.Sender       = (*Account)(nil)
	_ platforms.Prover       = (*Account)(nil)
	_ platforms.Moderator    = (*Account)(nil)
	_ platforms.BlockLister  = (*Account)(nil)
	_ platforms.Withdrawer   = (*Account)(nil)
	_ platforms.PostMeter    = (*Account)(nil)
	_ platforms.AccountMeter = (*Account)(nil)
	_ platforms.Lengther     = (*Account)(nil)
	_ platforms.Opener       = (*Account)(nil)
)

// New makes the adapter of a Page from its settings. It opens no connection.
func New(config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	c, err := readConfig(config)
	if err != nil {
		return nil, err
	}
	a := &Account{config: c, secrets: secrets, clock: clock, talks: rate.NewLimiter(2, 10), size: pageSize,
		texts: map[string]words{}, wrote: map[string]time.Time{}, posts: map[string]above{}, found: map[string]tried{}, brought: map[string]string{}}
	a.graph, err = graph.New(graph.Options{Network: title, Base: c.Server, Version: c.Version, Clock: clock, PerSecond: 50, Burst: 100,
		Token: a.pageToken, AppSecret: a.appSecret, Classify: a.classify})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Network is "facebook".
func (a *Account) Network() string { return name }

// Capabilities is what the Page can do, as probed last. While Meta's allowance is
// nearly used up the Page is read less often.
func (a *Account) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.caps
	if !c.ProbedAt.IsZero() && a.graph.Usage() >= graph.Slow {
		c.Poll, c.PollMessages = 4*poll, 0
	}
	return c
}

// Close ends every idle connection.
func (a *Account) Close() error { return a.graph.Close() }

// appSecret is the app's secret, "" for none.
func (a *Account) appSecret(ctx context.Context) (string, error) {
	s, err := a.secrets.Get(ctx, secretItem)
	return graph.Pasted(s), err
}

// classify words what this adapter knows better than Meta's table.
func (a *Account) classify(f graph.Fault) *platforms.Error {
	if f.Code == guesses.repliedCode {
		return platforms.Refuse("Facebook allows one private answer to something public, and it was given before. Go on in that conversation, or answer in public.")
	}
	return nil
}

// mostTexts bounds what is remembered to notice edits.
const mostTexts = 50000

// noteEdit dates an edit by when it was noticed: Facebook doesn't say when words
// were changed.
func (a *Account) noteEdit(it *platforms.Item) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(it.Text))
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.texts[it.Key]
	switch {
	case !ok && len(a.texts) >= mostTexts:
		a.texts = map[string]words{}
		known = words{hash: h.Sum64()}
	case !ok:
		known = words{hash: h.Sum64()}
	case known.hash != h.Sum64():
		known = words{hash: h.Sum64(), edited: a.clock().UTC()}
	}
	a.texts[it.Key], it.EditedAt = known, known.edited
}
