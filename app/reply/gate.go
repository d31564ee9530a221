package reply

import (
	"context"
	"fmt"
	"time"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// Gate looks, just before a message goes, whether it still may (DESIGN 4).
type Gate struct {
	// Tail reads what is new in a channel now, its Inbox and Sent.
	Tail func(ctx context.Context, channel string) error
	// Patience bounds the reading of the tail; 0: one minute.
	Patience time.Duration
	Inbox    inbox.Store
	Sends    outbox.Store
}

var _ outbox.Gate = (*Gate)(nil)

// MayGo pulls the tail and stops a message whose resident wrote again, or that
// somebody answered, since its draft began. When the officer said to send
// anyway, what was shown then stops nothing and the tail need not be reached.
func (g *Gate) MayGo(ctx context.Context, s outbox.Send) (outbox.GateAnswer, error) {
	if s.Conversation == "" {
		return outbox.GateAnswer{Go: true}, nil
	}
	if !s.Anyway {
		if err := g.pull(ctx, s.Channel); err != nil {
			return outbox.GateAnswer{}, fmt.Errorf("look for news before send %s: %w", s.ID, err)
		}
	}
	_, msgs, err := g.Inbox.Conversation(ctx, s.Conversation)
	if err != nil {
		return outbox.GateAnswer{}, fmt.Errorf("look for news before send %s: %w", s.ID, err)
	}
	ours, err := g.Sends.Sends(ctx, []outbox.State{outbox.Committed, outbox.Unconfirmed, outbox.Sent}, recentSends)
	if err != nil {
		return outbox.GateAnswer{}, fmt.Errorf("look for news before send %s: %w", s.ID, err)
	}
	return judge(s, msgs, ours), nil
}

// recentSends is how many of our newest sends can have crossed a draft.
const recentSends = 200

func (g *Gate) pull(ctx context.Context, channel string) error {
	patience := g.Patience
	if patience == 0 {
		patience = time.Minute
	}
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return g.Tail(bounded, channel)
}

// judge compares the conversation with what the officer had seen.
func judge(s outbox.Send, msgs []inbox.Message, ours []outbox.Send) outbox.GateAnswer {
	seen := set(s.Seen)
	var answered, wrote []string
	copied := map[string]bool{}
	for _, m := range msgs {
		if m.Direction == inbox.Own && m.Send != "" {
			copied[m.Send] = true
		}
		if seen[m.Key] || m.History || m.Auto != "" {
			continue
		}
		switch {
		case m.Direction == inbox.In:
			wrote = append(wrote, m.Key)
		case m.Send == "" || m.Send != s.ID && !seen[sendMark(m.Send)]:
			answered = append(answered, m.Key)
		}
	}
	for _, o := range ours {
		if o.Conversation == s.Conversation && o.ID != s.ID && !copied[o.ID] && !seen[sendMark(o.ID)] {
			answered = append(answered, sendMark(o.ID))
		}
	}
	keys := append(answered[:len(answered):len(answered)], wrote...)
	switch {
	case len(answered) > 0 && len(wrote) > 0:
		return outbox.GateAnswer{Kind: outbox.HoldAnswered, Keys: keys,
			Why: "Somebody else answered and the resident wrote again since you began to write. Nothing was sent. Read both, then send anyway, keep it as a draft, or discard it."}
	case len(answered) > 0:
		return outbox.GateAnswer{Kind: outbox.HoldAnswered, Keys: keys,
			Why: "Somebody else answered since you began to write. Nothing was sent. Read their answer, then send anyway, keep yours as a draft, or discard it."}
	case len(wrote) > 0:
		return outbox.GateAnswer{Kind: outbox.HoldWroteAgain, Keys: keys,
			Why: "The resident wrote again since you began to write. Nothing was sent. Read the new message, then send anyway, keep yours as a draft, or discard it."}
	}
	return outbox.GateAnswer{Go: true}
}
