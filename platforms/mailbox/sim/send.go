package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
)

// Seal builds the bytes with the real adapter's code.
func (a *Account) Seal(ctx context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	return a.seal(ctx, out, at)
}

// Send takes a message as the script's rules and the faults of the moment say.
// commit is called once, before anything counts as handed over.
func (a *Account) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	if err := a.reach(ctx); err != nil {
		o := platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassOf(err), Why: "Nothing was sent. " + sentence(err)}
		if o.Class == platforms.ClassAuth || o.Class == platforms.ClassCertificate {
			o.Verdict = platforms.NeedsPerson
		}
		return o
	}
	a.mu.Lock()
	faults := a.faults
	a.mu.Unlock()
	if refused := faults.RefuseRecipient; refused != "" && slices.Contains(msg.Recipients, refused) {
		return platforms.Outcome{
			Verdict: platforms.Refused, Class: platforms.ClassRefused, Address: refused, Detail: "550 5.1.1 no such person",
			Why: fmt.Sprintf("The mail server says that %s does not exist or takes no mail. Nobody got the message. Check the address.", refused),
		}
	}
	l, err := readLetter(msg.Bytes)
	if err != nil {
		return platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused, Detail: err.Error(),
			Why: "The mail server refused the message as damaged. Nobody got it."}
	}
	rule := a.choose(msg, l, faults)
	if o, ended := beforeCommit(rule); ended {
		return o
	}
	if err := commit(); err != nil {
		return platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient, Detail: err.Error(),
			Why: "Sending was stopped before the message was handed over. Nothing was sent."}
	}
	switch rule.Verdict {
	case platforms.Refused:
		return platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused, Detail: "550 5.7.1 not accepted",
			Why: "The mail server refused the message under its own rules. Nobody got it. Ask your IT team."}
	case platforms.Unconfirmed:
		if rule.Kept {
			a.accept(msg, l, rule)
		}
		return platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed,
			Why: "We do not know if this mail went. The mail server had all of it and did not answer."}
	}
	a.accept(msg, l, rule)
	return platforms.Outcome{Verdict: platforms.Accepted, Detail: "250 2.0.0 queued"}
}

// beforeCommit ends attempts that never reach the point of no return.
func beforeCommit(rule Rule) (platforms.Outcome, bool) {
	switch rule.Verdict {
	case platforms.NotSent:
		return platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient, Detail: "451 4.3.0 later",
			Why: "The mail server can't take the message at the moment. Nothing was sent. Commsdesk tries again by itself."}, true
	case platforms.NeedsPerson:
		return platforms.Outcome{Verdict: platforms.NeedsPerson, Class: platforms.ClassAuth, Detail: "535 5.7.8 sign in",
			Why: "The mail server asks us to sign in again. Nothing was sent. The message is kept until you have."}, true
	}
	return platforms.Outcome{}, false
}

// choose finds the rule for a message and counts its use; a fault goes first.
func (a *Account) choose(msg platforms.Sealed, l letter, faults Faults) Rule {
	if faults.Silent {
		return Rule{Verdict: platforms.Unconfirmed, Kept: faults.Kept}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	words := strings.ToLower(l.subject + "\n" + l.text)
	for i, rule := range a.script.Rules {
		if rule.Times > 0 && a.state.Used[i] >= rule.Times ||
			rule.To != "" && !slices.ContainsFunc(msg.Recipients, func(r string) bool { return strings.EqualFold(r, rule.To) }) ||
			!strings.Contains(words, strings.ToLower(rule.Words)) {
			continue
		}
		a.state.Used[i]++
		return rule
	}
	return Rule{}
}

// accept is the server taking a message: its copies, and what comes back.
func (a *Account) accept(msg platforms.Sealed, l letter, rule Rule) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.state.Accepted[msg.Token]++
	own := a.ownItem(msg, l)
	if a.script.FilesInSent {
		a.plan(own)
	}
	if slices.ContainsFunc(msg.Recipients, func(r string) bool { return strings.EqualFold(r, a.script.Address) }) {
		copied := own
		copied.Direction, copied.Claimed = platforms.FromResident, true
		a.plan(copied)
	}
	for _, answer := range rule.Answers {
		a.plan(a.answerItem(own, rule.To, answer))
	}
	a.arrive()
	a.stir()
}
