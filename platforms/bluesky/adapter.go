package bluesky

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Account is one account on the network. It is safe for several goroutines.
type Account struct {
	config   Config
	session  *session
	clock    platforms.Clock
	life     context.Context // ends with Close
	end      context.CancelFunc
	keys     keys
	branches *branches
	people   *people
	told     told

	mu   sync.Mutex
	caps platforms.Capabilities
}

var (
	_ platforms.Adapter      = (*Account)(nil)
	_ platforms.Identifier   = (*Account)(nil)
	_ platforms.Puller       = (*Account)(nil)
	_ platforms.Sender       = (*Account)(nil)
	_ platforms.Prover       = (*Account)(nil)
	_ platforms.Tester       = (*Account)(nil)
	_ platforms.Moderator    = (*Account)(nil)
	_ platforms.BlockLister  = (*Account)(nil)
	_ platforms.Withdrawer   = (*Account)(nil)
	_ platforms.PostMeter    = (*Account)(nil)
	_ platforms.AccountMeter = (*Account)(nil)
	_ platforms.ThreadPuller = (*Account)(nil)
	_ platforms.Rechecker    = (*Account)(nil)
	_ platforms.Lengther     = (*Account)(nil)
	_ platforms.FileFetcher  = (*Account)(nil)
	_ platforms.Opener       = (*Account)(nil)
)

// Network is "bluesky".
func (a *Account) Network() string { return name }

// Close ends what is under way. It may be called twice.
func (a *Account) Close() error {
	a.end()
	return a.session.client.Close()
}

// call is one XRPC call: a question, or with in or body a procedure.
type call struct {
	id    string // of the lexicon
	query url.Values
	in    any
	body  []byte
	kind  string // type of body
	// commit is the point of no return; see platforms.Sender.
	commit func() error
	// to is the service that the account's server is to hand it to, "" for none.
	to string
}

// ask makes a call and decodes its answer into out (nil: thrown away). Errors are
// *platforms.Error; of a procedure, class Unconfirmed says that nobody knows.
func (a *Account) ask(ctx context.Context, c call, out any) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(a.life, cancel)()
	me, err := a.session.who(ctx)
	if err != nil {
		return err
	}
	r := web.Request{Method: http.MethodGet, Path: me.home + "/xrpc/" + c.id, Query: c.query, JSON: c.in, Body: c.body, Type: c.kind, Commit: c.commit}
	if c.in != nil || c.body != nil {
		r.Method = http.MethodPost
	}
	if c.to != "" {
		r.Header = http.Header{"Atproto-Proxy": {c.to}}
	}
	_, err = a.session.client.JSON(ctx, r, out)
	return a.session.really(err)
}

// me is who is signed in.
func (a *Account) me(ctx context.Context) (self, error) { return a.session.who(ctx) }

// people remembers who is who, for lists that give ids alone.
type people struct {
	mu sync.Mutex
	by map[string]platforms.Person
	// convos are the members of private conversations.
	convos map[string][]string
}

// peopleMost bounds what is remembered; beyond it everything is forgotten and
// asked for again.
const peopleMost = 20_000

func newPeople() *people {
	return &people{by: map[string]platforms.Person{}, convos: map[string][]string{}}
}

// person makes a neutral person of a profile and remembers it.
func (p *people) person(of profile) platforms.Person {
	who := platforms.Person{ID: of.DID, Name: clip(of.DisplayName), Handle: clip(of.Handle)}
	if who.ID == "" || who.Handle == "" {
		return who
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.by) >= peopleMost {
		clear(p.by)
	}
	p.by[who.ID] = who
	return who
}

// of is who has that id, as far as it is remembered.
func (p *people) of(did string) (platforms.Person, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, ok := p.by[did]
	if !ok {
		who.ID = did
	}
	return who, ok
}

// byHandle is the id of a remembered handle, "" for none.
func (p *people) byHandle(handle string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for did, who := range p.by {
		if who.Handle == handle {
			return did
		}
	}
	return ""
}

// meet asks the network about those who are not remembered.
func (a *Account) meet(ctx context.Context, dids []string) error {
	var ask []string
	seen := map[string]bool{}
	for _, did := range dids {
		if _, known := a.people.of(did); !known && did != "" && !seen[did] {
			seen[did] = true
			ask = append(ask, did)
		}
	}
	for len(ask) > 0 {
		n := min(len(ask), actorsMost)
		var answer struct {
			Profiles []profile `json:"profiles"`
		}
		if err := a.ask(ctx, call{id: "app.bsky.actor.getProfiles", query: url.Values{"actors": ask[:n]}}, &answer); err != nil {
			return err
		}
		for _, p := range answer.Profiles {
			a.people.person(p)
		}
		ask = ask[n:]
	}
	return nil
}
