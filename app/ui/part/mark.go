package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// KeyCap shows the key of an action. It is decoration: the action says its
// own name.
type KeyCap struct {
	composite
	key   string
	ink   fyne.ThemeColorName
	edge  fyne.ThemeColorName
	box   *Box
	label *Line
}

// NewKeyCap returns a cap for a key such as "R" or "Ctrl K".
func NewKeyCap(key string) *KeyCap {
	k := &KeyCap{key: key, ink: theme.Text2, edge: theme.Control}
	k.box = NewFrame(theme.Transparent, theme.Control, theme.RadiusTag)
	k.label = NewRigid(Run{Text: key, Type: theme.Small, Tone: k.ink})
	k.compose(k, Sized(0, theme.KeyCapSize, Stack(k.box, Pad(0, 5, 0, 5, k.label))), func() {
		k.box.Stroke = k.edge
		k.label.setRuns([]Run{{Text: k.key, Type: theme.Small, Tone: k.ink}})
	})
	return k
}

// tint suits the cap to a filled button's ground.
func (k *KeyCap) tint(ink fyne.ThemeColorName, filled bool) {
	k.ink, k.edge = theme.Text2, theme.Control
	if filled {
		k.ink, k.edge = ink, ink
	}
	k.update()
}

// KeyHint is key caps and what they do: "J K next, previous".
func KeyHint(words string, keys ...string) fyne.CanvasObject {
	row := Row(3)
	for _, k := range keys {
		row.Add(NewKeyCap(k))
	}
	row.Add(NewRigid(Run{Text: words, Type: theme.Small, Tone: theme.Text3}))
	return row
}

// Tag is a word in a small box: a tag of a conversation, or what a page is
// about. With OnRemove set it shows a cross.
type Tag struct {
	composite
	text  string
	icon  *Icon
	label *Line
}

// NewTag returns a tag; icon may be empty; remove may be nil.
func NewTag(text string, icon theme.IconName, remove func()) *Tag {
	t := &Tag{text: text, icon: NewIcon(icon, theme.Text2, 14)}
	t.label = NewText(text, theme.Small, theme.Text2)
	row := Row(5, t.icon, t.label)
	right := float32(6)
	if remove != nil {
		right = 1
		row.Add(Pad(-2, 0, -2, 0, newCross("Remove "+text, remove))) // 24 high in a tag of 20
	}
	Show(t.icon, icon != "")
	t.compose(t, Sized(0, theme.TagSize, Stack(NewFrame(theme.Bg, theme.LineTone, theme.RadiusTag), Pad(0, right, 0, 6, row))), nil)
	return t
}

// SetText changes the word.
func (t *Tag) SetText(text string) {
	t.text = text
	t.label.SetText(text)
}

// Text returns the word.
func (t *Tag) Text() string { return t.text }

// cross is the small button that takes something away.
type cross struct{ press }

func newCross(name string, tapped func()) *cross {
	c := &cross{}
	c.OnTapped, c.name = tapped, name
	icon, box := NewIcon(theme.IconClose, theme.Text2, 14), NewBox(theme.Transparent, theme.RadiusTag)
	c.composePress(c, theme.RadiusTag, Sized(24, 24, Stack(box, icon)), func() {
		box.Fill = theme.Transparent
		if c.hovered {
			box.Fill = theme.ButtonHover
		}
	})
	return c
}

// Chip is the officer's sign that the desk adds to a reply: ^GM.
func Chip(text string) fyne.CanvasObject {
	return Sized(0, theme.TagSize, Stack(NewBox(theme.Tint, theme.RadiusTag),
		Pad(0, 7, 0, 7, NewRigid(Run{Text: text, Type: theme.SmallBold, Tone: theme.Accent}))))
}

// NetworkTile is the mark of a network: letters on a rounded square, or the
// mailbox's envelope on a circle.
type NetworkTile struct {
	composite
	network string
	box     *Box
	letters *Line
	mail    *Icon
}

// NewNetworkTile returns a tile of a side in units, for a network id as
// theme.Mark knows it.
func NewNetworkTile(network string, side float32) *NetworkTile {
	t := &NetworkTile{network: network, box: NewBox(theme.Transparent, 5)}
	t.letters = NewRigid()
	t.letters.Align = fyne.TextAlignCenter
	t.mail = NewIcon(theme.IconMailFill, theme.NetworkText, side*0.64)
	t.compose(t, Sized(side, side, Stack(t.box, t.letters, t.mail)), func() {
		m := theme.Mark(t.network)
		t.box.Fill, t.box.Radius = m.Fill, 5
		if m.Letters == "" {
			t.box.Radius = side / 2
		}
		t.letters.setRuns([]Run{{Text: m.Letters, Type: theme.SmallBold, Tone: theme.NetworkText}})
		Show(t.mail, m.Letters == "")
	})
	return t
}

// Set shows another network.
func (t *NetworkTile) Set(network string) {
	if t.network != network {
		t.network = network
		t.Refresh()
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (t *NetworkTile) AccessibilityLabel() string { return theme.Mark(t.network).Name }

// AccessibilityRole implements fyne.Accessible.
func (t *NetworkTile) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Avatar is a circle with a person's initials.
type Avatar struct {
	composite
	initials string
	letters  *Line
}

// NewAvatar returns a circle of a side in units: 20 in rows, 30 in threads.
func NewAvatar(initials string, side float32) *Avatar {
	a := &Avatar{initials: initials, letters: NewRigid()}
	a.letters.Align = fyne.TextAlignCenter
	box := NewBox(theme.Track, side/2)
	a.compose(a, Sized(side, side, Stack(box, a.letters)), func() {
		a.letters.setRuns([]Run{{Text: a.initials, Type: theme.SmallBold, Tone: theme.Text}})
	})
	return a
}

// Set shows another person's initials.
func (a *Avatar) Set(initials string) {
	if a.initials != initials {
		a.initials = initials
		a.Refresh()
	}
}
