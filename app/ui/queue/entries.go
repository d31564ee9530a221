package queue

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// pressEntry sets a journalist's own deadline: a day and a time.
type pressEntry struct {
	q         *Queue
	box       fyne.CanvasObject
	day, hour *part.Entry
	clear     *part.Button
	shown     time.Time
}

func newPressEntry(q *Queue) *pressEntry {
	p := &pressEntry{q: q,
		day:  part.NewEntry(part.EntrySpec{Name: "Day of the journalist’s deadline", Placeholder: "today, 1 Dec", Height: theme.SmallSize}),
		hour: part.NewEntry(part.EntrySpec{Name: "Time of the journalist’s deadline", Placeholder: "17:00", Height: theme.SmallSize})}
	p.day.OnSubmitted = func(string) { q.focus(p.hour.Target()) }
	p.hour.OnSubmitted = func(string) { p.take() }
	set := part.NewButton(part.ButtonSpec{Label: "Set", Height: theme.SmallSize}, p.take)
	p.clear = part.NewButton(part.ButtonSpec{Label: "Clear", Look: part.Quiet, Height: theme.SmallSize}, func() { q.setPressDeadline(time.Time{}) })
	p.box = part.Column(4, part.NewText("Journalist’s deadline", theme.Small, theme.Text2),
		part.Row(6, part.Grow(p.day), part.Sized(64, 0, p.hour), set, p.clear))
	return p
}

// set shows the deadline in force, unless it is being changed.
func (p *pressEntry) set(now, at time.Time) {
	part.Show(p.clear, !at.IsZero())
	if at.Equal(p.shown) && (p.day.Text() != "" || at.IsZero()) {
		return
	}
	p.shown = at
	day, hour := "", ""
	if !at.IsZero() {
		day, hour = dayWords(now, at), calendar.FormatClock(at)
	}
	p.day.SetText(day)
	p.hour.SetText(hour)
}

func (p *pressEntry) take() {
	at, err := readMoment(p.q.env.Clock(), p.day.Text(), p.hour.Text())
	if err != nil {
		p.q.env.Say(err)
		return
	}
	p.q.setPressDeadline(at)
}

func (q *Queue) setPressDeadline(at time.Time) {
	if q.open == nil {
		return
	}
	id := q.open.row.ID
	words := "Journalist’s deadline set to " + calendar.FormatWhen(q.env.Clock(), at)
	if at.IsZero() {
		words = "Journalist’s deadline cleared"
	}
	q.carryOutOn(id, deed{words: words, do: func(ctx context.Context, who act.Who, _ []string) ([]act.Receipt, error) {
		return q.env.Program.Inbox.SetPressDeadline(ctx, who, id, at)
	}})
}

var errMoment = app.NewError(app.Wrong, "Write the day as “today”, “tomorrow” or “1 Dec”, and the time as “17:00”.")

// readMoment reads a day and a time of day in London as somebody types them. A
// day without a year is the next such day.
func readMoment(now time.Time, day, hour string) (time.Time, error) {
	d, ok := readDay(calendar.DateOf(now), day)
	if !ok {
		return time.Time{}, errMoment
	}
	h, m, ok := readClock(hour)
	if !ok {
		return time.Time{}, errMoment
	}
	london := calendar.InLondon(now).Location()
	return time.Date(d.Year, d.Month, d.Day, h, m, 0, 0, london).UTC(), nil
}

var errPast = app.NewError(app.Wrong, "Write the day as “today”, “yesterday” or “27 Nov”, and the time as “9:30”.")

// readPast is readMoment for what has happened: a day without a year is the last
// such day.
func readPast(now time.Time, day, hour string) (time.Time, error) {
	today := calendar.DateOf(now)
	d, ok := today.AddDays(-1), strings.EqualFold(strings.TrimSpace(day), "yesterday")
	if !ok {
		d, ok = readDay(today, day)
	}
	if ok && d.Compare(today) > 0 && !strings.Contains(day, strconv.Itoa(d.Year)) {
		d.Year-- // no year was written
	}
	h, m, clock := readClock(hour)
	if !ok || !clock {
		return time.Time{}, errPast
	}
	return time.Date(d.Year, d.Month, d.Day, h, m, 0, 0, calendar.InLondon(now).Location()).UTC(), nil
}

func readDay(today calendar.Date, words string) (calendar.Date, bool) {
	words = strings.TrimSpace(words)
	switch strings.ToLower(words) {
	case "", "today":
		return today, true
	case "tomorrow":
		return today.AddDays(1), true
	}
	for _, layout := range []string{"2 Jan 2006", "2 January 2006", "2/1/2006", "2006-01-02", "2 Jan", "2 January", "2/1"} {
		t, err := time.Parse(layout, words)
		if err != nil {
			continue
		}
		d := calendar.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
		if t.Year() == 0 {
			d.Year = today.Year
			if d.Compare(today) < 0 {
				d.Year++
			}
		}
		return d, true
	}
	return calendar.Date{}, false
}

func readClock(words string) (hour, minute int, ok bool) {
	words = strings.ReplaceAll(strings.TrimSpace(words), ".", ":")
	h, m, found := strings.Cut(words, ":")
	if !found {
		m = "0"
	}
	hour, err := strconv.Atoi(h)
	if err != nil || hour < 0 || hour > 23 {
		return 0, 0, false
	}
	minute, err = strconv.Atoi(m)
	return hour, minute, err == nil && minute >= 0 && minute < 60 && (!found || len(m) == 2)
}

// noteEntry is where an internal note is written, on yellow. What is typed
// stays with its conversation until it is saved or emptied.
type noteEntry struct {
	q       *Queue
	box     *fyne.Container
	text    *part.Composer
	button  fyne.CanvasObject
	card    fyne.CanvasObject
	begun   map[string]string
	id      string
	setting bool
}

func newNoteEntry(q *Queue) *noteEntry {
	n := &noteEntry{q: q, text: part.NewComposer("Internal note", "For the desk only", 3), begun: map[string]string{}}
	n.text.OnChanged = func(words string) {
		if !n.setting {
			n.begun[n.id] = words
		}
	}
	n.text.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyEscape {
			return false
		}
		n.open(strings.TrimSpace(n.text.Text()) != "")
		q.rest()
		return true
	}
	n.button = part.Leading(part.NewButton(part.ButtonSpec{Label: "Add note", Icon: theme.IconAdd, Key: "N", Look: part.Quiet, Height: theme.SmallSize}, q.addNote))
	n.card = part.Stack(part.NewFrame(theme.Note, theme.NoteLine, theme.RadiusControl), part.Pad(4, 6, 6, 6, part.Column(4, n.text,
		part.Row(6, part.Spring(), part.NewButton(part.ButtonSpec{Label: "Save note", Key: "Ctrl ↵", Height: theme.SmallSize}, n.save)))))
	n.box = part.Stack(n.card, n.button)
	n.open(false)
	return n
}

func (n *noteEntry) open(on bool) {
	part.Show(n.card, on)
	part.Show(n.button, !on)
}

// of shows the note begun for a conversation, if any.
func (n *noteEntry) of(id string) {
	if n.id == id {
		return
	}
	n.id = id
	n.setting = true
	n.text.SetText(n.begun[id])
	n.setting = false
	n.open(strings.TrimSpace(n.begun[id]) != "")
}

func (n *noteEntry) save() {
	id, words := n.id, strings.TrimSpace(n.text.Text())
	if words == "" {
		n.open(false)
		return
	}
	n.q.carryOutOn(id, deed{words: "Note added", done: func() {
		delete(n.begun, id)
		if n.id == id {
			n.setting = true
			n.text.SetText("")
			n.setting = false
			n.open(false)
			n.q.columns.closeDrawer()
			n.q.rest()
		}
	}, do: func(ctx context.Context, who act.Who, _ []string) ([]act.Receipt, error) {
		return n.q.env.Program.Inbox.Note(ctx, who, id, words)
	}})
}

// addNote opens the box for a note.
func (q *Queue) addNote() {
	if q.open == nil {
		return
	}
	q.columns.needDetails()
	q.details.note.open(true)
	q.details.scroll.Refresh()
	q.focus(q.details.note.text.Target())
}
