package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// each calls f for every visible object on the window, the topmost layer alone
// when there is one.
func (o *office) each(f func(fyne.CanvasObject)) {
	var walk func(fyne.CanvasObject)
	walk = func(x fyne.CanvasObject) {
		if x == nil || !x.Visible() {
			return
		}
		f(x)
		switch x := x.(type) {
		case *container.Scroll:
			walk(x.Content)
		case *fyne.Container:
			for _, child := range x.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(x).Objects() {
				walk(child)
			}
		}
	}
	c := o.u.win.Canvas()
	if top := c.Overlays().Top(); top != nil {
		walk(top)
		return
	}
	walk(c.Content())
}

// spoken is an object's accessible name, or "".
func spokenName(x fyne.CanvasObject) string {
	if a, ok := x.(fyne.Accessible); ok {
		return a.AccessibilityLabel()
	}
	return ""
}

// tap presses what is called so.
func (o *office) tap(name string) {
	o.t.Helper()
	var found fyne.Tappable
	o.each(func(x fyne.CanvasObject) {
		if p, ok := x.(fyne.Tappable); ok && spokenName(x) == name {
			found = p
		}
	})
	if found == nil {
		o.t.Fatalf("there is nothing called %q to press; on screen: %s", name, o.words())
	}
	if d, ok := found.(fyne.Disableable); ok && d.Disabled() {
		o.t.Fatalf("%q is greyed out", name)
	}
	found.Tapped(&fyne.PointEvent{})
}

// box puts the keyboard into the text box called so.
func (o *office) box(name string) {
	o.t.Helper()
	var found fyne.Focusable
	o.each(func(x fyne.CanvasObject) {
		if p, ok := x.(undoable); ok && spokenName(x) == name {
			found = p
		}
	})
	if found == nil {
		o.t.Fatalf("there is no box called %q; on screen: %s", name, o.words())
	}
	o.u.win.Canvas().Focus(found)
}

// typed types into what has the keyboard.
func (o *office) typed(words string) {
	o.t.Helper()
	test.Type(o.u.win.Canvas().Focused(), words)
}

// key presses a key in what has the keyboard, else in the window.
func (o *office) key(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if f := o.u.win.Canvas().Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	o.u.win.Canvas().OnTypedKey()(e)
}

// words are all words on the topmost layer.
func (o *office) words() string {
	var all []string
	o.each(func(x fyne.CanvasObject) {
		if name := spokenName(x); name != "" {
			all = append(all, name)
		}
		if p, ok := x.(interface{ Text() string }); ok {
			all = append(all, p.Text())
		}
	})
	return strings.Join(all, " | ")
}

// sees fails unless the words are on the topmost layer.
func (o *office) sees(words string) {
	o.t.Helper()
	if !strings.Contains(o.words(), words) {
		o.t.Errorf("%q is not on screen; there is: %s", words, o.words())
	}
}
