package bluesky

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// The items in the keyring beside those of signin. madeWith is a digest of what
// the kept session was made with, so that another password makes another session.
const (
	passwordItem = "password"
	madeWithItem = "made_with"
)

// self is who is signed in.
type self struct{ did, handle, home string }

// sessionAnswer is what createSession, refreshSession and getSession answer.
type sessionAnswer struct {
	Access  string `json:"accessJwt"`
	Refresh string `json:"refreshJwt"`
	DID     string `json:"did"`
	Handle  string `json:"handle"`
	Active  *bool  `json:"active"`
	Status  string `json:"status"`
	Doc     struct {
		Service []struct {
			ID       string `json:"id"`
			Endpoint string `json:"serviceEndpoint"`
		} `json:"service"`
	} `json:"didDoc"`
}

// session signs the account in and keeps it so. The password makes a new session
// when the kept one has ended, so only a password that was taken back needs a
// person.
type session struct {
	config  Config
	secrets platforms.Secrets
	clock   platforms.Clock
	client  *web.Client
	keeper  *signin.Keeper

	mu       sync.Mutex
	me       self
	password string
	matched  bool // the kept session was made with this password
	used     string
	trouble  error // of the last renewing
	refused  error // what the network said to this password
}

func newSession(c Config, secrets platforms.Secrets, clock platforms.Clock) (*session, error) {
	s := &session{config: c, secrets: secrets, clock: clock}
	s.keeper = &signin.Keeper{Secrets: secrets, Clock: clock, Network: title, Renew: s.refresh}
	client, err := web.New(web.Options{Network: title, Base: c.base(), Clock: clock, PerSecond: perSecond, Burst: burst,
		Sign: s.sign, Renew: s.renew, Classify: classify, Limits: limits})
	s.client = client
	return s, err
}

// limits reads until when no more may be asked (platforms.md 9).
func limits(a *web.Answer, now time.Time) time.Time {
	return web.NoneLeft(a.Header, "Ratelimit-Remaining", "Ratelimit-Reset", now)
}

// sign puts the access into a request.
func (s *session) sign(ctx context.Context, r *http.Request, _ []byte) error {
	access, err := s.access(ctx)
	if err == nil {
		r.Header.Set("Authorization", "Bearer "+access)
	}
	return err
}

// renew is asked after the network refused the access that was used last.
func (s *session) renew(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.keeper.Refused(ctx, s.used)
	if platforms.ClassOf(err) == platforms.ClassAuth {
		err = s.create(ctx)
	}
	s.trouble = err
	return err
}

// really corrects an error that says the sign-in has ended when renewing it met
// other trouble: only the network's own word may ask for a person.
func (s *session) really(err error) error {
	if platforms.ClassOf(err) != platforms.ClassAuth {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trouble != nil {
		return s.trouble
	}
	return err
}

// access returns an access that holds, signing in when there is none.
func (s *session) access(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.readPassword(ctx); err != nil {
		return "", err
	}
	err := error(nil)
	access := ""
	if s.matched {
		access, err = s.keeper.Access(ctx)
	}
	if !s.matched || platforms.ClassOf(err) == platforms.ClassAuth {
		if err = s.create(ctx); err == nil {
			access, err = s.keeper.Access(ctx)
		}
	}
	s.used = access
	return access, err
}

// readPassword reads the password once and sees whether the kept session is its.
func (s *session) readPassword(ctx context.Context) error {
	if s.password != "" {
		return nil
	}
	kept, err := s.secrets.Get(ctx, passwordItem)
	if err != nil {
		return err
	}
	password := web.Pasted(kept)
	if err := checkPassword(password); err != nil {
		return err
	}
	made, err := s.secrets.Get(ctx, madeWithItem)
	if err != nil {
		return err
	}
	s.password, s.refused = password, nil
	s.matched = made == s.digest()
	return nil
}

// digest stands for what a session is made with.
func (s *session) digest() string {
	sum := sha256.Sum256([]byte(s.config.base() + "\x00" + s.config.login() + "\x00" + s.password))
	return hex.EncodeToString(sum[:])
}

// again forgets what is known, so that the next call reads the password anew.
func (s *session) again() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.password, s.matched, s.refused, s.trouble = "", false, nil, nil
	s.me = self{}
}

// create makes a new session from the password. A password that the network
// refused is not offered again: it allows 30 attempts in 5 minutes.
func (s *session) create(ctx context.Context) error {
	if err := s.readPassword(ctx); err != nil {
		return err
	}
	if s.refused != nil {
		return s.refused
	}
	var a sessionAnswer
	_, err := s.client.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/xrpc/com.atproto.server.createSession", Unsigned: true,
		JSON: map[string]string{"identifier": s.config.login(), "password": s.password}}, &a)
	if err != nil {
		if code := faultCode(err); code == "AuthenticationRequired" || code == "AuthFactorTokenRequired" {
			s.refused = err
		}
		return calm(err)
	}
	if read(a.Access).Scope == scopeMain {
		s.refused = &platforms.Error{Class: platforms.ClassAuth, Sentence: "This is the main password of the account. It opens everything and can't be taken back for one PC alone, so it is not kept. " +
			"Make an app password on bsky.app under Settings, Privacy and security, App passwords, and use that."}
		return s.refused
	}
	if err := s.adopt(ctx, a); err != nil {
		return err
	}
	if err := s.keeper.Keep(ctx, tokens(a)); err != nil {
		return err
	}
	if err := s.secrets.Set(ctx, madeWithItem, s.digest()); err != nil {
		return err
	}
	s.matched, s.trouble = true, nil
	return nil
}

// refresh trades the refresh secret for a new pair (signin.Keeper), where the
// session was made.
func (s *session) refresh(ctx context.Context, refresh string) (signin.Tokens, error) {
	var a sessionAnswer
	_, err := s.client.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/xrpc/com.atproto.server.refreshSession", Unsigned: true,
		Header: http.Header{"Authorization": {"Bearer " + refresh}}}, &a)
	if err != nil {
		return signin.Tokens{}, calm(err)
	}
	if err := s.adopt(ctx, a); err != nil {
		return signin.Tokens{}, err
	}
	return tokens(a), nil
}

// calm makes an unclear outcome of signing in what it is: nothing was published,
// and it can simply be tried again.
func calm(err error) error {
	var e *platforms.Error
	if errors.As(err, &e) && e.Class == platforms.ClassUnconfirmed {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: title + " did not answer in full. It will be tried again.", Err: e.Err}
	}
	return err
}

// adopt takes over who an answer says is signed in, when that is the one
// expected.
func (s *session) adopt(ctx context.Context, a sessionAnswer) error {
	if s.me.did != "" && a.DID != s.me.did {
		return wrongAccount("Bluesky signed in another account than before. Nothing was read or sent. Connect the account again.")
	}
	for _, want := range []string{s.config.Identity, s.config.Handle} {
		if err := s.expect(ctx, want, a); err != nil {
			return err
		}
	}
	if a.Active != nil && !*a.Active {
		return &platforms.Error{Class: platforms.ClassPolicy, Sentence: "Bluesky says that this account is not active at the moment. Sign in on bsky.app to see why. Nothing more is sent from here."}
	}
	me := self{did: a.DID, handle: a.Handle, home: s.config.base()}
	for _, service := range a.Doc.Service {
		if strings.HasSuffix(service.ID, "#atproto_pds") {
			if home, err := web.ParseBase(service.Endpoint); err == nil {
				me.home = home.String()
			}
		}
	}
	s.me = me
	return nil
}

// expect compares who is signed in with who was expected: by id, by handle, and
// for a handle that changed by whom it leads to now.
func (s *session) expect(ctx context.Context, want string, a sessionAnswer) error {
	if want == "" || want == a.DID || !isDID(want) && strings.EqualFold(want, a.Handle) {
		return nil
	}
	other := wrongAccount("The app password belongs to @" + clip(a.Handle) + ", not to " + clip(want) + ". Nothing was read or sent. Check handle and app password.")
	if isDID(want) {
		return other
	}
	did, err := s.resolve(ctx, want)
	if err != nil && platforms.ClassOf(err) != platforms.ClassGone && platforms.ClassOf(err) != platforms.ClassRefused {
		return err
	}
	if did != a.DID {
		return other
	}
	return nil
}

// resolve asks who a handle leads to.
func (s *session) resolve(ctx context.Context, handle string) (string, error) {
	var a struct {
		DID string `json:"did"`
	}
	_, err := s.client.JSON(ctx, web.Request{Method: http.MethodGet, Path: s.homeOr() + "/xrpc/com.atproto.identity.resolveHandle",
		Query: url.Values{"handle": {handle}}, Unsigned: true}, &a)
	return a.DID, err
}

// homeOr is the account's own server, or before that is known the one to begin
// with. s.mu may be held.
func (s *session) homeOr() string {
	if s.me.home != "" {
		return s.me.home
	}
	return s.config.base()
}

// who is the account that is signed in, asking when that is not known yet.
func (s *session) who(ctx context.Context) (self, error) {
	if me := s.known(); me.did != "" {
		return me, nil
	}
	if _, err := s.access(ctx); err != nil {
		return self{}, err
	}
	if me := s.known(); me.did != "" {
		return me, nil
	}
	return s.look(ctx)
}

// known is who was signed in last; zero before.
func (s *session) known() self {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.me
}

// look asks the network who is signed in.
func (s *session) look(ctx context.Context) (self, error) {
	var a sessionAnswer
	_, err := s.client.JSON(ctx, web.Request{Method: http.MethodGet, Path: "/xrpc/com.atproto.server.getSession"}, &a)
	if err != nil {
		return self{}, s.really(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	err = s.adopt(ctx, a)
	return s.me, err
}

// scope is what the session says it may do, "" when it doesn't say.
func (s *session) scope() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return read(s.used).Scope
}

// claim is what an access says about itself. It is read for its time and scope;
// nothing is trusted on it.
type claim struct {
	Scope string `json:"scope"`
	Exp   int64  `json:"exp"`
}

func read(access string) claim {
	var c claim
	parts := strings.Split(access, ".")
	if len(parts) == 3 {
		if raw, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil {
			_ = json.Unmarshal(raw, &c) // what can't be read is zero
		}
	}
	return c
}

func tokens(a sessionAnswer) signin.Tokens {
	t := signin.Tokens{Access: a.Access, Refresh: a.Refresh, Scope: read(a.Access).Scope}
	if exp := read(a.Access).Exp; exp > 0 {
		t.Expiry = time.Unix(exp, 0).UTC()
	}
	return t
}

// clip keeps what the network wrote short in sentences.
func clip(s string) string {
	r := []rune(platforms.Clean(s))
	return string(r[:min(len(r), 80)])
}
