package facebook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// uploadTime is how long one picture may take.
const uploadTime = 3 * time.Minute

// Send makes one attempt. Pictures are brought first, unpublished; the one
// request after commit is what others will see.
func (a *Account) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	var l letter
	if err := json.Unmarshal(msg.Bytes, &l); err != nil {
		return platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused, Why: "What was to be sent can't be read. Take it back to a draft and send that."}
	}
	p, err := a.page(ctx)
	if err != nil {
		return before(err)
	}
	switch l.Shape {
	case asComment:
		return a.answer(ctx, l, commit)
	case asPost:
		return a.publish(ctx, p, l, msg.Media, commit)
	}
	return a.write(ctx, p, l, commit)
}

// before is the outcome of what went wrong before the point of no return:
// nothing that others see was asked for.
func before(err error) platforms.Outcome {
	o := web.Outcome(err)
	if o.Verdict == platforms.Unconfirmed {
		o.Verdict, o.Class = platforms.NotSent, platforms.ClassTransient
		o.Why = "Facebook did not take the post's pictures or film. Nothing was published; it will be tried again."
	}
	return o
}

// answer comments under what is answered.
func (a *Account) answer(ctx context.Context, l letter, commit func() error) platforms.Outcome {
	var made struct{ ID string }
	err := a.graph.Post(ctx, node(l.Parent)+"/comments", url.Values{"message": {l.Text}}, commit, &made)
	o := accepted(err, made.ID)
	if platforms.ClassOf(err) == platforms.ClassGone {
		o.Why = "What you answer is no longer on Facebook: it was deleted meanwhile. Nothing was published."
	}
	return a.placed(ctx, o)
}

// accepted is the outcome of a request that made something. A success without an
// id is in doubt.
func accepted(err error, id string) platforms.Outcome {
	if err == nil && id == "" {
		err = web.Unconfirmed(title, errors.New("no id came back"))
	}
	o := web.Outcome(err)
	o.RemoteID = id
	return o
}

// placed adds where something that was accepted stands. Not learning it changes
// nothing.
func (a *Account) placed(ctx context.Context, o platforms.Outcome) platforms.Outcome {
	if o.Verdict != platforms.Accepted {
		return o
	}
	var at struct {
		Permalink string `json:"permalink_url"`
	}
	_, err := a.graph.JSON(ctx, web.Request{Method: http.MethodGet, Path: "/" + o.RemoteID, Query: url.Values{"fields": {"permalink_url"}}, Timeout: 5 * time.Second}, &at)
	o.Permalink = at.Permalink
	if err != nil || o.Permalink == "" {
		o.Permalink = guesses.postAddress + o.RemoteID
	}
	return o
}

// write sends a private message, or the one private answer to something public.
func (a *Account) write(ctx context.Context, p page, l letter, commit func() error) platforms.Outcome {
	recipient := map[string]string{"id": l.To}
	switch {
	case l.Shape == asPrivate && l.OfPost:
		recipient = map[string]string{"post_id": l.Parent}
	case l.Shape == asPrivate:
		recipient = map[string]string{"comment_id": l.Parent}
	}
	body := map[string]any{"recipient": recipient, "message": map[string]string{"text": l.Text}, "messaging_type": "RESPONSE"}
	if l.Tagged {
		body["messaging_type"], body["tag"] = "MESSAGE_TAG", "HUMAN_AGENT"
	}
	var made struct {
		ID string `json:"message_id"`
	}
	_, err := a.graph.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/" + p.ID + "/messages", JSON: body, Commit: commit}, &made)
	o := accepted(err, made.ID)
	if o.Verdict == platforms.Accepted {
		o.Permalink = guesses.inbox + p.ID
	}
	if platforms.ClassOf(err) == platforms.ClassGone {
		o.Why = "What you answer is no longer on Facebook: it was deleted meanwhile. Nothing was sent."
	}
	return o
}

// publish brings the pictures and then makes the post, now or for later.
func (a *Account) publish(ctx context.Context, p page, l letter, media []platforms.Media, commit func() error) platforms.Outcome {
	if l.Film != nil {
		return a.publishFilm(ctx, p, l, media, commit)
	}
	form := url.Values{"message": {l.Text}, "published": {"true"}}
	if l.Link != "" {
		form.Set("link", l.Link)
	}
	if l.At != 0 {
		form.Set("published", "false")
		form.Set("scheduled_publish_time", strconv.FormatInt(l.At, 10))
	}
	if len(media) != len(l.Photos) {
		return before(platforms.Refuse("The pictures of this post are no longer kept on this PC. Take it back to a draft and choose them again."))
	}
	attached := make([]map[string]string, 0, len(media))
	for i, m := range media {
		id, err := a.upload(ctx, p, l.Photos[i], m, l.At != 0)
		if err != nil {
			return before(err)
		}
		attached = append(attached, map[string]string{"media_fbid": id})
	}
	if len(attached) > 0 {
		raw, err := json.Marshal(attached)
		if err != nil {
			return before(err)
		}
		form.Set("attached_media", string(raw))
	}
	var made struct{ ID string }
	err := a.graph.Post(ctx, node(p.ID)+"/feed", form, commit, &made)
	o := a.placed(ctx, accepted(err, made.ID))
	if o.Verdict == platforms.Accepted && l.At != 0 {
		o.ScheduledFor = time.Unix(l.At, 0).UTC()
	}
	return o
}

// upload brings one picture that nobody sees until a post shows it.
func (a *Account) upload(ctx context.Context, p page, as photo, m platforms.Media, later bool) (string, error) {
	content, err := bytesOf(m)
	if err != nil {
		return "", err
	}
	fields := map[string]string{"published": "false", "alt_text_custom": as.Alt}
	if later {
		fields["temporary"] = "true"
	}
	body, kind, err := parts("source", fields, as, content)
	if err != nil {
		return "", err
	}
	var made struct{ ID string }
	_, err = a.graph.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/" + p.ID + "/photos", Body: body, Type: kind, Timeout: uploadTime}, &made)
	if err == nil && made.ID == "" {
		err = web.Unconfirmed(title, errors.New("no id came back"))
	}
	return made.ID, err
}

// bytesOf reads a picture, at most what Facebook takes.
func bytesOf(m platforms.Media) ([]byte, error) {
	gone := func(err error) error {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "The picture " + m.Name + " could not be read from this PC. Choose it again.", Err: err}
	}
	if m.Open == nil {
		return nil, gone(errors.New("no file"))
	}
	r, err := m.Open()
	if err != nil {
		return nil, gone(err)
	}
	defer func() { _ = r.Close() }()
	content, err := io.ReadAll(io.LimitReader(r, photoMost+1))
	if err != nil {
		return nil, gone(err)
	}
	if len(content) > photoMost {
		return nil, platforms.Refuse("The picture " + m.Name + " is larger than 4 MB. Save it smaller, or as a JPEG.")
	}
	return content, nil
}

// parts makes the body of an upload: fields and one file by its name there.
func parts(source string, fields map[string]string, as photo, content []byte) (body []byte, kind string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if v == "" {
			continue
		}
		if err := w.WriteField(k, v); err != nil {
			return nil, "", err
		}
	}
	h := textproto.MIMEHeader{"Content-Type": {as.Type},
		"Content-Disposition": {`form-data; name="` + source + `"; filename="` + strings.NewReplacer(`"`, "", `\`, "", "\r", "", "\n", "").Replace(as.Name) + `"`}}
	part, err := w.CreatePart(h)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), w.FormDataContentType(), err
}
