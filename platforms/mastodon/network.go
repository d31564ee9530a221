package mastodon

import "commsdesk/platforms"

// Describe says what connecting a Mastodon account asks for.
func Describe() platforms.Network {
	n := platforms.Network{
		Name: "mastodon", Title: "Mastodon", Browser: true, Code: true,
		Needs: []string{
			"An account of the council on a Mastodon server, or on one that understands the same apps, such as GoToSocial or Pixelfed.",
			"The address of that server: the part after the second @ of the account's name.",
			"Somebody who can sign in to the account in a browser.",
		},
		Steps: []string{
			"Type the address of the server, or the whole name of the account.",
			"Press “Open the sign-in page”. The server's own page opens in your browser.",
			"Sign in there as the council's account, read what is asked for, and press Authorise.",
			"Go back to Commsdesk, which shows whose account it is.",
			"If the browser can't come back by itself, choose “Use a code instead”: the page then shows a code to copy to here.",
			"Without a browser: on the server open Preferences, Development, New application, tick the rights listed here, and paste the access key it shows.",
		},
		Settings: []platforms.Field{{Key: "server", Label: "Address of the server",
			Hint: "For example social.example. The account's whole name, @council@social.example, does as well."}},
		Secrets: []platforms.Field{
			{Key: accessItem, Label: "Access key", Optional: true, Hint: "Only when you do not sign in through the browser. It stands under Preferences, Development, on the page of the application."},
		},
		Warning: "Private messages on Mastodon are not encrypted: whoever runs the servers of the two accounts can read them.",
		New: func(config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
			return New(config, secrets, clock)
		},
	}
	for _, s := range scopes {
		n.Permissions = append(n.Permissions, platforms.Permission{Name: s[0], Why: s[1]})
	}
	return n
}
