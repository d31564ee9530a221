package connect

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/app/ui/mailbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// attempt is what stands at the foot of a form: what is wrong, what is waited
// for, and the buttons.
type attempt struct {
	p       *Page
	content *fyne.Container
	problem *fyne.Container
	waiting *fyne.Container
	page    *fyne.Container // the sign-in page's address, to open by hand
	buttons []*part.Button
	cancel  context.CancelFunc
	code    chan string // what was copied from the sign-in page
	instead func()      // what goes on when the wait was stopped for it
}

// how is the way through a network's sign-in page. title names the page, "" where
// none is opened. With byCode it shows a code to copy; instead, which may be nil,
// tries again that way.
type how struct {
	title   string
	byCode  bool
	instead func()
}

func newAttempt(p *Page, buttons ...*part.Button) *attempt {
	a := &attempt{p: p, problem: part.NewProblem(), waiting: part.Column(8), buttons: buttons}
	a.waiting.Hide()
	row := part.Row(8, part.Spring())
	for _, b := range buttons {
		row.Add(b)
	}
	a.content = part.Column(12, a.problem, a.waiting, row)
	return a
}

func (a *attempt) say(err error) {
	part.SetProblem(a.problem, app.Say(err))
	a.p.refit()
	if err != nil {
		part.Reveal(a.problem)
	}
}

// wait says what is waited for.
func (a *attempt) wait(h how) {
	a.page = part.Column(0)
	words := "One moment: the network is asked whose account this is."
	switch {
	case h.byCode:
		words = "Sign in on " + h.title + "’s page as the council’s account and allow what it lists. The page then shows a code. You may open it on another computer."
	case h.title != "":
		words = "Waiting for you in the browser. Sign in on " + h.title + "’s page as the council’s account and allow what it lists. This page goes on by itself."
	}
	stop := part.NewButton(part.ButtonSpec{Label: "Stop waiting", Height: theme.SmallSize}, func() { a.cancel() })
	column := part.Column(6,
		part.Row(10, part.NewIcon(theme.IconHourglass, theme.Text2, 20), part.Grow(part.NewWrapped(words, theme.Dense, theme.Text)), stop), a.page)
	var keyboard fyne.Focusable = stop // the button that was pressed can't keep it
	if h.byCode {
		keyboard = a.codeBox(column).Target()
	}
	if h.instead != nil {
		column.Add(part.Leading(part.NewLink("The browser can’t come back? Use a code instead", func() {
			a.instead = h.instead
			a.cancel()
		})))
	}
	a.waiting.Objects = []fyne.CanvasObject{part.Card(part.CardSpec{Pad: 12, Content: column})}
	a.waiting.Show()
	for _, b := range a.buttons {
		b.Disable()
	}
	a.p.refit()
	part.Reveal(a.waiting)
	a.focus(keyboard)
}

func (a *attempt) focus(on fyne.Focusable) {
	if a.p.env.Window != nil {
		a.p.env.Window.Canvas().Focus(on)
	}
}

// codeBox adds the box for the code that the sign-in page shows.
func (a *attempt) codeBox(column *fyne.Container) *part.Entry {
	code := make(chan string, 1)
	a.code = code
	box := part.NewEntry(part.EntrySpec{Name: "Code"})
	var next *part.Button
	send := func() {
		if box.Text() == "" || next.Disabled() {
			return
		}
		next.Disable() // a code holds once
		code <- box.Text()
	}
	next = part.NewButton(part.ButtonSpec{Label: "Go on", Look: part.Primary}, send)
	box.OnSubmitted = func(string) { send() }
	column.Add(part.FormRow("Code", "As the page shows it. It holds once and for a short time.", part.Row(8, part.Grow(box), next)))
	return box
}

func (a *attempt) settle() {
	a.waiting.Hide()
	for _, b := range a.buttons {
		b.Enable()
	}
	a.focus(a.buttons[0])
	a.p.refit()
}

// through leads through the sign-in page from a background goroutine; nil where
// none is opened.
func (a *attempt) through(ctx context.Context, h how) *program.Visit {
	if h.title == "" {
		return nil
	}
	page := &program.Visit{Open: a.opener(ctx, h.byCode)}
	if h.byCode {
		code := a.code
		page.Code = func(ctx context.Context) (string, error) {
			select {
			case typed := <-code:
				return typed, nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
	}
	return page
}

// opener opens the sign-in page. Where no browser opens, or another computer's
// may, the address stands on the page, to be opened by hand.
func (a *attempt) opener(ctx context.Context, byCode bool) func(page string) error {
	return func(page string) error {
		opened := make(chan error, 1)
		a.p.env.OnUI(func() {
			err := a.p.env.OpenLink(page)
			switch {
			case err != nil:
				a.page.Add(part.NewAddress("No browser opened. Copy this address into one:", page))
			case byCode:
				a.page.Add(part.NewAddress("The page’s address:", page))
			}
			a.p.refit()
			opened <- nil
		})
		select {
		case err := <-opened:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// run does f in the background until it ends or the officer stops waiting.
func (a *attempt) run(h how, f func(ctx context.Context) error, done func(err error)) {
	a.say(nil)
	var cancelled bool
	stop := make(chan struct{})
	a.cancel = func() {
		if !cancelled {
			cancelled = true
			close(stop)
		}
	}
	a.wait(h)
	a.p.env.Work(func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			select {
			case <-stop:
				cancel()
			case <-ctx.Done():
			}
		}()
		return f(ctx)
	}, func(err error) {
		a.settle()
		if next := a.instead; next != nil {
			if a.instead = nil; err != nil {
				next()
				return
			}
		}
		if err != nil && (cancelled || errors.Is(err, context.Canceled)) {
			err = app.NewError(app.Wrong, "You stopped waiting. Nothing was changed, and what you typed is still here.")
		}
		done(err)
	})
}

// wayThrough is how the sign-in page of n is gone through. Where the page can show a
// code, byCode, which begins anew with one, is offered while the browser is waited for.
func wayThrough(n program.Network, byCode bool, anew func()) how {
	h := how{title: n.Title, byCode: byCode}
	if n.Code && !byCode {
		h.instead = anew
	}
	return h
}

// form is the form of a network that is to be connected.
type form struct {
	p        *Page
	n        program.Network
	offer    program.Offer
	content  fyne.CanvasObject
	fields   *fields
	register *Register
	read     *part.CheckRow // "I have read this"; nil without a warning
	attempt  *attempt
	connect  *part.Button
}

func newForm(p *Page, n program.Network, offer program.Offer) *form {
	f := &form{p: p, n: n, offer: offer, register: NewRegister("", channel.Register{}, false)}
	f.fields = newFields(n.Settings, n.Secrets, offer.Settings, offer.Secrets, offer.From, p.open)
	f.connect = part.NewButton(part.ButtonSpec{Label: "Connect", Look: part.Primary, Height: theme.LargeSize}, f.submit)
	f.attempt = newAttempt(p, f.connect)
	f.fields.changed = f.relabel
	for _, e := range f.fields.entries {
		e.OnSubmitted = func(string) { f.submit() }
	}
	left := part.Column(14)
	if n.Warning != "" {
		f.read = part.NewCheckRow("I have read this", "", false)
		left.Add(part.Card(part.CardSpec{Edge: theme.Warn, Pad: 18, Content: part.Column(10,
			part.Row(8, part.NewIcon(theme.IconWarningFill, theme.Warn, 20), part.Grow(part.NewText("Read this first", theme.Heading, theme.Text))),
			part.NewWrapped(n.Warning, theme.Dense, theme.Text), f.read)}))
	}
	for _, o := range guidance(n, p.open) {
		left.Add(o)
	}
	ask := part.Column(14)
	if offer.From != "" {
		ask.Add(part.Hint(theme.IconInfo, part.Run{Text: "What is the council’s own was taken from " + offer.From + ", so it need not be typed twice. Change it where this account differs.", Type: theme.Dense, Tone: theme.Text}))
	}
	ask.Add(f.fields.content)
	right := part.Column(14, section("The account", "", ask), section("What the council notes of it", "", f.register.Content()), f.attempt.content)
	f.content = part.Sides(20, 900, 0, left, right)
	f.relabel()
	return f
}

// first is what gets the keyboard: the warning, where there is one.
func (f *form) first() fyne.Focusable {
	if f.read != nil {
		return f.read
	}
	return f.fields.first
}

// usesPage tells whether the network's own page signs the account in, by what
// is typed now.
func (f *form) usesPage() bool {
	t := f.fields.typed()
	return f.n.UsesPage(t.settings, t.secrets)
}

// relabel has the button say what a press does.
func (f *form) relabel() {
	if f.n.Browser && f.usesPage() {
		f.connect.SetLabel("Open the sign-in page")
		return
	}
	f.connect.SetLabel("Connect")
}

func (f *form) submit() {
	if !f.connect.Disabled() {
		f.try(false)
	}
}

// try connects the account; byCode with a code that the sign-in page shows.
func (f *form) try(byCode bool) {
	name, r, err := f.register.Read()
	t := f.fields.typed()
	switch {
	case err != nil:
	case f.read != nil && !f.read.On():
		err = app.NewError(app.Wrong, "Read the warning first, and tick “I have read this” below it.")
	default:
		if err = f.p.sampleRefusal(); err == nil {
			err = missing(f.n, t, f.offer.Secrets)
		}
	}
	if err != nil {
		f.attempt.say(err)
		return
	}
	f.relabel()
	p, who, h := f.p.env.Program, f.p.env.Who(), how{}
	if f.usesPage() {
		h = wayThrough(f.n, byCode, func() { f.try(true) })
	}
	account := program.Account{Network: f.n.Name, Name: name, Config: program.Settings(t.settings), Secrets: t.secrets, Register: r}
	var c channel.Channel
	var can program.Abilities
	connected := false
	f.attempt.run(h, func(ctx context.Context) (err error) {
		if account, err = p.TakeOver(ctx, account, f.offer); err != nil {
			return err
		}
		account.Page = f.attempt.through(ctx, h)
		if c, err = p.Connect(ctx, who, account); err != nil {
			return err
		}
		connected = true
		can, err = p.Abilities(ctx, c.ID)
		return err
	}, func(err error) {
		if err != nil && !connected {
			f.fields.unfold()
			f.attempt.say(err)
			return
		}
		f.p.done(c, can, false)
	})
}

// mailbox is the form of a mailbox: its servers, and what the council notes.
func (p *Page) mailbox() (fyne.CanvasObject, fyne.Focusable) {
	register := NewRegister("", channel.Register{}, false)
	var c channel.Channel
	var can program.Abilities
	var name string
	var r channel.Register
	who := p.env.Who()
	editor := mailbox.NewEditor(p.env, mailbox.Guess(""), mailbox.Saving{Button: "Connect", Fresh: true,
		Before: func() (err error) {
			if name, r, err = register.Read(); err == nil {
				err = p.sampleRefusal()
			}
			return err
		},
		Save: func(ctx context.Context, made mailbox.Made) (err error) {
			if name == "" {
				name = made.Name
			}
			c, err = p.env.Program.Connect(ctx, who, program.Account{Network: program.MailboxNetwork, Name: name, Config: made.Config,
				Secrets: made.Secrets, Register: r})
			if err != nil {
				return err
			}
			can, err = p.env.Program.Abilities(ctx, c.ID)
			return err
		},
		Saved: func() { p.done(c, can, false) },
	})
	return part.Narrow(760, 0, part.Column(14, section("What the council notes of it", "", register.Content()), section("The mailbox", "", editor.Content()))), editor.First()
}
