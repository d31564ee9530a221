package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"commsdesk/app/ui/screen"
)

// keyNames are the names of DESIGN-LANGUAGE 6 that the toolkit spells another
// way.
var keyNames = map[string]fyne.KeyName{"Enter": fyne.KeyReturn, "Esc": fyne.KeyEscape, "PageUp": fyne.KeyPageUp, "PageDown": fyne.KeyPageDown}

// shortcut reads "Ctrl+Shift+N". Ctrl is the Command key on a Mac.
func shortcut(words string) fyne.Shortcut {
	if words == "" {
		return nil
	}
	if words == "Ctrl+Z" {
		return &fyne.ShortcutUndo{}
	}
	s := &desktop.CustomShortcut{}
	for _, w := range strings.Split(words, "+") {
		switch w {
		case "Ctrl":
			s.Modifier |= fyne.KeyModifierShortcutDefault
		case "Shift":
			s.Modifier |= fyne.KeyModifierShift
		case "Alt":
			s.Modifier |= fyne.KeyModifierAlt
		default:
			s.KeyName = fyne.KeyName(w)
			if name, ok := keyNames[w]; ok {
				s.KeyName = name
			}
		}
	}
	return s
}

// menuOf makes the main menu of the table: menus in the order of their first
// action. run does an action, greyed out or not: shortcuts of greyed items
// fire too (DESIGN 7), so run checks.
func menuOf(table []screen.Action, run func(screen.Action) bool) *fyne.MainMenu {
	main := fyne.NewMainMenu()
	byName := map[string]*fyne.Menu{}
	for _, a := range table {
		if a.Menu == "" {
			continue
		}
		m, ok := byName[a.Menu]
		if !ok {
			m = fyne.NewMenu(a.Menu)
			byName[a.Menu] = m
			main.Items = append(main.Items, m)
		}
		label := a.Title
		if a.Key != "" && a.Shortcut == "" {
			label += "   (" + a.Key + ")"
		}
		item := fyne.NewMenuItem(label, func() { run(a) })
		item.Shortcut = shortcut(a.Shortcut)
		item.Disabled = a.Enabled != nil && !a.Enabled()
		item.IsQuit = a.ID == "desk.quit"
		m.Items = append(m.Items, item)
	}
	return main
}

// enabling is Env.Enabling: the menu follows what can be done.
func (u *UI) enabling() {
	if u.shell == nil {
		return
	}
	table := u.actions()
	now := menuKey(table)
	if now == u.menuFor {
		return
	}
	u.menuFor = now
	u.win.SetMainMenu(menuOf(table, u.run))
}

// menuKey says in one string what a menu of the table would show.
func menuKey(table []screen.Action) string {
	var b strings.Builder
	for _, a := range table {
		if a.Menu == "" {
			continue
		}
		b.WriteString(a.ID + a.Title)
		if a.Enabled == nil || a.Enabled() {
			b.WriteByte('+')
		}
		b.WriteByte('\n')
	}
	return b.String()
}
