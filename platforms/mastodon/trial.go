package mastodon

import (
	"context"
	"errors"

	"commsdesk/platforms"
)

var _ platforms.Tester = (*Adapter)(nil)

// Test tries the server, the sign-in, the account and its rights in this order,
// and stops at the first that does not work. It changes nothing; selfMail has no
// meaning here.
func (a *Adapter) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	say := func(name string, err error, why string) error {
		s := platforms.Step{Name: name, OK: err == nil, Why: why}
		var e *platforms.Error
		if errors.As(err, &e) {
			s.Why = e.Sentence
		} else if err != nil {
			s.Why = "This could not be found out."
		}
		report.Steps = append(report.Steps, s)
		step(s)
		return err
	}
	s, err := a.ask(ctx)
	if say("name", err, "A server that understands Mastodon's apps is at "+a.base.Host+".") != nil {
		return report, err
	}
	if err = a.looksLikeKey(ctx); err == nil {
		_, err = a.keeper.Access(ctx)
	}
	var who platforms.Identity
	var id string
	if err == nil {
		who, id, err = a.whoAmI(ctx, s)
	}
	name := "sign-in"
	if errors.Is(err, errOther) {
		_ = say("sign-in", nil, "The server accepts the sign-in.")
		name = "account"
	}
	if err != nil {
		return report, say(name, err, "")
	}
	_ = say("sign-in", nil, "The server accepts the sign-in.")
	_ = say("account", nil, "It belongs to "+who.Name+".")
	caps, err := a.probe(ctx, s, who)
	if err == nil {
		err = missing(caps)
	}
	if say("permission", err, "It has every right that Commsdesk uses.") != nil {
		return report, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.who, a.me, a.caps = who, id, caps
	return report, nil
}

// missing is the first right that daily work can't do without.
func missing(c platforms.Capabilities) error {
	for _, able := range []platforms.Ability{c.Mentions, c.Comments, c.Reply} {
		if !able.OK {
			return &platforms.Error{Class: platforms.ClassPermission, Sentence: able.Reason}
		}
	}
	return nil
}
