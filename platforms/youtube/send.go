package youtube

import (
	"context"
	"errors"

	yt "google.golang.org/api/youtube/v3"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Send makes one attempt (platforms.Sender).
func (a *Adapter) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	s, err := unseal(msg)
	if err != nil {
		return web.Outcome(err)
	}
	if s.Film != nil {
		if len(msg.Media) != 1 {
			return web.Outcome(platforms.Refuse("The file of this post is no longer kept on this PC. Nothing was sent. Take it back to a draft and add the file again."))
		}
		return a.upload(ctx, s, msg.Media[0], commit)
	}
	me, err := a.who(ctx)
	if err != nil {
		return notSent(err)
	}
	ctx = web.WithCommit(ctx, commit)
	id, video := "", s.Under
	if s.Video != "" {
		id, err = a.startThread(ctx, me, s)
		video = s.Video
	} else {
		var c *yt.Comment
		c, err = a.api.Comments.Insert([]string{"snippet"}, &yt.Comment{Snippet: &yt.CommentSnippet{ParentId: s.Parent, TextOriginal: s.Text}}).Context(ctx).Do()
		if err == nil {
			id = c.Id
		}
	}
	if err == nil && id == "" {
		err = web.Unconfirmed(title, errors.New("the answer has no id"))
	}
	if err != nil {
		return outcome(plain(err, true))
	}
	return platforms.Outcome{Verdict: platforms.Accepted, RemoteID: id, Permalink: permalink(me.id, video, id)}
}

// startThread writes a comment of our own below a film.
func (a *Adapter) startThread(ctx context.Context, me *channel, s sealed) (string, error) {
	t, err := a.api.CommentThreads.Insert([]string{"snippet"}, &yt.CommentThread{Snippet: &yt.CommentThreadSnippet{
		ChannelId: me.id, VideoId: s.Video,
		TopLevelComment: &yt.Comment{Snippet: &yt.CommentSnippet{TextOriginal: s.Text}},
	}}).Context(ctx).Do()
	if err != nil {
		return "", err
	}
	return t.Id, nil
}

// outcome is web.Outcome, except that what YouTube forbids about one comment is
// no reason to hold everything else of the channel back.
func outcome(err error) platforms.Outcome {
	o := web.Outcome(err)
	if r := reasonOf(err); o.Class == platforms.ClassPermission && (r == "forbidden" || r == "ineligibleAccount") {
		o.Verdict = platforms.Refused
	}
	return o
}

// notSent is the outcome of an error before the point of no return: nothing was
// handed over, whatever it says.
func notSent(err error) platforms.Outcome {
	o := outcome(err)
	if o.Verdict == platforms.Unconfirmed {
		o.Verdict, o.Class = platforms.NotSent, platforms.ClassTransient
		o.Why = "Nothing was sent: YouTube did not answer clearly before it. It will be tried again."
	}
	return o
}
