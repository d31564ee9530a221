// Package queue is the queue screen: residents' messages in the order in which
// they must be answered, the thread of one, the reply to it, and what the desk
// knows and decided about it (DESIGN-LANGUAGE 5).
//
// What is shown is worked out by functions of rows, messages and the time alone
// (rows.go and the files named words); the widgets only show it.
package queue

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/event"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Queue is the screen. Its methods belong to the UI goroutine.
type Queue struct {
	env     screen.Env
	content *fyne.Container
	columns *columns

	list    *list
	thread  *thread
	compose *composer
	details *details

	// selected is the conversation that keys act on, "" none; open is what was
	// last read of it.
	selected string
	open     *opened
	// reads counts the readings of conversations: only the last one is shown.
	reads int
	// fresh tells that the conversation was just chosen, so its thread begins
	// at what is newest.
	fresh bool
	// then is done once the chosen conversation was read.
	then func()
}

var _ screen.Screen = (*Queue)(nil)

// New returns the screen. It reads when it is shown.
func New(env screen.Env) *Queue {
	q := &Queue{env: env}
	q.list = newList(q)
	q.details = newDetails(q)
	q.compose = newComposer(q)
	q.thread = newThread(q)
	q.columns = newColumns(q)
	ground := part.NewBox(theme.Surface, 0)
	q.content = container.NewStack(ground, container.New(q.columns, q.columns.objects()...))
	return q
}

// Content implements screen.Screen.
func (q *Queue) Content() fyne.CanvasObject { return q.content }

// Shown implements screen.Screen: id is a conversation, screen.NewMail, or
// screen.DraftPrefix and a draft's id.
func (q *Queue) Shown(id string) {
	q.list.letters(q.env.Program.Snapshot().Settings.SingleKeys)
	switch draft, isDraft := strings.CutPrefix(id, screen.DraftPrefix); {
	case id == screen.NewMail:
		q.newMail()
	case isDraft:
		q.openDraft(draft)
	case id != "":
		q.choose(id)
		q.columns.toThread(true)
	}
	q.list.load()
	if q.selected != "" && id == "" {
		q.read()
	}
	if id != screen.NewMail {
		q.rest()
	}
}

// Changed implements screen.Screen.
func (q *Queue) Changed(c event.Change) {
	switch c.Topic {
	case event.Drafts:
		q.draftsChanged(c.IDs)
		return
	case event.Channels, event.Notices:
		return
	case event.Desk:
		q.list.letters(q.env.Program.Snapshot().Settings.SingleKeys)
	}
	q.list.load()
	if q.selected != "" && (c.Topic != event.Conversations || len(c.IDs) == 0 || slices.Contains(c.IDs, q.selected)) {
		q.read()
	}
}

// Tick implements screen.Screen: countdowns move. Where a network's window has
// just shut, another clock holds from now on, which the store knows.
func (q *Queue) Tick() {
	if q.view().windowsShut(q.list.data.rows) {
		q.list.load()
		if q.selected != "" {
			q.read()
		}
		return
	}
	q.list.show()
	if q.open != nil {
		q.thread.showClock(q.open)
	}
}

// Panes implements screen.Screen.
func (q *Queue) Panes() []fyne.Focusable {
	panes := []fyne.Focusable{}
	if q.list.box.Visible() {
		panes = append(panes, q.list.rows)
	}
	if q.thread.box.Visible() {
		panes = append(panes, q.thread.pane)
		if q.compose.card.Visible() {
			panes = append(panes, q.compose.text.Target())
		}
	}
	if q.details.box.Visible() {
		panes = append(panes, q.details.assigned)
	}
	return panes
}

// choose makes a conversation the one that keys act on, and reads it.
func (q *Queue) choose(id string) {
	if id == q.selected {
		return
	}
	q.compose.leave()
	q.selected, q.fresh, q.then = id, true, nil
	q.list.follow()
	if id == "" {
		q.open = nil
		q.showOpen()
		return
	}
	q.read()
}

// reading tells that the chosen conversation was not read yet.
func (q *Queue) reading() bool {
	return q.selected != "" && (q.open == nil || q.open.row.ID != q.selected)
}

// covered tells that a drawer, menu or dialog lies over the window.
func (q *Queue) covered() bool { return q.env.Window.Canvas().Overlays().Top() != nil }

// focus gives the keyboard to a part of the screen.
func (q *Queue) focus(f fyne.Focusable) {
	if q.env.Window != nil {
		q.env.Window.Canvas().Focus(f)
	}
}

// rest gives the keyboard to where letters act: the list, or the thread where
// that alone shows.
func (q *Queue) rest() {
	if q.list.box.Visible() {
		q.focus(q.list.rows)
		return
	}
	q.focus(q.thread.pane)
}

// showOpen shows what was read of the conversation everywhere.
func (q *Queue) showOpen() {
	q.compose.show(q.open)
	q.thread.show(q.open, q.fresh)
	q.details.show(q.open)
	q.list.showBegun()
	q.fresh = q.fresh && q.open == nil
	q.env.Enabling()
	if then := q.then; then != nil && !q.reading() {
		q.then = nil
		then()
	}
}

// view is how conversations are looked at now.
func (q *Queue) view() view {
	return view{now: q.env.Clock(), cal: q.env.Program.Calendar(), snap: q.env.Program.Snapshot(), me: q.env.Officer().ID, drafts: q.list.drafts}
}
