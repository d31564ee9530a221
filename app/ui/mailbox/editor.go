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

// Made is what a filled-in form asks for. Secrets are empty when nothing was
// typed and no sign-in page was opened.
type Made struct {
	Config  json.RawMessage
	Name    string
	Secrets map[string]string
}

// Saving is what becomes of a mailbox's form.
type Saving struct {
	Button string // repeats the deed
	Fresh  bool   // not connected yet: it has to be signed in
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
	e.fields.OnChanged = func() {
		if e.problem.Visible() {
			e.say(nil)
		}
	}
	e.fields.OnGrown = e.root.Refresh
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
	made := Made{Config: raw, Name: strings.TrimSpace(form.DisplayName), Secrets: e.fields.Secrets()}
	if err == nil && e.to.Fresh {
		err = e.fields.Missing()
	}
	e.say(err)
	return made, err == nil
}

func (e *Editor) runTest() {
	made, ok := e.filled()
	if !ok {
		return
	}
	if len(made.Secrets) == 0 {
		words := "Type the password to test these servers. The one that is kept stays as it is."
		if e.fields.Form().ByPage() {
			words = "Open the sign-in page to test these servers. The sign-in that is kept stays as it is."
		}
		e.say(app.NewError(app.Wrong, words))
		return
	}
	e.trial.Run(func(ctx context.Context, step func(program.Step)) (program.TestReport, error) {
		return e.env.Program.Try(ctx, program.MailboxNetwork, made.Config, made.Secrets, true, step)
	}, func(r program.TestReport, err error) {
		e.root.Refresh()
		e.fields.Learn(r.FilesInSent)
		e.fields.Renewed(made.Secrets)
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
