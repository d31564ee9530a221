// Package youtube is the adapter for one YouTube channel: comments on its films,
// answers, moderation, uploads and figures, through the Data API v3 with the
// council's own Google Cloud project (platforms.md 6).
package youtube

import (
	"encoding/json"
	"strconv"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// secretItem is where the client secret lies in the keyring.
const secretItem = "client_secret"

// config are the settings of one channel.
type config struct {
	// Server replaces every address of Google, for tests.
	Server string `json:"server"`
	// Identity is the channel that is expected: its id or @handle.
	Identity string `json:"identity"`
	ClientID string `json:"client_id"`
	// Audited is "yes" once YouTube's audit of the project is passed.
	Audited string `json:"audited"`
	// Consent is how the sign-in page is published: internal, production, testing.
	Consent string `json:"consent"`
	// Units is the project's quota a day, "" for the usual.
	Units string `json:"units"`

	units int
}

func readConfig(raw []byte) (config, error) {
	var c config
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, platforms.Refuse("The settings of the YouTube channel can't be read. Enter them again.")
	}
	for _, field := range []*string{&c.Server, &c.Identity, &c.ClientID, &c.Audited, &c.Consent, &c.Units} {
		*field = web.Pasted(*field)
	}
	switch {
	case c.ClientID == "":
		return c, platforms.Refuse("The client id is missing. It stands in the Google Cloud console under Credentials and ends in .apps.googleusercontent.com.")
	case strings.HasPrefix(c.ClientID, "GOCSPX-"):
		return c, platforms.Refuse("This is the client secret. The client id ends in .apps.googleusercontent.com.")
	case c.Audited != "" && c.Audited != "yes" && c.Audited != "no":
		return c, platforms.Refuse("Say yes or no: did YouTube's audit of the project end well?")
	case c.Consent != "" && c.Consent != "internal" && c.Consent != "production" && c.Consent != "testing":
		return c, platforms.Refuse("The state of the sign-in page is internal, production or testing.")
	}
	c.units = unitsDay
	if c.Units != "" {
		n, err := strconv.Atoi(c.Units)
		if err != nil || n < 2*reserve {
			return c, platforms.Refuse("The quota a day is a whole number, usually " + strconv.Itoa(unitsDay) + ".")
		}
		c.units = n
	}
	return c, nil
}

func (c config) audited() bool { return c.Audited == "yes" }

// Describe says what connecting a YouTube channel asks for.
func Describe() platforms.Network {
	const console = "https://console.cloud.google.com/apis/credentials"
	return platforms.Network{
		Name: network, Title: title, Browser: true, New: New,
		Needs: []string{
			"A YouTube channel of the council, and a Google account that may manage it.",
			"A Google Cloud project that belongs to the council. It is free; your IT team can make it.",
		},
		Steps: []string{
			"Open the Google Cloud console, make a project and switch on the YouTube Data API v3.",
			"Under “OAuth consent screen” choose Internal when the council uses Google Workspace. Otherwise choose External and publish it: while it stands on Testing, the sign-in ends after 7 days.",
			"Under “Credentials” create an OAuth client ID of the type Desktop app, and copy its client id and client secret to here.",
			"Press Sign in. On Google's page choose the council's channel itself, not your own account, and allow what is asked for.",
		},
		Settings: []platforms.Field{
			{Key: "client_id", Label: "Client id", Hint: "Ends in .apps.googleusercontent.com", Guide: console},
			{Key: "consent", Label: "Sign-in page", Hint: "How the consent screen is published", Value: "internal",
				Choices: []string{"internal", "production", "testing"}, Guide: "https://console.cloud.google.com/auth/audience"},
			{Key: "audited", Label: "YouTube's audit passed", Hint: "Until then YouTube keeps every film that comes through the project private",
				Value: "no", Choices: []string{"no", "yes"}, Guide: "https://support.google.com/youtube/contact/yt_api_form"},
			{Key: "units", Label: "Quota a day", Hint: "Units that Google gives the project", Value: strconv.Itoa(unitsDay), Optional: true,
				Guide: "https://console.cloud.google.com/apis/api/youtube.googleapis.com/quotas"},
			{Key: "identity", Label: "Channel", Hint: "The council's channel: its id (UC…) or its @handle. Another one is then refused", Optional: true,
				Guide: "https://www.youtube.com/account_advanced"},
		},
		Secrets: []platforms.Field{
			{Key: secretItem, Label: "Client secret", Hint: "Begins with GOCSPX-", Guide: console},
		},
		Permissions: []platforms.Permission{{Name: "youtube.force-ssl",
			Why: "To read comments on your films, answer, hold back or reject comments, upload films and read their figures. YouTube has no smaller right for comments."}},
		Warning: "Until YouTube has audited the project, every film uploaded through it stays private: somebody publishes it in YouTube Studio. " +
			"YouTube has no private messages, and a blocked person can be unblocked in YouTube Studio only.",
	}
}
