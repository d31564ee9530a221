package settings

import (
	"context"
	"encoding/json"
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/app/ui/mailbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// test runs the connection test of a connected mailbox, and shows a certificate
// that is not the expected one.
func (m *mailboxPane) test(c channel.Channel, trial *mailbox.Trial, selfMail bool) {
	p, who := m.s.env.Program, m.s.env.Who()
	trial.Run(func(ctx context.Context, step func(program.Step)) (program.TestReport, error) {
		return p.Test(ctx, who, c.ID, selfMail, step)
	}, func(_ program.TestReport, err error) {
		m.root.Refresh()
		if cert, ok := program.CertificateIn(err); ok {
			mailbox.AskCertificate(m.s.env, cert, func() {
				m.s.do("Certificate accepted.", func(ctx context.Context) error {
					return p.AcceptCertificate(ctx, who, c.ID, cert.Endpoint, cert.Presented)
				}, nil)
			})
		}
	})
}

// signIn asks for a mailbox's password, and keeps it.
func (m *mailboxPane) signIn(c channel.Channel) {
	password := part.NewEntry(part.EntrySpec{Name: "Password of " + c.Identity, Icon: theme.IconLock, Password: true, Height: theme.LargeSize})
	p, who := m.s.env.Program, m.s.env.Who()
	m.s.form("Sign in to "+c.Identity, "Sign in", []*part.Entry{password},
		part.FormRow("Password", "It goes into this computer’s password store. What waits to be sent goes after that.", password), func() change {
			secret := password.Text()
			return change{words: "Signing in to " + c.Identity + ".", do: func(ctx context.Context) error {
				if secret == "" {
					return app.NewError(app.Wrong, "Type the mailbox's password.")
				}
				return p.SignIn(ctx, who, c.ID, secret)
			}}
		})
}

// servers edits the servers of a connected mailbox.
func (m *mailboxPane) servers(c channel.Channel) {
	f, err := mailbox.Read(c.Config)
	if err != nil {
		m.s.env.Say(err)
		return
	}
	p, who := m.s.env.Program, m.s.env.Who()
	m.edit("The servers of "+c.Identity, f, saving{
		button: "Save the servers", words: "Servers of " + c.Identity + " saved.",
		save: func(ctx context.Context, raw json.RawMessage, _, secret string) error {
			after := c
			after.Config = raw
			if err := p.Configure(ctx, who, after); err != nil || secret == "" {
				return err
			}
			return p.SignIn(ctx, who, c.ID, secret)
		},
		undo: func(ctx context.Context) error { return p.Configure(ctx, who, c) },
	})
}

// configure writes a mailbox's settings, with the old ones as the way back.
func (m *mailboxPane) configure(before, after channel.Channel, words string) {
	p, who := m.s.env.Program, m.s.env.Who()
	set := func(c channel.Channel) func(context.Context) error {
		return func(ctx context.Context) error { return p.Configure(ctx, who, c) }
	}
	m.s.do(words, set(after), set(before))
}

// connect connects another mailbox.
func (m *mailboxPane) connect() {
	p, who := m.s.env.Program, m.s.env.Who()
	m.edit("Connect a mailbox", mailbox.Guess(""), saving{
		button: "Connect", words: "The mailbox is connected.", fresh: true,
		save: func(ctx context.Context, raw json.RawMessage, name, secret string) error {
			_, err := p.Connect(ctx, who, program.Account{Network: program.MailboxNetwork, Name: name, Config: raw, Secrets: map[string]string{program.Password: secret}})
			return err
		},
	})
}

// saving is what becomes of a mailbox's form.
type saving struct {
	button, words string
	fresh         bool // not connected yet: a password is needed
	save          func(ctx context.Context, raw json.RawMessage, name, secret string) error
	undo          func(ctx context.Context) error // nil: no way back
}

// edit shows a mailbox's form in a panel.
func (m *mailboxPane) edit(title string, f mailbox.Form, to saving) {
	e := &editor{m: m, to: to, fields: mailbox.NewFields(m.s.env, f), trial: mailbox.NewTrial(m.s.env), problem: part.NewProblem()}
	e.test = button("Test", theme.IconDoneAll, e.runTest)
	e.keep = part.NewButton(part.ButtonSpec{Label: to.button, Look: part.Primary}, e.submit)
	e.root = part.Column(14, e.fields.Content(), e.trial.Content(), e.problem, part.Row(8, part.Spring(), e.test, e.keep))
	e.trial.OnGrown(e.root.Refresh)
	e.close = m.s.env.Dialog(title, e.root)
	m.s.env.Window.Canvas().Focus(e.fields.First())
}

// editor is the form of a mailbox in a panel.
type editor struct {
	m          *mailboxPane
	root       *fyne.Container
	fields     *mailbox.Fields
	trial      *mailbox.Trial
	problem    *fyne.Container
	test, keep *part.Button
	to         saving
	close      func()
}

func (e *editor) say(err error) {
	part.SetProblem(e.problem, app.Say(err))
	e.root.Refresh()
}

func (e *editor) filled() (json.RawMessage, bool) {
	raw, err := e.fields.Form().Config()
	if err == nil && e.to.fresh && e.fields.Password() == "" {
		err = app.NewError(app.Wrong, "Type the mailbox's password.")
	}
	e.say(err)
	return raw, err == nil
}

func (e *editor) runTest() {
	raw, ok := e.filled()
	if !ok {
		return
	}
	if e.fields.Password() == "" {
		e.say(app.NewError(app.Wrong, "Type the password to test these servers. The one that is kept stays as it is."))
		return
	}
	secret := e.fields.Password()
	e.trial.Run(func(ctx context.Context, step func(program.Step)) (program.TestReport, error) {
		return e.m.s.env.Program.Try(ctx, program.MailboxNetwork, raw, map[string]string{program.Password: secret}, true, step)
	}, func(r program.TestReport, err error) {
		e.root.Refresh()
		e.fields.Learn(r.FilesInSent)
		e.certificate(err, e.runTest)
	})
}

func (e *editor) certificate(err error, again func()) {
	if c, ok := program.CertificateIn(err); ok {
		mailbox.AskCertificate(e.m.s.env, c, func() {
			e.fields.Accept(c.Endpoint, c.Presented)
			again()
		})
	}
}

func (e *editor) submit() {
	raw, ok := e.filled()
	if !ok {
		return
	}
	e.keep.Disable()
	name, secret := strings.TrimSpace(e.fields.Form().DisplayName), e.fields.Password()
	e.m.s.env.Work(func(ctx context.Context) error { return e.to.save(ctx, raw, name, secret) }, func(err error) {
		e.keep.Enable()
		if err != nil {
			e.say(err)
			e.certificate(err, e.submit)
			return
		}
		e.close()
		e.m.s.did(e.to.words, e.to.undo)
		e.m.read()
	})
}

// disconnect asks first: the password is forgotten, which can't be taken back.
func (m *mailboxPane) disconnect(c channel.Channel) {
	part.ShowDialog(m.s.env.Window.Canvas(), part.DialogSpec{Title: "Disconnect " + c.Identity + "?",
		Words:   "Nothing more comes in or goes out, and its password is forgotten here. What came so far is kept, and comes back when you connect it again.",
		Confirm: "Disconnect " + c.Identity, Danger: true, OnDone: func(yes bool) {
			if yes {
				p, who := m.s.env.Program, m.s.env.Who()
				m.s.do(c.Identity+" is disconnected.", func(ctx context.Context) error { return p.Remove(ctx, who, c.ID) }, nil)
			}
		}})
}

// promise takes a mailbox out of the promise, or back under it.
func (m *mailboxPane) promise(c channel.Channel, on bool) {
	after := c
	after.Unpromised = !on
	words := c.Identity + " is under the promise."
	if !on {
		words = c.Identity + " runs no clock now."
	}
	m.configure(c, after, words)
}

// selfCopy is the setting of a copy to ourselves.
func (m *mailboxPane) selfCopy(c channel.Channel) fyne.CanvasObject {
	f, err := mailbox.Read(c.Config)
	if err != nil {
		return part.NewWrapped(app.Say(err), theme.Dense, theme.Danger)
	}
	row := part.NewCheckRow("Send ourselves a copy of each reply", "so that a reply whose outcome is not known can be proved", f.SelfCopy)
	row.OnChanged = func(on bool) {
		f.SelfCopy = on
		raw, err := f.Config()
		if err != nil {
			m.s.env.Say(err)
			return
		}
		after := c
		after.Config = raw
		words := "A copy of each reply comes back to us."
		if !on {
			words = "No copies come back to us."
		}
		m.configure(c, after, words)
	}
	return row
}
