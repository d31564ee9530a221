package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"commsdesk/platforms/simulator"
)

// Signed tells whether the token is one of ours and still holds
// (simulator.Network).
func (w *World) Signed(r *simulator.Request) bool {
	_, ok := w.holder(simulator.Bearer(r.Header))
	return ok && (w.s.EndsAt.IsZero() || w.clock().Before(w.s.EndsAt))
}

// holder is the Page of a token; the zero Page for the system user's.
func (w *World) holder(token string) (Page, bool) {
	if token == SystemToken {
		return Page{}, true
	}
	for _, p := range append([]Page{w.s.Page}, w.s.Others...) {
		if token != "" && token == p.Token {
			return p, true
		}
	}
	return Page{}, false
}

// proven tells whether the app's secret is known to who asks.
func (w *World) proven(r *simulator.Request) bool {
	if w.s.NoProof {
		return true
	}
	mac := hmac.New(sha256.New, []byte(AppSecret))
	mac.Write([]byte(simulator.Bearer(r.Header)))
	return r.Query.Get("appsecret_proof") == hex.EncodeToString(mac.Sum(nil))
}

// Answer carries a request out (simulator.Network).
func (w *World) Answer(r *simulator.Request) simulator.Answer {
	if r.Call.Name == "file" {
		return simulator.Answer{Header: http.Header{"Content-Type": {"image/jpeg"}}, Body: w.s.Files[r.Vars["name"]]}
	}
	if !w.proven(r) {
		return wrong("API calls from the server require an appsecret_proof argument")
	}
	if code := w.s.Failing[r.Call.Name]; code != 0 {
		delete(w.s.Failing, r.Call.Name)
		a := fault(http.StatusOK, code, 0, "An error")
		a.Status = http.StatusOK
		return a
	}
	if scope := scopes()[r.Call.Name]; scope != "" && !slices.Contains(w.s.Scopes, scope) {
		return fault(http.StatusForbidden, 200, 0, "(#200) Requires "+scope+" permission")
	}
	a := w.carryOut(r)
	if a.Header == nil {
		a.Header = http.Header{}
	}
	a.Header.Set("Facebook-Api-Version", served)
	if a.Header.Get("X-Business-Use-Case-Usage") == "" {
		a.Header.Set("X-Business-Use-Case-Usage", `{"`+w.s.Page.ID+`":[{"type":"pages","call_count":`+strconv.Itoa(w.s.Busy)+`,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":0}]}`)
	}
	return a
}

func (w *World) carryOut(r *simulator.Request) simulator.Answer {
	page, _ := w.holder(simulator.Bearer(r.Header))
	switch r.Call.Name {
	case "token":
		return w.token(r)
	case "me":
		return w.me(r, page)
	case "accounts":
		return w.accounts(r)
	case "batch":
		return w.batch(r)
	case "node":
		return w.node(r.Vars["id"], r.Query.Get("fields"), r.URL)
	}
	// The rest is the Page's own business.
	if page.ID != w.s.Page.ID {
		return fault(http.StatusForbidden, 210, 0, "(#210) A page access token is required to request this resource.")
	}
	if r.Call.Write {
		return w.change(r)
	}
	return w.edge(r)
}

// change carries out what changes something.
func (w *World) change(r *simulator.Request) simulator.Answer {
	switch r.Call.Name {
	case "publish":
		return w.publish(r)
	case "film start", "film part", "film finish":
		return w.film(r)
	case "photo":
		return w.photo(r)
	case "reply":
		return w.reply(r)
	case "message":
		return w.send(r)
	case "block", "unblock":
		return w.block(r)
	case "hide":
		return w.hide(r)
	}
	return w.drop(r)
}

// token is debug_token.
func (w *World) token(r *simulator.Request) simulator.Answer {
	page, ok := w.holder(r.Query.Get("input_token"))
	data := map[string]any{"is_valid": ok, "application": "Council desk", "app_id": "4321", "scopes": w.s.Scopes, "expires_at": 0, "data_access_expires_at": 0,
		"type": "PAGE", "profile_id": page.ID}
	if page.ID == "" {
		data["type"], data["user_id"] = "SYSTEM_USER", "555001"
		delete(data, "profile_id")
	}
	if !w.s.EndsAt.IsZero() {
		data["expires_at"] = w.s.EndsAt.Unix()
	}
	return simulator.Answer{Body: map[string]any{"data": data}}
}

// me is the node of whoever signed in: a Page, or the system user, who has none
// of a Page's fields.
func (w *World) me(r *simulator.Request, page Page) simulator.Answer {
	if r.Fault == simulator.WrongIdentity {
		page = Page{ID: "999111", Name: "Another Page", Username: "anotherpage"}
	}
	kind, values := "Page", w.pageValues(page)
	if page.ID == "" {
		kind, values = "User", map[string]any{"id": "555001", "name": "Council desk system user"}
	}
	return w.show(kind, r.Query.Get("fields"), values)
}

func (w *World) pageValues(p Page) map[string]any {
	return map[string]any{"id": p.ID, "name": p.Name, "username": p.Username, "link": "https://www.facebook.com/" + p.Username,
		"fan_count": 4100, "followers_count": 4321, "access_token": p.Token,
		"tasks": []string{"MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ANALYZE"}}
}

// show gives the asked fields of one node.
func (w *World) show(kind, asked string, values map[string]any) simulator.Answer {
	fields, err := parseFields(asked)
	if err == nil {
		err = check(kind, fields)
	}
	if err != nil {
		return wrong(err.Error())
	}
	return simulator.Answer{Body: pick(fields, values)}
}

// accounts are the Pages of the system user.
func (w *World) accounts(r *simulator.Request) simulator.Answer {
	if simulator.Bearer(r.Header) != SystemToken {
		return wrong("(#100) Tried accessing nonexisting field (accounts) on node type (Page)")
	}
	if !slices.Contains(w.s.Scopes, "pages_show_list") {
		return simulator.Answer{Body: map[string]any{"data": []any{}}}
	}
	pages := append([]Page{w.s.Page}, w.s.Others...)
	if r.Fault == simulator.WrongIdentity {
		pages = []Page{{ID: "999111", Name: "Another Page", Username: "anotherpage", Token: "EAAanother"}}
	}
	var rows []row
	for _, p := range pages {
		rows = append(rows, row{values: just(w.pageValues(p))})
	}
	return w.list(r, "Page", rows)
}

// batch asks several nodes at once, each with an answer of its own.
func (w *World) batch(r *simulator.Request) simulator.Answer {
	var calls []struct {
		Method string `json:"method"`
		URL    string `json:"relative_url"`
	}
	if json.Unmarshal([]byte(r.Value("batch")), &calls) != nil || len(calls) == 0 || len(calls) > 50 {
		return wrong("(#100) batch must be an array of 1 to 50 requests")
	}
	answers := []any{}
	for _, c := range calls {
		u, err := url.Parse(c.URL)
		if err != nil || c.Method != http.MethodGet {
			return wrong("(#100) Unsupported batch request")
		}
		id := u.Path[strings.LastIndexByte(u.Path, '/')+1:]
		a := w.node(id, u.Query().Get("fields"), r.URL)
		if a.Status == 0 {
			a.Status = http.StatusOK
		}
		body, _ := json.Marshal(a.Body)
		answers = append(answers, map[string]any{"code": a.Status, "body": string(body)})
	}
	return simulator.Answer{Body: answers}
}
