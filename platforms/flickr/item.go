package flickr

import (
	"hash/fnv"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// The collections in which items lie.
const (
	inComments = "comments"
	inPhotos   = "photos"
)

// words makes text and links of Flickr's HTML.
func words(markup string) (string, []platforms.Link) {
	// Flickr breaks lines by line ends, which HTML would swallow.
	text, found := web.Plain(strings.ReplaceAll(markup, "\n", "<br>"))
	var links []platforms.Link
	for _, l := range found {
		links = append(links, platforms.Link{Text: l[0], URL: l[1]})
	}
	return text, links
}

// post makes an item of a photo of ours.
func (a *Adapter) post(me *account, p photo) platforms.Item {
	at := seconds(p.Uploaded)
	about, links := words(p.Description.Text)
	it := platforms.Item{Key: p.ID, RemoteID: p.ID, Location: platforms.Location{Folder: inPhotos, ID: p.ID},
		Direction: platforms.FromUs, Kind: platforms.KindPost, ThreadRoot: p.ID, From: platforms.Person{ID: me.id, Name: me.name},
		Text: photoText(p.Title, about), Links: links, ReceivedAt: at, InternalDate: at, Permalink: photoPage(me.id, p.ID),
		Hidden: p.Public == 0, Counts: map[string]int64{}}
	for name, n := range map[string]*number{platforms.Views: p.Views, platforms.Likes: p.Faves, platforms.Comments: p.Comments} {
		if n != nil {
			it.Counts[name] = int64(*n)
		}
	}
	return it
}

// photoText is what a photo says in words.
func photoText(heading, about string) string {
	heading, about = platforms.Clean(strings.TrimSpace(heading)), strings.TrimSpace(about)
	if about == "" || about == heading {
		return heading
	}
	if heading == "" {
		return about
	}
	return heading + "\n\n" + about
}

func person(c comment) platforms.Person {
	p := platforms.Person{ID: c.Author, Name: platforms.Clean(c.Real), Handle: platforms.Clean(c.Name)}
	if c.Alias != "" {
		p.Handle = platforms.Clean(c.Alias)
	}
	if p.Name == "" {
		p.Name = platforms.Clean(c.Name)
	}
	return p
}

// branches sorts a photo's comments, which Flickr keeps in one flat list, into
// threads: a resident's comments are one; whoever names somebody first, by a link
// to the person's page or by @name, answers in that person's thread; an answer of
// ours that names nobody is for whoever wrote last before it.
type branches struct {
	me    *account
	root  map[string]string // the thread of each person
	known []platforms.Person
	last  string // who wrote last
}

// branch is where one comment belongs: its thread, and whom it answers.
type branch struct {
	root, parent string
	to           platforms.Person
}

var pageLink = regexp.MustCompile(`/(?:photos|people)/([^/?#]+)`)

// sortIn finds the branch of each comment; the comments are put in order of time.
func sortIn(me *account, comments []comment) (map[string]branch, []comment) {
	sort.SliceStable(comments, func(i, j int) bool { return comments[i].Created < comments[j].Created })
	b := &branches{me: me, root: map[string]string{}}
	found := map[string]branch{}
	for _, c := range comments {
		if _, twice := found[c.ID]; !twice {
			found[c.ID] = b.add(c)
		}
	}
	return found, comments
}

func (b *branches) add(c comment) branch {
	to, named := b.named(c.Text)
	who := person(c)
	if who.ID == b.me.id {
		if !named {
			to = b.personOf(b.last)
		}
		root := b.root[to.ID]
		if root == "" {
			return branch{root: c.ID}
		}
		return branch{root: root, parent: root, to: to}
	}
	b.last = who.ID
	root := b.root[who.ID]
	if root == "" {
		b.known = append(b.known, who)
		if named && to.ID != b.me.id && b.root[to.ID] != "" {
			root = b.root[to.ID]
		} else {
			root = c.ID
		}
		b.root[who.ID] = root
	}
	if root == c.ID {
		return branch{root: root}
	}
	return branch{root: root, parent: root, to: to}
}

func (b *branches) personOf(id string) platforms.Person {
	for _, p := range b.known {
		if p.ID == id {
			return p
		}
	}
	return platforms.Person{}
}

// named finds whom a comment names at its beginning.
func (b *branches) named(markup string) (platforms.Person, bool) {
	text, links := words(markup)
	if len(links) > 0 && strings.HasPrefix(strings.TrimSpace(text), links[0].Text) {
		if m := pageLink.FindStringSubmatch(links[0].URL); m != nil {
			for _, p := range b.known {
				if p.ID == m[1] || p.Handle == m[1] {
					return p, true
				}
			}
		}
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "@")
	if !ok {
		return platforms.Person{}, false
	}
	best, length := platforms.Person{}, 0
	for _, p := range b.known {
		for _, name := range []string{p.Handle, p.Name} {
			if len(name) > length && len(rest) >= len(name) && strings.EqualFold(rest[:len(name)], name) {
				best, length = p, len(name)
			}
		}
	}
	return best, length > 0
}

// comment makes an item of a comment under a photo of ours.
func (a *Adapter) comment(me *account, photoID string, c comment, at branch) platforms.Item {
	text, links := words(c.Text)
	from, when := person(c), seconds(c.Created)
	it := platforms.Item{Key: c.ID, RemoteID: c.ID, Location: platforms.Location{Folder: inComments, ID: c.ID},
		Direction: platforms.FromResident, Kind: platforms.KindComment, Context: photoID, ThreadRoot: at.root, From: from, AnswerTo: from,
		Text: text, Links: links, ReceivedAt: when, InternalDate: when, Permalink: commentPage(me.id, photoID, c.ID)}
	if at.parent != "" {
		it.Parents = []string{at.parent}
	}
	if from.ID == me.id {
		it.Direction, it.AnswerTo = platforms.FromUs, platforms.Person{}
		if at.to.ID != "" {
			it.To = []platforms.Person{at.to}
		}
	}
	return it
}

// gone is the tombstone of an item.
func (a *Adapter) gone(id, folder string) platforms.Item {
	return platforms.Item{Key: id, RemoteID: id, Location: platforms.Location{Folder: folder, ID: id}, DeletedAt: a.clock().UTC()}
}

// imprint is short for a comment's words: Flickr doesn't say when they changed.
func imprint(c comment) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.Text)) // a hash never fails
	return strconv.FormatUint(h.Sum64(), 36)
}
