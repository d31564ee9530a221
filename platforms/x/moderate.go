package x

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Moderate takes one measure. Blocking is of private messages only; see
// Capabilities.
func (a *Adapter) Moderate(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	me, err := a.account(ctx)
	if err != nil {
		return err
	}
	person := at.From.ID
	switch m {
	case platforms.Hide, platforms.Unhide:
		return a.hide(ctx, m == platforms.Hide, at)
	case platforms.Delete:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: deleteReason}
	case platforms.Report:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: reportReason}
	}
	if !number(person) || person == me.id {
		return platforms.Refuse("It is not known whose account this is. Open it on X and do it there.")
	}
	switch m {
	case platforms.Mute:
		return a.act(ctx, http.MethodPost, "/2/users/"+me.id+"/muting", map[string]any{"target_user_id": person}, "muting", true, interact)
	case platforms.Unmute:
		return a.act(ctx, http.MethodDelete, "/2/users/"+me.id+"/muting/"+person, nil, "muting", false, undoMute)
	case platforms.Block:
		return a.act(ctx, http.MethodPost, "/2/users/"+person+"/dm/block", nil, "blocked", true, interact)
	case platforms.Unblock:
		return a.act(ctx, http.MethodPost, "/2/users/"+person+"/dm/unblock", nil, "blocked", false, undo)
	}
	return platforms.Refuse("X knows no such measure.")
}

// hide hides an answer below a post of ours, or shows it again.
func (a *Adapter) hide(ctx context.Context, hidden bool, at platforms.Target) error {
	if at.Private || at.Context == "" {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "X hides only answers below the council's own posts. Mute the author, or report it on X."}
	}
	id := at.ID
	if latest := readRef(at.Ref).Latest; latest != "" {
		id = latest
	}
	if !number(id) {
		return platforms.Refuse("This is no post on X.")
	}
	price := interact
	if !hidden {
		price = undo
	}
	return a.act(ctx, http.MethodPut, "/2/tweets/"+id+"/hidden", map[string]any{"hidden": hidden}, "hidden", hidden, price)
}

// act makes a call that changes one thing, and sees in its answer, under name,
// that it is so.
func (a *Adapter) act(ctx context.Context, method, path string, body any, name string, want bool, price kind) error {
	if err := a.costs.allows(price); err != nil {
		return err
	}
	var got struct {
		Data   map[string]json.RawMessage `json:"data"`
		Errors []partial                  `json:"errors"`
	}
	if _, err := a.writes.JSON(ctx, web.Request{Method: method, Path: path, JSON: body}, &got); err != nil {
		return err
	}
	a.costs.write(price)
	raw, told := got.Data[name]
	if !told {
		return inside(got.Errors)
	}
	if is, err := strconv.ParseBool(string(raw)); err != nil || is != want {
		return web.Unconfirmed(title, errors.New("an answer that says it is not so"))
	}
	return nil
}

// blocksMost is how many pages of blocked accounts are read, of 100 each.
const blocksMost = 50

// Blocks returns whom the account blocks.
func (a *Adapter) Blocks(ctx context.Context) ([]platforms.Person, error) {
	me, err := a.account(ctx)
	if err != nil {
		return nil, err
	}
	var people []platforms.Person
	q := url.Values{"max_results": {"100"}}
	for range blocksMost {
		if _, err := a.costs.room(prices[readListed], 1, pageMost); err != nil {
			return nil, err
		}
		var got list[user]
		if _, err := a.read(ctx, a.reads, "/2/users/"+me.id+"/blocking", q, func(q url.Values, _ string) { q.Set("user.fields", userFields) }, &got); err != nil {
			return nil, err
		}
		for _, u := range got.Data {
			a.costs.read(readListed, u.ID)
			people = append(people, personOf(peopleOf([]user{u}), u.ID))
		}
		if got.Meta.Next == "" {
			return people, nil
		}
		q.Set("pagination_token", got.Meta.Next)
	}
	return people, nil
}
