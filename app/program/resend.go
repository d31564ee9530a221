package program

import (
	"context"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/outbox"
)

// SendAgain sends an unconfirmed message once more because a person said so. On a
// network it is looked for first, since one that is there already would stand there
// twice: found, it is sent, and nothing goes. For mail a look that finds nothing
// proves nothing, so none is made. A network that can't be asked is an error, and
// nothing was sent.
func (p *Program) SendAgain(ctx context.Context, who act.Who, id string) (outbox.Send, error) {
	s, err := p.Sends.Send(ctx, id)
	if err != nil {
		return outbox.Send{}, err
	}
	if !s.Mail() && s.State == outbox.Unconfirmed {
		s, err = p.Dispatcher.LookNow(ctx, id)
		switch kind := app.KindOf(err); {
		case err == nil && s.State == outbox.Sent:
			return s, nil
		case err != nil && (kind == app.Unreachable || kind == app.SignIn):
			return s, err
		}
	}
	if s, err = p.Outbox.Again(ctx, who, id); err == nil {
		p.Dispatcher.Wake()
	}
	return s, err
}
