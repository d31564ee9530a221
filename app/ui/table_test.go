package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/screen"
)

type placeName = screen.Place

var officerGM = desk.Officer{ID: "gm", Name: "Gemma Marlow", Initials: "GM"}

func TestShortcutsAreReadFromWords(t *testing.T) {
	for words, want := range map[string]string{
		"Ctrl+K":       "CustomDesktop:Control+K",
		"Ctrl+Shift+N": "CustomDesktop:Shift+Control+N",
		"Alt+1":        "CustomDesktop:Alt+1",
		"Ctrl+Enter":   "CustomDesktop:Control+Return",
		"F5":           "CustomDesktop:F5",
		"Ctrl+Z":       "Undo",
	} {
		s := shortcut(words)
		if got := s.ShortcutName(); got != want {
			t.Errorf("%s is %q, want %q", words, got, want)
		}
	}
	if shortcut("") != nil {
		t.Error("no words are a shortcut")
	}
}

func table(log *[]string) []screen.Action {
	say := func(id string) func() { return func() { *log = append(*log, id) } }
	return []screen.Action{
		{ID: "a", Title: "Reply", Menu: "Conversation", Key: "R", Do: say("a")},
		{ID: "b", Title: "Done", Menu: "Conversation", Key: "E", Enabled: func() bool { return false }, Do: say("b")},
		{ID: "c", Title: "Queue", Menu: "Go", Shortcut: "Ctrl+1", Do: say("c")},
		{ID: "d", Title: "Settings: tags", Do: say("d")},
	}
}

func TestMenuIsTheTable(t *testing.T) {
	var log []string
	m := menuOf(table(&log), func(a screen.Action) bool { return a.Run() })
	if len(m.Items) != 2 || m.Items[0].Label != "Conversation" || m.Items[1].Label != "Go" || len(m.Items[0].Items) != 2 {
		t.Fatalf("the menus are %+v", m.Items)
	}
	reply, done, queue := m.Items[0].Items[0], m.Items[0].Items[1], m.Items[1].Items[0]
	if reply.Disabled || !done.Disabled || queue.Shortcut.(*desktop.CustomShortcut).KeyName != fyne.Key1 {
		t.Errorf("the items are %+v %+v %+v", reply, done, queue)
	}
	for _, item := range []*fyne.MenuItem{reply, done, queue} {
		item.Action()
	}
	if got := strings.Join(log, ""); got != "ac" {
		t.Errorf("a greyed item acts: %q was done", got)
	}
}

func TestMenuKeyFollowsWhatCanBeDone(t *testing.T) {
	var log []string
	before := table(&log)
	after := table(&log)
	after[1].Enabled = nil
	if menuKey(before) == menuKey(after) {
		t.Error("a menu item that can be chosen now makes no new menu")
	}
	if menuKey(before) != menuKey(table(&log)) {
		t.Error("a menu of the same looks is made anew")
	}
}

func TestKeySheetHasEveryKey(t *testing.T) {
	var log []string
	groups := keysOf(table(&log))
	if len(groups) != 3 || groups[0].name != "Conversation" || len(groups[0].lines) != 2 || groups[1].lines[0].keys[0] != "Ctrl 1" {
		t.Errorf("the sheet is %+v", groups)
	}
}

func TestCommandListHasDeedsThenFinds(t *testing.T) {
	var log []string
	hits := []inbox.Hit{{Conversation: "1", Snippet: "the «bin» on", Row: inbox.Row{Person: inbox.Person{Name: "Tom Ashdown"}}}, {Conversation: "1", Snippet: "again"}}
	s := &search{words: "bin", want: "bin", hits: hits}
	got := listed(table(&log), s, "bin")
	if len(got) != 1 || got[0].ID != "open:1" || got[0].Title != "Tom Ashdown" || got[0].Subtitle != "the bin on" {
		t.Errorf("found %+v", got)
	}
	if got := listed(table(&log), &search{want: "tag"}, "tag"); len(got) != 1 || got[0].ID != "do:d" {
		t.Errorf("offered %+v", got)
	}
	if got := listed(table(&log), &search{words: "xyz", want: "xyz"}, "xyz"); len(got) != 1 || got[0].ID != "" || !strings.Contains(got[0].Title, "“xyz”") {
		t.Errorf("without a match it says %+v", got)
	}
}

func TestSignalsAreGathered(t *testing.T) {
	told := make(chan []event.Change, 10)
	s := newSignals(time.Millisecond, func(c []event.Change) { told <- c })
	s.mu.Lock() // nothing is told before all are heard
	for _, c := range []event.Change{{Topic: event.Conversations, IDs: []string{"a"}}, {Topic: event.Sends}, {Topic: event.Conversations, IDs: []string{"b", "a"}}} {
		s.mu.Unlock()
		s.heard(c)
		s.mu.Lock()
		if s.timer != nil {
			s.timer.Stop()
		}
	}
	s.mu.Unlock()
	s.flush()
	got := <-told
	if len(got) != 2 || got[0].Topic != event.Conversations || strings.Join(got[0].IDs, "") != "ab" || got[1].Topic != event.Sends || got[1].IDs != nil {
		t.Errorf("told %+v", got)
	}
	s.heard(event.Change{Topic: event.Desk})
	s.stop()
	s.flush()
	select {
	case c := <-told:
		t.Errorf("told after the end: %+v", c)
	default:
	}
}
