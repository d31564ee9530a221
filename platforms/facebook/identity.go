package facebook

import (
	"context"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// Identity asks Meta whose the access key is, and what it may.
func (a *Account) Identity(ctx context.Context) (platforms.Identity, error) {
	p, err := a.reopen(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	if err := a.check(ctx); err != nil {
		return platforms.Identity{}, err
	}
	if err := a.probe(ctx, p); err != nil {
		return platforms.Identity{}, err
	}
	return p.identity(), nil
}

func (p page) identity() platforms.Identity {
	link := p.Link
	if link == "" {
		link = guesses.postAddress + p.ID
	}
	return platforms.Identity{ID: p.ID, Name: p.Name, URL: link}
}

// check asks what the pasted key is worth. Where Meta doesn't tell, nothing is
// known of its rights and its end, and each call says for itself.
func (a *Account) check(ctx context.Context) error {
	token, err := a.pasted(ctx)
	if err != nil {
		return err
	}
	t, err := a.graph.Debug(ctx, token)
	switch platforms.ClassOf(err) {
	case "":
	case platforms.ClassRefused, platforms.ClassPermission, platforms.ClassGone:
		t = graph.Token{Valid: true}
	default:
		return err
	}
	if !t.Valid {
		return signIn("Facebook no longer accepts the access key. Make a new one and paste it here; what is here stays.")
	}
	a.mu.Lock()
	a.token = t
	a.mu.Unlock()
	return nil
}

// Expires is when a new access key is needed (UTC), zero for never.
func (a *Account) Expires(ctx context.Context) (time.Time, error) {
	a.mu.Lock()
	t := a.token
	a.mu.Unlock()
	if !t.Valid {
		if err := a.check(ctx); err != nil {
			return time.Time{}, err
		}
		a.mu.Lock()
		t = a.token
		a.mu.Unlock()
	}
	return t.Ends(), nil
}

// Test tries the sign-in, the Page, its rights and what may be sent. It changes
// nothing.
func (a *Account) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	say := func(name string, err error, why string) error {
		s := platforms.Step{Name: name, OK: err == nil, Why: why}
		if err != nil {
			s.Why = sentenceOf(err)
		}
		report.Steps = append(report.Steps, s)
		step(s)
		return err
	}
	token, err := a.pasted(ctx)
	if err == nil {
		err = a.check(ctx)
	}
	if say("sign-in", err, "Facebook accepts the access key.") != nil {
		return report, err
	}
	p, err := a.reopen(ctx)
	if say("account", err, a.aboutPage(p, token)) != nil {
		return report, err
	}
	if say("permission", a.lacking(), "The access key has every right that is used.") != nil {
		return report, a.lacking()
	}
	err = a.probe(ctx, p)
	return report, say("sending", err, a.aboutSending())
}

// aboutPage says which Page it is, how it was found, and when another version
// answers than the one that was asked.
func (a *Account) aboutPage(p page, pasted string) string {
	why := "This is the Page " + p.Name + "."
	if p.Token != pasted {
		why += " The access key is a person's or system user's; the Page's own was fetched with it."
	}
	if v := a.graph.Served(); v != "" && v != a.config.Version {
		why += " Meta answered with version " + v + " of its interface instead of " + a.config.Version + ". Change the version in the settings."
	}
	return why
}

// lacking is the error of rights that are missing, nil when none are or when it
// is not known.
func (a *Account) lacking() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.token.Scopes) == 0 {
		return nil
	}
	var names []string
	for _, s := range scopes {
		names = append(names, s.name)
	}
	missing := a.token.Lacks(names...)
	if len(missing) == 0 {
		return nil
	}
	return &platforms.Error{Class: platforms.ClassPermission, Sentence: "The access key lacks " + strings.Join(missing, ", ") +
		". What they are for does not work; the rest does. Make a new key with every right ticked and paste it here."}
}

// aboutSending says what can be sent.
func (a *Account) aboutSending() string {
	c := a.Capabilities()
	if !c.Private.OK {
		return "Posts and public answers can be sent. Messenger: " + c.Private.Reason
	}
	return "Posts, public answers and Messenger can be sent."
}

func sentenceOf(err error) string {
	if e := platforms.ErrorOf(err); e != nil {
		return e.Sentence
	}
	return "Something on this PC went wrong. Try again."
}
