package mailbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// signInPage is what a form shows for a mailbox that signs in on a page: the
// council's application there, what IT does about it, and the button that opens
// the page.
type signInPage struct {
	x       *Fields
	content *fyne.Container
	// held are the secrets that the page brought, nil before that and once
	// something that they depend on was changed.
	held map[string]string

	clientID, tenant, secret   *part.Entry
	account, authURL, tokenURL *part.Entry
	ofTenant, ofSecret, ofOwn  fyne.CanvasObject
	steps                      *fyne.Container
	open, stop, showSteps      *part.Button
	said                       *fyne.Container
	cancel                     context.CancelFunc
}

func newSignInPage(x *Fields) *signInPage {
	p := &signInPage{x: x, said: part.Column(6), steps: part.Column(10)}
	f := x.form
	p.clientID = p.entry("Application (client) ID", "1a2b3c4d-…", f.ClientID)
	p.tenant = p.entry("Directory (tenant) ID", "example.gov.uk", f.Tenant)
	p.account = p.entry("Your own address", "you@example.gov.uk", f.Account)
	p.authURL = p.entry("Where the page opens", "https://login.example.gov.uk/authorize", f.AuthURL)
	p.tokenURL = p.entry("Where sign-ins are renewed", "https://login.example.gov.uk/renew", f.TokenURL)
	p.secret = part.NewEntry(part.EntrySpec{Name: "Client secret", Icon: theme.IconLock, Password: true, Height: theme.LargeSize})
	p.secret.OnChanged = func(string) { p.forget() }
	p.ofTenant = part.FormRow("Directory (tenant) ID", "An ID or the council's domain, from IT.", p.tenant)
	p.ofSecret = part.FormRow("Client secret", "If IT gave you one.", p.secret)
	p.ofOwn = part.Sides(20, 480, 0,
		part.FormRow("Where the page opens", "An address from IT.", p.authURL),
		part.FormRow("Where sign-ins are renewed", "An address from IT.", p.tokenURL))
	p.open = part.NewButton(part.ButtonSpec{Label: "Open the sign-in page", Icon: theme.IconKey, Look: part.Primary, Height: theme.LargeSize}, p.begin)
	p.stop = part.NewButton(part.ButtonSpec{Label: "Stop waiting", Height: theme.LargeSize}, func() { p.cancel() })
	p.showSteps = part.NewButton(part.ButtonSpec{Label: "What IT must do", Icon: theme.IconKeyboardArrowDown, Look: part.Quiet}, p.toggleSteps)
	p.stop.Hide()
	p.steps.Hide()
	p.content = part.Column(16,
		part.Sides(20, 480, 0,
			part.FormRow("Application (client) ID", "IT gets it once, for the whole council.", p.clientID),
			part.Column(16, p.ofTenant, p.ofSecret)),
		p.ofOwn,
		part.FormRow("Your own address", "Only for a shared mailbox: no other account is taken then.", p.account),
		part.Leading(p.showSteps), p.steps,
		part.Row(8, p.open, p.stop, part.Spring()), p.said)
	return p
}

func (p *signInPage) entry(name, placeholder, text string) *part.Entry {
	e := part.NewEntry(part.EntrySpec{Name: name, Placeholder: placeholder, Text: text, Height: theme.LargeSize})
	e.OnChanged = func(string) {
		p.forget()
		p.x.changed()
	}
	return e
}

// show shows the boxes of a way, or nothing for a password.
func (p *signInPage) show(way string) {
	part.Show(p.content, way != "" && way != program.ByPassword)
	part.Show(p.ofTenant, way == program.ByMicrosoft)
	part.Show(p.ofSecret, way != program.ByMicrosoft)
	part.Show(p.ofOwn, way == program.ByOAuth)
	p.fillSteps()
}

// fillSteps writes what IT must do for the chosen way and address.
func (p *signInPage) fillSteps() {
	p.steps.Objects = nil
	for i, words := range program.MailSteps(p.x.form.Way, p.x.form.Address) {
		number := part.Sized(20, 0, part.NewText(fmt.Sprintf("%d.", i+1), theme.DenseBold, theme.Text2))
		p.steps.Add(part.RowTop(4, number, part.Grow(part.NewWrapped(words, theme.Dense, theme.Text))))
	}
}

func (p *signInPage) toggleSteps() {
	if p.steps.Visible() {
		p.steps.Hide()
	} else {
		p.fillSteps()
		p.steps.Show()
	}
	p.grown()
}

// fill puts what the boxes hold into a form.
func (p *signInPage) fill(f *Form) {
	f.ClientID, f.Tenant, f.Account = p.clientID.Text(), p.tenant.Text(), p.account.Text()
	f.AuthURL, f.TokenURL = p.authURL.Text(), p.tokenURL.Text()
}

// forget drops a sign-in that no longer fits the form.
func (p *signInPage) forget() {
	if p.held == nil {
		return
	}
	p.held = nil
	p.say()
}

func (p *signInPage) grown() {
	p.content.Refresh()
	if p.x.OnGrown != nil {
		p.x.OnGrown()
	}
}

func (p *signInPage) say(lines ...fyne.CanvasObject) {
	p.said.Objects = lines
	p.said.Refresh()
	p.grown()
}

func (p *signInPage) sayError(err error) {
	place := part.NewProblem()
	part.SetProblem(place, app.Say(err))
	p.say(place)
	part.Reveal(place)
}

// begin opens the page and waits for what comes of it.
func (p *signInPage) begin() {
	secrets := map[string]string{}
	if s := strings.TrimSpace(p.secret.Text()); s != "" && p.x.form.Way != program.ByMicrosoft {
		secrets[program.ClientSecret] = s
	}
	p.held = nil
	p.run(secrets, p.openLink)
}

// run signs in; with open nil what is held already is looked at again.
func (p *signInPage) run(secrets map[string]string, open func(ctx context.Context, page string) error) {
	config, err := p.x.Form().Config()
	if err != nil {
		p.sayError(err)
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.wait(true)
	p.say(part.NewWrapped("Waiting for you in the browser. Sign in there as yourself, and allow what the page lists. This page goes on by itself.", theme.Dense, theme.Text))
	given := maps.Clone(secrets)
	var held map[string]string
	env := p.x.env
	env.Work(func(window context.Context) error {
		defer context.AfterFunc(window, cancel)()
		var page *program.Visit
		if open != nil {
			page = &program.Visit{Open: func(address string) error { return open(ctx, address) }}
		}
		var err error
		held, err = env.Program.SignInPage(ctx, program.MailboxNetwork, config, given, page)
		return err
	}, func(err error) {
		stopped := ctx.Err() != nil || errors.Is(err, context.Canceled)
		cancel()
		p.wait(false)
		p.done(held, secrets, stopped, err)
	})
}

func (p *signInPage) done(held, given map[string]string, stopped bool, err error) {
	if c, ok := program.CertificateIn(err); ok && len(held) > len(given) {
		AskCertificate(p.x.env, c, func() {
			p.x.Accept(c.Endpoint, c.Presented)
			p.run(held, nil)
		})
	}
	switch {
	case err == nil:
		p.held = held
		p.x.changed()
		p.say(part.Row(8, part.NewIcon(theme.IconCheckCircleFill, part.Good.Ink(), 18),
			part.Grow(part.NewWrapped("Signed in. It is kept in this computer's password store once the mailbox is connected.", theme.Dense, theme.Text))))
	case stopped:
		p.sayError(wrong("You stopped waiting. Nothing was changed, and what you typed is still here."))
	default:
		p.sayError(err)
	}
}

func (p *signInPage) wait(on bool) {
	if on {
		p.open.Disable()
		p.stop.Show()
		return
	}
	p.open.Enable()
	p.stop.Hide()
}

// openLink opens the page from a background goroutine. Where no browser opens,
// the address is shown, to be opened by hand.
func (p *signInPage) openLink(ctx context.Context, page string) error {
	asked := make(chan struct{})
	p.x.env.OnUI(func() {
		if err := p.x.env.OpenLink(page); err != nil {
			p.say(part.NewAddress("No browser opened. Copy this address into one:", page))
		}
		close(asked)
	})
	select {
	case <-asked:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
