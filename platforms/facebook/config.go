// Package facebook is the adapter for a Facebook Page: its posts with comments
// and answers, what visitors write on it, posts that tag it, Messenger, moderation
// and figures, through the Graph API (platforms.md 2 and 3).
package facebook

import (
	"encoding/json"
	"net/url"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// The secrets' names in the keyring.
const (
	tokenItem  = "access_token"
	secretItem = "app_secret"
)

// Config is everything about one Page but its secrets.
type Config struct {
	// Server is Meta's address; "" means the real one.
	Server string `json:"server"`
	// Identity is the Page that is expected: its id, name or address. "" means the
	// only one that the access key opens.
	Identity string `json:"identity"`
	// Version of Meta's interface; "" means the one this adapter was made for.
	Version string `json:"version"`
	// HumanAgent is "yes" when Meta granted the app the Human Agent feature.
	HumanAgent string `json:"human_agent"`
}

// readConfig reads and checks the settings; its error is a sentence for people.
func readConfig(raw []byte) (Config, error) {
	var c Config
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, platforms.Refuse("The settings of this account can't be read. Connect it again.")
	}
	c.Identity = tidyName(c.Identity)
	if c.Server = strings.TrimSpace(c.Server); c.Server == "" {
		c.Server = home
	}
	var err error
	if _, err = web.ParseBase(c.Server); err != nil {
		return c, err
	}
	if c.Version, err = graph.Version(c.Version); err != nil {
		return c, err
	}
	c.HumanAgent = strings.ToLower(strings.TrimSpace(c.HumanAgent))
	if c.HumanAgent != "" && c.HumanAgent != "yes" && c.HumanAgent != "no" {
		return c, platforms.Refuse("Human Agent is either yes or no. Say yes only when Meta granted it to the council's app.")
	}
	return c, nil
}

// uploads is where films go.
func (c Config) uploads() string {
	if c.Server != home {
		return c.Server
	}
	return filmHome
}

// tidyName makes a Page's id or user name of whatever stands for it: an address,
// a name with an @, an id.
func tidyName(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "\"'@")
	if u, err := url.Parse(s); err == nil && strings.HasSuffix(u.Hostname(), "facebook.com") {
		if id := u.Query().Get("id"); id != "" {
			return id
		}
		s = strings.Trim(u.Path, "/")
		s = s[strings.LastIndexByte(s, '/')+1:]
	}
	return s
}

// checkToken catches secrets of another kind before they leave this PC.
func checkToken(s string) error {
	switch {
	case s == "":
		return signIn("No access key is kept for this Page. Make one for the system user in Meta's Business settings and paste it here.")
	case strings.Contains(s, "|"):
		return signIn("This is the key of the app itself. Paste the access key of the system user, or of the Page; it begins with EAA.")
	case strings.HasPrefix(s, "IG"), strings.HasPrefix(s, "TH"):
		return signIn("This access key is for Instagram or Threads. The one for a Facebook Page begins with EAA.")
	case strings.Trim(s, "0123456789") == "":
		return signIn("This is a number, such as the id of an app or a Page, and no access key. An access key is long and begins with EAA.")
	case len(s) == 32 && strings.Trim(s, "0123456789abcdef") == "":
		return signIn("This is the app's secret. Paste it into its own field, and the access key, which begins with EAA, here.")
	}
	return nil
}

// signIn is an error that a person must mend with another access key.
func signIn(sentence string) *platforms.Error {
	return &platforms.Error{Class: platforms.ClassAuth, Sentence: sentence}
}

// scope is a right of the access key and what it is for.
type scope struct{ name, why string }

var scopes = []scope{
	{"pages_show_list", "finds the council's Pages behind the access key"},
	{"pages_read_engagement", "reads the Page's posts and what is said under them"},
	{"pages_read_user_content", "reads comments, visitors' posts and posts that tag the Page"},
	{"pages_manage_posts", "publishes posts, now or at a set time, and deletes the Page's own"},
	{"pages_manage_engagement", "answers comments in public, hides and deletes them"},
	{"pages_manage_metadata", "blocks people from the Page and lists who is blocked"},
	{"pages_messaging", "reads and answers Messenger, and answers a comment in private"},
	{"read_insights", "reads how often posts were seen"},
}

// Describe says what connecting a Page asks for.
func Describe() platforms.Network {
	n := platforms.Network{
		Name: name, Title: title + " Page",
		Needs: []string{
			"The council's Page in its own Meta Business portfolio, and somebody who is an administrator there.",
			"The council's own app at developers.facebook.com, of the type Business, inside the same portfolio.",
			"For Messenger with people who have no role at the council: the app's Advanced Access to pages_messaging. Meta reviews this and may take weeks; everything else works meanwhile.",
		},
		Steps: []string{
			"Open business.facebook.com, then Settings, Users, System users, and add one named Commsdesk.",
			"Choose Assign assets and give it the Page with full control, and the council's app.",
			"Press the button that generates an access key there, choose the app, and let the key never expire.",
			"Tick every permission listed below, generate the key and copy it. Meta shows it once.",
			"Paste the key here. If it opens several Pages, type which one you mean.",
			"If the app asks for proof of its secret, copy the secret from the app's page under Settings, Basic, and paste it as well.",
		},
		Settings: []platforms.Field{
			{Key: "identity", Label: "Page", Hint: "Its name or address. Leave it empty if the key opens one Page only.", Optional: true},
			{Key: "human_agent", Label: "Human Agent", Hint: "Yes only if Meta granted the app this feature: private answers may then take 7 days instead of 24 hours.",
				Value: "no", Choices: []string{"no", "yes"}, Optional: true},
			{Key: "version", Label: "Version of Meta's interface", Hint: "Leave it empty for " + graph.DefaultVersion + ".", Optional: true},
		},
		Secrets: []platforms.Field{
			{Key: tokenItem, Label: "Access key", Hint: "begins with EAA; of the system user or of the Page", Guide: "https://business.facebook.com/settings/system-users"},
			{Key: secretItem, Label: "App secret", Hint: "only if the app asks for proof of it", Optional: true, Guide: "https://developers.facebook.com/apps/"},
		},
		Warning: "Publish the app (set it to Live) before real use: what an unpublished app posts may be seen by its own team only.",
		New:     New,
	}
	for _, s := range scopes {
		n.Permissions = append(n.Permissions, platforms.Permission{Name: s.name, Why: s.why})
	}
	return n
}
