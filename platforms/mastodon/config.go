package mastodon

import (
	"encoding/json"
	"net/url"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Config are the settings of one account.
type Config struct {
	// Server is the address of the account's own server, as people write it:
	// "social.example", "https://social.example/@council" or
	// "@council@social.example" all mean the same.
	Server string `json:"server"`
	// Identity is the account that is expected ("@council@social.example"), ""
	// when any will do.
	Identity string `json:"identity"`
}

// parseConfig reads settings; an error says what is wrong with them.
func parseConfig(raw []byte) (Config, *url.URL, error) {
	var c Config
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, nil, platforms.Refuse("The settings of this account can't be read. Connect it again.")
	}
	base, err := parseServer(c.Server)
	return c, base, err
}

// parseServer makes the base URL of what somebody typed.
func parseServer(typed string) (*url.URL, error) {
	s := strings.Trim(strings.TrimSpace(typed), `"'<>`)
	if s == "" {
		return nil, platforms.Refuse("The address of the Mastodon server is missing. It is the part after the second @ of the account's name, such as social.example.")
	}
	for _, r := range s {
		if r > 0x7f {
			return nil, platforms.Refuse("The address of the server holds letters that are not plain ones. A look-alike of another server is written so. Type it anew by hand.")
		}
	}
	if handle := strings.TrimPrefix(s, "@"); !strings.Contains(s, "/") && strings.Contains(handle, "@") {
		s = handle[strings.LastIndexByte(handle, '@')+1:]
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || !strings.Contains(u.Host, ".") && u.Hostname() != "localhost" {
		return nil, platforms.Refuse("The address of the Mastodon server can't be read. It looks like social.example: the part after the second @ of the account's name.")
	}
	return web.ParseBase(strings.ToLower(u.Scheme) + "://" + strings.ToLower(u.Host))
}

// sameAccount tells whether what somebody typed means an account.
func sameAccount(typed string, who platforms.Identity, id string) bool {
	s := strings.ToLower(strings.Trim(strings.TrimSpace(typed), `"'`))
	s = strings.TrimSuffix(s, "/")
	if s == id || s == strings.ToLower(who.URL) {
		return true
	}
	s = strings.TrimPrefix(s, "@")
	name, _, _ := strings.Cut(who.ID, "@")
	return s == who.ID || s == name
}
