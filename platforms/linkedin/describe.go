package linkedin

import (
	"fmt"

	"commsdesk/platforms"
)

const (
	apps = "https://www.linkedin.com/developers/apps"
)

// Describe says what connecting a LinkedIn page asks for.
func Describe() platforms.Network {
	return platforms.Network{
		Name: Name, Title: title, Browser: true, New: New,
		Needs: []string{
			"A LinkedIn page of the council, and a LinkedIn account of yours that is a super admin of it.",
			"An application of the council's own at developer.linkedin.com, confirmed by the page.",
			"LinkedIn's approval of that application for its Community Management API. It asks for a business e-mail address and takes from days to weeks. A refused application can't be sent in again, so answer its questions with care.",
		},
		Steps: []string{
			"On developer.linkedin.com choose “Create app”, name the council's page as its page, and let a super admin confirm it by the link that LinkedIn gives.",
			"On the application's “Products” page ask for the “Community Management API” and answer LinkedIn's questions.",
			fmt.Sprintf("On its “Auth” page add these redirect URLs: http://127.0.0.1:%d%s, and the same with %d and %d.", firstPort, loopbackPath, firstPort+1, lastPort),
			"Copy the client ID and the primary client secret from there into the fields below.",
			"Choose “Sign in”. Your browser opens LinkedIn's own page; allow what it lists. It asks for this again after a year.",
		},
		Settings: []platforms.Field{
			{Key: "client_id", Label: "Client ID", Hint: "From the application's “Auth” page.", Guide: apps},
			{Key: "page", Label: "Page", Hint: "Only if you manage several: the number or the last part of the page's address.", Optional: true},
			{Key: "sign_in", Label: "Way of signing in", Value: signInSecret, Choices: []string{signInSecret, signInNative},
				Hint: "“pkce” needs no secret; LinkedIn must have switched it on for the application."},
			{Key: "version", Label: "Version of LinkedIn's interface", Value: newestVersion, Optional: true,
				Hint: "Year and month. LinkedIn ends each after about a year; this channel says so then."},
			{Key: "member_calls", Label: "Calls a day for you", Value: fmt.Sprint(memberCalls), Optional: true,
				Hint: "LinkedIn's allowance: 100 in the development tier, 0 for none."},
			{Key: "app_calls", Label: "Calls a day for the application", Value: fmt.Sprint(appCalls), Optional: true,
				Hint: "LinkedIn's allowance: 500 in the development tier, shared by everybody who uses it, 0 for none."},
			{Key: "names", Label: "Ask for members' names", Value: "no", Choices: []string{"no", "yes"},
				Hint: "Only if LinkedIn granted the application people decoration. They are kept for 24 hours."},
		},
		Secrets: []platforms.Field{
			{Key: secretItem, Label: "Client secret", Hint: "From the application's “Auth” page. Not needed with “pkce”.", Optional: true, Guide: apps},
		},
		Permissions: []platforms.Permission{
			{Name: "r_organization_social_feed", Why: "Read comments and replies below the page's posts."},
			{Name: "w_organization_social_feed", Why: "Answer comments as the page, and delete them."},
			{Name: "r_organization_social", Why: "Read the page's own posts and their figures."},
			{Name: "w_organization_social", Why: "Publish posts as the page, and withdraw them."},
			{Name: "rw_organization_admin", Why: "See which page you manage, and be told of new comments and mentions."},
			{Name: "r_organization_followers", Why: "Count the page's followers."},
			{Name: "r_basicprofile", Why: "Know which LinkedIn account has signed in."},
		},
		Warning: "LinkedIn allows what members write to be kept for 48 hours and their names for 24. Commsdesk obeys: the words go after that and are read again when you open the conversation. Changing an application's rights ends every sign-in made with it.",
	}
}
