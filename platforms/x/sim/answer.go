package sim

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// count is how often a call was made in its quarter of an hour.
type count struct {
	from time.Time
	n    int
}

// perWindow is how many calls X takes in 15 minutes (platforms.md 1.4).
var perWindow = map[string]int{
	"me": 75, "mentions": 300, "own": 900, "search": 300, "lookup": 5000, "dms": 15, "dms with": 15, "dms of": 15, "blocking": 15,
	"create": 100, "delete": 50, "send dm": 15, "send dm to": 15, "hide": 50, "mute": 50, "unmute": 50, "dm block": 10, "dm unblock": 10,
	"upload": 500, "append": 1875, "initialize": 1875, "finalize": 1875, "status": 1875,
}

const window = 15 * time.Minute

// Calls is the table of facts in the dialect that this X speaks.
func (w *World) Calls() []simulator.Call { return Table(w.o.Dialect) }

// Answer carries a request out.
func (w *World) Answer(r *simulator.Request) simulator.Answer {
	most, counted := perWindow[r.Call.Name]
	now := w.clock().UTC()
	c := w.calls[r.Call.Name]
	if c == nil || now.Sub(c.from) >= window {
		c = &count{from: now}
		w.calls[r.Call.Name] = c
	}
	c.n++
	if counted && w.o.Limits && c.n > most {
		return w.Error(r, simulator.RateLimited, c.from.Add(window).Truncate(time.Second))
	}
	a, ok := w.fields(r)
	if ok {
		a = w.carry(r)
	}
	if a.Header == nil {
		a.Header = http.Header{}
	}
	if counted {
		a.Header.Set("X-Rate-Limit-Limit", strconv.Itoa(most))
		a.Header.Set("X-Rate-Limit-Remaining", strconv.Itoa(max(most-c.n, 0)))
		a.Header.Set("X-Rate-Limit-Reset", strconv.FormatInt(c.from.Add(window).Unix(), 10))
	}
	if w.o.Keys {
		level := w.o.Level
		if level == "" {
			level = "read-write-directmessages"
		}
		a.Header.Set("X-Access-Level", level)
	}
	return a
}

// fields refuses a list parameter that asks for what X doesn't know.
func (w *World) fields(r *simulator.Request) (simulator.Answer, bool) {
	for old := range fields {
		name := inDialect(w.o.Dialect, old)
		if !r.Query.Has(name) {
			continue
		}
		known := Fields(w.o.Dialect, r.Call.Name, old)
		for _, f := range strings.Split(r.Query.Get(name), ",") {
			if !contains(known, f) {
				return invalid("The query parameter ["+name+"] value ["+f+"] is not one of ["+strings.Join(known, ",")+"]", map[string][]string{name: {f}}), false
			}
		}
	}
	return simulator.Answer{}, true
}

func (w *World) carry(r *simulator.Request) simulator.Answer {
	switch r.Call.Name {
	case "authorize":
		return w.authorize(r)
	case "token":
		return w.token(r)
	case "me":
		return w.me(r)
	case "mentions", "own", "search":
		return w.timeline(r)
	case "lookup":
		return w.lookup(r)
	case "dms", "dms with", "dms of":
		return w.events(r)
	case "blocking":
		return w.blocking(r)
	case "create":
		return w.create(r)
	case "send dm", "send dm to":
		return w.sendEvent(r)
	case "delete", "delete dm":
		return w.delete(r)
	case "hide", "mute", "unmute", "dm block", "dm unblock":
		return w.measure(r)
	}
	return w.media(r)
}

func data(status int, v any) simulator.Answer {
	return simulator.Answer{Status: status, Body: map[string]any{"data": v}}
}

// me is who is signed in.
func (w *World) me(r *simulator.Request) simulator.Answer {
	u := w.userJSON(ourID, true)
	if r.Fault == simulator.WrongIdentity {
		u["id"], u["username"], u["name"] = "902100499", "RiversideDCC", "Another account"
	}
	return data(http.StatusOK, u)
}

func (w *World) userJSON(id string, figures bool) map[string]any {
	u := w.state.Users[id]
	if u == nil {
		return map[string]any{"id": id, "name": "Unknown", "username": "unknown"}
	}
	out := map[string]any{"id": u.ID, "name": u.Name, "username": u.Handle}
	if figures {
		posts := 0
		for _, p := range w.newest() {
			if p.Author == id {
				posts++
			}
		}
		tweets := "tweet_count"
		if w.o.Dialect == Post {
			tweets = "post_count"
		}
		out["public_metrics"] = map[string]any{"followers_count": 4218, "following_count": 37, "listed_count": 12, tweets: posts}
	}
	return out
}

// blocking lists who is blocked. It supposes that who is blocked in private
// messages alone stands there too; X's description does not say.
func (w *World) blocking(r *simulator.Request) simulator.Answer {
	if r.Vars["id"] != ourID {
		return forbidden("You can only see your own blocked accounts.")
	}
	var out []any
	for id := range w.state.Blocked {
		out = append(out, w.userJSON(id, false))
	}
	body := map[string]any{"meta": map[string]any{"result_count": len(out)}}
	if len(out) > 0 {
		body["data"] = out
	}
	return simulator.Answer{Body: body}
}

// measure hides, mutes and blocks.
func (w *World) measure(r *simulator.Request) simulator.Answer {
	switch r.Call.Name {
	case "hide":
		p, hidden := w.state.Posts[r.Vars["tweet_id"]], r.Value("hidden")
		switch {
		case hidden != "true" && hidden != "false":
			return invalid("hidden must be true or false", map[string][]string{"hidden": {hidden}})
		case p == nil || p.Deleted:
			return said(http.StatusNotFound, "resource-not-found", "Not Found Error", "Could not find tweet with tweet_id.")
		case p.Parent == "" || w.author(p.Conversation) != ourID:
			return forbidden("You can only hide replies in conversations that you started.")
		}
		p.Hidden = hidden == "true"
		return data(http.StatusOK, map[string]any{"hidden": p.Hidden})
	case "mute", "unmute":
		from, target := r.Vars["id"], r.Value("target_user_id")
		if r.Call.Name == "unmute" {
			from, target = r.Vars["source_user_id"], r.Vars["target_user_id"]
		}
		if from != ourID || w.state.Users[target] == nil {
			return forbidden("You can only do this as the signed-in account, about an account that exists.")
		}
		setOrDrop(w.state.Muted, target, r.Call.Name == "mute")
		return data(http.StatusOK, map[string]any{"muting": w.state.Muted[target]})
	}
	target := r.Vars["id"]
	if w.state.Users[target] == nil || target == ourID {
		return said(http.StatusNotFound, "resource-not-found", "Not Found Error", "Could not find user with id.")
	}
	setOrDrop(w.state.Blocked, target, r.Call.Name == "dm block")
	return data(http.StatusOK, map[string]any{"blocked": w.state.Blocked[target]})
}

func setOrDrop(m map[string]bool, key string, set bool) {
	if set {
		m[key] = true
	} else {
		delete(m, key)
	}
}

func (w *World) author(id string) string {
	if p := w.state.Posts[id]; p != nil {
		return p.Author
	}
	return ""
}
