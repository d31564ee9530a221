package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

func sheets() []sheet {
	return []sheet{
		{"queue", 484, 740, queueSheet, nil},
		{"outbox", 890, 700, outboxSheet, nil},
		{"welcome", 880, 740, welcomeSheet, nil},
		{"notices", 598, 740, noticesSheet, nil},
		{"thread", 598, 740, threadSheet, nil},
		{"controls", 598, 560, controlsSheet, nil},
		{"details", 284, 640, detailsSheet, nil},
	}
}

func queueSheet() fyne.CanvasObject {
	items := []any{
		GroupData{Label: "Overdue", Count: "1", Icon: theme.IconErrorFill, Tone: Late},
		QueueData{Network: "facebook", Name: "Colin Prewett", Kind: "comment", Deadline: Words{"36 min late", ", was due 9:12"}, Tone: Late, Preview: "Third week running our brown bin on Bedford Road has not been emptied at all", Type: "Service request", Tags: []string{"Waste"}, Assignee: "RT", Share: 1},
		GroupData{Label: "Due today", Count: "4, soonest first"},
		QueueData{Network: "instagram", Name: "Leanne Okoro", Kind: "private message", Deadline: Words{"by 11:10", ", 1 h 22 left"}, Tone: Soon, Preview: "Hi, can I hire the museum room for my nan’s 90th? About 40 people", Type: "Question", Tags: []string{"Museum"}, Share: 0.93, Second: Words{"Instagram stops replies then.", " Our own deadline is 17:00"}},
		QueueData{Network: "x", Name: "Tom Ashdown", Kind: "mention", Deadline: Words{"due 11:40", ", 1 h 52 left"}, Tone: Soon, Preview: "just moved to Baldock. Which week does the purple-lid bin start", Type: "Question", Tags: []string{"Waste", "Garden waste", "Third"}, Assignee: "GM", Share: 0.77},
		QueueData{Network: "mailbox", Name: "Courier newsdesk with a very long name indeed", Kind: "press", Badge: "wrote again", BadgeTone: Chosen, Deadline: Words{"due 12:25", ", 2 h 37 left"}, Preview: "Statement request: Royston car park charges, for the Friday paper", Type: "Press", Tags: []string{"Parking"}, Assignee: "JP", Share: 0.66},
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
		Attachments: []AttachmentData{{Name: "calendar.pdf", Size: "240 KB"}}, Quoted: "On Thursday you wrote:\n> Hello", Marks: []MarkData{{theme.IconMail, "Automatic reply", Soon}}})
	m2 := NewMessage(MessageData{Initials: "GM", Name: "Gemma, Comms", Time: "today 9:48", Ours: true, Body: "Bin day is Tuesday so it would be good to know before then, thanks"})
	comp := NewComposer("Reply", "Write a reply", 3)
	comp.SetText("Hello Tom, welcome to Baldock. Your first purple-lid collection is Tuesday 8 December. The printed calendar is right and the web page is now fixed. Garden waste is a yearly subscription: north-herts.gov.uk/garden-waste")
	foot := Row(8, NewButton(ButtonSpec{Label: "Canned", Key: "Ctrl J", Look: Quiet}, nil), NewButton(ButtonSpec{Label: "Attach", Icon: theme.IconAttachFile, Look: Quiet}, nil), Spring(),
		NewButton(ButtonSpec{Label: "Send later"}, nil), NewButton(ButtonSpec{Label: "Send as North Herts", Key: "Ctrl ↵", Look: Primary}, nil))
	count := Row(6, Spring(), NewRigid(Run{Text: "214", Type: theme.SmallBold, Tone: theme.Text}, Run{Text: " of 280, with", Type: theme.Small, Tone: theme.Text2}), Chip("^GM"), NewTimeBar(40, 0.76, Chosen))
	about := Row(12, Row(4, NewIcon(theme.IconCheckCircle, theme.OK, 16), NewText("No personal details found", theme.Small, theme.OK)), count)
	tabs := NewTabs([]TabSpec{{"public", "Public reply", theme.IconPublic, "R"}, {"private", "Private message", theme.IconLock, "P"}, {"redirect", "Redirect", theme.IconCallSplit, "D"}}, "public", NewText("Draft saved 9:47", theme.Small, theme.Text3))
	card := NewComposerCard(tabs, comp, about, foot)
	comp.OnFocus(true)
	ruler := NewRuler(RulerData{Tone: Soon, Spans: []RulerSpan{{Minutes: 320}, {Minutes: 3840, Closed: true, Name: "weekend, closed"}, {Minutes: 160}},
		Marks: []RulerMark{{MarkReceived, 0, 0, "Fri 11:40, received"}, {MarkEdge, 0, 320, "17:00"}, {MarkEdge, 2, 0, "9:00"}, {MarkNow, 2, 48, "now"}, {MarkDue, 2, 160, "Mon 11:40, due"}}})
	header := Column(8, Row(8, NewNetworkTile("x", 24), NewRigid(Run{Text: "Tom Ashdown", Type: theme.Heading, Tone: theme.Text}, Run{Text: "@tashdown_sg7", Type: theme.Dense, Tone: theme.Text2, Gap: 8}), NewTag("Public mention on X", theme.IconPublic, nil), Spring(), NewButton(ButtonSpec{Label: "Done", Key: "E", Height: theme.SmallSize}, nil), NewButton(ButtonSpec{Name: "More", Icon: theme.IconMoreHoriz, Height: theme.SmallSize}, nil)),
		Row(8, NewIcon(theme.IconTimer, theme.Warn, 18), Grow(NewText("First reply due 11:40 today, 1 h 52 left", theme.BodyBold, theme.Warn)), NewText("one working day, Mon to Fri 9 to 5", theme.Small, theme.Text3)), ruler)
	scroll := NewScroll(Column(4, m, m2))
	return Stack(NewBox(theme.Surface, 0), Pad(12, 20, 12, 20, Column(12, header, HLine(), Grow(scroll), card,
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
		Row(8, NewNetworkTile("x", 22), NewNetworkTile("facebook", 22), NewNetworkTile("instagram", 22), NewNetworkTile("youtube", 22), NewNetworkTile("linkedin", 22), NewNetworkTile("flickr", 22), NewNetworkTile("bluesky", 22), NewNetworkTile("mastodon", 22), NewNetworkTile("threads", 22), NewNetworkTile("nextdoor", 22), NewNetworkTile("phone", 22), NewNetworkTile("mailbox", 22), NewAvatar("GM", 30), NewAvatar("RT", 22)),
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
			Leading(NewButton(ButtonSpec{Label: "Add note", Icon: theme.IconAdd, Key: "N", Look: Quiet}, nil))),
		HLine(), Spring()))
}

func outboxSheet() fyne.CanvasObject {
	data := []OutboxData{
		{Network: "x", Text: "Hello Dawn, the pothole on Ninesprings Way is now with the county", About: "Reply to Dawn Fellowes, ^RT", Icon: theme.IconHelp, State: Words{"X did not answer, 9:41", ""}, Tone: Unknown},
		{Network: "instagram", Text: "Thanks Kit, the museum is open until 17:00 on Saturday", About: "Reply to Kit Marlow, ^GM", Icon: theme.IconCancel, State: Words{"Sign-in ended", ""}, Tone: Late},
		{Network: "facebook", Text: "Hello Mo, you can report it at Do It Online, it takes", About: "Reply to Mo Saddiq, ^GM", Icon: theme.IconUndo, State: Words{"7 seconds, undo", ""}, Tone: Chosen},
		{Network: "mailbox", Text: "The picture you asked for, with the credit line to use", About: "Mail to Marden School office, ^JP", Icon: theme.IconCheck, State: Words{"", "9:22, accepted"}, Tone: Good},
	}
	list := NewList("Outbox", Rows{Len: func() int { return len(data) }, Kind: func(int) int { return 0 }, Height: func(int) float32 { return theme.OutboxRow },
		New: func(int) ListRow { return NewOutboxRow() }, Bind: func(i int, r ListRow) { r.(*OutboxRow).Set(data[i]) }})
	list.Select(0)
	words := "Hello Dawn, the pothole on Ninesprings Way is now with the county’s highways team, reference 4471920. They aim to look at it within 5 working days. ^RT"
	sent := Card(CardSpec{Head: CardHead(NewIcon(theme.IconOutbox, theme.Text, 18), "What we sent", "9:41:07"), Content: NewWrapped(words, theme.Body, theme.Text),
		Foot: Column(4, Fact("Account", 86, NewText("@NorthHertsDC", theme.Dense, theme.Text)), Fact("In reply to", 86, NewText("Dawn Fellowes, Fri 27 Nov 15:12", theme.Dense, theme.Text)))})
	live := Card(CardSpec{Head: CardHead(NewNetworkTile("x", 20), "What is live on X", "looked at 9:47:30"), Content: NewWrapped(words, theme.Body, theme.Text), Edge: theme.Unsure,
		Foot: Column(4, Fact("Posted", 86, NewText("9:41:09, by @NorthHertsDC", theme.Dense, theme.Text)), Fact("Compared", 86, Row(5, NewIcon(theme.IconCheckCircleFill, theme.OK, 16), NewText("Same words, same thread, 2 seconds apart", theme.DenseBold, theme.OK))))})
	answers := RowFill(12, Grow(NewChoiceCard(ChoiceSpec{theme.IconDoneAll, "It is live", "1", "Mark as sent at 9:41 and link it. The clock stops at 9:41.", "the words match"}, nil)),
		Grow(NewChoiceCard(ChoiceSpec{Icon: theme.IconSend, Label: "It is not live, send again", Key: "2", Words: "We look once more first. If it is there, we stop and tell you."}, nil)),
		Grow(NewChoiceCard(ChoiceSpec{Icon: theme.IconRefresh, Label: "Look again", Key: "3", Words: "Nothing is sent. Next look on our own at 9:52."}, nil)))
	happened := Card(CardSpec{Content: Column(6, CardHead(nil, "What happened", "Kept in the record of this conversation"),
		EventLine("9:40:57", theme.IconUndo, Calm, "RT pressed Send. 10 seconds to undo, not used", nil),
		EventLine("9:41:37", theme.IconHelp, Unknown, "No answer after 30 seconds. Marked unconfirmed, not retried", nil),
		EventLine("9:47:30", theme.IconSearch, Good, "Looked on X: found one with the same words.", NewLink("Open it on X", nil)))})
	page := Stack(NewBox(theme.Bg, 0), Pad(16, 16, 16, 16, Column(12, Row(8, NewStatusChip(Unconfirmed), NewText("Reply to Dawn Fellowes on X", theme.Dense, theme.Text2)),
		NewText("We do not know if this reply is live", theme.Title, theme.Text),
		NewWrapped("We sent it at 9:41 and X did not answer. It may be live, or it may be lost. Commsdesk will not send it again until you choose.", theme.Body, theme.Text2),
		RowFill(16, Grow(sent), Grow(live)), NewText("What should we do?", theme.DenseBold, theme.Text), answers, happened)))
	return RowFill(0, Sized(320, 0, Stack(NewBox(theme.Surface, 0), list)), VLine(), Grow(NewScroll(page)))
}

func welcomeSheet() fyne.CanvasObject {
	days := Row(6)
	for i, d := range []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		days.Add(NewDayToggle(d, d, i < 5))
	}
	days.Add(Pad(0, 0, 0, 16, Sized(78, 0, NewEntry(EntrySpec{Name: "Opens", Text: "9:00"}))))
	days.Add(NewText("to", theme.Dense, theme.Text2))
	days.Add(Sized(78, 0, NewEntry(EntrySpec{Name: "Closes", Text: "17:00"})))
	mail := NewEntry(EntrySpec{Name: "Your shared mailbox", Text: "pressoffice@north-herts.gov.uk", Icon: theme.IconMail, Height: theme.LargeSize})
	mail.Target().FocusGained()
	pass := NewEntry(EntrySpec{Name: "Password", Text: "secret words", Password: true, Height: theme.LargeSize})
	form := Column(14, Row(8, Grow(NewText("Set up your desk", theme.Heading, theme.Text)), NewText("3 questions, about 2 minutes", theme.Dense, theme.Text2)),
		RowTop(20, Grow(FormRow("Your shared mailbox", "We keep the password in this computer’s password store.", mail)), Sized(200, 0, FormRow("Password", "Never shown to anyone.", pass))),
		FormRow("When is the desk open?", "The one working day promise counts only these hours.", days),
		NewCheckRow("Skip bank holidays in England and Wales", "next: Fri 25 December 2026", true),
		NewRadioList([]RadioOption{{"a", "One working day of open hours", "Friday 16:30 to Monday 16:30"}, {"b", "The end of the next working day", ""}}, "a"),
		Hint(theme.IconEventUpcoming, Run{Text: "So a question that arrives on ", Type: theme.Dense, Tone: theme.Text}, Run{Text: "Friday at 16:30", Type: theme.DenseBold, Tone: theme.Text}, Run{Text: " is due on ", Type: theme.Dense, Tone: theme.Text}, Run{Text: "Monday at 16:30", Type: theme.DenseBold, Tone: theme.Text}, Run{Text: ".", Type: theme.Dense, Tone: theme.Text}),
		Row(12, NewButton(ButtonSpec{Label: "Continue to sign in", Key: "↵", Look: Primary, Height: theme.LargeSize}, nil), Grow(NewText("Add X, Facebook and the others after this, one at a time.", theme.Dense, theme.Text2))))
	try := Row(16, NewIcon(theme.IconScience, theme.Accent, 26), Grow(Column(2, NewText("Try it with sample data", theme.Heading, theme.Text), NewText("40 invented messages and one week. Nothing is sent.", theme.Body, theme.Text2))), NewButton(ButtonSpec{Label: "Open the sample desk", Key: "Alt T", Height: theme.LargeSize}, nil))
	return Stack(NewBox(theme.Bg, 0), Pad(20, 24, 20, 24, Column(16, NewText("How do you want to start?", theme.Display, theme.Text),
		Card(CardSpec{Content: try, Radius: theme.RadiusFirst, Pad: 24}), Card(CardSpec{Content: form, Radius: theme.RadiusFirst, Pad: 24}))))
}

func noticesSheet() fyne.CanvasObject {
	undo := NewUndoLine()
	undo.Say("Assigned to CSC.", func() {})
	bars := Column(6)
	for _, all := range [][]StatusData{
		{{Icon: theme.IconCloudDone, Words: Words{"Online", ""}, Tone: Good}, {Icon: theme.IconOutbox, Words: Words{"Nothing waiting to send", ""}, Divider: true}},
		{{Icon: theme.IconCloudOff, Words: Words{"Offline since 14:02", ""}, Tone: Soon}, {Icon: theme.IconOutbox, Words: Words{"3 waiting to send", ""}, Divider: true}, {Words: Words{"", "They go when you are back online. Keep working."}}},
		{{Icon: theme.IconScience, Words: Words{"Sample data", ""}, Tone: Unknown}, {Words: Words{"", "Nothing is sent to anyone"}, Divider: true}},
	} {
		s := NewStatusBar()
		s.Set(all, []StatusData{{Icon: theme.IconSchedule, Words: Words{"Open until 17:00", ""}, OnTapped: func() {}}})
		bars.Add(s)
	}
	return Stack(NewBox(theme.Bg, 0), Pad(16, 16, 16, 16, Column(12,
		Banner(theme.IconScience, Unknown, Words{"Sample data.", " Everyone here is invented, and nothing is sent to anyone."}, NewButton(ButtonSpec{Label: "Start my own desk", Height: theme.SmallSize}, nil)),
		Banner(theme.IconErrorFill, Late, Words{"The mailbox signed us out at 9:41.", " Drafts are safe on this PC. Sign in again, and we fetch what came since."}, NewButton(ButtonSpec{Label: "Sign in", Height: theme.SmallSize}, nil)),
		RowFill(12, Grow(EmptyState(theme.IconCheckCircle, Good, "Nobody is waiting", "All 14 of today’s questions have a first reply. New ones appear here.", nil)),
			Grow(EmptyState(theme.IconSearchOff, Calm, "No match for “purple bni”", "Did you mean purple bin? 23 messages.", NewButton(ButtonSpec{Label: "Search purple bin", Key: "↵", Height: theme.SmallSize}, nil)))),
		undo, bars)))
}

// floating opens each thing that lies over a window.
func floating() map[string]func(fyne.Canvas) {
	return map[string]func(fyne.Canvas){
		"dialog": func(c fyne.Canvas) {
			ShowDialog(c, DialogSpec{Title: "Block Grebe House Gaz?", Words: "They cannot write to us on Facebook until somebody lifts it. This goes to the record.", Confirm: "Block Grebe House Gaz", Danger: true})
		},
		"palette": func(c fyne.Canvas) {
			all := []Command{{ID: "a", Title: "Assign to Customer Service Centre", Subtitle: "Conversation", Key: "A", Icon: theme.IconPerson}, {ID: "b", Title: "Done", Key: "E", Icon: theme.IconCheck}, {ID: "c", Title: "Use dark colours", Subtitle: "Settings", Icon: theme.IconDarkMode}}
			ShowCommandPalette(c, func(s string) []Command { return FilterCommands(all, s) }, func(string) {})
		},
		"drawer": func(c fyne.Canvas) { ShowDrawer(c, 284, detailsSheet(), nil, nil) },
		"menu": func(c fyne.Canvas) {
			s := NewSelect("Type", []Option{{ID: "q", Label: "Question"}, {ID: "c", Label: "Complaint"}, {ID: "p", Label: "Policy query", Key: "P"}, {ID: "g", Label: "Gemma, Comms", Initials: "GM"}}, "q")
			c.SetContent(Stack(NewBox(theme.Sunken, 0), Pad(20, 20, 20, 20, Column(8, Leading(Sized(200, 0, s))))))
			s.Open()
		},
	}
}
