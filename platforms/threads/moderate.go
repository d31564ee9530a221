package threads

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"commsdesk/platforms"
)

// Moderate hides or shows a reply that stands directly below our post; those below
// it go along. Threads lets other programs do nothing else.
func (a *Adapter) Moderate(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	if _, err := a.ready(ctx); err != nil {
		return err
	}
	caps := a.Capabilities()
	deny := func(words string) error {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: words}
	}
	switch m {
	case platforms.Hide, platforms.Unhide:
	case platforms.Delete:
		return deny(caps.Delete.Reason)
	case platforms.Mute, platforms.Unmute:
		return deny(caps.Mute.Reason)
	case platforms.Block:
		return deny(caps.Block.Reason)
	case platforms.Report:
		return deny(caps.Report.Reason)
	default:
		return deny(caps.Unblock.Reason)
	}
	switch {
	case !caps.Hide.OK:
		return deny(caps.Hide.Reason)
	case at.Context == "":
		return deny("Threads lets the council hide replies to its own posts only. Report this one in the Threads app.")
	case at.Root != "" && at.Root != at.ID:
		return deny("Threads hides a reply only together with the one above it that stands directly below the council's post. Hide that one, or report this one in the Threads app.")
	}
	err := a.api.Post(ctx, "/"+at.ID+"/manage_reply", url.Values{"hide": {strconv.FormatBool(m == platforms.Hide)}}, nil, nil)
	return again(err)
}

// again words the error of a measure whose outcome is unknown: it may be taken
// again.
func again(err error) error {
	if platforms.ClassOf(err) != platforms.ClassUnconfirmed {
		return err
	}
	return &platforms.Error{Class: platforms.ClassUnconfirmed, Err: err, Sentence: "Threads gave no clear answer, so we do not know if this was done. It may simply be done again."}
}

// Withdraw deletes a post or answer of ours.
func (a *Adapter) Withdraw(ctx context.Context, id string) error {
	if _, err := a.ready(ctx); err != nil {
		return err
	}
	err := a.api.Delete(ctx, "/"+id, nil)
	switch platforms.ClassOf(err) {
	case platforms.ClassGone:
		return nil
	case platforms.ClassRate, platforms.ClassQuota:
		e := *platforms.ErrorOf(err)
		e.Sentence = fmt.Sprintf("Threads lets other programs delete %d posts in 24 hours, and these may be used up. Delete it in the Threads app, or try again later.", deletesADay)
		return &e
	}
	return again(err)
}
