package mastodon

import (
	"context"
	"regexp"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

var _ platforms.Prover = (*Adapter)(nil)

// Prove looks through what the account itself wrote since. It sends nothing:
// repeating the request with the same key would be safe for an hour only, and is
// for a person to decide. That a message is not there is said only when the
// server can no longer be working on it and nothing like it was published.
func (a *Adapter) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	l, err := readLetter(msg.Bytes)
	if err != nil {
		return platforms.Proof{}, err
	}
	v, err := a.view(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	if !l.At.IsZero() {
		if proof, err := a.planned(ctx, &l); err != nil || proof.Live {
			return proof, err
		}
	}
	like := false
	before := ""
	for {
		pg, err := a.ownPage(ctx, v.me, "max_id", before)
		if err != nil {
			return platforms.Proof{}, err
		}
		from := a.web.Since(since) // by the clock of the server that just answered
		for i := range pg.items {
			s := &pg.items[i]
			switch {
			case s.CreatedAt.Before(from) || s.InReplyTo != l.ReplyTo || s.Visibility != l.Visibility:
			case same(l.Text, s) && len(s.Media) == len(l.Media):
				it := a.item(v, s)
				return platforms.Proof{Live: true, At: it.ReceivedAt, Text: it.Text, Where: "among the account's own posts on the server",
					RemoteID: s.ID, Permalink: it.Permalink}, nil
			default:
				like = true
			}
		}
		if len(pg.items) == 0 || pg.older == "" || pg.older == before || pg.oldest.Before(from) {
			break
		}
		before = pg.older
	}
	absent := !like && !a.clock().Before(since.Add(absenceAfter))
	return platforms.Proof{Absent: absent}, nil
}

// planned looks among the posts that the server is to publish later.
func (a *Adapter) planned(ctx context.Context, l *letter) (platforms.Proof, error) {
	before := ""
	for {
		pg, err := readPage(ctx, a, "/api/v1/scheduled_statuses", query(statusesMost, "max_id", before),
			func(s *scheduled) (string, time.Time) { return s.ID, s.ScheduledAt })
		if err != nil {
			return platforms.Proof{}, err
		}
		for _, s := range pg.items {
			if gap := s.ScheduledAt.Sub(l.At); web.Matches(l.Text, s.Params.Text) && gap > -time.Minute && gap < time.Minute {
				return platforms.Proof{Live: true, Text: s.Params.Text, Where: "among the posts that the server will publish later", RemoteID: waiting + s.ID}, nil
			}
		}
		if len(pg.items) == 0 || pg.older == "" || pg.older == before {
			return platforms.Proof{}, nil
		}
		before = pg.older
	}
}

// same tells whether a status is what was sent: names lose their server when
// they are shown.
func same(sent string, s *status) bool {
	found, _ := web.Plain(s.Content)
	return web.Matches(bare(sent), bare(found))
}

var whole = regexp.MustCompile(`@([\w.-]+)@[\w.-]+`)

func bare(text string) string { return whole.ReplaceAllString(text, "@$1") }
