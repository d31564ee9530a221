package mastodon

import (
	"context"
	"net/http"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// waiting marks the id of a post that the server has yet to publish: it gets
// another one then.
const waiting = "scheduled/"

// Send makes one attempt. Files are handed over first; the point of no return is
// the one request that publishes. It carries the message's own key
// (Idempotency-Key), so that sending it again within an hour makes no second
// post.
func (a *Adapter) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	l, err := readLetter(msg.Bytes)
	if err != nil {
		return web.Outcome(err)
	}
	ids, err := a.upload(ctx, &l, msg.Media)
	if err != nil {
		return web.Outcome(err)
	}
	body := map[string]any{"status": l.Text, "visibility": l.Visibility}
	if l.ReplyTo != "" {
		body["in_reply_to_id"] = l.ReplyTo
	}
	if len(ids) > 0 {
		body["media_ids"] = ids
	}
	if !l.At.IsZero() {
		body["scheduled_at"] = l.At
	}
	var done published
	answer, err := a.call(ctx, web.Request{Method: http.MethodPost, Path: "/api/v1/statuses", JSON: body,
		Header: http.Header{"Idempotency-Key": {msg.Token}}, Commit: commit}, &done)
	if err == nil && done.ID == "" {
		err = web.Unconfirmed(title, nil)
	}
	if err != nil {
		return refused(web.Outcome(err), &l, answer)
	}
	o := platforms.Outcome{Verdict: platforms.Accepted, RemoteID: done.ID, Permalink: safeURL(done.URL)}
	if o.Permalink == "" {
		o.Permalink = safeURL(done.URI)
	}
	if done.ScheduledAt != nil {
		o.RemoteID, o.Permalink, o.ScheduledFor = waiting+done.ID, "", done.ScheduledAt.UTC()
	}
	return o
}

// refused words why an answer was not taken, as far as the server's status
// tells.
func refused(o platforms.Outcome, l *letter, answer *web.Answer) platforms.Outcome {
	if o.Verdict != platforms.Refused || answer == nil {
		return o
	}
	switch {
	case answer.Status == http.StatusNotFound && l.ReplyTo != "":
		o.Why = "What this answers is no longer there for us: it was deleted, or its author has blocked the council's account. Nothing was sent. Try another way to reach the person, or close the conversation."
	case !l.At.IsZero():
		o.Why = "The server does not take this post for that time. It must lie 5 minutes ahead at least, and a server takes only so many planned posts. Nothing was published."
	}
	return o
}
