package settings

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// choicePane is a section of choices that each set one setting at once.
type choicePane struct {
	root *fyne.Container
	show func(desk.Settings)
	s    *Settings
}

func (c *choicePane) content() fyne.CanvasObject { return c.root }
func (c *choicePane) topics() []event.Topic      { return []event.Topic{event.Desk} }
func (c *choicePane) read()                      { c.show(c.s.env.Program.Snapshot().Settings) }

func newNoticesPane(s *Settings) pane {
	on := part.NewCheckRow("Show notices on this desktop", "2 hours, 1 hour and 15 minutes before a reply is due, when it is late, and when something did not work", true)
	on.OnChanged = func(now bool) {
		words := "Notices are shown on the desktop."
		if !now {
			words = "Notices are shown inside Commsdesk only."
		}
		s.set("notices_on", now, !now, words)
	}
	test := button("Show one now", theme.IconNotifications, func() {
		s.env.Work(func(ctx context.Context) error {
			if s.env.Program.Show == nil {
				return app.NewError(app.Unreachable, "This computer shows no notices. They wait in the Notices list.")
			}
			if err := s.env.Program.Show(ctx, "test", "This is how a notice looks", "It says what, when and what next. It never says a resident’s name."); err != nil {
				return app.NewError(app.Unreachable, "This desktop did not show the notice. Notices wait in the Notices list as well. Ask IT whether notifications are allowed.").Because(err)
			}
			return nil
		}, nil)
	})
	return &choicePane{s: s, show: func(x desk.Settings) { on.SetOn(x.NoticesOn) },
		root: part.Column(12, card("Notices", "They come in open hours only, and never say a resident’s name or words: screens are shared. Each also waits in the Notices list until you deal with it.",
			on, part.Leading(test)))}
}

func newLooks(s *Settings) pane {
	look := part.NewRadioList([]part.RadioOption{
		{ID: "system", Words: "As the computer is set"}, {ID: "light", Words: "Light"}, {ID: "dark", Words: "Dark"}}, "")
	var sizes []part.Option
	for _, n := range theme.Scales {
		sizes = append(sizes, part.Option{ID: strconv.Itoa(n), Label: strconv.Itoa(n) + " %"})
	}
	size := part.NewSegmentedFilter(sizes, "100")
	current := func() desk.Settings { return s.env.Program.Snapshot().Settings }
	look.OnChanged = func(id string) { s.set("appearance", id, current().Appearance, "Appearance changed.") }
	size.OnChanged = func(id string) {
		n, _ := strconv.Atoi(id)
		s.set("text_size", n, current().TextSize, "Text size is "+id+" % now.")
	}
	return &choicePane{s: s, show: func(x desk.Settings) {
		look.SetSelected(x.Appearance)
		size.Set(sizes, strconv.Itoa(x.TextSize))
	}, root: part.Column(12,
		card("Light or dark", "", look),
		card("Text size", "Everything grows with it. At 150 % the details of a conversation become a drawer.", part.Leading(size)))}
}

func newWorking(s *Settings) pane {
	current := func() desk.Settings { return s.env.Program.Snapshot().Settings }
	keys := part.NewCheckRow("Single letters act", "R replies, J goes to the next one. Only while a list or a thread has the keyboard", true)
	keys.OnChanged = func(on bool) {
		words := "Single letters act."
		if !on {
			words = "Single letters do nothing now."
		}
		s.set("single_keys", on, !on, words)
	}
	var options []part.Option
	for _, n := range []int{5, 10, 20, 30} {
		options = append(options, part.Option{ID: strconv.Itoa(n), Label: strconv.Itoa(n) + " seconds"})
	}
	undo := part.NewSegmentedFilter(options, "10")
	undo.OnChanged = func(id string) {
		n, _ := strconv.Atoi(id)
		s.set("undo_seconds", n, current().UndoSeconds, "After Send there are "+id+" seconds to undo.")
	}
	closing := part.NewRadioList([]part.RadioOption{
		{ID: "ask", Words: "Ask"},
		{ID: "tray", Words: "Keep running", Hint: "messages are read, replies go out, and you are told before one is due"},
		{ID: "quit", Words: "Quit"}}, "")
	closing.OnChanged = func(id string) { s.set("on_close", id, current().OnClose, "Closing the window changed.") }
	return &choicePane{s: s, show: func(x desk.Settings) {
		keys.SetOn(x.SingleKeys)
		undo.Set(options, strconv.Itoa(x.UndoSeconds))
		closing.SetSelected(x.OnClose)
	}, root: part.Column(12,
		card("Keys", "", keys),
		card("Time to undo a send", "A reply waits this long before it goes.", part.Leading(undo)),
		card("When the window is closed", "", closing))}
}

// textPane is a section that nothing changes.
type textPane struct{ root *fyne.Container }

func (t *textPane) content() fyne.CanvasObject { return t.root }
func (t *textPane) topics() []event.Topic      { return nil }
func (t *textPane) read()                      {}

func newAbout(s *Settings) pane {
	para := func(words string) fyne.CanvasObject { return part.NewWrapped(words, theme.Dense, theme.Text) }
	link := func(words, to string) fyne.CanvasObject {
		return part.Leading(part.NewLink(words, func() {
			if err := s.env.OpenLink(to); err != nil {
				s.env.Say(err)
			}
		}))
	}
	version := "Commsdesk"
	if s.opts.Version != "" {
		version += " " + s.opts.Version
	}
	return &textPane{part.Column(12,
		card(version, "Every resident’s message, in the order it is due.",
			para("Open source under the MIT licence. It updates only when your IT team installs a new version."),
			part.Fact("This desk’s folder", 150, para(s.opts.Workspace))),
		card("What it stands on", "",
			para("Bank holidays: contains public sector information licensed under the Open Government Licence v3.0."),
			link("gov.uk/bank-holidays", "https://www.gov.uk/bank-holidays"),
			link("Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
			para("Letters: Inter, SIL Open Font License 1.1."), link("rsms.me/inter", "https://rsms.me/inter/"),
			para("Symbols: Material Symbols, Apache License 2.0."), link("fonts.google.com/icons", "https://fonts.google.com/icons"),
			para("Window: Fyne, BSD 3-Clause.")),
		card("Accessibility", "",
			para("Everything works by keyboard, F1 lists the keys. Text grows to 150 %. Nothing is told by colour alone."),
			para("Screen readers: on Windows and macOS they hear buttons, links and labels of released versions. On Linux, and inside lists and threads, they hear little yet: the window’s toolkit has no way to tell them. We say so rather than promise it.")))}
}
