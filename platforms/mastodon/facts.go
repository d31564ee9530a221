package mastodon

import "time"

// What the documentation says (docs.joinmastodon.org, for versions up to 4.6).
const (
	// notificationsMost and statusesMost are the largest pages.
	notificationsMost = 80
	statusesMost      = 40
	// batchMost is how many statuses one request by ids takes.
	batchMost = 20
	// scheduleEarliest is how far ahead a scheduled post must lie.
	scheduleEarliest = 5 * time.Minute
	// outOfBand makes the server show a code instead of leading back.
	outOfBand = "urn:ietf:wg:oauth:2.0:oob"
)

// The limits of a server that names none (the defaults of Mastodon 4.5).
const (
	defaultCharacters  = 500
	defaultURLLength   = 23
	defaultMedia       = 4
	defaultImageBytes  = 16 << 20
	defaultVideoBytes  = 99 << 20
	defaultDescription = 1500
)

// What api_versions.mastodon stands for: 2 came with 4.3 (statuses by ids,
// filtered notifications), 7 with 4.5 (notifications of quotes).
const (
	apiBatch  = 2
	apiQuotes = 7
)

// Guesses, from memory or from reading about other software; a wrong one costs
// what is said beside it.
const (
	// absenceAfter is how long after an attempt a server can no longer be
	// carrying it out: web workers give up long before. Too short: an officer is
	// told that a post is not there which comes a moment later.
	absenceAfter = 5 * time.Minute
	// silence is how long a stream may say nothing: Mastodon sends a sign of life
	// every 15 s (HTTP) or 30 s (WebSocket). Too short: it is opened anew.
	silence = 100 * time.Second
	// pixelfed marks a server whose private messages and rights are its own, and
	// which takes no post without a picture.
	pixelfed = "Pixelfed"
	// keepFree is how many requests of the five minutes are left for answers
	// while old messages are fetched.
	keepFree = 40
)

// scopes are the rights asked for, and what each is for. Nothing more is asked
// than is used.
var scopes = [][2]string{
	{"read:accounts", "to see whose account this is and how many follow it"},
	{"read:notifications", "to fetch what residents write to the account, as it happens"},
	{"read:statuses", "to fetch the posts around a message, and the account's own"},
	{"read:blocks", "to list who is blocked"},
	{"read:mutes", "to list who is muted"},
	{"write:statuses", "to answer, to publish, and to delete the account's own posts"},
	{"write:media", "to publish pictures with their descriptions"},
	{"write:blocks", "to block and unblock people"},
	{"write:mutes", "to mute and unmute people"},
	{"write:reports", "to report what people write to the moderators of their server"},
}

// ports are where the browser comes back to: the server takes registered
// addresses alone.
var ports = []int{41781, 41782, 41783}
