package facebook

import (
	"context"
	"net/url"

	"commsdesk/platforms"
)

// probing collects what one probe finds out.
type probing struct {
	a    *Account
	page page
	link string
}

// probe finds out what the Page can do: by the rights of the access key where
// Meta tells them, and by asking for what is most often withheld.
func (a *Account) probe(ctx context.Context, p page) error {
	g := probing{a: a, page: p, link: p.identity().URL}
	c := a.fixed(p)
	c.Comments = g.allowed("pages_read_user_content", "", g.link)
	c.Reply = g.allowed("pages_manage_engagement", "MODERATE", g.link)
	c.Publish = g.allowed("pages_manage_posts", "CREATE_CONTENT", g.link)
	c.Schedule, c.AltText, c.Withdraw = c.Publish, c.Publish, c.Publish
	c.Hide, c.Delete = c.Reply, c.Reply
	c.PostMetrics = g.allowed("read_insights", "ANALYZE", g.link+"/insights")
	c.AccountMetrics, c.Thread, c.Recheck, c.ProveSent, c.Attachments = platforms.Yes(), c.Comments, c.Comments, c.Comments, c.Comments
	var err error
	for _, one := range []struct {
		into        *platforms.Ability
		right, task string
		edge        string
		query       url.Values
		link        string
	}{
		{&c.Mentions, "pages_read_user_content", "", "tagged", nil, g.link},
		{&c.Messages, "pages_messaging", "MESSAGING", "conversations", url.Values{"platform": {"messenger"}}, guesses.inbox + p.ID},
		{&c.ListBlocks, "pages_manage_metadata", "MODERATE", "blocked", nil, guesses.moderation},
	} {
		*one.into = g.allowed(one.right, one.task, one.link)
		if one.into.OK {
			if *one.into, err = g.try(ctx, one.edge, one.query, one.link); err != nil {
				return err
			}
		}
	}
	c.Private, c.Block, c.Unblock = c.Messages, c.ListBlocks, c.ListBlocks
	a.mu.Lock()
	a.caps = c
	a.mu.Unlock()
	return nil
}

// fixed is what every Page has in common.
func (a *Account) fixed(p page) platforms.Capabilities {
	rule := "Messenger takes an answer for 24 hours after the person's last message. A comment or visitor's post may be answered in private once, within 7 days."
	if a.config.HumanAgent == "yes" {
		rule = "Messenger takes an answer for 7 days after the person's last message. A comment or visitor's post may be answered in private once, within 7 days."
	}
	return platforms.Capabilities{
		ProbedAt:    a.clock().UTC(),
		Watch:       platforms.No("Facebook tells news only to a server on the web, so the Page is asked every few minutes.", ""),
		Mute:        platforms.No("A Page can't mute anybody. Hide the comment, or block the person.", p.identity().URL),
		Report:      platforms.No(reportReason, p.identity().URL),
		FilesInSent: platforms.Yes(),
		MaxText:     commentMost, MaxMessage: messageMost, Counter: platforms.CountUTF16,
		MaxMedia: photosMost, MaxImageBytes: photoMost, MaxVideoBytes: filmMost, MediaTypes: append(mediaTypes(), guesses.filmTypes...),
		Storage: []string{
			"What people ask to be deleted must be deleted here too.",
			"Facebook gives only the 20 newest messages of a conversation, and no request that was idle for 30 days.",
			"Who comments on a post of somebody else that names the Page is not told.",
		},
		ReplyRule: rule, Poll: poll, PollMessages: pollMessages,
	}
}

// allowed tells whether the access key has a right and the Page's role a task, as
// far as is known.
func (g probing) allowed(right, task, link string) platforms.Ability {
	g.a.mu.Lock()
	t := g.a.token
	g.a.mu.Unlock()
	if len(t.Scopes) > 0 && len(t.Lacks(right)) > 0 {
		return platforms.No("The access key lacks the right "+right+". Make a new one with it and paste it into this channel.", link)
	}
	if task != "" && !g.page.does(task) {
		return platforms.No("The system user's role on the Page does not allow this. Give it full control of the Page in Meta's Business settings.", link)
	}
	return platforms.Yes()
}

// try asks for one object of an edge.
func (g probing) try(ctx context.Context, edge string, query url.Values, link string) (platforms.Ability, error) {
	q := url.Values{"fields": {"id"}, "limit": {"1"}}
	for k, v := range query {
		q[k] = v
	}
	err := g.a.graph.Get(ctx, node(g.page.ID)+node(edge), q, nil)
	switch platforms.ClassOf(err) {
	case "":
		return platforms.Yes(), nil
	case platforms.ClassPermission, platforms.ClassRefused, platforms.ClassGone:
		if edge == "conversations" {
			return platforms.No("Meta has not granted the app Messenger. Ask for Advanced Access to pages_messaging at developers.facebook.com; until then Messenger is answered in the browser.", link), nil
		}
		return platforms.No("Meta does not give this to the access key. It has to be done in the browser.", link), nil
	}
	return platforms.Ability{}, err
}

// off tells whether an ability is known not to be there.
func (a *Account) off(which func(platforms.Capabilities) platforms.Ability) bool {
	c := a.Capabilities()
	return !c.ProbedAt.IsZero() && !which(c).OK
}
