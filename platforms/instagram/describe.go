package instagram

import "commsdesk/platforms"

// Describe says what connecting an account asks for.
func Describe() platforms.Network {
	return platforms.Network{
		Name: Network, Title: Title, New: New,
		Needs: []string{
			"A professional account on Instagram (business or creator). A private one can be changed in its settings, at no cost.",
			"Best: the account is linked to the council's Facebook Page, and you may manage that Page. Without a Page, choose the way in “instagram”.",
			"An app of the council's own at developers.facebook.com, of the type Business, in the council's business portfolio. It costs nothing.",
			"For private messages: in the Instagram app, Settings, Messages and story replies, Message controls, Connected tools: allow access to messages.",
		},
		Steps: []string{
			"Open business.facebook.com, Settings, Users, System users, and add one with the name Commsdesk.",
			"Assign to it the Page, the Instagram account and the app, each with full control.",
			"Press the button that makes a key, choose the app, choose “never” for its end, and tick every right listed below.",
			"Copy the long key that appears and paste it here. It is shown once only.",
			"By Instagram alone instead: open the app at developers.facebook.com, Instagram, API setup with Instagram login, add the account and press the button that makes a key. Such a key holds for 60 days; Commsdesk renews it while it runs.",
		},
		Settings: []platforms.Field{
			{Key: "route", Label: "Way in", Hint: "facebook: through the council's Page. instagram: by Instagram alone; films can then not be sent from this PC, nor posts deleted or people blocked.",
				Value: string(Facebook), Choices: []string{string(Facebook), string(Login)}},
			{Key: "page", Label: "Page", Hint: "Name or number of the Page, when the key opens several.", Optional: true},
			{Key: "human_agent", Label: "Human Agent granted", Hint: "Yes, when Meta granted the app the feature Human Agent: private answers are then possible for 7 days instead of 24 hours.",
				Value: "no", Choices: []string{"no", "yes"}, Optional: true, Guide: "https://developers.facebook.com/docs/features-reference/human-agent"},
			{Key: "version", Label: "Version", Hint: "Version of Meta's interface. Leave it as it is.", Optional: true},
		},
		Secrets: []platforms.Field{
			{Key: "access_token", Label: "Access key", Hint: "The long key that you copied. Blanks and quotes around it do no harm.", Guide: "https://business.facebook.com/settings/system-users"},
			{Key: appSecretItem, Label: "App secret", Hint: "Only when the app's settings say “Require app secret”.", Optional: true, Guide: "https://developers.facebook.com/apps"},
		},
		Permissions: permissions(),
		Warning: "Meta lets an app read private messages of the public only after it has looked at the app, and decides that anew each year. " +
			"Commsdesk tries what the key may do and says so. Pictures must lie at a public web address before Instagram takes them.",
	}
}

func permissions() []platforms.Permission {
	return []platforms.Permission{
		{Name: "instagram_basic", Why: "Reads the council's posts and who the account is. By Instagram alone: instagram_business_basic."},
		{Name: "instagram_manage_comments", Why: "Reads, answers, hides and deletes comments. By Instagram alone: instagram_business_manage_comments."},
		{Name: "instagram_manage_messages", Why: "Reads and answers private messages. By Instagram alone: instagram_business_manage_messages."},
		{Name: "instagram_content_publish", Why: "Publishes pictures and films. By Instagram alone: instagram_business_content_publish."},
		{Name: "instagram_manage_insights", Why: "Reads how many people saw a post. By Instagram alone: instagram_business_manage_insights."},
		{Name: "instagram_manage_contents", Why: "Deletes the council's own posts again. Only through the Page."},
		{Name: "pages_show_list", Why: "Finds the Page that the account is linked to. Only through the Page."},
		{Name: "pages_read_engagement", Why: "Reads the Page's link to Instagram. Only through the Page."},
		{Name: "business_management", Why: "Blocks and unblocks people in private messages. Only through the Page."},
	}
}
