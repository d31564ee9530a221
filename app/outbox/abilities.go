package outbox

import (
	"context"
	"unicode/utf16"

	"github.com/rivo/uniseg"

	"commsdesk/platforms"
)

// Ability is one thing that an account can or can't do, with the reason and a
// page where a person can do it by hand.
type Ability = platforms.Ability

// Abilities is what an account can do with what is written, as its adapter last
// found out.
type Abilities struct {
	// Known is false until the account was asked; the rest says nothing then.
	Known bool
	// Reply: in public, or by mail. Private: in a private talk.
	Reply, Private Ability
	// MaxText and MaxMessage are the longest answer and private message, 0 for no
	// limit of the network's own, both as Length counts.
	MaxText, MaxMessage int
	// Length counts a text as the network does; never nil when Known.
	Length func(text string) int
	// Unit is what Length counts, for people: "characters", "bytes".
	Unit string
	// Measures are what can be done about abuse.
	Measures map[Measure]Ability
	// ReplyRule says when the network takes an answer at all, "" when always.
	ReplyRule string
}

// Abilities returns what a channel's account can do; nothing is asked of the
// network. An account that can't be had now is not Known: sealing says why.
func (s *Service) Abilities(ctx context.Context, channel string) Abilities {
	adapter, err := s.accounts.Adapter(ctx, channel)
	if err != nil {
		return Abilities{}
	}
	caps := adapter.Capabilities()
	if caps.ProbedAt.IsZero() {
		return Abilities{}
	}
	a := Abilities{Known: true, Reply: caps.Reply, Private: caps.Private, MaxText: caps.MaxText, MaxMessage: caps.MaxMessage,
		ReplyRule: caps.ReplyRule, Unit: "characters", Measures: measuresOf(caps)}
	if caps.Counter == platforms.CountBytes {
		a.Unit = "bytes"
	}
	a.Length = counted(caps.Counter)
	if l, ok := adapter.(platforms.Lengther); ok {
		a.Length = l.Length
	}
	return a
}

// measuresOf are what can be done about abuse.
func measuresOf(caps platforms.Capabilities) map[Measure]Ability {
	return map[Measure]Ability{platforms.Hide: caps.Hide, platforms.Unhide: caps.Hide,
		platforms.Delete: caps.Delete, platforms.Mute: caps.Mute, platforms.Unmute: caps.Mute, platforms.Block: caps.Block, platforms.Unblock: caps.Unblock,
		platforms.Report: caps.Report}
}

// counted is how a counter counts that needs nothing but the text.
func counted(c platforms.Counter) func(string) int {
	switch c {
	case platforms.CountBytes:
		return func(text string) int { return len(text) }
	case platforms.CountUTF16:
		return func(text string) int { return len(utf16.Encode([]rune(text))) }
	}
	return uniseg.GraphemeClusterCount
}
