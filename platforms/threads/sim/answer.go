package sim

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	meta "commsdesk/platforms/graph/sim"
	"commsdesk/platforms/simulator"
)

// Calls is the table of facts.
func (w *World) Calls() []simulator.Call { return calls }

// Signed tells whether the request carries an access key that holds.
func (w *World) Signed(q *simulator.Request) bool {
	return simulator.Bearer(q.Header) == w.s.Key && w.clock().Before(w.s.Ends)
}

// Error is Meta's form of an error.
func (w *World) Error(_ *simulator.Request, f simulator.Fault, until time.Time) simulator.Answer {
	switch f {
	case simulator.RateLimited:
		return meta.Throttled(accountID, "threads", 4, until.Sub(w.clock()))
	case simulator.Expired:
		return meta.Fail(http.StatusUnauthorized, 190, 463, "Error validating access token: Session has expired", nil)
	case simulator.Revoked:
		return meta.Refuse(10, 0, "(#10) Application does not have permission for this action")
	case simulator.FailAfter:
		return meta.Fail(http.StatusInternalServerError, 2, 0, "An unexpected error has occurred. Please retry your request later.", nil)
	}
	return meta.Refuse(100, 0, "(#100) Invalid parameter")
}

// rights is the scope that a call needs beside the basic one.
var rights = map[string]string{
	"conversation": "threads_read_replies", "replies": "threads_read_replies", "own replies": "threads_read_replies",
	"mentions": "threads_manage_mentions", "insights": "threads_manage_insights", "account insights": "threads_manage_insights",
	"container": "threads_content_publish", "publish": "threads_content_publish", "quota": "threads_content_publish",
	"hide": "threads_manage_replies", "delete": "threads_delete",
}

// Answer carries a request out.
func (w *World) Answer(q *simulator.Request) simulator.Answer {
	if need := rights[q.Call.Name]; need != "" && !slices.Contains(w.Scopes, need) {
		return meta.Refuse(10, 0, "(#10) Application does not have permission for this action")
	}
	switch q.Call.Name {
	case "authorize":
		return w.authorize(q)
	case "code":
		return w.exchange(q)
	case "exchange":
		return w.lengthen(q)
	case "refresh":
		return w.refresh(q)
	case "debug":
		return w.debug()
	case "me":
		return w.me(q)
	case "posts":
		return w.list(q, func(p *post) bool { return p.Handle == username && p.Root == "" })
	case "own replies":
		return w.list(q, func(p *post) bool { return p.Handle == username && p.Root != "" })
	case "mentions":
		return w.list(q, func(p *post) bool { return p.Mention && p.Handle != username })
	case "conversation", "replies":
		return w.thread(q)
	case "quota":
		return w.quota(q)
	case "insights", "account insights":
		return w.insights(q)
	case "container":
		return w.create(q)
	case "publish":
		return w.publish(q)
	case "hide":
		return w.hide(q)
	case "delete":
		return w.remover(q)
	}
	return w.node(q)
}

// authorize is the page on which a person agrees; here everybody does at once.
func (w *World) authorize(q *simulator.Request) simulator.Answer {
	back, err := url.Parse(q.Query.Get("redirect_uri"))
	if err != nil || q.Query.Get("client_id") != appID || q.Query.Get("response_type") != "code" {
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	}
	w.s.Code = w.next("inventedCode%04d")
	answer := back.Query()
	answer.Set("code", w.s.Code)
	if state := q.Query.Get("state"); state != "" {
		answer.Set("state", state)
	}
	back.RawQuery = answer.Encode()
	return simulator.Answer{Status: http.StatusFound, Header: http.Header{"Location": {back.String()}}}
}

// exchange trades a code, once, for a key that holds for an hour.
func (w *World) exchange(q *simulator.Request) simulator.Answer {
	if q.Value("client_secret") != appSecret || q.Value("client_id") != appID || w.s.Code == "" || q.Value("code") != w.s.Code {
		return meta.Refuse(100, 0, "(#100) Invalid verification code format.")
	}
	w.s.Code = ""
	w.issue(time.Hour)
	return meta.OK(map[string]any{"access_token": w.s.Key, "user_id": accountID})
}

func (w *World) issue(holds time.Duration) {
	w.s.Key = w.next("THAAinventedKey%04d")
	w.s.Made, w.s.Ends = w.clock(), w.clock().Add(holds)
}

func (w *World) lengthen(q *simulator.Request) simulator.Answer {
	if q.Query.Get("grant_type") != "th_exchange_token" || q.Query.Get("client_secret") != appSecret || q.Query.Get("access_token") != w.s.Key {
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	}
	w.issue(life)
	return meta.OK(map[string]any{"access_token": w.s.Key, "token_type": "bearer", "expires_in": int64(life / time.Second)})
}

// refresh renews a key that is at least a day old.
func (w *World) refresh(q *simulator.Request) simulator.Answer {
	switch {
	case q.Query.Get("grant_type") != "th_refresh_token":
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	case q.Query.Get("access_token") != w.s.Key || !w.clock().Before(w.s.Ends):
		return meta.Fail(http.StatusBadRequest, 190, 463, "Error validating access token", nil)
	case w.clock().Sub(w.s.Made) < 24*time.Hour:
		return meta.Refuse(100, 0, "(#100) The access token is not old enough to be refreshed")
	}
	w.issue(life)
	return meta.OK(map[string]any{"access_token": w.s.Key, "token_type": "bearer", "expires_in": int64(life / time.Second)})
}

func (w *World) debug() simulator.Answer {
	if w.Mute {
		return meta.Refuse(100, 0, "(#100) You must provide an app access token")
	}
	return meta.OK(map[string]any{"data": map[string]any{"type": "USER", "application": "Northfield desk", "is_valid": true, "scopes": w.Scopes,
		"issued_at": w.s.Made.Unix(), "expires_at": w.s.Ends.Unix(), "user_id": accountID}})
}
