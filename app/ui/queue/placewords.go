package queue

import (
	"slices"
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// The kinds of message that screens tell apart, as facts name them.
const (
	kindMail    = "mail"
	kindComment = "comment"
	kindMention = "mention"
	kindReply   = "reply"
	kindMessage = "message"
	kindReview  = "review"
	kindPost    = "post" // our own
)

// mailbox is the network whose people are addresses.
const mailbox = "mailbox"

// isMail tells whether a conversation is by letter: subject, copies and quoting
// belong to it alone.
func isMail(r inbox.Row) bool { return r.Network == mailbox || r.Network == "" }

func kindWords(r inbox.Row) string {
	switch {
	case r.Type == inbox.Press:
		return "press"
	case saidIn[r.Network] != "":
		return "by hand"
	case r.Kind == kindMessage:
		return "private message"
	}
	return r.Kind
}

// whereWords say over a thread what it is and who can read it: "Public mention
// on X". "" for mail, which everybody knows to be private.
func whereWords(r inbox.Row) string {
	if isMail(r) {
		return ""
	}
	if said, ok := saidIn[r.Network]; ok {
		return said
	}
	if r.Kind == kindPost {
		return "Our post on " + notice.NetworkWords(r.Network)
	}
	if r.Private {
		return "Private on " + notice.NetworkWords(r.Network)
	}
	what := r.Kind
	switch r.Kind {
	case kindComment, kindMention, kindReply, kindReview:
	default:
		what = "conversation"
	}
	return "Public " + what + " on " + notice.NetworkWords(r.Network)
}

// whereTag is the tag in the head of a thread: for mail which mailbox it came
// to, where there are several; elsewhere who can read it, and whose account it
// is where a network has several.
func whereTag(r inbox.Row, account channel.Channel, all []channel.Channel) (words string, icon theme.IconName) {
	several := 0
	for _, c := range all {
		if c.Network == account.Network {
			several++
		}
	}
	words, icon = whereWords(r), theme.IconPublic
	if r.Private {
		icon = theme.IconLock
	}
	switch {
	case several < 2 || account.Name == "":
		return words, icon
	case words == "":
		return "To " + account.Name, theme.IconMail
	}
	return words + ", to " + account.Name, icon
}

// saidIn words places where nothing is published, and somewhereIn somebody of
// whom no name is known there.
var (
	saidIn      = map[string]string{"phone": "Said on the phone", "counter": "Said at the counter", "groups": "Seen in a group of others"}
	somewhereIn = map[string]string{"phone": "Somebody on the phone", "counter": "Somebody at the counter", "groups": "Somebody in a group",
		"other": "Somebody"}
)

// somebody is a person on a network of whom no name is known.
func somebody(network string) string {
	if words, ok := somewhereIn[network]; ok {
		return words
	}
	return "Somebody on " + notice.NetworkWords(network)
}

// handleOf is what a resident is known by beside the name: a mail address, a
// handle; "" when the name says it already. Ids of networks are for programs.
func handleOf(r inbox.Row) string {
	if isMail(r) {
		if r.Person.ID == r.Person.Words() {
			return ""
		}
		return r.Person.ID
	}
	h := strings.TrimPrefix(r.Person.Handle, "@")
	if h == "" || r.Person.Name == "" || strings.EqualFold(h, strings.TrimPrefix(r.Person.Name, "@")) {
		return ""
	}
	return "@" + h
}

// strip is the line above a thread that says what it stands under, with the page
// on which it can be seen.
type strip struct {
	icon  theme.IconName
	words string
	// page opens it at the network, "" where there is none; open says so: "Open
	// on X".
	page, open string
}

// contextStrip says what a conversation stands under: post is our own post above
// it, nil when there is none or it is not here. Mail stands under nothing.
func (v view) contextStrip(r inbox.Row, post *inbox.Message, msgs []inbox.Message) (strip, bool) {
	if isMail(r) {
		return strip{}, false
	}
	if r.Kind == kindPost {
		return strip{icon: theme.IconPublic, words: "We published this", page: pageOf(msgs, nil), open: "Open on " + notice.NetworkWords(r.Network)}, true
	}
	s := strip{icon: theme.IconReply, page: pageOf(msgs, post), open: "Open on " + notice.NetworkWords(r.Network)}
	if _, said := saidIn[r.Network]; said {
		s.icon, s.words, s.open = theme.IconStylusNote, "Written down by hand", "Open its page"
		return s, true
	}
	switch {
	case post != nil && !post.DeletedAt.IsZero():
		s.words = "Under a post of ours of " + postDay(v.now, post.Start) + " that was taken down: " + quoted(post.Text)
	case post != nil:
		s.words = "Under our post, " + postDay(v.now, post.Start) + ": " + quoted(post.Text)
	case r.Private:
		s.icon, s.words = theme.IconLock, "Only they and we can read this"
	case r.Kind == kindComment:
		s.words = "Under a post of ours that is not here"
	case r.Kind == kindMention:
		s.words = "They named us in a post of their own"
	case r.Kind == kindReview:
		s.words = "Their review of us"
	default:
		s.words = "Not under a post of ours"
	}
	return s, true
}

// pageOf is the page that shows a conversation: of the newest message that has
// one, a resident's first, else of our post above it.
func pageOf(msgs []inbox.Message, post *inbox.Message) string {
	page := ""
	for i := len(msgs) - 1; i >= 0; i-- {
		m := msgs[i]
		if m.Permalink == "" {
			continue
		}
		if m.Direction == inbox.In {
			return m.Permalink
		}
		if page == "" {
			page = m.Permalink
		}
	}
	if page == "" && post != nil {
		page = post.Permalink
	}
	return page
}

// postDay is the day of a post of ours: "Thu 26 Nov", with the year if it is
// another one.
func postDay(now, t time.Time) string {
	layout := "Mon 2 Jan"
	if calendar.DateOf(now).Year != calendar.DateOf(t).Year {
		layout = "Mon 2 Jan 2006"
	}
	return calendar.InLondon(t).Format(layout)
}

// end is another conversation that belongs to the one that is open.
type end struct {
	id    string
	icon  theme.IconName
	words part.Words
}

// endsOf are the conversations that belong to the open one: the public and the
// private end of one matter (S 5.10), or a mail that may be of the same thread.
func endsOf(o *opened) []end {
	var all []end
	if o.suggest != nil {
		other := *o.suggest
		if isMail(o.row) {
			all = append(all, end{other.ID, theme.IconMerge, part.Words{Bold: "May belong to another conversation.",
				Rest: " " + orWords(other.Subject, nameOf(other)) + ", " + nameOf(other) + ". They are kept apart."}})
		} else {
			all = append(all, end{other.ID, theme.IconPublic, part.Words{Bold: "It began in public.",
				Rest: " " + nameOf(other) + ": " + quoted(other.Preview)}})
		}
	}
	for _, r := range o.person.Conversations {
		if r.Suggest == o.row.ID && r.ID != o.row.ID && !isMail(r) {
			all = append(all, end{r.ID, theme.IconLock, part.Words{Bold: "It goes on in private.", Rest: " " + quoted(r.Preview)}})
		}
	}
	return all
}

// quotedMost is how many letters of a post the strip takes; the line shortens it
// to its room.
const quotedMost = 200

// quoted are words on one line between quotation marks.
func quoted(text string) string {
	words := strings.Join(strings.Fields(text), " ")
	if words == "" {
		return "a picture without words"
	}
	return "“" + shorten(words, quotedMost) + "”"
}

// shut tells that the network took answers until a moment that has passed.
func (v view) shut(r inbox.Row) bool {
	return r.Turn != nil && !r.Window.IsZero() && !v.now.Before(r.Window)
}

// windowFirst tells that the network stops taking an answer before anything else
// is due.
func (v view) windowFirst(r inbox.Row) bool { return r.ClockKind == "window" && !v.shut(r) }

// windowsShut tells that a window shut since the rows were read.
func (v view) windowsShut(rows []inbox.Row) bool {
	return slices.ContainsFunc(rows, func(r inbox.Row) bool { return r.ClockKind == "window" && !v.now.Before(r.Window) })
}

// windowClock is the network's own clock over a thread: until when it takes an
// answer, or took one; "" while that comes after our own deadline.
func (v view) windowClock(r inbox.Row) (words string, tone part.Tone) {
	place := notice.NetworkTitle(r.Network)
	switch {
	case v.shut(r):
		return place + " took answers to this until " + calendar.FormatWhen(v.now, r.Window), part.Late
	case v.windowFirst(r):
		d := v.cal.DeadlineWords(v.now, r.Window)
		return place + " stops replies " + strings.TrimPrefix(d.Text(), "due "), toneOf(d.Level)
	}
	return "", part.Idle
}
