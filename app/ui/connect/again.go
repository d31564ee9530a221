package connect

import (
	"context"
	"encoding/json"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/app/ui/mailbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// passwordField is what a mailbox asks for when it signs in again.
var passwordField = program.Field{Key: program.Password, Label: "Password", Hint: "It goes into this computer’s password store. What waits to be sent goes after that"}

// asked is what signing in again asks for: nothing that is kept, and no
// settings. With page the network's own page is opened.
func asked(n program.Network, config json.RawMessage) (secrets []program.Field, page bool) {
	if n.Name == program.MailboxNetwork {
		if _, page := program.MailPage(config); page {
			return nil, true
		}
		return []program.Field{passwordField}, false
	}
	page = n.SignsInByPage(config)
	for _, f := range n.Secrets {
		if page {
			f.Optional = true // the council's own application is known already
		}
		secrets = append(secrets, f)
	}
	return secrets, page
}

// Again shows the page that signs a connected account in again.
func (p *Page) Again(c channel.Channel) {
	n, ok := p.env.Program.Network(c.Network)
	if !ok {
		n = program.Network{Name: c.Network, Title: p.env.Program.NetworkTitle(c.Network)}
	}
	if title, page := program.MailPage(c.Config); page && c.Network == program.MailboxNetwork {
		n.Title = title
	}
	sample := p.env.Program.Snapshot().Sample
	secrets, page := asked(n, c.Config)
	if sample && page {
		secrets, page = n.Secrets, false // no page opens from a sample desk
	}
	var kept []string
	if page {
		for _, f := range secrets {
			kept = append(kept, f.Key)
		}
	}
	boxes := newFields(nil, secrets, nil, kept, c.Name, p.open)
	if boxes.open != nil {
		boxes.open.SetLabel("Replace the council’s own keys")
	}
	label := "Sign in"
	if page {
		label = "Open the sign-in page"
	}
	button := part.NewButton(part.ButtonSpec{Label: label, Look: part.Primary, Height: theme.LargeSize}, nil)
	a := newAttempt(p, button)
	button.OnTapped = func() { p.signIn(c, n, boxes, page, false, a) }
	for _, e := range boxes.entries {
		e.OnSubmitted = func(string) { button.Tapped(nil) }
	}
	account := c.Name
	if c.Network == program.MailboxNetwork || account == "" {
		account = c.Identity
	}
	words := "Paste what signs the account in. What is kept now is replaced only once " + n.Title + " says that it is the same account."
	switch {
	case sample:
		words = "On a sample desk nothing leaves this PC: whatever you type signs the account in. On a real desk " + n.Title + " is asked."
	case page:
		words = "Your browser opens " + n.Title + "’s own page. Sign in there as " + account + " and allow what it lists."
	}
	if page && c.Network == program.MailboxNetwork {
		words = "Your browser opens " + n.Title + "’s own page. Sign in there as yourself, or as whoever else may open " + account + "."
	}
	right := section("Sign in as "+account, words, boxes.content, a.content)
	left := part.Column(14, part.Hint(theme.IconHistory, part.Run{Text: "Everything that is here stays. What residents wrote meanwhile is fetched and counted after you sign in, and what waits to be sent goes.", Type: theme.Dense, Tone: theme.Text}))
	for _, o := range guidance(program.Network{Steps: n.Steps, Permissions: n.Permissions}, p.open) {
		left.Add(o)
	}
	var first fyne.Focusable = button
	if !page && boxes.first != nil {
		first = boxes.first
	}
	content := fyne.CanvasObject(part.Narrow(640, 0, part.Column(14, left, right)))
	if len(n.Steps) > 0 {
		content = part.Sides(20, 900, 0, part.Column(0, right, part.Spring()), left)
	}
	p.set("again", "Sign in to "+n.Title, first, content)
}

func (p *Page) signIn(c channel.Channel, n program.Network, boxes *fields, page, byCode bool, a *attempt) {
	t := boxes.typed()
	if !page {
		n.Settings = nil
		if n.Name == program.MailboxNetwork {
			n.Secrets = []program.Field{passwordField}
		}
		if err := missing(n, t, nil); err != nil {
			a.say(err)
			return
		}
	}
	prog, who, h := p.env.Program, p.env.Who(), how{}
	if page {
		h = wayThrough(n, byCode, func() { p.signIn(c, n, boxes, page, true, a) })
	}
	var can program.Abilities
	a.run(h, func(ctx context.Context) error {
		if err := prog.Reconnect(ctx, who, c.ID, t.secrets, a.through(ctx, h)); err != nil {
			return err
		}
		var err error
		if can, err = prog.Abilities(ctx, c.ID); err != nil {
			can = program.Abilities{} // it is signed in all the same
		}
		return nil
	}, func(err error) {
		if cert, ok := program.CertificateIn(err); ok {
			p.acceptThen(c, cert, a)
		}
		if err != nil {
			boxes.unfold()
			a.say(err)
			return
		}
		p.done(c, can, true)
	})
}

// acceptThen asks about a certificate that stands in the way of signing in.
func (p *Page) acceptThen(c channel.Channel, cert program.Certificate, a *attempt) {
	prog, who := p.env.Program, p.env.Who()
	mailbox.AskCertificate(p.env, cert, func() {
		p.env.Work(func(ctx context.Context) error {
			return prog.AcceptCertificate(ctx, who, c.ID, cert.Endpoint, cert.Presented)
		}, func(err error) {
			if err == nil {
				err = app.NewError(app.Wrong, "The certificate is accepted. Sign in now.")
			}
			a.say(err)
		})
	})
}
