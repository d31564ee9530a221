package flickr

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
)

// batchMost is how many items go into a batch, and stampWait how old a photo's
// stamp must be before the photo counts as read.
const (
	batchMost = 100
	stampWait = 5 * time.Second
)

// pull is one Pull under way.
type pull struct {
	a    *Adapter
	me   *account
	sink platforms.Sink
	w    platforms.Window
	now  time.Time
	c    cursor
	// keep is the cursor that a tail hands through unchanged; nil: our own.
	keep []byte
	// lists are the comments that were read, by their photos.
	lists map[string]*list
	// fresh are the photos whose comments were all read in this pull.
	fresh map[string]bool

	items []platforms.Item
	done  int
}

// list is the comments under one photo.
type list struct {
	comments []comment // newest first
	at       map[string]branch
	gone     bool
}

// Pull brings photos and the comments under them (platforms.Puller), by the
// photos that were updated; a comment updates its photo. Once an hour the
// account's activity is read as well, and photos with young comments are looked
// over for edits and deletions.
func (a *Adapter) Pull(ctx context.Context, raw []byte, w platforms.Window, sink platforms.Sink) error {
	p := &pull{a: a, sink: sink, w: w, now: a.clock().UTC(), c: readCursor(raw), lists: map[string]*list{}, fresh: map[string]bool{}}
	var err error
	if p.me, err = a.who(ctx); err != nil {
		return err
	}
	if w.Tail {
		return p.tail(ctx, raw)
	}
	from := w.OldestFrom
	if !p.c.Newest.IsZero() {
		from = p.c.Newest.Add(-overlap)
	}
	full := !p.now.Before(p.c.Looked.Add(activityEvery))
	p.c.Gaps = append(feed.Gaps{{From: from, To: p.now.Add(24 * time.Hour)}}, p.c.Gaps...)
	all, err := p.updated(ctx)
	if err != nil {
		return err
	}
	// What is owed first, then history.
	for _, photo := range all {
		if !seconds(photo.Updated).Before(w.PromiseFrom) {
			if err := p.bring(ctx, photo, w.PromiseFrom); err != nil {
				return err
			}
		}
	}
	for _, photo := range all {
		if err := p.complete(ctx, photo); err != nil {
			return err
		}
	}
	p.c.Gaps = nil
	if full {
		if err := p.lookOver(ctx); err != nil {
			return err
		}
		p.c.Looked = p.now
	}
	return p.flush(ctx)
}

// tail brings what came since the cursor alone, and leaves the cursor as it is.
func (p *pull) tail(ctx context.Context, raw []byte) error {
	p.keep = raw
	if len(raw) == 0 {
		fresh := readCursor(nil)
		var err error
		if p.keep, err = fresh.write(); err != nil {
			return err
		}
	}
	from := p.w.PromiseFrom
	if !p.c.Newest.IsZero() {
		from = p.c.Newest.Add(-overlap)
	}
	p.c.Gaps = feed.Gaps{{From: from, To: p.now.Add(24 * time.Hour)}}
	all, err := p.updated(ctx)
	if err != nil {
		return err
	}
	for _, photo := range all {
		if err := p.bring(ctx, photo, p.w.PromiseFrom); err != nil {
			return err
		}
	}
	if len(p.items) == 0 {
		return nil
	}
	return p.flush(ctx)
}

// updated lists the photos that were updated in the gaps, newest update first.
func (p *pull) updated(ctx context.Context) ([]photo, error) {
	since := p.c.Gaps.Deepest().Unix()
	var all []photo
	known := map[string]bool{}
	for page := 1; ; page++ {
		var answer photos
		err := p.a.read(ctx, methodUpdated, url.Values{"min_date": {strconv.FormatInt(max(1, since), 10)},
			"extras": {"description,date_upload,last_update," + countExtras}, "per_page": {strconv.Itoa(photosPage)}, "page": {strconv.Itoa(page)}}, &answer)
		if err != nil {
			return nil, err
		}
		for _, ph := range answer.Photos.Photo {
			if ph.ID != "" && !known[ph.ID] && p.c.Gaps.Hold(seconds(ph.Updated)) {
				known[ph.ID] = true
				all = append(all, ph)
			}
		}
		if page >= int(answer.Photos.Pages) || len(answer.Photos.Photo) == 0 {
			break
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Updated > all[j].Updated })
	return all, nil
}

// state is what is known of a photo.
func (p *pull) state(id string) *seen {
	s := p.c.Photos[id]
	if s == nil {
		s = &seen{Comments: map[string]mark{}}
		p.c.Photos[id] = s
	}
	if s.Comments == nil {
		s.Comments = map[string]mark{}
	}
	return s
}

// complete brings a photo with all its comments in the range.
func (p *pull) complete(ctx context.Context, ph photo) error {
	if s := p.c.Photos[ph.ID]; s == nil || s.Updated != int64(ph.Updated) {
		if err := p.bring(ctx, ph, p.w.OldestFrom); err != nil {
			return err
		}
		// The stamps have whole seconds: one as young as this may be a later comment's, too.
		if p.now.Sub(seconds(ph.Updated)) >= stampWait {
			p.state(ph.ID).Updated = int64(ph.Updated)
		}
	}
	delete(p.lists, ph.ID) // it is not needed again
	at := seconds(ph.Updated)
	if at.After(p.c.Newest) {
		p.c.Newest = at
	}
	// The stamps have whole seconds: what shares this one is not done.
	p.c.Gaps = p.c.Gaps.Until(at)
	return nil
}

// bring delivers a photo and what is new among its comments down to a moment.
func (p *pull) bring(ctx context.Context, ph photo, until time.Time) error {
	s := p.state(ph.ID)
	if s.Updated == int64(ph.Updated) {
		return nil
	}
	if !s.Posted {
		if err := p.put(ctx, p.a.post(p.me, ph)); err != nil {
			return err
		}
		s.Posted = true
	}
	if ph.Comments != nil && *ph.Comments == 0 && len(s.Comments) == 0 {
		return nil
	}
	return p.bringComments(ctx, ph.ID, until)
}

// bringComments delivers what is new, changed or gone under a photo. The cursor
// goes along with each comment, for there may be thousands: what came after those
// that are here oldest first, what lies before them newest first.
func (p *pull) bringComments(ctx context.Context, id string, until time.Time) error {
	l, err := p.list(ctx, id)
	if err != nil || l.gone {
		return err
	}
	s, deep := p.state(id), until.Unix()
	before, oldest := maps.Clone(s.Comments), s.oldest()
	begun, top, down := s.Top != 0, s.Top, s.Down
	deliver := func(c comment, edited bool) error {
		it := p.a.comment(p.me, id, c, l.at[c.ID])
		if edited {
			it.EditedAt = p.now // or a little before: Flickr doesn't tell
		}
		if err := p.put(ctx, it); err != nil {
			return err
		}
		s.Comments[c.ID] = mark{At: int64(c.Created), Print: imprint(c)}
		return nil
	}
	for _, c := range slices.Backward(l.comments) {
		if at := int64(c.Created); begun && at > top && at >= deep {
			if err := deliver(c, false); err != nil {
				return err
			}
			s.Top = at
		}
	}
	for _, c := range l.comments {
		at := int64(c.Created)
		was, known := before[c.ID]
		changed := known && was.Print != imprint(c)
		brought := begun && (at > top || at > down && at < oldest)
		if at < deep || !changed && (known || brought) {
			continue
		}
		if err := deliver(c, changed); err != nil {
			return err
		}
		if s.Top == 0 {
			s.Top, s.Down = at, at
		}
		s.Down = min(s.Down, at)
	}
	if s.Top != 0 {
		s.Down = min(s.Down, deep)
	}
	return p.vanished(ctx, s, before, l)
}

// vanished tells which comments that were there are gone.
func (p *pull) vanished(ctx context.Context, s *seen, before map[string]mark, l *list) error {
	for _, id := range slices.Sorted(maps.Keys(before)) {
		if _, still := l.at[id]; still {
			continue
		}
		if err := p.put(ctx, p.a.gone(id, inComments)); err != nil {
			return err
		}
		delete(s.Comments, id)
	}
	return nil
}
