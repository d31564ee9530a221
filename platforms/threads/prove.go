package threads

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// Prove looks for what was sent: by its container's status, and among our own
// posts or replies. A container that lies there unpublished proves that it is not
// there (platforms.md 12).
func (a *Adapter) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	var p payload
	if json.Unmarshal(msg.Bytes, &p) != nil {
		return platforms.Proof{}, nil
	}
	acc, err := a.ready(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	state := ""
	if id := a.made.Kept(msg.Token); id != "" {
		if state, err = a.status(ctx, id); err != nil && state == "" && !gone(err) {
			return platforms.Proof{}, err
		}
	}
	w, err := a.newest(ctx, acc, p, a.api.Since(since))
	switch {
	case err != nil:
		return platforms.Proof{}, err
	case w != nil:
		where := "among the account's posts"
		if p.Target != "" {
			where = "among the account's replies"
		}
		return platforms.Proof{Live: true, At: w.Timestamp.Time, Text: w.Text, Where: where, RemoteID: w.ID, Permalink: w.Permalink}, nil
	case state == "PUBLISHED":
		return platforms.Proof{Live: true, At: a.clock().UTC(), Text: p.Text, Where: "Threads says that it was published"}, nil
	}
	return platforms.Proof{Absent: state == "FINISHED" || state == "EXPIRED" || state == "ERROR"}, nil
}

// newest finds our own post or answer with these words, not older than since; nil
// when there is none.
func (a *Adapter) newest(ctx context.Context, acc account, p payload, since time.Time) (*wirePost, error) {
	path, fields := "/me/threads", postFields
	if p.Target != "" {
		path, fields = "/me/replies", replyFields
	}
	query := url.Values{"fields": {fields}, "limit": {"50"}}
	if !since.IsZero() {
		query.Set("since", strconv.FormatInt(since.Unix(), 10))
	}
	all, err := graph.All[wirePost](ctx, a.api, path, query, 200)
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		same := web.Matches(p.Text, w.Text) || p.Text == "" && w.Text == ""
		if acc.ours(w.Username) && same && !w.Timestamp.Before(since) && (p.Target == "" || w.Above.id() == p.Target) {
			return &w, nil
		}
	}
	return nil, nil
}
