package channels

import (
	"context"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/ui/connect"
	"commsdesk/app/ui/part"
)

// editRegister asks what the council notes of the chosen channel, in a panel
// that stays open with what was typed until it is accepted.
func (c *Channels) editRegister() {
	e, ok := c.entry()
	if !ok {
		return
	}
	fields := connect.NewRegister(e.Name, e.Register, true)
	problem := part.NewProblem()
	var closed func()
	save := part.NewButton(part.ButtonSpec{Label: "Save the register", Look: part.Primary}, nil)
	cancel := part.NewButton(part.ButtonSpec{Label: "Cancel"}, func() { closed() })
	column := part.Column(12, fields.Content(), problem, part.Row(8, part.Spring(), cancel, save))
	p, who := c.env.Program, c.env.Who()
	set := func(name string, r channel.Register) func(context.Context) error {
		return func(ctx context.Context) error { return p.SetRegister(ctx, who, e.ID, name, r) }
	}
	say := func(err error) {
		part.SetProblem(problem, app.Say(err))
		column.Refresh()
		part.Reveal(problem)
	}
	save.OnTapped = func() {
		name, after, err := fields.Read()
		if err != nil {
			say(err)
			return
		}
		save.Disable()
		c.env.Work(set(name, after), func(err error) {
			save.Enable()
			if err != nil {
				say(err)
				return
			}
			closed()
			c.did("Register of "+name+" saved.", set(e.Name, e.Register))
			c.load()
		})
	}
	closed = c.env.Dialog("Register of "+e.called(), column)
	c.focus(fields.First())
}
