package youtube

import (
	"context"
	"slices"
	"time"

	yt "google.golang.org/api/youtube/v3"

	"commsdesk/platforms"
)

// filmWalk goes through the list of our uploads, newest first.
type filmWalk struct {
	*pull
	next  string
	ended bool
	at    time.Time
}

// down brings our films until that moment.
func (w *filmWalk) down(ctx context.Context, until time.Time) error {
	if w.me.uploads == "" {
		w.c.FilmGaps = nil
	}
	for len(w.c.FilmGaps) > 0 && !w.ended && (w.at.IsZero() || w.at.After(until) || !until.After(w.c.FilmGaps.Deepest())) {
		call := w.a.api.PlaylistItems.List([]string{"snippet", "contentDetails"}).PlaylistId(w.me.uploads).MaxResults(videosPage).Context(ctx)
		if w.next != "" {
			call.PageToken(w.next)
		}
		page, err := call.Do()
		if err != nil {
			return plain(err, false)
		}
		if err := w.page(ctx, page.Items); err != nil {
			return err
		}
		if page.NextPageToken != "" && page.NextPageToken == w.next {
			return errLoop()
		}
		if w.next = page.NextPageToken; w.next == "" {
			w.ended, w.c.FilmGaps = true, nil
		}
	}
	return nil
}

func (w *filmWalk) page(ctx context.Context, entries []*yt.PlaylistItem) error {
	entries = slices.DeleteFunc(entries, func(e *yt.PlaylistItem) bool {
		return e == nil || e.ContentDetails == nil || e.Snippet == nil
	})
	slices.SortStableFunc(entries, func(a, b *yt.PlaylistItem) int {
		return when(b.Snippet.PublishedAt).Compare(when(a.Snippet.PublishedAt))
	})
	var ids []string
	for _, e := range entries {
		if id := e.ContentDetails.VideoId; w.c.FilmGaps.Hold(when(e.Snippet.PublishedAt)) && !w.c.films[id] && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if err := w.bringFilms(ctx, ids); err != nil {
		return err
	}
	for _, e := range entries {
		w.at = when(e.Snippet.PublishedAt)
		if w.at.After(w.c.NewestFilm) {
			w.c.NewestFilm = w.at
		}
		w.c.FilmGaps = w.c.FilmGaps.Until(w.at)
	}
	return nil
}

// unseen reads those films again that nobody could see: one that was published
// since is news.
func (p *pull) unseen(ctx context.Context) error {
	if !p.full || len(p.c.Unseen) == 0 {
		return nil
	}
	ids := p.c.Unseen
	p.c.Unseen = nil
	return p.bringFilms(ctx, ids[max(0, len(ids)-videosPage):])
}

// bringFilms delivers films by their ids.
func (p *pull) bringFilms(ctx context.Context, ids []string) error {
	films, err := p.a.filmsByID(ctx, ids, "snippet", "status")
	if err != nil {
		return err
	}
	for _, v := range films {
		it := p.a.film(p.me, v)
		if err := p.put(ctx, it); err != nil {
			return err
		}
		if it.Hidden && !slices.Contains(p.c.Unseen, v.Id) {
			p.c.Unseen = append(p.c.Unseen, v.Id)
		}
	}
	for _, id := range ids { // one that is gone is not asked for again
		p.c.addFilm(id)
	}
	return nil
}

// filmsByID reads films; those that are gone are left out.
func (a *Adapter) filmsByID(ctx context.Context, ids []string, parts ...string) ([]*yt.Video, error) {
	var films []*yt.Video
	for chunk := range slices.Chunk(ids, videosPage) {
		page, err := a.api.Videos.List(parts).Id(chunk...).MaxResults(videosPage).Context(ctx).Do()
		if err != nil {
			return nil, plain(err, false)
		}
		for _, v := range page.Items {
			if v != nil && v.Id != "" && (v.Snippet != nil || !slices.Contains(parts, "snippet")) {
				films = append(films, v)
			}
		}
	}
	return films, nil
}

// Recheck reads items again (platforms.Rechecker). It costs 4 units and two more
// for each 50 ids.
func (a *Adapter) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	ctx = spare(ctx)
	me, err := a.who(ctx)
	if err != nil {
		return nil, err
	}
	// Asked by id, YouTube does not say whether a comment is held.
	lists := map[string]waiting{}
	for _, list := range []string{held, spam} {
		page, err := a.queued(ctx, me, list, "")
		if err != nil {
			return nil, err
		}
		for _, t := range page.Items {
			lists[t.Id] = waits(t, list)
		}
	}
	return a.recheck(ctx, me, ids, lists)
}
