package settings

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/event"
	"commsdesk/app/ui/mailbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// gapsShown is how many stretches without reading a mailbox lists.
const gapsShown = 5

// mailboxes is what the section shows, read in the background.
type mailboxes struct {
	channels []channel.Channel
	health   map[string]channel.Health
	gaps     map[string][]channel.Gap
}

// mailboxPane shows the connected mailboxes and what can be done about each.
type mailboxPane struct {
	s     *Settings
	root  *fyne.Container
	shown string // what is on screen, to leave it alone while nothing changed
	cards map[string]*mailboxCard
}

// mailboxCard keeps a mailbox's test lines while the rest is laid out anew.
type mailboxCard struct{ trial *mailbox.Trial }

func newMailboxes(s *Settings) pane {
	return &mailboxPane{s: s, root: part.Column(12), cards: map[string]*mailboxCard{}}
}

func (m *mailboxPane) content() fyne.CanvasObject { return m.root }
func (m *mailboxPane) topics() []event.Topic      { return []event.Topic{event.Channels} }

func (m *mailboxPane) read() {
	var all mailboxes
	p := m.s.env.Program
	m.s.env.Work(func(ctx context.Context) error {
		var err error
		if all.channels, err = p.Channels.Channels(ctx, false); err != nil {
			return err
		}
		if all.health, err = p.Channels.Health(ctx); err != nil {
			return err
		}
		all.gaps = map[string][]channel.Gap{}
		for _, c := range all.channels {
			if all.gaps[c.ID], err = p.Channels.Gaps(ctx, c.ID, gapsShown); err != nil {
				return err
			}
		}
		return nil
	}, func(err error) {
		if err != nil {
			m.s.env.Say(err)
			return
		}
		m.show(all)
	})
}

// show lays the mailboxes out when something about them changed.
func (m *mailboxPane) show(all mailboxes) {
	now := fmt.Sprintf("%+v", all)
	if now == m.shown {
		return
	}
	m.shown = now
	m.root.Objects = nil
	for _, c := range all.channels {
		m.root.Add(m.mailbox(c, all.health[c.ID], all.gaps[c.ID]))
	}
	if len(all.channels) == 0 {
		m.root.Add(part.EmptyState(theme.IconLinkOff, part.Soon, "No mailbox is connected", "Nothing comes in or goes out. What was here before is kept.", nil))
	}
	if !m.s.opts.Sample && len(all.channels) == 0 {
		m.root.Add(part.Leading(part.NewButton(part.ButtonSpec{Label: "Connect a mailbox", Icon: theme.IconAdd, Look: part.Primary}, m.connect)))
	}
	m.root.Refresh()
}

// mailbox is the card of one.
func (m *mailboxPane) mailbox(c channel.Channel, h channel.Health, gaps []channel.Gap) fyne.CanvasObject {
	keep, ok := m.cards[c.ID]
	if !ok {
		keep = &mailboxCard{trial: mailbox.NewTrial(m.s.env)}
		keep.trial.OnGrown(m.s.body.Refresh)
		m.cards[c.ID] = keep
	}
	words, tone, icon := healthWords(m.s.env.Clock(), h)
	column := part.Column(10,
		part.Row(10, part.NewNetworkTile(c.Network, 22), part.Grow(part.NewText(c.Identity, theme.Heading, theme.Text))),
		part.RowTop(8, part.NewIcon(icon, tone.Ink(), 18), part.Grow(part.NewWrapped(words, theme.Dense, theme.Text))))
	for _, f := range facts(m.s.env.Clock(), c, h) {
		column.Add(part.Fact(f[0], 130, part.NewWrapped(f[1], theme.Dense, theme.Text)))
	}
	for i, g := range gaps {
		name := ""
		if i == 0 {
			name = "Not read"
		}
		column.Add(part.Fact(name, 130, part.NewWrapped(gapWords(m.s.env.Clock(), g), theme.Dense, theme.Text)))
	}
	column.Add(m.deeds(c, h, keep.trial))
	column.Add(keep.trial.Content())
	column.Add(part.HLine())
	aim := part.NewCheckRow("Under the promise", "its messages run the clock", !c.Unpromised)
	aim.OnChanged = func(on bool) { m.promise(c, on) }
	column.Add(aim)
	if !m.s.opts.Sample {
		column.Add(m.selfCopy(c))
	}
	return part.Card(part.CardSpec{Content: column, Pad: 20})
}

// deeds are the buttons of a mailbox.
func (m *mailboxPane) deeds(c channel.Channel, h channel.Health, trial *mailbox.Trial) fyne.CanvasObject {
	row := part.Wrap(8)
	if h.PresentedCert != "" {
		row.Add(part.NewButton(part.ButtonSpec{Label: "Look at the certificate", Icon: theme.IconLock, Look: part.Primary}, func() { m.test(c, trial, false) }))
	} else if h.State == channel.NeedsYou {
		row.Add(part.NewButton(part.ButtonSpec{Label: "Sign in again", Icon: theme.IconKey, Look: part.Primary}, func() { m.signIn(c) }))
	}
	row.Add(button("Test", theme.IconDoneAll, func() { m.test(c, trial, true) }))
	if m.s.opts.Sample {
		return row
	}
	if h.State != channel.NeedsYou || h.PresentedCert != "" {
		row.Add(button("New password", theme.IconKey, func() { m.signIn(c) }))
	}
	row.Add(button("Servers", theme.IconSettings, func() { m.servers(c) }))
	row.Add(button("Disconnect", theme.IconLinkOff, func() { m.disconnect(c) }))
	return row
}

// healthWords say how a mailbox is doing.
func healthWords(now time.Time, h channel.Health) (string, part.Tone, theme.IconName) {
	switch h.State {
	case channel.Valid, channel.Expiring, channel.Refreshing:
		if h.Sentence != "" {
			return h.Sentence, part.Soon, theme.IconWarningFill
		}
		return "Connected.", part.Good, theme.IconCheckCircleFill
	case channel.Offline:
		return "Can't be reached since " + calendar.FormatWhen(now, h.Since) + ". " + h.Sentence, part.Soon, theme.IconCloudOff
	case channel.Waiting:
		return h.Sentence, part.Soon, theme.IconHourglassFill
	case channel.NeedsYou, channel.WrongWho, channel.NoRight:
		return h.Sentence, part.Late, theme.IconErrorFill
	}
	return "Not read yet.", part.Idle, theme.IconSchedule
}

// facts are what is known of a mailbox, name and words.
func facts(now time.Time, c channel.Channel, h channel.Health) [][2]string {
	var out [][2]string
	add := func(name, words string) { out = append(out, [2]string{name, words}) }
	if h.Total > 0 {
		add("Reading now", fmt.Sprintf("%s of %s", count(h.Done, "message", "messages"), count(h.Total, "message", "messages")))
	}
	if !h.LastPull.IsZero() {
		add("Last read", calendar.FormatWhen(now, h.LastPull))
		add("There and here", fmt.Sprintf("%s in the mailbox, %s here, in the stretch that is read", commas(h.There), commas(h.Here)))
	}
	if !h.NextTry.IsZero() {
		add("Next try", calendar.FormatWhen(now, h.NextTry))
	}
	if c.PromiseFrom != 0 {
		add("Work since", calendar.FormatMoment(time.UnixMilli(c.PromiseFrom))+". What is older is history")
	}
	return out
}

// gapWords say when a mailbox could not be read (DESIGN 5).
func gapWords(now time.Time, g channel.Gap) string {
	if g.To.IsZero() {
		return "since " + calendar.FormatWhen(now, g.From)
	}
	words := calendar.FormatWhen(now, g.From) + " to " + calendar.FormatWhen(now, g.To)
	if g.Fetched > 0 {
		words += ", then " + count(g.Fetched, "message", "messages") + " fetched"
	}
	return words
}
