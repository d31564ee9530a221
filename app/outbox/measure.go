package outbox

import (
	"context"
	"errors"

	"commsdesk/app"
	"commsdesk/platforms"
)

// Measure is what is done about a message or its author.
type Measure = platforms.Measure

// Target is the message, in the words of its network.
type Target = platforms.Target

// Opposite is the measure that takes m back; ok is false where nothing does.
func Opposite(m Measure) (back Measure, ok bool) {
	back, ok = map[Measure]Measure{
		platforms.Hide: platforms.Unhide, platforms.Unhide: platforms.Hide, platforms.Mute: platforms.Unmute,
		platforms.Unmute: platforms.Mute, platforms.Block: platforms.Unblock, platforms.Unblock: platforms.Block,
	}[m]
	return back, ok
}

// Taken is how a measure ended. Done: the network said so. Unknown: it may or may
// not be so, and taking it again is safe. Neither: certainly not done, Class and
// Why say why.
type Taken struct {
	Done, Unknown bool
	Class         string
	// Why is a sentence for people, "" when done.
	Why string
}

// Take asks the network for one measure, once. Nothing is queued.
func (s *Service) Take(ctx context.Context, channel string, m Measure, at Target) Taken {
	adapter, err := s.accounts.Adapter(ctx, channel)
	if err != nil {
		return Taken{Class: string(classOf(err)), Why: sentenceOf(err)}
	}
	moderator, ok := adapter.(platforms.Moderator)
	if !ok {
		return Taken{Class: string(platforms.ClassPermission), Why: "This account can do nothing about what others write. Do it on the network itself."}
	}
	// An account that was not asked yet what it can do is asked first.
	if who, ok := adapter.(platforms.Identifier); ok && adapter.Capabilities().ProbedAt.IsZero() {
		if _, err := who.Identity(ctx); err != nil {
			return Taken{Class: string(classOf(err)), Why: sentenceOf(err)}
		}
	}
	if caps := adapter.Capabilities(); !caps.ProbedAt.IsZero() && !measuresOf(caps)[m].OK {
		return Taken{Class: string(platforms.ClassPermission), Why: measuresOf(caps)[m].Reason}
	}
	err = moderator.Moderate(ctx, m, at)
	if err == nil {
		return Taken{Done: true}
	}
	var known *platforms.Error
	if !errors.As(err, &known) {
		return Taken{Unknown: true, Class: string(platforms.ClassUnconfirmed), Why: app.Say(err)}
	}
	unknown := known.Class == platforms.ClassUnconfirmed || known.Class == platforms.ClassTransient
	return Taken{Unknown: unknown, Class: string(known.Class), Why: known.Sentence}
}
