package youtube

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"google.golang.org/api/option"
	yt "google.golang.org/api/youtube/v3"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// Adapter is one YouTube channel. It is safe for several goroutines.
type Adapter struct {
	cfg     config
	secrets platforms.Secrets
	clock   platforms.Clock
	keeper  *signin.Keeper
	web     *web.Client
	api     *yt.Service
	plain   *http.Client // for the exchange of sign-ins
	ledger  *ledger

	mu   sync.Mutex
	caps platforms.Capabilities
	me   *channel
}

// channel is who we are.
type channel struct {
	id, handle, name, uploads string
}

var (
	_ platforms.Adapter      = (*Adapter)(nil)
	_ platforms.Identifier   = (*Adapter)(nil)
	_ platforms.Expirer      = (*Adapter)(nil)
	_ platforms.SignInner    = (*Adapter)(nil)
	_ platforms.Tester       = (*Adapter)(nil)
	_ platforms.Puller       = (*Adapter)(nil)
	_ platforms.ThreadPuller = (*Adapter)(nil)
	_ platforms.Rechecker    = (*Adapter)(nil)
	_ platforms.Sender       = (*Adapter)(nil)
	_ platforms.Prover       = (*Adapter)(nil)
	_ platforms.Lengther     = (*Adapter)(nil)
	_ platforms.Moderator    = (*Adapter)(nil)
	_ platforms.Withdrawer   = (*Adapter)(nil)
	_ platforms.PostMeter    = (*Adapter)(nil)
	_ platforms.AccountMeter = (*Adapter)(nil)
	_ platforms.Opener       = (*Adapter)(nil)
)

// New makes the adapter of a channel from its settings. It opens no connection;
// its error says what is wrong with the settings.
func New(raw []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	cfg, err := readConfig(raw)
	if err != nil {
		return nil, err
	}
	a := &Adapter{cfg: cfg, secrets: secrets, clock: clock, ledger: &ledger{clock: clock, most: cfg.units},
		plain: &http.Client{Timeout: 30 * time.Second}}
	a.keeper = &signin.Keeper{Secrets: secrets, Clock: clock, Network: title, Renew: a.renew}
	server := apiServer
	if cfg.Server != "" {
		base, err := web.ParseBase(cfg.Server)
		if err != nil {
			return nil, err
		}
		server = base.String()
	}
	a.web, err = web.New(web.Options{Network: title, Base: server, Clock: clock, PerSecond: 20, Burst: 40,
		Sign: a.sign, Renew: a.keeper.Again, Classify: a.classify})
	if err != nil {
		return nil, err
	}
	// Given a client, the library looks for no sign-in of its own.
	a.api, err = yt.NewService(context.Background(), option.WithHTTPClient(&http.Client{Transport: a.web.Transport()}),
		option.WithEndpoint(server+"/"))
	if err != nil {
		return nil, &platforms.Error{Class: platforms.ClassTransient, Sentence: "The connection to YouTube could not be prepared.", Err: errors.New("the library refused its options")}
	}
	return a, nil
}

// Network is "youtube".
func (a *Adapter) Network() string { return network }

// Close ends every connection.
func (a *Adapter) Close() error {
	a.plain.CloseIdleConnections()
	return a.web.Close()
}

// sign puts the access on a request after its price was taken from the day's
// quota.
func (a *Adapter) sign(ctx context.Context, r *http.Request, _ []byte) error {
	if err := a.ledger.spend(r.WithContext(ctx)); err != nil {
		return err
	}
	access, err := a.keeper.Sign(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+access)
	return nil
}

// Identity asks YouTube which channel signed in, and refuses another than the
// settings expect: a Google account may manage several.
func (a *Adapter) Identity(ctx context.Context) (platforms.Identity, error) {
	me, err := a.askWho(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	if err := a.probe(ctx, me); err != nil {
		return platforms.Identity{}, err
	}
	return platforms.Identity{ID: me.id, Name: me.name, URL: "https://www.youtube.com/channel/" + me.id}, nil
}

func (a *Adapter) askWho(ctx context.Context) (*channel, error) {
	list, err := a.api.Channels.List([]string{"snippet", "contentDetails"}).Mine(true).Context(ctx).Do()
	if err != nil {
		return nil, plain(err, false)
	}
	if len(list.Items) == 0 || list.Items[0].Snippet == nil {
		e := sentences["youtubeSignupRequired"]
		return nil, &e
	}
	c := list.Items[0]
	me := &channel{id: c.Id, name: platforms.Clean(c.Snippet.Title), handle: platforms.Clean(c.Snippet.CustomUrl)}
	if c.ContentDetails != nil && c.ContentDetails.RelatedPlaylists != nil {
		me.uploads = c.ContentDetails.RelatedPlaylists.Uploads
	}
	if want := a.cfg.Identity; want != "" && want != me.id && !sameHandle(want, me.handle) {
		return nil, &platforms.Error{Class: platforms.ClassIdentity,
			Sentence: "The sign-in belongs to the channel “" + me.name + "”, not to " + want + ". Nothing was read. Sign in again and choose the council's channel on Google's page."}
	}
	a.mu.Lock()
	a.me = me
	a.mu.Unlock()
	return me, nil
}

func sameHandle(a, b string) bool {
	a, b = strings.TrimPrefix(a, "@"), strings.TrimPrefix(b, "@")
	return a != "" && strings.EqualFold(a, b)
}

// who is the channel as it was last asked for, asking when it wasn't yet.
func (a *Adapter) who(ctx context.Context) (*channel, error) {
	a.mu.Lock()
	me := a.me
	a.mu.Unlock()
	if me != nil {
		return me, nil
	}
	return a.askWho(ctx)
}

// Expires is when a person must sign in again: 7 days after the last time while
// the council's sign-in page stands on Testing, else never.
func (a *Adapter) Expires(ctx context.Context) (time.Time, error) { return a.keeper.Until(ctx) }

// Length counts text as commentMost does.
func (a *Adapter) Length(text string) int { return web.UTF16Length(text) }
