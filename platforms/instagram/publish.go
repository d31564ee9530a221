package instagram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// uploadTime is how long one piece of a film may take.
const uploadTime = 5 * time.Minute

// sendPost makes the container first, which nobody sees; the one request that
// publishes it is the point of no return.
func (a *Adapter) sendPost(ctx context.Context, acc account, msg platforms.Sealed, p payload, commit func() error) platforms.Outcome {
	if o := a.quota(ctx, acc); o != nil {
		return *o
	}
	id, published, err := a.container(ctx, acc, msg, p)
	if err != nil {
		return a.stopped(before(err), err, msg.Token)
	}
	if published {
		return a.wasPublished(ctx, acc, p, commit)
	}
	var made struct {
		ID string `json:"id"`
	}
	err = a.api.Post(ctx, "/"+acc.id+"/media_publish", url.Values{"creation_id": {id}}, commit, &made)
	err = named(err, made.ID)
	if err != nil {
		return a.stopped(web.Outcome(err), err, msg.Token)
	}
	return platforms.Outcome{Verdict: platforms.Accepted, RemoteID: made.ID, Permalink: a.permalink(ctx, made.ID)}
}

// stopped says what an error of publishing means for the send: some pass by
// themselves, some need a new container.
func (a *Adapter) stopped(o platforms.Outcome, err error, token string) platforms.Outcome {
	switch {
	case is(err, codeNotReady, 2207027):
		o.Verdict, o.Class, o.RetryAt = platforms.NotSent, platforms.ClassTransient, a.clock().Add(time.Minute).UTC()
	case is(err, 2207042):
		o.Verdict, o.Class, o.RetryAt = platforms.NotSent, platforms.ClassQuota, a.clock().Add(time.Hour).UTC()
	case is(err, codeTemporary, codeExpired, 2207008, 2207020) && o.Verdict != platforms.Unconfirmed:
		o.Verdict, o.Class = platforms.NotSent, platforms.ClassTransient
		a.made.Keep(token, "")
	case o.Verdict == platforms.Refused:
		a.made.Keep(token, "")
	}
	return o
}

// wasPublished is a send whose container says that it was published before.
func (a *Adapter) wasPublished(ctx context.Context, acc account, p payload, commit func() error) platforms.Outcome {
	if err := commit(); err != nil {
		return platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient, Why: "It could not be written down on this PC. Nothing was sent again."}
	}
	o := platforms.Outcome{Verdict: platforms.Accepted}
	if m, err := a.newest(ctx, acc, p.Text, time.Time{}); err == nil && m != nil {
		o.RemoteID, o.Permalink = m.ID, m.Permalink
	}
	return o
}

// quota asks whether one more post may be published today; nil: yes.
func (a *Adapter) quota(ctx context.Context, acc account) *platforms.Outcome {
	var answer struct {
		Data []struct {
			Used   int `json:"quota_usage"`
			Config struct {
				Total int `json:"quota_total"`
			} `json:"config"`
		} `json:"data"`
	}
	err := a.api.Get(ctx, "/"+acc.id+"/content_publishing_limit", url.Values{"fields": {"config,quota_usage"}}, &answer)
	if err != nil {
		o := before(err)
		return &o
	}
	for _, d := range answer.Data {
		if d.Config.Total > 0 && d.Used >= d.Config.Total {
			return &platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassQuota, RetryAt: a.clock().Add(time.Hour).UTC(),
				Why: fmt.Sprintf("The account has published %d posts in 24 hours, which is all that Instagram allows by this way. It is tried again in an hour; it can be published by hand at once.", d.Used)}
		}
	}
	return nil
}

// container makes what is to be published and waits until Instagram has prepared
// it. The container of an earlier attempt is used again, so that nothing is
// published twice; published tells that this one was.
func (a *Adapter) container(ctx context.Context, acc account, msg platforms.Sealed, p payload) (id string, published bool, err error) {
	if id = a.made.Kept(msg.Token); id != "" {
		switch state, err := a.status(ctx, id); {
		case err == nil && state == "PUBLISHED":
			return id, true, nil
		case err == nil && (state == "FINISHED" || state == "IN_PROGRESS"):
			return id, false, a.await(ctx, id)
		case err != nil && !gone(err) && platforms.ClassOf(err) != platforms.ClassRefused:
			return "", false, err
		}
		a.made.Keep(msg.Token, "")
	}
	if len(p.Media) == 1 {
		id, err = a.make(ctx, acc, p.Media[0], msg.Media, 0, url.Values{"caption": {p.Text}})
	} else {
		id, err = a.carousel(ctx, acc, msg, p)
	}
	if err != nil {
		return "", false, err
	}
	a.made.Keep(msg.Token, id)
	return id, false, a.await(ctx, id)
}

// carousel makes a container for each picture, then one of them all.
func (a *Adapter) carousel(ctx context.Context, acc account, msg platforms.Sealed, p payload) (string, error) {
	var children []string
	for i, m := range p.Media {
		id, err := a.make(ctx, acc, m, msg.Media, i, url.Values{"is_carousel_item": {"true"}})
		if err != nil {
			return "", err
		}
		if err := a.await(ctx, id); err != nil {
			return "", err
		}
		children = append(children, id)
	}
	return a.create(ctx, acc, url.Values{"media_type": {"CAROUSEL"}, "children": {strings.Join(children, ",")}, "caption": {p.Text}})
}

// make makes the container of one picture or film and brings the film's bytes to
// it when they are on this PC.
func (a *Adapter) make(ctx context.Context, acc account, m medium, files []platforms.Media, n int, form url.Values) (string, error) {
	if m.Alt != "" {
		form.Set("alt_text", m.Alt)
	}
	if !m.Film {
		form.Set("image_url", m.URL)
		return a.create(ctx, acc, form)
	}
	form.Set("media_type", "REELS")
	if form.Get("is_carousel_item") != "" {
		form.Set("media_type", "VIDEO")
	}
	if m.URL != "" {
		form.Set("video_url", m.URL)
		return a.create(ctx, acc, form)
	}
	if n >= len(files) || files[n].Open == nil {
		return "", platforms.Refuse("The film is no longer on this PC. Choose it again.")
	}
	form.Set("upload_type", "resumable")
	id, err := a.create(ctx, acc, form)
	if err != nil {
		return "", err
	}
	return id, a.upload(ctx, acc, id, files[n])
}

func (a *Adapter) create(ctx context.Context, acc account, form url.Values) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	if err := a.api.Post(ctx, "/"+acc.id+"/media", form, nil, &made); err != nil {
		return "", err
	}
	if made.ID == "" {
		return "", &platforms.Error{Class: platforms.ClassTransient, Sentence: "Instagram took the picture and gave no number for it. Nothing was published.", Err: errors.New("no container id")}
	}
	return made.ID, nil
}

// upload sends a film in pieces.
func (a *Adapter) upload(ctx context.Context, acc account, container string, file platforms.Media) error {
	r, err := file.Open()
	if err != nil {
		return platforms.Refuse("The film can't be read on this PC. Choose it again.")
	}
	defer func() { _ = r.Close() }()
	piece := make([]byte, min(a.piece, max(file.Size, 1)))
	for offset := int64(0); offset < file.Size; {
		n, err := io.ReadFull(r, piece)
		if n == 0 || err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return platforms.Refuse("The film can't be read to its end on this PC. Choose it again.")
		}
		_, err = a.api.Do(ctx, web.Request{Method: http.MethodPost, Path: a.config.uploads() + "/ig-api-upload/" + a.config.Version + "/" + container, Unsigned: true,
			Body: piece[:n], Type: "application/octet-stream", Timeout: uploadTime, Header: http.Header{"Authorization": {"OAuth " + acc.pageToken},
				"Offset": {strconv.FormatInt(offset, 10)}, "File_size": {strconv.FormatInt(file.Size, 10)}}})
		if err != nil {
			return err
		}
		offset += int64(n)
	}
	return nil
}

// status is how far Instagram has prepared a container. One that failed, or lay
// there for more than a day, is an error with its reason.
func (a *Adapter) status(ctx context.Context, id string) (string, error) {
	var c struct {
		Code   string `json:"status_code"`
		Status string `json:"status"`
	}
	if err := a.api.Get(ctx, "/"+id, url.Values{"fields": {"status_code,status"}}, &c); err != nil {
		return "", err
	}
	if c.Code == "EXPIRED" {
		return c.Code, wordsOf(2207020)
	}
	if c.Code != "ERROR" {
		return c.Code, nil
	}
	if e := inStatus(c.Status); e != nil {
		return c.Code, e
	}
	return c.Code, platforms.Refuse("Instagram could not prepare the picture or film and gave no reason. Check that it is a JPEG, MP4 or MOV and try again.")
}

// await waits until a container can be published.
func (a *Adapter) await(ctx context.Context, id string) error {
	return a.api.Await(ctx, "the picture or film", a.wait, func() (string, error) { return a.status(ctx, id) })
}

// permalink asks where a post stands, "" when that can't be found out now.
func (a *Adapter) permalink(ctx context.Context, id string) string {
	var m wireMedia
	if err := a.api.Get(ctx, "/"+id, url.Values{"fields": {"permalink"}}, &m); err != nil {
		return ""
	}
	return m.Permalink
}

// newest finds the youngest of our posts with these words, not older than since;
// nil when there is none.
func (a *Adapter) newest(ctx context.Context, acc account, words string, since time.Time) (*wireMedia, error) {
	all, err := graph.All[wireMedia](ctx, a.api, "/"+acc.id+"/media", url.Values{"fields": {mediaFields}, "limit": {"25"}}, 25)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if !m.Timestamp.Before(since) && (web.Matches(words, m.Caption) || words == "" && m.Caption == "") {
			return &m, nil
		}
	}
	return nil, nil
}
