package part

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/theme"
)

// desk starts a test app in the desk's theme.
func desk(t testing.TB, mode theme.Mode, percent int) fyne.App {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(mode, percent))
	return a
}

// window shows content at a size.
func window(t testing.TB, content fyne.CanvasObject, w, h float32) fyne.Window {
	win := test.NewTempWindow(t, content)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win
}

type sheet struct {
	name string
	w, h float32
	make func() fyne.CanvasObject
}

// TestGallery renders every part, light and dark, at two text sizes.
func TestGallery(t *testing.T) {
	dir := os.Getenv("COMMSDESK_GALLERY")
	if dir == "" {
		t.Skip("set COMMSDESK_GALLERY to a folder to render the parts into it")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, s := range sheets() {
		for _, look := range []struct {
			name string
			mode theme.Mode
		}{{"light", theme.Light}, {"dark", theme.Dark}} {
			for _, percent := range []int{100, 150} {
				t.Run(fmt.Sprintf("%s-%s-%d", s.name, look.name, percent), func(t *testing.T) {
					desk(t, look.mode, percent)
					scale := float32(percent) / 100
					win := window(t, s.make(), s.w*scale, s.h*scale)
					f, err := os.Create(filepath.Join(dir, filepath.Base(t.Name())+".png"))
					if err != nil {
						t.Fatal(err)
					}
					defer f.Close()
					if err := png.Encode(f, win.Canvas().Capture()); err != nil {
						t.Fatal(err)
					}
				})
			}
		}
	}
}

func sheets() []sheet {
	return []sheet{
		{"queue", 484, 740, queueSheet},
		{"thread", 598, 560, threadSheet},
		{"controls", 598, 560, controlsSheet},
		{"details", 284, 640, detailsSheet},
	}
}

func queueSheet() fyne.CanvasObject {
	items := []any{
		GroupData{Label: "Overdue", Count: "1", Icon: theme.IconErrorFill, Tone: Late},
		QueueData{Network: "facebook", Name: "Colin Prewett", Kind: "comment", Deadline: Words{"36 min late", ", was due 9:12"}, Tone: Late, Preview: "Third week running our brown bin on Bedford Road has not been emptied at all", Type: "Service request", Tags: []string{"Waste"}, Assignee: "RT", Share: 1},
		GroupData{Label: "Due today", Count: "4, soonest first"},
		QueueData{Network: "instagram", Name: "Leanne Okoro", Kind: "private message", Deadline: Words{"by 11:10", ", 1 h 22 left"}, Tone: Soon, Preview: "Hi, can I hire the museum room for my nan’s 90th? About 40 people", Type: "Question", Tags: []string{"Museum"}, Share: 0.93, Second: Words{"Instagram stops replies then.", " Our own deadline is 17:00"}},
		QueueData{Network: "x", Name: "Tom Ashdown", Kind: "mention", Deadline: Words{"due 11:40", ", 1 h 52 left"}, Tone: Soon, Preview: "just moved to Baldock. Which week does the purple-lid bin start", Type: "Question", Tags: []string{"Waste", "Garden waste", "Third"}, Assignee: "GM", Share: 0.77},
		QueueData{Network: "mailbox", Name: "Courier newsdesk with a very long name indeed", Kind: "press", Badge: "wrote again", Deadline: Words{"due 12:25", ", 2 h 37 left"}, Preview: "Statement request: Royston car park charges, for the Friday paper", Type: "Press", Tags: []string{"Parking"}, Assignee: "JP", Share: 0.66},
		GroupData{Label: "Due tomorrow", Count: "5", Folded: true},
		QueueData{Network: "mastodon", Name: "Wren Hadley", Kind: "mention", Deadline: Words{"due Tue 9:20", ", 7 h 32 left"}, Preview: "Big branch down across the Icknield Way path near the 😀 school", Type: "Service request", Tags: []string{"Grounds Maintenance and Parks"}, Assignee: "CS", Share: 0.03},
	}
	list := NewList("Queue", Rows{
		Len: func() int { return len(items) },
		Kind: func(i int) int {
			if _, ok := items[i].(GroupData); ok {
				return 0
			}
			return 1
		},
		Height: func(kind int) float32 { return []float32{theme.GroupHead, theme.QueueRow}[kind] },
		New: func(kind int) ListRow {
			if kind == 0 {
				return NewGroupHead()
			}
			return NewQueueRow()
		},
		Bind: func(i int, row ListRow) {
			switch d := items[i].(type) {
			case GroupData:
				row.(*GroupHead).Set(d)
			case QueueData:
				row.(*QueueRow).Set(d)
			}
		},
		Selectable: func(i int) bool { _, ok := items[i].(QueueData); return ok },
		Marked:     func(i int) bool { return i == 7 },
	})
	list.Select(4)
	rail := RailGround([]fyne.CanvasObject{
		NewRailItem(RailData{Label: "Queue", Icon: theme.IconInbox, Filled: theme.IconInboxFill, Count: 10, Active: true}, nil),
		NewRailItem(RailData{Label: "Outbox", Icon: theme.IconOutbox, Count: 2, Fault: true}, nil),
		NewRailItem(RailData{Label: "Channels", Icon: theme.IconCellTower}, nil),
	}, []fyne.CanvasObject{
		NewRailItem(RailData{Label: "Notices", Icon: theme.IconNotifications, Count: 4}, nil),
		NewRailItem(RailData{Label: "Settings", Icon: theme.IconSettings}, nil),
		NewRailPerson("GM", "Gemma", nil),
	})
	status := NewStatusBar()
	status.Set([]StatusData{{Icon: theme.IconCloudDone, Words: Words{"Online", ""}, Tone: Good}, {Network: "mailbox", Words: Words{"", "9:48"}, Divider: true}},
		[]StatusData{{Icon: theme.IconSchedule, Words: Words{"Open until 17:00", ""}}})
	head := Pad(0, 16, 0, 16, Row(12, NewRigid(Run{Text: "Queue", Type: theme.Title, Tone: theme.Text}),
		Grow(NewEntry(EntrySpec{Name: "Search", Placeholder: "Search", Icon: theme.IconSearch, Key: "Ctrl K"})),
		NewButton(ButtonSpec{Label: "New mail", Icon: theme.IconEditSquare, Key: "C", Look: Primary}, nil)))
	filter := Pad(0, 16, 10, 16, NewSegmentedFilter([]Option{{ID: "all", Label: "All 10"}, {ID: "mine", Label: "Mine 4"}, {ID: "comms", Label: "Comms 6"}, {ID: "csc", Label: "CSC 3"}, {ID: "none", Label: "Unassigned 1"}}, "all"))
	col := Stack(NewBox(theme.Surface, 0), Column(0, Sized(0, 52, head), filter, HLine(), Grow(list)))
	return Column(0, Grow(RowFill(0, rail, Grow(col))), status)
}

func threadSheet() fyne.CanvasObject {
	m := NewMessage(MessageData{Initials: "TA", Name: "Tom Ashdown", Time: "Fri 27 Nov, 11:40", Body: "@NorthHertsDC just moved to Baldock. Which week does the purple-lid bin start, and is the garden one extra? The calendar in the post and the website say different things.",
		Links:       []LinkData{{Words: "x", Target: "https://north-herts.gov.uk/garden-waste"}, {Words: "paypal.com", Target: "https://pay.example.net/login", Warning: "The words say paypal.com, the link goes to pay.example.net"}},
		Attachments: []AttachmentData{{"calendar.pdf", "240 KB"}}, Quoted: "On Thursday you wrote:\n> Hello", Marks: []MarkData{{theme.IconMail, "Automatic reply", Soon}}})
	m2 := NewMessage(MessageData{Initials: "GM", Name: "Gemma, Comms", Time: "today 9:48", Ours: true, Body: "Bin day is Tuesday so it would be good to know before then, thanks"})
	comp := NewComposer("Reply", "Write a reply", 3)
	comp.SetText("Hello Tom, welcome to Baldock. Your first purple-lid collection is Tuesday 8 December. The printed calendar is right and the web page is now fixed. Garden waste is a yearly subscription: north-herts.gov.uk/garden-waste")
	foot := Row(8, NewButton(ButtonSpec{Label: "Canned", Key: "Ctrl J", Look: Quiet}, nil), NewButton(ButtonSpec{Label: "Attach", Icon: theme.IconAttachFile, Look: Quiet}, nil), Spring(),
		NewButton(ButtonSpec{Label: "Send later"}, nil), NewButton(ButtonSpec{Label: "Send as North Herts", Key: "Ctrl ↵", Look: Primary}, nil))
	count := Row(6, Spring(), NewRigid(Run{Text: "214", Type: theme.SmallBold, Tone: theme.Text}, Run{Text: " of 280, with", Type: theme.Small, Tone: theme.Text2}), Chip("^GM"), NewTimeBar(40, 0.76, Chosen))
	card := Card(CardSpec{Content: Column(8, comp, count), Foot: foot, Edge: theme.Control})
	scroll := NewScroll(Column(4, m, m2))
	return Stack(NewBox(theme.Surface, 0), Pad(12, 20, 12, 20, Column(12, Grow(scroll), card,
		Row(12, KeyHint("next, previous", "J", "K"), KeyHint("no reply expected", "X"), Spring()))))
}

func controlsSheet() fyne.CanvasObject {
	dis := NewButton(ButtonSpec{Label: "Not yet"}, nil)
	dis.Disable()
	foc := NewButton(ButtonSpec{Label: "Focused", Key: "E"}, nil)
	foc.FocusGained()
	focp := NewButton(ButtonSpec{Label: "Focused", Look: Primary}, nil)
	focp.FocusGained()
	return Stack(NewBox(theme.Bg, 0), Pad(16, 16, 16, 16, Column(10,
		Row(8, NewButton(ButtonSpec{Label: "Done", Key: "E"}, nil), NewButton(ButtonSpec{Name: "More", Icon: theme.IconMoreHoriz}, nil), dis, foc, focp, NewButton(ButtonSpec{Label: "Block Gaz", Look: DangerLook}, nil)),
		Row(8, NewButton(ButtonSpec{Label: "Look now", Height: theme.SmallSize}, nil), NewButton(ButtonSpec{Label: "Continue to sign in", Key: "↵", Look: Primary, Height: theme.LargeSize}, nil), NewButton(ButtonSpec{Label: "Attach", Icon: theme.IconAttachFile, Look: Quiet}, nil)),
		Wrap(8, NewTag("Waste", "", nil), NewTag("Garden waste", "", func() {}), NewTag("Public mention on X", theme.IconPublic, nil), Chip("^GM"), NewBadge("wrote again", Chosen),
			NewStatusChip(Sent), NewStatusChip(Rejected), NewStatusChip(Unconfirmed), NewStatusChip(Waiting), NewStatusChip(Held), NewStatusChip(Draft)),
		Row(8, NewNetworkTile("x", 22), NewNetworkTile("facebook", 22), NewNetworkTile("instagram", 22), NewNetworkTile("youtube", 22), NewNetworkTile("linkedin", 22), NewNetworkTile("flickr", 22), NewNetworkTile("bluesky", 22), NewNetworkTile("mastodon", 22), NewNetworkTile("mailbox", 22), NewAvatar("GM", 30), NewAvatar("RT", 22)),
		Row(8, NewTimeBar(84, 0, Calm), NewTimeBar(84, 0.3, Calm), NewTimeBar(84, 0.8, Soon), NewTimeBar(84, 1, Late)),
		Card(CardSpec{Head: CardHead(NewIcon(theme.IconOutbox, theme.Text, 18), "What we sent", "9:41:07, from RT’s PC"), Content: NewWrapped("Hello Dawn, the pothole on Ninesprings Way is now with the county’s highways team, reference 4471920. They aim to look at it within 5 working days. ^RT", theme.Body, theme.Text),
			Foot: Column(4, Fact("Account", 86, NewText("@NorthHertsDC", theme.Dense, theme.Text)), Fact("In reply to", 86, NewText("Dawn Fellowes, Fri 27 Nov 15:12", theme.Dense, theme.Text)))}),
		NewParagraph(Run{Text: "So a question that arrives on ", Type: theme.Dense, Tone: theme.Text}, Run{Text: "Friday at 16:30", Type: theme.DenseBold, Tone: theme.Text}, Run{Text: " is due on ", Type: theme.Dense, Tone: theme.Text}, Run{Text: "Monday at 16:30", Type: theme.DenseBold, Tone: theme.Text}, Run{Text: ". … ’ “ ” → ← ↵ ⏎ ✓ · × – — £ € Ŵŷ", Type: theme.Dense, Tone: theme.Text}),
	)))
}

func detailsSheet() fyne.CanvasObject {
	return Stack(NewBox(theme.Sunken, 0), Column(0,
		Pad(12, 16, 12, 16, Column(6,
			Row(8, Sized(80, 0, KeyHint("Assigned", "A")), Grow(NewSelect("Assigned", []Option{{ID: "gm", Label: "Gemma, Comms", Initials: "GM"}}, "gm"))),
			Row(8, Sized(80, 0, KeyHint("Type", "Y")), Grow(NewSelect("Type", []Option{{ID: "q", Label: "Question"}}, "q"))),
			Row(8, Sized(80, 0, KeyHint("Tags", "T")), Grow(Wrap(4, NewTag("Waste", "", nil), NewTag("Garden waste", "", func() {})))))),
		HLine(),
		Section("", "Person", "", NewLine(Run{Text: "Tom Ashdown", Type: theme.Dense, Tone: theme.Text}, Run{Text: "@tashdown_sg7", Type: theme.Dense, Tone: theme.Text2, Gap: 4}),
			NewWrapped("First contact 12 Aug 2026. No private messages yet.", theme.Small, theme.Text2)),
		HLine(),
		Section(theme.IconLock, "Internal notes", "never sent to residents", NewNote("RT", "today 9:31", "Printed calendar is right. Web page for SG7 fixed at 9:20. First purple-lid round is Tue 8 Dec."),
			leading(NewButton(ButtonSpec{Label: "Add note", Icon: theme.IconAdd, Key: "N", Look: Quiet}, nil))),
		HLine(), Spring()))
}
