package mastodon

import (
	"time"

	"commsdesk/platforms"
)

// pollEvery is how often the account is read: three requests of the 300 that a
// server allows in five minutes, beside the stream.
const pollEvery = 75 * time.Second

// capabilities asks for what can be asked, and says why the rest is not there.
func (p *prober) capabilities() platforms.Capabilities {
	l := p.s.limits
	c := platforms.Capabilities{
		ProbedAt: p.a.clock().UTC(),
		Mentions: p.may("read:notifications", "so nothing that residents write can be fetched"),
		Comments: p.may("read:statuses", "so the posts around a message can't be fetched"),
		Reply:    p.may("write:statuses", "so nothing can be answered or published"),
		Mute:     p.may("write:mutes", "so nobody can be muted"),
		Block:    p.may("write:blocks", "so nobody can be blocked"),
		Report:   p.may("write:reports", "so nothing can be reported to the moderators"),
		AltText:  platforms.Yes(), ProveSent: platforms.Yes(), FilesInSent: platforms.Yes(),
		Attachments: platforms.Yes(), AccountMetrics: platforms.Yes(),
		Hide:       platforms.No("Mastodon lets nobody hide what others write. Report the post to the server's moderators.", p.page),
		Delete:     platforms.No("Mastodon lets nobody delete what others write. Report the post to the server's moderators.", p.page),
		ListBlocks: p.reads("/api/v1/blocks", "read:blocks", "so the blocked people can't be listed", "This server does not list who is blocked."),
		Schedule:   p.reads("/api/v1/scheduled_statuses", "read:statuses", "so planned posts can't be seen", "This server does not publish later by itself."),
		Watch:      p.watch(),
		MaxText:    l.Statuses.MaxCharacters, MaxMessage: l.Statuses.MaxCharacters, Counter: platforms.CountLinks23,
		MaxMedia: l.Statuses.MaxMedia, MaxImageBytes: l.Media.ImageBytes, MaxVideoBytes: l.Media.VideoBytes, MediaTypes: l.Media.Types,
		Storage: []string{
			"Mastodon has no rule on how long members' words may be kept. When somebody deletes a post, that is shown here.",
			"Answers that name nobody are found under posts of the last 30 days.",
		},
		Poll:      pollEvery,
		ReplyRule: "An answer names the person it is for, and is seen by those who could see what it answers.",
	}
	c.Messages, c.Private = c.Mentions, c.Reply
	c.Thread, c.Recheck, c.PostMetrics = c.Comments, c.Comments, c.Comments
	c.Withdraw = c.Reply
	c.Publish = both(c.Reply, p.may("write:media", "so no picture can be published"))
	c.Schedule = both(c.Publish, c.Schedule)
	c.Unblock = c.Block
	if p.s.pixelfed {
		words := "Private messages on Pixelfed are kept apart from its posts and can't be fetched or sent here."
		c.Messages, c.Private = platforms.No(words, p.page), platforms.No(words, p.page)
	}
	return c
}

func (p *prober) watch() platforms.Ability {
	if p.s.streaming == nil {
		return platforms.No("This server does not announce news by itself. Commsdesk asks every minute or two.", "")
	}
	return both(p.may("read:notifications", "so news are not announced"), p.may("read:statuses", "so news are not announced"))
}
