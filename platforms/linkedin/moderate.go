package linkedin

import (
	"context"
	"net/http"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Moderate deletes comments (platforms.Moderator); LinkedIn knows no other measure
// of a page's.
func (a *Adapter) Moderate(ctx context.Context, m platforms.Measure, target platforms.Target) error {
	org, err := a.page(ctx)
	if err != nil {
		return err
	}
	caps := a.capabilities(org)
	switch m {
	case platforms.Delete:
		return a.remove(ctx, org, target)
	case platforms.Hide, platforms.Unhide:
		return barred(caps.Hide)
	case platforms.Mute, platforms.Unmute:
		return barred(caps.Mute)
	case platforms.Report:
		return barred(caps.Report)
	case platforms.Unblock:
		return barred(caps.Unblock)
	}
	return barred(caps.Block)
}

func barred(why platforms.Ability) error {
	return &platforms.Error{Class: platforms.ClassPermission, Sentence: why.Reason + " " + why.Link}
}

// remove deletes a comment. That a page may delete what members wrote below its
// posts is said of events and was not seen for posts: it is tried, and a no leads to
// LinkedIn (platforms.md 15.6).
func (a *Adapter) remove(ctx context.Context, org string, target platforms.Target) error {
	if !isComment(target.ID) {
		if target.Kind == platforms.KindPost {
			return a.Withdraw(ctx, target.ID)
		}
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "This is somebody else's post, which only its author and LinkedIn can delete. Report it on LinkedIn: " + permalink(target.ID)}
	}
	err := a.removeComment(ctx, org, target.ID)
	if is(err, platforms.ClassPermission) {
		return &platforms.Error{Class: platforms.ClassPermission, Err: faultOf(err),
			Sentence: "LinkedIn does not let an application delete this comment. Open it and delete it there, signed in as a super admin of the page: " + permalink(target.ID)}
	}
	return err
}

func (a *Adapter) removeComment(ctx context.Context, org, urn string) error {
	object, id, _ := splitComment(urn)
	_, err := a.write(ctx, web.Request{Method: http.MethodDelete, Path: commentPath(object, id) + "?actor=" + enc(org)})
	return err
}

// Withdraw deletes a post or comment of our own (platforms.Withdrawer).
func (a *Adapter) Withdraw(ctx context.Context, id string) error {
	org, err := a.page(ctx)
	if err != nil {
		return err
	}
	switch {
	case isComment(id):
		err = a.removeComment(ctx, org, id)
	case isPost(id):
		_, err = a.write(ctx, web.Request{Method: http.MethodDelete, Path: "/rest/posts/" + enc(id), Header: http.Header{"X-Restli-Method": {"DELETE"}}})
	default:
		return platforms.Refuse("LinkedIn can't be told which post this is. Delete it on LinkedIn.")
	}
	if is(err, platforms.ClassGone) {
		return nil
	}
	return err
}

// OpenReply is the page of what is answered: LinkedIn takes no words along. A Parent
// without ID opens the page's own view, where posts begin (platforms.Opener).
func (a *Adapter) OpenReply(p platforms.Parent, _ string) string {
	if p.ID == "" {
		return adminPage(a.sender())
	}
	return permalink(p.ID)
}

// OpenItem is the page that shows the item.
func (a *Adapter) OpenItem(t platforms.Target) string { return permalink(t.ID) }
