package part

import (
	"strings"
	"testing"

	"commsdesk/app/ui/theme"
)

func TestQueueRowSaysAllThatItIsGiven(t *testing.T) {
	desk(t, theme.Light, 100)
	r := NewQueueRow()
	d := QueueData{Network: "instagram", Name: "Leanne Okoro", Kind: "private message", Badge: "wrote again", BadgeTone: Chosen, Deadline: Words{"by 11:10", ", 1 h 22 left"}, Tone: Soon,
		Preview: "Hi, can I hire the museum room?", Type: "Question", Tags: []string{"Museum", "Hire", "Room"}, Share: 0.9,
		Second: Words{"Instagram stops replies then.", " Our own deadline is 17:00"}, Spoken: "Due by 11:10. Leanne Okoro."}
	r.Set(d)
	window(t, r, 700, theme.QueueRow)
	got := seen(r)
	for _, want := range []string{"Ig", "Leanne Okoro", "private message", "wrote again", "by 11:10", ", 1 h 22 left", "Hi, can I hire the museum room?", "Question", "Museum", "Hire", "+1", "Unassigned", "Instagram stops replies then.", "Our own deadline is 17:00"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %q", want, got)
		}
	}
	if r.AccessibilityLabel() != d.Spoken {
		t.Errorf("spoken %q", r.AccessibilityLabel())
	}
	// A recycled row keeps nothing of the one before.
	r.Set(QueueData{Network: "mailbox", Name: "Wren Hadley", Deadline: Words{"due 15:10", ""}, Type: "Press", Assignee: "JP", NoClock: true})
	got = seen(r)
	for _, gone := range []string{"Ig", "Leanne", "wrote", "Museum", "+1", "Unassigned", "Instagram"} {
		if strings.Contains(got, gone) {
			t.Errorf("%q is left over in %q", gone, got)
		}
	}
	if r.bar.Visible() || !strings.Contains(got, "JP") {
		t.Errorf("bar %v, %q", r.bar.Visible(), got)
	}
}

func TestQueueRowsAreAllOfOneHeight(t *testing.T) {
	desk(t, theme.Light, 100)
	plain, full := NewQueueRow(), NewQueueRow()
	plain.Set(QueueData{Name: "A"})
	full.Set(QueueData{Name: "A", Tags: []string{"B", "C", "D"}, Second: Words{"E", "F"}, Badge: "G"})
	if p, f := plain.MinSize().Height, full.MinSize().Height; p != theme.QueueRow || f != theme.QueueRow {
		t.Errorf("heights %f and %f, want %d", p, f, theme.QueueRow)
	}
}

func TestRowStatesAreSeen(t *testing.T) {
	desk(t, theme.Light, 100)
	r := NewQueueRow()
	r.Set(QueueData{Name: "A"})
	window(t, r, 404, theme.QueueRow)
	r.SetState(RowState{Selected: true, Focused: true})
	if r.ground.box.Fill != theme.Tint || !r.ground.edge.Visible() || !r.ground.ring.Visible() {
		t.Error("a selected row does not look so")
	}
	r.SetState(RowState{Marked: true})
	if !r.mark.Visible() || r.tile.Visible() || r.ground.edge.Visible() || r.ground.ring.Visible() {
		t.Error("a marked row does not look so")
	}
	r.SetState(RowState{})
	if r.ground.box.Fill != theme.Surface || r.mark.Visible() || !r.tile.Visible() {
		t.Error("a plain row does not look so")
	}
}

func TestOutboxRowIsVioletOnlyWhenUnconfirmed(t *testing.T) {
	desk(t, theme.Light, 100)
	r := NewOutboxRow()
	window(t, r, 372, theme.OutboxRow)
	r.SetState(RowState{Selected: true})
	for tone, want := range map[Tone]any{Unknown: theme.UnsureTint, Late: theme.Tint, Good: theme.Tint, Idle: theme.Tint} {
		r.Set(OutboxData{Text: "Hello", Tone: tone, State: Words{"State", ""}})
		if r.ground.box.Fill != want {
			t.Errorf("tone %d: ground %s, want %s", tone, r.ground.box.Fill, want)
		}
	}
}

func TestEveryOutcomeHasItsOwnWordSymbolAndTone(t *testing.T) {
	words, icons := map[string]bool{}, map[theme.IconName]bool{}
	for o := Draft; o <= Unconfirmed; o++ {
		w, i, tone := o.Look()
		if w == "" || i == "" || words[w] || icons[i] {
			t.Errorf("outcome %d: %q, %q", o, w, i)
		}
		if (tone == Unknown) != (o == Unconfirmed) {
			t.Errorf("outcome %d has tone %d: violet is for unconfirmed", o, tone)
		}
		words[w], icons[i] = true, true
	}
}

func TestRailItemShowsItsCount(t *testing.T) {
	desk(t, theme.Light, 100)
	r := NewRailItem(RailData{Label: "Outbox", Icon: theme.IconOutbox, Filled: theme.IconOutboxFill, Count: 120, Fault: true, Active: true}, nil)
	window(t, r, theme.RailWidth, theme.RailItem)
	if got := seen(r); got != "Outbox|99+" || r.pill.Fill != theme.BadgeFault || r.icon.Name != theme.IconOutboxFill {
		t.Errorf("shows %q on %s with %s", got, r.pill.Fill, r.icon.Name)
	}
	r.Set(RailData{Label: "Outbox", Icon: theme.IconOutbox})
	if got := seen(r); got != "Outbox" || r.icon.Name != theme.IconOutbox || r.box.Visible() {
		t.Errorf("shows %q with %s, active %v", got, r.icon.Name, r.box.Visible())
	}
}

func TestTimeBarShowsTheShareUsed(t *testing.T) {
	desk(t, theme.Light, 100)
	b := NewTimeBar(84, 0.5, Soon)
	window(t, b, 84, 20)
	r := &barRenderer{}
	for share, want := range map[float32]float32{0: 0, 0.01: 4, 0.5: 42, 1: 84, 7: 84, -1: 0} {
		b.Set(share, Soon)
		r = rendererOf(b).(*barRenderer)
		if got := r.used.Size().Width; got != want {
			t.Errorf("share %g: %g wide, want %g", share, got, want)
		}
	}
	for tone, want := range map[Tone]any{Calm: theme.Control, Soon: theme.WarnBar, Late: theme.Danger} {
		if got := tone.bar(); got != want {
			t.Errorf("tone %d: %s", tone, got)
		}
	}
}
