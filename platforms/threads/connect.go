package threads

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/signin"
)

// Identity signs in, finds out what the account can do, and returns who it is.
func (a *Adapter) Identity(ctx context.Context) (platforms.Identity, error) {
	found, err := a.signIn(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	caps, err := a.probe(ctx, found)
	if err != nil {
		return platforms.Identity{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.account, a.caps = &found, caps
	return identity(found), nil
}

func identity(acc account) platforms.Identity {
	return platforms.Identity{ID: acc.id, Name: "@" + acc.username, URL: home + "@" + acc.username}
}

// signIn asks whose access key it is and what it may do.
func (a *Adapter) signIn(ctx context.Context) (account, error) {
	a.api.Resume() // a person asks
	if kept, err := a.secrets.Get(ctx, signin.AccessItem); err != nil {
		return account{}, err
	} else if kept == "" {
		return account{}, errNoKey()
	}
	access, err := a.keeper.Sign(ctx)
	if err != nil {
		return account{}, err
	}
	var found account
	var ends time.Time
	info, err := a.api.Debug(ctx, access)
	switch {
	case err == nil:
		found.scopes, ends = info.Scopes, info.Ends()
	case !closed(err):
		return account{}, err
	}
	if err := a.learnEnd(ctx, ends); err != nil {
		return account{}, err
	}
	var me struct {
		ID       string `json:"id"`
		Username string `json:"username"`
	}
	if err := a.api.Get(ctx, "/me", url.Values{"fields": {"id,username"}}, &me); err != nil {
		return account{}, err
	}
	if me.ID == "" || me.Username == "" {
		return account{}, &platforms.Error{Class: platforms.ClassPermission, Sentence: "Threads does not say whose access key this is. Make one with the right " + scopeBasic + " and paste it here."}
	}
	found.id, found.username = me.ID, me.Username
	if want := strings.TrimPrefix(strings.TrimSpace(a.config.Identity), "@"); want != "" && want != found.id && !strings.EqualFold(want, found.username) {
		return account{}, &platforms.Error{Class: platforms.ClassIdentity, Sentence: "This access key opens @" + found.username + ", not " + a.config.Identity +
			". Nothing was read or sent. Make a key for the right profile, or connect @" + found.username + " as a channel of its own."}
	}
	return found, nil
}

// probe asks what the account may do: the rights where Threads names them, else
// calls that change nothing.
func (a *Adapter) probe(ctx context.Context, acc account) (platforms.Capabilities, error) {
	may := map[string]bool{scopeReplies: true, scopeDelete: true}
	tries := map[string]struct {
		path  string
		query url.Values
	}{
		scopeRead:     {"/me/replies", url.Values{"limit": {"1"}}},
		scopeMentions: {"/me/mentions", url.Values{"limit": {"1"}}},
		scopePublish:  {"/me/threads_publishing_limit", url.Values{"fields": {"quota_usage"}}},
		scopeInsights: {"/me/threads_insights", url.Values{"metric": {"likes"}}},
	}
	if acc.scopes != nil {
		for _, s := range []string{scopeRead, scopeMentions, scopePublish, scopeInsights, scopeReplies, scopeDelete} {
			may[s] = slices.Contains(acc.scopes, s)
		}
		return a.capabilities(acc, may), nil
	}
	for scope, try := range tries {
		err := a.api.Get(ctx, try.path, try.query, nil)
		if err != nil && !closed(err) {
			return platforms.Capabilities{}, err
		}
		may[scope] = err == nil || graph.Malformed(err)
	}
	return a.capabilities(acc, may), nil
}

// lacking is the reason for an ability that rights are missing for.
func lacking(may map[string]bool, link string, scopes ...string) platforms.Ability {
	for _, s := range scopes {
		if !may[s] {
			return platforms.No("The access key lacks the right "+s+". Tick it and make a new key, then paste that here.", link)
		}
	}
	return platforms.Yes()
}

func (a *Adapter) capabilities(acc account, may map[string]bool) platforms.Capabilities {
	profile := identity(acc).URL
	const closedInbox = "Threads' private messages are closed to other programs. Read and answer them in the Threads app."
	const byHand = " Open the person's profile on Threads and do it there."
	publish := lacking(may, home, scopePublish)
	read := lacking(may, profile, scopeRead)
	return platforms.Capabilities{
		ProbedAt: a.clock().UTC(),
		Watch:    platforms.No("Threads tells programs on a PC nothing by itself; Commsdesk asks every few minutes.", ""),
		Comments: read, Thread: read, Recheck: read, Mentions: lacking(may, activityPage, scopeMentions),
		Messages: platforms.No(closedInbox, home+"messages"), Private: platforms.No(closedInbox, home+"messages"),
		Attachments: platforms.No("Pictures of posts stay on Threads. Open the post there.", ""),
		Reply:       lacking(may, profile, scopePublish, scopeReplies), Publish: publish, AltText: publish,
		Schedule:    platforms.No("Threads takes no date from other programs. Publish it there when it is time.", ""),
		FilesInSent: platforms.Yes(), ProveSent: platforms.Yes(),
		Hide:        lacking(may, profile, scopeReplies),
		Delete:      platforms.No("Threads lets nobody delete what others wrote. Hide the reply instead, or report it in the Threads app.", profile),
		Mute:        platforms.No("Threads lets nobody mute by program."+byHand, profile),
		Block:       platforms.No("Threads lets nobody block by program."+byHand, profile),
		Unblock:     platforms.No("Threads lets nobody unblock by program."+byHand, profile),
		Report:      platforms.No("Threads takes no reports from programs. Open the reply in the Threads app and report it there.", profile),
		ListBlocks:  platforms.No("Threads does not say who is blocked. The list is in the app's settings, Privacy, Blocked profiles.", home+"settings/privacy"),
		Withdraw:    lacking(may, profile, scopeDelete),
		PostMetrics: lacking(may, profile, scopeInsights), AccountMetrics: lacking(may, profile, scopeInsights),
		MaxText: textMost, Counter: platforms.CountBytes,
		MaxMedia: mediaMost, MaxImageBytes: imageMost, MaxVideoBytes: videoMost,
		MediaTypes: []string{"image/jpeg", "image/png", "video/mp4", "video/quicktime"}, MediaByURL: true,
		Storage: []string{
			"Threads does not say when a reply was edited or deleted; Commsdesk looks again at what it keeps.",
			"When Threads is disconnected, keep of residents' words what the council's own rules need.",
		},
		ReplyRule: "A reply can be answered at any time, unless its author allows only some people to reply. A reply can be hidden only where it stands directly below the council's own post.",
		Poll:      5 * time.Minute,
	}
}

// Test tries the sign-in, the account, its rights and publishing, and changes
// nothing.
func (a *Adapter) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	say := func(name string, err error) error {
		s := platforms.Step{Name: name, OK: err == nil}
		if e := platforms.ErrorOf(err); e != nil {
			s.Why = e.Sentence
		} else if err != nil {
			s.Why = "Threads could not be asked. Try again."
		}
		report.Steps = append(report.Steps, s)
		step(s)
		return err
	}
	found, err := a.signIn(ctx)
	if err != nil && platforms.ClassOf(err) != platforms.ClassIdentity && platforms.ClassOf(err) != platforms.ClassPermission {
		return report, say("sign-in", err)
	}
	_ = say("sign-in", nil)
	if err := say("account", err); err != nil {
		return report, err
	}
	caps, err := a.probe(ctx, found)
	if err := say("permission", err); err != nil {
		return report, err
	}
	a.mu.Lock()
	a.caps = caps
	a.mu.Unlock()
	if caps.Publish.OK {
		err = say("sending", a.api.Get(ctx, "/me/threads_publishing_limit", url.Values{"fields": {"quota_usage"}}, nil))
	}
	return report, err
}
