// Package bluesky is the adapter for Bluesky and whatever else speaks the AT
// Protocol (atproto.com): app password, notifications, threads, posts and answers
// with facets, private messages through the chat proxy, and moderation of the
// council's own threads. It speaks XRPC by hand over platforms/web. Signing in
// through the browser (OAuth) is left out: it needs a public page that describes
// the program, and an app password does all that is needed.
package bluesky

import (
	"context"
	"encoding/json"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Config is everything about one account but its app password.
type Config struct {
	// Handle signs in; "" means Identity.
	Handle string `json:"handle"`
	// Identity is the account that is expected, as handle or DID; "" means
	// whoever Handle names.
	Identity string `json:"identity"`
	// Server is where signing in begins; "" means Bluesky's own entryway.
	Server string `json:"server"`
	// Messages is "no" when private messages are not to be read; "" means yes.
	Messages string `json:"messages"`
}

// base is the server at which signing in begins.
func (c Config) base() string { return orDefault(strings.TrimRight(c.Server, "/"), entryway) }

// login is what identifies the account when it signs in.
func (c Config) login() string { return orDefault(c.Handle, c.Identity) }

// readConfig reads and checks the settings; its error is a sentence for people.
func readConfig(raw []byte) (Config, error) {
	var c Config
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, &platforms.Error{Class: platforms.ClassRefused, Sentence: "The settings of this account can't be read. Connect it again.", Err: err}
	}
	c.Handle, c.Identity = tidyHandle(c.Handle), tidyHandle(c.Identity)
	if c.login() == "" {
		return c, platforms.Refuse("Type the council's handle on Bluesky, such as council.bsky.social.")
	}
	for _, s := range []string{c.Handle, c.Identity} {
		if s == "" {
			continue
		}
		if err := checkHandle(s); err != nil {
			return c, err
		}
	}
	if c.Messages = strings.ToLower(strings.TrimSpace(c.Messages)); c.Messages != "" && c.Messages != "yes" && c.Messages != "no" {
		return c, platforms.Refuse("Private messages are either yes or no.")
	}
	base, err := web.ParseBase(c.base())
	if err != nil {
		return c, err
	}
	c.Server = base.String()
	return c, nil
}

// checkPassword catches secrets of another kind before they leave this PC.
func checkPassword(s string) error {
	switch {
	case s == "":
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "No app password is kept for this account. Make one on bsky.app under Settings, Privacy and security, App passwords, and connect again."}
	case strings.HasPrefix(s, "eyJ"), strings.HasPrefix(s, "did:"), strings.Contains(s, "://"):
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "This is no app password. It has four groups of four letters and digits, such as abcd-efgh-2345-wxyz."}
	}
	return nil
}

// Describe says what connecting an account asks for.
func Describe() platforms.Network {
	return platforms.Network{
		Name: name, Title: title,
		Needs: []string{
			"The council's account on Bluesky, with somebody who can sign in to it once.",
			"Five minutes. Nothing is to be applied for, and it costs nothing.",
		},
		Steps: []string{
			"Sign in at bsky.app as the council.",
			"Open Settings, then Privacy and security, then App passwords.",
			"Choose Add app password and name it Commsdesk.",
			"Tick “Allow access to your direct messages”, so that private messages arrive here too.",
			"Copy the app password (four groups of four letters and digits) and paste it here. Bluesky shows it once.",
			"Type the council's handle as it stands under its name on Bluesky.",
		},
		Settings: []platforms.Field{
			{Key: "handle", Label: "Handle", Hint: "council.bsky.social or council.gov.uk, without the @"},
			{Key: "messages", Label: "Read private messages", Value: "yes", Choices: []string{"yes", "no"}, Optional: true},
			{Key: "server", Label: "Server", Hint: "Leave it empty unless the council runs a server of its own.", Optional: true},
		},
		Secrets: []platforms.Field{
			{Key: passwordItem, Label: "App password", Hint: "abcd-efgh-2345-wxyz, not the account's main password", Guide: appPasswords},
		},
		Permissions: []platforms.Permission{
			{Name: "App password", Why: "reads mentions, replies and quotes, and posts, answers, hides, mutes and blocks in the council's name"},
			{Name: "Access to direct messages", Why: "reads private messages and answers them; without it they stay on bsky.app"},
		},
		Warning: "Everybody can see whom an account blocks on Bluesky. Muting is private. An app password can do all that the account can, but for changing its e-mail address and password.",
		New:     New,
	}
}

// New makes the adapter of an account from its settings. It opens no connection.
func New(config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	c, err := readConfig(config)
	if err != nil {
		return nil, err
	}
	s, err := newSession(c, secrets, clock)
	if err != nil {
		return nil, err
	}
	life, end := context.WithCancel(context.Background())
	return &Account{config: c, session: s, clock: clock, life: life, end: end, branches: newBranches(), people: newPeople()}, nil
}
