package notices

import (
	"context"

	"fyne.io/fyne/v2"

	"commsdesk/app/notice"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// drawerWidth is the design's, in units.
const drawerWidth = 444

// Drawer is the list over the right of the window.
type Drawer struct {
	env     screen.Env
	changed func() // the list of notices is to be read again
	drawer  *part.Drawer
	rows    *fyne.Container
	undo    *part.UndoLine
	lines   []Line
	acts    []*part.Button // the rows' buttons, for the arrow keys
	gone    map[string]bool
	closed  bool
}

// Show opens the list. changed is called when one was closed or brought back;
// onClose when the drawer has gone.
func Show(env screen.Env, all []notice.Notice, changed, onClose func()) *Drawer {
	d := &Drawer{env: env, changed: changed, rows: part.Column(0), undo: part.NewUndoLine(), gone: map[string]bool{}}
	d.fill(Lines(env.Clock(), all))
	head := part.Pad(0, 16, 10, 16, part.NewLine(
		part.Run{Text: "Notices", Type: theme.Heading, Tone: theme.Text},
		part.Run{Text: "stay here until you deal with them", Type: theme.Small, Tone: theme.Text3, Gap: 8}))
	content := part.Column(0, head, part.HLine(), part.Grow(part.NewScroll(d.rows)), part.Pad(8, 12, 12, 12, d.undo))
	var first fyne.Focusable
	if len(d.acts) > 0 {
		first = d.acts[0]
	}
	d.drawer = part.ShowDrawer(env.Window.Canvas(), drawerWidth, content, first, func() {
		d.closed = true
		onClose()
	})
	return d
}

// Set shows the notices as they are now. While nothing changed the rows stay,
// so that the keyboard stays where it is.
func (d *Drawer) Set(all []notice.Notice) {
	lines := Lines(d.env.Clock(), all)
	kept := lines[:0]
	for _, l := range lines {
		if !d.gone[l.Key] {
			kept = append(kept, l)
		}
	}
	if !same(kept, d.lines) {
		d.refill(kept)
	}
}

func same(a, b []Line) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// refill shows other lines and keeps the keyboard at the same height.
func (d *Drawer) refill(lines []Line) {
	at := d.focused()
	d.fill(lines)
	if at >= 0 && len(d.acts) > 0 {
		d.env.Window.Canvas().Focus(d.acts[min(at, len(d.acts)-1)])
	}
}

func (d *Drawer) focused() int {
	now := d.env.Window.Canvas().Focused()
	for i, b := range d.acts {
		if now == fyne.Focusable(b) {
			return i
		}
	}
	return -1
}

func (d *Drawer) fill(lines []Line) {
	d.lines, d.acts, d.rows.Objects = lines, nil, nil
	if len(lines) == 0 {
		d.rows.Add(part.Pad(16, 16, 16, 16, part.EmptyState(theme.IconCheckCircle, part.Good, "Nothing needs you",
			"A notice comes before a reply is due, when one is late, and when something did not work.", nil)))
	}
	for i, l := range lines {
		d.rows.Add(d.row(i, l))
		d.rows.Add(part.HLine())
	}
	d.rows.Refresh()
}

func (d *Drawer) row(i int, l Line) fyne.CanvasObject {
	act := part.NewButton(part.ButtonSpec{Label: l.Action, Name: l.Action + ": " + l.Title + ". " + l.Words, Height: theme.SmallSize}, func() { d.act(l) })
	cross := part.NewButton(part.ButtonSpec{Name: "Close notice: " + l.Title, Icon: theme.IconClose, Look: part.Quiet, Height: theme.SmallSize}, func() { d.dismiss(l) })
	keys := func(e *fyne.KeyEvent) bool { return d.key(i, l, e) }
	act.OnKey, cross.OnKey = keys, keys
	d.acts = append(d.acts, act)
	words := part.Column(1,
		part.NewParagraph(part.Run{Text: l.Title, Type: theme.DenseBold, Tone: theme.Text}, part.Run{Text: "  " + l.Time, Type: theme.Small, Tone: theme.Text3}),
		part.NewWrapped(l.Words, theme.Small, theme.Text2))
	return part.Pad(10, 8, 10, 16, part.Row(10, part.NewIcon(l.Icon, l.Tone.Ink(), 18), part.Grow(words), act, cross))
}

// key moves by arrows, closes a notice by Delete and the drawer by Esc.
func (d *Drawer) key(i int, l Line, e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		d.env.Window.Canvas().Focus(d.acts[min(i+1, len(d.acts)-1)])
	case fyne.KeyUp:
		d.env.Window.Canvas().Focus(d.acts[max(i-1, 0)])
	case fyne.KeyDelete:
		d.dismiss(l)
	case fyne.KeyEscape:
		d.Close()
	default:
		return false
	}
	return true
}

// act goes to where the notice is dealt with.
func (d *Drawer) act(l Line) {
	d.Close()
	d.env.Go(l.Place, l.ID)
}

// dismiss puts a notice away, with a way back.
func (d *Drawer) dismiss(l Line) {
	d.gone[l.Key] = true
	left := make([]Line, 0, len(d.lines))
	for _, x := range d.lines {
		if x.Key != l.Key {
			left = append(left, x)
		}
	}
	d.refill(left)
	at := d.env.Clock()
	d.env.Work(func(ctx context.Context) error { return d.env.Program.Store.Dismiss(ctx, l.Key, at) }, func(err error) {
		if err != nil {
			d.env.Say(err)
		}
		d.changed()
	})
	words := "Notice closed: " + l.Title + "."
	d.env.Did(words, func() { d.restore(l) })
	d.undo.Say(words, func() { d.restore(l) })
}

func (d *Drawer) restore(l Line) {
	delete(d.gone, l.Key)
	d.undo.Hide()
	d.env.Work(func(ctx context.Context) error { return d.env.Program.Store.Restore(ctx, l.Key) }, func(err error) {
		if err != nil {
			d.env.Say(err)
		}
		d.changed()
	})
}

// Close takes the list away.
func (d *Drawer) Close() {
	if !d.closed {
		d.drawer.Close()
	}
}
