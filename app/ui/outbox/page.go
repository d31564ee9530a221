package outbox

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	sends "commsdesk/app/outbox"
	heldcard "commsdesk/app/ui/held"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// factWide is the column of the names of facts.
const factWide = 86

// page is what is known of one message and what can be done with it.
type page struct {
	o      *Outbox
	box    *fyne.Container
	scroll *container.Scroll
	body   *fyne.Container
	title  *part.Paragraph
	words  *part.Paragraph
	back   fyne.CanvasObject
	first  fyne.Focusable // the first thing to press
	shown  string
}

func newPage(o *Outbox) *page {
	p := &page{o: o, body: part.Column(12)}
	p.title = part.NewWrapped("", theme.Title, theme.Text)
	p.words = part.NewWrapped("", theme.Body, theme.Text2)
	p.back = part.Leading(part.NewButton(part.ButtonSpec{Label: "Outbox", Icon: theme.IconArrowBack, Height: theme.SmallSize}, func() {
		o.columns.toPage(false)
		o.focus(o.rows)
	}))
	p.scroll = part.NewScroll(part.Pad(16, 24, 20, 24, p.body))
	p.box = container.NewStack(p.scroll)
	return p
}

func (p *page) setBack(on bool) { part.Show(p.back, on) }

// show shows a message, or that none is chosen.
func (p *page) show(got *opened) {
	if got == nil {
		p.first, p.shown = nil, ""
		p.body.Objects = []fyne.CanvasObject{p.back, part.EmptyState(theme.IconCheckCircle, part.Good, "Nothing needs you here",
			"Messages that wait, were refused, or whose outcome is not known appear in the list.", nil)}
		p.scroll.Refresh()
		return
	}
	s := got.send
	made := fmt.Sprint(s.ID, s.Version, len(got.msgs), p.o.view().graceLeft(s) > 0)
	if made == p.shown {
		p.showStatement(s)
		return
	}
	if p.shown == "" || len(p.shown) < len(s.ID) || p.shown[:len(s.ID)] != s.ID {
		p.scroll.ScrollToTop()
	}
	p.shown, p.first = made, nil
	v := p.o.view()
	p.showStatement(s)
	p.body.Objects = []fyne.CanvasObject{p.back,
		part.Row(8, part.NewStatusChip(v.statement(s).outcome), part.Grow(part.NewText(aboutThere(s), theme.Dense, theme.Text2))),
		part.Column(4, p.title, p.words)}
	p.body.Objects = append(p.body.Objects, p.deeds(v, got)...)
	p.body.Objects = append(p.body.Objects, p.happened(v, got))
	p.scroll.Refresh()
}

// showStatement shows how the message stands now, as a countdown moves.
func (p *page) showStatement(s sends.Send) {
	st := p.o.view().statement(s)
	p.title.SetText(st.title)
	p.words.SetText(st.words)
}

// deeds are what the message was, and what can be done with it.
func (p *page) deeds(v view, got *opened) []fyne.CanvasObject {
	s := got.send
	ours := p.ours(v, got)
	switch v.groupOf(s) {
	case unconfirmed:
		return []fyne.CanvasObject{part.RowFill(16, part.Grow(ours), part.Grow(p.found(v, got))),
			part.NewText("What should we do?", theme.DenseBold, theme.Text), p.answers(v, got)}
	case held:
		if s.HoldKind == sends.HoldAnswered || s.HoldKind == sends.HoldWroteAgain {
			return []fyne.CanvasObject{p.crossed(v, got)}
		}
	}
	return []fyne.CanvasObject{p.buttons(v, s), ours}
}

// ours is the card of our own words.
func (p *page) ours(v view, got *opened) fyne.CanvasObject {
	s := got.send
	facts := part.Column(4)
	for _, f := range v.facts(s, answered(got)) {
		facts.Add(part.Fact(f.name, factWide, part.NewWrapped(f.words, theme.Dense, theme.Text)))
	}
	links := part.Wrap(16)
	if s.Conversation != "" {
		links.Add(part.NewLink("Open the conversation", func() { p.o.env.Go(screen.Queue, s.Conversation) }))
	}
	if page := livePage(s); page != "" {
		links.Add(part.NewLink("Open on "+notice.NetworkWords(s.Network), func() { p.o.openPage(page) }))
	}
	if len(links.Objects) > 0 {
		facts.Add(links)
	}
	name, when := "What you wrote", "not sent"
	if !s.CommittedAt.IsZero() {
		name, when = "What we sent", clockSeconds(v.now, s.CommittedAt)
	}
	if s.State == sends.Rejected || s.State == sends.Held {
		name, when = "What you wrote", "not sent"
	}
	text := s.Text
	if text == "" {
		text = "The words were erased."
	}
	return part.Card(part.CardSpec{Head: part.CardHead(part.NewIcon(theme.IconOutbox, theme.Text, 18), name, when),
		Content: part.NewWrapped(text, theme.Body, theme.Text), Foot: facts})
}

// answered is the message that it answers, nil where that is not kept.
func answered(got *opened) *inbox.Message {
	for i, m := range got.msgs {
		if m.Key == got.send.Parent {
			return &got.msgs[i]
		}
	}
	return nil
}

// livePage is where a network shows what went, "" until it is known to be there.
func livePage(s sends.Send) string {
	if s.State != sends.Sent || s.Mail() {
		return ""
	}
	return s.Permalink
}

// found is the card of what looking has shown.
func (p *page) found(v view, got *opened) fyne.CanvasObject {
	s := got.send
	words, facts := v.found(s, got.record)
	foot := part.Column(4)
	for _, f := range facts {
		foot.Add(part.Fact(f.name, factWide, part.NewWrapped(f.words, theme.Dense, theme.Text)))
	}
	name, mark, when := "What we found", fyne.CanvasObject(part.NewIcon(theme.IconSearch, theme.Text, 18)), ""
	if !s.Mail() {
		name, mark = "What we found on "+notice.NetworkWords(s.Network), part.NewNetworkTile(s.Network, 20)
	}
	if look, _, looked := lastLook(got.record); looked {
		when = "looked at " + clockSeconds(v.now, look.At)
	}
	return part.Card(part.CardSpec{Edge: theme.Unsure, Head: part.CardHead(mark, name, when),
		Content: part.NewWrapped(words, theme.Body, theme.Text), Foot: foot})
}

func (p *page) answers(v view, got *opened) fyne.CanvasObject {
	row := part.RowFill(12)
	do := []func(){p.o.sayLive, p.o.sendAgain, p.o.lookAgain}
	for i, spec := range v.answers(got.send, got.record) {
		c := part.NewChoiceCard(spec, do[i])
		if p.first == nil {
			p.first = c
		}
		row.Add(part.Grow(c))
	}
	return row
}

// crossed shows both sides where the Gate stopped the message.
func (p *page) crossed(v view, got *opened) fyne.CanvasObject {
	s := got.send
	d := heldcard.Data{Why: s.Why, Ours: heldcard.Words{Who: "Your reply", When: "not sent", Text: s.Text}}
	stopping := map[string]bool{}
	for _, k := range s.GateKeys {
		stopping[k] = true
	}
	for _, m := range got.msgs {
		if stopping[m.Key] {
			who := m.From.Words()
			if m.Direction == inbox.Own {
				who = "Our answer"
			}
			d.Theirs = append(d.Theirs, heldcard.Words{Who: who, When: calendar.FormatWhen(v.now, m.Start), Text: m.Text})
		}
	}
	for _, other := range got.others {
		if stopping["send:"+other.ID] {
			d.Theirs = append(d.Theirs, heldcard.Words{Who: other.Initials, When: calendar.FormatWhen(v.now, other.QueuedAt), Text: other.Text})
		}
	}
	return heldcard.Card(d, heldcard.Choices{SendAnyway: func() { p.o.release(true) }, KeepAsDraft: p.o.backToDraft, Discard: p.o.discard})
}

// buttons are what can be done with a message that is not unconfirmed.
func (p *page) buttons(v view, s sends.Send) fyne.CanvasObject {
	row := part.Wrap(8)
	add := func(spec part.ButtonSpec, do func()) {
		b := part.NewButton(spec, do)
		if p.first == nil {
			p.first = b
		}
		row.Add(b)
	}
	draft := part.ButtonSpec{Label: "Back to draft", Icon: theme.IconDrafts, Key: "D"}
	now := part.ButtonSpec{Label: "Send now", Icon: theme.IconSend, Key: "S"}
	switch v.groupOf(s) {
	case rejected:
		draft.Look = part.Primary
		add(draft, p.o.backToDraft)
	case held:
		if s.HoldKind == sends.HoldSignIn || s.HoldKind == sends.HoldCertificate {
			add(part.ButtonSpec{Label: "Open the channel", Icon: theme.IconCellTower, Look: part.Primary}, func() { p.o.env.Go(screen.Channels, s.Channel) })
		}
		add(now, func() { p.o.release(false) })
		add(draft, p.o.backToDraft)
	case returned:
		if s.Conversation != "" {
			add(part.ButtonSpec{Label: "Open the conversation", Icon: theme.IconMail, Look: part.Primary}, func() { p.o.env.Go(screen.Queue, s.Conversation) })
		}
	case waiting:
		switch {
		case v.graceLeft(s) > 0:
			add(part.ButtonSpec{Label: "Undo", Icon: theme.IconUndo, Look: part.Primary, Key: "D"}, p.o.backToDraft)
		case s.State == sends.WaitingTry:
			add(now, func() { p.o.release(false) })
			add(draft, p.o.backToDraft)
		}
	}
	return row
}

// happened is the card of what became of the message.
func (p *page) happened(v view, got *opened) fyne.CanvasObject {
	kept := "Kept in the record"
	if got.send.Conversation != "" {
		kept = "Kept in the record of this conversation"
	}
	column := part.Column(6, part.CardHead(nil, "What happened", kept))
	for _, h := range v.record(got.send, got.record) {
		var link *part.Link
		if h.page != "" {
			link = part.NewLink("Open it on "+notice.NetworkWords(got.send.Network), func() { p.o.openPage(h.page) })
		}
		column.Add(part.EventLine(h.when, h.icon, h.tone, h.words, link))
	}
	return part.Card(part.CardSpec{Content: column})
}
