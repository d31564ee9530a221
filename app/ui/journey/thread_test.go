package journey

import (
	"strings"
	"testing"
	"time"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/platforms"
)

// talking has three residents write in one thread on a network that can do all:
// Cerys first, whose words stand above the others.
func (o *office) talking(s *square) {
	o.t.Helper()
	o.joins(s, s.says("a", "Cerys Vaughan", platforms.KindComment, "Is my street in it?", 3*time.Hour))
	o.says(s, "b", "Tom Ashdown", "And mine?", 2*time.Hour)
	o.says(s, "c", "Ola Brandt", "Mine was not emptied.", time.Hour)
}

// says has somebody write below Cerys.
func (o *office) says(s *square, id, name, text string, ago time.Duration) {
	o.t.Helper()
	it := s.says(id, name, platforms.KindComment, text, ago)
	it.ThreadRoot, it.Parents = "a", []string{"a"}
	s.tell(it)
	o.until(name+"'s words are here", func() bool { return len(o.all()) == 1 && o.all()[0].Preview == text })
}

func TestReplyToOneOfSeveral(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("mastodon", "Borough")
	o.talking(s)
	o.chosen("Ola")
	if o.inSight("Answer the newest") {
		t.Error("there is a way back before anybody was chosen")
	}
	o.tap("About this message from Cerys Vaughan")
	o.tapOver("Reply to this")
	o.sees("To Cerys Vaughan, 6:48")
	o.says(s, "d", "Dylan Hughes", "Me too.", 0) // it is read anew before anything was typed
	o.settled()
	o.sees("To Cerys Vaughan, 6:48")
	o.keys("Yes, from Monday on.")
	o.later(time.Second)
	o.until("the choice is on disk", func() bool { d := o.drafts(); return len(d) == 1 && d[0].Answers == "a" })
	o.shortcut("Ctrl+Enter")
	o.until("it waits", func() bool { return len(o.sends()) == 1 })
	o.takeBack() // and comes back as it was
	o.until("it is a draft again", func() bool { d := o.drafts(); return len(d) == 1 && d[0].Answers == "a" })
	o.sees("To Cerys Vaughan, 6:48")
	o.tap("Answer the newest")
	if o.inSight("To Cerys Vaughan") {
		t.Error("it still says that Cerys is answered")
	}
	o.tap("About this message from Tom Ashdown")
	o.tapOver("Reply to this")
	o.sees("To Tom Ashdown, 7:48")
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
	if got := s.sent[len(s.sent)-1]; got.ReplyTo.ID != "b" || got.To[0].Name != "Tom Ashdown" || !strings.HasPrefix(got.Text, "Yes, from Monday on.") {
		t.Errorf("sent %+v to %+v", got, got.ReplyTo)
	}
	if r := o.all()[0]; r.Status != inbox.Answered {
		t.Errorf("what was seen is %s", r.Status)
	}
}

func TestReplyToOneOfSeveralInPrivate(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("facebook", "Borough")
	o.talking(s)
	o.chosen("Ola")
	o.tap("About this message from Cerys Vaughan")
	o.tapOver("Reply to this in private")
	o.says(s, "d", "Dylan Hughes", "Me too.", 0)
	o.settled()
	o.keys("Which street do you live in?")
	o.sees("To Cerys Vaughan, 6:48")
	o.sees(" of 1,000, with") // the limit of a private message
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
	if got := s.sent[0]; !got.Private || got.ReplyTo.ID != "a" || got.To[0].Name != "Cerys Vaughan" {
		t.Errorf("sent %+v to %+v", got, got.ReplyTo)
	}
}

// TestRedirectOneOfSeveral: the redirect's words go to who was chosen.
func TestRedirectOneOfSeveral(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("mastodon", "Borough")
	o.talking(s)
	o.chosen("Ola")
	o.tap("About this message from Cerys Vaughan")
	o.tapOver("Reply to this")
	o.press("D")
	o.keys("1")
	o.sees("To Cerys Vaughan, 6:48")
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
	if got := s.sent[0]; got.ReplyTo.ID != "a" || o.all()[0].Settled[0].How != inbox.ByRedirect {
		t.Errorf("sent %+v to %+v", got, got.ReplyTo)
	}
}

// TestChosenWordsAreDeleted: the officer is told before anything is sent.
func TestChosenWordsAreDeleted(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("mastodon", "Borough")
	o.talking(s)
	o.chosen("Ola")
	o.tap("About this message from Cerys Vaughan")
	o.tapOver("Reply to this")
	o.keys("Yes, from Monday on.")
	gone := s.says("a", "Cerys Vaughan", platforms.KindComment, "Is my street in it?", 3*time.Hour)
	gone.DeletedAt = o.clock()
	s.tell(gone)
	o.sees("was deleted by whoever wrote it")
	o.shortcut("Ctrl+Enter")
	if len(o.sends()) != 0 || len(o.said) == 0 {
		t.Errorf("%d sends, said %q", len(o.sends()), o.said)
	}
	o.tap("Answer the newest")
	o.shortcut("Ctrl+Enter")
	o.until("it waits", func() bool { return len(o.sends()) == 1 })
	if got := s.sent[0]; got.ReplyTo.ID != "c" {
		t.Errorf("sealed %+v to %+v", got, got.ReplyTo)
	}
}

func TestTheChosenResidentFitsEveryWindow(t *testing.T) {
	for name, l := range looks {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, l, nil)
			s := able("mastodon", "Borough")
			long := "Cerys Angharad Vaughan-Llewellyn of the Friends of Weston Way Recreation Ground and Bandstand"
			o.joins(s, s.says("a", long, platforms.KindComment, "Is my street in it?", 3*time.Hour))
			o.says(s, "b", "Tom Ashdown", "And mine?", 2*time.Hour)
			o.chosen("Tom")
			o.tap("About this message from Cerys")
			o.check("thread-menu-" + name)
			o.tapOver("Reply to this")
			o.keys("Yes.")
			o.sees("Answer the newest")
			o.check("thread-chosen-" + name)
		})
	}
}

// TestOneOfSeveralIsAnsweredByHand: the page that opens is that message's.
func TestOneOfSeveralIsAnsweredByHand(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := wordless("x", "Borough")
	o.talking(s)
	o.chosen("Ola")
	o.tap("About this message from Cerys Vaughan")
	if o.inSight("Reply to this in private") {
		t.Error("a way is offered that is not there")
	}
	o.tapOver("Reply to this")
	o.keys("Yes.")
	o.shortcut("Ctrl+Enter")
	o.sees("Link of what you published")
	if len(o.opened) != 1 || o.opened[0] != "https://x.example/answer/a" {
		t.Errorf("opened %q", o.opened)
	}
}
