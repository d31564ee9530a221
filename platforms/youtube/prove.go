package youtube

import (
	"context"
	"time"

	yt "google.golang.org/api/youtube/v3"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Prove looks for what was sent (platforms.Prover): a film by its upload's
// session, then in the list of our films; a comment among those of the thread by
// its author, words and time. Not finding a comment proves nothing: YouTube may
// hold it back.
func (a *Adapter) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	s, err := unseal(msg)
	if err != nil {
		return platforms.Proof{}, err
	}
	me, err := a.who(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	switch from := a.web.Since(since); {
	case s.Film != nil:
		return a.proveFilm(ctx, me, s, from)
	case s.Video != "":
		return a.proveThread(ctx, me, s, from)
	default:
		replies, err := a.allReplies(ctx, s.Parent)
		if err != nil && platforms.ClassOf(err) != platforms.ClassGone {
			return platforms.Proof{}, err
		}
		for _, c := range replies {
			if is(me, c, s.Text, from) {
				return found(me, c, s.Under), nil
			}
		}
		return platforms.Proof{}, nil
	}
}

// is tells whether a comment is the one that was sent.
func is(me *channel, c *yt.Comment, text string, from time.Time) bool {
	if author(c.Snippet).ID != me.id || when(c.Snippet.PublishedAt).Before(from) {
		return false
	}
	return web.Matches(text, c.Snippet.TextOriginal) || web.Matches(text, c.Snippet.TextDisplay)
}

func found(me *channel, c *yt.Comment, video string) platforms.Proof {
	text := c.Snippet.TextOriginal
	if text == "" {
		text = c.Snippet.TextDisplay
	}
	return platforms.Proof{Live: true, At: when(c.Snippet.PublishedAt), Text: platforms.Clean(text), Where: "below the comment on YouTube",
		RemoteID: c.Id, Permalink: permalink(me.id, video, c.Id)}
}

// proveThread looks among the newest comments below a film.
func (a *Adapter) proveThread(ctx context.Context, me *channel, s sealed, from time.Time) (platforms.Proof, error) {
	page, err := a.api.CommentThreads.List([]string{"snippet"}).VideoId(s.Video).Order("time").MaxResults(threadsPage).TextFormat("plainText").Context(ctx).Do()
	if err != nil {
		return platforms.Proof{}, plain(err, false)
	}
	for _, t := range page.Items {
		if whole(t) && is(me, t.Snippet.TopLevelComment, s.Text, from) {
			p := found(me, t.Snippet.TopLevelComment, s.Video)
			p.Where = "below the film on YouTube"
			return p, nil
		}
	}
	return platforms.Proof{}, nil
}

// proveFilm asks the session: it has the film, or says how many bytes are
// missing, which proves that nothing was published.
func (a *Adapter) proveFilm(ctx context.Context, me *channel, s sealed, from time.Time) (platforms.Proof, error) {
	session, err := a.sessionOf(ctx, s.Token)
	if err != nil {
		return platforms.Proof{}, err
	}
	if session != "" {
		v, _, err := a.ask(ctx, session, s.Film.Size)
		switch class := platforms.ClassOf(err); {
		case v != nil:
			p := platforms.Proof{Live: true, Text: filmText(s.Film.Title, s.Film.Description), Where: "among the channel's films", RemoteID: v.Id, Permalink: watch(v.Id)}
			if v.Snippet != nil {
				p.At = when(v.Snippet.PublishedAt)
			}
			return p, nil
		case err == nil:
			return platforms.Proof{Absent: true}, nil
		case class != platforms.ClassGone && class != platforms.ClassRefused && class != platforms.ClassUnconfirmed:
			return platforms.Proof{}, err
		}
	}
	return a.amongFilms(ctx, me, s, from)
}

func (a *Adapter) amongFilms(ctx context.Context, me *channel, s sealed, from time.Time) (platforms.Proof, error) {
	page, err := a.api.PlaylistItems.List([]string{"snippet", "contentDetails"}).PlaylistId(me.uploads).MaxResults(videosPage).Context(ctx).Do()
	if err != nil {
		return platforms.Proof{}, plain(err, false)
	}
	want := filmText(s.Film.Title, s.Film.Description)
	for _, e := range page.Items {
		if e.Snippet == nil || e.ContentDetails == nil || when(e.Snippet.PublishedAt).Before(from) {
			continue
		}
		if have := filmText(e.Snippet.Title, e.Snippet.Description); web.Matches(want, have) {
			id := e.ContentDetails.VideoId
			return platforms.Proof{Live: true, At: when(e.Snippet.PublishedAt), Text: have, Where: "among the channel's films", RemoteID: id, Permalink: watch(id)}, nil
		}
	}
	return platforms.Proof{}, nil
}
