package facebook

import "time"

// name and title of the network; home and uploads where it is asked.
const (
	name  = "facebook"
	title = "Facebook"
	home  = "https://graph.facebook.com"
	// filmHome takes films.
	filmHome = "https://graph-video.facebook.com"
)

// The Page's limits as Meta documents them (platforms.md 3).
const (
	postMost    = 63206
	commentMost = 8000
	messageMost = 2000
	photosMost  = 10
	photoMost   = 4 << 20
	filmMost    = 10 << 30
	// window is how long after their last message a person may be answered;
	// longWindow the same with the human agent's tag, and for the one private
	// answer to something public.
	window     = 24 * time.Hour
	longWindow = 7 * 24 * time.Hour
	// soonest and latest bound how far ahead Facebook itself publishes.
	soonest = 10 * time.Minute
	latest  = 30 * 24 * time.Hour
	// requestsFor is how long a request that nobody answered is told of.
	requestsFor = 30 * 24 * time.Hour
	// newestMessages is how many messages of a conversation Meta tells about.
	newestMessages = 20
)

// How often and how far the Page is read (platforms.md 0.3).
const (
	poll         = 3 * time.Minute
	pollMessages = 90 * time.Second
	overlap      = 10 * time.Minute
	// young posts have their comments looked at even when nothing seems to have
	// changed, once in again.
	young = 14 * 24 * time.Hour
	again = 30 * time.Minute
	// deep is how often all posts, however old, are looked through for changes,
	// boxes how often the inbox's further folders are.
	deep  = time.Hour
	boxes = 10 * time.Minute
	// pageSize is how many posts or comments are asked for at once; it shrinks
	// when Meta says that this is too much.
	pageSize, smallestPage = 100, 10
	talkPage               = 25
)

// guesses are what Meta's documents that were read don't say for certain. Each
// may turn out otherwise on a live Page; nothing else depends on them.
var guesses = struct {
	// folders of the inbox beside the one that comes without asking. One that
	// isn't known is left out.
	folders []string
	// repliedCode is said when a comment has had its one private answer.
	repliedCode int
	// postAddress and inbox open a Page's post and its inbox in the browser.
	postAddress, inbox, guide, moderation string
	// filmTypes are the films that are taken: Meta's list was not seen.
	filmTypes []string
	// pieceMost is the largest piece of a film, in bytes. Facebook names the bytes
	// it wants next; that it takes fewer and asks for the rest then is not said.
	pieceMost int64
}{
	folders:     []string{"page_done", "other", "pending"},
	repliedCode: 10900,
	postAddress: "https://www.facebook.com/",
	inbox:       "https://business.facebook.com/latest/inbox/all?asset_id=",
	guide:       "https://developers.facebook.com/docs/messenger-platform/overview#access-levels",
	moderation:  "https://www.facebook.com/settings/?tab=blocking",
	filmTypes:   []string{"video/mp4", "video/quicktime"},
	pieceMost:   32 << 20,
}

// Text is counted in UTF-16 units. Meta doesn't say how it counts; of the usual
// ways this is the strictest, so that nothing is refused for its length.

// hiddenAuthor begins the id that stands for somebody whom Meta doesn't name: one
// for each thing they wrote, so that nobody is taken for somebody else.
const hiddenAuthor = "hidden:"

// nobody is what such a person is called.
const nobody = "Facebook user"
