package threads

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Send makes one attempt: the container first, which nobody sees; the one request
// that publishes it is the point of no return.
func (a *Adapter) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	var p payload
	if json.Unmarshal(msg.Bytes, &p) != nil || p.Version != 1 {
		return platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused, Why: "What was to be sent can't be read any more. Nothing was sent. Write it anew."}
	}
	acc, err := a.ready(ctx)
	if err != nil {
		return before(err)
	}
	if o := a.quota(ctx, p); o != nil {
		return *o
	}
	id, published, err := a.container(ctx, msg.Token, p)
	if err != nil {
		return worded(before(err), err, acc, p)
	}
	if published {
		return a.wasPublished(ctx, acc, p, commit)
	}
	var made struct {
		ID string `json:"id"`
	}
	err = a.api.Post(ctx, "/me/threads_publish", url.Values{"creation_id": {id}}, commit, &made)
	if err == nil && made.ID == "" {
		err = web.Unconfirmed(Title, errors.New("no id came back"))
	}
	if err != nil {
		o := web.Outcome(err)
		if o.Verdict == platforms.Refused {
			a.made.Keep(msg.Token, "")
		}
		if gone(err) {
			o.Why = "What this answers was deleted meanwhile. Your words are kept."
		}
		return o
	}
	return platforms.Outcome{Verdict: platforms.Accepted, RemoteID: made.ID, Permalink: a.permalink(ctx, made.ID)}
}

// before is the outcome of an error from before the point of no return: whatever
// it was, nothing was published.
func before(err error) platforms.Outcome {
	o := web.Outcome(err)
	if o.Verdict == platforms.Unconfirmed {
		o.Verdict, o.Class = platforms.NotSent, platforms.ClassTransient
		o.Why = "Threads has trouble of its own. Nothing was published; it is tried again."
	}
	return o
}

// worded says of an answer what its refusal means. With the right to answer, a
// lack of permission is about this one post, not about the account.
func worded(o platforms.Outcome, err error, acc account, p payload) platforms.Outcome {
	switch {
	case p.Target == "":
	case gone(err):
		o.Why = "What this answers was deleted meanwhile. Your words are kept."
	case platforms.ClassOf(err) == platforms.ClassPermission && slices.Contains(acc.scopes, scopePublish) && slices.Contains(acc.scopes, scopeReplies):
		o.Verdict, o.Class = platforms.Refused, platforms.ClassRefused
		o.Why = "Threads does not let the council answer here: the author allows only some people to reply, or blocks the council. Your words are kept; use another way to reach the person."
	}
	return o
}

// wasPublished is a send whose container says that it was published before.
func (a *Adapter) wasPublished(ctx context.Context, acc account, p payload, commit func() error) platforms.Outcome {
	if err := commit(); err != nil {
		return platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient, Why: "It could not be written down on this PC. Nothing was sent again."}
	}
	o := platforms.Outcome{Verdict: platforms.Accepted}
	if w, err := a.newest(ctx, acc, p, time.Time{}); err == nil && w != nil {
		o.RemoteID, o.Permalink = w.ID, w.Permalink
	}
	return o
}

// wireQuota is how much of the day's allowance is used.
type wireQuota struct {
	Data []struct {
		Used       int       `json:"quota_usage"`
		Config     wireTotal `json:"config"`
		Replies    int       `json:"reply_quota_usage"`
		ReplyQuota wireTotal `json:"reply_config"`
	} `json:"data"`
}

type wireTotal struct {
	Total int `json:"quota_total"`
}

// quota asks whether one more may be published today; nil: yes.
func (a *Adapter) quota(ctx context.Context, p payload) *platforms.Outcome {
	var q wireQuota
	fields := "quota_usage,config"
	if p.Target != "" {
		fields = "reply_quota_usage,reply_config"
	}
	if err := a.api.Get(ctx, "/me/threads_publishing_limit", url.Values{"fields": {fields}}, &q); err != nil {
		o := before(err)
		return &o
	}
	for _, d := range q.Data {
		used, total, what := d.Used, d.Config.Total, "posts"
		if p.Target != "" {
			used, total, what = d.Replies, d.ReplyQuota.Total, "answers"
		}
		if total > 0 && used >= total {
			return &platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassQuota, RetryAt: a.clock().Add(time.Hour).UTC(),
				Why: fmt.Sprintf("The account has published %d %s in 24 hours, which is all that Threads allows by this way. It is tried again in an hour; it can be published by hand at once.", used, what)}
		}
	}
	return nil
}

// container makes what is to be published and waits until Threads has prepared
// it. The container of an earlier attempt is used again, so that nothing is
// published twice; published tells that this one was.
func (a *Adapter) container(ctx context.Context, token string, p payload) (id string, published bool, err error) {
	if id = a.made.Kept(token); id != "" {
		switch state, err := a.status(ctx, id); {
		case err == nil && state == "PUBLISHED":
			return id, true, nil
		case err == nil && (state == "FINISHED" || state == "IN_PROGRESS"):
			return id, false, a.await(ctx, id)
		case err != nil && !gone(err) && platforms.ClassOf(err) != platforms.ClassRefused:
			return "", false, err
		}
		a.made.Keep(token, "")
	}
	form := url.Values{"media_type": {"TEXT"}}
	switch {
	case len(p.Media) == 1:
		form = p.Media[0].form()
	case len(p.Media) > 1:
		children, err := a.children(ctx, p.Media)
		if err != nil {
			return "", false, err
		}
		form = url.Values{"media_type": {"CAROUSEL"}, "children": {strings.Join(children, ",")}}
	}
	for name, value := range map[string]string{"text": p.Text, "reply_to_id": p.Target, "link_attachment": p.Link} {
		if value != "" {
			form.Set(name, value)
		}
	}
	if id, err = a.create(ctx, form); err != nil {
		return "", false, err
	}
	a.made.Keep(token, id)
	return id, false, a.await(ctx, id)
}

func (m medium) form() url.Values {
	form := url.Values{"media_type": {"IMAGE"}, "image_url": {m.URL}}
	if m.Film {
		form = url.Values{"media_type": {"VIDEO"}, "video_url": {m.URL}}
	}
	if m.Alt != "" {
		form.Set("alt_text", m.Alt)
	}
	return form
}

func (a *Adapter) children(ctx context.Context, media []medium) (ids []string, err error) {
	for _, m := range media {
		form := m.form()
		form.Set("is_carousel_item", "true")
		id, err := a.create(ctx, form)
		if err == nil {
			err = a.await(ctx, id)
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (a *Adapter) create(ctx context.Context, form url.Values) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	if err := a.api.Post(ctx, "/me/threads", form, nil, &made); err != nil {
		return "", err
	}
	if made.ID == "" {
		return "", &platforms.Error{Class: platforms.ClassTransient, Sentence: "Threads gave no number for what was prepared. Nothing was published.", Err: errors.New("no container id")}
	}
	return made.ID, nil
}

// status is how far Threads has prepared a container. One that failed, or lay there
// for more than a day, is an error with its reason.
func (a *Adapter) status(ctx context.Context, id string) (string, error) {
	var c struct {
		Status string `json:"status"`
		Why    string `json:"error_message"`
	}
	if err := a.api.Get(ctx, "/"+id, url.Values{"fields": {"status,error_message"}}, &c); err != nil {
		return "", err
	}
	switch c.Status {
	case "ERROR":
		return c.Status, unprepared(c.Why)
	case "EXPIRED":
		return c.Status, platforms.Refuse("What was prepared at Threads lay there for more than a day and is gone. Send it again.")
	}
	return c.Status, nil
}

// await waits until a container can be published.
func (a *Adapter) await(ctx context.Context, id string) error {
	return a.api.Await(ctx, "this", a.wait, func() (string, error) { return a.status(ctx, id) })
}

// permalink asks where a post stands, "" when that can't be found out now.
func (a *Adapter) permalink(ctx context.Context, id string) string {
	var w wirePost
	if err := a.api.Get(ctx, "/"+id, url.Values{"fields": {"permalink"}}, &w); err != nil {
		return ""
	}
	return w.Permalink
}
