package queue

import (
	"context"
	"strings"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// measureItems are what can be done about one message.
func (q *Queue) measureItems(o *opened, key string) []part.MenuItem {
	msg, ok := o.message(key)
	if !ok {
		return nil
	}
	items := q.answerItems(o, msg)
	if msg.Permalink != "" && !msg.Mail() {
		items = append(items, part.MenuItem{Label: "Open it on the network", Divider: len(items) > 0, Do: func() { q.openPage(msg.Permalink) }})
	}
	if hasOriginal(msg) {
		items = append(items, part.MenuItem{Label: "Save the original …", Icon: theme.IconDownload, Divider: len(items) > 0,
			Do: func() { q.saveOriginal(o.row.ID, msg) }})
	}
	for i, m := range measuresOf(o.composing.Account, msg, takenAgainst(o.msgs, o.entries, msg)) {
		items = append(items, part.MenuItem{Label: wordsOf(m, o.row.Network, msg).label, Divider: i == 0 && len(items) > 0,
			Do: func() { q.moderate(o.row, msg, m) }})
	}
	if !msg.Mail() && len(o.cannot()) > 0 {
		items = append(items, part.MenuItem{Label: "Not possible here …", Divider: len(items) > 0, Do: q.showCannot})
	}
	return items
}

// hasOriginal tells that a message could not be read and is kept as it came.
func hasOriginal(m inbox.Message) bool { return m.Unparsed && len(m.Raw) > 0 }

// message finds a message of the conversation.
func (o *opened) message(key string) (inbox.Message, bool) {
	for _, m := range o.msgs {
		if m.Key == key {
			return m, true
		}
	}
	return inbox.Message{}, false
}

// newest is the newest message of a resident that can still be acted on.
func (o *opened) newest() (inbox.Message, bool) {
	for i := len(o.msgs) - 1; i >= 0; i-- {
		if o.msgs[i].Direction == inbox.In {
			return o.msgs[i], true
		}
	}
	return inbox.Message{}, false
}

// moderate takes a measure about a message: it asks first where that can't be
// taken back or others see it (DESIGN-LANGUAGE 7).
func (q *Queue) moderate(row inbox.Row, msg inbox.Message, m outbox.Measure) {
	w := wordsOf(m, row.Network, msg)
	if !w.asks {
		q.takeMeasure(row, msg, m, "", w)
		return
	}
	why := newReason(abuseReasons)
	words := w.warns + " What stands there now is kept as evidence first."
	var dialog *part.Dialog
	needs := inbox.NeedsReason(string(m))
	ready := func() { dialog.SetConfirmEnabled(!needs || why.text() != "") }
	dialog = part.ShowDialog(q.env.Window.Canvas(), part.DialogSpec{Title: w.deed + "?", Words: words, Danger: w.final || m == block,
		Content: part.Pad(4, 0, 0, 0, part.FormRow("Why", "The record keeps the reason. Somebody may ask for it.", why.content)),
		Fields:  []*part.Entry{why.words}, Confirm: w.deed,
		OnDone: func(yes bool) {
			if yes {
				q.takeMeasure(row, msg, m, why.text(), w)
			}
		}})
	why.list.OnChanged = func(string) { ready() }
	why.words.OnChanged = func(string) { ready() }
	ready()
}

// takeMeasure has the network do it and tells what came of it; what can be taken
// back can be undone.
func (q *Queue) takeMeasure(row inbox.Row, msg inbox.Message, m outbox.Measure, why string, w measureWords) {
	who := q.env.Who()
	q.env.Work(func(ctx context.Context) error {
		_, err := q.env.Program.Reply.Moderate(ctx, who, row.ID, msg.Key, m, why)
		return err
	}, func(err error) {
		switch back, ok := outbox.Opposite(m); {
		case err != nil:
			q.env.Say(err)
		case ok:
			reason := ""
			if inbox.NeedsReason(string(back)) {
				reason = "Taken back"
			}
			q.env.Did(w.did+".", func() { q.takeMeasure(row, msg, back, reason, wordsOf(back, row.Network, msg)) })
		default:
			q.env.Did(w.did+".", nil)
		}
		if q.selected == row.ID {
			q.read()
		}
		q.list.load()
	})
}

// moderateNewest takes a measure about the newest message of a resident, for the
// menu and the command list.
func (q *Queue) moderateNewest(m outbox.Measure) {
	if msg, ok := q.canModerate(m); ok {
		q.moderate(q.open.row, msg, m)
	}
}

func (q *Queue) canModerate(m outbox.Measure) (inbox.Message, bool) {
	if q.open == nil || q.open.row.ID != q.selected {
		return inbox.Message{}, false
	}
	msg, ok := q.open.newest()
	if !ok {
		return msg, false
	}
	for _, can := range measuresOf(q.open.composing.Account, msg, takenAgainst(q.open.msgs, q.open.entries, msg)) {
		if can == m {
			return msg, true
		}
	}
	return msg, false
}

// cannot is one thing that the account can't do here.
type cannot struct{ words, reason, link string }

// cannot lists what this account can't do about a conversation and why, so that
// what is absent from the screen has its reason.
func (o *opened) cannot() []cannot {
	a := o.composing.Account
	if !a.Known || o.composing.Mail {
		return nil
	}
	var all []cannot
	add := func(words string, x outbox.Ability) {
		if x.OK {
			return
		}
		for i, c := range all { // one reason is said once
			if c.reason == x.Reason && c.link == x.Link {
				all[i].words += ", " + strings.ToLower(words[:1]) + words[1:]
				return
			}
		}
		all = append(all, cannot{words, x.Reason, x.Link})
	}
	if a.ReplyRule != "" {
		all = append(all, cannot{words: "When it can be answered", reason: a.ReplyRule})
	}
	if !o.row.Private {
		add("Reply in public", a.Reply)
	}
	add("Private message", a.Private)
	add("Hide", a.Measures[hide])
	add("Delete", a.Measures[remove])
	add("Mute", a.Measures[mute])
	add("Block", a.Measures[block])
	return all
}

// showCannot tells what can't be done here, why, and where a person does it; the
// action is there only when something is.
func (q *Queue) showCannot() {
	if q.open == nil {
		return
	}
	column := part.Column(12)
	for _, c := range q.open.cannot() {
		rows := part.Column(2, part.NewWrapped(c.words, theme.DenseBold, theme.Text), part.NewWrapped(c.reason, theme.Dense, theme.Text2))
		if c.link != "" {
			rows.Add(part.Leading(part.NewLink(c.link, func() { q.openPage(c.link) })))
		}
		column.Add(rows)
	}
	part.ShowPanel(q.env.Window.Canvas(), part.PanelSpec{Title: "Not possible here", Width: 520, Content: column})
}
