package bluesky

import "time"

// Names of this network.
const (
	name  = "bluesky"
	title = "Bluesky"
)

// Addresses. The entryway knows on which server an account lies (platforms.md 9).
const (
	entryway = "https://bsky.social"
	website  = "https://bsky.app"
	// appPasswords is where a person makes one.
	appPasswords = website + "/settings/app-passwords"
	// chatService is whom the account's server hands private messages to.
	chatService = "did:web:api.bsky.chat#bsky_chat"
	// moderators are whom it hands reports to: Bluesky's own (platforms.md 9).
	moderators = "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler"
	// unsorted is the one reason that every moderation service knows and that
	// claims nothing about what was written.
	unsorted = "com.atproto.moderation.defs#reasonOther"
)

// Collections of records, and the types within them.
const (
	postRecords  = "app.bsky.feed.post"
	gateRecords  = "app.bsky.feed.threadgate"
	blockRecords = "app.bsky.graph.block"

	typeImages   = "app.bsky.embed.images"
	typeExternal = "app.bsky.embed.external"
	typeMention  = "app.bsky.richtext.facet#mention"
	typeLink     = "app.bsky.richtext.facet#link"
	typeTag      = "app.bsky.richtext.facet#tag"
)

// Limits of the lexicons.
const (
	postGraphemes    = 300
	postBytes        = 3000
	messageGraphemes = 1000
	messageBytes     = 10_000
	imagesMost       = 4
	// imageBytes is the older and smaller of two limits: servers that have not
	// taken over the new one of 2 MB would refuse more.
	imageBytes = 1_000_000
	thumbBytes = 1_000_000
	tagRunes   = 64
	hiddenMost = 300
	pageMost   = 100
	postsMost  = 25 // of getPosts
	actorsMost = 25 // of getProfiles
)

// Rates: 3,000 calls in 5 minutes from one address (platforms.md 9). At this
// pace, started with a full allowance, 2,600 are made at most.
const (
	perSecond = 8
	burst     = 200
	pollEvery = time.Minute
)

// The scopes that a session says it has: of a main password, and of an app
// password that may not read private messages.
const (
	scopeMain = "com.atproto.access"
	scopeApp  = "com.atproto.appPass"
)
