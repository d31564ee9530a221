package facebook

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

const reportReason = "Facebook takes no reports from programs. Open the message on Facebook and report it there."

// Moderate hides, deletes or blocks, or takes that back.
func (a *Account) Moderate(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	who, err := a.page(ctx)
	if err != nil {
		return err
	}
	switch m {
	case platforms.Hide, platforms.Unhide, platforms.Delete:
		return a.remove(ctx, m, at)
	case platforms.Block, platforms.Unblock:
		return a.block(ctx, m, at, who)
	case platforms.Report:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: reportReason}
	}
	return &platforms.Error{Class: platforms.ClassPermission, Sentence: "A Page on Facebook can't mute anybody. Hide the comment, or block the person."}
}

// remove hides an item, shows it again, or deletes it.
func (a *Account) remove(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	switch {
	case at.Private:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "A message on Messenger can't be hidden or deleted for the person who wrote it. Block the person, or report them in the browser."}
	case at.Ref == refTagged:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "This stands on somebody else's page, where the council can't hide or delete anything. Report it in the browser, or remove the Page's tag there."}
	}
	var err error
	if m == platforms.Delete {
		err = a.graph.Delete(ctx, node(at.ID), nil)
	} else {
		hidden := "false"
		if m == platforms.Hide {
			hidden = "true"
		}
		err = a.graph.Post(ctx, node(at.ID), url.Values{"is_hidden": {hidden}}, nil, nil)
	}
	if platforms.ClassOf(err) == platforms.ClassPermission {
		return a.whyNot(ctx, m, at, err)
	}
	return err
}

// whyNot tells a missing right from an item about which the Page can do nothing,
// whatever its rights.
func (a *Account) whyNot(ctx context.Context, m platforms.Measure, at platforms.Target, refused error) error {
	var can struct {
		Hide   *bool `json:"can_hide"`
		Remove *bool `json:"can_remove"`
	}
	if a.graph.Get(ctx, node(at.ID), url.Values{"fields": {"can_hide,can_remove"}}, &can) != nil {
		return refused
	}
	switch {
	case m != platforms.Delete && can.Hide != nil && !*can.Hide:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Facebook does not let the Page hide this comment, such as one of its own. Delete it, or look at it in the browser.", Err: refused}
	case m == platforms.Delete && can.Remove != nil && !*can.Remove:
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Facebook does not let the Page delete this comment. Hide it, or report it in the browser.", Err: refused}
	}
	return refused
}

// block blocks the author from the Page, or takes that back. People on Messenger
// have ids of their own.
func (a *Account) block(ctx context.Context, m platforms.Measure, at platforms.Target, who page) error {
	if at.From.ID == "" || strings.HasPrefix(at.From.ID, hiddenAuthor) {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Facebook does not say who wrote this, so the person can't be blocked from here. Open it in the browser and block them there."}
	}
	if at.From.ID == who.ID {
		return platforms.Refuse("This was written by the Page itself, which can't block itself.")
	}
	key := "user"
	if at.Private {
		key = "psid"
	}
	if m == platforms.Block {
		return a.graph.Post(ctx, node(who.ID)+"/blocked", url.Values{key: {at.From.ID}}, nil, nil)
	}
	return a.graph.Delete(ctx, node(who.ID)+"/blocked", url.Values{key: {at.From.ID}})
}

// blocksMost is how many blocked people are listed.
const blocksMost = 5000

// Blocks lists whom the Page blocks.
func (a *Account) Blocks(ctx context.Context) ([]platforms.Person, error) {
	who, err := a.page(ctx)
	if err != nil {
		return nil, err
	}
	type blocked struct {
		ID, FBID, Name string
	}
	all, err := graph.All[blocked](ctx, a.graph, node(who.ID)+"/blocked", url.Values{"limit": {"100"}}, blocksMost)
	people := make([]platforms.Person, 0, len(all))
	for _, b := range all {
		people = append(people, platforms.Person{ID: orWords(b.ID, b.FBID), Name: orWords(platforms.Clean(b.Name), nobody)})
	}
	return people, err
}

// Withdraw deletes a post or answer of the Page.
func (a *Account) Withdraw(ctx context.Context, id string) error {
	_, err := a.graph.JSON(ctx, web.Request{Method: http.MethodDelete, Path: "/" + url.PathEscape(id)}, nil)
	if platforms.ClassOf(err) == platforms.ClassGone {
		return nil
	}
	return err
}
