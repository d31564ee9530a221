package facebook

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
)

// The collections in which items lie.
const (
	inFeed     = "feed"
	inTagged   = "tagged"
	inComments = "comments"
	inTalks    = "conversations"
)

// The words of Ref beside a comment's post.
const (
	refVisitor = "visitor"
	refTagged  = "tagged"
)

// above is the post that comments stand under.
type above struct {
	id   string
	ours bool
	from platforms.Person
}

var webAddress = regexp.MustCompile(`https?://[^\s<>"]+`)

// person is who wrote something; somebody whom Meta doesn't name gets an id of
// that one thing, so that nobody is taken for somebody else.
func person(p *wirePerson, of string) platforms.Person {
	if p == nil || p.ID == "" {
		return platforms.Person{ID: hiddenAuthor + of, Name: nobody}
	}
	name := platforms.Clean(p.Name)
	if name == "" {
		name = nobody
	}
	return platforms.Person{ID: p.ID, Name: name}
}

// base is what every item has.
func (a *Account) base(who page, id, folder, text string, from platforms.Person, at time.Time) platforms.Item {
	it := platforms.Item{Key: id, RemoteID: id, Location: platforms.Location{Folder: folder, ID: id}, Direction: platforms.FromResident,
		From: from, AnswerTo: from, Text: platforms.Clean(text), ReceivedAt: at, InternalDate: at}
	if from.ID == who.ID {
		it.Direction = platforms.FromUs
	}
	for _, u := range webAddress.FindAllString(it.Text, -1) {
		it.Links = append(it.Links, platforms.Link{Text: u, URL: strings.TrimRight(u, ".,;:!?)")})
	}
	return it
}

// attach adds what hangs on something public: a picture or film as a file, a page
// on the web as a link.
func attach(it *platforms.Item, n int, w wireAttachment) {
	source := w.source()
	switch {
	case w.Type == "share" && webAddress.MatchString(w.URL) && webAddress.FindStringIndex(w.URL)[0] == 0:
		it.Links = append(it.Links, platforms.Link{Text: orWords(w.Title, w.URL), URL: w.URL})
	case source != "":
		kind, name := "image/jpeg", "picture-"+strconv.Itoa(n+1)+".jpg"
		if strings.Contains(w.Type, "video") {
			kind, name = "video/mp4", "film-"+strconv.Itoa(n+1)+".mp4"
		}
		it.Attachments = append(it.Attachments, platforms.Attachment{Part: strconv.Itoa(n), Name: name, Type: kind, Alt: platforms.Clean(w.Description)})
	}
}

func orWords(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// post makes an item of a post. Ours is a post; a visitor's, or somebody else's
// that tags the Page, is a mention.
func (a *Account) post(who page, w wirePost, folder string) platforms.Item {
	it := a.base(who, w.ID, folder, orWords(w.Message, w.Story), person(w.From, w.ID), w.Created.Time)
	it.Kind, it.ThreadRoot, it.Permalink, it.Hidden = platforms.KindMention, w.ID, w.Permalink, w.Hidden
	if it.Permalink == "" {
		it.Permalink = guesses.postAddress + w.ID
	}
	switch {
	case it.Direction == platforms.FromUs:
		it.Kind = platforms.KindPost
	case folder == inTagged:
		it.Ref = refTagged
	default:
		it.Ref = refVisitor
	}
	for n, one := range w.Attachments.Data {
		attach(&it, n, one)
	}
	it.Counts = map[string]int64{}
	if w.Comments != nil {
		it.Counts[platforms.Comments] = w.Comments.Total
	}
	if w.Reactions != nil {
		it.Counts[platforms.Likes] = w.Reactions.Total
	}
	if w.Shares.Count != nil {
		it.Counts[platforms.Shares] = *w.Shares.Count
	}
	a.noteEdit(&it)
	return it
}

// comment makes an item of a comment under a post.
func (a *Account) comment(who page, w wireComment, top above) platforms.Item {
	it := a.base(who, w.ID, inComments, w.Message, person(w.From, w.ID), w.Created.Time)
	it.Kind, it.Ref, it.Permalink, it.Hidden = platforms.KindReply, top.id, w.Permalink, w.Hidden
	if it.Permalink == "" {
		it.Permalink = guesses.postAddress + w.ID
	}
	// Under our post each resident's comment begins a thread; what stands under a
	// visitor's post belongs to that.
	it.ThreadRoot, it.Parents = w.ID, []string{top.id}
	answered := top.from
	if w.Parent != nil && w.Parent.ID != "" {
		it.ThreadRoot, it.Parents = w.Parent.ID, []string{w.Parent.ID, top.id}
		answered = person(w.Parent.From, w.Parent.ID)
	}
	if top.ours {
		it.Kind, it.Context = platforms.KindComment, top.id
	} else {
		it.ThreadRoot = top.id
	}
	if it.Direction == platforms.FromUs {
		it.To = whom(who, w, answered)
	}
	if w.Attachment != nil {
		attach(&it, 0, *w.Attachment)
	}
	it.Counts = map[string]int64{}
	if w.Likes != nil {
		it.Counts[platforms.Likes] = *w.Likes
	}
	if w.Comments != nil {
		it.Counts[platforms.Comments] = *w.Comments
	}
	a.noteEdit(&it)
	return it
}

// whom is who an answer of ours is for: whoever it names first, since Facebook
// puts an answer to an answer below the same comment; else who is above it.
func whom(who page, w wireComment, answered platforms.Person) []platforms.Person {
	for _, t := range w.Tags {
		if t.ID != "" && t.ID != who.ID {
			return []platforms.Person{{ID: t.ID, Name: platforms.Clean(t.Name)}}
		}
	}
	if answered.ID == "" || answered.ID == who.ID {
		return nil
	}
	return []platforms.Person{answered}
}

// message makes an item of a message on Messenger.
func (a *Account) message(who page, w wireMessage, talk wireTalk) platforms.Item {
	it := a.base(who, w.ID, inTalks, w.Message, person(w.From, w.ID), w.Created.Time)
	it.Kind, it.Private, it.ThreadRoot = platforms.KindMessage, true, talk.ID
	it.Permalink = guesses.inbox + who.ID
	if strings.HasPrefix(talk.Link, "/") {
		it.Permalink = "https://www.facebook.com" + talk.Link
	}
	if it.Text == "" && w.Sticker != "" {
		it.Text = "(a sticker)"
	}
	for _, p := range w.To.Data {
		it.To = append(it.To, person(&p, w.ID))
	}
	for n, f := range w.Attachments.Data {
		it.Attachments = append(it.Attachments, platforms.Attachment{Part: strconv.Itoa(n), Name: path.Base("/" + platforms.Clean(f.Name)), Type: f.Type, Size: f.Size})
	}
	if it.Direction == platforms.FromResident {
		it.ReplyUntil = it.ReceivedAt.Add(a.window())
		it.ReplyAfter = "Messenger takes an answer for " + a.windowWords() + " after the person's last message. After that, open the conversation in the browser, or ask them to write again."
		a.noteWrote(it.From.ID, it.ReceivedAt)
	}
	a.noteEdit(&it)
	return it
}

// window is how long after their last message a person may be answered.
func (a *Account) window() time.Duration {
	if a.config.HumanAgent == "yes" {
		return longWindow
	}
	return window
}

func (a *Account) windowWords() string {
	if a.config.HumanAgent == "yes" {
		return "7 days"
	}
	return "24 hours"
}

func (a *Account) noteWrote(who string, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if at.After(a.wrote[who]) {
		a.wrote[who] = at
	}
}

// lastWrote is when somebody last wrote, as far as is known, but not before at.
func (a *Account) lastWrote(who string, at time.Time) time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	if known := a.wrote[who]; known.After(at) {
		return known
	}
	return at
}

// Length counts text as the limits are counted.
func (a *Account) Length(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// OpenReply is where an answer is written by hand: the Page's inbox. Facebook
// takes no text with it.
func (a *Account) OpenReply(p platforms.Parent, _ string) string {
	if p.ID == "" || p.Private {
		return guesses.inbox + a.config.Identity
	}
	return guesses.postAddress + p.ID
}

// OpenItem is the page that shows an item.
func (a *Account) OpenItem(t platforms.Target) string {
	if t.Private {
		return guesses.inbox + a.config.Identity
	}
	return guesses.postAddress + t.ID
}
