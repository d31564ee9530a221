package youtube

import (
	"context"

	"commsdesk/platforms"
)

// Moderate takes one measure about a comment (platforms.Moderator). Hide holds
// it for review, Delete rejects it (our own is deleted), Block rejects it and
// every later one of its author.
func (a *Adapter) Moderate(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	me, err := a.who(ctx)
	if err != nil {
		return err
	}
	if err := a.cannot(me, m, at); err != nil {
		return err
	}
	status, ban := rejected, false
	switch m {
	case platforms.Hide:
		status = held
	case platforms.Unhide:
		status = published
	case platforms.Block:
		ban = true
	case platforms.Delete:
		if at.From.ID == me.id {
			return plain(a.api.Comments.Delete(at.ID).Context(ctx).Do(), true)
		}
	}
	call := a.api.Comments.SetModerationStatus([]string{at.ID}, status).Context(ctx)
	if ban {
		call.BanAuthor(true)
	}
	return plain(call.Do(), true)
}

// cannot refuses what YouTube does not do, with the reason.
func (a *Adapter) cannot(me *channel, m platforms.Measure, at platforms.Target) error {
	no := func(reason string) error {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: reason}
	}
	caps := a.able(me, platforms.Yes())
	switch m {
	case platforms.Hide, platforms.Unhide, platforms.Delete, platforms.Block:
	case platforms.Mute, platforms.Unmute:
		return no(caps.Mute.Reason)
	case platforms.Unblock:
		return no(caps.Unblock.Reason)
	default:
		return no(caps.Report.Reason)
	}
	switch {
	case at.ID == "" || isFilm(at.ID):
		return no("This can be done about comments only. Films are managed in YouTube Studio.")
	case at.From.ID == me.id && m == platforms.Block:
		return no("This comment is the council's own. Nobody was blocked.")
	}
	return nil
}

// Withdraw deletes a film or comment of our own (platforms.Withdrawer).
func (a *Adapter) Withdraw(ctx context.Context, id string) error {
	var err error
	if isFilm(id) {
		err = a.api.Videos.Delete(id).Context(ctx).Do()
	} else {
		err = a.api.Comments.Delete(id).Context(ctx).Do()
	}
	if err = plain(err, true); platforms.ClassOf(err) == platforms.ClassGone {
		return nil
	}
	return err
}
