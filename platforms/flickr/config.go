// Package flickr is the adapter for one Flickr account: comments under its own
// photos, answers, deleting, uploads and counts, with the council's own key
// (platforms.md 7).
package flickr

import (
	"encoding/json"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// The items in the keyring: the key's secret, what a sign-in brought, and uploads
// whose end is not known yet.
const (
	secretItem = "api_secret"
	accessItem = signin.AccessItem
	ticketItem = "uploads"
)

// config are the settings of one account.
type config struct {
	// Server replaces every address of Flickr, for tests.
	Server string `json:"server"`
	// Identity is the account that is expected: its id (12345678@N00) or name.
	Identity string `json:"identity"`
	Key      string `json:"api_key"`
}

func readConfig(raw []byte) (config, error) {
	var c config
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, platforms.Refuse("The settings of the Flickr account can't be read. Enter them again.")
	}
	for _, field := range []*string{&c.Server, &c.Identity, &c.Key} {
		*field = web.Pasted(*field)
	}
	switch {
	case c.Key == "":
		return c, platforms.Refuse("The key is missing. It stands on Flickr's page of your apps, above the secret.")
	case len(c.Key) == 16 && isHex(c.Key):
		return c, platforms.Refuse("This looks like the secret, which has 16 characters. The key has 32 and stands above it.")
	}
	return c, nil
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdefABCDEF") == "" }

// Describe says what connecting a Flickr account asks for.
func Describe() platforms.Network {
	const apps = "https://www.flickr.com/services/apps/create/"
	return platforms.Network{
		Name: network, Title: title, Browser: true, Code: true, New: New,
		Needs: []string{
			"The council's Flickr account, signed in to in this PC's browser.",
			"A key and its secret from Flickr. A key for non-commercial use is free; Flickr may ask for a Pro account.",
		},
		Steps: []string{
			"Open Flickr's App Garden while signed in to the council's account, and request an API key for non-commercial use. Say that you answer comments on your own photos.",
			"Copy the key and the secret to here.",
			"Press “Open the sign-in page”, and on Flickr's page press “OK, I'll authorize it”.",
			"If the browser can't come back by itself, choose “Use a code instead”: the page then shows nine digits to copy to here.",
		},
		Settings: []platforms.Field{
			{Key: "api_key", Label: "Key", Hint: "32 characters", Guide: apps},
			{Key: "identity", Label: "Account", Hint: "The council's account: its id (such as 12345678@N00) or its name. Another one is then refused", Optional: true},
		},
		Secrets: []platforms.Field{
			{Key: secretItem, Label: "Secret", Hint: "16 characters; it stands below the key", Guide: apps},
		},
		Permissions: []platforms.Permission{
			{Name: "read", Why: "To read your photos and the comments under them."},
			{Name: "write", Why: "To answer, to delete comments under your photos, and to upload."},
			{Name: "delete", Why: "To take back a photo that was published by mistake. Nothing is deleted by itself."},
		},
		Warning: "Flickr can't hide comments and gives programs no way to block people: that is done on Flickr's own pages.",
	}
}
