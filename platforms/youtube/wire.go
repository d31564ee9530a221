package youtube

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	yt "google.golang.org/api/youtube/v3"

	"commsdesk/platforms"
)

// The collections in which items lie.
const (
	inComments = "comments"
	inUploads  = "uploads"
)

// when reads YouTube's times; zero when there is none.
func when(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// place is where a comment stands.
type place struct {
	top   string // the topmost comment's id
	video string
	// list is the one it was found in: published, held or spam.
	list string
	// asks are the people in the thread by their handles, for whom our answers
	// are; first wrote the topmost comment.
	asks  map[string]platforms.Person
	first platforms.Person
}

// comment makes an item of a comment.
func (a *Adapter) comment(me *channel, c *yt.Comment, p place) platforms.Item {
	s := c.Snippet
	text := s.TextOriginal // given for our own alone
	if text == "" {
		text = s.TextDisplay
	}
	from := author(s)
	at := when(s.PublishedAt)
	it := platforms.Item{Key: c.Id, RemoteID: c.Id, Location: platforms.Location{Folder: inComments, ID: c.Id},
		Direction: platforms.FromResident, Kind: platforms.KindComment, Context: p.video, ThreadRoot: p.top,
		From: from, AnswerTo: from, Text: platforms.Clean(strings.TrimSpace(text)), ReceivedAt: at, InternalDate: at,
		Permalink: permalink(me.id, p.video, c.Id), Counts: map[string]int64{platforms.Likes: s.LikeCount}}
	it.Links = links(it.Text)
	if c.Id != p.top {
		it.Parents = []string{p.top}
	}
	if updated := when(s.UpdatedAt); updated.After(at) {
		it.EditedAt = updated
	}
	it.Hidden = heldOf(s.ModerationStatus, p.list, c.Id == p.top)
	if s.ImageUrl != "" {
		it.Attachments = []platforms.Attachment{{Part: "image", Name: "picture", Type: "image/*"}}
	}
	if from.ID == me.id {
		it.Direction, it.AnswerTo = platforms.FromUs, platforms.Person{}
		if to := p.asked(it.Text); to.ID != "" && to.ID != me.id && c.Id != p.top {
			it.To = []platforms.Person{to}
		}
		return it
	}
	it.ExpireAt = a.clock().Add(keepFor).UTC()
	return it
}

// asked is whom an answer of ours is for: who is named first in it, else who
// began the thread.
func (p place) asked(text string) platforms.Person {
	if name, _, _ := strings.Cut(text, " "); strings.HasPrefix(name, "@") {
		if to, ok := p.asks[strings.ToLower(name)]; ok {
			return to
		}
	}
	return p.first
}

// author is who wrote a comment. Somebody whose channel was closed has no id
// left, so the name stands for it.
func author(s *yt.CommentSnippet) platforms.Person {
	p := platforms.Person{Name: platforms.Clean(s.AuthorDisplayName)}
	if s.AuthorChannelId != nil {
		p.ID = s.AuthorChannelId.Value
	}
	if strings.HasPrefix(p.Name, "@") {
		p.Handle = p.Name
	}
	if p.ID == "" {
		p.ID = "name:" + p.Name
	}
	return p
}

// thread makes the items of a thread, the topmost first. replies are all there
// are, or those that came with it.
func (a *Adapter) thread(me *channel, t *yt.CommentThread, replies []*yt.Comment, list string) []platforms.Item {
	top := t.Snippet.TopLevelComment
	p := place{top: top.Id, video: t.Snippet.VideoId, list: list, first: author(top.Snippet), asks: map[string]platforms.Person{}}
	for _, r := range append([]*yt.Comment{top}, replies...) {
		if r.Snippet != nil {
			who := author(r.Snippet)
			p.asks[strings.ToLower(who.Handle)] = who
		}
	}
	it := a.comment(me, top, p)
	it.Counts[platforms.Comments] = t.Snippet.TotalReplyCount
	items := []platforms.Item{it}
	for _, r := range replies {
		if r.Snippet != nil && r.Id != "" {
			items = append(items, a.comment(me, r, p))
		}
	}
	return items
}

// whole tells whether a thread has what an item needs.
func whole(t *yt.CommentThread) bool {
	return t != nil && t.Snippet != nil && t.Snippet.TopLevelComment != nil && t.Snippet.TopLevelComment.Snippet != nil && t.Snippet.TopLevelComment.Id != ""
}

// film makes an item of a film of ours.
func (a *Adapter) film(me *channel, v *yt.Video) platforms.Item {
	at := when(v.Snippet.PublishedAt)
	it := platforms.Item{Key: v.Id, RemoteID: v.Id, Location: platforms.Location{Folder: inUploads, ID: v.Id},
		Direction: platforms.FromUs, Kind: platforms.KindPost, ThreadRoot: v.Id,
		From: platforms.Person{ID: me.id, Name: me.name, Handle: me.handle},
		Text: filmText(v.Snippet.Title, v.Snippet.Description), ReceivedAt: at, InternalDate: at, Permalink: watch(v.Id),
		Hidden: v.Status != nil && v.Status.PrivacyStatus != "public"}
	it.Links = links(it.Text)
	return it
}

// filmText is what a film says in words.
func filmText(title, description string) string {
	title, description = platforms.Clean(strings.TrimSpace(title)), platforms.Clean(strings.TrimSpace(description))
	if description == "" || description == title {
		return title
	}
	if strings.HasPrefix(description, title+"\n") {
		return description
	}
	return title + "\n\n" + description
}

var linkPattern = regexp.MustCompile(`https?://[^\s<>"]+`)

func links(text string) []platforms.Link {
	var found []platforms.Link
	for _, u := range linkPattern.FindAllString(text, -1) {
		u = strings.TrimRight(u, ".,;:!?)")
		if !slices.ContainsFunc(found, func(l platforms.Link) bool { return l.URL == u }) {
			found = append(found, platforms.Link{Text: u, URL: u})
		}
	}
	return found
}

// sentenceOf is what an error says to people.
func sentenceOf(err error) string {
	var e *platforms.Error
	if errors.As(err, &e) {
		return e.Sentence
	}
	return "YouTube could not be asked."
}
