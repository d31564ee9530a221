package instagram

import (
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
)

// base is what every item has.
func base(kind, folder, id, words string, at time.Time) platforms.Item {
	clean := platforms.Clean(words)
	return platforms.Item{Key: id, RemoteID: id, Kind: kind, Location: platforms.Location{Folder: folder, ID: id}, Direction: platforms.FromResident,
		Text: clean, Links: links(clean), ReceivedAt: at, InternalDate: at, ThreadRoot: id}
}

// from says who wrote an item.
func from(it *platforms.Item, acc account, p wirePerson) {
	it.From = p.person()
	if acc.ours(p) {
		it.Direction, it.From = platforms.FromUs, acc.us()
	}
	it.AnswerTo = it.From
}

// postItem is a picture or film of ours.
func (acc account) postItem(m wireMedia) platforms.Item {
	it := base(platforms.KindPost, "media", m.ID, m.Caption, m.Timestamp.Time)
	it.Direction, it.From, it.AnswerTo = platforms.FromUs, acc.us(), acc.us()
	it.Permalink, it.Ref = m.Permalink, ref{Post: m.Permalink}.String()
	it.Attachments = []platforms.Attachment{{Part: "0", Name: "picture", Type: kindOf(m.Type), Alt: platforms.Clean(m.Alt)}}
	it.Counts = counts(map[string]*int64{platforms.Likes: m.Likes, platforms.Comments: m.Comments})
	return it
}

func kindOf(media string) string {
	if media == "VIDEO" {
		return "video/mp4"
	}
	return "image/jpeg"
}

func counts(of map[string]*int64) map[string]int64 {
	out := map[string]int64{}
	for name, n := range of {
		if n != nil {
			out[name] = *n
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// tagItem is somebody's picture that tags us.
func (acc account) tagItem(m wireMedia) platforms.Item {
	it := base(platforms.KindMention, "tags", m.ID, m.Caption, m.Timestamp.Time)
	from(&it, acc, wirePerson{Username: m.Username})
	it.Permalink, it.Ref = m.Permalink, ref{Post: m.Permalink, Names: acc.names(m.Caption)}.String()
	it.Attachments = []platforms.Attachment{{Part: "0", Name: "picture", Type: kindOf(m.Type)}}
	return it
}

// branch is a comment under a post of ours with everything below it.
func (acc account) branch(media, permalink string, top wireComment) []platforms.Item {
	all := []platforms.Item{acc.commentItem(media, permalink, top, nil)}
	for _, r := range top.Replies.Data {
		all = append(all, acc.commentItem(media, permalink, r, &top))
	}
	return all
}

// commentItem is one comment; top is the one it stands below, nil when it stands
// below the post itself. Instagram has one level, so whom an answer is for is
// only told by the name at its beginning.
func (acc account) commentItem(media, permalink string, c wireComment, top *wireComment) platforms.Item {
	it := base(platforms.KindComment, "comments", c.ID, c.Text, c.Timestamp.Time)
	from(&it, acc, c.author())
	it.Context, it.Hidden = media, c.Hidden
	it.Permalink, it.Ref = commentLink(permalink, c.ID), ref{Post: permalink}.String()
	it.Counts = counts(map[string]*int64{platforms.Likes: c.Likes})
	it.Parents = []string{media}
	if top == nil && c.Parent != "" {
		it.ThreadRoot, it.Parents = c.Parent, []string{c.Parent, media}
	}
	if top == nil {
		return it
	}
	it.ThreadRoot, it.Parents = top.ID, []string{top.ID, media}
	if it.Direction == platforms.FromUs {
		it.To = []platforms.Person{acc.meant(c.Text, *top)}
	}
	return it
}

// meant is whom an answer of ours is for: whoever it names among those in the
// branch, else who began it.
func (acc account) meant(words string, top wireComment) platforms.Person {
	name := strings.TrimRight(strings.TrimPrefix(mentions.FindString(words), "@"), ".")
	if name != "" && strings.HasPrefix(words, "@") {
		for _, r := range top.Replies.Data {
			if p := r.author(); strings.EqualFold(p.Username, name) {
				return p.person()
			}
		}
	}
	return top.author().person()
}

// messageItem is one private message of a conversation.
func (a *Adapter) messageItem(acc account, thread string, m wireMessage) platforms.Item {
	it := base(platforms.KindMessage, "messages", m.ID, m.Message, m.Created.Time)
	from(&it, acc, m.From)
	it.Private, it.ThreadRoot, it.Permalink = true, thread, inboxPage
	for _, p := range m.To.Data {
		if it.Direction == platforms.FromUs {
			it.To = append(it.To, p.person())
		}
	}
	for i, f := range m.Attachments.Data {
		_, kind := f.address()
		name := platforms.Clean(f.Name)
		if name == "" {
			name = "file " + strconv.Itoa(i+1)
		}
		it.Attachments = append(it.Attachments, platforms.Attachment{Part: strconv.Itoa(i), Name: name, Type: kind, Size: f.Size})
	}
	if it.Direction == platforms.FromResident {
		it.ReplyUntil, it.ReplyAfter = it.ReceivedAt.Add(a.window()), a.afterwards()
	}
	return it
}

// window is how long a private message may be answered.
func (a *Adapter) window() time.Duration {
	if a.config.HumanAgent == "yes" {
		return humanWindow
	}
	return window
}

// afterwards says what can be done once the window is shut.
func (a *Adapter) afterwards() string {
	const rest = "Answer in the Instagram app, which has no such limit, and record it here; or wait until the person writes again."
	if a.config.HumanAgent == "yes" {
		return "Instagram takes private answers from other programs for 7 days. " + rest
	}
	return "Instagram takes private answers from other programs for 24 hours. " + rest
}

// tombstone is an item that is no longer there.
func tombstone(kind, folder, id string, at time.Time) platforms.Item {
	return platforms.Item{Key: id, RemoteID: id, Kind: kind, Location: platforms.Location{Folder: folder, ID: id}, DeletedAt: at}
}
