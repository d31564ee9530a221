package flickr

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"commsdesk/platforms"
)

// put adds items. What their caller then writes into the cursor is told with the
// next batch.
func (p *pull) put(ctx context.Context, items ...platforms.Item) error {
	for _, it := range items {
		// Full before this one, so that what was written since the last is told.
		if len(p.items) == batchMost {
			if err := p.flush(ctx); err != nil {
				return err
			}
		}
		p.items = append(p.items, it)
	}
	return nil
}

// flush delivers what was put, with the cursor that then holds.
func (p *pull) flush(ctx context.Context) error {
	b := platforms.Batch{Items: p.items, Cursor: p.keep, Done: p.done + len(p.items)}
	if b.Cursor == nil {
		var err error
		if b.Cursor, err = p.c.write(); err != nil {
			return err
		}
	}
	if err := p.sink.Deliver(ctx, b); err != nil {
		return err
	}
	p.done, p.items = b.Done, nil
	return nil
}

// list reads all comments under a photo; Flickr gives them in one answer.
func (p *pull) list(ctx context.Context, id string) (*list, error) {
	if l := p.lists[id]; l != nil {
		return l, nil
	}
	comments, err := p.a.comments(ctx, id)
	l := &list{gone: platforms.ClassOf(err) == platforms.ClassGone}
	if err != nil && !l.gone {
		return nil, err
	}
	l.at, comments = sortIn(p.me, comments)
	slices.Reverse(comments)
	l.comments = comments
	p.lists[id], p.fresh[id] = l, true
	return l, nil
}

// comments are all comments under a photo, each once.
func (a *Adapter) comments(ctx context.Context, photoID string) ([]comment, error) {
	var answer struct {
		Comments struct {
			Comment []comment `json:"comment"`
		} `json:"comments"`
	}
	if err := a.read(ctx, methodGetList, url.Values{"photo_id": {photoID}}, &answer); err != nil {
		return nil, err
	}
	known := map[string]bool{}
	return slices.DeleteFunc(answer.Comments.Comment, func(c comment) bool {
		twice := known[c.ID]
		known[c.ID] = true
		return twice || c.ID == "" || c.Author == ""
	}), nil
}

// details reads one photo.
func (a *Adapter) details(ctx context.Context, id string) (photo, error) {
	var answer details
	if err := a.read(ctx, methodGetInfo, url.Values{"photo_id": {id}}, &answer); err != nil {
		return photo{}, err
	}
	return answer.photo(), nil
}

// lookOver reads the account's activity, which names comments that the list of
// updated photos may not have shown, and photos with young comments again.
func (p *pull) lookOver(ctx context.Context) error {
	ids, err := p.active(ctx)
	if err != nil {
		return err
	}
	ids = append(ids, p.young()...)
	for n, id := range ids {
		if p.fresh[id] || slices.Contains(ids[:n], id) {
			continue
		}
		if err := p.again(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// again looks at one photo over again.
func (p *pull) again(ctx context.Context, id string) error {
	s := p.state(id)
	if !s.Posted {
		ph, err := p.a.details(ctx, id)
		if platforms.ClassOf(err) == platforms.ClassGone {
			delete(p.c.Photos, id)
			return nil
		}
		if err != nil {
			return err
		}
		if err := p.put(ctx, p.a.post(p.me, ph)); err != nil {
			return err
		}
		s.Posted = true
	}
	l, err := p.list(ctx, id)
	if err != nil {
		return err
	}
	if !l.gone {
		err = p.bringComments(ctx, id, p.w.OldestFrom)
		delete(p.lists, id)
		return err
	}
	if err := p.put(ctx, p.a.gone(id, inPhotos)); err != nil {
		return err
	}
	err = p.vanished(ctx, s, s.Comments, l)
	delete(p.c.Photos, id)
	return err
}

// active are the photos on which somebody commented after what is here.
func (p *pull) active(ctx context.Context) ([]string, error) {
	days := 1
	if gone := p.now.Sub(p.c.Looked); !p.c.Looked.IsZero() {
		days = min(30, 1+int(gone.Hours()/24))
	}
	var ids []string
	for page := 1; ; page++ {
		var answer struct {
			Items struct {
				Pages number `json:"pages"`
				Item  []struct {
					Type     string `json:"type"`
					ID       string `json:"id"`
					Activity struct {
						Event []struct {
							Type  string `json:"type"`
							Added number `json:"dateadded"`
						} `json:"event"`
					} `json:"activity"`
				} `json:"item"`
			} `json:"items"`
		}
		err := p.a.read(ctx, methodActivity, url.Values{"timeframe": {strconv.Itoa(days) + "d"},
			"per_page": {strconv.Itoa(activityPage)}, "page": {strconv.Itoa(page)}}, &answer)
		if err != nil {
			return nil, err
		}
		for _, item := range answer.Items.Item {
			for _, e := range item.Activity.Event {
				s := p.c.Photos[item.ID]
				if item.Type == "photo" && e.Type == "comment" && (s == nil || int64(e.Added) > s.Top) && !slices.Contains(ids, item.ID) {
					ids = append(ids, item.ID)
				}
			}
		}
		if page >= int(answer.Items.Pages) || len(answer.Items.Item) == 0 {
			return ids, nil
		}
	}
}

// young are the photos with young comments, the youngest first.
func (p *pull) young() []string {
	var ids []string
	for id, s := range p.c.Photos {
		if p.now.Sub(seconds(number(s.Top))) < rescanAge {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(x, y string) int { return int(p.c.Photos[y].Top - p.c.Photos[x].Top) })
	return ids[:min(len(ids), rescanPhotos)]
}
