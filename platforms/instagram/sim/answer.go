package sim

import (
	"net/http"
	"slices"
	"strings"
	"time"

	meta "commsdesk/platforms/graph/sim"
	"commsdesk/platforms/simulator"
)

// life is how long an access key of Instagram Login holds.
const life = 60 * 24 * time.Hour

// Calls is the table of facts of the route.
func (w *World) Calls() []simulator.Call {
	if w.Route == Login {
		return append(loginCalls(), both()...)
	}
	return append(pageCalls(), both()...)
}

// Signed tells whether the request carries an access key that holds.
func (w *World) Signed(q *simulator.Request) bool {
	token := key(q)
	if w.Route == Login {
		return token == w.s.Token && w.clock().Before(w.s.Ends)
	}
	return token == userToken || token == pageToken
}

// key is the access key of a request, in either form.
func key(q *simulator.Request) string {
	if token, ok := strings.CutPrefix(q.Header.Get("Authorization"), "OAuth "); ok && (q.Call.Name == "upload" || q.Call.Name == "offset") {
		return token
	}
	return simulator.Bearer(q.Header)
}

// Error is Meta's form of an error.
func (w *World) Error(_ *simulator.Request, f simulator.Fault, until time.Time) simulator.Answer {
	return versioned(w.fault(f, until))
}

func (w *World) fault(f simulator.Fault, until time.Time) simulator.Answer {
	switch f {
	case simulator.RateLimited:
		return meta.Throttled(accountID, "instagram", 80002, until.Sub(w.clock()))
	case simulator.Expired:
		return meta.Fail(http.StatusUnauthorized, 190, 463, "Error validating access token: Session has expired", nil)
	case simulator.Revoked:
		return meta.Refuse(10, 0, "(#10) Application does not have permission for this action")
	case simulator.FailAfter:
		return meta.Fail(http.StatusInternalServerError, 2, 0, "An unexpected error has occurred. Please retry your request later.", nil)
	}
	return meta.Refuse(100, 0, "(#100) Invalid parameter")
}

// rights is the scope that a call needs on each route; reading is covered by the
// basic one.
var rights = map[string][2]string{
	"comments": {"instagram_manage_comments", "instagram_business_manage_comments"},
	"replies":  {"instagram_manage_comments", "instagram_business_manage_comments"},
	"reply":    {"instagram_manage_comments", "instagram_business_manage_comments"},
	"comment":  {"instagram_manage_comments", "instagram_business_manage_comments"},
	"mention":  {"instagram_manage_comments", "instagram_business_manage_comments"},
	"hide":     {"instagram_manage_comments", "instagram_business_manage_comments"},

	"quota":     {"instagram_content_publish", "instagram_business_content_publish"},
	"container": {"instagram_content_publish", "instagram_business_content_publish"},
	"publish":   {"instagram_content_publish", "instagram_business_content_publish"},

	"insights": {"instagram_manage_insights", "instagram_business_manage_insights"},

	"conversations": {"instagram_manage_messages", "instagram_business_manage_messages"},
	"message":       {"instagram_manage_messages", "instagram_business_manage_messages"},
	"block":         {"business_management", ""},
}

// lacks tells whether the access key has not the right for a call.
func (w *World) lacks(call string) bool {
	need := rights[call][0]
	if w.Route == Login {
		need = rights[call][1]
	}
	return need != "" && !slices.Contains(w.Scopes, need)
}

// pageOnly are the calls that take nothing but the Page's own access key.
var pageOnly = []string{"conversations", "message", "block"}

// Answer carries a request out.
func (w *World) Answer(q *simulator.Request) simulator.Answer { return versioned(w.carryOut(q)) }

// versioned says which version of the interface answered.
func versioned(a simulator.Answer) simulator.Answer {
	if a.Header == nil {
		a.Header = http.Header{}
	}
	a.Header.Set("Facebook-Api-Version", version)
	return a
}

func (w *World) carryOut(q *simulator.Request) simulator.Answer {
	if w.lacks(q.Call.Name) {
		return meta.Refuse(10, 0, "(#10) Application does not have permission for this action")
	}
	if w.Route == Facebook && slices.Contains(pageOnly, q.Call.Name) {
		if key(q) != pageToken {
			return meta.Fail(http.StatusBadRequest, 190, 0, "(#190) This method must be called with a Page Access Token", nil)
		}
		if w.NoInbox && q.Call.Name != "block" {
			return meta.Refuse(200, 0, "(#200) This app does not have access to this conversation")
		}
	}
	if q.Call.Write {
		return w.write(q)
	}
	switch q.Call.Name {
	case "accounts":
		return w.accounts(q)
	case "me":
		return w.me(q)
	case "debug":
		return w.debug(q)
	case "refresh":
		return w.refresh(q)
	case "media":
		return w.media(q)
	case "tags":
		return w.tagged(q)
	case "comments":
		return w.comments(q, q.Vars["media"])
	case "replies":
		return w.comments(q, q.Vars["comment"])
	case "conversations":
		return w.conversations(q)
	case "quota":
		return meta.OK(map[string]any{"data": []map[string]any{{"config": map[string]any{"quota_total": w.Quota, "quota_duration": 86400}, "quota_usage": w.publishedToday()}}})
	case "insights":
		return w.insights(q)
	case "offset":
		return w.offset(q)
	case "file":
		return simulator.Answer{Body: []byte("file " + q.Vars["file"]), Header: http.Header{"Content-Type": {"image/jpeg"}}}
	}
	return w.node(q)
}

// node answers a call on an object itself.
func (w *World) node(q *simulator.Request) simulator.Answer {
	id := q.Vars["id"]
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	var v meta.Values
	switch {
	case id == accountID:
		v = w.accountValues(false)
	case w.index.comments[id] != nil && !w.index.comments[id].Deleted:
		v = w.commentValues(w.index.comments[id])
	case w.index.media[id] != nil && !w.index.media[id].Deleted:
		v = w.mediumValues(w.index.media[id])
	case w.index.threads[id] != nil:
		v = w.threadValues(w.index.threads[id])
	case w.index.messages[id] != nil:
		return w.oneMessage(id, fs)
	default:
		if c := w.findContainer(id); c != nil {
			c.Looks++
			v = w.containerValues(c)
			break
		}
		return meta.Refuse(100, 33, "Unsupported get request. Object with ID does not exist")
	}
	body, err := meta.Project(fs, v)
	if err != nil {
		return meta.Refuse(100, 0, "(#100) "+err.Error())
	}
	return meta.OK(body)
}

func (w *World) oneMessage(id string, fs []meta.Field) simulator.Answer {
	t := w.index.messages[id]
	for _, m := range t.Messages {
		if m.ID == id && !m.Deleted {
			body, err := meta.Project(fs, w.messageValues(t, m))
			if err != nil {
				return meta.Refuse(100, 0, "(#100) "+err.Error())
			}
			return meta.OK(body)
		}
	}
	return meta.Refuse(100, 33, "Unsupported get request. Object with ID does not exist")
}
