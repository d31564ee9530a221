package mastodon

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
	"commsdesk/platforms/web"
)

// post makes a letter a post of our own and checks its files.
func post(l *letter, sealed *platforms.Sealed, p *platforms.Post, s *server, now time.Time) error {
	if p.Link != "" && !strings.Contains(l.Text, p.Link) {
		l.Text = strings.TrimSpace(l.Text + "\n\n" + p.Link)
	}
	switch {
	case l.Text == "" && len(p.Media) == 0:
		return platforms.Refuse("The post is empty.")
	case len(p.Media) == 0 && s.pixelfed:
		return platforms.Refuse("Pixelfed publishes nothing without a picture. Add one.")
	case len(p.Media) > s.limits.Statuses.MaxMedia:
		return platforms.Refuse(fmt.Sprintf("A post on this server takes %d files. Take %d out.", s.limits.Statuses.MaxMedia, len(p.Media)-s.limits.Statuses.MaxMedia))
	case !p.At.IsZero() && p.At.Before(now.Add(scheduleEarliest)):
		return platforms.Refuse("The server publishes later by itself only from 5 minutes ahead on. Choose a later time, or publish now.")
	}
	if !p.At.IsZero() {
		l.At = p.At.UTC()
	}
	for i, m := range p.Media {
		if err := s.takes(m, i); err != nil {
			return err
		}
		l.Media = append(l.Media, attached{Name: m.Name, Type: picture.TypeOf(m), Size: m.Size, Alt: m.Alt})
	}
	sealed.Media = slices.Clone(p.Media)
	return nil
}

// takes checks the file at index i against the server's limits.
func (s *server) takes(m platforms.Media, i int) error {
	l, kind := s.limits.Media, picture.TypeOf(m)
	if l.Description > 0 && uniseg.GraphemeClusterCount(m.Alt) > l.Description {
		return platforms.Refuse(fmt.Sprintf("The description of file %d is too long: this server takes %d characters.", i+1, l.Description))
	}
	if strings.HasPrefix(kind, "video/") || strings.HasPrefix(kind, "audio/") {
		return s.takesFilm(m, kind, fmt.Sprintf("File %d (%s)", i+1, platforms.Clean(m.Name)))
	}
	pictures := slices.DeleteFunc(slices.Clone(l.Types), func(t string) bool { return !strings.HasPrefix(t, "image/") })
	return picture.Check(m, i, "this server", platforms.PictureLimits{Types: pictures, MaxBytes: l.ImageBytes, MaxPixels: l.ImagePixels})
}

func (s *server) takesFilm(m platforms.Media, kind, which string) error {
	most := s.limits.Media.VideoBytes
	switch {
	case !slices.Contains(s.limits.Media.Types, kind):
		return platforms.Refuse(which + " is of a type that this server does not take. Save it as MP4.")
	case most > 0 && m.Size > most:
		return platforms.Refuse(fmt.Sprintf("%s is too large: this server takes %d MB, and it has %d MB. Save it smaller.", which, most>>20, (m.Size+1<<20-1)>>20))
	case m.Open == nil:
		return platforms.Refuse(which + " can't be read. Choose it again.")
	}
	return nil
}

// upload hands a letter's files over and waits until the server has made ready
// what it makes of them. Nothing is published by this.
func (a *Adapter) upload(ctx context.Context, l *letter, media []platforms.Media) ([]string, error) {
	if len(media) != len(l.Media) {
		return nil, platforms.Refuse("The files of this post are no longer on this PC. Make it anew.")
	}
	var ids []string
	for i, p := range l.Media {
		id, err := a.uploadOne(ctx, p, media[i])
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// uploadTime is how long handing one file over may take.
const uploadTime = 10 * time.Minute

func (a *Adapter) uploadOne(ctx context.Context, p attached, m platforms.Media) (string, error) {
	body, kind, err := form(p, m)
	if err != nil {
		return "", err
	}
	var up uploaded
	r := web.Request{Method: http.MethodPost, Path: "/api/v2/media", Body: body, Type: kind, Timeout: uploadTime}
	answer, err := a.call(ctx, r, &up)
	if platforms.ClassOf(err) == platforms.ClassGone { // before version 2
		r.Path = "/api/v1/media"
		answer, err = a.call(ctx, r, &up)
	}
	if platforms.ClassOf(err) == platforms.ClassRefused {
		return "", worded(err, "The server does not take the file "+platforms.Clean(p.Name)+". Save it as JPEG or PNG, a film as MP4, or make it smaller.")
	}
	if err != nil {
		return "", uncommitted(err)
	}
	if up.ID == "" {
		return "", &platforms.Error{Class: platforms.ClassTransient, Sentence: "The server took a file and did not say under which name. Nothing was published; it will be tried again.", Err: errors.New(codeIn(answer))}
	}
	if answer.Status == http.StatusAccepted {
		return up.ID, a.ready(ctx, up.ID)
	}
	return up.ID, nil
}

// ready waits until a file is ready: 206 while the server works on it.
func (a *Adapter) ready(ctx context.Context, id string) error {
	for range readyTries {
		answer, err := a.get(ctx, "/api/v1/media/"+url.PathEscape(id), nil, nil)
		if err != nil || answer.Status == http.StatusOK {
			return err
		}
		timer := time.NewTimer(readyPause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return &platforms.Error{Class: platforms.ClassTransient, Sentence: "Waiting for the server to make a file ready was broken off. Nothing was published.", Err: ctx.Err()}
		}
	}
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The server is still making a film ready. Nothing was published yet; it will be tried again.", Err: errors.New("media is not ready")}
}

// How often a file is asked about, and how long between two times.
const (
	readyTries = 150
	readyPause = time.Second
)

// uncommitted makes of a doubtful upload what it means for the post: nothing was
// published, so it may be tried again.
func uncommitted(err error) error {
	var e *platforms.Error
	if errors.As(err, &e) && e.Class == platforms.ClassUnconfirmed {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "A file could not be handed over. Nothing was published; it will be tried again.", Err: e.Err}
	}
	return err
}

// form is the multipart body of one upload.
func form(p attached, m platforms.Media) (body []byte, kind string, err error) {
	lost := platforms.Refuse("The file " + platforms.Clean(p.Name) + " can no longer be read on this PC. Make the post anew.")
	if m.Open == nil {
		return nil, "", lost
	}
	file, err := m.Open()
	if err != nil {
		return nil, "", lost
	}
	defer func() { _ = file.Close() }()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="file"; filename="`+strings.NewReplacer(`"`, "", "\r", "", "\n", "", `\`, "").Replace(p.Name)+`"`)
	h.Set("Content-Type", p.Type)
	part, err := w.CreatePart(h)
	if err == nil {
		_, err = io.Copy(part, file)
	}
	if err == nil && p.Alt != "" {
		err = w.WriteField("description", p.Alt)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, "", lost
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

func readLetter(raw []byte) (letter, error) {
	var l letter
	if err := json.Unmarshal(raw, &l); err != nil {
		return l, platforms.Refuse("The message as it was to go out can't be read. Take it back to a draft.")
	}
	return l, nil
}
