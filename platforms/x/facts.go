package x

import (
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
)

// Facts about X (platforms.md 1), each in one place.
const (
	apiBase  = "https://api.x.com"
	siteBase = "https://x.com"
	// messageMost is the longest private message in characters.
	messageMost = 10_000
	// altMost is the longest description of a picture in characters.
	altMost = 1000
	// imageMost, gifMost, videoMost are sizes in bytes; mediaMost how many
	// pictures a post takes.
	imageMost, gifMost, videoMost = 5 << 20, 15 << 20, 512 << 20
	mediaMost                     = 4
	// pageMost is the largest page of posts or messages, pageLeast the smallest
	// that both timelines and search give.
	pageMost, pageLeast = 100, 10
	// messagesFor is how far back private messages go, searchFor how far the
	// search does.
	messagesFor, searchFor = 30 * 24 * time.Hour, 7 * 24 * time.Hour
	// poll is the advisable interval between two readings (platforms.md 0.3).
	poll = 3 * time.Minute
)

// Guesses: what no description says, or only somebody's memory does. Change them
// here when the live network shows otherwise.
const (
	// queryMost is the longest search query in characters.
	queryMost = 512
	// watchMost is how many of our conversations are searched for answers that
	// do not name us: a choice of ours, to bound the searches of one reading.
	watchMost = 44
	// authorsCost: whether the authors that come with posts are paid for as
	// users. Supposed, so that the limit on costs is never passed unnoticed.
	authorsCost = true
	// linkedAnswerCosts: whether an answer with a web address is paid for as a
	// post with one. Supposed, for the same reason.
	linkedAnswerCosts = true
	// autoMentionSummons: whether the names that X itself puts before an answer
	// to us count as being called upon. Supposed; X's own refusal is classed too.
	autoMentionSummons = true
	// chunk is how many bytes of a film go in one request; single is the largest
	// picture that goes in one request whole.
	chunk, single = 1 << 20, imageMost
	// epoch is the millisecond from which the ids of X count (1970 = 0), idShift
	// the bits below the time. Needed for edited posts alone.
	epoch, idShift = 1288834974657, 22
	// accessHeader says what pasted keys may do, where X sends it.
	accessHeader = "X-Access-Level"
	// mediaTime is how long X may work on a film before we give up.
	mediaTime = 5 * time.Minute
)

// ports are where a sign-in comes back to; the council registers all three,
// since X takes no other (platforms.md 1.1).
var ports = []int{41811, 41812, 41813}

const callback = "/x"

// scopes are the rights asked for, with what each is for.
var scopes = []platforms.Permission{
	{Name: "tweet.read", Why: "To read posts that mention the council, and answers to its own."},
	{Name: "users.read", Why: "To show who wrote, and whose account is signed in."},
	{Name: "tweet.write", Why: "To send answers and posts that an officer wrote, and to take back our own."},
	{Name: "tweet.moderate.write", Why: "To hide abusive answers under the council's own posts, and show them again."},
	{Name: "dm.read", Why: "To read private messages to the council."},
	{Name: "dm.write", Why: "To answer private messages, and to stop somebody from writing more of them."},
	{Name: "mute.read", Why: "To see who is muted."},
	{Name: "mute.write", Why: "To mute an account, and undo it."},
	{Name: "block.read", Why: "To list who is blocked."},
	{Name: "media.write", Why: "To upload pictures and their descriptions."},
	{Name: "offline.access", Why: "To stay signed in without asking each two hours."},
}

// mediaTypes are what a post takes; stills are the pictures that don't move.
var (
	stills     = []string{"image/jpeg", "image/png", "image/webp"}
	mediaTypes = append(slices.Clone(stills), "image/gif", "video/mp4", "video/quicktime")
)

// refusal is one reason for which X says no, told from others by words of its
// answer, in lower case.
type refusal struct {
	words    string
	class    platforms.Class
	sentence string
}

// refusals are guesses too: X documents that it refuses, not in which words. The
// first that fits counts; an answer with none of them goes by its status.
var refusals = []refusal{
	{"duplicate content", platforms.ClassUnconfirmed, "X already has these words from the council: the first attempt probably arrived. It is looked for."},
	{"deleted or not visible", platforms.ClassGone, "What is answered is no longer on X, or its author hides it from the council. Nothing was sent."},
	{"replying to this conversation", platforms.ClassRefused, replyShut},
	{"not permitted to reply", platforms.ClassRefused, replyShut},
	{"not allowed to reply", platforms.ClassRefused, replyShut},
	{"have not been mentioned", platforms.ClassRefused, replyShut},
	{"blocked from", platforms.ClassRefused, "The person has blocked the council's account on X. Nothing was sent. Answer another way, if they gave one."},
	{"cannot send messages to this user", platforms.ClassRefused, messagesShut},
	{"can't send direct messages", platforms.ClassRefused, messagesShut},
	{"dm_reply_only", platforms.ClassRefused, messagesShut},
	{"look like it might be automated", platforms.ClassPolicy, "X takes this for automatic posting and stopped it. Nothing was sent. Sign in at x.com and follow what it asks for."},
	{"looks like it might be automated", platforms.ClassPolicy, "X takes this for automatic posting and stopped it. Nothing was sent. Sign in at x.com and follow what it asks for."},
	{"account is temporarily locked", platforms.ClassPolicy, "X has locked the council's account. Sign in at x.com and follow what it asks for."},
	{"account is suspended", platforms.ClassPolicy, "X has suspended the council's account. Sign in at x.com to see why."},
	{"oauth1 app permissions", platforms.ClassPermission, "The application's keys may not do this. Set its permissions to Read, Write and Direct Messages at console.x.com, then make the access keys anew and paste them here."},
	{"client-not-enrolled", platforms.ClassPermission, "The council's application on X has no plan that allows this. See its plan at console.x.com."},
	{"credits", platforms.ClassPayment, "The council's credit at X is used up. Add credit at console.x.com, or answer on x.com."},
	{"timestamp out of bounds", platforms.ClassAuth, clockWrong},
}

const (
	replyShut    = "X does not take an answer to this post by this way: its author did not call upon the council, or limits who may answer. Nothing was sent. Open it on X and answer there, then confirm it here."
	messagesShut = "This person does not take private messages from the council. Nothing was sent. Answer in public and ask them to write first, without private details."
	clockWrong   = "X does not accept the time of this PC. Set its clock to the right time and try again."
)

// matching finds the refusal that words of X stand for.
func matching(words string) (refusal, bool) {
	words = strings.ToLower(words)
	for _, r := range refusals {
		if strings.Contains(words, r.words) {
			return r, true
		}
	}
	return refusal{}, false
}
