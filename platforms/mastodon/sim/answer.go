package sim

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// Calls is the table of facts.
func (w *World) Calls() []simulator.Call { return calls }

// Signed tells whether the request carries a sign-in that holds.
func (w *World) Signed(r *simulator.Request) bool {
	_, ok := w.s.Keys[simulator.Bearer(r.Header)]
	return ok
}

// Error is the network's own form of an error.
func (w *World) Error(_ *simulator.Request, f simulator.Fault, until time.Time) simulator.Answer {
	switch f {
	case simulator.RateLimited:
		a := failed(http.StatusTooManyRequests, "Too many requests")
		a.Header = http.Header{"X-Ratelimit-Limit": {"300"}, "X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {until.Format("2006-01-02T15:04:05.000000Z")}}
		return a
	case simulator.Expired:
		return failed(http.StatusUnauthorized, "The access token is invalid")
	case simulator.Revoked:
		return failed(http.StatusForbidden, "This action is outside the authorized scopes")
	case simulator.FailAfter:
		return failed(http.StatusInternalServerError, "There was a problem processing your request")
	}
	return failed(http.StatusNotFound, "Record not found")
}

func failed(code int, words string) simulator.Answer {
	return simulator.Answer{Status: code, Body: object{"error": words}}
}

var gone = failed(http.StatusNotFound, "Record not found")

// rights are what the calls take.
var rights = map[string]string{"me": "read:accounts", Notifications: "read:notifications", OwnStatuses: "read:statuses", ByIDs: "read:statuses",
	"status": "read:statuses", Context: "read:statuses", Publish: "write:statuses", "delete": "write:statuses", "planned": "read:statuses",
	"cancel": "write:statuses", "upload": "write:media", "media": "write:media", Block: "write:blocks", Unblock: "write:blocks",
	Mute: "write:mutes", Unmute: "write:mutes", Report: "write:reports", "blocks": "read:blocks"}

// Answer carries a request out.
func (w *World) Answer(r *simulator.Request) simulator.Answer {
	w.publishDue()
	now := w.clock().UTC()
	if now.Sub(w.s.Window) >= 5*time.Minute || now.Before(w.s.Window) {
		w.s.Window, w.s.Asked = now.Truncate(5*time.Minute), 0
	}
	w.s.Asked++
	reset := w.s.Window.Add(5 * time.Minute)
	if w.s.Asked > w.Limit {
		return w.Error(r, simulator.RateLimited, reset)
	}
	a := w.permitted(r)
	if a.Header == nil {
		a.Header = http.Header{}
	}
	a.Header.Set("X-RateLimit-Limit", strconv.Itoa(w.Limit))
	a.Header.Set("X-RateLimit-Remaining", strconv.Itoa(w.Limit-w.s.Asked))
	a.Header.Set("X-RateLimit-Reset", reset.Format("2006-01-02T15:04:05.000000Z"))
	return a
}

func (w *World) permitted(r *simulator.Request) simulator.Answer {
	scope, whole := rights[r.Call.Name], strings.Fields(w.s.Keys[simulator.Bearer(r.Header)])
	first, _, _ := strings.Cut(scope, ":")
	if scope != "" && !slices.Contains(whole, scope) && !slices.Contains(whole, first) {
		return w.Error(r, simulator.Revoked, time.Time{})
	}
	switch r.Call.Name {
	case "instance", "instance v1", "metadata":
		return w.about(r)
	case "register", "authorize", "token", "application":
		return w.oauth(r)
	case "me":
		return w.meAnswer(r)
	case Notifications:
		return w.notifications(r)
	case OwnStatuses:
		return w.statuses(r)
	case ByIDs:
		return w.byIDs(r)
	case "status":
		if st := w.s.Statuses[r.Vars["id"]]; w.s.shown(st) {
			return simulator.Answer{Body: w.render(st)}
		}
		return gone
	case Context:
		return w.context(r)
	case Publish:
		return w.publish(r)
	case "delete":
		st := w.s.Statuses[r.Vars["id"]]
		if st == nil || st.Author != me || !w.remove(st.ID) {
			return gone
		}
		return simulator.Answer{Body: w.render(st)}
	case "planned", "cancel":
		return w.plans(r)
	case "upload", "media", "file":
		return w.files(r)
	}
	return w.relations(r)
}

func (w *World) meAnswer(r *simulator.Request) simulator.Answer {
	if strings.HasPrefix(simulator.Bearer(r.Header), "client-") {
		return failed(http.StatusUnprocessableEntity, "This method requires an authenticated user")
	}
	mine := w.renderAccount(w.s.Accounts[me])
	if r.Fault == simulator.WrongIdentity {
		mine = w.renderAccount(&account{ID: "109100000000000777", Username: "parish", Acct: "parish", Name: "Sample Parish"})
	}
	mine["source"] = object{"privacy": "public", "sensitive": false, "language": "en", "note": ""}
	return simulator.Answer{Body: mine}
}

// relations are blocks and mutes.
func (w *World) relations(r *simulator.Request) simulator.Answer {
	if r.Call.Name == "blocks" {
		var ids []string
		for id, a := range w.s.Accounts {
			if a.Blocked {
				ids = append(ids, id)
			}
		}
		order := func(id string) string { return strconv.Itoa(w.s.Accounts[id].At) }
		return listed(r, w.server.URL(), ids, order, 40, 80, func(id string) any { return w.renderAccount(w.s.Accounts[id]) })
	}
	if r.Call.Name == Report {
		return w.report(r)
	}
	a := w.s.Accounts[r.Vars["id"]]
	if a == nil || a.ID == me {
		return gone
	}
	switch r.Call.Name {
	case Block:
		a.Blocked = true
		w.s.Next++
		a.At = w.s.Next
		w.s.Notes = slices.DeleteFunc(w.s.Notes, func(n *note) bool { return n.From == a.ID })
	case Unblock:
		a.Blocked = false
	case Mute:
		a.Muted = true
	case Unmute:
		a.Muted = false
	}
	return simulator.Answer{Body: object{"id": a.ID, "following": false, "followed_by": false, "blocking": a.Blocked, "muting": a.Muted, "muting_notifications": a.Muted, "blocked_by": w.s.Cuts[a.ID]}}
}

// listed answers one page of a list: max_id, since_id and min_id as the server
// reads them, with its Link header.
func listed(r *simulator.Request, base string, ids []string, order func(string) string, usual, most int, render func(string) any) simulator.Answer {
	limit, err := strconv.Atoi(r.Query.Get("limit"))
	if err != nil || limit < 1 {
		limit = usual
	}
	limit = min(limit, most)
	slices.SortFunc(ids, func(a, b string) int { // newest first
		if less(order(a), order(b)) {
			return 1
		}
		return -1
	})
	upTo, since, from := r.Query.Get("max_id"), r.Query.Get("since_id"), r.Query.Get("min_id")
	ids = slices.DeleteFunc(ids, func(id string) bool {
		at := order(id)
		return upTo != "" && !less(at, upTo) || since != "" && !less(since, at) || from != "" && !less(from, at)
	})
	if len(ids) > limit {
		if from != "" {
			ids = ids[len(ids)-limit:]
		} else {
			ids = ids[:limit]
		}
	}
	out := []any{}
	for _, id := range ids {
		out = append(out, render(id))
	}
	a := simulator.Answer{Header: http.Header{}}
	if len(ids) > 0 {
		next, prev := url.Values{}, url.Values{}
		for k, v := range r.Query {
			if k != "max_id" && k != "since_id" && k != "min_id" {
				next[k], prev[k] = v, v
			}
		}
		next.Set("max_id", order(ids[len(ids)-1]))
		prev.Set("min_id", order(ids[0]))
		path := base + r.Raw.URL.Path
		a.Header.Set("Link", "<"+path+"?"+next.Encode()+`>; rel="next", <`+path+"?"+prev.Encode()+`>; rel="prev"`)
	}
	switch r.Fault {
	case simulator.Doubled:
		out = append(out, out...)
	case simulator.Disorder:
		slices.Reverse(out)
		if len(out) > 2 {
			out[0], out[len(out)/2] = out[len(out)/2], out[0]
		}
	}
	a.Body = out
	return a
}

// report keeps a report to the moderators.
func (w *World) report(r *simulator.Request) simulator.Answer {
	a := w.s.Accounts[r.Value("account_id")]
	if a == nil || a.ID == me {
		return gone
	}
	ids, _ := r.JSON["status_ids"].([]any)
	for _, id := range ids {
		if st := w.s.Statuses[fmt.Sprint(id)]; st == nil || st.Author != a.ID {
			return gone
		}
		w.s.Reported = append(w.s.Reported, fmt.Sprint(id))
	}
	return simulator.Answer{Body: object{"id": fmt.Sprint(len(w.s.Reported)), "action_taken": false, "status_ids": ids, "target_account": w.renderAccount(a)}}
}

// Reported are the posts that we reported to the moderators.
func (w *World) Reported() (ids []string) {
	w.server.Do(func() { ids = slices.Clone(w.s.Reported) })
	return ids
}
