package flickr

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Send makes one attempt (platforms.Sender).
func (a *Adapter) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	s, err := unseal(msg)
	if err != nil {
		return web.Outcome(err)
	}
	me, err := a.who(ctx)
	if err != nil {
		return notSent(err)
	}
	if s.Publish != nil {
		if len(msg.Media) != 1 {
			return web.Outcome(platforms.Refuse("The file of this post is no longer kept on this PC. Nothing was sent. Take it back to a draft and add the file again."))
		}
		return a.publish(ctx, me, s, msg.Media[0], commit)
	}
	var answer struct {
		Comment struct {
			ID string `json:"id"`
		} `json:"comment"`
	}
	err = a.write(ctx, methodAdd, url.Values{"photo_id": {s.Photo}, "comment_text": {s.Text}}, commit, &answer)
	if err == nil && answer.Comment.ID == "" {
		err = web.Unconfirmed(title, errors.New("the answer has no id"))
	}
	if err != nil {
		return web.Outcome(err)
	}
	return platforms.Outcome{Verdict: platforms.Accepted, RemoteID: answer.Comment.ID, Permalink: commentPage(me.id, s.Photo, answer.Comment.ID)}
}

// notSent is the outcome of an error before the point of no return.
func notSent(err error) platforms.Outcome {
	o := web.Outcome(err)
	if o.Verdict == platforms.Unconfirmed {
		o.Verdict, o.Class = platforms.NotSent, platforms.ClassTransient
		o.Why = "Nothing was sent: Flickr did not answer clearly before it. It will be tried again."
	}
	return o
}

// uploadTime is how long an upload may take on a slow line.
const uploadTime = 15 * time.Minute

// publish uploads a photo and waits a little until Flickr has worked it up.
func (a *Adapter) publish(ctx context.Context, me *account, s sealed, m platforms.Media, commit func() error) platforms.Outcome {
	fields := url.Values{"title": {s.Publish.Title}, "description": {s.Publish.Description}, "is_public": {"1"}, "is_friend": {"0"}, "is_family": {"0"},
		"async": {"1"}, "dedup_check": {"1"}}
	body, kind, err := parts(fields, s.Publish, m)
	if err != nil {
		return web.Outcome(err)
	}
	ans, err := a.web.Do(context.WithValue(ctx, signArgs{}, fields), web.Request{Method: http.MethodPost, Path: a.uploadURL, Body: body, Type: kind,
		Commit: commit, Timeout: uploadTime})
	if codeOf(err) == duplicateCode && ans != nil {
		return a.duplicate(ctx, me, s, ans)
	}
	if err = a.meaning(methodUpload, err); err != nil {
		return web.Outcome(err)
	}
	var x rsp
	if xml.Unmarshal(ans.Body, &x) != nil || x.Ticket == "" && x.Photo == "" {
		return web.Outcome(web.Unconfirmed(title, errors.New("the answer names no photo")))
	}
	if x.Photo != "" {
		return published(me, x.Photo)
	}
	// What follows is no part of the attempt: the photo is Flickr's by now.
	if err := a.keepTicket(ctx, s.Token, x.Ticket); err != nil {
		return unfinished(err)
	}
	id, err := a.await(ctx, x.Ticket)
	if err != nil {
		return unfinished(err)
	}
	return published(me, id)
}

func published(me *account, id string) platforms.Outcome {
	return platforms.Outcome{Verdict: platforms.Accepted, RemoteID: id, Permalink: photoPage(me.id, id)}
}

// unfinished: Flickr took the file and has not said what became of it.
func unfinished(err error) platforms.Outcome {
	if platforms.ClassOf(err) == platforms.ClassRefused {
		return web.Outcome(err)
	}
	return platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed,
		Why: "Flickr has the file and is still working on it. It is looked at again.", Detail: "the upload is not finished"}
}

// duplicateCode says that the account has a photo of the same bytes.
const duplicateCode = 9

// duplicate: the same file is there. When it came since the send was sealed, an
// earlier attempt arrived after all; else it is another, older post.
func (a *Adapter) duplicate(ctx context.Context, me *account, s sealed, ans *web.Answer) platforms.Outcome {
	var x rsp
	_ = xml.Unmarshal(ans.Body, &x) // classify read it before
	if x.Duplicate == "" {
		return platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed, Why: "Flickr says that it has this file already, but not where. Look at the account's photos."}
	}
	p, err := a.details(ctx, x.Duplicate)
	if err != nil {
		return platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed, Why: "Flickr says that it has this file already, and we could not look whether it is this post."}
	}
	there := a.post(me, p)
	same := web.Matches(photoText(s.Publish.Title, s.Publish.Description), there.Text)
	switch {
	case same && !there.ReceivedAt.Before(a.web.Since(s.At)):
		return published(me, x.Duplicate)
	case same:
		return platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused, Permalink: photoPage(me.id, x.Duplicate),
			Why: "The same picture with the same words is on the council's Flickr already, from an earlier day. Nothing was published. Link to that one, or choose another picture."}
	}
	return platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused, Permalink: photoPage(me.id, x.Duplicate),
		Why: "The same picture is on the council's Flickr already, with other words. Nothing was published. Change the words there, or choose another picture."}
}

// parts is the body of an upload: its fields, and the file.
func parts(fields url.Values, u *upload, m platforms.Media) ([]byte, string, error) {
	var b bytes.Buffer
	b.Grow(int(u.Size) + 64<<10)
	w := multipart.NewWriter(&b)
	for name, values := range fields {
		if err := w.WriteField(name, values[0]); err != nil {
			return nil, "", fmt.Errorf("write an upload: %w", err)
		}
	}
	head := textproto.MIMEHeader{"Content-Type": {u.Type}, "Content-Disposition": {multipart.FileContentDisposition("photo", u.Name)}}
	part, err := w.CreatePart(head)
	if err != nil {
		return nil, "", fmt.Errorf("write an upload: %w", err)
	}
	in, err := m.Open()
	if err != nil {
		return nil, "", platforms.Refuse("The file can't be read any more. Nothing was sent. Add it again.")
	}
	defer func() { _ = in.Close() }()
	if n, err := io.Copy(part, io.LimitReader(in, u.Size+1)); err != nil || n != u.Size {
		return nil, "", platforms.Refuse("The file is not as it was. Nothing was sent. Add it again.")
	}
	if err := w.Close(); err != nil {
		return nil, "", fmt.Errorf("write an upload: %w", err)
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

// patience are the pauses between looks at a ticket.
var patience = []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}

// await waits until Flickr has worked up an upload.
func (a *Adapter) await(ctx context.Context, ticket string) (string, error) {
	for _, pause := range patience {
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return "", ctx.Err()
		case <-timer.C:
		}
		id, _, err := a.ticket(ctx, ticket)
		if err != nil || id != "" {
			return id, err
		}
	}
	return "", &platforms.Error{Class: platforms.ClassTransient, Sentence: "Flickr is still working on the file."}
}

// ticket asks what became of an upload: its photo, "" while it is worked up, or
// unknown when Flickr has forgotten it. Class Refused says that it came to
// nothing.
func (a *Adapter) ticket(ctx context.Context, ticket string) (id string, unknown bool, err error) {
	var answer struct {
		Uploader struct {
			Ticket []struct {
				Complete number `json:"complete"`
				Unknown  number `json:"invalid"`
				Photo    string `json:"photoid"`
			} `json:"ticket"`
		} `json:"uploader"`
	}
	if err := a.read(ctx, methodTickets, url.Values{"tickets": {ticket}}, &answer); err != nil {
		return "", false, err
	}
	for _, t := range answer.Uploader.Ticket {
		switch {
		case t.Unknown == 1:
			return "", true, nil
		case t.Complete == 2:
			return "", false, platforms.Refuse("Flickr took the file but could not make a photo of it. Nothing was published. Save it as JPEG and add it again.")
		case t.Complete == 1:
			return t.Photo, false, nil
		}
	}
	return "", false, nil
}

// ticketsKept is how many uploads are remembered.
const ticketsKept = 5

type kept struct {
	Token  string `json:"token"`
	Ticket string `json:"ticket"`
}

func (a *Adapter) tickets(ctx context.Context) ([]kept, error) {
	raw, err := a.secrets.Get(ctx, ticketItem)
	if err != nil {
		return nil, err
	}
	var all []kept
	if raw != "" && json.Unmarshal([]byte(raw), &all) != nil {
		return nil, nil // what can't be read proves nothing
	}
	return all, nil
}

// keepTicket remembers an upload over a restart, for the proof.
func (a *Adapter) keepTicket(ctx context.Context, token, ticket string) error {
	all, err := a.tickets(ctx)
	if err != nil {
		return err
	}
	next := []kept{{token, ticket}}
	for _, k := range all {
		if k.Token != token && len(next) < ticketsKept {
			next = append(next, k)
		}
	}
	raw, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("keep an upload: %w", err)
	}
	return a.secrets.Set(ctx, ticketItem, string(raw))
}
