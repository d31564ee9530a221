package instagram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// Send makes one attempt.
func (a *Adapter) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	var p payload
	if json.Unmarshal(msg.Bytes, &p) != nil || p.Version != 1 {
		return platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused, Why: "What was to be sent can't be read any more. Nothing was sent. Write it anew."}
	}
	acc, err := a.ready(ctx)
	if err != nil {
		return before(err)
	}
	switch p.Kind {
	case sendPost:
		return a.sendPost(ctx, acc, msg, p, commit)
	case sendMessage, sendPrivate:
		return a.sendPrivately(ctx, acc, p, commit)
	}
	return a.sendPublicly(ctx, acc, p, commit)
}

// before is the outcome of an error from before the point of no return: whatever
// it was, nothing was published.
func before(err error) platforms.Outcome {
	o := web.Outcome(err)
	if o.Verdict == platforms.Unconfirmed {
		o.Verdict, o.Class = platforms.NotSent, platforms.ClassTransient
		o.Why = "Instagram has trouble of its own. Nothing was published; it is tried again."
	}
	return o
}

// named is err, or that a success that names nothing is in doubt.
func named(err error, id string) error {
	if err == nil && id == "" {
		return web.Unconfirmed(Title, errors.New("no id came back"))
	}
	return err
}

func (a *Adapter) sendPublicly(ctx context.Context, acc account, p payload, commit func() error) platforms.Outcome {
	path, form := "/"+p.Target+"/replies", url.Values{"message": {p.Text}}
	switch p.Kind {
	case sendComment:
		path = "/" + p.Target + "/comments"
	case sendMention:
		path = "/" + acc.id + "/mentions"
		form.Set("media_id", p.Target)
	}
	var made struct {
		ID string `json:"id"`
	}
	err := a.api.Post(ctx, path, form, commit, &made)
	err = named(err, made.ID)
	o := web.Outcome(err)
	switch {
	case err == nil:
		o.RemoteID, o.Permalink = made.ID, commentLink(p.Post, made.ID)
	case gone(err):
		o.Why = "The comment was deleted meanwhile, so it can't be answered. Your words are kept."
	case graph.Malformed(err):
		o.Why = "Instagram does not take an answer here: the comment is hidden, or comments were turned off. Show it again first, or answer in the app."
	}
	return o
}

// wireSend is a private message in Meta's form.
type wireSend struct {
	To      map[string]string `json:"recipient"`
	Message struct {
		Text string `json:"text"`
	} `json:"message"`
	Type string `json:"messaging_type,omitempty"`
	Tag  string `json:"tag,omitempty"`
}

func (a *Adapter) sendPrivately(ctx context.Context, acc account, p payload, commit func() error) platforms.Outcome {
	body := wireSend{To: map[string]string{"comment_id": p.Target}}
	body.Message.Text = p.Text
	if p.Kind == sendMessage {
		body.To, body.Type = map[string]string{"id": p.Target}, "RESPONSE"
		if a.config.HumanAgent == "yes" && !p.Asked.IsZero() && a.clock().Sub(p.Asked) > window {
			body.Type, body.Tag = "MESSAGE_TAG", "HUMAN_AGENT"
		}
	}
	from := acc.page
	if a.config.Route == Login {
		from = acc.id
	}
	var made struct {
		ID string `json:"message_id"`
	}
	_, err := a.api.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/" + from + "/messages", JSON: body, Commit: commit}, &made)
	err = named(err, made.ID)
	o := web.Outcome(err)
	switch {
	case err == nil:
		o.RemoteID, o.Permalink = made.ID, inboxPage
	case is(err, subWindow):
		o.Why = "Instagram no longer takes a private answer to this. " + a.afterwards()
	case gone(err):
		o.Why = "The comment was deleted meanwhile, so it can't be answered in private. Your words are kept."
	}
	return o
}
