package journey

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part/layoutcheck"
	"commsdesk/app/ui/screen"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/sim"
)

// busy is a full mailbox: late, due, press, long names, many words, files,
// links, foreign letters.
func busy() []platforms.Item {
	items := []platforms.Item{
		from("Colin Prewett", "Brown bin", "Third week running our brown bin on Bedford Road was not emptied.", 72*time.Hour+36*time.Minute),
		from("Tom Ashdown", "Purple lid", "I just moved to Baldock. Which week does the purple-lid bin start, and is the garden one extra? The calendar in the post and the website say different things.", 70*time.Hour+8*time.Minute),
		from("Leanne Okoro", "Hire of the museum room", "Hi, can I hire the museum room for my nan’s 90th? About 40 people, a Saturday in January if you have one.", 69*time.Hour),
		from("Courier Newsdesk With A Very Long Name", "Statement request: Royston car park charges", "We run a story on the Royston car park charges in the Friday paper and would like a statement by noon.", 68*time.Hour),
		from("Ola Brandt", "Council tax support", "Is the council tax support form down? It loses everything at the third page.", 40*time.Minute),
		from("Wren Hadley", "Branch down across the path", "Big branch down across the Icknield Way path near the school. Παρακαλώ 😀", 28*time.Minute),
		from("Ines Varga", "Garden waste", "When is the next garden waste round?", 20*time.Minute),
	}
	second := from("Tom Ashdown", "Re: Purple lid", "Bin day is Tuesday so it would be good to know before then, thanks", 65*time.Hour)
	second.RemoteID, items[1].RemoteID = "tom2@post.example", "tom1@post.example"
	second.ThreadRoot, second.Parents = "tom1@post.example", []string{"tom1@post.example"}
	second.Quoted = "On Friday I wrote:\n> I just moved to Baldock."
	second.Links = []platforms.Link{{Text: "north-herts.gov.uk", URL: "https://bins.collector.example/login", Suspicious: true}}
	second.Attachments = []platforms.Attachment{{Part: "2", Name: "calendar.pdf", Type: "application/pdf", Size: 240_000}}
	return append(items, second)
}

// furnished is a desk in the middle of a day.
func furnished(t *testing.T, l look) *office {
	t.Helper()
	o := newOffice(t, l, []sim.Rule{{Words: "garden waste round is Friday", Verdict: platforms.Unconfirmed},
		{To: "wren.hadley@post.example", Verdict: platforms.Refused}}, busy()...)
	o.until("all have come", func() bool { return len(o.all()) == 7 })
	p, who := o.program, o.who()
	tag := func(name, person string) {
		tag, _ := p.Snapshot().Tag(name)
		if _, err := p.Inbox.Tag(ctx, who, tag.ID, o.row(person).ID); err != nil {
			t.Fatal(err)
		}
	}
	tag("Waste", "Colin")
	tag("Waste", "Tom")
	tag("Garden waste", "Tom")
	tag("Museum", "Leanne")
	tag("Parking", "Courier")
	must := func(_ []act.Receipt, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(p.Inbox.SetType(ctx, who, inbox.ServiceRequest, o.row("Colin").ID))
	must(p.Inbox.SetType(ctx, who, inbox.Question, o.row("Tom").ID, o.row("Leanne").ID, o.row("Ola").ID))
	must(p.Inbox.SetType(ctx, who, inbox.Press, o.row("Courier").ID))
	must(p.Inbox.SetPressDeadline(ctx, who, o.row("Courier").ID, monday.Add(82*time.Minute)))
	rt, _ := p.Snapshot().Officer("RT")
	must(p.Inbox.Assign(ctx, who, inbox.Assignee("officer:"+rt.ID), o.row("Colin").ID))
	must(p.Inbox.Assign(ctx, who, inbox.Assignee("officer:"+o.officer.ID), o.row("Tom").ID))
	must(p.Inbox.Assign(ctx, act.Who{Officer: rt.ID}, "team:"+inbox.Assignee(desk.CustomerService), o.row("Ola").ID))
	must(p.Inbox.Note(ctx, act.Who{Officer: rt.ID}, o.row("Tom").ID, "Printed calendar is right. Web page for SG7 fixed at 9:20. First purple-lid round is Tue 8 Dec."))
	o.settled()
	return o
}

func (o *office) all() []inbox.Row {
	o.t.Helper()
	rows, err := o.program.Store.Queue(ctx, inbox.Filter{Statuses: everyStatus})
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

// sendTo answers somebody and waits until the answer stands still.
func (o *office) sendTo(name, text string, state outbox.State) {
	o.t.Helper()
	d, err := o.program.Reply.Begin(ctx, o.officer.ID, o.row(name).ID)
	if err != nil {
		o.t.Fatal(err)
	}
	d.Text = text
	if _, err := o.program.Reply.SendNow(ctx, o.who(), d); err != nil {
		o.t.Fatal(err)
	}
	o.program.Dispatcher.Wake()
	o.until("it is "+string(state), func() bool { return o.send().State == state })
}

// looks are the windows that a screen must fit.
var looks = map[string]look{
	"1366":       usual,
	"1366-dark":  {1366, 768, true, 100},
	"1366-150":   {1366, 768, false, 150},
	"1100":       {1100, 700, false, 100},
	"1920":       {1920, 1080, false, 100},
	"1366-115-d": {1366, 768, true, 115},
}

// check asks that nothing is clipped, covered or too small, and keeps a picture
// where COMMSDESK_GALLERY names a folder.
func (o *office) check(name string) {
	o.t.Helper()
	o.settled()
	c := o.window.Canvas()
	if dir := os.Getenv("COMMSDESK_GALLERY"); dir != "" {
		f, err := os.Create(filepath.Join(dir, name+".png"))
		if err != nil {
			o.t.Fatal(err)
		}
		if err := png.Encode(f, c.Capture()); err != nil {
			o.t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			o.t.Fatal(err)
		}
	}
	for _, p := range layoutcheck.Problems(c) {
		o.t.Errorf("%s: %s", name, p)
	}
	for _, p := range layoutcheck.SmallTargets(c) {
		o.t.Errorf("%s: %s", name, p)
	}
}

func TestQueueFitsEveryWindow(t *testing.T) {
	for name, l := range looks {
		t.Run(name, func(t *testing.T) {
			o := furnished(t, l)
			o.show(screen.Queue, o.row("Tom").ID)
			o.sees("Purple lid")
			o.check("queue-" + name)
			o.press("R")
			o.keys("Hello Tom, welcome. Your first purple-lid collection is Tuesday 8 December. See the attached calendar.")
			o.sees("Draft saved")
			o.check("queue-writing-" + name)
			o.show(screen.Queue, o.row("Courier").ID)
			o.sees("Journalist’s deadline 11:10, 1 h 22 left")
			o.check("queue-press-" + name)
			if l.percent == 150 {
				o.key(fyne.KeyEscape) // out of the thread, to the list
				o.sees("Unassigned 4")
				o.check("queue-list-" + name)
			}
			if l.wide < 1200 {
				o.shortcut("Ctrl+I")
				o.check("queue-drawer-" + name)
			}
		})
	}
}

func TestOutboxFitsEveryWindow(t *testing.T) {
	for name, l := range looks {
		t.Run(name, func(t *testing.T) {
			o := furnished(t, l)
			o.sendTo("Tom", "Hello Tom, the printed calendar is right. Your first purple-lid collection is Tuesday 8 December.", outbox.Sent)
			o.sendTo("Wren", "Thank you, our team is on the way.", outbox.Rejected)
			o.sendTo("Ines", "Hello Ines, the next garden waste round is Friday.", outbox.Unconfirmed)
			id := o.send().ID
			o.show(screen.Outbox, id)
			o.sees("We do not know if this mail went")
			o.check("outbox-unconfirmed-" + name)
			if l.percent == 150 {
				return
			}
			o.key(fyne.KeyDown)
			o.sees("This mail was not sent")
			o.check("outbox-rejected-" + name)
			o.key(fyne.KeyEnd)
			o.sees("The server accepted it")
			o.check("outbox-sent-" + name)
		})
	}
}

// street is a desk whose residents write on many networks.
func street(t *testing.T, l look) *office {
	t.Helper()
	o := newOffice(t, l, nil, busy()[3], busy()[6])
	fb, ig, x, ma, bs := able("facebook", "North Herts Council"), able("instagram", "North Herts Museum"), able("x", "North Herts"), able("mastodon", "North Herts"), able("bluesky", "North Herts")
	bin := fb.says("f1", "Colin Prewett", platforms.KindComment, "Third week running our brown bin on Bedford Road has been left. Is anybody reading this?", 72*time.Hour+36*time.Minute)
	bin.Context = "fp"
	o.joins(fb, fb.posts("fp", "Bin rounds move by a day after the bank holiday.", 100*time.Hour), bin)
	room := ig.says("i1", "Leanne Okoro", platforms.KindMessage, "Hi, can I hire the museum room for my nan’s 90th? About 40 people.", 20*time.Hour)
	room.ReplyUntil, room.ReplyAfter = monday.Add(82*time.Minute), "Answer under one of their posts instead."
	o.joins(ig, room)
	first := x.says("x1", "Tom Ashdown", platforms.KindMention, "@NorthHertsDC just moved to Baldock. Which week does the purple-lid bin start, and is the garden one extra? The calendar in the post and the website say different things.", 70*time.Hour+8*time.Minute)
	second := x.says("x2", "Tom Ashdown", platforms.KindMention, "Bin day is Tuesday so it would be good to know before then, thanks", 65*time.Hour+46*time.Minute)
	first.From.Handle, second.From.Handle = "tashdown_sg7", "tashdown_sg7"
	first.AnswerTo, second.AnswerTo = first.From, second.From
	second.ThreadRoot, first.Context, second.Context = "x1", "xp", "xp"
	o.joins(x, x.posts("xp", "Your new recycling calendar is on its way. Look out for the purple one from Monday.", 96*time.Hour), first, second)
	branch := ma.says("m1", "Wren Hadley", platforms.KindMention, "Big branch down across the Icknield Way path near the school.", 28*time.Minute)
	branch.Attachments = []platforms.Attachment{{Part: "1", Name: "", Type: "image/jpeg", Alt: "A branch as thick as a leg lies across a path"}, {Part: "2", Type: "image/png"}}
	edited := branch
	edited.Text, edited.EditedAt = "Big branch down across the Icknield Way path near the school. Children climb over it.", monday.Add(-12*time.Minute)
	o.joins(ma, branch)
	ma.tell(edited)
	abuse := bs.says("b1", "Grebe House Gaz", platforms.KindReply, "You are all thieves and I know where you park.", 3*time.Hour)
	o.joins(bs, abuse)
	o.joins(wordless("phone", "Press office line"))
	p, who := o.program, o.who()
	for person, tag := range map[string]string{"Colin": "Waste", "Tom": "Waste", "Leanne": "Museum"} {
		tag, _ := p.Snapshot().Tag(tag)
		if _, err := p.Inbox.Tag(ctx, who, tag.ID, o.row(person).ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Inbox.SetType(ctx, who, inbox.Question, o.row("Tom").ID, o.row("Leanne").ID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Inbox.Assign(ctx, who, inbox.Assignee("officer:"+o.officer.ID), o.row("Tom").ID); err != nil {
		t.Fatal(err)
	}
	o.settled()
	return o
}

func TestNetworksFitEveryWindow(t *testing.T) {
	for name, l := range looks {
		t.Run(name, func(t *testing.T) {
			o := street(t, l)
			o.chosen("Tom")
			o.press("R")
			o.keys("Hello Tom, welcome to Baldock. Your first purple-lid collection is Tuesday 8 December.")
			o.sees("Draft saved")
			o.check("network-public-" + name)
			o.chosen("Leanne")
			o.sees("Instagram stops replies")
			o.check("network-window-" + name)
			o.chosen("Wren")
			o.sees("Edited 9:36")
			o.check("network-edited-" + name)
			o.chosen("Grebe")
			o.do("conversation.block")
			o.check("network-block-" + name)
			o.tapOver("Advertising or spam")
			o.tapOver("Block Grebe House Gaz")
			o.until("it is so", func() bool { return len(o.squares["bluesky"].asked()) == 1 })
			o.shortcut("Ctrl+Shift+K")
			o.sees("Phone: Press office line")
			o.check("network-capture-" + name)
			o.keys("Is the museum open on Sunday?")
			o.tapOver("Write it down")
			o.sees("Said on the phone")
			o.settled()
			o.press("R")
			o.keys("Yes.")
			o.check("network-phone-" + name)
			o.key(fyne.KeyEscape)
			o.do("conversation.cannot")
			o.check("network-cannot-" + name)
		})
	}
}
