package queue

import (
	"slices"

	"fyne.io/fyne/v2"

	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/part"
)

// under shows a menu below a part of the details, or below the thread's "more"
// where they are out of sight.
func (q *Queue) under(o fyne.CanvasObject, items []part.MenuItem) {
	if !q.details.box.Visible() && q.columns.drawer == nil {
		o = q.thread.more
		if !q.thread.box.Visible() {
			o = q.list.filter
		}
	}
	part.ShowMenu(o, items...)
}

func (q *Queue) assignMenu()  { q.under(q.details.assigned, q.assignItems()) }
func (q *Queue) typeMenu()    { q.under(q.details.kind, q.typeItems()) }
func (q *Queue) tagMenu()     { q.under(q.details.addTag, q.tagItems()) }
func (q *Queue) historyMenu() { q.under(q.details.person, q.historyItems()) }

// assignItems are all who can have a conversation.
func (q *Queue) assignItems() []part.MenuItem {
	snap, now := q.env.Program.Snapshot(), inbox.Assignee("?")
	if rows := q.targets(); len(rows) == 1 {
		now = rows[0].Assignee
	}
	me := q.env.Officer()
	var items []part.MenuItem
	add := func(to inbox.Assignee, label, key, initials string) {
		items = append(items, part.MenuItem{Label: label, Key: key, Initials: initials, Checked: to == now, Do: func() { q.assign(to) }})
	}
	add("team:"+inbox.Assignee(desk.CustomerService), desk.CustomerService.Words(), "C", "CS")
	add("team:"+inbox.Assignee(desk.Communications), desk.Communications.Words(), "M", "Co")
	officers := slices.Clone(snap.Officers)
	slices.SortStableFunc(officers, func(a, b desk.Officer) int {
		if (a.ID == me.ID) != (b.ID == me.ID) {
			if a.ID == me.ID {
				return -1
			}
			return 1
		}
		return 0
	})
	for _, o := range officers {
		if !o.Left {
			add(inbox.Assignee("officer:"+o.ID), officerWords(o), "", o.Initials)
		}
	}
	add("", "Nobody", "0", "")
	return items
}

// typeKeys choose a type in its menu.
var typeKeys = map[inbox.Type]string{inbox.Untriaged: "U", inbox.Question: "Q", inbox.ServiceRequest: "S", inbox.Comment: "N",
	inbox.Compliment: "M", inbox.Complaint: "C", inbox.PolicyQuery: "O", inbox.Press: "P", inbox.Abuse: "A", inbox.Spam: "X"}

func (q *Queue) typeItems() []part.MenuItem {
	now := inbox.Type("")
	if rows := q.targets(); len(rows) == 1 {
		now = rows[0].Type
	}
	var items []part.MenuItem
	for _, t := range inbox.Types() {
		items = append(items, part.MenuItem{Label: t.Words(), Key: typeKeys[t], Checked: t == now, Do: func() { q.setType(t) }})
	}
	return items
}

// tagItems are the desk's tags; choosing one that all have takes it off.
func (q *Queue) tagItems() []part.MenuItem {
	rows := q.targets()
	var items []part.MenuItem
	for _, t := range q.env.Program.Snapshot().Tags {
		had := len(rows) > 0
		for _, r := range rows {
			had = had && slices.Contains(r.Tags, t.ID)
		}
		if t.Retired && !had {
			continue
		}
		items = append(items, part.MenuItem{Label: t.Name, Checked: had, Do: func() { q.setTag(t, !had) }})
	}
	slices.SortStableFunc(items, func(a, b part.MenuItem) int {
		if a.Label < b.Label {
			return -1
		}
		return 1
	})
	return items
}

// historyItems are the resident's other conversations.
func (q *Queue) historyItems() []part.MenuItem {
	if q.open == nil {
		return nil
	}
	var items []part.MenuItem
	for _, e := range q.view().history(q.open.person, q.open.row.ID) {
		items = append(items, part.MenuItem{Label: e.when + "  " + shorten(e.words, 40), Do: func() { q.choose(e.id) }})
	}
	if len(items) == 0 {
		items = append(items, part.MenuItem{Label: "No earlier conversations", Do: func() {}})
	}
	return items
}
