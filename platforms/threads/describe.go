package threads

import "commsdesk/platforms"

// Describe says what connecting an account asks for.
func Describe() platforms.Network {
	return platforms.Network{
		Name: Network, Title: Title, New: New, Browser: true,
		Needs: []string{
			"A public profile on Threads that belongs to the council.",
			"An app of the council's own at developers.facebook.com with the use case “Access the Threads API”. It costs nothing.",
			"The profile must be one of the app's testers, or the app must have passed Meta's review.",
		},
		Steps: []string{
			"Open developers.facebook.com, the app, Use cases, Access the Threads API, Settings.",
			"In the section that makes keys for users, add the council's profile; accept the invitation on Threads (Settings, Account, Website permissions, Invites).",
			"Press the button that makes a key beside the profile, tick every right listed below, and copy the long key that appears.",
			"Paste it here. It holds for 60 days; Commsdesk renews it while it runs.",
			"Or sign in by browser: enter the app's number and its secret here. The app must then allow the return address that the browser shows; Meta may take only addresses that begin with https, so a pasted key is the surer way.",
		},
		Settings: []platforms.Field{
			{Key: "app_id", Label: "Threads app ID", Hint: "Only for signing in by browser: the number in the app's settings under “Threads App ID”.", Optional: true, Guide: "https://developers.facebook.com/apps"},
		},
		Secrets: []platforms.Field{
			{Key: "access_token", Label: "Access key", Hint: "The long key that you copied. Blanks and quotes around it do no harm. Empty when you sign in by browser.", Optional: true, Guide: "https://developers.facebook.com/apps"},
			{Key: appSecretItem, Label: "Threads app secret", Hint: "Only for signing in by browser: it stands below the app's number.", Optional: true, Guide: "https://developers.facebook.com/apps"},
		},
		Permissions: []platforms.Permission{
			{Name: scopeBasic, Why: "Reads the council's posts and who the account is."},
			{Name: scopePublish, Why: "Publishes posts and answers."},
			{Name: scopeRead, Why: "Reads what people reply to the council's posts."},
			{Name: scopeReplies, Why: "Answers replies, and hides abusive ones."},
			{Name: scopeMentions, Why: "Reads posts that name the council, and answers them."},
			{Name: scopeInsights, Why: "Reads how many people saw a post."},
			{Name: scopeDelete, Why: "Deletes the council's own posts and answers again."},
		},
	}
}
