package part

import (
	"fmt"

	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// LinkData is a link that a message holds. It is listed below the words, so
// that what it says and where it goes are both seen.
type LinkData struct {
	Words   string // as written
	Target  string // the address it goes to
	Warning string // why it is suspicious, or empty
}

// AttachmentData is a file that came with a message.
type AttachmentData struct {
	Name string // cleaned
	Size string // "240 KB"; empty when it is not known
	// Picture shows the symbol of one. Alt says what it shows, below the name;
	// empty: nothing is said.
	Picture bool
	Alt     string
	// Fixed: it can't be saved from here.
	Fixed bool
}

// MarkData is a fact about a message: "Automatic reply", "Could not be read".
type MarkData struct {
	Icon  theme.IconName
	Words string
	Tone  Tone
}

// MessageData is one message of a thread.
type MessageData struct {
	Initials    string
	Name        string
	Time        string // "Fri 27 Nov, 11:40"
	Ours        bool   // we wrote it
	Marks       []MarkData
	Body        string // plain text
	Quoted      string // earlier mail and signature, folded away
	Former      string // the words before they were edited, folded away
	Links       []LinkData
	Attachments []AttachmentData

	OnLink func(target string)
	OnSave func(attachment int) // index in Attachments
	// OnMore shows what can be done about the message, under an object; nil:
	// nothing can.
	OnMore func(under fyne.CanvasObject)
}

// messageWidth is the most that a message's words take of a wide window.
const messageWidth = 720

// Message shows one message of a thread. Its words can be selected; nothing in
// them is ever fetched. Make a new one for other data.
type Message struct {
	composite
	data   MessageData
	column *fyne.Container
	links  *fyne.Container
	files  *fyne.Container
}

// NewMessage returns a message.
func NewMessage(d MessageData) *Message {
	m := &Message{data: d, column: Column(4), links: Column(4), files: Column(4)}
	m.fill()
	ground := theme.Transparent
	if d.Ours {
		ground = theme.Tint
	}
	avatar := NewAvatar(d.Initials, 30)
	body := RowTop(12, avatar, Grow(AtMost(messageWidth, m.column)))
	m.compose(m, Stack(NewBox(ground, theme.RadiusCard), Pad(8, 12, 8, 12, body)), nil)
	return m
}

// AccessibilityLabel implements fyne.Accessible.
func (m *Message) AccessibilityLabel() string {
	return m.data.Name + ", " + m.data.Time + ". " + fit(m.data.Body, blockLimit)
}

// AccessibilityRole implements fyne.Accessible.
func (m *Message) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (m *Message) fill() {
	d := m.data
	m.column.Add(m.head())
	for _, mark := range d.Marks {
		m.column.Add(Row(5, NewIcon(mark.Icon, mark.Tone.ink(), 14),
			Grow(NewWrapped(mark.Words, theme.SmallBold, mark.Tone.ink()))))
	}
	if d.Body != "" {
		m.column.Add(newLongWords(d.Body))
	}
	if d.Former != "" {
		m.column.Add(newFold("the former words", d.Former))
	}
	if len(d.Links) > 0 {
		m.share(m.links, 0, len(d.Links), shownAtOnce, "links", func(i int) fyne.CanvasObject { return m.link(d.Links[i]) })
		m.column.Add(m.links)
	}
	if len(d.Attachments) > 0 {
		m.share(m.files, 0, len(d.Attachments), shownAtOnce, "files", m.attachment)
		m.column.Add(m.files)
	}
	if d.Quoted != "" {
		m.column.Add(newFold("earlier messages and signature", d.Quoted))
	}
}

// head is who wrote and when, and what can be done about it.
func (m *Message) head() fyne.CanvasObject {
	line := NewLine(Run{Text: m.data.Name, Type: theme.DenseBold, Tone: theme.Text},
		Run{Text: m.data.Time, Type: theme.Small, Tone: theme.Text3, Gap: 8})
	if m.data.OnMore == nil {
		return line
	}
	more := NewButton(ButtonSpec{Name: "About this message from " + m.data.Name, Icon: theme.IconMoreHoriz, Look: Quiet, Height: theme.SmallSize}, nil)
	more.OnTapped = func() { m.data.OnMore(more) }
	return Pad(-4, 0, -4, 0, Row(8, Grow(line), more)) // no higher than the line
}

// shownAtOnce is how many links or files of a message are drawn at first,
// shownMore how many each time somebody asks: a mail can list thousands.
const (
	shownAtOnce = 20
	shownMore   = 50
)

// share draws the next share of a list, and offers the rest.
func (m *Message) share(list *fyne.Container, from, all, share int, what string, draw func(i int) fyne.CanvasObject) {
	to := min(all, from+share)
	for i := from; i < to; i++ {
		list.Add(draw(i))
	}
	if to == all {
		return
	}
	list.Add(Leading(NewButton(ButtonSpec{Label: fmt.Sprintf("Show %d more %s", all-to, what), Icon: theme.IconKeyboardArrowDown,
		Look: Quiet, Height: theme.SmallSize}, func() {
		list.Objects = list.Objects[:len(list.Objects)-1]
		m.share(list, to, all, shownMore, what, draw)
		m.Refresh()
	})))
}

func (m *Message) link(l LinkData) fyne.CanvasObject {
	icon, tone := theme.IconLink, theme.Text2
	if l.Warning != "" {
		icon, tone = theme.IconGppMaybe, theme.Warn
	}
	open := func() {
		if m.data.OnLink != nil {
			m.data.OnLink(l.Target)
		}
	}
	row := Row(6, NewIcon(icon, tone, 16), NewLink(l.Target, open))
	if l.Warning == "" {
		return row
	}
	return Column(0, row, Pad(0, 0, 0, 22, NewWrapped(l.Warning, theme.SmallBold, theme.Warn)))
}

func (m *Message) attachment(i int) fyne.CanvasObject {
	a := m.data.Attachments[i]
	icon := theme.IconAttachFile
	if a.Picture {
		icon = theme.IconImage
	}
	row := Row(6, NewIcon(icon, theme.Text2, 16), Grow(NewLine(Run{Text: a.Name, Type: theme.Dense, Tone: theme.Text},
		Run{Text: a.Size, Type: theme.Small, Tone: theme.Text3, Gap: 8})))
	if !a.Fixed {
		row.Add(m.save(i))
	}
	column := Column(0, row)
	if a.Alt != "" {
		column.Add(Pad(0, 6, 4, 22, NewWrapped(a.Alt, theme.Small, theme.Text2)))
	}
	return Stack(NewFrame(theme.Sunken, theme.LineTone, theme.RadiusControl), Pad(4, 6, 4, 10, column))
}

func (m *Message) save(i int) fyne.CanvasObject {
	a := m.data.Attachments[i]
	return NewButton(ButtonSpec{Label: "Save", Name: "Save " + a.Name, Icon: theme.IconDownload, Height: theme.SmallSize}, func() {
		if m.data.OnSave != nil {
			m.data.OnSave(i)
		}
	})
}

// Link is words that go somewhere: accent and underlined.
type Link struct {
	press
}

// NewLink returns a link that calls tapped.
func NewLink(words string, tapped func()) *Link {
	l := &Link{}
	l.OnTapped, l.name = tapped, words
	line := NewText(words, theme.Dense, theme.Accent)
	l.composePress(l, 2, Sized(0, 24, Stack(line, Column(0, Spring(), Pad(0, 0, 4, 0, HRule(theme.Accent))))), nil)
	return l
}

// AccessibilityRole implements fyne.Accessible.
func (l *Link) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleLink }
