package x

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// The two ways to work with X. ByHand is the default: X's agreement wants a
// contract of a body that is part of government before its API is used.
const (
	ByHand = "browser"
	ByAPI  = "api"
)

// The two kinds of access to the API, and the two of signing in.
const (
	SelfServe  = "self-serve"
	Enterprise = "enterprise"

	SignInPage = "page"
	SignInKeys = "keys"
)

// The two languages in which X's API names its fields (platforms.md 1.3).
const (
	DialectTweet = "tweet"
	DialectPost  = "post"
)

// noCap is what a monthly cap says that is none.
const noCap = "none"

// usualCap is the monthly cap where none is set, in US dollars.
const usualCap = "50"

// Config are an account's settings. Empty values mean the first choice.
type Config struct {
	// Way is ByHand or ByAPI.
	Way string `json:"way"`
	// Access is SelfServe or Enterprise.
	Access string `json:"access"`
	// SignIn is SignInPage or SignInKeys.
	SignIn string `json:"sign_in"`
	// ClientID is the id of the council's own application at X.
	ClientID string `json:"client_id"`
	// Dialect is what is asked for first; an answer that knows only the other
	// changes it until the program ends.
	Dialect string `json:"dialect"`
	// MonthlyCap is what the calls of a month (UTC) may cost in US dollars;
	// "none" for no limit, "" for 50.
	MonthlyCap string `json:"monthly_cap_usd"`
	// OwnsApp is "yes" when the council's account owns the application: reading
	// its own things is cheaper then.
	OwnsApp string `json:"owns_app"`
	// Identity is the account expected: its name, with @ or without, or its id.
	// By hand it is needed.
	Identity string `json:"identity"`
	// Server replaces https://api.x.com and the sign-in page, for tests.
	Server string `json:"server"`
}

var handleForm = regexp.MustCompile(`^[A-Za-z0-9_]{1,15}$`)

// parse reads settings, fills what is empty and says in a sentence what is wrong.
func parse(raw []byte) (Config, error) {
	var c Config
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &c); err != nil {
			return c, platforms.Refuse("The settings of X can't be read.")
		}
	}
	for _, field := range []*string{&c.Way, &c.Access, &c.SignIn, &c.ClientID, &c.Dialect, &c.MonthlyCap, &c.OwnsApp, &c.Identity, &c.Server} {
		*field = web.Pasted(*field)
	}
	c.Identity = accountName(c.Identity)
	for _, choice := range []struct {
		value *string
		label string
		of    []string
	}{
		{&c.Way, "way", []string{ByHand, ByAPI}},
		{&c.Access, "access", []string{SelfServe, Enterprise}},
		{&c.SignIn, "sign-in", []string{SignInPage, SignInKeys}},
		{&c.Dialect, "field names", []string{DialectTweet, DialectPost}},
		{&c.OwnsApp, "owner of the application", []string{"no", "yes"}},
	} {
		if err := choose(choice.value, choice.label, choice.of); err != nil {
			return c, err
		}
	}
	if c.Server == "" {
		c.Server = apiBase
	}
	if _, err := web.ParseBase(c.Server); err != nil {
		return c, err
	}
	if _, err := c.cap(); err != nil {
		return c, err
	}
	return c, c.complete()
}

// complete checks what the chosen way needs.
func (c Config) complete() error {
	switch {
	case c.Identity != "" && !handleForm.MatchString(c.Identity) && !number(c.Identity):
		return platforms.Refuse("This is no account name on X. It has up to 15 letters, digits and underscores, as in @RiversideDC.")
	case c.Way == ByHand && (c.Identity == "" || number(c.Identity) && len(c.Identity) > 15):
		return platforms.Refuse("Give the name of the council's account on X, as in @RiversideDC. Nothing else is needed without the API.")
	case c.Way == ByAPI && c.SignIn == SignInPage && c.ClientID == "":
		return platforms.Refuse("Paste the client ID of the council's application. It stands at console.x.com on the app's page of keys, under OAuth 2.0.")
	}
	return nil
}

func choose(value *string, label string, of []string) error {
	if *value == "" {
		*value = of[0]
	}
	for _, v := range of {
		if strings.EqualFold(v, *value) {
			*value = v
			return nil
		}
	}
	return platforms.Refuse(fmt.Sprintf("The setting for the %s must be one of: %s.", label, strings.Join(of, ", ")))
}

// cap is the monthly cap in millionths of a dollar; -1 for none.
func (c Config) cap() (int64, error) {
	words := strings.TrimLeft(strings.ToLower(c.MonthlyCap), "$ ")
	if words == noCap {
		return -1, nil
	}
	if words == "" {
		words = usualCap
	}
	dollars, err := strconv.ParseFloat(words, 64)
	if err != nil || dollars < 0 || dollars > 1e6 || math.IsNaN(dollars) {
		return 0, platforms.Refuse("The most that X may cost a month must be an amount in US dollars, as in 50, or none.")
	}
	return int64(math.Round(dollars * million)), nil
}

// accountName takes an account's name out of what people paste: @name, a page's
// address, the name.
func accountName(s string) string {
	s = strings.TrimPrefix(s, "@")
	for _, site := range []string{"https://x.com/", "https://www.x.com/", "https://twitter.com/", "https://www.twitter.com/", "x.com/", "twitter.com/"} {
		if len(s) > len(site) && strings.EqualFold(s[:len(site)], site) {
			s, _, _ = strings.Cut(s[len(site):], "/")
			s, _, _ = strings.Cut(s, "?")
			break
		}
	}
	return strings.TrimPrefix(s, "@")
}

// number tells whether s is an id of X.
func number(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 19
}
