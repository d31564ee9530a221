package flickr

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Prove looks for what was sent (platforms.Prover): a photo by its upload's
// number, then among the account's newest; a comment under its photo by author,
// words and time. Not finding it proves nothing, except when Flickr says that an
// upload came to nothing.
func (a *Adapter) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	s, err := unseal(msg)
	if err != nil {
		return platforms.Proof{}, err
	}
	me, err := a.who(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	from := a.web.Since(since)
	if s.Publish != nil {
		return a.provePhoto(ctx, me, s, from)
	}
	comments, err := a.comments(ctx, s.Photo)
	if err != nil && platforms.ClassOf(err) != platforms.ClassGone {
		return platforms.Proof{}, err
	}
	for _, c := range comments {
		text, _ := words(c.Text)
		if at := seconds(c.Created); c.Author == me.id && !at.Before(from) && web.Matches(s.Text, text) {
			return platforms.Proof{Live: true, At: at, Text: text, Where: "under the photo on Flickr", RemoteID: c.ID, Permalink: commentPage(me.id, s.Photo, c.ID)}, nil
		}
	}
	return platforms.Proof{}, nil
}

func (a *Adapter) provePhoto(ctx context.Context, me *account, s sealed, from time.Time) (platforms.Proof, error) {
	all, err := a.tickets(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	want := photoText(s.Publish.Title, s.Publish.Description)
	for _, k := range all {
		if k.Token != s.Token {
			continue
		}
		id, unknown, err := a.ticket(ctx, k.Ticket)
		switch {
		case platforms.ClassOf(err) == platforms.ClassRefused && codeOf(err) == 0:
			return platforms.Proof{Absent: true}, nil
		case err != nil:
			return platforms.Proof{}, err
		case id != "":
			return platforms.Proof{Live: true, At: a.clock().UTC(), Text: want, Where: "among the account's photos", RemoteID: id, Permalink: photoPage(me.id, id)}, nil
		case !unknown:
			return platforms.Proof{}, nil // still worked up
		}
	}
	var answer photos
	err = a.read(ctx, methodPhotos, url.Values{"user_id": {"me"}, "min_upload_date": {strconv.FormatInt(from.Unix(), 10)},
		"extras": {"description,date_upload,last_update"}, "per_page": {strconv.Itoa(photosPage)}}, &answer)
	if err != nil {
		return platforms.Proof{}, err
	}
	for _, p := range answer.Photos.Photo {
		if it := a.post(me, p); !it.ReceivedAt.Before(from) && web.Matches(want, it.Text) {
			return platforms.Proof{Live: true, At: it.ReceivedAt, Text: it.Text, Where: "among the account's photos", RemoteID: p.ID, Permalink: it.Permalink}, nil
		}
	}
	return platforms.Proof{}, nil
}
