package facebook

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Fetch saves a picture, film or file. Meta's addresses of files run out, so a
// fresh one is asked for first.
func (a *Account) Fetch(ctx context.Context, at platforms.Location, part string, w io.Writer) error {
	gone := &platforms.Error{Class: platforms.ClassGone, Sentence: "This file is no longer on Facebook."}
	n, err := strconv.Atoi(part)
	if err != nil || n < 0 {
		return gone
	}
	address, err := a.address(ctx, at, n)
	if err != nil {
		return err
	}
	if address == "" {
		return gone
	}
	answer, err := a.graph.Do(ctx, web.Request{Method: http.MethodGet, Path: address, Unsigned: true, Timeout: uploadTime})
	if err != nil {
		return err
	}
	_, err = w.Write(answer.Body)
	return err
}

// address is where the bytes of an item's file are now, "" when it has no such
// file.
func (a *Account) address(ctx context.Context, at platforms.Location, n int) (string, error) {
	ask := func(fields string, v any) error {
		return a.graph.Get(ctx, node(at.ID), url.Values{"fields": {fields}}, v)
	}
	switch at.Folder {
	case inTalks:
		var m wireMessage
		if err := ask(messageFields, &m); err != nil || n >= len(m.Attachments.Data) {
			return "", err
		}
		return m.Attachments.Data[n].address(), nil
	case inComments:
		var c wireComment
		if err := ask("attachment", &c); err != nil || c.Attachment == nil || n > 0 {
			return "", err
		}
		return c.Attachment.source(), nil
	}
	var p wirePost
	if err := ask("attachments{type,media,url}", &p); err != nil || n >= len(p.Attachments.Data) {
		return "", err
	}
	return p.Attachments.Data[n].source(), nil
}

// source is where a film or picture is, "" for none.
func (w wireAttachment) source() string { return orWords(w.Media.Source, w.Media.Image.Src) }
