package mailbox

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/smtptest"
	"commsdesk/platforms/signin"
)

// pageConfig is a shared mailbox at Microsoft 365.
func pageConfig() Config {
	return Config{Address: "press@example.gov.uk", IMAPHost: "a.example", IMAPPort: 993, IMAPTLS: Implicit, SMTPHost: "a.example", SMTPPort: 587, SMTPTLS: StartTLS,
		Proxy: NoProxy, Page: Page{Way: ByMicrosoft, Tenant: "example.gov.uk", ClientID: "an-application"}}
}

func paged(t *testing.T, c Config, k keyring) *Mailbox {
	t.Helper()
	m, err := New(c, k, fixedClock)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEachProvidersPage(t *testing.T) {
	own := pageConfig()
	own.Page = Page{Way: ByOAuth, ClientID: "an-application", AuthURL: "https://login.example.gov.uk/auth", TokenURL: "https://login.example.gov.uk/token", Scopes: "mail  offline_access"}
	google := pageConfig()
	google.Page = Page{Way: ByGoogle, ClientID: "an-application"}
	shared := pageConfig()
	shared.Account = "ada@example.gov.uk"
	anyone := pageConfig()
	anyone.Tenant = ""
	for name, tt := range map[string]struct {
		c    Config
		at   string
		want url.Values
	}{
		"Microsoft":  {shared, "https://login.microsoftonline.com/example.gov.uk/oauth2/v2.0/authorize", url.Values{"prompt": {"select_account"}, "login_hint": {"ada@example.gov.uk"}, "scope": {microsoftScopes}}},
		"any tenant": {anyone, "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize", url.Values{"prompt": {"select_account"}, "scope": {microsoftScopes}}},
		"Google":     {google, "https://accounts.google.com/o/oauth2/v2/auth", url.Values{"prompt": {"consent"}, "access_type": {"offline"}, "login_hint": {"press@example.gov.uk"}, "scope": {googleScopes}}},
		"own":        {own, "https://login.example.gov.uk/auth", url.Values{"prompt": {"consent"}, "scope": {"mail offline_access"}}},
	} {
		page, err := paged(t, tt.c, keyring{}).Authorize(t.Context(), "http://127.0.0.1:4711", "a-state", "a-verifier-that-is-long-enough-for-the-rules")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		u, err := url.Parse(page)
		if err != nil || u.Scheme+"://"+u.Host+u.Path != tt.at {
			t.Errorf("%s opens %s, %v", name, page, err)
			continue
		}
		got := u.Query()
		for key, value := range map[string]string{"client_id": "an-application", "redirect_uri": "http://127.0.0.1:4711", "response_type": "code", "state": "a-state", "code_challenge_method": "S256"} {
			if got.Get(key) != value {
				t.Errorf("%s: %s is %q", name, key, got.Get(key))
			}
			got.Del(key)
		}
		if got.Get("code_challenge") == "" || strings.Contains(page, "a-verifier") {
			t.Errorf("%s: the challenge is %q", name, got.Get("code_challenge"))
		}
		got.Del("code_challenge")
		if got.Encode() != tt.want.Encode() {
			t.Errorf("%s asks %s\nwant %s", name, got.Encode(), tt.want.Encode())
		}
	}
}

func TestSettingsOfAPageAreChecked(t *testing.T) {
	for words, change := range map[string]func(*Page){
		"how the mailbox signs in": func(p *Page) { p.Way = "kerberos" },
		"application (client) id":  func(p *Page) { p.ClientID = " " },
		"directory (tenant) id":    func(p *Page) { p.Tenant = "a/../b" },
		"beginning with https":     func(p *Page) { p.TokenURL = "http://login.example.gov.uk/token" },
		"both addresses":           func(p *Page) { p.Way = ByOAuth },
	} {
		c := pageConfig()
		change(&c.Page)
		if _, err := New(c, keyring{}, time.Now); platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), words) {
			t.Errorf("want words %q, got %v", words, err)
		}
	}
	plain := pageConfig()
	plain.Page = Page{Way: ByPassword}
	m := paged(t, plain, keyring{})
	if _, err := m.Authorize(t.Context(), "http://127.0.0.1:1", "s", "v"); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("a page for a mailbox with a password: %v", err)
	}
	if end, err := m.Expires(t.Context()); !end.IsZero() || err != nil {
		t.Errorf("a password ends %v, %v", end, err)
	}
}

// TestAccessesOnTheWire: the two forms, character by character.
func TestAccessesOnTheWire(t *testing.T) {
	for mechanism, want := range map[string]string{
		xoauth2:     "user=pre,ss=1@example.gov.uk\x01auth=Bearer an-access\x01\x01",
		oauthBearer: "n,a=pre=2Css=3D1@example.gov.uk,\x01host=imap.example\x01port=993\x01auth=Bearer an-access\x01\x01",
	} {
		b := &bearer{mechanism: mechanism, user: "pre,ss=1@example.gov.uk", access: "an-access", host: "imap.example", port: 993}
		name, first, err := b.Start()
		if name != mechanism || string(first) != want || err != nil {
			t.Errorf("%s %q, %v", name, first, err)
		}
		if _, _, err := (bearerAuth{b}).Start(&smtp.ServerInfo{Name: "smtp.example"}); err == nil {
			t.Errorf("%s goes in clear", mechanism)
		}
		if answer, err := b.Next([]byte(`{"status":"401"}`)); err != nil || len(answer) == 0 {
			t.Errorf("the explanation was answered %q, %v", answer, err)
		}
		if _, err := b.Next(nil); err == nil {
			t.Error("a second question was answered")
		}
	}
}

// tokenEndpoint answers every exchange with body.
func tokenEndpoint(t *testing.T, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func idToken(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".signature"
}

// TestWhatASignInBrings: what is kept of the token endpoint's answer, and what
// is not good enough.
func TestWhatASignInBrings(t *testing.T) {
	const access, refresh = "an-access-of-the-test", "a-refresh-token-of-the-test"
	whole := func(id string) string {
		return fmt.Sprintf(`{"token_type":"Bearer","access_token":%q,"refresh_token":%q,"expires_in":3600,"refresh_token_expires_in":86400,"id_token":%q}`, access, refresh, id)
	}
	mine := `"aud":"an-application"`
	for name, tt := range map[string]struct {
		answer  string
		google  bool
		who     string
		class   platforms.Class
		another string
	}{
		"preferred name":    {whole(idToken(`{` + mine + `,"preferred_username":"Ada@Example.gov.uk","email":"a.l@example.gov.uk"}`)), false, "ada@example.gov.uk", "", ""},
		"address":           {whole(idToken(`{"aud":["x","an-application"],"preferred_username":"ada","email":"ada@example.gov.uk"}`)), false, "ada@example.gov.uk", "", ""},
		"nobody named":      {whole(""), false, "", "", ""},
		"another's":         {whole(idToken(`{"aud":"another","email":"ada@example.gov.uk"}`)), false, "", platforms.ClassRefused, "not meant for this application"},
		"unreadable":        {whole("one.two"), false, "", platforms.ClassRefused, "not meant for this application"},
		"one hour":          {`{"token_type":"Bearer","access_token":"` + access + `","expires_in":3600}`, false, "", platforms.ClassRefused, "offline access"},
		"no such code":      {`{"error":"invalid_grant"}`, false, "", platforms.ClassAuth, "has ended"},
		"an error in a 200": {`{"token_type":"Bearer"}`, false, "", platforms.ClassOffline, "can't be reached"},
		"Google, another":   {whole(idToken(`{` + mine + `,"email":"ada@example.gov.uk"}`)), true, "", platforms.ClassIdentity, "You signed in as ada@example.gov.uk, and press@example.gov.uk"},
		"Google":            {whole(idToken(`{` + mine + `,"email":"press@example.gov.uk"}`)), true, "press@example.gov.uk", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, k := pageConfig(), keyring{}
			if tt.google {
				c.Page = Page{Way: ByGoogle, ClientID: "an-application"}
			}
			c.TokenURL = tokenEndpoint(t, tt.answer)
			m := paged(t, c, k)
			err := m.Exchange(t.Context(), "http://127.0.0.1:4711", "a-verifier", url.Values{"code": {"a-code"}})
			if platforms.ClassOf(err) != tt.class {
				t.Fatalf("class %q: %v", platforms.ClassOf(err), err)
			}
			if err != nil {
				said := err.Error()
				if !strings.Contains(said, tt.another) || strings.Contains(said, access) || strings.Contains(said, refresh) || len(k) != 0 {
					t.Errorf("it says %s and keeps %d secrets", said, len(k))
				}
				return
			}
			if k[whoItem] != tt.who || k[signin.RefreshItem] != refresh || !strings.Contains(k[signin.AccessItem], access) {
				t.Errorf("kept %q and %d secrets", k[whoItem], len(k))
			}
			if end, err := m.Expires(t.Context()); err != nil || !end.Equal(fixedClock().Add(24*time.Hour)) {
				t.Errorf("the sign-in ends %v, %v", end, err)
			}
		})
	}
	if err := paged(t, pageConfig(), keyring{}).Exchange(t.Context(), "", "", url.Values{}); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("without a code: %v", err)
	}
}

// TestExchangesOwnRefusals: Exchange Online says in two ways of its own that IT
// has to do something.
func TestExchangesOwnRefusals(t *testing.T) {
	m := paged(t, pageConfig(), keyring{whoItem: "ada@example.gov.uk"})
	err := m.explain(t.Context(), fmt.Errorf("examine: %w", &imap.Error{Type: imap.StatusResponseTypeBad, Text: "User is authenticated but not connected."}))
	if platforms.ClassOf(err) != platforms.ClassAuth || !strings.Contains(err.Error(), "signed in as ada@example.gov.uk") {
		t.Errorf("a mailbox that may not be opened: %v", err)
	}

	office, _ := postOffice(t, smtptest.Options{Mechanisms: []string{xoauth2}, Bearer: func(string, string) bool { return true },
		Script: smtptest.At(smtptest.SignIn, smtptest.Act{Answer: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."})},
		func(c *Config) { c.Page = pageConfig().Page })
	if err := office.keeper.Keep(t.Context(), signin.Tokens{Access: "an-access"}); err != nil {
		t.Fatal(err)
	}
	o, commits := attempt(t, office, sealedReply(t, office, 0))
	if o.Verdict != platforms.NeedsPerson || o.Class != platforms.ClassPermission || !strings.Contains(o.Why, "switched off") || commits != 0 {
		t.Errorf("switched off: %+v", o)
	}
}

// TestAServerWithoutSignInPages says so, and shows no access.
func TestAServerWithoutSignInPages(t *testing.T) {
	office, server := postOffice(t, smtptest.Options{}, func(c *Config) { c.Page = pageConfig().Page })
	if err := office.keeper.Keep(t.Context(), signin.Tokens{Access: "an-access"}); err != nil {
		t.Fatal(err)
	}
	o, _ := attempt(t, office, sealedReply(t, office, 0))
	if o.Verdict != platforms.NeedsPerson || !strings.Contains(o.Why, "takes no sign-ins from Microsoft 365") {
		t.Errorf("%+v", o)
	}
	for _, verb := range server.Commands() {
		if verb == "AUTH" {
			t.Error("it tried to sign in")
		}
	}
}
