package x

import (
	"net/url"
	"regexp"
	"strings"

	"commsdesk/platforms"
)

// messageMark stands before the id of a private message in a RemoteID: X numbers
// messages and posts alike, and a post's call must never be asked for a message.
const messageMark = "dm:"

// statusForm finds a post's id in the address of its page.
var statusForm = regexp.MustCompile(`(?i)^https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:i/web|i|[A-Za-z0-9_]{1,15})/status(?:es)?/([0-9]{1,19})`)

// ReplyURL is the page on X where an answer to the post with this id is written,
// text already in it; an empty id opens a new post. It is pure.
func ReplyURL(id, text string) string {
	q := url.Values{"text": {text}}
	if id != "" {
		q.Set("in_reply_to", id)
	}
	// X reads a plus sign as itself in some of its programs.
	return siteBase + "/intent/post?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// MessageURL is the page on X where a private message to the person with this id
// is written; without one, all messages.
func MessageURL(person, text string) string {
	if !number(person) {
		return siteBase + "/messages"
	}
	q := url.Values{"recipient_id": {person}, "text": {text}}
	return siteBase + "/messages/compose?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// PostID finds a post's id in what people paste: its address or the bare id; ""
// when there is none.
func PostID(s string) string {
	s = strings.TrimSpace(s)
	if number(s) {
		return s
	}
	if m := statusForm.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// OpenReply is the page on X that answers p; see platforms.Opener.
func (a *Adapter) OpenReply(p platforms.Parent, text string) string {
	if p.Private || strings.HasPrefix(p.ID, messageMark) {
		return MessageURL(p.From.ID, text)
	}
	for _, s := range []string{readRef(p.Ref).Latest, p.ID, p.Ref} {
		if id := PostID(s); id != "" {
			return ReplyURL(id, text)
		}
	}
	if p.ID != "" {
		return "" // an item of which we know no post
	}
	return ReplyURL("", text)
}

// OpenItem is the page on X that shows the item; see platforms.Opener.
func (a *Adapter) OpenItem(t platforms.Target) string {
	if t.Private || strings.HasPrefix(t.ID, messageMark) {
		return messagesLink(t.Root)
	}
	for _, s := range []string{readRef(t.Ref).Latest, t.ID, t.Ref} {
		if id := PostID(s); id != "" {
			return postLink(t.From.Handle, id)
		}
	}
	return ""
}

// postLink is the address of a post; without its author's name X finds it too.
func postLink(handle, id string) string {
	if !handleForm.MatchString(handle) {
		handle = "i"
	}
	return siteBase + "/" + handle + "/status/" + id
}

// messagesLink is the address of a private conversation.
func messagesLink(conversation string) string {
	if conversation == "" || strings.Trim(conversation, "0123456789-") != "" {
		return siteBase + "/messages"
	}
	return siteBase + "/messages/" + conversation
}

func profileLink(handle string) string {
	if !handleForm.MatchString(handle) {
		return siteBase
	}
	return siteBase + "/" + handle
}
