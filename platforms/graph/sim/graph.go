// Package sim is what the simulated networks of Meta share: the fields that a call
// asks for, pages of edges and errors, in the Graph's own form.
package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// Field is one name of a "fields" parameter, with what it asks for inside.
type Field struct {
	name string
	// Limit is how many of an edge are asked for, 0 where nothing is said.
	Limit int
	// Inner is what is asked for inside.
	Inner []Field
}

// ParseFields reads "a,b{c},d.limit(5){e}"; its error says what can't be read.
func ParseFields(s string) ([]Field, error) {
	fs, rest, err := readFields(s)
	if err == nil && rest != "" {
		err = fmt.Errorf("the fields end in %q", rest)
	}
	return fs, err
}

func readFields(s string) (fs []Field, rest string, err error) {
	for {
		end := strings.IndexAny(s, ",{}.")
		if end < 0 {
			end = len(s)
		}
		f := Field{name: s[:end]}
		if f.name == "" {
			return nil, s, fmt.Errorf("a field has no name")
		}
		s = s[end:]
		for strings.HasPrefix(s, ".") {
			word, after, _ := strings.Cut(s[1:], "(")
			inside, rest, ok := strings.Cut(after, ")")
			if s = rest; !ok || word != "limit" {
				return nil, s, fmt.Errorf("a field has the modifier %s", word)
			}
			if f.Limit, err = strconv.Atoi(inside); err != nil {
				return nil, s, fmt.Errorf("a limit is %q", inside)
			}
		}
		if strings.HasPrefix(s, "{") {
			if f.Inner, s, err = readFields(s[1:]); err != nil {
				return nil, s, err
			}
			if !strings.HasPrefix(s, "}") {
				return nil, s, fmt.Errorf("a bracket is not closed")
			}
			s = s[1:]
		}
		fs = append(fs, f)
		if !strings.HasPrefix(s, ",") {
			return fs, s, nil
		}
		s = s[1:]
	}
}

// Values gives a node's fields by name; edges and objects take what is asked for
// inside them.
type Values map[string]func(f Field) any

// Is gives v whatever is asked for inside.
func Is(v any) func(Field) any { return func(Field) any { return v } }

// Project picks what is asked for. A name that the node doesn't have is an error,
// as it is at Meta; an absent value is left out.
func Project(fs []Field, v Values, known ...string) (map[string]any, error) {
	out := map[string]any{}
	if id, ok := v["id"]; ok {
		out["id"] = id(Field{})
	}
	for _, f := range fs {
		get, ok := v[f.name]
		if !ok && !slices.Contains(known, f.name) {
			return nil, fmt.Errorf("tried accessing nonexisting field (%s)", f.name)
		}
		if !ok {
			continue
		}
		switch value := get(f).(type) {
		case error:
			return nil, value
		case nil:
		default:
			out[f.name] = value
		}
	}
	return out, nil
}

// List is one page of an edge in Meta's form.
func List(q *simulator.Request, n, limit int, token string, at func(i int) (map[string]any, error)) simulator.Answer {
	if asked, err := strconv.Atoi(q.Query.Get("limit")); err == nil {
		limit = max(1, min(asked, limit))
	}
	repeated := strings.HasSuffix(q.Query.Get("after"), "r")
	from, _ := strconv.Atoi(strings.TrimSuffix(q.Query.Get("after"), "r"))
	to := min(from+limit, n)
	data := []map[string]any{}
	for i := from; i < to; i++ {
		item, err := at(i)
		if err != nil {
			return Refuse(100, 0, err.Error())
		}
		data = append(data, item)
	}
	if q.Fault == simulator.Disorder {
		slices.Reverse(data)
	}
	body := map[string]any{"data": data}
	after := strconv.Itoa(to)
	if q.Fault == simulator.Doubled && !repeated && n > 0 {
		after = strconv.Itoa(from) + "r" // the next page is this one again
	}
	if to < n || strings.HasSuffix(after, "r") {
		next := url.Values{}
		for k, v := range q.Query {
			next[k] = v
		}
		next.Set("after", after)
		next.Set("access_token", token)
		body["paging"] = map[string]any{"cursors": map[string]any{"before": strconv.Itoa(from), "after": after},
			"next": q.URL + q.Raw.URL.Path + "?" + next.Encode()}
	}
	return OK(body)
}

// Within is an edge inside a node.
func Within(n int, f Field, at func(i int, inner []Field) (map[string]any, error)) any {
	limit := 25
	if f.Limit > 0 {
		limit = min(f.Limit, 50)
	}
	data := []map[string]any{}
	for i := range min(n, limit) {
		item, err := at(i, f.Inner)
		if err != nil {
			return err
		}
		data = append(data, item)
	}
	if len(data) == 0 {
		return nil
	}
	body := map[string]any{"data": data}
	if n > limit {
		body["paging"] = map[string]any{"cursors": map[string]any{"after": strconv.Itoa(limit)}, "next": "https://graph.facebook.com/next"}
	}
	return body
}

// OK is an answer with a body and how busy the app is.
func OK(body any) simulator.Answer {
	return simulator.Answer{Body: body, Header: http.Header{
		"X-App-Usage": {`{"call_count":3,"total_cputime":1,"total_time":2}`}}}
}

// Refuse is an error in Meta's form, with the HTTP status that goes with its code.
func Refuse(code, sub int, words string) simulator.Answer {
	status := http.StatusBadRequest
	if code == 10 || code >= 200 && code < 300 {
		status = http.StatusForbidden
	}
	return Fail(status, code, sub, words, nil)
}

// Fail is an error in Meta's form, with its HTTP status and headers; sub is 0 for none.
func Fail(status, code, sub int, words string, h http.Header) simulator.Answer {
	e := map[string]any{"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "AbCdInvented"}
	if sub != 0 {
		e["error_subcode"] = sub
	}
	if code == 2 {
		e["is_transient"] = true
	}
	return simulator.Answer{Status: status, Body: map[string]any{"error": e}, Header: h}
}

// Throttled is how an account is told to wait. Kind is the network's name for such
// limits, code the error's.
func Throttled(id, kind string, code int, wait time.Duration) simulator.Answer {
	usage, _ := json.Marshal(map[string]any{id: []map[string]any{{"type": kind, "call_count": 100, "total_cputime": 20, "total_time": 30,
		"estimated_time_to_regain_access": max(1, int(wait/time.Minute))}}})
	return Fail(http.StatusBadRequest, code, 0, fmt.Sprintf("(#%d) There have been too many calls", code), http.Header{"X-Business-Use-Case-Usage": {string(usage)}})
}

// Stamp writes a moment as Meta does.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-0700") }
