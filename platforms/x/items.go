package x

import (
	"context"
	"encoding/json"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
)

// The collections in which items lie.
const (
	folderPosts    = "posts"
	folderMessages = "messages"
)

// ref is what an item needs beside its id to be answered. It is kept as JSON.
type ref struct {
	// Known is true in what we wrote; a Ref of somebody else's says nothing.
	Known bool `json:"k,omitempty"`
	// Summoned: its author called upon us, so that a self-serve plan may answer.
	Summoned bool `json:"s,omitempty"`
	// Latest is the id of its newest version, when that is another than the first.
	Latest string `json:"l,omitempty"`
	// Names are those that X itself puts before an answer to it.
	Names []string `json:"n,omitempty"`
}

func (r ref) String() string {
	raw, _ := json.Marshal(r) // strings and flags always can be
	return string(raw)
}

func readRef(s string) (r ref) {
	if json.Unmarshal([]byte(s), &r) != nil {
		return ref{}
	}
	return r
}

// items makes items of posts; what must be known of their places is asked for.
func (a *Adapter) items(ctx context.Context, me account, got *list[post]) ([]platforms.Item, error) {
	posts := slices.Concat(got.Data, got.Includes.Posts, got.Includes.Tweets)
	a.tree.learn(posts)
	if err := a.settle(ctx, got.Data, me.id); err != nil {
		return nil, err
	}
	people := peopleOf(got.Includes.Users)
	media := map[string]medium{}
	for _, m := range got.Includes.Media {
		media[m.Key] = m
	}
	var out []platforms.Item
	for _, p := range got.Data {
		if p.ref("retweeted") != "" {
			continue // another's words passed on; nobody speaks to us
		}
		out = append(out, a.item(me, p, people, media))
	}
	return out, nil
}

func peopleOf(users []user) map[string]platforms.Person {
	people := map[string]platforms.Person{}
	for _, u := range users {
		people[u.ID] = platforms.Person{ID: u.ID, Name: platforms.Clean(u.Name), Handle: platforms.Clean(u.Username)}
	}
	return people
}

func personOf(people map[string]platforms.Person, id string) platforms.Person {
	if p, ok := people[id]; ok {
		return p
	}
	return platforms.Person{ID: id}
}

// item makes one item of a post whose place is known.
func (a *Adapter) item(me account, p post, people map[string]platforms.Person, media map[string]medium) platforms.Item {
	versions := p.versions()
	id, latest := versions[0], versions[len(versions)-1]
	it := platforms.Item{
		Key: id, RemoteID: id, Location: platforms.Location{Folder: folderPosts, ID: id},
		Direction: platforms.FromResident, From: personOf(people, p.Author), ReceivedAt: p.Created.UTC(), InternalDate: p.Created.UTC(),
		Counts: countsOf(p.Public),
	}
	if latest != id || p.ID != id {
		// A version has its own time; the first one's stands in its id.
		it.EditedAt = p.Created.UTC()
		if at := timeOf(id); !at.IsZero() {
			it.ReceivedAt, it.InternalDate = at, at
		}
	}
	it.Text, it.Links = p.words()
	for i, key := range p.Attachments.Media {
		it.Attachments = append(it.Attachments, attachment(i, media[key], key))
	}
	if p.Author == me.id {
		it.Direction, it.From = platforms.FromUs, me.person()
	}
	it.AnswerTo = it.From
	it.Permalink = postLink(it.From.Handle, latest)
	a.locate(&it, p, me, people)
	r := ref{Known: true, Summoned: a.summoned(p, me), Names: p.autoNames(it.From.Handle, me)}
	if latest != id {
		r.Latest = latest
	}
	it.Ref = r.String()
	return it
}

func (m account) person() platforms.Person {
	return platforms.Person{ID: m.id, Name: platforms.Clean(m.name), Handle: m.handle}
}

// locate says where the post stands: thread, parents, kind.
func (a *Adapter) locate(it *platforms.Item, p post, me account, people map[string]platforms.Person) {
	own := it.Direction == platforms.FromUs
	parent := p.ref("replied_to")
	if parent == "" {
		it.ThreadRoot, it.Kind = it.RemoteID, platforms.KindMention
		if own {
			it.Kind = platforms.KindPost
		}
		return
	}
	it.Parents = []string{parent}
	if p.Conversation != parent && p.Conversation != "" {
		it.Parents = append(it.Parents, p.Conversation)
	}
	ours, _ := a.tree.ours(p.Conversation, me.id)
	b, _ := a.tree.place(p.ID, p.Conversation, me.id)
	switch {
	case !ours:
		// Somebody else began: the topmost post is theirs.
		it.ThreadRoot = p.Conversation
		it.Kind = platforms.KindMention
		if own || p.AnsweredUser == me.id {
			it.Kind = platforms.KindReply
		}
	case own && b.root == "":
		// Our own thread goes on: one more post.
		it.ThreadRoot, it.Kind = it.RemoteID, platforms.KindPost
	default:
		it.ThreadRoot, it.Context, it.Kind = b.root, b.context, platforms.KindComment
		if it.ThreadRoot == "" || it.ThreadRoot == p.ID {
			it.ThreadRoot = it.RemoteID
		}
		if own {
			it.Kind = platforms.KindReply
		}
	}
	if own && it.Kind == platforms.KindReply && p.AnsweredUser != "" {
		it.To = []platforms.Person{personOf(people, p.AnsweredUser)}
		it.AnswerTo = it.To[0]
	}
}

// summoned tells whether the author called upon us: mentioned us or quoted a
// post of ours.
func (a *Adapter) summoned(p post, me account) bool {
	if p.names(me.id) {
		return autoMentionSummons || len(p.Shown) == 0 || p.Shown[0] == 0
	}
	quoted := p.ref("quoted")
	if quoted == "" {
		return false
	}
	ours, known := a.tree.ours(quoted, me.id)
	// X lists quotes of our posts among the mentions; one that names nobody is
	// there because it quotes us.
	return ours || !known
}

// autoNames are the names that X puts before an answer to the post: its author's
// and those it mentions, ours apart.
func (p post) autoNames(author string, me account) []string {
	var names []string
	for _, name := range append([]string{author}, mentionNames(p)...) {
		if name != "" && !strings.EqualFold(name, me.handle) && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			names = append(names, name)
		}
	}
	return names
}

func mentionNames(p post) (names []string) {
	for _, m := range p.Entities.Mentions {
		names = append(names, m.Username)
	}
	return names
}

// words are the post's words as people see them: without the names that X put
// before an answer, addresses written out, links to its own media left off.
func (p post) words() (string, []platforms.Link) {
	text, ents := p.Text, p.Entities
	if n := p.note(); n != nil && n.Text != "" {
		text, ents = n.Text, n.Entities
	} else if len(p.Shown) == 2 && p.ref("replied_to") != "" {
		runes := []rune(text)
		if p.Shown[0] > 0 && p.Shown[0] < len(runes) {
			text = string(runes[p.Shown[0]:])
		}
	}
	return expand(text, ents)
}

// expand writes addresses out that X shortened, and takes its escapes off.
func expand(text string, ents entities) (string, []platforms.Link) {
	text = html.UnescapeString(text)
	var links []platforms.Link
	for _, u := range ents.URLs {
		whole := u.Expanded
		if u.Unwound != "" {
			whole = u.Unwound
		}
		if u.Media != "" || whole == "" {
			text = strings.Replace(text, u.URL, "", 1)
			continue
		}
		text = strings.Replace(text, u.URL, whole, 1)
		if strings.HasPrefix(whole, "https://") || strings.HasPrefix(whole, "http://") {
			links = append(links, platforms.Link{Text: platforms.Clean(u.Display), URL: whole})
		}
	}
	return strings.TrimSpace(platforms.Clean(text)), links
}

// attachment describes a medium; X names no files.
func attachment(i int, m medium, key string) platforms.Attachment {
	kinds := map[string][2]string{"photo": {"picture", "image/jpeg"}, "video": {"film", "video/mp4"}, "animated_gif": {"moving picture", "video/mp4"}}
	k, ok := kinds[m.Type]
	if !ok {
		k = [2]string{"attachment", ""}
	}
	return platforms.Attachment{Part: key, Name: k[0] + " " + strconv.Itoa(i+1), Type: k[1], Alt: platforms.Clean(m.Alt)}
}

// timeOf is the time that stands in an id (UTC), zero when it holds none.
func timeOf(id string) time.Time {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n>>idShift == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n>>idShift + epoch).UTC()
}

// countsOf are a post's public figures by the names of the contract.
func countsOf(f figures) map[string]int64 {
	if len(f) == 0 {
		return nil
	}
	out := map[string]int64{}
	for name, of := range map[string][]string{
		platforms.Views: {"impression_count"}, platforms.Likes: {"like_count"}, platforms.Comments: {"reply_count"},
		platforms.Saves: {"bookmark_count"}, platforms.Shares: {"repost_count", "retweet_count"}, "quotes": {"quote_count"},
	} {
		for _, theirs := range of {
			if v := f[theirs]; v != nil {
				out[name] = *v
			}
		}
	}
	return out
}

// messageItem makes one item of a private message.
func messageItem(me account, e event, people map[string]platforms.Person, media map[string]medium) platforms.Item {
	id := messageMark + e.ID
	it := platforms.Item{
		Key: id, RemoteID: id, Location: platforms.Location{Folder: folderMessages, ID: id},
		Direction: platforms.FromResident, Kind: platforms.KindMessage, Private: true, ThreadRoot: e.Conversation,
		From: personOf(people, e.Sender), ReceivedAt: e.Created.UTC(), InternalDate: e.Created.UTC(), Permalink: messagesLink(e.Conversation),
	}
	if it.ThreadRoot == "" {
		it.ThreadRoot = e.Sender
	}
	ents := e.Entities
	ents.URLs = append(ents.URLs, e.URLs...)
	it.Text, it.Links = expand(e.Text, ents)
	for i, key := range e.Attachments.Media {
		it.Attachments = append(it.Attachments, attachment(i, media[key], key))
	}
	it.AnswerTo = it.From
	if e.Sender == me.id {
		it.Direction, it.From = platforms.FromUs, me.person()
		for _, id := range partners(e, me.id) {
			it.To = append(it.To, personOf(people, id))
		}
		if len(it.To) > 0 {
			it.AnswerTo = it.To[0]
		}
	}
	return it
}

// partners are the others of a conversation.
func partners(e event, me string) []string {
	ids := e.Participants
	if len(ids) == 0 {
		ids = strings.Split(e.Conversation, "-")
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == me || !number(id) })
}
