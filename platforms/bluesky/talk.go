package bluesky

import (
	"context"
	"net/url"
	"time"

	"commsdesk/platforms"
)

// talk reads what is new in private, and on a first pull the promise window of
// every conversation. An app password without that right is no fault: it is
// announced in Capabilities.
func (p *pull) talk(ctx context.Context) error {
	if p.a.config.Messages == "no" {
		return nil
	}
	err := p.news(ctx)
	if platforms.ClassOf(err) == platforms.ClassPermission {
		p.a.note(platforms.No(noMessages, website+"/messages"))
		return nil
	}
	if err != nil {
		return err
	}
	p.a.note(platforms.Yes())
	return p.owedTalks(ctx, func(t talk) bool { return !t.Then.IsZero() })
}

// talkHistory reads what is owed of conversations before the promise window.
func (p *pull) talkHistory(ctx context.Context) error {
	if p.a.config.Messages == "no" {
		return nil
	}
	return p.owedTalks(ctx, func(talk) bool { return true })
}

// news reads the log since the last mark, or, where there is none, begins.
func (p *pull) news(ctx context.Context) error {
	if p.at.Talk.Rev == "" {
		return p.beginTalks(ctx)
	}
	for range logPages {
		var answer struct {
			Logs   []logEntry `json:"logs"`
			Cursor string     `json:"cursor"`
		}
		if err := p.a.ask(ctx, call{id: "chat.bsky.convo.getLog", query: url.Values{"cursor": {p.at.Talk.Rev}}, to: chatService}, &answer); err != nil {
			return err
		}
		items, rev, err := p.logged(ctx, answer.Logs)
		if err != nil {
			return err
		}
		next := max(rev, answer.Cursor)
		more := next > p.at.Talk.Rev
		if err := p.deliverThen(ctx, items, func() { p.at.Talk.Rev = max(p.at.Talk.Rev, next) }); err != nil || !more {
			return err
		}
	}
	return nil
}

// logged makes items of the entries of a log and gives the last mark in it.
func (p *pull) logged(ctx context.Context, logs []logEntry) (items []platforms.Item, rev string, err error) {
	byConvo := map[string][]message{}
	var order []string
	for _, e := range logs {
		rev = max(rev, e.Rev)
		for _, who := range e.Profiles {
			p.a.people.person(who)
		}
		if e.Message == nil || e.Type != logCreated && e.Type != logDeleted {
			continue
		}
		m := *e.Message
		if e.Type == logDeleted {
			m.Type = deletedMessage
		}
		if byConvo[e.Convo] == nil {
			order = append(order, e.Convo)
		}
		byConvo[e.Convo] = append(byConvo[e.Convo], m)
	}
	for _, convo := range order {
		some, err := p.a.messages(ctx, convo, byConvo[convo], p.me)
		if err != nil {
			return nil, "", err
		}
		items = append(items, some...)
	}
	return items, rev, nil
}

// beginTalks lists every conversation of the range. The mark from which the log
// is read later is the newest of theirs, taken before any message is read.
func (p *pull) beginTalks(ctx context.Context) error {
	rev, next := "", ""
	var owed []talk
	for {
		var answer struct {
			Convos []conversation `json:"convos"`
			Cursor string         `json:"cursor"`
		}
		if err := p.a.ask(ctx, call{id: "chat.bsky.convo.listConvos", query: paged(next, pageMost, url.Values{}), to: chatService}, &answer); err != nil {
			return err
		}
		for _, c := range answer.Convos {
			rev = max(rev, c.Rev)
			p.a.remember(c)
			if t, ok := p.owedOf(c); ok {
				owed = append(owed, t)
			}
		}
		if answer.Cursor == "" || answer.Cursor == next {
			break
		}
		next = answer.Cursor
	}
	p.at.Talk = talks{Rev: rev, Owed: owed}
	return p.deliver(ctx, nil)
}

// owedOf is what is to be read of a conversation on a first pull.
func (p *pull) owedOf(c conversation) (talk, bool) {
	last := time.Time{}
	if c.Last != nil {
		last = c.Last.SentAt.Time
	}
	switch {
	case last.IsZero() || last.Before(p.window.OldestFrom):
		return talk{}, false
	case last.Before(p.window.PromiseFrom):
		return talk{c.ID, stretch{Floor: p.window.OldestFrom}}, true
	}
	return talk{c.ID, stretch{Floor: p.window.PromiseFrom, Then: p.window.OldestFrom}}, true
}

// owedTalks reads what is owed of the conversations that which names.
func (p *pull) owedTalks(ctx context.Context, which func(talk) bool) error {
	for i := 0; i < len(p.at.Talk.Owed); {
		t := p.at.Talk.Owed[i]
		if !which(t) {
			i++
			continue
		}
		w := walk{Owed: []stretch{t.stretch}}
		l := list{&w, func(ctx context.Context, next string, limit int) (page, error) {
			return p.talkPage(ctx, t.Convo, next, limit)
		}}
		if err := p.workTalk(ctx, l, i); err != nil {
			return err
		}
	}
	return nil
}

// workTalk reads one page after the other of the i-th conversation owed, until its
// stretch is done.
func (p *pull) workTalk(ctx context.Context, l list, i int) error {
	convo := p.at.Talk.Owed[i].Convo
	asked := circle{}
	for {
		s := l.walk.Owed[0]
		asked[s.Next] = true
		got, err := l.page(ctx, s.Next, pageMost)
		if platforms.ClassOf(err) == platforms.ClassGone {
			got, err = page{}, nil // we left it, or it was taken down
		}
		if err != nil {
			return err
		}
		_, oldest := bounds(got.stamps)
		done := l.walk.read(0, time.Time{}, oldest, asked.past(got.next))
		owed := append([]talk{}, p.at.Talk.Owed[:i]...)
		for _, s := range l.walk.Owed {
			owed = append(owed, talk{convo, s})
		}
		owed = append(owed, p.at.Talk.Owed[i+1:]...)
		if err := p.deliverThen(ctx, p.within(got, s, time.Time{}), func() { p.at.Talk.Owed = owed }); err != nil {
			return err
		}
		if done {
			return nil
		}
	}
}

// talkPage reads a page of one conversation.
func (p *pull) talkPage(ctx context.Context, convo, next string, limit int) (page, error) {
	found, cursor, err := p.a.messagePage(ctx, convo, next, limit)
	if err != nil {
		return page{}, err
	}
	out := page{next: cursor}
	if out.items, err = p.a.messages(ctx, convo, found, p.me); err != nil {
		return page{}, err
	}
	for _, it := range out.items {
		out.stamps = append(out.stamps, it.ReceivedAt)
	}
	return out, nil
}
