package mastodon

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

var (
	_ platforms.Moderator   = (*Adapter)(nil)
	_ platforms.BlockLister = (*Adapter)(nil)
	_ platforms.Withdrawer  = (*Adapter)(nil)
)

// Moderate mutes or blocks an author, or takes that back, or reports a post. Mastodon lets nobody
// hide or delete what others write.
func (a *Adapter) Moderate(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	caps := a.Capabilities()
	able := map[platforms.Measure]platforms.Ability{platforms.Hide: caps.Hide, platforms.Unhide: caps.Hide, platforms.Delete: caps.Delete,
		platforms.Mute: caps.Mute, platforms.Unmute: caps.Mute, platforms.Block: caps.Block, platforms.Unblock: caps.Unblock,
		platforms.Report: caps.Report}[m]
	if !able.OK && able.Reason != "" {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: able.Reason}
	}
	switch m {
	case platforms.Mute, platforms.Unmute, platforms.Block, platforms.Unblock, platforms.Report:
	default:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Mastodon lets nobody do this about what others write."}
	}
	if at.From.ID == "" || strings.Contains(at.From.ID, "@") {
		return platforms.Refuse("This can be done about other people's accounts only.")
	}
	if m == platforms.Report {
		return a.report(ctx, at)
	}
	err := a.change(ctx, http.MethodPost, fmt.Sprintf("/api/v1/accounts/%s/%s", url.PathEscape(at.From.ID), m))
	if platforms.ClassOf(err) == platforms.ClassGone {
		return worded(err, "This account is no longer there, so there is nothing to do about it.")
	}
	return err
}

// report tells the moderators of the author's server of one post.
func (a *Adapter) report(ctx context.Context, at platforms.Target) error {
	_, err := a.call(ctx, web.Request{Method: http.MethodPost, Path: "/api/v1/reports",
		JSON: map[string]any{"account_id": at.From.ID, "status_ids": []string{at.ID}, "forward": true}}, nil)
	if platforms.ClassOf(err) == platforms.ClassGone {
		return worded(err, "This account is no longer there, so there is nothing to report.")
	}
	return err
}

// Blocks lists whom the account blocks.
func (a *Adapter) Blocks(ctx context.Context) ([]platforms.Person, error) {
	v, err := a.view(ctx)
	if err != nil {
		return nil, err
	}
	var out []platforms.Person
	before := ""
	for {
		// The pages are of blocks, whose ids only the Link header knows.
		pg, err := readPage(ctx, a, "/api/v1/blocks", query(notificationsMost, "max_id", before),
			func(b *account) (string, time.Time) { return b.ID, time.Time{} })
		if err != nil {
			return nil, err
		}
		for _, b := range pg.items {
			out = append(out, v.person(b))
		}
		if len(pg.items) < notificationsMost && pg.older == "" || len(pg.items) == 0 || pg.older == "" || pg.older == before {
			return out, nil
		}
		before = pg.older
	}
}

// Withdraw deletes a post or answer of our own, or a planned one.
func (a *Adapter) Withdraw(ctx context.Context, id string) error {
	plan, isPlan := strings.CutPrefix(id, waiting)
	if !isPlan {
		err := a.change(ctx, http.MethodDelete, "/api/v1/statuses/"+url.PathEscape(id))
		if platforms.ClassOf(err) == platforms.ClassGone {
			return nil
		}
		return err
	}
	err := a.change(ctx, http.MethodDelete, "/api/v1/scheduled_statuses/"+url.PathEscape(plan))
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil {
		a.withdrawn[id] = true
	}
	if platforms.ClassOf(err) == platforms.ClassGone {
		if a.withdrawn[id] {
			return nil
		}
		return worded(err, "This planned post is no longer waiting: the server has published it meanwhile, or somebody removed it there. Look at the account's page; a published post can be deleted here.")
	}
	return err
}
