package x

import (
	"slices"
	"strings"

	"commsdesk/platforms"
)

// rights are what the sign-in may do, by the names of the scopes; nil: not told,
// so everything is supposed and X's own refusal counts.
type rights []string

func (r rights) has(name string) bool { return r == nil || slices.Contains(r, name) }

const (
	byHandReason = "This account works without X's API: open it on X, do it there and confirm it here."
	grantReason  = "The sign-in did not grant this right. Sign in again and accept all rights."
)

// Capabilities is what the account can do as found at the last successful sign-in
// or test; what the month's money no longer allows is taken off at once.
func (a *Adapter) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	at, granted, me := a.probedAt, a.rights, a.me
	a.mu.Unlock()
	if at.IsZero() {
		return platforms.Capabilities{}
	}
	c := platforms.Capabilities{ProbedAt: at}
	if a.c.Way == ByHand {
		return a.handAbilities(c)
	}
	c = a.abilities(c, granted, me)
	sentence, near, over := a.costs.spent()
	c.Storage = append(c.Storage, sentence)
	if near {
		c.ReplyRule = strings.TrimSpace(c.ReplyRule + " " + sentence)
	}
	if over {
		no := platforms.No(sentence, siteBase)
		c.Reply, c.Private, c.Publish = no, no, no
	}
	return c
}

// storage are X's rules on keeping.
func storage() []string {
	return []string{
		"X wants what is deleted, edited or made private there to be deleted or changed here as soon as possible, at the latest 24 hours after it asks. Stored posts are looked up again every day, and the words of deleted ones are forgotten.",
		"X gives private messages of the last 30 days, the newest 800 posts that mention the council, and the council's newest 3,200 posts.",
	}
}

// limits are those of X's composer, whichever way is taken.
func limits(c platforms.Capabilities) platforms.Capabilities {
	c.MaxText, c.MaxMessage, c.Counter = weights.most, messageMost, platforms.CountWeighted
	c.MaxMedia, c.MaxImageBytes, c.MaxVideoBytes = mediaMost, imageMost, videoMost
	c.MediaTypes = slices.Clone(mediaTypes)
	return c
}

func (a *Adapter) handAbilities(c platforms.Capabilities) platforms.Capabilities {
	profile := profileLink(a.c.Identity)
	no := func(link string) platforms.Ability { return platforms.No(byHandReason, link) }
	c = limits(c)
	c.Watch = no(siteBase + "/notifications")
	c.Mentions, c.Comments, c.Messages = no(siteBase+"/notifications/mentions"), no(siteBase+"/notifications"), no(siteBase+"/messages")
	c.Reply, c.Private, c.Publish = no(siteBase+"/notifications"), no(siteBase+"/messages"), no(siteBase+"/intent/post")
	c.Schedule, c.AltText = no(siteBase+"/compose/post"), no(siteBase+"/compose/post")
	c.FilesInSent, c.ProveSent = no(profile), no(profile+"/with_replies")
	c.Hide, c.Delete = no(profile+"/with_replies"), platforms.No(deleteReason, profile+"/with_replies")
	c.Report = platforms.No(reportReason, siteBase+"/notifications")
	c.Mute, c.Block, c.Unblock = no(siteBase+"/notifications"), no(siteBase+"/notifications"), no(siteBase+"/settings/blocked/all")
	c.ListBlocks, c.Withdraw = no(siteBase+"/settings/blocked/all"), no(profile)
	c.Thread, c.Recheck, c.Attachments = no(profile), no(profile), no(profile)
	c.PostMetrics, c.AccountMetrics = no(profile), no(profile)
	c.ReplyRule = "Without X's API answers are written on x.com: “Open on X” puts the text there, and you confirm here that it was sent."
	c.Storage = []string{"Nothing is read from X. What you record here by hand is the council's own note of it."}
	return c
}

const (
	deleteReason = "X lets nobody delete what others wrote. Hide it under the council's own posts, or report it to X."
	reportReason = "X takes no reports from programs. Open the post on X and choose Report post there."
)

// abilities are those by API.
func (a *Adapter) abilities(c platforms.Capabilities, granted rights, me account) platforms.Capabilities {
	profile := profileLink(me.handle)
	if2 := func(name, link string) platforms.Ability {
		if granted.has(name) {
			return platforms.Yes()
		}
		return platforms.No(grantReason, link)
	}
	c = limits(c)
	c.Watch = platforms.No("News are asked for every 3 minutes. X pushes them only to the application itself, at a price for each.", "")
	c.Mentions, c.Comments = if2("tweet.read", siteBase+"/notifications/mentions"), if2("tweet.read", siteBase+"/notifications")
	c.Messages = if2("dm.read", siteBase+"/messages")
	if c.Messages.OK {
		c.Messages.Reason, c.Messages.Link = "Encrypted messages can't be read here, and X does not tell that there are any. Look at x.com/messages as well.", siteBase+"/messages"
	}
	c.Reply, c.Publish = if2("tweet.write", siteBase+"/notifications"), if2("tweet.write", siteBase+"/intent/post")
	c.Private = if2("dm.write", siteBase+"/messages")
	c.Schedule = platforms.No("X does not publish later by itself. Publish it there when it is time.", siteBase+"/compose/post")
	c.AltText = if2("media.write", siteBase+"/compose/post")
	c.FilesInSent = platforms.Yes()
	c.ProveSent = if2("tweet.read", profile+"/with_replies")
	c.Hide = if2("tweet.moderate.write", profile+"/with_replies")
	c.Delete = platforms.No(deleteReason, profile+"/with_replies")
	c.Report = platforms.No(reportReason, siteBase+"/notifications")
	c.Mute = if2("mute.write", siteBase+"/notifications")
	c.Block, c.Unblock = if2("dm.write", siteBase), if2("dm.write", siteBase+"/settings/blocked/all")
	if c.Block.OK {
		c.Block.Reason, c.Block.Link = blockReason, siteBase+"/settings/blocked/all"
	}
	c.ListBlocks = if2("block.read", siteBase+"/settings/blocked/all")
	c.Withdraw = if2("tweet.write", profile)
	c.Thread, c.Recheck = if2("tweet.read", profile), if2("tweet.read", profile)
	c.PostMetrics, c.AccountMetrics = if2("tweet.read", profile), if2("users.read", profile)
	c.Attachments = platforms.No("Pictures and films are not saved from here. Open the post on X.", siteBase)
	if a.c.Access == SelfServe {
		c.ReplyRule = "On a self-serve plan X takes an answer only when its author mentioned the council or quoted a post of it. Others: open on X, answer there, confirm here."
	}
	c.Storage, c.Poll = storage(), poll
	return c
}

const blockReason = "By API X blocks private messages only: the person can write no more of them, and still sees and answers the council's posts. For a full block open their page on X and choose Block."

// Length counts text as X does, with nothing free; see Weigh.
func (a *Adapter) Length(text string) int { return Weigh(text) }
