package linkedin

import "time"

// Facts from LinkedIn's own pages (platforms.md 5).
const (
	apiBase   = "https://api.linkedin.com"
	oauthBase = "https://www.linkedin.com"
	siteBase  = "https://www.linkedin.com"

	pathAuthorize = "/oauth/v2/authorization"
	pathNative    = "/oauth/native-pkce/authorization"
	pathToken     = "/oauth/v2/accessToken"

	// newestVersion is the newest dated version that was seen; each lives for a
	// year at least.
	newestVersion = "202609"
	protocol      = "2.0.0"

	// postMost, commentMost, titleMost, altMost are lengths in characters.
	postMost    = 3000
	commentMost = 1250
	titleMost   = 400
	altMost     = 4086
	// imagesMost is how many pictures one post takes, pixelsMost how large each
	// may be.
	imagesMost = 20
	pixelsMost = 36_152_320

	// wordsKept and namesKept are how long members' words, and anything from
	// their profiles, may be kept.
	wordsKept = 48 * time.Hour
	namesKept = 24 * time.Hour
	// notesKept is how far back notifications reach.
	notesKept = 60 * 24 * time.Hour

	// memberCalls and appCalls are the daily allowances of the development tier.
	memberCalls = 100
	appCalls    = 500
	// poll follows from these: one call every 15 minutes is 96 a day.
	poll = 15 * time.Minute

	// roleNeeded is the page role that reads notifications and comments and
	// answers; LinkedIn's pages call it super admin.
	roleNeeded = "ADMINISTRATOR"
)

// scopes are the rights that the sign-in asks for.
var scopes = []string{"r_organization_social_feed", "w_organization_social_feed", "r_organization_social", "w_organization_social",
	"rw_organization_admin", "r_organization_followers", "r_basicprofile"}

// Guesses: what LinkedIn's pages leave open or were not seen saying
// (platforms.md 5 [M], 15.6). Each is used where it is named here and nowhere else.
const (
	// pageSize is how many elements one listing is asked for.
	pageSize = 100
	// freshPost is how long after a post or comment appeared LinkedIn may still
	// say 404 to answers to it; settle is when to try again.
	freshPost = 2 * time.Minute
	settle    = 15 * time.Second
	// deadVersion is the status for a dated version that has ended.
	deadVersion = 426
	// duplicateCode stands in the error details of a 422 for words that are
	// published already; duplicateMark stands before the post's URN in its message.
	duplicateCode = "DUPLICATE_POST"
	duplicateMark = "duplicate of "
	// firstPort to lastPort are the loopback ports to register with an application
	// that signs in with a secret.
	firstPort, lastPort = 8917, 8919
	loopbackPath        = "/linkedin"
)

// actions are the notifications that are asked for. The last four are told of for
// webhooks and were not seen promised for reading; when LinkedIn refuses the list,
// coreActions are asked for alone.
var (
	coreActions = []string{"COMMENT", "SHARE_MENTION", "SHARE"}
	actions     = append(append([]string{}, coreActions...), "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "COMMENT_MENTION")
)

// projections ask for the names of those who wrote, which LinkedIn gives to
// applications with people decoration alone.
const (
	projectMany = "(paging,elements*(*,actor~(localizedFirstName,localizedLastName)))"
	projectOne  = "(*,actor~(localizedFirstName,localizedLastName))"
)
