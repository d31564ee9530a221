package x

import (
	"context"
	"net/url"
	"strconv"

	"commsdesk/platforms"
)

// messages reads one page of private messages. X knows no since_id there: pages
// go back in time until a known message comes.
func (p *pull) messages(ctx context.Context, h *hole) (page, error) {
	if !p.a.mayRead("dm.read") {
		return page{}, nil
	}
	most := pageMost
	if h.Since != "" && h.Token == "" {
		// Every message is paid for, and few are new since the last look.
		most = messagePage
	}
	q := url.Values{}
	if h.Token != "" {
		q.Set("pagination_token", h.Token)
	}
	got, err := p.a.events(ctx, "/2/dm_events", q, most)
	if h.Token != "" && platforms.ClassOf(err) == platforms.ClassRefused {
		// X forgot where we were: from the top again, all of it.
		q.Del("pagination_token")
		got, err = p.a.events(ctx, "/2/dm_events", q, most)
	}
	if err != nil {
		return page{}, err
	}
	out := page{next: got.Meta.Next}
	people, media := got.people()
	for _, e := range got.Data {
		known := h.Since != "" && !later(e.ID, h.Since)
		if known || !h.From.IsZero() && e.Created.Before(h.From) {
			out.end = true
			continue
		}
		out.ids = append(out.ids, e.ID)
		if e.Type == "" || e.Type == "MessageCreate" {
			out.items = append(out.items, messageItem(p.me, e, people, media))
		}
	}
	return out, nil
}

// messagePage is how many messages are asked for when few can be new.
const messagePage = 20

// mayRead tells whether the sign-in has a right.
func (a *Adapter) mayRead(right string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.rights.has(right)
}

// events asks for private messages, most at most, and counts what they cost.
func (a *Adapter) events(ctx context.Context, path string, q url.Values, most int) (list[event], error) {
	var got list[event]
	each := prices[readMessage]
	if authorsCost {
		each += prices[readUser]
	}
	n, err := a.costs.room(each, 1, most)
	if err != nil {
		return got, err
	}
	q.Set("max_results", strconv.Itoa(n))
	if _, err := a.read(ctx, a.messages, path, q, askEvents, &got); err != nil {
		return got, err
	}
	for _, e := range got.Data {
		a.costs.read(readMessage, e.ID)
	}
	if authorsCost {
		for _, u := range got.Includes.Users {
			a.costs.read(readUser, u.ID)
		}
	}
	return got, nil
}

// people are who and what an answer includes, by id and key.
func (l *list[T]) people() (map[string]platforms.Person, map[string]medium) {
	media := map[string]medium{}
	for _, m := range l.Includes.Media {
		media[m.Key] = m
	}
	return peopleOf(l.Includes.Users), media
}
