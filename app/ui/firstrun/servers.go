package firstrun

import (
	"context"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/program"
	"commsdesk/app/ui/mailbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// servers is the second step: where the mailbox lives, and whether that works.
type servers struct {
	p           *Page
	address     string
	content     *fyne.Container
	fields      *mailbox.Fields
	trial       *mailbox.Trial
	selfMail    *part.CheckRow
	test, start *part.Button
	back        *part.Button
	problem     *fyne.Container
	keyring     *fyne.Container
}

func newServers(p *Page) *servers {
	s := &servers{p: p, address: p.answers.Address, problem: part.NewProblem(), keyring: part.Column(0)}
	s.fields = mailbox.NewFields(p.env, mailbox.Guess(s.address))
	s.fields.OnSubmitted = s.runTest
	s.fields.OnChanged = func() {
		if s.problem.Visible() {
			s.say(nil)
		}
	}
	s.fields.OnGrown = func() { p.right.Refresh() }
	s.trial = mailbox.NewTrial(p.env)
	s.trial.OnGrown(func() { p.right.Refresh() })
	s.selfMail = part.NewCheckRow("Send one mail to ourselves", "to learn how long delivery takes and how the server files", true)
	s.test = part.NewButton(part.ButtonSpec{Label: "Test", Key: "↵", Look: part.Primary, Height: theme.LargeSize}, s.runTest)
	s.start = part.NewButton(part.ButtonSpec{Label: "Start", Height: theme.LargeSize}, s.submit)
	s.back = part.NewButton(part.ButtonSpec{Label: "Back", Icon: theme.IconArrowBack, Look: part.Quiet}, p.back)
	form := part.Column(16,
		part.NewText("The servers of "+s.address, theme.Heading, theme.Text),
		part.Hint(theme.IconInfo, part.Run{Type: theme.Dense, Tone: theme.Text,
			Text: "The names below are a guess from the address. Your IT team knows the right ones. Choose how the mailbox signs in first: Microsoft 365 and Google have a page of their own for that."}),
		s.fields.Content(), s.keyring,
		part.HLine(), s.trial.Content(), s.problem,
		part.Row(12, s.test, s.start, part.Grow(s.selfMail)))
	s.content = part.Column(16, part.Row(0, s.back, part.Spring()),
		part.NewWrapped("Where is the mailbox?", theme.Display, theme.Text),
		part.Card(part.CardSpec{Content: form, Radius: theme.RadiusFirst, Pad: 24}))
	s.showKeyring()
	return s
}

// showKeyring warns before a password is typed that could not be kept.
func (s *servers) showKeyring() {
	s.keyring.Objects = nil
	if s.p.opts.Keyring == nil {
		return
	}
	usable, sentence := s.p.opts.Keyring()
	if usable {
		return
	}
	var buttons []fyne.CanvasObject
	if s.p.opts.KeepForThisRun != nil {
		buttons = append(buttons, part.NewButton(part.ButtonSpec{Label: "Keep for this run", Height: theme.SmallSize}, func() {
			s.p.opts.KeepForThisRun()
			s.showKeyring()
			s.content.Refresh()
		}))
	}
	s.keyring.Add(part.Banner(theme.IconKey, part.Soon, part.Words{Bold: "Passwords can't be kept. ", Rest: sentence}, buttons...))
}

// KeyringChanged looks again whether passwords can be kept.
func (p *Page) KeyringChanged() {
	if p.second != nil {
		p.second.showKeyring()
		p.second.content.Refresh()
	}
}

func (s *servers) say(err error) {
	part.SetProblem(s.problem, app.Say(err))
	s.p.right.Refresh()
	if err != nil {
		part.Reveal(s.problem)
	}
}

// filled returns the form as the program takes it, or says what is missing.
func (s *servers) filled() (config []byte, ok bool) {
	config, err := s.fields.Form().Config()
	if err == nil {
		err = s.fields.Missing()
	}
	s.say(err)
	return config, err == nil
}

func (s *servers) runTest() {
	config, ok := s.filled()
	if !ok || s.trial.Running() {
		return
	}
	s.busy(true)
	secrets, selfMail := s.fields.Secrets(), s.selfMail.On()
	s.trial.Run(func(ctx context.Context, step func(program.Step)) (program.TestReport, error) {
		return s.p.env.Program.Try(ctx, program.MailboxNetwork, config, secrets, selfMail, step)
	}, func(r program.TestReport, err error) {
		s.busy(false)
		s.fields.Renewed(secrets)
		s.content.Refresh()
		if err == nil {
			s.fields.Learn(r.FilesInSent)
			s.start.SetLook(part.Primary)
			s.test.SetLook(part.Secondary)
			s.p.env.Window.Canvas().Focus(s.start)
			return
		}
		s.certificate(err, s.runTest)
	})
}

// certificate asks about the certificate that an error is about, if it is, and
// goes on when it was accepted.
func (s *servers) certificate(err error, again func()) {
	if c, ok := program.CertificateIn(err); ok {
		mailbox.AskCertificate(s.p.env, c, func() {
			s.fields.Accept(c.Endpoint, c.Presented)
			again()
		})
	}
}

func (s *servers) busy(on bool) {
	for _, b := range []*part.Button{s.test, s.start} {
		if on {
			b.Disable()
		} else {
			b.Enable()
		}
	}
}

// submit sets the desk up and connects the mailbox.
func (s *servers) submit() {
	if config, ok := s.filled(); ok {
		s.busy(true)
		name, secrets := s.fields.Form().DisplayName, s.fields.Secrets()
		s.p.finish(func(ctx context.Context, who act.Who) error {
			_, err := s.p.env.Program.Connect(ctx, who, program.Account{Network: program.MailboxNetwork, Name: name, Config: config, Secrets: secrets})
			return err
		})
	}
}

// finish sets the desk up, once, then connects, and hands over.
func (p *Page) finish(connect func(context.Context, act.Who) error) {
	setup, err := p.answers.Setup()
	if err != nil {
		p.first.say(app.Say(err))
		return
	}
	osUser, officer := p.env.Who().OSUser, p.officer
	p.env.Work(func(ctx context.Context) error {
		if officer == "" {
			o, err := p.env.Program.SetUp(ctx, osUser, setup)
			if err != nil {
				return err
			}
			officer = o.ID
		}
		if connect == nil {
			return nil
		}
		return connect(ctx, act.Who{Officer: officer, OSUser: osUser})
	}, func(err error) { p.finished(officer, err) })
}

func (p *Page) finished(officer string, err error) {
	p.officer = officer
	if err == nil {
		p.opts.Done(officer)
		return
	}
	if p.second == nil {
		p.first.say(app.Say(err))
		return
	}
	if officer != "" {
		p.second.back.Hide() // the desk is set up: only connecting is left
	}
	p.second.busy(false)
	p.second.say(err)
	p.second.certificate(err, p.second.submit)
}
