package queue

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// details is the right column: what the desk decided about a conversation, who
// the resident is, notes, and what happened.
type details struct {
	q        *Queue
	box      *fyne.Container // the column, holding scroll while it is not in a drawer
	scroll   *container.Scroll
	content  *fyne.Container
	assigned *part.Select
	kind     *part.Select
	tags     *fyne.Container
	addTag   *part.Button
	press    *pressEntry
	note     *noteEntry
	person   *fyne.Container
	notes    *fyne.Container
	record   *fyne.Container
}

func newDetails(q *Queue) *details {
	d := &details{q: q, tags: part.Wrap(4), person: part.Stack(), notes: part.Column(8), record: part.Stack()}
	d.assigned = part.NewSelect("Assigned", nil, "")
	d.assigned.OnTapped = q.assignMenu
	d.kind = part.NewSelect("Type", nil, "")
	d.kind.OnTapped = q.typeMenu
	d.addTag = part.NewButton(part.ButtonSpec{Name: "Add a tag", Icon: theme.IconAdd, Look: part.Quiet, Height: theme.SmallSize}, q.tagMenu)
	d.press = newPressEntry(q)
	d.note = newNoteEntry(q)
	d.content = part.Column(0)
	d.scroll = part.NewScroll(d.content)
	d.box = container.NewStack(part.NewBox(theme.Sunken, 0), d.scroll)
	return d
}

// home puts the details back into their column after a drawer had them.
func (d *details) home() {
	d.box.Objects = []fyne.CanvasObject{d.box.Objects[0], d.scroll}
	d.box.Refresh()
}

// show shows what was read of a conversation.
func (d *details) show(o *opened) {
	if o == nil {
		d.content.Objects = nil
		d.scroll.Refresh()
		return
	}
	v := d.q.view()
	d.showFields(v, o)
	d.showPerson(v, o)
	d.showNotes(v, o)
	d.showRecord(v, o)
	fields := part.Column(6,
		field("Assigned", "A", d.assigned), field("Type", "Y", d.kind), tagField(d.tags))
	if o.row.Type == inbox.Press {
		d.press.set(v.now, o.row.PressDeadline)
		fields.Add(d.press.box)
	}
	d.content.Objects = []fyne.CanvasObject{part.Pad(12, 16, 12, 16, fields), part.HLine(), d.person, part.HLine(),
		part.Section(theme.IconLock, "Internal notes", "never sent to residents", d.notes), part.HLine(), d.record}
	d.scroll.Refresh()
}

func field(name, key string, o fyne.CanvasObject) fyne.CanvasObject {
	return part.Row(8, part.Sized(80, 0, part.Row(5, part.NewKeyCap(key), part.NewText(name, theme.Small, theme.Text2))), part.Grow(o))
}

// tagField keeps its name beside the first row of the tags.
func tagField(tags fyne.CanvasObject) fyne.CanvasObject {
	name := part.Sized(80, 24, part.Row(5, part.NewKeyCap("T"), part.NewText("Tags", theme.Small, theme.Text2)))
	return part.RowTop(8, name, part.Grow(tags))
}

func (d *details) showFields(v view, o *opened) {
	who := part.Option{ID: string(o.row.Assignee), Label: assigneeWords(v.snap, o.row.Assignee)}
	if o.row.Assignee == "" {
		who.Label = "Unassigned"
	} else {
		who.Initials = assigneeShort(v.snap, o.row.Assignee)
	}
	d.assigned.Set([]part.Option{who}, who.ID)
	d.kind.Set([]part.Option{{ID: string(o.row.Type), Label: o.row.Type.Words()}}, string(o.row.Type))
	d.tags.Objects = nil
	for _, id := range o.row.Tags {
		if t, ok := v.snap.Tag(id); ok {
			d.tags.Add(part.NewTag(t.Name, "", func() { d.q.setTag(t, false) }))
		}
	}
	d.tags.Add(d.addTag)
}

// shownEarlier is how many earlier conversations the column lists; H has all.
const shownEarlier = 4

func (d *details) showPerson(v view, o *opened) {
	rows := []fyne.CanvasObject{part.NewWrapped(nameOf(o.row), theme.Dense, theme.Text)}
	if a := handleOf(o.row); a != "" {
		rows = append(rows, part.NewWrapped(a, theme.Small, theme.Text2))
	}
	before := v.history(o.person, o.row.ID)
	if !o.person.First.IsZero() {
		words := "First contact " + calendar.InLondon(o.person.First).Format("2 Jan 2006") + "."
		if len(before) == 0 {
			words += " No earlier conversations."
		}
		if !isMail(o.row) && !o.row.Private && !slices.ContainsFunc(o.person.Conversations, func(r inbox.Row) bool { return r.Private }) {
			words += " No private messages yet."
		}
		rows = append(rows, part.NewWrapped(words, theme.Small, theme.Text2))
	}
	for _, e := range before[:min(len(before), shownEarlier)] {
		rows = append(rows, d.earlierRow(e))
	}
	if hidden := len(before) - shownEarlier; hidden > 0 {
		rows = append(rows, part.Leading(part.NewButton(part.ButtonSpec{Label: part.Commas(hidden) + " more", Key: "H", Look: part.Quiet, Height: theme.SmallSize}, d.q.historyMenu)))
	}
	d.person.Objects = []fyne.CanvasObject{part.Section("", "Person", "", rows...)}
}

func (d *details) earlierRow(e earlier) fyne.CanvasObject {
	icon, ink := theme.IconCheck, theme.OK
	if e.late {
		icon, ink = theme.IconSchedule, theme.Danger
	}
	row := part.Row(6, part.Sized(70, 0, part.NewText(e.when, theme.Small, theme.Text3)),
		part.Grow(part.NewButton(part.ButtonSpec{Label: shorten(e.words, 18), Name: "Open: " + e.words, Look: part.Quiet, Height: theme.SmallSize}, func() { d.q.choose(e.id) })))
	switch e.verdict {
	case "":
	case "open":
		row.Add(part.NewText("open", theme.Small, theme.Text2))
	default:
		row.Add(part.Row(3, part.NewIcon(icon, ink, 14), part.NewText(e.verdict, theme.Small, ink)))
	}
	return row
}

func shorten(words string, most int) string {
	runes := []rune(words)
	if len(runes) <= most {
		return words
	}
	return string(runes[:most-1]) + "…"
}

func (d *details) showNotes(v view, o *opened) {
	d.notes.Objects = nil
	for _, n := range v.notes(o.entries) {
		d.notes.Add(part.NewNote(n.initials, n.when, n.words))
	}
	d.note.of(o.row.ID)
	d.notes.Add(d.note.box)
}

func (d *details) showRecord(v view, o *opened) {
	rows := []fyne.CanvasObject{}
	for _, h := range v.record(o.row, o.msgs, o.entries) {
		rows = append(rows, part.RowTop(8, part.Sized(64, 0, part.NewText(h.when, theme.Small, theme.Text3)), part.Grow(part.NewWrapped(h.words, theme.Small, theme.Text2))))
	}
	d.record.Objects = []fyne.CanvasObject{part.Section("", "Record", "", rows...)}
}

// noting tells whether a note is being written.
func (d *details) noting() bool {
	return d.q.env.Window.Canvas().Focused() == d.note.text.Target()
}

func (d *details) saveNote() { d.note.save() }
