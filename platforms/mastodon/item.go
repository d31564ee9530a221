package mastodon

import (
	"context"
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// view is whose eyes statuses are read with.
type view struct {
	me     string
	who    platforms.Identity
	domain string
}

func (a *Adapter) view(ctx context.Context) (view, error) {
	s, err := a.known(ctx)
	if err != nil {
		return view{}, err
	}
	me, who, err := a.account(ctx)
	return view{me: me, who: who, domain: s.domain}, err
}

// collection is the folder of every location.
const collection = "statuses"

// reference is what an item's Ref holds: who can see it and whom to name.
type reference struct {
	Visibility string `json:"v"`
	Acct       string `json:"a"`
}

// items makes items of statuses, in their order.
func (a *Adapter) items(ctx context.Context, v view, statuses []status) ([]platforms.Item, error) {
	if err := a.climb(ctx, v, statuses); err != nil {
		return nil, err
	}
	out := make([]platforms.Item, 0, len(statuses))
	for i := range statuses {
		if s := &statuses[i]; s.ID != "" && s.Reblog == nil {
			out = append(out, a.item(v, s))
		}
	}
	return out, nil
}

func (a *Adapter) item(v view, s *status) platforms.Item {
	mine := s.Account.ID == v.me
	text, links := wordsOf(s)
	it := platforms.Item{
		Key: s.ID, RemoteID: s.ID, Location: platforms.Location{Folder: collection, ID: s.ID},
		Direction: platforms.FromResident, Private: s.Visibility == "direct",
		From: v.person(s.Account), To: v.mentioned(s), Text: text, Links: links, Attachments: files(s),
		ReceivedAt: s.CreatedAt.UTC(), InternalDate: s.CreatedAt.UTC(), SentAt: s.CreatedAt.UTC(),
		Permalink: safeURL(s.URL), Size: int64(len(s.Content)), Counts: figures(s),
	}
	if it.Permalink == "" {
		it.Permalink = safeURL(s.URI)
	}
	if s.EditedAt != nil {
		it.EditedAt = s.EditedAt.UTC()
	}
	if ref, err := json.Marshal(reference{Visibility: s.Visibility, Acct: v.acct(s.Account.Acct)}); err == nil {
		it.Ref = string(ref)
	}
	if mine {
		it.Direction = platforms.FromUs
	} else {
		it.AnswerTo = it.From
	}
	a.place(&it, v, s, mine)
	return it
}

// place finds the item's thread: the topmost status of its branch that is not
// our own post. A private conversation has no id that Mastodon tells beside each
// of its messages, so its first private message stands for it; what is public
// above that is no part of it.
func (a *Adapter) place(it *platforms.Item, v view, s *status, mine bool) {
	ids, nodes, _ := a.ancestors(s.InReplyTo)
	it.Parents = ids
	if s.InReplyTo != "" && len(ids) == 0 {
		it.Parents = []string{s.InReplyTo} // gone, or not for our eyes
	}
	it.ThreadRoot = s.ID
	if it.Private {
		for i := 0; i < len(ids) && nodes[i].direct; i++ {
			it.ThreadRoot = ids[i]
		}
		it.Kind = platforms.KindMessage
		a.answered(it, s, nodes, mine)
		return
	}
	top := len(ids) - 1
	for top >= 0 && nodes[top].mine {
		it.Context = ids[top]
		top--
	}
	if top >= 0 {
		it.ThreadRoot = ids[top]
	}
	answers := s.InReplyToAccount == v.me || slices.ContainsFunc(nodes, func(n node) bool { return n.mine })
	switch {
	case mine && top < 0 && (s.InReplyToAccount == "" || s.InReplyToAccount == v.me):
		// Our own post, or its continuation.
		it.Kind = platforms.KindPost
		if len(ids) > 0 {
			it.ThreadRoot, it.Context = ids[len(ids)-1], ""
		}
	case it.Context != "":
		it.Kind = platforms.KindComment
	case mine || answers:
		it.Kind = platforms.KindReply
	default:
		it.Kind = platforms.KindMention
	}
	a.answered(it, s, nodes, mine)
}

// answered says whom an answer of ours answers.
func (a *Adapter) answered(it *platforms.Item, s *status, nodes []node, mine bool) {
	if !mine || len(nodes) == 0 || nodes[0].mine {
		return
	}
	it.To = []platforms.Person{nodes[0].author}
}

// person makes a Person of an account. Our own has the identity's id, since
// that is what the program knows it by.
func (v view) person(a account) platforms.Person {
	p := platforms.Person{ID: a.ID, Name: tidy(a.DisplayName), Handle: "@" + v.acct(a.Acct)}
	if p.Name == "" {
		p.Name = tidy(a.Username)
	}
	if a.ID == v.me {
		p.ID = v.who.ID
	}
	return p
}

// acct is an account's whole name, with its server.
func (v view) acct(acct string) string {
	if acct == "" || strings.Contains(acct, "@") {
		return tidy(acct)
	}
	return tidy(acct) + "@" + v.domain
}

func (v view) mentioned(s *status) []platforms.Person {
	var out []platforms.Person
	for _, m := range s.Mentions {
		if m.ID != s.Account.ID {
			out = append(out, v.person(account{ID: m.ID, Username: m.Username, Acct: m.Acct}))
		}
	}
	return out
}

// tidy makes a name one line without anything invisible, so that nobody can
// dress up as another by marks that can't be seen. Joiners stay: pictures of
// people are made of them.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return ' '
		case r == 0x200b, r == 0x200c, r == 0x200e, r == 0x200f, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r == 0xad, r == 0x61c:
			return -1
		}
		return r
	}, platforms.Clean(s))
	return strings.Join(strings.Fields(s), " ")
}

// wordsOf is a status as plain text, with its content warning above, and its
// links. The names at the beginning of an answer are how Mastodon addresses it;
// they are in To. Custom pictures stay as their :names:.
func wordsOf(s *status) (string, []platforms.Link) {
	text, found := web.Plain(s.Content)
	if s.InReplyTo != "" || s.InReplyToAccount != "" || s.Visibility == "direct" {
		text = unaddressed(text, s.Mentions)
	}
	if spoiler := tidy(s.Spoiler); spoiler != "" {
		text = strings.TrimSpace("Content warning: " + spoiler + "\n\n" + text)
	}
	var links []platforms.Link
	for _, l := range found {
		if strings.HasPrefix(l[0], "@") && slices.ContainsFunc(s.Mentions, func(m mention) bool { return m.URL == l[1] }) || strings.HasPrefix(l[0], "#") {
			continue
		}
		links = append(links, platforms.Link{Text: l[0], URL: l[1], Suspicious: disguised(l[0], l[1])})
	}
	return text, links
}

// unaddressed takes the mentions at the beginning off; what is nothing else
// stays as it is.
func unaddressed(text string, mentions []mention) string {
	rest := text
	for strings.HasPrefix(rest, "@") {
		end := strings.IndexAny(rest, " \n\t")
		if end < 0 {
			return text
		}
		name := strings.ToLower(strings.TrimRight(strings.TrimPrefix(rest[:end], "@"), ",:"))
		if !slices.ContainsFunc(mentions, func(m mention) bool {
			return name == strings.ToLower(m.Username) || name == strings.ToLower(m.Acct) || strings.HasPrefix(name, strings.ToLower(m.Username)+"@")
		}) {
			break
		}
		rest = strings.TrimLeft(rest[end:], " \n\t")
	}
	if rest == "" {
		return text
	}
	return rest
}

// disguised tells whether a link's words name another host than it leads to.
func disguised(words, target string) bool {
	if strings.ContainsAny(words, " \n") || !strings.Contains(words, ".") {
		return false
	}
	if !strings.Contains(words, "://") {
		words = "https://" + words
	}
	said, err := url.Parse(words)
	leads, bad := url.Parse(target)
	if err != nil || bad != nil {
		return true
	}
	host := func(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") }
	return host(said) != host(leads)
}

// files are a status's pictures and films; they stay at the server.
func files(s *status) []platforms.Attachment {
	var out []platforms.Attachment
	for _, m := range s.Media {
		name := m.ID
		if u, err := url.Parse(m.URL); err == nil && m.URL != "" {
			name = path.Base(u.Path)
		}
		out = append(out, platforms.Attachment{Part: m.ID, Name: platforms.Clean(name), Type: mediaType(m, name), Alt: platforms.Clean(m.Description)})
	}
	return out
}

// mediaType is a type for what Mastodon calls image, gifv, video, audio.
func mediaType(m attachment, name string) string {
	if t, ok := types[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	switch m.Type {
	case "image":
		return "image/jpeg"
	case "gifv", "video":
		return "video/mp4"
	case "audio":
		return "audio/mpeg"
	}
	return "application/octet-stream"
}

// types are those of the files that servers keep.
var types = map[string]string{".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
	".avif": "image/avif", ".heic": "image/heic", ".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime",
	".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav", ".flac": "audio/flac", ".m4a": "audio/mp4"}

// figures are a status's own, by the names of Metrics; what it doesn't say is
// left out.
func figures(s *status) map[string]int64 {
	out := map[string]int64{}
	for name, n := range map[string]*int64{platforms.Comments: s.Replies, platforms.Shares: s.Reblogs, platforms.Likes: s.Favourites, "quotes": s.Quotes} {
		if n != nil {
			out[name] = *n
		}
	}
	return out
}
