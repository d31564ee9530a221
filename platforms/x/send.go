package x

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Send makes one attempt: files and their descriptions first, then the one
// request that publishes.
func (a *Adapter) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	if err := a.byHand(); err != nil {
		return web.Outcome(err)
	}
	var s sealed
	if err := json.Unmarshal(msg.Bytes, &s); err != nil || s.Version != sealedNow {
		return web.Outcome(&platforms.Error{Class: platforms.ClassRefused, Sentence: "What was to be sent to X can't be read. Take it back to a draft and send that.", Err: errors.New("sealed bytes of another version")})
	}
	if err := a.costs.allows(s.price()); err != nil {
		o := web.Outcome(err)
		// A person decides whether to wait a month, pay more, or answer by hand.
		o.Verdict = platforms.NeedsPerson
		return o
	}
	me, err := a.account(ctx)
	if err != nil {
		return before(err)
	}
	media, err := a.upload(ctx, s, msg.Media)
	if err != nil {
		return before(err)
	}
	if s.What == aMessage {
		return a.sendMessage(ctx, s, commit)
	}
	return a.publish(ctx, s, media, me, commit)
}

// before is the outcome of what failed ahead of the point of no return: whatever
// became of an upload, nothing was published.
func before(err error) platforms.Outcome {
	o := web.Outcome(err)
	if o.Verdict == platforms.Unconfirmed {
		o.Verdict, o.Class = platforms.NotSent, platforms.ClassTransient
		o.Why = "A preparing step at X did not end. Nothing was published; it will be tried again."
	}
	return o
}

// created is X's answer to what was published.
type created struct {
	Data struct {
		ID      string `json:"id"`
		Event   string `json:"dm_event_id"`
		Convers string `json:"dm_conversation_id"`
	} `json:"data"`
	Errors []partial `json:"errors"`
}

// publish makes a post or answer.
func (a *Adapter) publish(ctx context.Context, s sealed, media []string, me account, commit func() error) platforms.Outcome {
	body := map[string]any{}
	if s.Text != "" {
		body["text"] = s.Text
	}
	if s.Parent != "" {
		body["reply"] = map[string]any{"in_reply_to_tweet_id": s.Parent, "auto_populate_reply_metadata": true}
	}
	if len(media) > 0 {
		body["media"] = map[string]any{"media_ids": media}
	}
	var got created
	o := a.commit(ctx, "/2/tweets", body, s, &got, commit)
	if o.Verdict == platforms.Accepted {
		o.RemoteID, o.Permalink = got.Data.ID, postLink(me.handle, got.Data.ID)
	}
	return o
}

// sendMessage sends a private message.
func (a *Adapter) sendMessage(ctx context.Context, s sealed, commit func() error) platforms.Outcome {
	path := "/2/dm_conversations/with/" + s.Person + "/messages"
	if s.Conversation != "" {
		path = "/2/dm_conversations/" + s.Conversation + "/messages"
	}
	var got created
	o := a.commit(ctx, path, map[string]any{"text": s.Text}, s, &got, commit)
	if o.Verdict == platforms.Accepted {
		o.RemoteID, o.Permalink = messageMark+got.Data.Event, messagesLink(got.Data.Convers)
	}
	return o
}

// commit makes the one request and tells what its answer means.
func (a *Adapter) commit(ctx context.Context, path string, body any, s sealed, got *created, commit func() error) platforms.Outcome {
	_, err := a.writes.JSON(ctx, web.Request{Method: http.MethodPost, Path: path, JSON: body, Commit: commit}, got)
	if err == nil && got.Data.ID == "" && got.Data.Event == "" {
		err = inside(got.Errors)
	}
	o := web.Outcome(err)
	if o.Verdict == platforms.Accepted || o.Verdict == platforms.Unconfirmed {
		a.costs.write(s.price())
	}
	return o
}
