package x

import "commsdesk/platforms"

// Name is the network's short name.
const Name = "x"

const title = "X"

// Describe tells how an account on X is connected, and that without its API
// nothing has to be agreed or paid.
func Describe() platforms.Network {
	return platforms.Network{
		Name: Name, Title: title, Browser: true, New: New,
		Needs: []string{
			"The name of the council's account on X. That is all for the usual way: you read and answer on x.com, and record it here.",
			"Only for the way by API: X's written consent to use by a government body, with an Enterprise plan (see the warning), a developer account with credit at console.x.com, and somebody who may sign in to the council's account.",
		},
		Steps: []string{
			"Leave the way at “browser” unless the council has X's written consent. Type the account's name and press Connect: you are done.",
			"For the API: ask X first, by its form for government end users at developer.x.com, if the council may use the API and under which plan. Keep the answer with your contracts.",
			"Sign in at console.x.com with the council's developer account and create an app inside a project.",
			"In the app open “User authentication settings”: type of app “Native App”, permissions “Read and write and Direct message”.",
			"Add all three callback addresses: http://127.0.0.1:41811/x, http://127.0.0.1:41812/x and http://127.0.0.1:41813/x. Website: the council's own.",
			"Open the app's page of keys, copy the OAuth 2.0 Client ID and paste it below. The keys stay on this PC; nobody else is given them.",
			"Press Connect. The browser opens X: sign in as the council's account and press “Authorise app”.",
			"If the browser sign-in can't be used: set the sign-in to “keys”, make the account's access key and secret on the app's page of keys, and paste all four strings.",
		},
		Settings:    settings(),
		Secrets:     secretFields(),
		Permissions: scopes,
		Warning: "X's developer agreement has a clause on government use: making what is on X available to people who work for a government body, as a council's officers do, " +
			"needs an Enterprise plan, named users and written notice to X. Without that the API must not be used, and X may close the account. " +
			"So the usual way here is without the API: answers are written on x.com and confirmed here, and they count, are signed and recorded like all others. " +
			"By API every call costs money: about $45 a month for an account with 5 posts, 30 mentions and 20 messages a day, and up to about $25 once for reading the past year. The most it may cost a month is one of the settings.",
	}
}

func settings() []platforms.Field {
	return []platforms.Field{
		{Key: "way", Label: "Way", Value: ByHand, Choices: []string{ByHand, ByAPI},
			Hint: "browser: you answer on x.com and confirm here; nothing is asked of X. API: only with X's written consent.",
			// The form is named in the agreement; this is where the agreement stands.
			Guide: "https://developer.x.com/en/developer-terms/agreement-and-policy"},
		{Key: "identity", Label: "Account", Hint: "The council's account, as in @RiversideDC."},
		{Key: "access", Label: "Plan", Value: SelfServe, Choices: []string{SelfServe, Enterprise}, Optional: true,
			Hint: "Only for the API. On a self-serve plan X takes answers only to people who called upon the council."},
		{Key: "sign_in", Label: "Sign-in", Value: SignInPage, Choices: []string{SignInPage, SignInKeys}, Optional: true,
			Hint: "Only for the API. page: the browser signs in. keys: four strings are pasted."},
		{Key: "client_id", Label: "Client ID", Optional: true, Guide: "https://console.x.com",
			Hint: "Only for the API with the sign-in page: the OAuth 2.0 Client ID of the council's app."},
		{Key: "monthly_cap_usd", Label: "Most it may cost a month, in US dollars", Value: usualCap, Optional: true,
			Hint: "Only for the API. Reading and sending stop when the month's calls have cost this much by X's price list; none: no limit."},
		{Key: "owns_app", Label: "The account owns the app", Value: "no", Choices: []string{"no", "yes"}, Optional: true,
			Hint: "Only for the API. yes: the app was made by this very account, so reading its own posts is cheaper."},
		{Key: "dialect", Label: "Field names", Value: DialectTweet, Choices: []string{DialectTweet, DialectPost}, Optional: true,
			Hint: "Only for the API. X is renaming its fields; leave this as it is, the right one is found when connecting."},
	}
}

func secretFields() []platforms.Field {
	const guide = "https://console.x.com"
	return []platforms.Field{
		{Key: itemKey, Label: "API key", Optional: true, Guide: guide, Hint: "Only for the sign-in by keys. Also called consumer key."},
		{Key: itemKeySecret, Label: "API key secret", Optional: true, Guide: guide, Hint: "Only for the sign-in by keys."},
		{Key: itemOwner, Label: "Access key", Optional: true, Guide: guide, Hint: "Only for the sign-in by keys. It begins with digits and a hyphen."},
		{Key: itemOwnerSecret, Label: "Access key secret", Optional: true, Guide: guide, Hint: "Only for the sign-in by keys."},
	}
}
