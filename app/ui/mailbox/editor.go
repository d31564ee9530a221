package mailbox

import (
	"context"
	"encoding/json"
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Made is what a filled-in form asks for. Password is "" when none was typed.
type Made struct {
	Config         json.RawMessage
	Name, Password string
}

// Saving is what becomes of a mailbox's form.
type Saving struct {
	Button string // repeats the deed
	Fresh  bool   // not connected yet: a password is needed
	// Before, if not nil, is called on the UI goroutine first; its error stops it.
	Before func() error
	// Save carries it out in the background; Saved is called on the UI goroutine
	// once that went well.
	Save  func(ctx context.Context, made Made) error
	Saved func()
}

// Editor is a mailbox's form with its test and what saves it.
type Editor struct {
	env        screen.Env
	root       *fyne.Container
	fields     *Fields
	trial      *Trial
	problem    *fyne.Container
	test, keep *part.Button
	to         Saving
}

// NewEditor returns the form, filled in.
func NewEditor(env screen.Env, f Form, to Saving) *Editor {
	e := &Editor{env: env, to: to, fields: NewFields(env, f), trial: NewTrial(env), problem: part.NewProblem()}
	e.test = part.NewButton(part.ButtonSpec{Label: "Test", Icon: theme.IconDoneAll}, e.runTest)
	e.keep = part.NewButton(part.ButtonSpec{Label: to.Button, Look: part.Primary}, e.submit)
	e.root = part.Column(14, e.fields.Content(), e.trial.Content(), e.problem, part.Row(8, part.Spring(), e.test, e.keep))
	e.trial.OnGrown(e.root.Refresh)
	return e
}

// Content is the form on screen.
func (e *Editor) Content() fyne.CanvasObject { return e.root }

// First is the box that gets the keyboard.
func (e *Editor) First() fyne.Focusable { return e.fields.First() }

func (e *Editor) say(err error) {
	part.SetProblem(e.problem, app.Say(err))
	e.root.Refresh()
	if err != nil {
		part.Reveal(e.problem)
	}
}

func (e *Editor) filled() (Made, bool) {
	form := e.fields.Form()
	raw, err := form.Config()
	made := Made{Config: raw, Name: strings.TrimSpace(form.DisplayName), Password: e.fields.Password()}
	if err == nil && e.to.Fresh && made.Password == "" {
		err = app.NewError(app.Wrong, "Type the mailbox's password.")
	}
	e.say(err)
	return made, err == nil
}

func (e *Editor) runTest() {
	made, ok := e.filled()
	if !ok {
		return
	}
	if made.Password == "" {
		e.say(app.NewError(app.Wrong, "Type the password to test these servers. The one that is kept stays as it is."))
		return
	}
	e.trial.Run(func(ctx context.Context, step func(program.Step)) (program.TestReport, error) {
		return e.env.Program.Try(ctx, program.MailboxNetwork, made.Config, map[string]string{program.Password: made.Password}, true, step)
	}, func(r program.TestReport, err error) {
		e.root.Refresh()
		e.fields.Learn(r.FilesInSent)
		e.certificate(err, e.runTest)
	})
}

// certificate asks about the certificate that an error is about, if it is, and
// goes on when it was accepted.
func (e *Editor) certificate(err error, again func()) {
	if c, ok := program.CertificateIn(err); ok {
		AskCertificate(e.env, c, func() {
			e.fields.Accept(c.Endpoint, c.Presented)
			again()
		})
	}
}

func (e *Editor) submit() {
	made, ok := e.filled()
	if !ok {
		return
	}
	if e.to.Before != nil {
		if err := e.to.Before(); err != nil {
			e.say(err)
			return
		}
	}
	e.keep.Disable()
	e.env.Work(func(ctx context.Context) error { return e.to.Save(ctx, made) }, func(err error) {
		e.keep.Enable()
		if err != nil {
			e.say(err)
			e.certificate(err, e.submit)
			return
		}
		e.to.Saved()
	})
}
