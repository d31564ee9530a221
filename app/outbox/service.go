package outbox

import (
	"context"
	"fmt"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/platforms"
)

// Service is what officers do with messages on their way.
type Service struct {
	store     Store
	door      act.Door
	accounts  Accounts
	companion Companion
	drafts    *Drafts
	ids       *app.IDs
	clock     app.Clock
}

// NewService returns a Service over its ports.
func NewService(store Store, door act.Door, accounts Accounts, companion Companion, drafts *Drafts, ids *app.IDs, clock app.Clock) *Service {
	return &Service{store: store, door: door, accounts: accounts, companion: companion, drafts: drafts, ids: ids, clock: clock}
}

// Submit seals the letter and puts it into the outbox, to go after grace; it
// needs no network. In one transaction the acts beside and the send are
// journalled, its bytes stored and the draft removed; when anything refuses,
// the draft is on disk as it was given. An error of kind Wrong says what the
// officer must change.
func (s *Service) Submit(ctx context.Context, who act.Who, l Letter, grace time.Duration, beside ...act.Act) (Send, error) {
	if l.ID == "" || grace < 0 {
		return Send{}, fmt.Errorf("submit: a send needs an id and a grace, got %q and %v", l.ID, grace)
	}
	release, err := s.drafts.hold(ctx, l.Draft)
	if err != nil {
		return Send{}, fmt.Errorf("keep the draft of send %s: %w", l.ID, err)
	}
	gone := false
	defer func() { release(gone) }()
	sealed, err := s.seal(ctx, l)
	if err != nil {
		return Send{}, err
	}
	d := l.Draft
	effect := QueuedEffect{Channel: d.Channel, Network: l.Network, Conversation: d.Conversation, Purpose: d.Purpose,
		Redirect: d.Redirect, Officer: d.Officer, Initials: l.Initials, Quote: l.Quote != nil, Private: d.Private,
		Talk: l.Private && !d.Private, Covers: l.Covers, Parent: l.Parent, Seen: d.Seen, Token: sealed.Token, NotBefore: app.Millis(s.clock().Add(grace)), Draft: d.ID}
	effect.Answers = d.Answers
	content := QueuedContent{To: d.To, Cc: d.Cc, Subject: d.Subject, Text: l.Text, Files: d.Files}
	queued := who.New(EvQueue.Kind(), Subject(l.ID), effect, content)
	if _, err := s.store.Queue(ctx, sealed, l.ID, d.ID, append(beside[:len(beside):len(beside)], queued)...); err != nil {
		return Send{}, fmt.Errorf("queue send %s: %w", l.ID, err)
	}
	gone = true
	return s.store.Send(ctx, l.ID)
}

func (s *Service) seal(ctx context.Context, l Letter) (Sealed, error) {
	adapter, err := s.accounts.Adapter(ctx, l.Draft.Channel)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal send %s: %w", l.ID, err)
	}
	sender, ok := adapter.(platforms.Sender)
	if !ok {
		return Sealed{}, app.NewError(app.Wrong, "This account can only be read. Nothing was sent; your draft is kept.")
	}
	sealed, err := sender.Seal(ctx, l.outgoing(ctx, s.store), s.clock())
	if err != nil {
		return Sealed{}, fmt.Errorf("seal send %s: %w", l.ID, forPeople(err))
	}
	return Sealed{Token: sealed.Token, From: sealed.From, Recipients: sealed.Recipients, Bytes: sealed.Bytes}, nil
}

// Withdraw turns a message that has not gone back into a draft and returns it:
// undo while it is queued or waiting, "back to draft" when it is held or was
// rejected. Once an attempt began it returns an error of kind Wrong that says
// why it is too late.
func (s *Service) Withdraw(ctx context.Context, who act.Who, id string) (Draft, error) {
	var d Draft
	err := s.decide(ctx, id, func(send Send) error {
		d = s.draftOf(send)
		a := send.Do(who, EvWithdraw, WithdrawnEffect{Draft: d.ID}, nil)
		if err := Check(send, a); err != nil {
			return err
		}
		_, err := s.store.Withdraw(ctx, d, a)
		return err
	})
	return d, err
}

func (s *Service) draftOf(send Send) Draft {
	now := s.clock()
	return Draft{ID: s.ids.New(), Channel: send.Channel, Conversation: send.Conversation, Officer: send.Officer,
		Purpose: send.Purpose, Redirect: send.Redirect, To: send.To, Cc: send.Cc, Subject: send.Subject,
		Text: Unsign(send.Text, send.Initials), Quote: send.Quote, Private: send.Private, Answers: send.Answers, Files: send.Files, Seen: send.Seen,
		BegunAt: now, SavedAt: now, From: send.ID}
}

// Release lets a held or waiting message go now. anyway: in spite of the
// messages for which the Gate stopped it, which the officer has now seen.
func (s *Service) Release(ctx context.Context, who act.Who, id string, anyway bool) (Send, error) {
	return s.act(ctx, who, id, EvRelease, ReleasedEffect{NotBefore: app.Millis(s.clock()), Anyway: anyway}, nil)
}

// Again sends an unconfirmed message once more: the same row, the same bytes,
// the same token. Only a person decides this (DESIGN 4).
func (s *Service) Again(ctx context.Context, who act.Who, id string) (Send, error) {
	return s.act(ctx, who, id, EvAgain, GraceEffect{NotBefore: app.Millis(s.clock())}, nil)
}

// SayLive takes a person's word that an unconfirmed message is there.
func (s *Service) SayLive(ctx context.Context, who act.Who, id string) (Send, error) {
	err := s.decide(ctx, id, func(send Send) error {
		if send.State != Unconfirmed {
			return app.NewError(app.Wrong, refusal(send.State, EvProve))
		}
		effect := ProvedEffect{By: ByPerson}
		if send.Mail() {
			effect.Filed = FiledPending
		}
		a := send.Do(who, EvProve, effect, Reason{Where: "An officer saw it there."})
		return doBeside(ctx, s.door, s.companion, send, a)
	})
	if err != nil {
		return Send{}, err
	}
	return s.store.Send(ctx, id)
}

// Resume lets go what was held for the account's sign-in or certificate, after
// a person has mended it. It returns how many messages that were.
func (s *Service) Resume(ctx context.Context, who act.Who, channel string) (int, error) {
	held, err := s.store.Sends(ctx, []State{Held}, 0)
	if err != nil {
		return 0, fmt.Errorf("read held sends: %w", err)
	}
	n := 0
	for _, send := range held {
		if send.Channel != channel || send.HoldKind != HoldSignIn && send.HoldKind != HoldCertificate {
			continue
		}
		if _, err := s.Release(ctx, who, send.ID, false); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// act carries out one event without company.
func (s *Service) act(ctx context.Context, who act.Who, id string, e Event, effect, content any) (Send, error) {
	err := s.decide(ctx, id, func(send Send) error {
		a := send.Do(who, e, effect, content)
		if err := Check(send, a); err != nil {
			return err
		}
		_, err := s.door.Do(ctx, a)
		return err
	})
	if err != nil {
		return Send{}, err
	}
	return s.store.Send(ctx, id)
}

// patience is how often a decision is tried when the send changed between the
// reading and the act; it changes at most once a second and only a few times.
const patience = 5

// decide reads the send and lets do act on it, again when it changed meanwhile.
func (s *Service) decide(ctx context.Context, id string, do func(Send) error) error {
	for try := 1; ; try++ {
		send, err := s.store.Send(ctx, id)
		if err != nil {
			return fmt.Errorf("read send %s: %w", id, err)
		}
		err = do(send)
		if err == nil {
			return nil
		}
		if app.KindOf(err) != app.Conflict || try == patience {
			return fmt.Errorf("decide on send %s: %w", id, err)
		}
	}
}

// doBeside carries out an act on a send together with what belongs beside it.
func doBeside(ctx context.Context, door act.Door, companion Companion, s Send, acts ...act.Act) error {
	all := acts[:len(acts):len(acts)]
	trial := s
	for _, a := range acts {
		beside, err := companion.Beside(ctx, trial, a)
		if err != nil {
			return fmt.Errorf("what belongs beside send %s: %w", s.ID, err)
		}
		all = append(all, beside...)
		trial.Apply(a)
	}
	_, err := door.Do(ctx, all...)
	return err
}
