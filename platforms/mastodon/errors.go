package mastodon

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// title is the network's name in sentences.
const title = "Mastodon"

// classify words an answer that is no success: {"error": …, "error_description": …}.
func classify(a *web.Answer) *platforms.Error {
	if a.Status < http.StatusMultipleChoices {
		return nil
	}
	said := errors.New(codeIn(a))
	e := func(class platforms.Class, sentence string) *platforms.Error {
		return &platforms.Error{Class: class, Sentence: sentence, Err: said}
	}
	switch a.Status {
	case http.StatusUnauthorized:
		return e(platforms.ClassAuth, "The Mastodon server no longer accepts the sign-in. Sign in again; what is here stays.")
	case http.StatusForbidden:
		if strings.Contains(string(a.Body), "scope") {
			return e(platforms.ClassPermission, "The sign-in does not have the right to do this. Sign in again and allow what is asked for.")
		}
		return e(platforms.ClassPermission, "The Mastodon server does not let this account do this. It may be limited or locked: look at it in a browser.")
	case http.StatusUnprocessableEntity, http.StatusBadRequest, http.StatusNotAcceptable:
		return e(platforms.ClassRefused, "The Mastodon server does not accept this. Look at the text and the pictures and change them.")
	case http.StatusRequestEntityTooLarge:
		return e(platforms.ClassRefused, "The Mastodon server finds this too large. Make the picture or film smaller.")
	case http.StatusNotImplemented, http.StatusMethodNotAllowed:
		return e(platforms.ClassGone, "This server does not know how to do this.")
	}
	return nil
}

// codeIn is the status and the server's code for the record. Where its words
// stand in the code's place they are left out: they may repeat what somebody wrote.
func codeIn(a *web.Answer) string {
	var body struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(a.Body, &body) // without a body the status says it
	if len(body.Error) > 40 || strings.Trim(body.Error, "abcdefghijklmnopqrstuvwxyz_") != "" {
		body.Error = ""
	}
	return strings.TrimSpace(fmt.Sprintf("status %d %s", a.Status, body.Error))
}

// worded gives an error another sentence and keeps its class and cause.
func worded(err error, sentence string) error {
	var e *platforms.Error
	if !errors.As(err, &e) {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: sentence, Err: err}
	}
	again := *e
	again.Sentence = sentence
	return &again
}
