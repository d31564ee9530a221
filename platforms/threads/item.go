package threads

import (
	"regexp"
	"slices"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// wirePost is a post or reply.
type wirePost struct {
	ID        string     `json:"id"`
	Text      string     `json:"text"`
	Timestamp graph.Time `json:"timestamp"`
	Permalink string     `json:"permalink"`
	Username  string     `json:"username"`
	Type      string     `json:"media_type"`
	Alt       string     `json:"alt_text"`
	Replies   bool       `json:"has_replies"`
	IsReply   bool       `json:"is_reply"`
	Root      *wireID    `json:"root_post"`
	Above     *wireID    `json:"replied_to"`
	Hide      string     `json:"hide_status"`
}

type wireID struct {
	ID string `json:"id"`
}

func (w *wireID) id() string {
	if w == nil {
		return ""
	}
	return w.ID
}

// person makes an author neutral. Threads gives no number for other people, so
// the user name stands for it.
func person(username string) platforms.Person {
	name := platforms.Clean(username)
	if name == "" {
		return platforms.Person{ID: "unknown", Name: "Threads user"}
	}
	return platforms.Person{ID: strings.ToLower(name), Name: name, Handle: name}
}

func (acc account) ours(username string) bool { return strings.EqualFold(username, acc.username) }

// item is what every post has; where it stands is for the caller to say.
func (acc account) item(kind, folder string, w wirePost) platforms.Item {
	words := platforms.Clean(w.Text)
	it := platforms.Item{Key: w.ID, RemoteID: w.ID, Kind: kind, Location: platforms.Location{Folder: folder, ID: w.ID}, Direction: platforms.FromResident,
		Text: words, Links: links(words), From: person(w.Username), ReceivedAt: w.Timestamp.Time, InternalDate: w.Timestamp.Time, ThreadRoot: w.ID,
		Permalink: w.Permalink, Ref: w.Permalink, Hidden: slices.Contains(concealed, w.Hide)}
	if acc.ours(w.Username) {
		it.Direction = platforms.FromUs
		it.From = platforms.Person{ID: acc.id, Name: "@" + acc.username, Handle: acc.username}
	}
	it.AnswerTo = it.From
	if kind := mediaKind(w.Type); kind != "" {
		it.Attachments = []platforms.Attachment{{Part: "0", Name: "picture or film", Type: kind, Alt: platforms.Clean(w.Alt)}}
	}
	return it
}

func mediaKind(t string) string {
	switch t {
	case "IMAGE", "CAROUSEL_ALBUM":
		return "image/jpeg"
	case "VIDEO":
		return "video/mp4"
	}
	return ""
}

// above is a reply with those above it, nearest first, up to our post.
type above struct {
	chain []wirePost
	// lost is the id of one that can't be read any more, "" when all could.
	lost string
}

// commentItem is a reply below a post of ours.
func (acc account) commentItem(w wirePost, post string, up above) platforms.Item {
	it := acc.item(platforms.KindComment, "replies", w)
	it.Context = post
	for _, a := range up.chain {
		it.Parents = append(it.Parents, a.ID)
		if !acc.ours(a.Username) {
			it.ThreadRoot = a.ID
		}
	}
	if up.lost != "" {
		it.ThreadRoot = up.lost
		it.Parents = append(it.Parents, up.lost)
	}
	it.Parents = append(it.Parents, post)
	if it.Direction == platforms.FromUs && len(up.chain) > 0 {
		it.To = []platforms.Person{person(up.chain[0].Username)}
	}
	return it
}

// elsewhereItem is a post or reply in somebody else's thread.
func (acc account) elsewhereItem(kind, folder string, w wirePost) platforms.Item {
	it := acc.item(kind, folder, w)
	for _, id := range []string{w.Above.id(), w.Root.id()} {
		if id != "" && !slices.Contains(it.Parents, id) {
			it.Parents = append(it.Parents, id)
		}
	}
	if root := w.Root.id(); root != "" {
		it.ThreadRoot = root
	}
	return it
}

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

func links(s string) (out []platforms.Link) {
	for _, url := range address.FindAllString(s, -1) {
		url = strings.TrimRight(url, ".,;:!?)'”’")
		out = append(out, platforms.Link{Text: url, URL: url})
	}
	return out
}
