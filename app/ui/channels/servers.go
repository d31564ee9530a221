package channels

import (
	"context"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/app/ui/mailbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// editServers edits the servers of the chosen mailbox.
func (c *Channels) editServers() {
	e, ok := c.entry()
	if !ok {
		return
	}
	f, err := mailbox.Read(e.Config)
	if err != nil {
		c.env.Say(err)
		return
	}
	p, who := c.env.Program, c.env.Who()
	var closed func()
	editor := mailbox.NewEditor(c.env, f, mailbox.Saving{
		Button: "Save the servers",
		Save: func(ctx context.Context, made mailbox.Made) error {
			after := e.Channel
			after.Config = made.Config
			if err := p.Configure(ctx, who, after); err != nil || len(made.Secrets) == 0 {
				return err
			}
			if password, ok := made.Secrets[program.Password]; ok {
				return p.SignIn(ctx, who, e.ID, password)
			}
			return p.Reconnect(ctx, who, e.ID, made.Secrets, nil)
		},
		Saved: func() {
			closed()
			c.did("Servers of "+e.Identity+" saved.", func(ctx context.Context) error { return p.Configure(ctx, who, e.Channel) })
			c.load()
		},
	})
	closed = c.env.Dialog("The servers of "+e.Identity, editor.Content())
	c.focus(editor.First())
}

// selfCopy is the mailbox's setting of a copy to ourselves.
func (d *details) selfCopy(e entry) fyne.CanvasObject {
	f, err := mailbox.Read(e.Config)
	if err != nil {
		return part.NewWrapped(app.Say(err), theme.Dense, theme.Danger)
	}
	row := part.NewCheckRow("Send ourselves a copy of each reply", "so that a reply whose outcome is not known can be proved", f.SelfCopy)
	row.OnChanged = func(on bool) { d.c.setSelfCopy(e.Channel, f, on) }
	return row
}

func (c *Channels) setSelfCopy(ch channel.Channel, f mailbox.Form, on bool) {
	f.SelfCopy = on
	raw, err := f.Config()
	if err != nil {
		c.env.Say(err)
		return
	}
	after := ch
	after.Config = raw
	words := "A copy of each reply comes back to us."
	if !on {
		words = "No copies come back to us."
	}
	c.configure(ch, after, words)
}
