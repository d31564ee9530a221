package youtube

import (
	"context"
	"slices"
	"sort"
	"time"

	yt "google.golang.org/api/youtube/v3"

	"commsdesk/platforms"
)

// errLoop is the answer of a page that follows itself.
func errLoop() error {
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: "YouTube gave the same page again and again. It will be asked later."}
}

// threadWalk goes through the public threads, newest first.
type threadWalk struct {
	*pull
	next   string
	ended  bool
	count  int
	listed map[string]bool
	at     time.Time // how far down it is
}

// down brings what is to be brought of the threads until that moment.
func (w *threadWalk) down(ctx context.Context, until time.Time) error {
	for !w.enough(until) {
		call := w.a.api.CommentThreads.List([]string{"snippet", "replies"}).AllThreadsRelatedToChannelId(w.me.id).
			Order("time").MaxResults(threadsPage).TextFormat("plainText").Context(ctx)
		if w.next != "" {
			call.PageToken(w.next)
		}
		page, err := call.Do()
		if err != nil {
			return plain(err, false)
		}
		if err := w.page(ctx, slices.DeleteFunc(page.Items, func(t *yt.CommentThread) bool { return !whole(t) })); err != nil {
			return err
		}
		if page.NextPageToken != "" && page.NextPageToken == w.next {
			return errLoop()
		}
		if w.next = page.NextPageToken; w.next == "" {
			w.ended, w.c.Gaps = true, nil
		}
	}
	if w.full && len(w.c.Gaps) == 0 {
		w.compare()
	}
	return nil
}

// enough tells whether the walk may stop above that moment.
func (w *threadWalk) enough(until time.Time) bool {
	if w.ended {
		return true
	}
	if w.count == 0 {
		return false
	}
	if w.full && w.count < rescanThreads && w.at.After(w.w.OldestFrom) && !w.at.Before(w.floor) {
		return false
	}
	return len(w.c.Gaps) == 0 || !w.at.After(until) && until.After(w.c.Gaps.Deepest())
}

// page takes one page, in the order of time whatever order it came in.
func (w *threadWalk) page(ctx context.Context, threads []*yt.CommentThread) error {
	if w.listed == nil {
		w.listed = map[string]bool{}
	}
	sort.SliceStable(threads, func(i, j int) bool { return publishedAt(threads[i]).After(publishedAt(threads[j])) })
	if err := w.films(ctx, threads); err != nil {
		return err
	}
	for _, t := range threads {
		if !w.listed[t.Id] {
			w.listed[t.Id] = true
			w.count++
		}
		at := publishedAt(t)
		if w.wanted(t, at) {
			if err := w.bring(ctx, t); err != nil {
				return err
			}
		}
		if at.After(w.c.Newest) {
			w.c.Newest = at
		}
		w.at = at
		w.c.Gaps = w.c.Gaps.Until(at)
	}
	return nil
}

// wanted tells whether a thread is new, changed, or was not listed before.
func (w *threadWalk) wanted(t *yt.CommentThread, at time.Time) bool {
	if was, known := w.c.Threads[t.Id]; known {
		return was.Replies != t.Snippet.TotalReplyCount || when(t.Snippet.TopLevelComment.Snippet.UpdatedAt).After(was.Updated)
	}
	return w.c.Gaps.Hold(at) || !at.Before(w.floor)
}

// films brings the films above threads of a page that are not here yet.
func (w *threadWalk) films(ctx context.Context, threads []*yt.CommentThread) error {
	var ids []string
	for _, t := range threads {
		if id := t.Snippet.VideoId; id != "" && !w.c.films[id] && !slices.Contains(ids, id) && w.wanted(t, publishedAt(t)) {
			ids = append(ids, id)
		}
	}
	return w.bringFilms(ctx, ids)
}

// bring delivers a thread with all its replies.
func (w *threadWalk) bring(ctx context.Context, t *yt.CommentThread) error {
	replies, err := w.a.repliesOf(ctx, t)
	count := t.Snippet.TotalReplyCount
	switch class := platforms.ClassOf(err); {
	case class == "":
	case class == platforms.ClassGone, class == platforms.ClassRefused, reasonOf(err) == "forbidden":
		// This one's answers can't be read now: that keeps nothing else from being
		// brought, and they are asked for again when it is listed again.
		replies, count = nil, -1
		if t.Replies != nil {
			replies = t.Replies.Comments
		}
	default:
		return err
	}
	if err := w.put(ctx, w.a.thread(w.me, t, replies, published)...); err != nil {
		return err
	}
	s := t.Snippet.TopLevelComment.Snippet
	w.c.Threads[t.Id] = seen{At: when(s.PublishedAt), Replies: count, Updated: when(s.UpdatedAt)}
	delete(w.c.Held, t.Id)
	return nil
}

// compare notes which of the threads that were there are listed no more.
func (w *threadWalk) compare() {
	for id, was := range w.c.Threads {
		if !w.listed[id] && (w.ended || was.At.After(w.at)) && !slices.Contains(w.missing, id) {
			w.missing = append(w.missing, id)
		}
	}
	slices.Sort(w.missing)
}

// repliesOf are all replies of a thread: those that came with it, or, where it
// has more, what YouTube gives when asked for them.
func (a *Adapter) repliesOf(ctx context.Context, t *yt.CommentThread) ([]*yt.Comment, error) {
	var have []*yt.Comment
	if t.Replies != nil {
		have = t.Replies.Comments
	}
	if t.Snippet.TotalReplyCount <= int64(len(have)) {
		return have, nil
	}
	return a.allReplies(ctx, t.Id)
}

func (a *Adapter) allReplies(ctx context.Context, top string) ([]*yt.Comment, error) {
	var all []*yt.Comment
	for next := ""; ; {
		call := a.api.Comments.List([]string{"snippet"}).ParentId(top).MaxResults(threadsPage).TextFormat("plainText").Context(ctx)
		if next != "" {
			call.PageToken(next)
		}
		page, err := call.Do()
		if err != nil {
			return nil, plain(err, false)
		}
		for _, c := range page.Items {
			if c != nil && c.Id != "" && c.Snippet != nil {
				all = append(all, c)
			}
		}
		if page.NextPageToken == "" {
			return all, nil
		}
		if page.NextPageToken == next {
			return nil, errLoop()
		}
		next = page.NextPageToken
	}
}

func publishedAt(t *yt.CommentThread) time.Time {
	return when(t.Snippet.TopLevelComment.Snippet.PublishedAt)
}

// queue brings what awaits moderation: all of it at first, later the newest page.
func (p *pull) queue(ctx context.Context, list string) error {
	first := p.c.Looked.IsZero() && !p.w.Tail
	var oldest time.Time
	next := ""
	for {
		page, err := p.a.queued(ctx, p.me, list, next)
		if err != nil {
			return err
		}
		for _, t := range page.Items {
			if at := publishedAt(t); oldest.IsZero() || at.Before(oldest) {
				oldest = at
			}
			if err := p.bringHeld(ctx, t, list); err != nil {
				return err
			}
		}
		if page.NextPageToken == next && next != "" {
			return errLoop()
		}
		if next = page.NextPageToken; next == "" || !first || oldest.Before(p.w.OldestFrom) {
			break
		}
	}
	for id, was := range p.c.Held {
		if _, still := p.waiting[id]; !still && was.List == list && (next == "" || was.At.After(oldest)) {
			p.missing = append(p.missing, id)
		}
	}
	slices.Sort(p.missing)
	return nil
}

// queued is one page of the threads that await moderation.
func (a *Adapter) queued(ctx context.Context, me *channel, list, next string) (*yt.CommentThreadListResponse, error) {
	call := a.api.CommentThreads.List([]string{"snippet", "replies"}).AllThreadsRelatedToChannelId(me.id).ModerationStatus(list).
		Order("time").MaxResults(threadsPage).TextFormat("plainText").Context(ctx)
	if next != "" {
		call.PageToken(next)
	}
	page, err := call.Do()
	if err != nil {
		return nil, plain(err, false)
	}
	page.Items = slices.DeleteFunc(page.Items, func(t *yt.CommentThread) bool { return !whole(t) })
	return page, nil
}

func waits(t *yt.CommentThread, list string) waiting {
	status := t.Snippet.TopLevelComment.Snippet.ModerationStatus
	return waiting{At: publishedAt(t), List: list, Top: heldOf(status, list, true)}
}

func (p *pull) bringHeld(ctx context.Context, t *yt.CommentThread, list string) error {
	is := waits(t, list)
	p.waiting[t.Id] = is
	if was, known := p.c.Held[t.Id]; known && was.List == list || is.At.Before(p.w.OldestFrom) {
		return nil
	}
	if id := t.Snippet.VideoId; id != "" && !p.c.films[id] {
		if err := p.bringFilms(ctx, []string{id}); err != nil {
			return err
		}
	}
	var replies []*yt.Comment
	if t.Replies != nil {
		replies = t.Replies.Comments
	}
	if err := p.put(ctx, p.a.thread(p.me, t, replies, list)...); err != nil {
		return err
	}
	p.c.Held[t.Id] = is
	return nil
}
