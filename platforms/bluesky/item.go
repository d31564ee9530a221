package bluesky

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"commsdesk/platforms"
)

// The folders of platforms.Location.
const (
	folderPosts    = "posts"
	folderMessages = "messages"
)

// pointer is what an item's Ref holds: the versions that an answer must name.
type pointer struct {
	CID  string `json:"cid,omitempty"`
	Root *ref   `json:"root,omitempty"`
}

func (h pointer) String() string {
	raw, _ := json.Marshal(h) // two strings marshal
	return string(raw)
}

func readPointer(s string) pointer {
	var h pointer
	_ = json.Unmarshal([]byte(s), &h) // without it the post is asked for
	return h
}

// item makes an item of a post. hidden are the answers that we hide.
func (a *Account) item(p postView, me self, hidden map[string]bool) platforms.Item {
	it := platforms.Item{Key: p.URI, RemoteID: p.URI, Location: platforms.Location{Folder: folderPosts, ID: p.URI},
		Direction: platforms.FromResident, From: a.people.person(p.Author), ReceivedAt: p.IndexedAt.Time, InternalDate: p.IndexedAt.Time,
		Permalink: postLink(p.URI), Size: int64(len(p.Record)), Hidden: hidden[p.URI], Counts: counts(p)}
	it.AnswerTo = it.From
	if p.Author.DID == me.did {
		it.Direction = platforms.FromUs
	}
	r, ok := readRecord(p.Record)
	if !ok {
		it.Unparsed, it.Raw, it.Text = true, p.Record, "This post can't be read here. Open it on Bluesky."
		it.Kind, it.ThreadRoot = platforms.KindMention, p.URI
		return it
	}
	h := pointer{CID: p.CID}
	if r.Reply != nil {
		h.Root = &r.Reply.Root
	}
	it.Ref = h.String()
	it.SentAt = parseTime(r.CreatedAt)
	it.ReceivedAt = received(it.SentAt, p.IndexedAt.Time)
	at := a.branches.locate(p.URI, r.Reply, me.did)
	it.ThreadRoot, it.Context, it.Parents = at.root, at.context, at.parents
	it.Kind = kindOf(it, r, at, me)
	if it.Direction == platforms.FromUs && r.Reply != nil && !at.ours {
		answered, _ := a.people.of(author(r.Reply.Parent.URI))
		it.To = []platforms.Person{answered}
	}
	it.Text, it.Links = readText(r.Text, r.Facets)
	if r.Embed != nil {
		links, files := readEmbed(*r.Embed)
		it.Links, it.Attachments = append(it.Links, links...), files
	}
	return it
}

// kindOf names the kind of a post.
func kindOf(it platforms.Item, r foundRecord, at place, me self) string {
	switch {
	case it.Direction == platforms.FromUs && at.ours:
		return platforms.KindPost
	case it.Direction == platforms.FromUs && r.Reply == nil:
		return platforms.KindPost
	case it.Context != "" && it.Direction == platforms.FromResident:
		return platforms.KindComment
	case r.Reply != nil && (it.Direction == platforms.FromUs || author(r.Reply.Parent.URI) == me.did):
		return platforms.KindReply
	}
	return platforms.KindMention
}

// received is when a post reached the network. The author's claim holds when it
// lies a little before its arrival.
func received(claimed, arrived time.Time) time.Time {
	if arrived.IsZero() {
		return claimed
	}
	if claimed.IsZero() || claimed.After(arrived) || arrived.Sub(claimed) > backdated {
		return arrived
	}
	return claimed
}

func counts(p postView) map[string]int64 {
	out := map[string]int64{}
	for name, n := range map[string]*int64{platforms.Likes: p.Likes, platforms.Shares: p.Reposts, platforms.Comments: p.Replies, "quotes": p.Quotes, platforms.Saves: p.Bookmarks} {
		if n != nil {
			out[name] = *n
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// readText cleans a text and lists its links. Where a program showed a link cut
// short, it stands whole.
func readText(text string, facets []facet) (string, []platforms.Link) {
	var links []platforms.Link
	var b strings.Builder
	at := 0
	for _, f := range inOrder(text, facets) {
		words := text[f.Index.Start:f.Index.End]
		uri := ""
		for _, feature := range f.Features {
			if feature.Type == typeLink && safeLink(feature.URI) {
				uri = feature.URI
			}
		}
		if uri == "" {
			continue
		}
		links = append(links, platforms.Link{Text: platforms.Clean(words), URL: uri, Suspicious: misnames(words, uri)})
		b.WriteString(text[at:f.Index.Start])
		if cut := strings.TrimRight(words, ".…"); cut != words && strings.Contains(uri, cut) {
			words = uri
		}
		b.WriteString(words)
		at = f.Index.End
	}
	b.WriteString(text[at:])
	return platforms.Clean(b.String()), links
}

// safeLink tells whether a link is one that may be opened.
func safeLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// misnames tells whether a link's words name another host than it leads to.
func misnames(words, uri string) bool {
	named := bareHost.FindString(strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(words, "https://"), "http://")))
	u, err := url.Parse(uri)
	if named == "" || err != nil {
		return false
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	named = strings.TrimPrefix(named, "www.")
	return named != host && !strings.HasSuffix(host, "."+named)
}

// readEmbed lists what a post carries: pictures, a card's link, a quoted post.
func readEmbed(e anyEmbed) (links []platforms.Link, files []platforms.Attachment) {
	if e.External != nil && safeLink(e.External.URI) {
		links = append(links, platforms.Link{Text: clip(e.External.Title), URL: e.External.URI, Suspicious: misnames(e.External.Title, e.External.URI)})
	}
	if e.Record != nil {
		quoted := e.Record.URI
		if e.Record.Record != nil {
			quoted = e.Record.Record.URI
		}
		if link := postLink(quoted); link != "" {
			links = append(links, platforms.Link{Text: "The quoted post", URL: link})
		}
	}
	for i, p := range append(append([]wireImage{}, e.Images...), e.Items...) {
		files = append(files, platforms.Attachment{Part: fmt.Sprintf("image/%d", i), Name: fmt.Sprintf("Picture %d%s", i+1, ending(p.Image.MimeType)),
			Type: p.Image.MimeType, Size: p.Image.Size, Alt: platforms.Clean(p.Alt)})
	}
	if e.Video != nil {
		files = append(files, platforms.Attachment{Part: "video", Name: "Film.mp4", Type: e.Video.MimeType, Size: e.Video.Size, Alt: platforms.Clean(e.Alt)})
	}
	if e.Media != nil {
		more, pictures := readEmbed(*e.Media)
		links, files = append(links, more...), append(files, pictures...)
	}
	return links, files
}

// ending is the end of a file's name for a type of picture.
func ending(kind string) string {
	switch kind {
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/webp":
		return ".webp"
	case "image/gif":
		return ".gif"
	}
	return ""
}
