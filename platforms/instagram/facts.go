package instagram

import (
	"encoding/json"
	"strings"
	"time"
)

// Network is the short name of the network, Title the one people read.
const (
	Network = "instagram"
	Title   = "Instagram"
)

// Where Meta answers (platforms.md 2, 4.1).
const (
	facebookBase = "https://graph.facebook.com"
	loginBase    = "https://graph.instagram.com"
	uploadBase   = "https://rupload.facebook.com"
)

// Limits of platforms.md 4.2, 4.3 and 2.
const (
	captionMost  = 2200 // UTF-16 units
	hashtagsMost = 30
	namesMost    = 20
	messageMost  = 1000 // bytes of UTF-8
	// newestMessages is how many messages of a conversation Meta tells about.
	newestMessages = 20
	mediaMost      = 10
	imageBytes     = 8 << 20
	videoBytes     = 300 << 20
	window         = 24 * time.Hour     // free answer in private
	humanWindow    = 7 * 24 * time.Hour // with the Human Agent feature, and for a private answer to a comment
	loginLife      = 60 * 24 * time.Hour
	pageSize       = "50"
	threadSize     = "25"
)

// What follows is not certain: from memory, or not said where it was looked for
// (platforms.md marks it [M] or leaves it open). Nothing else in this package is
// guessed.
const (
	// commentMost is how long an answer may be: that of captions.
	commentMost = captionMost
	// altMost is how long a picture's description may be, in UTF-16 units.
	altMost = 1000
	// codeAnswered is said to a second private answer to one comment.
	codeAnswered = 10900
	// pieceBytes is how much of a film goes in one request. Meta documents the
	// offset for going on after an interruption; whether a film may be cut on
	// purpose it doesn't say, so only large ones are.
	pieceBytes = 32 << 20
	// activityPage, inboxPage are where a person looks by hand.
	activityPage = "https://www.instagram.com/accounts/activity/"
	inboxPage    = "https://www.instagram.com/direct/inbox/"
	// home is where a person publishes by hand.
	home = "https://www.instagram.com/"
	// actionBlock and actionUnblock are in lower case, as Meta's pages show them;
	// its description lists them in capitals.
	actionBlock, actionUnblock = "block_user", "unblock_user"
)

// commentLink is where a comment opens: the post's address with its id.
func commentLink(post, id string) string {
	if post == "" {
		return ""
	}
	return strings.TrimRight(post, "/") + "/c/" + id + "/"
}

// looksLike tells which route an access key is for by how such keys begin; ""
// when it can't be told.
func looksLike(token string) Route {
	switch {
	case strings.HasPrefix(token, "EA"):
		return Facebook
	case strings.HasPrefix(token, "IG"):
		return Login
	}
	return ""
}

// Fields that are asked for (platforms.md 4.2).
const (
	pageFields    = "id,name,username,access_token,instagram_business_account{id,username}"
	accountFields = "id,username,followers_count,follows_count,media_count"
	loginFields   = "user_id,username,name,account_type"
	mediaFields   = "id,caption,media_type,permalink,timestamp,like_count,comments_count,alt_text"
	tagFields     = "id,caption,permalink,timestamp,username,media_type"
	replyFields   = "id,text,timestamp,username,from{id,username},hidden,like_count,parent_id"
	commentFields = replyFields + ",replies.limit(50){" + replyFields + "}"
	singleFields  = replyFields + ",media{id,permalink}"
	messageFields = "id,created_time,from,to,message,attachments"
	threadFields  = "id,updated_time,participants,messages.limit(20){" + messageFields + "}"
)

// The figures that Meta gave in November 2026. Names vanish every few months: one
// that is refused is dropped and said to be absent.
var (
	accountMetrics = []string{"reach", "views", "accounts_engaged", "total_interactions", "likes", "comments", "shares", "saves", "replies", "profile_links_taps"}
	postMetrics    = []string{"views", "reach", "likes", "comments", "shares", "saved", "total_interactions"}
	feedMetrics    = []string{"follows", "profile_visits"}
	filmMetrics    = []string{"ig_reels_avg_watch_time"}
)

// ref is what is kept with an item beside its id, as Item.Ref.
type ref struct {
	// Post is the address of the picture that it stands under, or its own.
	Post string `json:"p,omitempty"`
	// Names: the caption of somebody's picture names us, so that it can be
	// answered; a mere tag can't.
	Names bool `json:"n,omitempty"`
}

func (r ref) String() string {
	raw, _ := json.Marshal(r) // of two plain fields
	return string(raw)
}

func readRef(s string) (r ref) {
	_ = json.Unmarshal([]byte(s), &r) // an item of another version has none
	return r
}
