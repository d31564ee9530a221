package flickr

import (
	"context"
	"net/url"
	"strings"
	"sync"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Adapter is one Flickr account. It is safe for several goroutines.
type Adapter struct {
	cfg     config
	secrets platforms.Secrets
	clock   platforms.Clock
	web     *web.Client // signed
	open    *web.Client // for signing in
	// signURL and uploadURL are where signing in and uploads go.
	signURL, uploadURL string

	mu    sync.Mutex
	have  *access
	begun *pending
	me    *account
	caps  platforms.Capabilities
	// photoMost and videoMost are the account's limits in bytes, 0 unknown.
	photoMost, videoMost int64
}

// account is who we are.
type account struct{ id, name string }

var (
	_ platforms.Adapter       = (*Adapter)(nil)
	_ platforms.Identifier    = (*Adapter)(nil)
	_ platforms.CodeSignInner = (*Adapter)(nil)
	_ platforms.Tester        = (*Adapter)(nil)
	_ platforms.Puller        = (*Adapter)(nil)
	_ platforms.ThreadPuller  = (*Adapter)(nil)
	_ platforms.Rechecker     = (*Adapter)(nil)
	_ platforms.Sender        = (*Adapter)(nil)
	_ platforms.Prover        = (*Adapter)(nil)
	_ platforms.Lengther      = (*Adapter)(nil)
	_ platforms.Moderator     = (*Adapter)(nil)
	_ platforms.Withdrawer    = (*Adapter)(nil)
	_ platforms.PostMeter     = (*Adapter)(nil)
	_ platforms.AccountMeter  = (*Adapter)(nil)
	_ platforms.Opener        = (*Adapter)(nil)
)

// New makes the adapter of an account from its settings. It opens no connection;
// its error says what is wrong with the settings.
func New(raw []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	cfg, err := readConfig(raw)
	if err != nil {
		return nil, err
	}
	a := &Adapter{cfg: cfg, secrets: secrets, clock: clock, signURL: signServer + signPath, uploadURL: uploadServer + uploadPath}
	server := apiServer
	if cfg.Server != "" {
		base, err := web.ParseBase(cfg.Server)
		if err != nil {
			return nil, err
		}
		server = base.String()
		a.signURL, a.uploadURL = server+signPath, server+uploadPath
	}
	// 3,600 calls an hour: one a second, with room for a hundred at a start.
	o := web.Options{Network: title, Base: server, Clock: clock, Classify: a.classify, PerSecond: callsHour / 3600, Burst: 100}
	if a.open, err = web.New(o); err != nil {
		return nil, err
	}
	o.Sign = a.sign
	a.web, err = web.New(o)
	return a, err
}

// Network is "flickr".
func (a *Adapter) Network() string { return network }

// Close ends every connection.
func (a *Adapter) Close() error {
	_ = a.open.Close()
	return a.web.Close()
}

// Identity asks Flickr who signed in, and refuses another account than the
// settings expect.
func (a *Adapter) Identity(ctx context.Context) (platforms.Identity, error) {
	me, err := a.askWho(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	if err := a.probe(ctx, me); err != nil {
		return platforms.Identity{}, err
	}
	return platforms.Identity{ID: me.id, Name: me.name, URL: signServer + "/photos/" + me.id + "/"}, nil
}

func (a *Adapter) askWho(ctx context.Context) (*account, error) {
	var answer struct {
		User struct {
			ID   string  `json:"id"`
			Name content `json:"username"`
		} `json:"user"`
	}
	if err := a.read(ctx, methodLogin, nil, &answer); err != nil {
		return nil, err
	}
	me := &account{id: answer.User.ID, name: platforms.Clean(answer.User.Name.Text)}
	if want := a.cfg.Identity; want != "" && want != me.id && !strings.EqualFold(want, me.name) {
		return nil, &platforms.Error{Class: platforms.ClassIdentity,
			Sentence: "The sign-in belongs to the Flickr account “" + me.name + "”, not to " + want + ". Nothing was read. Sign in to the council's account in the browser, then sign in again here."}
	}
	a.mu.Lock()
	a.me = me
	a.mu.Unlock()
	return me, nil
}

// who is the account as it was last asked for, asking when it wasn't yet.
func (a *Adapter) who(ctx context.Context) (*account, error) {
	a.mu.Lock()
	me := a.me
	a.mu.Unlock()
	if me != nil {
		return me, nil
	}
	return a.askWho(ctx)
}

// probe reads the account's limits and notes what it can do.
func (a *Adapter) probe(ctx context.Context, me *account) error {
	var answer struct {
		Person struct {
			Photos struct {
				Most number `json:"maxupload"`
			} `json:"photos"`
			Videos struct {
				Most number `json:"maxupload"`
			} `json:"videos"`
		} `json:"person"`
	}
	if err := a.read(ctx, methodLimits, url.Values{}, &answer); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.photoMost, a.videoMost = int64(answer.Person.Photos.Most), int64(answer.Person.Videos.Most)
	a.caps = a.able(me)
	return nil
}

// Length counts text as commentMost does.
func (a *Adapter) Length(text string) int { return web.UTF16Length(text) }
