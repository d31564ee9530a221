package firstrun

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Options are what the first page needs beside the environment.
type Options struct {
	// SampleWords says what the sample desk holds; OpenSample opens it. Without
	// OpenSample the sample desk is not offered.
	SampleWords string
	OpenSample  func() error
	// Connected is the address of a mailbox that is connected already, as by the
	// command line; "" asks for one.
	Connected string
	// Keyring tells whether passwords can be kept, with a sentence when not.
	Keyring func() (usable bool, sentence string)
	// KeepForThisRun keeps passwords in memory instead; nil: not offered.
	KeepForThisRun func()
	// Done is called on the UI goroutine when the desk is set up.
	Done func(officer string)
}

// Page is the first run. Its two steps replace each other at the right.
type Page struct {
	env     screen.Env
	opts    Options
	content fyne.CanvasObject
	right   *fyne.Container
	answers Answers
	first   *questions
	second  *servers
	officer string // set up already, by its id, when only connecting is left
}

// New returns the page at its first step.
func New(env screen.Env, opts Options) *Page {
	p := &Page{env: env, opts: opts, answers: FirstAnswers(), right: part.Stack()}
	p.first = newQuestions(p)
	p.content = container.New(&halves{}, p.left(), part.Stack(part.NewBox(theme.Bg, 0), p.right))
	p.put(p.first.content)
	return p
}

// Content fills the window.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Focus puts the keyboard where the officer begins to type.
func (p *Page) Focus() { p.env.Window.Canvas().Focus(p.first.start()) }

// OpenSample is Alt T.
func (p *Page) OpenSample() {
	if p.opts.OpenSample == nil {
		return
	}
	p.first.sampleBusy(true)
	p.env.Work(func(context.Context) error { return p.opts.OpenSample() }, func(err error) {
		p.first.sampleBusy(false)
		if err != nil {
			p.first.say(app.Say(err))
		}
	})
}

func (p *Page) put(o fyne.CanvasObject) {
	p.right.Objects = []fyne.CanvasObject{part.NewScroll(part.Narrow(792, 24, part.Pad(34, 0, 20, 0, o)))}
	p.right.Refresh()
}

// back shows the questions again, as they were answered.
func (p *Page) back() {
	p.put(p.first.content)
	p.Focus()
}

// next shows the mailbox's servers, guessed from its address.
func (p *Page) next() {
	if p.second == nil || p.second.address != p.answers.Address {
		p.second = newServers(p)
	}
	p.put(p.second.content)
	p.env.Window.Canvas().Focus(p.second.fields.First())
}

// left is the petrol half: what this program is.
func (p *Page) left() fyne.CanvasObject {
	letter := part.NewRigid(part.Run{Text: "C", Type: theme.Title, Tone: theme.Rail})
	letter.Align = fyne.TextAlignCenter
	mark := part.Sized(40, 40, part.Stack(part.NewBox(theme.OnRail, theme.RadiusCard), letter))
	point := func(icon theme.IconName, words string) fyne.CanvasObject {
		return part.RowTop(12, part.NewIcon(icon, theme.RailText, 22), part.Grow(part.NewWrapped(words, theme.Body, theme.RailText)))
	}
	column := part.Column(0,
		part.Row(12, mark, part.NewText("Commsdesk", theme.Title, theme.OnRail)),
		part.Pad(60, 0, 28, 0, part.NewWrapped("Every resident’s message, in the order it is due.", theme.Display, theme.OnRail)),
		point(theme.IconTimer, "One queue for the mailbox and every network, timed to one working day."),
		part.Pad(18, 0, 18, 0, point(theme.IconCloudOff, "Works offline. Drafts stay on this PC and send when you are back.")),
		point(theme.IconLock, "Messages stay on the council’s own computers. Passwords go into this computer’s password store."),
		part.Spring(),
		part.Pad(24, 0, 0, 0, part.NewWrapped("You can change everything here later in Settings.", theme.Dense, theme.RailText)))
	return part.Stack(part.NewBox(theme.Rail, 0), part.NewScroll(part.Pad(56, 20, 40, 40, column)))
}

// halves gives the left a third of the window, at most the design's 430.
type halves struct{}

func (halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := min(theme.Units(430), float32(int(size.Width*0.315)))
	objects[0].Move(fyne.Position{})
	objects[0].Resize(fyne.NewSize(left, size.Height))
	objects[1].Move(fyne.NewPos(left, 0))
	objects[1].Resize(fyne.NewSize(size.Width-left, size.Height))
}

func (halves) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 480) }
