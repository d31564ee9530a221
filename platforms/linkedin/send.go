package linkedin

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Send makes one attempt (platforms.Sender). Pictures go up first; the one request
// that publishes is the point of no return.
func (a *Adapter) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	l, err := unseal(msg)
	if err != nil {
		return web.Outcome(err)
	}
	org, err := a.page(ctx)
	if err != nil {
		return before(err)
	}
	request, err := a.request(ctx, org, l, msg.Media)
	if err != nil {
		return before(err)
	}
	request.Commit = commit
	answer, err := a.write(ctx, request)
	if err != nil {
		return a.refusal(ctx, org, l, err)
	}
	id := published(l, answer)
	if id == "" {
		return web.Outcome(web.Unconfirmed(title, errors.New("the answer names nothing")))
	}
	return platforms.Outcome{Verdict: platforms.Accepted, RemoteID: id, Permalink: permalink(id)}
}

// before is the outcome of an attempt that ended before its point of no return.
func before(err error) platforms.Outcome {
	o := web.Outcome(err)
	if is(err, platforms.ClassIdentity) {
		o.Verdict = platforms.NeedsPerson
	}
	if o.Verdict == platforms.Unconfirmed {
		// A picture may be up; nobody sees it without its post.
		o.Verdict, o.Class = platforms.NotSent, platforms.ClassTransient
		o.Why = "The pictures did not reach LinkedIn. Nothing was published; it will be tried again."
	}
	return o
}

// request builds the request that publishes.
func (a *Adapter) request(ctx context.Context, org string, l letter, media []platforms.Media) (web.Request, error) {
	if l.Post == nil {
		body := map[string]any{"actor": org, "object": l.Object, "message": map[string]any{"text": l.Text}}
		if l.Parent != "" {
			body["parentComment"] = l.Parent
		}
		return web.Request{Method: http.MethodPost, Path: commentsPath(l.Below), JSON: body}, nil
	}
	if want := l.Post.media(); len(media) != want {
		return web.Request{}, platforms.Refuse("The pictures of this post are no longer kept on this PC. Nothing was published. Take it back to a draft and choose them again.")
	}
	images := make([]string, len(media))
	for i := range media {
		var err error
		if images[i], err = a.upload(ctx, org, &media[i]); err != nil {
			return web.Request{}, err
		}
	}
	body := map[string]any{"author": org, "commentary": escape(l.Text), "visibility": "PUBLIC", "lifecycleState": "PUBLISHED", "isReshareDisabledByAuthor": false,
		"distribution": map[string]any{"feedDistribution": "MAIN_FEED", "targetEntities": []string{}, "thirdPartyDistributionChannels": []string{}}}
	if content := l.Post.content(images); content != nil {
		body["content"] = content
	}
	return web.Request{Method: http.MethodPost, Path: "/rest/posts", JSON: body}, nil
}

// media is how many files belong to a post.
func (p *sealedPost) media() int {
	if p.Thumb {
		return len(p.Alts) + 1
	}
	return len(p.Alts)
}

// content is what a post carries beside its words; nil for words alone.
func (p *sealedPost) content(images []string) map[string]any {
	if p.Link != "" {
		article := map[string]any{"source": p.Link, "title": p.Title}
		if p.Description != "" {
			article["description"] = p.Description
		}
		if p.Thumb && len(images) > 0 {
			article["thumbnail"] = images[len(images)-1]
		}
		return map[string]any{"article": article}
	}
	var all []map[string]any
	for i, id := range images {
		one := map[string]any{"id": id}
		if i < len(p.Alts) && p.Alts[i] != "" {
			one["altText"] = p.Alts[i]
		}
		all = append(all, one)
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return map[string]any{"media": all[0]}
	}
	return map[string]any{"multiImage": map[string]any{"images": all}}
}

// uploadTime is how long one picture may take.
const uploadTime = 3 * time.Minute

// upload brings one picture to LinkedIn and returns its URN.
func (a *Adapter) upload(ctx context.Context, org string, m *platforms.Media) (string, error) {
	var begun struct {
		Value struct {
			URL   string `json:"uploadUrl"`
			Image string `json:"image"`
		} `json:"value"`
	}
	answer, err := a.write(ctx, web.Request{Method: http.MethodPost, Path: "/rest/images?action=initializeUpload",
		JSON: map[string]any{"initializeUploadRequest": map[string]any{"owner": org}}})
	if err == nil {
		err = answer.Decode(&begun)
	}
	if err != nil {
		return "", err
	}
	if !a.ours(begun.Value.URL) || begun.Value.Image == "" {
		return "", &platforms.Error{Class: platforms.ClassTransient, Sentence: "LinkedIn named no safe address for the pictures. Nothing was published; it will be tried again."}
	}
	f, err := m.Open()
	if err != nil {
		return "", &platforms.Error{Class: platforms.ClassRefused, Sentence: "The picture is no longer there. Choose it again.", Err: err}
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(f)
	if err != nil {
		return "", &platforms.Error{Class: platforms.ClassRefused, Sentence: "The picture can't be read. Choose it again.", Err: err}
	}
	_, err = a.write(ctx, web.Request{Method: http.MethodPut, Path: begun.Value.URL, Body: raw, Type: m.Type, Timeout: uploadTime})
	return begun.Value.Image, err
}

// ours tells whether an address is LinkedIn's own: the access key goes there.
func (a *Adapter) ours(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if base, err := url.Parse(a.api); err == nil && u.Host == base.Host && u.Scheme == base.Scheme {
		return true
	}
	return u.Scheme == "https" && (u.Hostname() == "linkedin.com" || strings.HasSuffix(u.Hostname(), ".linkedin.com"))
}

// published is the URN of what LinkedIn took. A comment's header holds its number
// alone, so its body is looked at first (a guess: seen both ways).
func published(l letter, answer *web.Answer) string {
	id := answer.Header.Get("X-Restli-Id")
	if l.Post != nil {
		return id
	}
	var c comment
	if json.Unmarshal(answer.Body, &c) == nil && (c.URN != "" || c.ID != "" && c.Object != "") {
		return c.name()
	}
	if un, err := url.PathUnescape(id); err == nil && isComment(un) {
		return wholeURN(un)
	}
	if id == "" {
		return ""
	}
	return commentURN(l.Object, id)
}

// refusal is the outcome of an attempt that LinkedIn did not take.
func (a *Adapter) refusal(ctx context.Context, org string, l letter, err error) platforms.Outcome {
	o := web.Outcome(err)
	now := a.clock()
	switch f := faultOf(err); {
	case f != nil && f.repeated:
		return a.repeated(ctx, org, l, f, o)
	case is(err, platforms.ClassGone) && l.Post == nil && now.Sub(at(l.Since)) < freshPost:
		// LinkedIn doesn't find what appeared seconds ago.
		o.Verdict, o.Class, o.RetryAt = platforms.NotSent, platforms.ClassTransient, now.Add(settle).UTC()
		o.Why = "LinkedIn does not find this yet: it is a few seconds old. The answer will be tried again at once."
	case is(err, platforms.ClassGone):
		o.Why = "What this answers is no longer on LinkedIn; its author or LinkedIn took it down. Nobody got the answer."
	}
	return o
}

// repeated looks after words that LinkedIn says it has already: they may be those of
// an attempt of ours whose answer never came.
func (a *Adapter) repeated(ctx context.Context, org string, l letter, f *fault, o platforms.Outcome) platforms.Outcome {
	found, err := a.find(ctx, org, l, at(l.At))
	if err != nil {
		return platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed, Detail: o.Detail,
			Why: "LinkedIn says that it has these words already, and we could not look whether they are ours."}
	}
	if found.Live {
		return platforms.Outcome{Verdict: platforms.Accepted, RemoteID: found.RemoteID, Permalink: found.Permalink, Detail: o.Detail}
	}
	o.Verdict, o.Permalink = platforms.Refused, permalink(f.duplicate)
	if o.Permalink != "" {
		o.Why = "LinkedIn has a post with the same words and takes them only once: " + o.Permalink + " Change some words and send again."
	}
	return o
}
