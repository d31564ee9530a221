package linkedin

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Config are an account's settings, as one flat JSON object of strings.
type Config struct {
	// Server replaces LinkedIn's own addresses, for tests; "" for LinkedIn.
	Server string `json:"server"`
	// Identity is the page that is expected: its number, its
	// urn:li:organization:…, or the last part of its address. "" for whichever
	// page the sign-in manages.
	Identity string `json:"identity"`
	// Page says which page, where the sign-in manages several; read like Identity.
	Page string `json:"page"`
	// ClientID is the id of the council's own application.
	ClientID string `json:"client_id"`
	// SignIn is "secret" (the default) or "pkce", which LinkedIn must switch on
	// for the application.
	SignIn string `json:"sign_in"`
	// Version is the dated version of LinkedIn's interface, YYYYMM.
	Version string `json:"version"`
	// MemberCalls and AppCalls are the daily allowances, "0" for none.
	MemberCalls string `json:"member_calls"`
	AppCalls    string `json:"app_calls"`
	// Names is "yes" when the application may ask for the names of members.
	Names string `json:"names"`

	// allowance is the smaller of the two allowances; 0: not limited.
	allowance int
}

var (
	dated  = regexp.MustCompile(`^20\d\d(0[1-9]|1[0-2])$`)
	digits = regexp.MustCompile(`^\d+$`)
	vanity = regexp.MustCompile(`^[\p{L}\p{N}_-]+$`)
)

// parse reads and checks the settings; its error is a sentence for people.
func parse(raw []byte) (Config, error) {
	var c Config
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, fmt.Errorf("read LinkedIn's settings: %w", err)
	}
	for _, field := range []*string{&c.Server, &c.Identity, &c.Page, &c.ClientID, &c.SignIn, &c.Version, &c.MemberCalls, &c.AppCalls, &c.Names} {
		*field = web.Pasted(*field)
	}
	if c.Version == "" {
		c.Version = newestVersion
	}
	if c.SignIn == "" {
		c.SignIn = signInSecret
	}
	c.Page, c.Identity = pageName(c.Page), pageName(c.Identity)
	if c.Server != "" {
		if _, err := web.ParseBase(c.Server); err != nil {
			return c, err
		}
	}
	switch {
	case c.SignIn != signInSecret && c.SignIn != signInNative:
		return c, platforms.Refuse("The way of signing in is either “secret” or “pkce”.")
	case !dated.MatchString(c.Version):
		return c, platforms.Refuse("The version of LinkedIn's interface is a year and a month, like " + newestVersion + ".")
	case c.Page != "" && !vanity.MatchString(c.Page), c.Identity != "" && !vanity.MatchString(c.Identity):
		return c, platforms.Refuse("The page can't be recognised. Enter its number, or the last part of its address on LinkedIn.")
	case c.Names != "" && c.Names != "yes" && c.Names != "no":
		return c, platforms.Refuse("Asking for members' names is either “yes” or “no”.")
	}
	return c, c.allow()
}

// allow finds the daily allowance.
func (c *Config) allow() error {
	for _, a := range []struct {
		value    string
		standard int
	}{{c.MemberCalls, memberCalls}, {c.AppCalls, appCalls}} {
		n := a.standard
		if a.value != "" {
			var err error
			if n, err = strconv.Atoi(a.value); err != nil || n < 0 {
				return platforms.Refuse("The daily allowance of calls is a whole number, or 0 for no limit.")
			}
		}
		if n > 0 && (c.allowance == 0 || n < c.allowance) {
			c.allowance = n
		}
	}
	return nil
}

// pageName takes a page's number or name out of whatever was pasted: a URN, its
// public address or that of its admin view.
func pageName(s string) string {
	s = strings.TrimPrefix(s, orgPrefix)
	if _, rest, found := strings.Cut(s, "linkedin.com/company/"); found {
		s, _, _ = strings.Cut(rest, "/")
		s, _, _ = strings.Cut(s, "?")
	}
	return strings.TrimPrefix(s, "@")
}

// New makes the adapter of one page from its settings. It opens no connection; its
// error says what is wrong with the settings.
func New(config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	c, err := parse(config)
	if err != nil {
		return nil, err
	}
	return newAdapter(c, secrets, clock)
}
