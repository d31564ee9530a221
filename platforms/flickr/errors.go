package flickr

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// codeError is Flickr's number for what went wrong; it means something else for
// each method below 95.
type codeError struct{ code int }

// Error gives the number; nothing of the request is in it.
func (e codeError) Error() string { return fmt.Sprintf("code %d", e.code) }

// codeOf is Flickr's number for an error, 0 when it gave none.
func codeOf(err error) int {
	var c codeError
	if errors.As(err, &c) {
		return c.code
	}
	return 0
}

const (
	endedWords = "Flickr no longer accepts the sign-in. Sign in again; what is here stays."
	keyWords   = "Flickr does not know the key and secret that were entered. Copy both again from Flickr's page of your apps, then sign in."
	busyWords  = "Flickr has trouble of its own. It will be tried again."
)

// everywhere are the numbers that every method may answer with.
var everywhere = map[int]platforms.Error{
	95:  {Class: platforms.ClassRefused, Sentence: "Flickr wants a secure connection. Check the address of the server."},
	96:  {Class: platforms.ClassAuth, Sentence: keyWords},
	97:  {Class: platforms.ClassAuth, Sentence: keyWords},
	98:  {Class: platforms.ClassAuth, Sentence: endedWords},
	99:  {Class: platforms.ClassPermission, Sentence: "The sign-in to Flickr does not have the right for this. Sign in again and allow what is asked for."},
	100: {Class: platforms.ClassAuth, Sentence: keyWords},
	105: {Class: platforms.ClassTransient, Sentence: busyWords},
	106: {Class: platforms.ClassTransient, Sentence: "Flickr could not store it just now. Whether it did is looked at."},
	111: {Class: platforms.ClassRefused, Sentence: "Flickr does not know the form of this request. Commsdesk needs an update."},
	112: {Class: platforms.ClassRefused, Sentence: "Flickr no longer knows this request. Commsdesk needs an update."},
	116: {Class: platforms.ClassRefused, Sentence: "Flickr refuses a link in this text because it was misused by others. Take the link out."},
}

// byMethod are the numbers with a meaning of their own.
var byMethod = map[string]map[int]platforms.Error{
	methodGetList: {1: {Class: platforms.ClassGone, Sentence: "This photo is no longer on Flickr."}},
	methodGetInfo: {1: {Class: platforms.ClassGone, Sentence: "This photo is no longer on Flickr."}},
	methodFaves:   {1: {Class: platforms.ClassGone, Sentence: "This photo is no longer on Flickr."}},
	methodAdd: {
		1: {Class: platforms.ClassGone, Sentence: "The photo is no longer on Flickr. Nothing was sent."},
		8: {Class: platforms.ClassRefused, Sentence: "The text is empty. Write something first."},
		9: {Class: platforms.ClassRate, Sentence: "Flickr takes no more comments of ours for a while. Nothing was sent; it will be tried again."},
	},
	methodDeleteComment: {
		1: {Class: platforms.ClassGone, Sentence: "The photo is no longer on Flickr."},
		2: {Class: platforms.ClassGone, Sentence: "This comment is no longer on Flickr."},
	},
	methodDelete: {1: {Class: platforms.ClassGone, Sentence: "This photo is no longer on Flickr."}},
	methodUpload: {
		3: {Class: platforms.ClassTransient, Sentence: "Flickr could not take the file just now. Whether it did is looked at."},
		4: {Class: platforms.ClassRefused, Sentence: "The file is empty. Add it again."},
		5: {Class: platforms.ClassRefused, Sentence: "Flickr does not know this type of file. Save the picture as JPEG, or the film as MP4, and add it again."},
		6: {Class: platforms.ClassQuota, Sentence: "The council's Flickr account takes no more photos at the moment. Nothing was published."},
		8: {Class: platforms.ClassRefused, Sentence: "The file is larger than the council's Flickr account takes. Save it in a smaller size."},
	},
}

// errorIn finds an error in an answer, whatever its status: Flickr puts them into
// a 200, as JSON or, from the upload, as XML.
func errorIn(a *web.Answer) (code int, failed bool) {
	var j struct {
		Stat string `json:"stat"`
		Code int    `json:"code"`
	}
	if json.Unmarshal(a.Body, &j) == nil && j.Stat != "" {
		return j.Code, j.Stat != "ok"
	}
	var x rsp
	if xml.Unmarshal(a.Body, &x) == nil && x.Stat != "" {
		return x.Err.Code, x.Stat != "ok"
	}
	return 0, false
}

// classify words an answer's error as far as it means the same everywhere.
func (a *Adapter) classify(ans *web.Answer) *platforms.Error {
	if code, failed := errorIn(ans); failed {
		e, known := everywhere[code]
		if !known {
			e = platforms.Error{Class: platforms.ClassRefused, Sentence: "Flickr does not accept this."}
		}
		e.Err = codeError{code}
		return &e
	}
	return a.classifyOAuth(ans)
}

// problems are the words of OAuth 1.0a for what is wrong with a signature.
var problems = map[string]platforms.Error{
	"consumer_key_unknown":  {Class: platforms.ClassAuth, Sentence: keyWords},
	"consumer_key_rejected": {Class: platforms.ClassAuth, Sentence: keyWords},
	"signature_invalid":     {Class: platforms.ClassAuth, Sentence: keyWords},
	"token_rejected":        {Class: platforms.ClassAuth, Sentence: endedWords},
	"token_expired":         {Class: platforms.ClassAuth, Sentence: endedWords},
	"token_revoked":         {Class: platforms.ClassAuth, Sentence: endedWords},
	"verifier_invalid":      {Class: platforms.ClassRefused, Sentence: "The code does not fit, or it was used already. Sign in again."},
	"timestamp_refused":     {Class: platforms.ClassPermission, Sentence: "Flickr finds that this PC's clock is wrong. Set it, then try again."},
	"nonce_used":            {Class: platforms.ClassTransient, Sentence: busyWords},
	"permission_denied":     {Class: platforms.ClassPermission, Sentence: "The sign-in was refused on Flickr's page. Nothing was changed."},
}

func (a *Adapter) classifyOAuth(ans *web.Answer) *platforms.Error {
	if ans.Status < http.StatusBadRequest || !strings.Contains(string(ans.Body), "oauth_problem=") {
		return nil
	}
	q, err := url.ParseQuery(strings.TrimSpace(string(ans.Body)))
	if err != nil {
		return nil
	}
	e, known := problems[q.Get("oauth_problem")]
	if !known {
		return nil
	}
	e.Err = fmt.Errorf("status %d", ans.Status)
	return &e
}

// wait is how long Flickr is left alone after it said too much without a time.
const wait = 5 * time.Minute

// meaning words an error in the terms of the method that was called.
func (a *Adapter) meaning(method string, err error) error {
	var e *platforms.Error
	if !errors.As(err, &e) || codeOf(err) == 0 {
		return err
	}
	m, known := byMethod[method][codeOf(err)]
	if !known {
		return err
	}
	if m.Class == platforms.ClassTransient {
		return web.Unconfirmed(title, codeError{codeOf(err)})
	}
	m.Err = codeError{codeOf(err)}
	switch m.Class {
	case platforms.ClassRate:
		m.Until = a.clock().Add(wait).UTC()
	case platforms.ClassQuota:
		m.Until = a.clock().Add(24 * time.Hour).UTC()
	}
	return &m
}

// sentenceOf is what an error says to people.
func sentenceOf(err error) string {
	var e *platforms.Error
	if errors.As(err, &e) {
		return e.Sentence
	}
	return "Flickr could not be asked."
}
