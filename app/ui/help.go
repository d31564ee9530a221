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
	content := part.Column(12, keyColumns(keysOf(u.actions()), u.keyColumnCount()))
	if !u.p.Snapshot().Settings.SingleKeys {
		content.Add(part.NewWrapped("Single letters are turned off in Settings.", theme.Small, theme.Text2))
	} else {
		content.Add(part.NewWrapped("Single letters act while a list or a thread has the keyboard, never in a text box. You can turn them off in Settings.", theme.Small, theme.Text2))
	}
	part.ShowPanel(u.win.Canvas(), part.PanelSpec{Title: "All keys", Content: content, Width: float32(320*u.keyColumnCount() + 40)})
}

// keyColumnCount is how many columns of keys the window has room for.
func (u *UI) keyColumnCount() int {
	return max(1, min(3, int((u.win.Canvas().Size().Width-theme.Units(72))/theme.Units(320))))
}

// keyColumns lays the groups out, each in the column that is shortest so far.
func keyColumns(groups []keyGroup, n int) fyne.CanvasObject {
	columns, lines := make([]*fyne.Container, n), make([]int, n)
	row := part.RowTop(20)
	for i := range columns {
		columns[i] = part.Column(14)
		row.Add(part.Grow(columns[i]))
	}
	for _, g := range groups {
		shortest := 0
		for i := range lines {
			if lines[i] < lines[shortest] {
				shortest = i
			}
		}
		lines[shortest] += len(g.lines) + 2
		columns[shortest].Add(keyCard(g))
	}
	return row
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
