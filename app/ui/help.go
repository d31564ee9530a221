package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// keyLine is one line of the sheet of all keys.
type keyLine struct {
	keys  []string
	words string
}

// keyGroup is the keys of one menu.
type keyGroup struct {
	name  string
	lines []keyLine
}

// keysOf makes the sheet of the table: every action that has a key, by menu,
// then what lists and boxes do by themselves.
func keysOf(table []screen.Action) []keyGroup {
	var out []keyGroup
	at := map[string]int{}
	for _, a := range table {
		var keys []string
		if a.Shortcut != "" {
			keys = append(keys, strings.ReplaceAll(a.Shortcut, "+", " "))
		}
		if a.Key != "" {
			keys = append(keys, a.Key)
		}
		if len(keys) == 0 {
			continue
		}
		name := a.Menu
		if name == "" {
			name = "Here"
		}
		i, ok := at[name]
		if !ok {
			i = len(out)
			at[name] = i
			out = append(out, keyGroup{name: name})
		}
		out[i].lines = append(out[i].lines, keyLine{keys, a.Title})
	}
	return append(out, keyGroup{"Lists and boxes", []keyLine{
		{[]string{"J", "K"}, "Next and previous row"},
		{[]string{"↑", "↓"}, "The same"},
		{[]string{"Space"}, "Mark a row"},
		{[]string{"Shift ↓"}, "Mark many rows"},
		{[]string{"Tab"}, "Next box or button"},
		{[]string{"Esc"}, "Leave a box, menu or dialog"},
		{[]string{"Alt"}, "Open the menus"},
	}})
}

// showKeys opens the sheet of all keys.
func (u *UI) showKeys() {
	if u.covered() {
		return
	}
	groups := keysOf(u.actions())
	left, right := part.Column(14), part.Column(14)
	var inLeft, inRight int
	for _, g := range groups {
		side, lines := left, &inLeft
		if inRight < inLeft {
			side, lines = right, &inRight
		}
		*lines += len(g.lines) + 2
		side.Add(keyCard(g))
	}
	content := part.Column(12, part.RowTop(24, part.Grow(left), part.Grow(right)))
	if !u.p.Snapshot().Settings.SingleKeys {
		content.Add(part.NewWrapped("Single letters are turned off in Settings.", theme.Small, theme.Text2))
	} else {
		content.Add(part.NewWrapped("Single letters act while a list or a thread has the keyboard, never in a text box. You can turn them off in Settings.", theme.Small, theme.Text2))
	}
	u.panel(part.PanelSpec{Title: "All keys", Content: content, Width: 720})
}

func keyCard(g keyGroup) fyne.CanvasObject {
	column := part.Column(5, part.NewText(g.name, theme.DenseBold, theme.Text))
	for _, l := range g.lines {
		caps := part.Row(4)
		for _, k := range l.keys {
			caps.Add(part.NewKeyCap(k))
		}
		column.Add(part.Row(8, part.Sized(104, 0, part.Row(0, caps, part.Spring())), part.Grow(part.NewWrapped(l.words, theme.Dense, theme.Text))))
	}
	return column
}
