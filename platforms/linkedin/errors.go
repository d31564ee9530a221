package linkedin

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// fault is what LinkedIn said went wrong, without its words: they may repeat what
// was sent.
type fault struct {
	status, service int
	code            string
	// duplicate is the post that has these words already, "" when not named.
	duplicate string
	// repeated: LinkedIn has the same words already.
	repeated bool
}

// Error names the codes alone.
func (f *fault) Error() string {
	return fmt.Sprintf("status %d, code %s, service code %d", f.status, f.code, f.service)
}

// readFault reads the body of an error.
func readFault(a *web.Answer) (f *fault, message string) {
	var body struct {
		Code    string `json:"code"`
		Service int    `json:"serviceErrorCode"`
		Message string `json:"message"`
		Details struct {
			Inputs []struct {
				Code string `json:"code"`
			} `json:"inputErrors"`
		} `json:"errorDetails"`
	}
	_ = json.Unmarshal(a.Body, &body) // without a body the status says it
	f = &fault{status: a.Status, service: body.Service, code: plainCode(body.Code)}
	for _, in := range body.Details.Inputs {
		f.repeated = f.repeated || in.Code == duplicateCode
	}
	if _, rest, found := strings.Cut(body.Message, duplicateMark); found && f.status == http.StatusUnprocessableEntity {
		f.repeated = true
		if urn, _, _ := strings.Cut(strings.TrimSpace(rest), " "); isPost(urn) {
			f.duplicate = urn
		}
	}
	return f, body.Message
}

// plainCode lets only what looks like a code into an error.
func plainCode(s string) string {
	if len(s) > 60 || strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) {
		return "?"
	}
	return s
}

// classify words an answer that is no success; nil leaves it to its status.
func (a *Adapter) classify(answer *web.Answer) *platforms.Error {
	if answer.Status < 300 {
		return nil
	}
	f, message := readFault(answer)
	e := func(class platforms.Class, sentence string) *platforms.Error {
		return &platforms.Error{Class: class, Sentence: sentence, Err: f}
	}
	switch {
	case f.status == deadVersion:
		return e(platforms.ClassPermission, "LinkedIn no longer serves the version "+a.config.Version+" of its interface. Enter a newer one in this channel's settings; LinkedIn lists them under “Versioning” for developers. Nothing is lost.")
	case f.status == http.StatusUnauthorized:
		return e(platforms.ClassAuth, "LinkedIn no longer accepts the sign-in. Sign in again; what is here stays.")
	case closedComments(f, message):
		return e(platforms.ClassRefused, "Comments are switched off on this post, so LinkedIn takes no answer there. Publish the answer as a post, or switch comments on again on LinkedIn.")
	case f.status == http.StatusForbidden:
		return e(platforms.ClassPermission, "LinkedIn does not allow this with the rights and the page role that the sign-in has.")
	case f.status == http.StatusTooManyRequests:
		q := e(platforms.ClassQuota, "LinkedIn's daily allowance is used up. It begins anew at midnight UTC; what is here stays.")
		q.Until = midnight(a.clock())
		return q
	case f.repeated:
		return e(platforms.ClassRefused, "LinkedIn has the same words already and takes them only once. Change some words.")
	case f.status == http.StatusConflict:
		// Something else changed the same thing meanwhile: nobody says which of both
		// stands.
		return e(platforms.ClassTransient, "LinkedIn was changing the same thing just now. It will be looked at again.")
	case f.status == http.StatusNotFound || f.status == http.StatusGone:
		return e(platforms.ClassGone, "LinkedIn says that this is no longer there.")
	case f.status == http.StatusBadRequest || f.status == http.StatusUnprocessableEntity:
		return e(platforms.ClassRefused, "LinkedIn does not accept this. Nothing was changed there.")
	}
	return nil
}

// closedComments recognises a post whose comments are switched off. The words are
// a guess: LinkedIn's pages tell the state (commentsState CLOSED) and not the error.
func closedComments(f *fault, message string) bool {
	message = strings.ToLower(message)
	return (f.status == http.StatusForbidden || f.status == http.StatusBadRequest) && strings.Contains(message, "comment") &&
		(strings.Contains(message, "closed") || strings.Contains(message, "disabled"))
}

// faultOf finds LinkedIn's own fault inside an error; nil when there is none.
func faultOf(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

func is(err error, class platforms.Class) bool { return err != nil && platforms.ClassOf(err) == class }

// sentenceOf is the sentence of an error.
func sentenceOf(err error) string {
	var e *platforms.Error
	if errors.As(err, &e) {
		return e.Sentence
	}
	return "Something unexpected went wrong with LinkedIn. Nothing was changed."
}
