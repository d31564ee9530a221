package channels

import (
	"context"

	"fyne.io/fyne/v2"

	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/app/ui/mailbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

const menuChannel = "Channel"

// Actions implements screen.Screen.
func (c *Channels) Actions() []screen.Action {
	table := func() bool { return !c.connecting() }
	chosen := func() bool {
		_, ok := c.entry()
		return ok && table()
	}
	signable := func() bool {
		e, ok := c.entry()
		return ok && !e.byHand && table()
	}
	return []screen.Action{
		{ID: "channel.open", Title: "Details of the channel", Menu: menuChannel, Key: "Enter", Enabled: chosen, Do: c.toDetails},
		{ID: "channel.back", Title: "All channels", Menu: menuChannel, Enabled: func() bool { return c.connecting() || c.columns.single && c.columns.inDetails }, Do: c.toTable},
		{ID: "channel.add", Title: "Add channel", Menu: menuChannel, Key: "N", Enabled: table, Do: func() { c.addChannel("") }},
		{ID: "channel.sign-in", Title: "Sign in again", Menu: menuChannel, Key: "S", Enabled: signable, Do: c.signIn},
		{ID: "channel.test", Title: "Test the channel", Menu: menuChannel, Key: "T", Enabled: chosen, Do: func() {
			c.columns.toDetails(true)
			c.details.test()
		}},
		{ID: "channel.register", Title: "Edit register", Menu: menuChannel, Key: "R", Enabled: chosen, Do: c.editRegister},
		{ID: "channel.disconnect", Title: "Disconnect", Menu: menuChannel, Enabled: func() bool { return chosen() && !c.sample() }, Do: c.disconnect},
	}
}

func (c *Channels) sample() bool { return c.env.Program.Snapshot().Sample }

// toDetails gives the keyboard to the details of the chosen channel.
func (c *Channels) toDetails() {
	c.columns.toDetails(true)
	if c.details.first != nil {
		c.focus(c.details.first)
	}
}

// Leave implements screen.Leaver.
func (c *Channels) Leave() bool {
	switch {
	case c.connecting():
		c.connect.Back()
	case c.columns.single && c.columns.inDetails:
		c.toTable()
	default:
		return false
	}
	return true
}

// toTable is the way back from the connect page or from the details.
func (c *Channels) toTable() {
	if c.connecting() {
		c.leaveConnect()
		return
	}
	c.columns.toDetails(false)
	c.focus(c.rows)
}

// deeds are the buttons of a channel, and what its last test found.
func (d *details) deeds(e entry) fyne.CanvasObject {
	row := part.Wrap(8)
	add := func(spec part.ButtonSpec, do func()) {
		b := part.NewButton(spec, do)
		if d.first == nil {
			d.first = b
		}
		row.Add(b)
	}
	switch {
	case e.certificateChanged():
		add(part.ButtonSpec{Label: "Look at the certificate", Icon: theme.IconLock, Look: part.Primary}, d.test)
	case e.needsPerson():
		add(part.ButtonSpec{Label: "Sign in again", Icon: theme.IconKey, Look: part.Primary}, d.c.signIn)
	}
	if !e.byHand {
		add(part.ButtonSpec{Label: "Check now", Icon: theme.IconRefresh, Key: "F5"}, d.c.check)
	}
	add(part.ButtonSpec{Label: "Test", Icon: theme.IconDoneAll}, d.test)
	if !e.byHand && (!e.needsPerson() || e.certificateChanged()) {
		add(part.ButtonSpec{Label: "Sign in again", Icon: theme.IconKey}, d.c.signIn)
	}
	column := part.Column(10, row)
	if e.Network == program.MailboxNetwork && !d.c.sample() {
		add(part.ButtonSpec{Label: "Servers", Icon: theme.IconSettings}, d.c.editServers)
		column.Add(d.selfCopy(e))
	}
	if !d.c.sample() {
		add(part.ButtonSpec{Label: "Disconnect", Icon: theme.IconLinkOff}, d.c.disconnect)
	}
	column.Add(d.trial(e.ID).Content())
	return column
}

// check reads every channel now.
func (c *Channels) check() {
	c.env.Program.Intake.Now()
	c.env.Program.Dispatcher.Wake()
	c.env.Did("Checking every channel.", nil)
}

// test tests the chosen channel step by step, and shows a certificate that is
// not the expected one.
func (d *details) test() {
	e, ok := d.c.entry()
	if !ok {
		return
	}
	p, who := d.c.env.Program, d.c.env.Who()
	d.trial(e.ID).Run(func(ctx context.Context, step func(program.Step)) (program.TestReport, error) {
		return p.Test(ctx, who, e.ID, e.Network == program.MailboxNetwork, step)
	}, func(_ program.TestReport, err error) {
		d.scroll.Refresh()
		d.c.askCertificate(e.Channel, err)
		d.c.load()
	})
}

// askCertificate shows the certificate that an error is about, if it is.
func (c *Channels) askCertificate(ch channel.Channel, err error) {
	cert, ok := program.CertificateIn(err)
	if !ok {
		return
	}
	p, who := c.env.Program, c.env.Who()
	mailbox.AskCertificate(c.env, cert, func() {
		c.do("Certificate accepted.", func(ctx context.Context) error {
			return p.AcceptCertificate(ctx, who, ch.ID, cert.Endpoint, cert.Presented)
		}, nil)
	})
}

// signIn opens the page that signs the chosen channel in again.
func (c *Channels) signIn() {
	e, ok := c.entry()
	if !ok || e.byHand {
		return
	}
	c.connect.Again(e.Channel)
	c.toConnect()
}

// do carries out a change in the background and says what was done. undo, if
// not nil, takes it back.
func (c *Channels) do(words string, do, undo func(ctx context.Context) error) {
	c.env.Work(do, func(err error) {
		if err != nil {
			c.env.Say(err)
			c.reload()
			return
		}
		c.did(words, undo)
		c.load()
	})
}

// reload shows again what holds, after a change that was refused.
func (c *Channels) reload() {
	c.details.shown = ""
	c.load()
}

func (c *Channels) did(words string, undo func(ctx context.Context) error) {
	if undo == nil {
		c.env.Did(words, nil)
		return
	}
	c.env.Did(words, func() {
		c.env.Work(undo, func(err error) {
			c.env.Say(err)
			c.reload()
		})
	})
}

// configure writes a channel's settings, with the old ones as the way back.
func (c *Channels) configure(before, after channel.Channel, words string) {
	p, who := c.env.Program, c.env.Who()
	set := func(ch channel.Channel) func(context.Context) error {
		return func(ctx context.Context) error { return p.Configure(ctx, who, ch) }
	}
	c.do(words, set(after), set(before))
}

// promise takes a channel out of the promise, or back under it.
func (c *Channels) promise(ch channel.Channel, on bool) {
	after := ch
	after.Unpromised = !on
	words := ch.Name + " is under the promise."
	if !on {
		words = ch.Name + " runs no clock now."
	}
	c.configure(ch, after, words)
}

// disconnect asks first: the sign-in is forgotten, which can't be taken back.
func (c *Channels) disconnect() {
	e, ok := c.entry()
	if !ok {
		return
	}
	part.ShowDialog(c.env.Window.Canvas(), part.DialogSpec{Title: "Disconnect " + e.called() + "?",
		Words:   "Nothing more comes in or goes out, and its sign-in is forgotten here. What came so far is kept, and comes back when you connect it again.",
		Confirm: "Disconnect " + e.account(), Danger: true, OnDone: func(yes bool) {
			if yes {
				p, who := c.env.Program, c.env.Who()
				c.do(e.called()+" is disconnected. Its history stays.", func(ctx context.Context) error { return p.Remove(ctx, who, e.ID) }, nil)
			}
		}})
}

// open opens a page outside.
func (c *Channels) open(link string) {
	if err := c.env.OpenLink(link); err != nil {
		c.env.Say(err)
	}
}
