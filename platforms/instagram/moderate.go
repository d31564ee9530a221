package instagram

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// Moderate hides, shows or deletes a comment, or blocks somebody who has written
// in private.
func (a *Adapter) Moderate(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	acc, err := a.ready(ctx)
	if err != nil {
		return err
	}
	caps := a.Capabilities()
	switch m {
	case platforms.Hide, platforms.Unhide, platforms.Delete:
		if at.Kind != platforms.KindComment {
			return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Instagram lets the council hide and delete comments under its own posts only. Report this one in the Instagram app."}
		}
		if m == platforms.Delete {
			return again(a.api.Delete(ctx, "/"+at.ID, nil))
		}
		return again(a.hide(ctx, acc, m == platforms.Hide, at))
	case platforms.Block:
		return a.block(ctx, acc, actionBlock, caps.Block, at.From)
	case platforms.Unblock:
		return a.block(ctx, acc, actionUnblock, caps.Unblock, at.From)
	case platforms.Report:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: caps.Report.Reason}
	}
	return &platforms.Error{Class: platforms.ClassPermission, Sentence: caps.Mute.Reason}
}

func (a *Adapter) hide(ctx context.Context, acc account, hidden bool, at platforms.Target) error {
	if hidden && at.From.ID == acc.id {
		return platforms.Refuse("Instagram does not hide the account's own comments. Delete it instead.")
	}
	return a.api.Post(ctx, "/"+at.ID, url.Values{"hide": {strconv.FormatBool(hidden)}}, nil, nil)
}

// again words the error of a measure whose outcome is unknown: it may be taken
// again.
func again(err error) error {
	if platforms.ClassOf(err) != platforms.ClassUnconfirmed {
		return err
	}
	return &platforms.Error{Class: platforms.ClassUnconfirmed, Err: err, Sentence: "Instagram gave no clear answer, so we do not know if this was done. It may simply be done again."}
}

// block acts in the conversation with a person, the only place where Instagram
// lets other programs block.
func (a *Adapter) block(ctx context.Context, acc account, action string, ability platforms.Ability, who platforms.Person) error {
	if !ability.OK {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: ability.Reason}
	}
	body := map[string]any{"user_ids": []map[string]string{{"id": who.ID}}, "actions": []string{action}}
	_, err := a.api.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/" + acc.page + "/moderate_conversations", JSON: body}, nil)
	if graph.Malformed(err) || gone(err) {
		return &platforms.Error{Class: platforms.ClassPermission, Err: err, Sentence: "Instagram lets other programs block only people who have written to the council in private. Open the profile of @" +
			who.Handle + " in the Instagram app and block there."}
	}
	return again(err)
}

// Withdraw deletes a post or answer of ours.
func (a *Adapter) Withdraw(ctx context.Context, id string) error {
	if _, err := a.ready(ctx); err != nil {
		return err
	}
	if strings.Trim(id, "0123456789") != "" {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Instagram lets no other program take back a private message. Open the conversation in the Instagram app and unsend it there."}
	}
	err := a.api.Delete(ctx, "/"+id, nil)
	switch platforms.ClassOf(err) {
	case platforms.ClassGone:
		return nil
	case platforms.ClassPermission:
		reason := a.Capabilities().Withdraw.Reason
		if reason == "" {
			reason = "Instagram does not let the access key delete this. Delete it in the Instagram app."
		}
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: reason, Err: err}
	}
	return again(err)
}
