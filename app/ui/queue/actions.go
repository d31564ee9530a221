package queue

import (
	"strconv"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
)

// The menus that the screen's actions stand in.
const (
	menuQueue        = "Queue"
	menuConversation = "Conversation"
)

// Actions implements screen.Screen (DESIGN-LANGUAGE 6).
func (q *Queue) Actions() []screen.Action {
	some := func() bool { return len(q.targets()) > 0 }
	one := func() bool { return q.open != nil && q.open.row.ID == q.selected }
	writable := func() bool { return q.compose.card.Visible() }
	answerable := func() bool { return one() && writable() }
	any := func(can func(inbox.Row) bool) func() bool {
		return func() bool {
			for _, r := range q.targets() {
				if can(r) {
					return true
				}
			}
			return false
		}
	}
	all := []screen.Action{
		{ID: "queue.next", Title: "Next conversation", Menu: menuQueue, Key: "J", Do: func() { q.list.step(1) }},
		{ID: "queue.previous", Title: "Previous conversation", Menu: menuQueue, Key: "K", Do: func() { q.list.step(-1) }},
		{ID: "queue.open", Title: "Into the thread", Menu: menuQueue, Key: "Enter", Enabled: one, Do: q.intoThread},
		{ID: "queue.fold", Title: "Fold the group", Menu: menuQueue, Key: "[", Do: func() { q.foldHere(true) }},
		{ID: "queue.unfold", Title: "Unfold the next group", Menu: menuQueue, Key: "]", Do: func() { q.foldHere(false) }},
		{ID: "queue.bulk", Title: "One answer for the marked …", Menu: menuQueue, Key: "B",
			Enabled: func() bool { return len(q.list.marked) > 0 }, Do: q.bulkMenu},
	}
	for i, f := range filters {
		all = append(all, screen.Action{ID: "queue.filter." + string(f), Title: "Show: " + f.words(), Menu: menuQueue,
			Shortcut: "Alt+" + strconv.Itoa(i+1), Do: func() { q.list.setFilter(f) }})
	}
	all = append(all, q.patient([]screen.Action{
		{ID: "mail.new", Title: "New mail", Menu: menuConversation, Shortcut: "Ctrl+N", Do: q.newMail},
		{ID: "conversation.reply", Title: "Reply", Menu: menuConversation, Key: "R", Enabled: answerable, Do: func() { q.reply(tabReply) }},
		{ID: "conversation.reply-all", Title: "Reply to all", Menu: menuConversation,
			Enabled: func() bool { return answerable() && q.compose.offers(tabAll) }, Do: func() { q.reply(tabAll) }},
		{ID: "conversation.private", Title: "Private message", Menu: menuConversation, Key: "P",
			Enabled: func() bool { return answerable() && q.compose.offers(tabPrivate) }, Do: func() { q.reply(tabPrivate) }},
		{ID: "conversation.redirect", Title: "Redirect …", Menu: menuConversation, Key: "D", Enabled: answerable, Do: q.redirectMenu},
		{ID: "composer.send", Title: "Send", Menu: menuConversation, Shortcut: "Ctrl+Enter", Over: true, Enabled: func() bool {
			return q.details.noting() || writable() && !q.covered()
		}, Do: q.sendOrNote},
		{ID: "composer.attach", Title: "Attach a file …", Menu: menuConversation, Shortcut: "Ctrl+Shift+U",
			Enabled: func() bool { return writable() && q.compose.composing.Mail }, Do: q.attach},
		{ID: "conversation.note", Title: "Add a note", Menu: menuConversation, Key: "N", Enabled: one, Do: q.addNote},
		{ID: "conversation.assign", Title: "Assign …", Menu: menuConversation, Key: "A", Enabled: some, Do: q.assignMenu},
		{ID: "conversation.assign-me", Title: "Assign to me", Menu: menuConversation, Key: "L", Enabled: some, Do: q.assignToMe},
		{ID: "conversation.type", Title: "Type …", Menu: menuConversation, Key: "Y", Enabled: some, Do: q.typeMenu},
		{ID: "conversation.tags", Title: "Tags …", Menu: menuConversation, Key: "T", Enabled: some, Do: q.tagMenu},
		{ID: "conversation.wait", Title: "Wait for the resident", Menu: menuConversation, Key: "W", Enabled: any(settledRow), Do: q.wait},
		{ID: "conversation.no-reply", Title: "No reply expected", Menu: menuConversation, Key: "X",
			Enabled: any(func(r inbox.Row) bool { return r.Turn != nil }), Do: q.expectNoReply},
		{ID: "conversation.done", Title: "Done", Menu: menuConversation, Key: "E", Enabled: any(settledRow), Do: q.markDone},
		{ID: "conversation.history", Title: "Person’s history", Menu: menuConversation, Key: "H", Enabled: one, Do: q.historyMenu},
		{ID: "conversation.open", Title: "Open on the network", Menu: menuConversation, Key: "O", Enabled: func() bool { return one() && q.pageHere() != "" }, Do: q.openHere},
		{ID: "conversation.work", Title: "Make work of this", Menu: menuConversation,
			Enabled: func() bool { return one() && q.open.row.Status == inbox.History }, Do: q.makeWork},
		{ID: "queue.details", Title: "Details", Menu: menuQueue, Shortcut: "Ctrl+I", Do: q.columns.toggleDetails},
	})...)
	return append(all, q.networkActions(one)...)
}

// networkActions are those that mail has no use for.
func (q *Queue) networkActions(one func() bool) []screen.Action {
	waits := func() bool { return one() && q.open.row.Turn != nil }
	elsewhere := func() bool { return one() && !isMail(q.open.row) }
	all := []screen.Action{
		{ID: "queue.capture", Title: "Write down a message …", Menu: menuQueue, Shortcut: "Ctrl+Shift+K", Do: q.capture},
		{ID: "conversation.outside", Title: "Answered outside this desk …", Menu: menuConversation, Enabled: waits, Do: q.askOutside},
		{ID: "conversation.seen", Title: "Seen, not answered …", Menu: menuConversation,
			Enabled: func() bool { return waits() && elsewhere() }, Do: q.askSeen},
	}
	for _, x := range []struct {
		m     outbox.Measure
		title string
	}{{hide, "Hide the newest message …"}, {unhide, "Show the newest message again"}, {remove, "Delete the newest message …"},
		{mute, "Mute the person"}, {unmute, "Stop muting the person"}, {block, "Block the person …"}, {unblock, "Stop blocking the person"},
		{report, "Report the newest message …"}} {
		all = append(all, screen.Action{ID: "conversation." + string(x.m), Title: x.title, Menu: menuConversation,
			Enabled: func() bool { _, ok := q.canModerate(x.m); return ok }, Do: func() { q.moderateNewest(x.m) }})
	}
	return append(all, screen.Action{ID: "conversation.cannot", Title: "Not possible here …", Menu: menuConversation,
		Enabled: func() bool { return elsewhere() && len(q.open.cannot()) > 0 }, Do: q.showCannot})
}

// patient has the keys of a conversation that is still being read wait for it:
// typed fast, they must act on that one or on none.
func (q *Queue) patient(all []screen.Action) []screen.Action {
	for i, a := range all {
		if a.Menu != menuConversation || a.Key == "" {
			continue
		}
		all[i].Enabled = func() bool { return q.reading() || a.Enabled() }
		all[i].Do = func() {
			if q.reading() {
				q.then = func() { a.Run() }
				return
			}
			a.Do()
		}
	}
	return all
}

// moreItems are the actions of the header's "more", and of a row's menu.
func (q *Queue) moreItems() []part.MenuItem {
	var items []part.MenuItem
	for _, a := range q.Actions() {
		if a.Menu != menuConversation || a.ID == "composer.send" || a.ID == "mail.new" || a.ID == "composer.attach" || a.Enabled != nil && !a.Enabled() {
			continue
		}
		items = append(items, part.MenuItem{Label: a.Title, Key: a.Key, Do: func() { a.Run() }})
	}
	return items
}

func (q *Queue) foldHere(folded bool) {
	if !folded {
		q.list.unfoldNext()
		return
	}
	if group := q.list.groupAt(); group != "" {
		q.list.fold(group, true)
	}
}

// intoThread gives the keyboard to the thread.
func (q *Queue) intoThread() {
	q.columns.toThread(true)
	q.focus(q.thread.pane)
}

// backToList gives the keyboard to the list.
func (q *Queue) backToList() {
	q.columns.toThread(false)
	q.focus(q.list.rows)
}

// sendOrNote is Ctrl Enter: it saves the note that is being written, else sends.
func (q *Queue) sendOrNote() {
	if q.details.noting() {
		q.details.saveNote()
		return
	}
	q.send()
}
