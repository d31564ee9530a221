package youtube

import (
	"context"
	"slices"

	yt "google.golang.org/api/youtube/v3"

	"commsdesk/platforms"
)

// recheck reads items by their ids. lists are the threads that await moderation:
// what is neither found nor among them is gone (missingMeansGone).
func (a *Adapter) recheck(ctx context.Context, me *channel, ids []string, lists map[string]waiting) ([]platforms.Item, error) {
	var films, tops, replies []string
	for _, id := range ids {
		switch top := topOf(id); {
		case isFilm(id):
			films = append(films, id)
		case top != id:
			replies = append(replies, id)
			fallthrough
		default:
			if !slices.Contains(tops, top) {
				tops = append(tops, top)
			}
		}
	}
	found := map[string]platforms.Item{}
	ours, err := a.filmsByID(ctx, films, "snippet", "status")
	if err != nil {
		return nil, err
	}
	for _, v := range ours {
		found[v.Id] = a.film(me, v)
	}
	threads, err := a.threadsByID(ctx, tops)
	if err != nil {
		return nil, err
	}
	for id, t := range threads {
		list := ""
		if lists[id].Top {
			list = lists[id].List
		}
		found[id] = a.thread(me, t, nil, list)[0]
	}
	if err := a.repliesByID(ctx, me, replies, threads, found); err != nil {
		return nil, err
	}
	return a.verdicts(ids, found, lists), nil
}

// repliesByID reads replies; that alone does not tell under which film they are.
func (a *Adapter) repliesByID(ctx context.Context, me *channel, ids []string, threads map[string]*yt.CommentThread, found map[string]platforms.Item) error {
	for chunk := range slices.Chunk(ids, videosPage) {
		page, err := a.api.Comments.List([]string{"snippet"}).Id(chunk...).TextFormat("plainText").Context(ctx).Do()
		if err != nil {
			return plain(err, false)
		}
		for _, c := range page.Items {
			t := threads[topOf(c.Id)]
			if t == nil || c.Snippet == nil {
				continue
			}
			found[c.Id] = a.comment(me, c, place{top: t.Id, video: t.Snippet.VideoId, first: author(t.Snippet.TopLevelComment.Snippet)})
		}
	}
	return nil
}

// threadsByID reads threads with their topmost comments.
func (a *Adapter) threadsByID(ctx context.Context, ids []string) (map[string]*yt.CommentThread, error) {
	found := map[string]*yt.CommentThread{}
	for chunk := range slices.Chunk(ids, videosPage) {
		page, err := a.api.CommentThreads.List([]string{"snippet"}).Id(chunk...).TextFormat("plainText").Context(ctx).Do()
		if err != nil {
			return nil, plain(err, false)
		}
		for _, t := range page.Items {
			if whole(t) {
				found[t.Id] = t
			}
		}
	}
	return found, nil
}

// verdicts puts the findings into the order of the ids.
func (a *Adapter) verdicts(ids []string, found map[string]platforms.Item, lists map[string]waiting) []platforms.Item {
	var items []platforms.Item
	for _, id := range ids {
		if it, ok := found[id]; ok {
			items = append(items, it)
			continue
		}
		_, waits := lists[topOf(id)]
		if waits || !missingMeansGone {
			continue
		}
		folder := inComments
		if isFilm(id) {
			folder = inUploads
		}
		items = append(items, platforms.Item{Key: id, RemoteID: id, Location: platforms.Location{Folder: folder, ID: id}, DeletedAt: a.clock().UTC()})
	}
	return items
}

// Thread is one thread with our film above it (platforms.ThreadPuller).
func (a *Adapter) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	me, err := a.who(ctx)
	if err != nil {
		return nil, err
	}
	top := topOf(root.ID)
	if root.Root != "" {
		top = root.Root
	}
	threads, err := a.threadsByID(ctx, []string{top})
	if err != nil {
		return nil, err
	}
	t := threads[top]
	if t == nil {
		e := sentences["commentThreadNotFound"]
		return nil, &e
	}
	replies, err := a.allReplies(ctx, top)
	if err != nil {
		return nil, err
	}
	items := a.thread(me, t, replies, "")
	slices.SortStableFunc(items[1:], func(x, y platforms.Item) int { return x.ReceivedAt.Compare(y.ReceivedAt) })
	if t.Snippet.VideoId == "" {
		return items, nil
	}
	films, err := a.filmsByID(ctx, []string{t.Snippet.VideoId}, "snippet", "status")
	if err != nil {
		return nil, err
	}
	for _, v := range films {
		items = append([]platforms.Item{a.film(me, v)}, items...)
	}
	return items, nil
}
