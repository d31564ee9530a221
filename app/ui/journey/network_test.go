package journey

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/platforms"
)

// comments are what two residents wrote under one post of ours.
func comments(s *square) []platforms.Item {
	post := s.posts("post", "Your new recycling calendar is on its way.", 96*time.Hour)
	a := s.says("a", "Tom Ashdown", platforms.KindComment, "Which week does the purple-lid bin start?", 70*time.Hour)
	b := s.says("b", "Grebe Gaz", platforms.KindComment, "You are all thieves.", 69*time.Hour)
	a.Context, b.Context = "post", "post"
	return []platforms.Item{post, a, b}
}

func TestPrivateReplyFromAPublicComment(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("facebook", "Borough council")
	o.joins(s, comments(s)...)
	o.chosen("Tom")
	o.sees("Public comment on Facebook")
	o.sees("Under our post, Thu 26 Nov: “Your new recycling calendar is on its way.”")
	o.sees("Public reply")
	o.sees("Send as Borough council")
	o.keys("o")
	if !slices.Equal(o.opened, []string{"https://facebook.example/a"}) {
		t.Errorf("opened %q", o.opened)
	}
	o.keys("p")
	o.keys("Which street do you live in?")
	o.sees(" of 1,000, with")
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
	if got := s.sent[0]; !got.Private || got.ReplyTo.ID != "a" || !strings.HasSuffix(got.Text, "^GM") {
		t.Errorf("sent %+v", got)
	}
	public := o.row("Tom")
	if public.Status != inbox.Answered {
		t.Errorf("it is %s", public.Status)
	}
	// The talk that it began, as the network tells it, and their answer in it.
	ours, theirs := s.posts("ours-"+o.send().Token, s.sent[0].Text, 0), s.says("t2", "Tom Ashdown", platforms.KindMessage, "Weston Way.", 0)
	ours.Kind, ours.Private, ours.ThreadRoot, theirs.ThreadRoot = platforms.KindMessage, true, "talk", "talk"
	ours.To = []platforms.Person{theirs.From}
	ours.ReceivedAt, theirs.ReceivedAt = o.clock(), o.clock()
	s.tell(ours, theirs)
	o.until("the talk is here", func() bool { return private(o) != "" })
	o.show("queue", private(o))
	o.sees("It began in public. Tom Ashdown: “Which week does the purple-lid bin start?”")
	o.tap("Open it")
	o.sees("It goes on in private. “Weston Way.”")
}

// private is the private talk of the desk, "" for none.
func private(o *office) string {
	for _, r := range o.all() {
		if r.Private && strings.Contains(r.Preview, "Weston") {
			return r.ID
		}
	}
	return ""
}

func TestOurOwnPostIsNoWork(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("facebook", "Borough council")
	o.joins(s, comments(s)...)
	post := o.row("Borough council")
	if post.Status != inbox.History || !post.Clock.IsZero() {
		t.Errorf("it is %s with a clock at %v", post.Status, post.Clock)
	}
	o.show("queue", post.ID)
	o.sees("We published this")
	o.settled()
	if o.inSight("Public reply") {
		t.Error("there is a box to answer ourselves in")
	}
}

func TestTextOverTheLimitStops(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("x", "Borough")
	s.caps.MaxText, s.caps.Private = 40, platforms.No("X lets us write to who follows us alone.", "https://help.x.example/messages")
	o.joins(s, s.says("m", "Tom Ashdown", platforms.KindMention, "Which week does it start?", time.Hour))
	o.chosen("Tom")
	if o.inSight("Private message") {
		t.Error("a tab is there that can't be used")
	}
	o.press("R")
	o.keys("Your first collection is Tuesday 8 December.")
	o.sees("of 40, with")
	o.sees("and 40 is the most that goes here")
	o.shortcut("Ctrl+Enter")
	if len(s.sent) != 0 || len(o.said) == 0 {
		t.Errorf("sent %d, said %q", len(s.sent), o.said)
	}
	o.do("conversation.cannot")
	o.sees("X lets us write to who follows us alone.")
	o.sees("https://help.x.example/messages")
}

func TestRedirectOnANetwork(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("bluesky", "Borough")
	o.joins(s, s.says("m", "Tom Ashdown", platforms.KindReply, "How do I report a pothole?", time.Hour))
	o.chosen("Tom")
	o.keys("d")
	o.keys("1")
	o.sees("Do It Online")
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
	if got := o.row("Tom"); got.Settled[0].How != inbox.ByRedirect || s.sent[0].Private {
		t.Errorf("settled by %s, private %v", got.Settled[0].How, s.sent[0].Private)
	}
}

func TestHideWithAReasonAndShowAgain(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("facebook", "Borough")
	o.joins(s, comments(s)...)
	o.chosen("Grebe")
	o.do("conversation.hide")
	o.sees("Hide the comment?")
	o.sees("kept as evidence first")
	o.tapOver("Hide the comment") // no reason yet: it can't be pressed
	if len(s.asked()) != 0 {
		t.Fatalf("asked %q without a reason", s.asked())
	}
	o.tapOver("Abusive or threatening words")
	o.tapOver("Hide the comment")
	o.until("it is hidden", func() bool { return o.message("Grebe").Hidden })
	o.sees("Hidden on Facebook: others no longer see it there.")
	o.sees("GM decided to hide the message: Abusive or threatening words (evidence kept first)")
	if o.did != "Hidden on Facebook." {
		t.Errorf("it says %q", o.did)
	}
	kept, err := o.store.Evidence(ctx, o.row("Grebe").ID)
	if err != nil || len(kept) != 1 || !strings.Contains(string(kept[0].Record), "You are all thieves.") {
		t.Errorf("evidence %v, %v", kept, err)
	}
	o.takeBack()
	o.until("it is shown again", func() bool { return !o.message("Grebe").Hidden })
	if want := []string{"hide b", "unhide b"}; !slices.Equal(s.asked(), want) {
		t.Errorf("asked %q, want %q", s.asked(), want)
	}
}

func TestBlockSaysWhoSeesIt(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("bluesky", "Borough")
	o.joins(s, s.says("m", "Grebe Gaz", platforms.KindMention, "Thieves.", time.Hour))
	o.chosen("Grebe")
	o.do("conversation.block")
	o.sees("On Bluesky everybody can see whom we block.")
	o.tapOver("Advertising or spam")
	o.tapOver("Block Grebe Gaz")
	o.until("it was asked", func() bool { return slices.Equal(s.asked(), []string{"block m"}) })
	o.sees("GM blocked its author")
	s.mu.Lock()
	s.moderate = &platforms.Error{Class: platforms.ClassPermission, Sentence: "Bluesky does not let us.", Err: errors.New("403")}
	s.mu.Unlock()
	o.do("conversation.mute")
	o.until("it says why", func() bool { return slices.Contains(o.said, "Bluesky does not let us.") })
	o.sees("GM could not mute its author: Bluesky does not let us.")
}

func TestWriteDownAndAnswerOutside(t *testing.T) {
	o := newOffice(t, usual, nil)
	o.shortcut("Ctrl+Shift+K")
	o.until("it says that there is no place", func() bool { return len(o.said) == 1 && strings.HasPrefix(o.said[0], "No place is set up") })
	o.joins(wordless("phone", "Press office line"))
	o.settled()
	o.shortcut("Ctrl+Shift+K")
	o.sees("Phone: Press office line")
	o.tapOver("Write it down")
	o.sees("Paste the link, or write down what was said.")
	o.keys("Is the museum open on Sunday?")
	o.tapOver("Write it down")
	o.until("it is here", func() bool { return len(o.all()) == 1 })
	r := o.all()[0]
	if r.Status != inbox.Open || r.Clock.IsZero() || !r.Private {
		t.Errorf("it is %+v", r)
	}
	o.sees("Said on the phone")
	o.sees("GM wrote it down by hand")
	o.press("R")
	o.keys("Yes, from ten to four.")
	o.sees("Record the answer")
	o.shortcut("Ctrl+Enter")
	o.until("it is answered", func() bool { return o.all()[0].Status == inbox.Answered })
	if got := o.all()[0].Settled[0]; got.How != inbox.Outside {
		t.Errorf("settled by %s", got.How)
	}
	o.sees("Yes, from ten to four.")
	o.sees("Answered outside this desk, recorded 9:48")
	if n := len(o.drafts()); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
	o.takeBack()
	o.until("it is open again", func() bool { return o.all()[0].Status == inbox.Open })
}

func TestCopyOpenAndConfirm(t *testing.T) {
	o := newOffice(t, usual, nil)
	o.joins(wordless("groups", "Baldock mums"))
	o.settled()
	o.shortcut("Ctrl+Shift+K")
	o.sees("Groups: Baldock mums")
	o.keys("They say the pool is shut for good.")
	o.tapOver("Write it down")
	o.until("it is here", func() bool { return len(o.all()) == 1 })
	o.settled()
	o.press("R")
	o.keys("The pool is open.")
	o.sees("Copy and open its page")
	o.sees("Nothing is sent there by a program.")
	o.shortcut("Ctrl+Enter")
	o.sees("Link of what you published")
	if got := o.clipboard(); got != "The pool is open.\n\n^GM" {
		t.Errorf("copied %q", got)
	}
	if len(o.opened) != 1 || !strings.HasPrefix(o.opened[0], "https://groups.example/") {
		t.Errorf("opened %q", o.opened)
	}
	o.keys("not a link")
	o.tapOver("It is published, record it")
	o.sees("That isn't the address of a web page.")
	o.tapOver("Not yet, keep the draft")
	if n := len(o.drafts()); n != 1 || o.all()[0].Status != inbox.Open {
		t.Errorf("%d drafts, it is %s", n, o.all()[0].Status)
	}
	o.do("conversation.seen")
	o.tapOver("It is in a group or on a page of others")
	o.tapOver("Record as seen")
	o.until("it is settled", func() bool { return o.all()[0].Status == inbox.NoReply })
	o.sees("GM saw it, and does not answer: It is in a group or on a page of others")
}

func TestSecondClockOrdersAndShuts(t *testing.T) {
	o := newOffice(t, usual, nil, from("Colin Prewett", "Brown bin", "Not emptied.", 70*time.Hour+8*time.Minute))
	s := able("instagram", "Borough museum")
	soon := s.says("soon", "Leanne Okoro", platforms.KindMessage, "Can I hire the museum room?", 20*time.Hour)
	soon.ReplyUntil, soon.ReplyAfter = monday.Add(82*time.Minute), "Answer under one of their posts instead."
	past := s.says("past", "Ola Brandt", platforms.KindMessage, "Is it open?", 65*time.Hour)
	past.ReplyUntil, past.ReplyAfter = monday.Add(-time.Hour), "Answer under one of their posts instead."
	o.joins(s, soon, past)
	o.show("queue", o.row("Leanne").ID)
	o.sees("by 11:10, 1 h 22 left")
	o.sees("Instagram stops replies then. Our own deadline is 17:00")
	o.sees("Instagram stops replies 11:10, 1 h 22 left")
	rows, err := o.program.Store.Queue(ctx, inbox.Filter{})
	if err != nil || rows[0].Person.Name != "Leanne Okoro" || rows[0].ClockKind != "window" {
		t.Errorf("first is %+v, %v", rows[0], err)
	}
	o.chosen("Ola")
	o.sees("Instagram took answers to this until 8:48")
	o.sees("Answer under one of their posts instead.")
	o.sees("Private message")
	if o.inSight("Public reply") {
		t.Error("a private talk offers a public reply")
	}
	o.chosen("Leanne")
	o.later(90 * time.Minute) // past the window
	o.screens[o.at].Tick()
	o.sees("Instagram took answers to this until 11:10")
	o.sees("due 17:00, 5 h 42 left")
}

func TestForgottenWordsAreFetchedAgain(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("linkedin", "Borough")
	s.caps.KeepFor = 48 * time.Hour
	it := s.says("m", "Tom Ashdown", platforms.KindComment, "The bins are a disgrace.", 3*time.Hour)
	it.ExpireAt = monday.Add(time.Hour)
	c := o.joins(s, it)
	o.chosen("Tom")
	o.sees("The bins are a disgrace.")
	if n, err := o.store.Forget(ctx, c.ID, monday.Add(2*time.Hour)); err != nil || n != 1 {
		t.Fatalf("forgot %d, %v", n, err)
	}
	o.show("queue", "")
	o.sees("LinkedIn allows members' words to be kept for 48 hours.")
	o.sees("Somebody on LinkedIn")
	if o.inSight("a disgrace") {
		t.Error("the words are still shown")
	}
	o.tap("Open on LinkedIn")
	if len(o.opened) != 1 || o.opened[0] != it.Permalink {
		t.Errorf("opened %q", o.opened)
	}
	it.ExpireAt = monday.Add(50 * time.Hour)
	s.mu.Lock()
	s.again["m"] = it
	s.mu.Unlock()
	o.tap("Fetch again")
	o.sees("The bins are a disgrace.")
}

func TestEditedAndDeletedWords(t *testing.T) {
	o := newOffice(t, usual, nil)
	s := able("linkedin", "Borough")
	first := s.says("m", "Tom Ashdown", platforms.KindComment, "The bins are a disgrace.", 3*time.Hour)
	first.Attachments = []platforms.Attachment{{Part: "1", Name: "bin.jpg", Type: "image/jpeg", Alt: "An overflowing bin"}}
	gone := s.says("g", "Ola Brandt", platforms.KindComment, "Never mind.", 2*time.Hour)
	o.joins(s, first, gone)
	edited := first
	edited.Text, edited.EditedAt = "The bins are late.", monday.Add(-time.Hour)
	gone.DeletedAt = monday.Add(-30 * time.Minute)
	s.tell(edited, gone)
	o.chosen("Tom")
	o.sees("The bins are late.")
	o.sees("Edited 8:48")
	o.sees("It shows: An overflowing bin")
	o.tap("Show the former words")
	o.until("the former words are there", func() bool { return o.inSight("The bins are a disgrace.") })
	o.chosen("Ola")
	o.sees("Deleted on LinkedIn 9:18. What we read is kept.")
	o.sees("Never mind.")
}
