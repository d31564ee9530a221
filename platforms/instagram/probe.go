package instagram

import (
	"context"
	"net/url"
	"slices"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// The rights that abilities hang on, by route (platforms.md 4.1).
type right struct{ facebook, login string }

var (
	rightComments = right{"instagram_manage_comments", "instagram_business_manage_comments"}
	rightMessages = right{"instagram_manage_messages", "instagram_business_manage_messages"}
	rightPublish  = right{"instagram_content_publish", "instagram_business_content_publish"}
	rightInsights = right{"instagram_manage_insights", "instagram_business_manage_insights"}
	rightContents = right{"instagram_manage_contents", ""}
	rightBusiness = right{"business_management", ""}
)

func (r right) on(route Route) string {
	if route == Login {
		return r.login
	}
	return r.facebook
}

// probe asks what the account may do: the rights where Meta names them, else a
// call that changes nothing. Private messages are tried whatever the rights say,
// for Meta gives them apart (platforms.md 2).
func (a *Adapter) probe(ctx context.Context, acc account) (platforms.Capabilities, error) {
	// What is asked here is signed by the key that is in use from now on.
	a.mu.Lock()
	a.account = &acc
	a.mu.Unlock()
	may := map[right]bool{}
	tries := map[right]func(context.Context, account) error{rightPublish: a.tryQuota, rightInsights: a.tryInsights, rightComments: a.tryComments}
	for r, try := range tries {
		ok := true
		if acc.scopes != nil {
			ok = slices.Contains(acc.scopes, r.on(a.config.Route))
		} else if err := try(ctx, acc); platforms.ClassOf(err) == platforms.ClassPermission {
			ok = false
		} else if err != nil && !graph.Malformed(err) {
			return platforms.Capabilities{}, err
		}
		may[r] = ok
	}
	may[rightContents] = a.config.Route == Facebook && (acc.scopes == nil || slices.Contains(acc.scopes, rightContents.facebook))
	may[rightBusiness] = a.config.Route == Facebook && (acc.scopes == nil || slices.Contains(acc.scopes, rightBusiness.facebook))
	switch err := a.tryInbox(ctx, acc); platforms.ClassOf(err) {
	case "":
		may[rightMessages] = true
	case platforms.ClassPermission, platforms.ClassRefused:
	default:
		return platforms.Capabilities{}, err
	}
	return a.capabilities(acc, may), nil
}

func (a *Adapter) tryQuota(ctx context.Context, acc account) error {
	return a.api.Get(ctx, "/"+acc.id+"/content_publishing_limit", url.Values{"fields": {"quota_usage"}}, nil)
}

func (a *Adapter) tryInsights(ctx context.Context, acc account) error {
	return a.api.Get(ctx, "/"+acc.id+"/insights", url.Values{"metric": {"reach"}, "period": {"day"}, "metric_type": {"total_value"}}, nil)
}

// tryComments reads one comment of the newest post; an account without posts has
// none to be refused.
func (a *Adapter) tryComments(ctx context.Context, acc account) error {
	var page struct {
		Data []wireMedia `json:"data"`
	}
	err := a.api.Get(ctx, "/"+acc.id+"/media", url.Values{"fields": {"id"}, "limit": {"1"}}, &page)
	if err != nil || len(page.Data) == 0 {
		return err
	}
	err = a.api.Get(ctx, "/"+page.Data[0].ID+"/comments", url.Values{"fields": {"id"}, "limit": {"1"}}, nil)
	if gone(err) {
		return nil
	}
	return err
}

func (a *Adapter) tryInbox(ctx context.Context, acc account) error {
	return a.api.Get(ctx, a.conversations(acc), url.Values{"platform": {Network}, "fields": {"id"}, "limit": {"1"}}, nil)
}

// conversations is the edge on which private messages lie.
func (a *Adapter) conversations(acc account) string {
	if a.config.Route == Login {
		return "/me/conversations"
	}
	return "/" + acc.page + "/conversations"
}

// lacking is the reason for an ability that a right is missing for.
func (a *Adapter) lacking(ok bool, r right, link string) platforms.Ability {
	if ok {
		return platforms.Yes()
	}
	return platforms.No("The access key lacks the right "+r.on(a.config.Route)+". Tick it and make a new key, then paste that here.", link)
}

func (a *Adapter) capabilities(acc account, may map[right]bool) platforms.Capabilities {
	profile := identity(acc).URL
	comments := a.lacking(may[rightComments], rightComments, profile)
	c := platforms.Capabilities{
		ProbedAt: a.clock().UTC(),
		Watch:    platforms.No("Instagram tells programs on a PC nothing by itself; Commsdesk asks every few minutes.", ""),
		Comments: comments, Reply: comments, Hide: comments, Delete: comments, Thread: comments, Recheck: comments, ProveSent: platforms.Yes(),
		Mentions: platforms.Ability{OK: true, Link: activityPage,
			Reason: "Pictures that tag the council are read. Where somebody writes its @name below a picture or in a comment, Instagram tells no program that asks: look at the activity page once a day."},
		Messages: a.inbox(may[rightMessages]), Private: a.inbox(may[rightMessages]),
		Publish: a.lacking(may[rightPublish], rightPublish, home), AltText: a.lacking(may[rightPublish], rightPublish, home),
		Schedule:    platforms.No("Instagram takes no date from other programs. Publish it there when it is time.", ""),
		FilesInSent: platforms.Yes(),
		Mute:        platforms.No("Instagram lets nobody mute by program. Do it on the person's profile, “Following”, “Mute”.", profile),
		Report:      platforms.No("Instagram takes no reports from programs. Open the comment or message in the Instagram app and report it there.", profile),
		ListBlocks:  platforms.No("Instagram does not say who is blocked. The list is in the app's settings, “Blocked”.", home+"accounts/blocked_accounts/"),
		PostMetrics: a.lacking(may[rightInsights], rightInsights, profile), AccountMetrics: a.lacking(may[rightInsights], rightInsights, profile),
		Attachments: a.inbox(may[rightMessages]),
		MaxText:     commentMost, MaxMessage: messageMost, Counter: platforms.CountUTF16,
		MaxMedia: mediaMost, MaxImageBytes: imageBytes, MaxVideoBytes: videoBytes, MediaTypes: []string{"image/jpeg", "video/mp4", "video/quicktime"}, MediaByURL: true,
		Storage: []string{
			"Instagram gives the 20 newest messages of a private conversation; older ones can be read in the app only.",
			"A private message that its writer takes back is not reported. When you learn of one, delete what was kept of it.",
			"When Instagram is disconnected, keep of residents' words what the council's own rules need.",
		},
		ReplyRule:    "A comment can be answered at any time. A private message can be answered for " + hours(a.window()) + " after the person wrote last; a comment takes one private answer, within 7 days.",
		Poll:         5 * time.Minute,
		PollMessages: 100 * time.Second, // three to a whole reading, all of them within platforms.md 0.3
	}
	c.Block, c.Unblock = a.blocking(may, profile)
	c.Withdraw = a.withdrawing(may[rightContents], profile)
	return c
}

func hours(d time.Duration) string {
	if d == humanWindow {
		return "7 days"
	}
	return "24 hours"
}

func (a *Adapter) inbox(ok bool) platforms.Ability {
	if ok {
		return platforms.Yes()
	}
	return platforms.No("Meta has not granted private messages to the council's app, or the account does not allow access to them. Ask for "+rightMessages.on(a.config.Route)+
		" with Advanced Access in the app's review, and allow access in the Instagram app (Settings, Message controls, Connected tools). Until then answer there.", inboxPage)
}

func (a *Adapter) blocking(may map[right]bool, profile string) (block, unblock platforms.Ability) {
	var no platforms.Ability
	switch {
	case a.config.Route == Login:
		no = platforms.No("By Instagram alone nobody can be blocked by program. Open the person's profile and block them there.", profile)
	case !may[rightMessages]:
		no = platforms.No("People can be blocked by program only in private conversations, and these were not granted to the app. Block on the person's profile.", profile)
	case !may[rightBusiness]:
		no = a.lacking(false, rightBusiness, profile)
	default:
		return platforms.Yes(), platforms.Yes()
	}
	return no, no
}

func (a *Adapter) withdrawing(ok bool, profile string) platforms.Ability {
	if a.config.Route == Login {
		return platforms.No("By Instagram alone a post can't be deleted by program; our own answers can. Delete the post in the Instagram app.", profile)
	}
	return a.lacking(ok, rightContents, profile)
}

// Test tries the sign-in, the account, its rights and publishing, and changes
// nothing.
func (a *Adapter) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	say := func(name string, err error) error {
		s := platforms.Step{Name: name, OK: err == nil}
		if err != nil {
			s.Why = sentence(err)
		}
		report.Steps = append(report.Steps, s)
		step(s)
		return err
	}
	found, err := a.signIn(ctx)
	if platforms.ClassOf(err) == platforms.ClassAuth || platforms.ClassOf(err) == platforms.ClassOffline {
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
		err = say("sending", a.tryQuota(ctx, found))
	}
	return report, err
}

func sentence(err error) string {
	if e := platforms.ErrorOf(err); e != nil {
		return e.Sentence
	}
	return "Instagram could not be asked. Try again."
}
