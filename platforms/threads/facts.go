package threads

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Network is the short name of the network, Title the one people read.
const (
	Network = "threads"
	Title   = "Threads"
)

// Where Threads answers, and its limits (platforms.md 10).
const (
	apiBase   = "https://graph.threads.net"
	pageBase  = "https://threads.net"
	version   = "v1.0"
	textMost  = 500
	linksMost = 5
	mediaMost = 20
	imageMost = 8 << 20
	videoMost = 1 << 30
	keyLife   = 60 * 24 * time.Hour
	pageSize  = "100"
)

// scopes are what a sign-in asks for, and what each ability hangs on.
const (
	scopeBasic    = "threads_basic"
	scopePublish  = "threads_content_publish"
	scopeRead     = "threads_read_replies"
	scopeReplies  = "threads_manage_replies"
	scopeMentions = "threads_manage_mentions"
	scopeInsights = "threads_manage_insights"
	scopeDelete   = "threads_delete"
)

// Fields that are asked for.
const (
	postFields  = "id,text,timestamp,permalink,username,media_type,alt_text,has_replies"
	replyFields = postFields + ",is_reply,root_post,replied_to,hide_status"
)

// The figures that Threads gave in November 2026; one that is refused is dropped
// and said to be absent.
var (
	postMetrics    = []string{"views", "likes", "replies", "reposts", "quotes", "shares"}
	accountMetrics = []string{"views", "likes", "replies", "reposts", "quotes", "clicks", "followers_count"}
)

// How often the replies below our posts are read, by the post's age: Threads does
// not say how many there are.
const (
	youngPost  = 14 * 24 * time.Hour // at each pull
	middlePost = 90 * 24 * time.Hour // hourly; older ones every six hours
	middleRead = time.Hour
	oldRead    = 6 * time.Hour
	// answerAge is how long answers to our answers under others' posts are looked for.
	answerAge = 30 * 24 * time.Hour
)

// What follows is not certain: from memory, or not said where it was looked for.
// Nothing else in this package is guessed.
const (
	// altMost is how long a description may be.
	altMost = 1000
	// deletesADay is how many posts may be deleted in 24 hours.
	deletesADay = 100
	// answersElsewhere: what answers an answer of ours under somebody's post can be
	// read at our answer's own edge. Where it can't, it is left alone.
	answersElsewhere = true
	// activityPage is where a person sees what no program is told.
	activityPage = "https://www.threads.net/activity"
	home         = "https://www.threads.net/"
	// intent is the page that begins a post with words in it.
	intent = "https://www.threads.net/intent/post"
)

// concealed are the values of hide_status that mean that others no longer see it.
var concealed = []string{"HIDDEN", "COVERED", "BLOCKED"}

// emoji tells whether a sign is one of those of which Threads counts the bytes.
// Meta says only that emoji are counted so; the ranges are Unicode's.
func emoji(r rune) bool {
	switch {
	case r >= 0x1F000, r >= 0x2600 && r <= 0x27BF, r >= 0x2B00 && r <= 0x2BFF, r >= 0x2300 && r <= 0x23FF:
		return true
	case r == 0x203C, r == 0x2049, r == 0x3030, r == 0x303D, r == 0x3297, r == 0x3299, r == 0x20E3, r == 0xFE0F:
		return true
	}
	return false
}

// counted is how long a text is to Threads: a sign each, but the bytes of UTF-8
// of whatever holds an emoji.
func counted(text string) (n int) {
	for g := uniseg.NewGraphemes(text); g.Next(); {
		cluster := g.Str()
		if strings.ContainsFunc(cluster, emoji) {
			n += len(cluster)
		} else {
			n += utf8.RuneCountInString(cluster)
		}
	}
	return n
}

// writePage is the page on which a person writes a post.
func writePage(text string) string {
	return intent + "?" + url.Values{"text": {text}}.Encode()
}
