package x

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// problem is an error of X in any of its forms: problem+json (RFC 9457), that
// with a list, {code, message}, and OAuth's {error}.
type problem struct {
	Title   string  `json:"title"`
	Detail  string  `json:"detail"`
	Type    string  `json:"type"`
	Status  int     `json:"status"`
	Reason  string  `json:"reason"`
	Period  string  `json:"period"`
	Code    int     `json:"code"`
	Message string  `json:"message"`
	Error   oauthly `json:"error"`
	Errors  []struct {
		partial
		Message    string              `json:"message"`
		Parameters map[string][]string `json:"parameters"`
	} `json:"errors"`
}

// oauthly is OAuth's error code; some gateways put an object there, which says
// nothing that we need.
type oauthly string

// UnmarshalJSON takes a string and lets everything else go.
func (o *oauthly) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*o = oauthly(s)
	}
	return nil
}

// partial is one entry of errors[] beside data: what of an answer is missing.
type partial struct {
	Title      string `json:"title"`
	Detail     string `json:"detail"`
	Type       string `json:"type"`
	Value      string `json:"value"`
	ResourceID string `json:"resource_id"`
	Resource   string `json:"resource_type"`
	Field      string `json:"field"`
	Section    string `json:"section"`
}

// id is what the entry is about.
func (p partial) id() string {
	if p.ResourceID != "" {
		return p.ResourceID
	}
	return p.Value
}

// is tells the kind of a problem by the end of its type.
func is(kind, name string) bool { return strings.HasSuffix(kind, "/"+name) }

// gone tells that the thing is deleted, or shown to us no longer: both must be
// forgotten here (platforms.md 1.2).
func (p partial) gone() bool {
	return p.Section != "includes" && (is(p.Type, "resource-not-found") || is(p.Type, "not-authorized-for-resource"))
}

// classify words what X answered when it is no success.
func (a *Adapter) classify(answer *web.Answer) *platforms.Error {
	if answer.Status < 300 {
		return nil
	}
	var p problem
	_ = json.Unmarshal(answer.Body, &p)
	words := p.words()
	e := &platforms.Error{Err: fmt.Errorf("status %d %s", answer.Status, p.name())}
	if r, ok := matching(words); ok && answer.Status < 500 && answer.Status != http.StatusTooManyRequests {
		e.Class, e.Sentence = r.class, r.sentence
		return e
	}
	switch {
	case answer.Status == http.StatusTooManyRequests, is(p.Type, "usage-capped"):
		return a.tooMuch(answer, p, e)
	case p.Error == "invalid_grant":
		e.Class, e.Sentence = platforms.ClassAuth, signInEnded
	case p.Error == "invalid_client", p.Error == "unauthorized_client":
		e.Class, e.Sentence = platforms.ClassAuth, "X does not know the application that the council registered. Check the client ID at console.x.com."
	case is(p.Type, "unsupported-authentication"):
		e.Class, e.Sentence = platforms.ClassPermission, "X does not take this kind of sign-in here: it is the application's own, not the account's. Sign in as the council's account."
	case answer.Status == http.StatusUnauthorized:
		e.Class, e.Sentence = platforms.ClassAuth, signInEnded
	case answer.Status == http.StatusPaymentRequired:
		e.Class, e.Sentence = platforms.ClassPayment, "The council's credit at X is used up. Add credit at console.x.com, or answer on x.com."
	case answer.Status == http.StatusForbidden:
		e.Class, e.Sentence = platforms.ClassPermission, "X does not allow this with the council's plan or the rights of the sign-in. Sign in again and accept all rights, or do it on x.com."
	case answer.Status == http.StatusBadRequest:
		e.Class, e.Sentence = platforms.ClassRefused, "X does not accept this request."
	default:
		return nil
	}
	return e
}

const signInEnded = "The sign-in to X has ended. Sign in again; what is here stays."

// tooMuch tells a wait of minutes from a day's or month's limit.
func (a *Adapter) tooMuch(answer *web.Answer, p problem, e *platforms.Error) *platforms.Error {
	now := a.clock().UTC()
	e.Class, e.Sentence = platforms.ClassRate, "X asks us to wait."
	e.Until = web.NoneLeft(spentHeader(answer.Header), "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", now)
	if !is(p.Type, "usage-capped") {
		return e
	}
	e.Class, e.Sentence = platforms.ClassQuota, "The limit of the council's plan at X is reached. Until it ends, answer on x.com and confirm it here."
	e.Until = nextMonth(now)
	if p.Period == "Daily" {
		e.Until = now.Truncate(24 * time.Hour).Add(24 * time.Hour)
	}
	return e
}

// spentHeader is the header of a refusal for rate, in which nothing is left
// whatever it says.
func spentHeader(h http.Header) http.Header {
	out := http.Header{"X-Rate-Limit-Remaining": {"0"}}
	out.Set("X-Rate-Limit-Reset", h.Get("X-Rate-Limit-Reset"))
	return out
}

// words are everything that X said about the error; for telling refusals apart,
// never shown.
func (p problem) words() string {
	all := []string{p.Title, p.Detail, p.Type, p.Reason, p.Message}
	for _, e := range p.Errors {
		all = append(all, e.Message, e.Detail, e.Title)
	}
	return strings.Join(all, " ")
}

// name is a short name of the error for the record: the end of its type or its
// code, none of its words.
func (p problem) name() string {
	switch {
	case p.Error != "":
		return fmt.Sprintf("%.40s", string(p.Error))
	case strings.Contains(p.Type, "/"):
		return fmt.Sprintf("%.60s", p.Type[strings.LastIndex(p.Type, "/")+1:])
	case p.Code != 0:
		return fmt.Sprintf("code %d", p.Code)
	}
	return ""
}

// inside is the error of an answer of 200 that has nothing but errors[].
func inside(errs []partial) error {
	if len(errs) == 0 {
		return web.Unconfirmed(title, errors.New("an answer without data"))
	}
	first := errs[0]
	cause := fmt.Errorf("an answer of success with %.60s", first.Type)
	if r, ok := matching(first.Title + " " + first.Detail); ok {
		return &platforms.Error{Class: r.class, Sentence: r.sentence, Err: cause}
	}
	switch {
	case first.gone():
		return &platforms.Error{Class: platforms.ClassGone, Sentence: "X says that this is no longer there.", Err: cause}
	case is(first.Type, "disallowed-resource"), is(first.Type, "client-forbidden"):
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "X does not allow this with the council's plan. Do it on x.com.", Err: cause}
	case is(first.Type, "invalid-request"):
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "X does not accept this request.", Err: cause}
	}
	return web.Unconfirmed(title, cause)
}

// wrongDialect tells that X does not know the names in which we asked.
func wrongDialect(answer *web.Answer, err error) bool {
	if answer == nil || answer.Status != http.StatusBadRequest || platforms.ClassOf(err) != platforms.ClassRefused {
		return false
	}
	var p problem
	_ = json.Unmarshal(answer.Body, &p)
	for _, e := range p.Errors {
		for name := range e.Parameters {
			if strings.HasSuffix(name, ".fields") || name == "expansions" {
				return true
			}
		}
	}
	words := p.words()
	return strings.Contains(words, ".fields") || strings.Contains(words, "expansions")
}
