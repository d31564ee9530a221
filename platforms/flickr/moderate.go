package flickr

import (
	"context"
	"net/url"
	"strings"

	"commsdesk/platforms"
)

const reportReason = "Flickr takes no reports from programs. Report the comment on Flickr: “Report Abuse” at the foot of the page."

// Moderate takes one measure (platforms.Moderator): on Flickr a comment under our
// own photo can be deleted, whoever wrote it. For the rest there are pages.
func (a *Adapter) Moderate(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	no := func(reason string) error {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: reason}
	}
	switch m {
	case platforms.Delete:
		if photoOf(at.ID) == "" {
			return no("This can be done about comments only. A photo is taken back where it was published.")
		}
		return a.deleteComment(ctx, at.ID)
	case platforms.Hide, platforms.Unhide:
		return no("Flickr can't hide a comment. Delete it, or close the photo's comments on Flickr.")
	case platforms.Mute, platforms.Unmute:
		return no("Flickr knows no muting. Block the person on Flickr: " + personPage(at.From.ID))
	case platforms.Block, platforms.Unblock:
		return no("Flickr gives programs no way to do this. It is done on the person's page: " + personPage(at.From.ID))
	}
	return no(reportReason)
}

func (a *Adapter) deleteComment(ctx context.Context, id string) error {
	return a.write(ctx, methodDeleteComment, url.Values{"comment_id": {id}}, nil, nil)
}

// Withdraw deletes a photo or comment of our own (platforms.Withdrawer).
func (a *Adapter) Withdraw(ctx context.Context, id string) error {
	var err error
	if strings.Contains(id, "-") {
		err = a.deleteComment(ctx, id)
	} else {
		err = a.write(ctx, methodDelete, url.Values{"photo_id": {id}}, nil, nil)
	}
	if platforms.ClassOf(err) == platforms.ClassGone {
		return nil
	}
	return err
}
