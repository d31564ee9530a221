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

// field is one name of a "fields" parameter, with what it asks for inside.
type field struct {
	name  string
	inner []field
}

// parseFields reads "a,b{c}".
func parseFields(s string) ([]field, error) {
	fs, rest, err := readFields(s)
	if err == nil && rest != "" {
		err = fmt.Errorf("the fields end in %q", rest)
	}
	return fs, err
}

func readFields(s string) (fs []field, rest string, err error) {
	for {
		end := strings.IndexAny(s, ",{}")
		if end < 0 {
			end = len(s)
		}
		f := field{name: s[:end]}
		if f.name == "" {
			return nil, s, fmt.Errorf("a field has no name")
		}
		s = s[end:]
		if strings.HasPrefix(s, "{") {
			if f.inner, s, err = readFields(s[1:]); err != nil {
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

// values gives a node's fields by name; edges and objects take what is asked for
// inside them.
type values map[string]func(f field) any

func is(v any) func(field) any { return func(field) any { return v } }

// project picks what is asked for. A name that the node doesn't have is an error,
// as it is at Meta; an absent value is left out.
func project(fs []field, v values, known ...string) (map[string]any, error) {
	out := map[string]any{}
	if id, ok := v["id"]; ok {
		out["id"] = id(field{})
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

// list is one page of an edge in Meta's form.
func list(q *simulator.Request, n, limit int, token string, at func(i int) (map[string]any, error)) simulator.Answer {
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
			return refuse(100, 0, err.Error())
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
	return ok(body)
}

func ok(body any) simulator.Answer {
	return simulator.Answer{Body: body, Header: http.Header{
		"X-App-Usage": {`{"call_count":3,"total_cputime":1,"total_time":2}`}}}
}

// refuse is an error in Meta's form.
func refuse(code, sub int, words string) simulator.Answer {
	status := http.StatusBadRequest
	if code == 10 || code >= 200 && code < 300 {
		status = http.StatusForbidden
	}
	return failure(status, code, sub, words, nil)
}

func failure(status, code, sub int, words string, h http.Header) simulator.Answer {
	e := map[string]any{"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "AbCdInvented"}
	if sub != 0 {
		e["error_subcode"] = sub
	}
	if code == 2 {
		e["is_transient"] = true
	}
	return simulator.Answer{Status: status, Body: map[string]any{"error": e}, Header: h}
}

// throttled is how a throttled account is told to wait.
func throttled(id string, wait time.Duration) simulator.Answer {
	usage, _ := json.Marshal(map[string]any{id: []map[string]any{{"type": "threads", "call_count": 100, "total_cputime": 20, "total_time": 30,
		"estimated_time_to_regain_access": max(1, int(wait/time.Minute))}}})
	return failure(http.StatusBadRequest, 4, 0, "(#4) There have been too many calls", http.Header{"X-Business-Use-Case-Usage": {string(usage)}})
}

// stamp writes a moment as Meta does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-0700") }
