package linkedin

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
)

// The names of those whom LinkedIn doesn't name.
const (
	unnamed     = "LinkedIn member"
	unnamedPage = "LinkedIn page"
)

// The collections that items lie in.
const (
	folderPosts    = "posts"
	folderComments = "comments"
	folderMentions = "mentions"
)

// editSlack is how much later than its beginning a change must be to be one.
const editSlack = time.Second

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// linksIn lists the addresses in a text.
func linksIn(text string) []platforms.Link {
	var out []platforms.Link
	for _, u := range address.FindAllString(text, -1) {
		u = strings.TrimRight(u, ".,;:!?)]'")
		out = append(out, platforms.Link{Text: u, URL: u})
	}
	return out
}

// commentItem makes an item of a comment. above is our own post that it stands
// under, "" when it stands elsewhere and names us. fetched is when it was read, from
// which LinkedIn's time limits count.
func (a *Adapter) commentItem(org string, c *comment, above string, fetched time.Time) platforms.Item {
	urn := c.name()
	it := platforms.Item{Key: urn, RemoteID: urn, Direction: platforms.FromResident, Kind: platforms.KindComment,
		Location: platforms.Location{Folder: folderComments, ID: urn}, Context: above, ThreadRoot: urn,
		From: person(c), Text: strings.TrimSpace(platforms.Clean(c.Message.Text)), Permalink: permalink(urn),
		ReceivedAt: at(c.Created.Time), InternalDate: at(c.Created.Time)}
	if above == "" {
		it.Kind, it.Location.Folder = platforms.KindMention, folderMentions
	}
	if c.Parent != "" {
		parent := wholeURN(c.Parent)
		it.ThreadRoot, it.Parents = parent, []string{parent}
	}
	it.AnswerTo = it.From
	it.Links = linksIn(it.Text)
	for i, p := range c.Content {
		it.Attachments = append(it.Attachments, platforms.Attachment{Part: fmt.Sprint(i), Name: fmt.Sprintf("Picture %d", i+1), Type: "image"})
		if p.URL != "" {
			it.Links = append(it.Links, platforms.Link{Text: p.URL, URL: p.URL})
		}
	}
	if changed := at(c.Changed.Time); changed.After(it.ReceivedAt.Add(editSlack)) {
		it.EditedAt = changed
	}
	it.Counts = counts(c)
	if c.Actor == org {
		it.Direction, it.AnswerTo = platforms.FromUs, platforms.Person{}
		return it
	}
	it.ExpireAt = fetched.Add(wordsKept).UTC()
	if c.Who != nil {
		it.ExpireAt = fetched.Add(namesKept).UTC()
	}
	return it
}

// counts are a comment's own figures; nil when LinkedIn gave none.
func counts(c *comment) map[string]int64 {
	out := map[string]int64{}
	if c.Likes.Total != nil {
		out[platforms.Likes] = *c.Likes.Total
	}
	if c.Below.All != nil {
		out[platforms.Comments] = *c.Below.All
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func person(c *comment) platforms.Person {
	p := platforms.Person{ID: c.Actor, Name: unnamed}
	if strings.HasPrefix(c.Actor, orgPrefix) {
		p.Name = unnamedPage
	}
	if c.Who != nil {
		if name := strings.TrimSpace(platforms.Clean(c.Who.First + " " + c.Who.Last)); name != "" {
			p.Name = name
		}
	}
	return p
}

// addressed says whom an answer of ours answers: the author of the comment above
// it and everybody it mentions. LinkedIn's threads have one level, so who was meant
// further down is said by mentions alone.
func (a *Adapter) addressed(ctx context.Context, c *comment) []platforms.Person {
	var ids []string
	if c.Parent != "" {
		parent := wholeURN(c.Parent)
		author := a.authorOf(parent)
		if author == "" {
			if p, err := a.comment(ctx, parent); err == nil {
				author = p.Actor
			}
		}
		if author != "" && author != c.Actor {
			ids = append(ids, author)
		}
	}
	for _, id := range c.people() {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	var out []platforms.Person
	for _, id := range ids {
		out = append(out, platforms.Person{ID: id, Name: unnamed})
	}
	return out
}

// postItem makes an item of a post of ours.
func postItem(org string, p *post) platforms.Item {
	it := platforms.Item{Key: p.ID, RemoteID: p.ID, Direction: platforms.FromUs, Kind: platforms.KindPost,
		Location: platforms.Location{Folder: folderPosts, ID: p.ID}, ThreadRoot: p.ID,
		From: platforms.Person{ID: org}, Text: strings.TrimSpace(platforms.Clean(unescape(p.Commentary))),
		ReceivedAt: p.since(), InternalDate: p.since(), Permalink: permalink(p.ID)}
	it.Links = linksIn(it.Text)
	if art := p.Content.Article; art != nil && art.Source != "" {
		it.Links = append(it.Links, platforms.Link{Text: platforms.Clean(art.Title), URL: art.Source})
	}
	for i, pic := range p.pictures() {
		it.Attachments = append(it.Attachments, platforms.Attachment{Part: pic.ID, Name: fmt.Sprintf("Picture %d", i+1), Type: "image", Alt: platforms.Clean(pic.Alt)})
	}
	if changed := at(p.Changed); changed.After(it.ReceivedAt.Add(editSlack)) {
		it.EditedAt = changed
	}
	return it
}

// madeItem makes an item of what a notification itself tells: a post elsewhere that
// names us, or a comment that can't be read by itself. When it was written is not
// said, so the notification's time stands for it.
func madeItem(org string, n *note, m *made, fetched time.Time) platforms.Item {
	urn := wholeURN(m.Entity)
	it := platforms.Item{Key: urn, RemoteID: urn, Direction: platforms.FromResident, Kind: platforms.KindMention,
		Location: platforms.Location{Folder: folderMentions, ID: urn}, ThreadRoot: urn,
		From: platforms.Person{ID: m.Owner, Name: unnamed}, Text: strings.TrimSpace(platforms.Clean(unescape(m.Text))),
		ReceivedAt: at(n.At), InternalDate: at(n.At), Permalink: permalink(urn), ExpireAt: fetched.Add(wordsKept).UTC()}
	if strings.HasPrefix(m.Owner, orgPrefix) {
		it.From.Name = unnamedPage
	}
	it.AnswerTo = it.From
	it.Links = linksIn(it.Text)
	if m.Owner == org {
		it.Direction, it.AnswerTo, it.ExpireAt = platforms.FromUs, platforms.Person{}, time.Time{}
	}
	return it
}

// goneItem is what is left of something that LinkedIn no longer has.
func goneItem(urn string, since time.Time) platforms.Item {
	folder := folderPosts
	if isComment(urn) {
		folder = folderComments
	}
	return platforms.Item{Key: urn, RemoteID: urn, Location: platforms.Location{Folder: folder, ID: urn}, DeletedAt: since.UTC()}
}

// newestFirst sorts items.
func newestFirst(items []platforms.Item) {
	slices.SortStableFunc(items, func(x, y platforms.Item) int {
		return cmp.Or(y.ReceivedAt.Compare(x.ReceivedAt), cmp.Compare(x.Key, y.Key))
	})
}
