package program

import (
	"context"
	"encoding/json"
	"time"

	"commsdesk/app"
	"commsdesk/platforms"
)

// Ability is one thing an account can or can't do, for people: with Reason why
// not, and Link to where it can be done by hand.
type Ability struct {
	// Key is its short name ("hide"), Words what it is called on screen.
	Key, Words   string
	OK           bool
	Reason, Link string
}

// Abilities are what an account can do, as the network said when it was last
// asked.
type Abilities struct {
	At   time.Time // UTC; zero: never asked
	List []Ability
	// MaxText and MaxMessage are the longest answer and private message in
	// Counter's units, 0 without a limit.
	MaxText, MaxMessage int
	Counter             string
	// Storage are the network's rules on keeping words, a sentence each; KeepFor
	// how long they may be kept, 0 for as long as the council likes.
	Storage   []string
	KeepFor   time.Duration
	ReplyRule string
}

// notAsked is why nothing is known of an ability. Capabilities that an earlier
// version kept know nothing of what was added since.
const notAsked = "This account was not asked yet what it can do. Test it first."

// Of finds an ability by its key.
func (a Abilities) Of(key string) Ability {
	for _, x := range a.List {
		if x.Key == key {
			return x
		}
	}
	return Ability{Key: key, Reason: notAsked}
}

// abilityWords are the abilities of an account in the order of the channel page.
var abilityWords = []struct {
	key, words string
	of         func(c platforms.Capabilities) platforms.Ability
}{
	{"comments", "Read comments", func(c platforms.Capabilities) platforms.Ability { return c.Comments }},
	{"mentions", "Read mentions", func(c platforms.Capabilities) platforms.Ability { return c.Mentions }},
	{"messages", "Read private messages", func(c platforms.Capabilities) platforms.Ability { return c.Messages }},
	{"reply", "Reply", func(c platforms.Capabilities) platforms.Ability { return c.Reply }},
	{"private", "Reply in private", func(c platforms.Capabilities) platforms.Ability { return c.Private }},
	{"hide", "Hide a comment", func(c platforms.Capabilities) platforms.Ability { return c.Hide }},
	{"delete", "Delete a comment", func(c platforms.Capabilities) platforms.Ability { return c.Delete }},
	{"mute", "Mute somebody", func(c platforms.Capabilities) platforms.Ability { return c.Mute }},
	{"block", "Block somebody", func(c platforms.Capabilities) platforms.Ability { return c.Block }},
	{"unblock", "Take a block back", func(c platforms.Capabilities) platforms.Ability { return c.Unblock }},
	{"report", "Report to the network's moderators", func(c platforms.Capabilities) platforms.Ability { return c.Report }},
	{"publish", "Publish posts", func(c platforms.Capabilities) platforms.Ability { return c.Publish }},
	{"schedule", "Publish later by itself", func(c platforms.Capabilities) platforms.Ability { return c.Schedule }},
	{"alt-text", "Describe pictures", func(c platforms.Capabilities) platforms.Ability { return c.AltText }},
	{"withdraw", "Delete our own posts", func(c platforms.Capabilities) platforms.Ability { return c.Withdraw }},
	{"prove", "Find out if a reply went", func(c platforms.Capabilities) platforms.Ability { return c.ProveSent }},
	{"recheck", "See edits and deletions", func(c platforms.Capabilities) platforms.Ability { return c.Recheck }},
	{"watch", "Hear news at once", func(c platforms.Capabilities) platforms.Ability { return c.Watch }},
	{"post-figures", "Figures of posts", func(c platforms.Capabilities) platforms.Ability { return c.PostMetrics }},
	{"account-figures", "Figures of the account", func(c platforms.Capabilities) platforms.Ability { return c.AccountMetrics }},
}

func abilitiesOf(c platforms.Capabilities) Abilities {
	a := Abilities{At: c.ProbedAt, MaxText: c.MaxText, MaxMessage: c.MaxMessage, Counter: string(c.Counter), Storage: c.Storage,
		KeepFor: c.KeepFor, ReplyRule: c.ReplyRule}
	for _, w := range abilityWords {
		x := w.of(c)
		if !x.OK && x.Reason == "" {
			x.Reason = notAsked
		}
		a.List = append(a.List, Ability{Key: w.key, Words: w.words, OK: x.OK, Reason: x.Reason, Link: x.Link})
	}
	return a
}

// Abilities are what a channel can do: as its adapter knows it, or as it was
// when last asked.
func (p *Program) Abilities(ctx context.Context, id string) (Abilities, error) {
	ad, err := p.Accounts.Adapter(ctx, id)
	if err != nil {
		return Abilities{}, err
	}
	if c := ad.Capabilities(); !c.ProbedAt.IsZero() {
		return abilitiesOf(c), nil
	}
	raw, err := p.Store.Local(ctx, abilitiesKey(id))
	if err != nil {
		return Abilities{}, err
	}
	var c platforms.Capabilities
	if json.Unmarshal([]byte(raw), &c) != nil {
		return Abilities{}, nil // never asked
	}
	return abilitiesOf(c), nil
}

func abilitiesKey(id string) string { return "abilities of " + id }

// noteAbilities remembers for the next start what an account can do. That it
// can't be written down spoils nothing: the account will be asked again.
func (p *Program) noteAbilities(ctx context.Context, id string, c platforms.Capabilities) {
	if c.ProbedAt.IsZero() {
		return
	}
	raw, err := json.Marshal(c)
	if err == nil {
		err = p.Store.SetLocal(ctx, abilitiesKey(id), string(raw))
	}
	if err != nil {
		p.Log.Warn("could not note what a channel can do", "channel", id, "error", err)
	}
}

// testIdentity tests an account whose network has no test of its own: it signs
// in and asks whose account it is, which also asks what it can do.
func testIdentity(ctx context.Context, ad platforms.Adapter, step func(Step)) error {
	in, ok := ad.(platforms.Identifier)
	if !ok {
		return app.NewError(app.Wrong, "This network can't say whose account it is, so there is nothing to test.")
	}
	whose, err := in.Identity(ctx)
	if err != nil {
		err = Worded(err)
		step(Step{Name: "sign-in", Why: app.Say(err)})
		return err
	}
	step(Step{Name: "sign-in", OK: true, Why: "Signed in as " + whose.Name + "."})
	return nil
}
