package program

import (
	"context"

	"commsdesk/app/act"
	"commsdesk/app/channel"
)

// SetRegister changes what the council notes of an account: its service,
// purpose, owner and rules. Reading goes on as it is.
func (p *Program) SetRegister(ctx context.Context, who act.Who, id, name string, r channel.Register) error {
	c, err := p.connected(ctx, id)
	if err != nil {
		return err
	}
	c.Register = r
	if name != "" {
		c.Name = name
	}
	_, err = p.Door.Do(ctx, who.New(channel.Configured, act.Subject{Type: act.Channel, ID: id}, c, nil))
	return err
}
