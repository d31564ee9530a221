package mastodon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"commsdesk/platforms"
)

var _ platforms.FileFetcher = (*Adapter)(nil)

// fileMost is the largest file that is fetched, in bytes.
const fileMost = 512 << 20

// Fetch writes a picture or film of a status to w. Files lie on open servers of
// their own, so no sign-in goes with the request.
func (a *Adapter) Fetch(ctx context.Context, at platforms.Location, part string, w io.Writer) error {
	s, err := a.status(ctx, at.ID)
	if err != nil {
		return err
	}
	for _, m := range s.Media {
		if m.ID != part {
			continue
		}
		address := m.URL
		if address == "" {
			address = m.RemoteURL
		}
		return a.download(ctx, address, w)
	}
	return &platforms.Error{Class: platforms.ClassGone, Sentence: "The server no longer has this file."}
}

func (a *Adapter) download(ctx context.Context, address string, w io.Writer) error {
	u, err := url.Parse(address)
	if err != nil || !a.safe(u) {
		return platforms.Refuse("The server gives this file an address that is not safe to open. Open the post on its own page.")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(a.life, cancel)()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return fmt.Errorf("fetch a file: %w", err)
	}
	client := a.plainClient()
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return unreachable(err)
	}
	defer func() { _ = res.Body.Close() }()
	switch {
	case res.StatusCode == http.StatusNotFound, res.StatusCode == http.StatusGone:
		return &platforms.Error{Class: platforms.ClassGone, Sentence: "The server no longer has this file."}
	case res.StatusCode != http.StatusOK:
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The server did not give the file. Try again.", Err: fmt.Errorf("status %d", res.StatusCode)}
	}
	n, err := io.Copy(w, io.LimitReader(res.Body, fileMost+1))
	if err == nil && n > fileMost {
		return platforms.Refuse("This file is larger than 512 MB and was not saved. Open the post on its own page.")
	}
	if err != nil {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The file did not come whole. Try again.", Err: err}
	}
	return nil
}

// safe tells whether an address may be opened: https, or http to this PC when
// the server itself is there.
func (a *Adapter) safe(u *url.URL) bool {
	if u.Scheme == "https" {
		return u.Host != "" && u.User == nil
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && a.base.Scheme == "http" && ip != nil && ip.IsLoopback()
}

// plainClient is for what the one client can't do: answers that are streamed.
func (a *Adapter) plainClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
			TLSHandshakeTimeout: 15 * time.Second, ResponseHeaderTimeout: 30 * time.Second, ForceAttemptHTTP2: true},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > 3 || !a.safe(r.URL) {
				return errors.New("a redirect that is not followed")
			}
			return nil
		},
	}
}

func unreachable(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.Canceled) {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The connection to the Mastodon server was closed.", Err: err}
	}
	return &platforms.Error{Class: platforms.ClassOffline, Sentence: "The Mastodon server can't be reached. It will be tried again.", Err: err}
}
