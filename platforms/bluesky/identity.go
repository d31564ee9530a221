package bluesky

import (
	"context"
	"net/url"

	"commsdesk/platforms"
)

// Identity signs in, sees that it is the expected account, and finds out what it
// can do.
func (a *Account) Identity(ctx context.Context) (platforms.Identity, error) {
	me, err := a.signIn(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	return identityOf(me), a.probe(ctx)
}

func identityOf(me self) platforms.Identity {
	return platforms.Identity{ID: me.did, Name: "@" + clip(me.handle), URL: profileLink(me.did)}
}

// signIn asks anew who is signed in and that the handle leads to that account.
func (a *Account) signIn(ctx context.Context) (self, error) {
	a.session.again()
	me, err := a.session.who(ctx)
	if err == nil {
		me, err = a.session.look(ctx)
	}
	if err != nil {
		return self{}, err
	}
	login := a.config.login()
	if isDID(login) {
		return me, nil
	}
	did, err := a.session.resolve(ctx, login)
	if class := platforms.ClassOf(err); err != nil && class != platforms.ClassGone && class != platforms.ClassRefused {
		return self{}, err
	}
	if did != me.did {
		return self{}, wrongAccount("The handle " + login + " does not lead to the account that signed in, @" + clip(me.handle) +
			". It may be a look-alike, or its entry on the council's web site is no longer right. Nothing was read or sent.")
	}
	return me, nil
}

// probe finds out what the account can do. Private messages are the one thing
// that differs between app passwords.
func (a *Account) probe(ctx context.Context) error {
	messages, err := a.canMessage(ctx)
	if err != nil {
		return err
	}
	c := platforms.Capabilities{
		ProbedAt: a.clock().UTC(),
		Watch:    platforms.No("Bluesky is read once a minute: it pushes nothing to a program on a PC but the posts of the whole world.", ""),
		Mentions: platforms.Yes(), Comments: platforms.Yes(), Messages: messages,
		Reply: platforms.Yes(), Private: messages, Publish: platforms.Yes(), AltText: platforms.Yes(),
		Schedule:    platforms.No("Bluesky publishes at once and knows no later. Publish it there when it is time.", ""),
		FilesInSent: platforms.Yes(), ProveSent: platforms.Yes(),
		Hide:   platforms.Yes(),
		Delete: platforms.No("Nobody can delete another person's post on Bluesky. Hide it below our own posts, or report it there.", website),
		Mute:   platforms.Yes(), Block: platforms.Ability{OK: true, Reason: "Everybody can see whom the council blocks on Bluesky. Muting is private."}, Unblock: platforms.Yes(), ListBlocks: platforms.Yes(), Report: platforms.Yes(),
		Withdraw: platforms.Yes(), Thread: platforms.Yes(), Recheck: platforms.Yes(),
		PostMetrics: platforms.Yes(), AccountMetrics: platforms.Yes(), Attachments: platforms.Yes(),
		MaxText: postGraphemes, MaxMessage: messageGraphemes, Counter: platforms.CountGraphemes,
		MaxMedia: imagesMost, MaxImageBytes: imageBytes, MediaTypes: imageTypes(),
		Storage: []string{
			"Posts are public and may be kept. One that its author deleted is marked as deleted here.",
			"Answers that lie more than five below our own post are not announced to us; they show when the thread is opened.",
			"Blocks are public: everybody can see whom the council blocks. Mutes are private.",
		},
		ReplyRule: "Bluesky takes an answer at any time, unless the author limits who may answer or blocks the council.",
		Poll:      pollEvery,
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.caps = c
	return nil
}

// canMessage tries to read private messages. Only a clear no is one; the message
// service being out of reach is told, and tried again at each pull.
func (a *Account) canMessage(ctx context.Context) (platforms.Ability, error) {
	if a.config.Messages == "no" {
		return platforms.No("Private messages are switched off in this account's settings. They stay on bsky.app.", website+"/messages"), nil
	}
	if a.session.scope() == scopeApp {
		return platforms.No(noMessages, website+"/messages"), nil
	}
	err := a.ask(ctx, call{id: "chat.bsky.convo.listConvos", query: url.Values{"limit": {"1"}}, to: chatService}, nil)
	switch platforms.ClassOf(err) {
	case "":
		return platforms.Yes(), nil
	case platforms.ClassPermission:
		return platforms.No(noMessages, website+"/messages"), nil
	case platforms.ClassTransient, platforms.ClassRefused, platforms.ClassGone:
		return platforms.No("Bluesky's message service did not answer when the account was connected. Private messages are read as soon as it does.", website+"/messages"), nil
	}
	return platforms.Ability{}, err
}

// Capabilities is what was found out at the last sign-in.
func (a *Account) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.caps
}

// note keeps what a pull found out about private messages.
func (a *Account) note(messages platforms.Ability) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.caps.ProbedAt.IsZero() && a.caps.Messages != messages {
		a.caps.Messages, a.caps.Private = messages, messages
	}
}

// Test signs in, sees whose account it is and what it may do. It changes nothing.
func (a *Account) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	tell := func(name, why string, err error) error {
		s := platforms.Step{Name: name, OK: err == nil, Why: why}
		if err != nil {
			s.Why = sentenceOf(err)
		}
		report.Steps = append(report.Steps, s)
		step(s)
		return err
	}
	a.session.again()
	me, err := a.session.who(ctx)
	if tell("sign-in", "The app password is accepted.", err) != nil {
		return report, err
	}
	me, err = a.signIn(ctx)
	why := "This is @" + clip(me.handle) + "."
	if warning := misleading(me.handle); warning != "" {
		why += " " + warning
	}
	if tell("account", why, err) != nil {
		return report, err
	}
	err = a.probe(ctx)
	why = "It can read, answer, publish, hide, mute and block, and read and write private messages."
	if m := a.Capabilities().Messages; !m.OK {
		why = "It can read, answer, publish, hide, mute and block. " + m.Reason
	}
	return report, tell("permission", why, err)
}
