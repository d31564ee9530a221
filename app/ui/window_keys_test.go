package ui_test

import (
	"image"
	"slices"
	"strings"
	"testing"

	"commsdesk/app/ui/uitest"
)

// task is one of the commonest tasks (DESIGN-LANGUAGE 11): the keys it takes,
// the most that it may take, and what must have come of it.
type task struct {
	name string
	most int
	keys []string
	text string // typed before the last key
	done func(d desk, before row)
}

func becomes(what string, is func(shown) bool) func(desk, row) {
	return func(d desk, before row) { d.t.Helper(); d.becomes(before.ID, what, is) }
}

func queued(d desk, before row) { d.t.Helper(); d.sendIs(before.ID, "queued") }

// tasks are those that this version has.
var tasks = []task{
	{"reply and send", 2, []string{"r", "ctrl+Return"}, "Hello, we look into it.", queued},
	{"redirect to Do It Online", 3, []string{"d", "1", "ctrl+Return"}, "", queued},
	{"set type", 2, []string{"y", "q"}, "", becomes("a question", is("question"))},
	{"tag", 4, []string{"t", "w", "Return"}, "", becomes("tagged", has("Waste"))},
	{"assign to the Customer Service Centre", 3, []string{"a", "c"}, "", becomes("the centre's", assigned("csc"))},
	{"close as no reply expected", 1, []string{"x"}, "", becomes("settled", state("no-reply"))},
}

// TestWindowTasks does the commonest tasks in the real window with the keyboard
// alone, in no more steps than the design allows.
func TestWindowTasks(t *testing.T) {
	d, w := sampleDesk(t, uitest.NewClock(t, monday))

	first := d.queue()
	w.Press("j")
	w.Keys("l")
	d.becomes(first[1].ID, "J alone opens the next one due", assigned("GM"))
	w.Drawn()

	for _, task := range tasks {
		if len(task.keys) > task.most {
			t.Errorf("%s takes %d steps, at most %d are allowed", task.name, len(task.keys), task.most)
		}
		at := d.queue()
		mine := slices.IndexFunc(at, func(r row) bool { return r.State == "open" && r.Type == "untriaged" && r.Assignee != "GM" })
		if mine < 0 {
			t.Fatalf("nothing is left to %s", task.name)
		}
		d.find(w, at[mine])
		last := len(task.keys) - 1
		for i, key := range task.keys {
			if i < last {
				w.Press(key)
				continue
			}
			if task.text != "" {
				w.Type(task.text)
			}
			w.Keys(key)
		}
		task.done(d, at[mine])
		w.Drawn()
	}

	var unknown send
	for _, s := range d.outbox() {
		if s.State == "unconfirmed" {
			unknown = s
		}
	}
	w.Press("ctrl+shift+n", "Return")
	w.Keys("1")
	d.sendIs(unknown.Conversation, "sent")
	w.Quit()
}

// TestWindowKeys presses every key of the map (DESIGN-LANGUAGE 6) that this
// version has, and sees the window answer each.
func TestWindowKeys(t *testing.T) {
	d, w := sampleDesk(t, uitest.NewClock(t, monday))
	list := image.Rect(80, 20, 484, 740)

	// Anywhere.
	w.Press("ctrl+3", "ctrl+8", "ctrl+1", "ctrl+k", "Escape", "ctrl+shift+n", "Escape", "F1", "Escape", "question", "Escape",
		"ctrl+i", "ctrl+i", "F5")
	w.Ringed(list)
	w.Keys("F6")
	w.Ringed(middle)
	w.Press("F6", "F6", "shift+F6", "shift+F6", "shift+F6")
	w.Ringed(list)

	// Queue.
	w.Press("j", "k", "Down", "Up", "bracketleft", "bracketright", "alt+2", "alt+3", "alt+4", "alt+5", "alt+1",
		"space", "shift+Down", "b", "Escape", "Escape")
	w.Press("Return")
	w.Ringed(middle)
	w.Press("Escape")
	w.Ringed(list)

	// Conversation: menus open and close.
	w.Press("d", "Escape", "a", "Escape", "y", "Escape", "t", "Escape", "h", "Escape", "n", "Escape")
	w.Ringed(list)
	waiting := d.queue()[4]
	d.find(w, waiting)
	w.Keys("x")
	d.becomes(waiting.ID, "X settles it", state("no-reply"))
	w.Drawn()
	w.Keys("ctrl+z")
	d.becomes(waiting.ID, "Ctrl Z takes that back", state("open"))
	w.Drawn()

	// One that was answered can wait, and be done.
	var answered row
	for _, r := range uitest.Read[[]row](d.PC, "queue", "--all") {
		if r.State == "answered" {
			answered = r
		}
	}
	d.find(w, answered)
	w.Keys("w")
	d.becomes(answered.ID, "W waits for the resident", state("waiting"))
	w.Drawn()
	w.Keys("ctrl+z")
	d.becomes(answered.ID, "and back", state("answered"))

	// Composer and outbox.
	w.Drawn()
	w.Press("ctrl+n", "Escape", "ctrl+3")
	w.Press("Down", "Up", "Return")
	d.Until("Enter opens the conversation", func() bool { return strings.HasSuffix(w.Title(), "Queue · Commsdesk") })
	w.Quit()
	d.verify()
}
