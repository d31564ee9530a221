package x

import (
	"bytes"
	"context"
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

// uploaded is X's answer about a file.
type uploaded struct {
	Data struct {
		ID         string      `json:"id"`
		Processing *processing `json:"processing_info"`
	} `json:"data"`
	Errors []partial `json:"errors"`
}

type processing struct {
	State string `json:"state"`
	After int    `json:"check_after_secs"`
}

// upload brings a post's files to X with their descriptions, and returns their
// ids in order.
func (a *Adapter) upload(ctx context.Context, s sealed, media []platforms.Media) ([]string, error) {
	if len(media) != len(s.Media) {
		return nil, &platforms.Error{Class: platforms.ClassRefused, Sentence: "The post's pictures are no longer kept on this PC. Nothing was published. Take it back to a draft and choose them again."}
	}
	var ids []string
	for i, m := range media {
		id, err := a.uploadOne(ctx, s.Media[i].Type, m.File)
		if err != nil {
			return nil, err
		}
		if s.Media[i].Alt != "" {
			if err := a.describe(ctx, id, s.Media[i].Alt); err != nil {
				return nil, err
			}
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// unreadable is the error of a file that this PC can't give.
func unreadable(err error) error {
	return &platforms.Error{Class: platforms.ClassRefused, Sentence: "A picture of the post can't be read on this PC. Nothing was published. Choose it again.", Err: err}
}

// uploadOne takes the short way for a picture, the one in pieces for the rest.
func (a *Adapter) uploadOne(ctx context.Context, kind string, f platforms.File) (string, error) {
	if f.Open == nil {
		return "", unreadable(errors.New("no file"))
	}
	r, err := f.Open()
	if err != nil {
		return "", unreadable(err)
	}
	defer func() { _ = r.Close() }()
	if strings.HasPrefix(kind, "video/") || kind == "image/gif" || f.Size > single {
		return a.uploadPieces(ctx, kind, f.Size, r)
	}
	raw, err := io.ReadAll(io.LimitReader(r, single+1))
	if err != nil {
		return "", unreadable(err)
	}
	body, mime := parts(map[string]string{"media_category": "tweet_image"}, kind, raw)
	got, err := a.media(ctx, web.Request{Method: http.MethodPost, Path: "/2/media/upload", Body: body, Type: mime})
	return got.Data.ID, err
}

// uploadPieces uploads a file of size bytes piece by piece, one in memory at a
// time.
func (a *Adapter) uploadPieces(ctx context.Context, kind string, size int64, r io.Reader) (string, error) {
	category := "tweet_video"
	if kind == "image/gif" {
		category = "tweet_gif"
	}
	got, err := a.media(ctx, web.Request{Method: http.MethodPost, Path: "/2/media/upload/initialize",
		JSON: map[string]any{"media_type": kind, "total_bytes": size, "media_category": category}})
	if err != nil {
		return "", err
	}
	id, piece := got.Data.ID, make([]byte, chunk)
	for i, left := 0, size; left > 0; i++ {
		n, err := io.ReadFull(r, piece[:min(int64(chunk), left)])
		if err != nil {
			return "", unreadable(err)
		}
		body, mime := parts(map[string]string{"segment_index": strconv.Itoa(i)}, "application/octet-stream", piece[:n])
		// Its answer names no file; that it came is enough.
		if _, err := a.writes.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/2/media/upload/" + id + "/append", Body: body, Type: mime}, nil); err != nil {
			return "", err
		}
		left -= int64(n)
	}
	got, err = a.media(ctx, web.Request{Method: http.MethodPost, Path: "/2/media/upload/" + id + "/finalize"})
	if err != nil {
		return "", err
	}
	return id, a.processed(ctx, id, got.Data.Processing)
}

// media makes a call about a file; its answer must name it.
func (a *Adapter) media(ctx context.Context, r web.Request) (uploaded, error) {
	var got uploaded
	_, err := a.writes.JSON(ctx, r, &got)
	if err == nil && got.Data.ID == "" {
		err = inside(got.Errors)
	}
	if err == nil && !number(got.Data.ID) {
		err = web.Unconfirmed(title, errors.New("an upload without a usable id"))
	}
	return got, err
}

// processed waits until X has worked on a film, for mediaTime at most.
func (a *Adapter) processed(ctx context.Context, id string, p *processing) error {
	until := a.clock().Add(mediaTime)
	for tries := 0; p != nil && p.State != "succeeded"; tries++ {
		if p.State == "failed" {
			return &platforms.Error{Class: platforms.ClassRefused, Sentence: "X can't use this film. Save it as MP4 with at most 140 seconds and try again. Nothing was published."}
		}
		if a.clock().After(until) || tries > int(mediaTime/time.Second) {
			return &platforms.Error{Class: platforms.ClassTransient, Sentence: "X still works on the film. Nothing was published; it will be tried again."}
		}
		if err := a.pause(ctx, time.Duration(max(p.After, 1))*time.Second); err != nil {
			return &platforms.Error{Class: platforms.ClassTransient, Sentence: "Sending was stopped while X worked on the film. Nothing was published.", Err: err}
		}
		got, err := a.media(ctx, web.Request{Method: http.MethodGet, Path: "/2/media/upload", Query: url.Values{"command": {"STATUS"}, "media_id": {id}}})
		if err != nil {
			return err
		}
		p = got.Data.Processing
	}
	return nil
}

// describe gives a picture its description, before it is published.
func (a *Adapter) describe(ctx context.Context, id, alt string) error {
	if err := a.costs.allows(describe); err != nil {
		return err
	}
	_, err := a.writes.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/2/media/metadata",
		JSON: map[string]any{"id": id, "metadata": map[string]any{"alt_text": map[string]string{"text": alt}}}}, nil)
	if err == nil {
		a.costs.write(describe)
	}
	return err
}

// parts builds a multipart body of fields and one file.
func parts(fields map[string]string, kind string, raw []byte) (body []byte, mime string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		_ = w.WriteField(name, value) // a buffer never fails
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="media"; filename="media"`)
	h.Set("Content-Type", kind)
	part, err := w.CreatePart(h)
	if err == nil {
		_, _ = part.Write(raw)
	}
	_ = w.Close()
	return b.Bytes(), w.FormDataContentType()
}
