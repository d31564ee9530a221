package outbox

import (
	"commsdesk/app"
	"commsdesk/app/act"
)

// Check refuses an act that the send's state forbids now, with an app.Error of
// kind Wrong and a sentence for people. s is the fold before the act.
func Check(s Send, a act.Act) error {
	e, known := EventOf(a.Kind)
	if !known {
		return app.NewError(app.Wrong, "That isn't something that can be done with a message on its way.")
	}
	if _, ok := Next(s.State, e); !ok {
		return app.NewError(app.Wrong, refusal(s.State, e))
	}
	if (e == EvProve || e == EvReturn) && s.CommittedAt.IsZero() {
		return app.NewError(app.Wrong, "This message has not left this PC yet, so it can't be at the network.")
	}
	trial := s
	if !trial.Apply(a) {
		return app.NewError(app.Wrong, "That change to a message on its way could not be read.")
	}
	if e == EvQueue && (trial.Channel == "" || trial.Token == "") {
		return app.NewError(app.Wrong, "A message needs an account to go from.")
	}
	return nil
}

// refusal says why the state s refuses e.
func refusal(s State, e Event) string {
	switch e {
	case EvWithdraw:
		return tooLate(s)
	case EvQueue:
		return "That message is in the outbox already."
	case EvAgain:
		if s == Rejected {
			return "It was not sent. Make it a draft, put right what was wrong, and send that."
		}
		return "Only a message whose outcome is not known can be sent again."
	case EvRelease:
		if s == Queued {
			return "It goes in a moment."
		}
		return "Only a message that waits or is held can be sent now."
	case EvProve, EvLook:
		return "There is nothing to look for: it is known what became of this message."
	}
	return "The message has moved on in the meantime. Look at it again."
}

// tooLate says why a message can't become a draft again.
func tooLate(s State) string {
	switch s {
	case Sending:
		return "Too late: it is being sent. In a moment the outbox shows what became of it."
	case Committed:
		return "Too late: it was handed over, and we wait for the answer."
	case Sent:
		return "Too late: it is sent."
	case Unconfirmed:
		return "Too late: it may have gone. Look again, or send the same message again."
	case Withdrawn:
		return "It is a draft again already."
	}
	return "There is no such message in the outbox."
}
