package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"commsdesk/platforms/simulator"
)

// openUpload begins a resumable upload.
func (w *World) openUpload(r *simulator.Request) simulator.Answer {
	s, _ := r.JSON["snippet"].(object)
	st, _ := r.JSON["status"].(object)
	size, err := strconv.ParseInt(r.Header.Get("X-Upload-Content-Length"), 10, 64)
	kind := r.Header.Get("X-Upload-Content-Type")
	heading, _ := s["title"].(string)
	description, _ := s["description"].(string)
	privacy, _ := st["privacyStatus"].(string)
	at, _ := st["publishAt"].(string)
	switch {
	case r.Query.Get("uploadType") != "resumable", err != nil, size <= 0, !strings.HasPrefix(kind, "video/") && kind != "application/octet-stream":
		return fail(http.StatusBadRequest, "mediaBodyRequired", "The request does not include the video content.")
	case foreign(s, "VideoSnippet") != "", foreign(st, "VideoStatus") != "":
		return fail(http.StatusBadRequest, "invalidVideoMetadata", "Unknown field "+foreign(s, "VideoSnippet")+foreign(st, "VideoStatus"))
	case heading == "", utf8.RuneCountInString(heading) > 100, strings.ContainsAny(heading, "<>"):
		return fail(http.StatusBadRequest, "invalidTitle", "The title is invalid.")
	case len(description) > 5000, strings.ContainsAny(description, "<>"):
		return fail(http.StatusBadRequest, "invalidDescription", "The description is invalid.")
	}
	f := film{Title: heading, Description: description, Privacy: privacy}
	if at != "" {
		f.PublishAt, err = time.Parse(time.RFC3339, at)
		if err != nil || privacy != "private" || !f.PublishAt.After(w.server.Now()) {
			return fail(http.StatusBadRequest, "invalidPublishAt", "The publishing time is invalid.")
		}
	}
	if !w.Audited {
		f.Privacy, f.PublishAt = "private", time.Time{}
	}
	id := fmt.Sprintf("simulated-upload-%d", w.next())
	w.s.Sessions[id] = &upload{Film: f, Size: size}
	return simulator.Answer{Header: http.Header{"Location": {r.URL + "/upload/youtube/v3/videos?uploadType=resumable&upload_id=" + id}}}
}

// piece takes the next bytes of an upload, or tells how many there are.
func (w *World) piece(r *simulator.Request) simulator.Answer {
	u := w.s.Sessions[r.Query.Get("upload_id")]
	if u == nil {
		return fail(http.StatusNotFound, "notFound", "No such upload.")
	}
	if u.Done != "" {
		return simulator.Answer{Body: w.filmObject(w.films[u.Done])}
	}
	scope := r.Header.Get("Content-Range")
	if scope != fmt.Sprintf("bytes */%d", u.Size) {
		var from, to, size int64
		if n, err := fmt.Sscanf(scope, "bytes %d-%d/%d", &from, &to, &size); err != nil || n != 3 || size != u.Size || to-from+1 != int64(len(r.Body)) || from != u.Have {
			return fail(http.StatusBadRequest, "badRequest", "Content-Range does not fit.")
		}
		if to+1 != u.Size && len(r.Body)%(256<<10) != 0 {
			return fail(http.StatusBadRequest, "badRequest", "A piece must be a multiple of 256 KiB.")
		}
		u.Have = to + 1
	}
	if u.Have < u.Size {
		header := http.Header{}
		if u.Have > 0 {
			header.Set("Range", fmt.Sprintf("bytes=0-%d", u.Have-1))
		}
		return simulator.Answer{Status: http.StatusPermanentRedirect, Header: header}
	}
	f := u.Film
	f.At = w.server.Now()
	u.Done = w.addFilm(f)
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: u.Done, Post: true, Text: strings.TrimSpace(f.Title + "\n" + f.Description), At: f.At, For: f.PublishAt})
	return simulator.Answer{Body: w.filmObject(w.films[u.Done])}
}

func oauthError(code string) simulator.Answer {
	return simulator.Answer{Status: http.StatusBadRequest, Body: object{"error": code, "error_description": "Bad Request"}}
}

// token trades a code or a refresh token for an access token.
func (w *World) token(r *simulator.Request) simulator.Answer {
	if r.Form.Get("client_id") != clientID || r.Form.Get("client_secret") != clientSecret {
		return simulator.Answer{Status: http.StatusUnauthorized, Body: object{"error": "invalid_client", "error_description": "Unauthorized"}}
	}
	body := object{"token_type": "Bearer", "expires_in": 3600, "scope": "https://www.googleapis.com/auth/youtube.force-ssl"}
	switch r.Form.Get("grant_type") {
	case "refresh_token":
		if !w.s.Refresh[r.Form.Get("refresh_token")] {
			return oauthError("invalid_grant")
		}
	case "authorization_code":
		sum := sha256.Sum256([]byte(r.Form.Get("code_verifier")))
		challenge, ok := w.s.Codes[r.Form.Get("code")]
		delete(w.s.Codes, r.Form.Get("code"))
		if !ok || challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
			return oauthError("invalid_grant")
		}
		refresh := fmt.Sprintf("1//0q7Vd2mXn0-renewal-%d", w.next())
		w.s.Refresh[refresh] = true
		body["refresh_token"] = refresh
	default:
		return oauthError("unsupported_grant_type")
	}
	access := fmt.Sprintf("ya29.q7Vd2mXn0-opener-%d", w.next())
	w.s.Access[access] = w.server.Now().Add(time.Hour)
	body["access_token"] = access
	return simulator.Answer{Body: body}
}

// consent is Google's page, on which a person says yes at once.
func (w *World) consent(r *simulator.Request) simulator.Answer {
	q := r.Query
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Hostname() != "127.0.0.1" || q.Get("client_id") != clientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		return simulator.Answer{Status: http.StatusBadRequest, Body: json.RawMessage(`"Error 400: invalid_request"`)}
	}
	code := fmt.Sprintf("simulated-code-%d", w.next())
	w.s.Codes[code] = q.Get("code_challenge")
	back.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}, "scope": {q.Get("scope")}}.Encode()
	return simulator.Answer{Status: http.StatusFound, Header: http.Header{"Location": {back.String()}}}
}

// EndSignIn makes Google forget every sign-in, as it does after 7 days in Testing
// or when a person takes the right away.
func (w *World) EndSignIn() {
	w.server.Do(func() { w.s.Access, w.s.Refresh = map[string]time.Time{}, map[string]bool{} })
}
