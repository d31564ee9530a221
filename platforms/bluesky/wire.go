package bluesky

import (
	"encoding/json"
	"time"
)

// moment is a time as the network writes it (UTC); zero where it can't be read,
// so that one odd time does not spoil a page.
type moment struct{ time.Time }

// UnmarshalJSON reads RFC 3339 and gives no error.
func (m *moment) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		m.Time = parseTime(s)
	}
	return nil
}

// parseTime reads a time; zero where it can't.
func parseTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// ref names one version of a record (com.atproto.repo.strongRef).
type ref struct {
	URI string `json:"uri"`
	CID string `json:"cid"`
}

// replyRef says what a post answers.
type replyRef struct {
	Root   ref `json:"root"`
	Parent ref `json:"parent"`
}

// feature is what a facet marks: exactly one of the three is set.
type feature struct {
	Type string `json:"$type"`
	URI  string `json:"uri,omitempty"`
	DID  string `json:"did,omitempty"`
	Tag  string `json:"tag,omitempty"`
}

// span is a part of a text in bytes of its UTF-8.
type span struct {
	Start int `json:"byteStart"`
	End   int `json:"byteEnd"`
}

// facet marks a part of a text.
type facet struct {
	Index    span      `json:"index"`
	Features []feature `json:"features"`
}

// blob names uploaded bytes.
type blob struct {
	Type string `json:"$type"`
	Ref  struct {
		Link string `json:"$link"`
	} `json:"ref"`
	MimeType string `json:"mimeType"`
	Size     int64  `json:"size"`
}

// ratio is a picture's shape in pixels.
type ratio struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// wireImage is one image of a post.
type wireImage struct {
	Image blob   `json:"image"`
	Alt   string `json:"alt"`
	Ratio *ratio `json:"aspectRatio,omitempty"`
}

// card is what a post shows of a web page.
type card struct {
	URI         string `json:"uri"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Thumb       *blob  `json:"thumb,omitempty"`
}

// embed is what a post carries beside its text, of whatever type.
type embed struct {
	Type     string      `json:"$type"`
	Images   []wireImage `json:"images,omitempty"`
	External *card       `json:"external,omitempty"`
}

// anyEmbed is an embed of somebody else's post, of every type that is read.
type anyEmbed struct {
	embed
	Items  []wireImage `json:"items"`
	Record *struct {
		ref
		Record *ref `json:"record"`
	} `json:"record"`
	Media *anyEmbed `json:"media"`
	Video *blob     `json:"video"`
	Alt   string    `json:"alt"`
}

// postRecord is a post as we write it (app.bsky.feed.post).
type postRecord struct {
	Type      string    `json:"$type"`
	Text      string    `json:"text"`
	Facets    []facet   `json:"facets,omitempty"`
	Reply     *replyRef `json:"reply,omitempty"`
	Embed     *embed    `json:"embed,omitempty"`
	Langs     []string  `json:"langs,omitempty"`
	CreatedAt string    `json:"createdAt"`
}

// foundRecord is a post as anybody wrote it.
type foundRecord struct {
	Text      string    `json:"text"`
	Facets    []facet   `json:"facets"`
	Reply     *replyRef `json:"reply"`
	Embed     *anyEmbed `json:"embed"`
	CreatedAt string    `json:"createdAt"`
}

// profile is a person as every list gives them.
type profile struct {
	DID         string `json:"did"`
	Handle      string `json:"handle"`
	DisplayName string `json:"displayName"`
	Viewer      struct {
		Muted     bool   `json:"muted"`
		BlockedBy bool   `json:"blockedBy"`
		Blocking  string `json:"blocking"`
	} `json:"viewer"`
	Followers *int64 `json:"followersCount"`
	Follows   *int64 `json:"followsCount"`
	Posts     *int64 `json:"postsCount"`
}

// gateRecord is what a thread's owner allows (app.bsky.feed.threadgate), as far as
// it is read.
type gateRecord struct {
	Hidden []string `json:"hiddenReplies"`
}

// postView is a post as the network shows it.
type postView struct {
	URI       string          `json:"uri"`
	CID       string          `json:"cid"`
	Author    profile         `json:"author"`
	Record    json.RawMessage `json:"record"`
	Embed     json.RawMessage `json:"embed"`
	IndexedAt moment          `json:"indexedAt"`
	Likes     *int64          `json:"likeCount"`
	Reposts   *int64          `json:"repostCount"`
	Replies   *int64          `json:"replyCount"`
	Quotes    *int64          `json:"quoteCount"`
	Bookmarks *int64          `json:"bookmarkCount"`
	Viewer    struct {
		ReplyDisabled bool `json:"replyDisabled"`
	} `json:"viewer"`
	Gate *struct {
		Record gateRecord `json:"record"`
	} `json:"threadgate"`
	// NotFound and Blocked mark what stands in a post's place in threads.
	NotFound bool `json:"notFound"`
	Blocked  bool `json:"blocked"`
}

// notification is one entry of listNotifications.
type notification struct {
	URI       string          `json:"uri"`
	CID       string          `json:"cid"`
	Author    profile         `json:"author"`
	Reason    string          `json:"reason"`
	Record    json.RawMessage `json:"record"`
	IndexedAt moment          `json:"indexedAt"`
}

// post is the notification's post; it comes without counts.
func (n notification) post() postView {
	return postView{URI: n.URI, CID: n.CID, Author: n.Author, Record: n.Record, IndexedAt: n.IndexedAt}
}

// feedEntry is one entry of getAuthorFeed.
type feedEntry struct {
	Post  postView `json:"post"`
	Reply *struct {
		Root   postView `json:"root"`
		Parent postView `json:"parent"`
	} `json:"reply"`
	// Reason is there when somebody else's post was shared, or ours pinned.
	Reason *struct {
		Type string `json:"$type"`
	} `json:"reason"`
}

// threadNode is one post of getPostThread with what stands around it.
type threadNode struct {
	URI      string        `json:"uri"`
	NotFound bool          `json:"notFound"`
	Blocked  bool          `json:"blocked"`
	Post     *postView     `json:"post"`
	Parent   *threadNode   `json:"parent"`
	Replies  []*threadNode `json:"replies"`
}

// message is a private message, also a deleted one.
type message struct {
	Type   string  `json:"$type"`
	ID     string  `json:"id"`
	Rev    string  `json:"rev"`
	Text   string  `json:"text"`
	Facets []facet `json:"facets"`
	Sender struct {
		DID string `json:"did"`
	} `json:"sender"`
	SentAt moment `json:"sentAt"`
}

// conversation is a private conversation.
type conversation struct {
	ID      string    `json:"id"`
	Rev     string    `json:"rev"`
	Members []profile `json:"members"`
	Last    *message  `json:"lastMessage"`
}

// logEntry is one entry of the message log.
type logEntry struct {
	Type     string    `json:"$type"`
	Rev      string    `json:"rev"`
	Convo    string    `json:"convoId"`
	Message  *message  `json:"message"`
	Profiles []profile `json:"relatedProfiles"`
}
