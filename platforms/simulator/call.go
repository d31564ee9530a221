// Package simulator is what every network's simulator is built on: an in-process
// server that holds a table of facts about the network's API, checks each request
// against it, and misbehaves when it is told to (DESIGN 6). What the network
// knows and says is each simulator's own.
package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Call is one fact about a network's API: a method and path, and what they take.
// Tests compare these tables with the published descriptions.
type Call struct {
	// Name says what the call is for ("reply"); faults are aimed by it.
	Name string
	// Method and Path; {name} in the path stands for one element, {name...} at
	// its end for the rest.
	Method, Path string
	// Where is a parameter of the address and its value, for networks whose calls
	// share one path; "" none.
	Where [2]string
	// Query are the parameters it may carry in its address, Required those it
	// must (in address or body), Body the keys of its JSON object, form or
	// multipart body. A body of another kind is not looked into.
	Query, Required, Body []string
	// Open calls need no sign-in.
	Open bool
	// Write marks what changes something.
	Write bool
	// Doc names it in the published description (operation id, lexicon, edge).
	Doc string
}

// Request is one request as a simulator sees it, after it was checked.
type Request struct {
	Call   Call
	Vars   map[string]string
	Query  url.Values
	Header http.Header
	// Body as it came; JSON, Form and Files as far as it is one of these.
	Body  []byte
	JSON  map[string]any
	Form  url.Values
	Files map[string][]byte
	// Fault is the one that this answer is to show, when it is one of those that
	// only the simulator can show (Doubled, Disorder, GoneParent, WrongIdentity).
	Fault Fault
	// URL is the server's own address.
	URL string
	// Raw is the HTTP request, its body read.
	Raw *http.Request
}

// Value is a parameter, wherever it came in.
func (q *Request) Value(name string) string {
	if v := q.Query.Get(name); v != "" {
		return v
	}
	if v := q.Form.Get(name); v != "" {
		return v
	}
	switch v := q.JSON[name].(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		raw, _ := json.Marshal(v)
		return string(raw)
	}
}

// match finds the call for a request, and what its path holds.
func match(calls []Call, method string, at *url.URL) (Call, map[string]string, bool) {
	path, query := at.EscapedPath(), at.Query()
	for _, c := range calls {
		if c.Method != method || c.Where[0] != "" && query.Get(c.Where[0]) != c.Where[1] {
			continue
		}
		if vars, ok := fit(c.Path, path); ok {
			return c, vars, true
		}
	}
	return Call{}, nil, false
}

func fit(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	vars := map[string]string{}
	for i, w := range want {
		if strings.HasPrefix(w, "{") && strings.HasSuffix(w, "...}") {
			vars[w[1:len(w)-4]] = strings.Join(have[min(i, len(have)):], "/")
			return vars, len(have) > i
		}
		if i >= len(have) {
			return nil, false
		}
		open, end := strings.Index(w, "{"), strings.Index(w, "}")
		if open < 0 || end < open {
			if w != have[i] {
				return nil, false
			}
			continue
		}
		before, after := w[:open], w[end+1:]
		if !strings.HasPrefix(have[i], before) || !strings.HasSuffix(have[i], after) || len(have[i]) <= len(before)+len(after) {
			return nil, false
		}
		value, err := url.PathUnescape(have[i][len(before) : len(have[i])-len(after)])
		if err != nil {
			return nil, false
		}
		vars[w[open+1:end]] = value
	}
	return vars, len(want) == len(have)
}

// read takes a request apart and says what in it the description doesn't know.
func read(r *http.Request, calls []Call, base string) (*Request, []string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, []string{"the body could not be read"}
	}
	call, vars, ok := match(calls, r.Method, r.URL)
	if !ok {
		return nil, []string{fmt.Sprintf("%s %s is not in the description", r.Method, r.URL.Path)}
	}
	q := &Request{Call: call, Vars: vars, Query: r.URL.Query(), Header: r.Header, Body: body, Form: url.Values{}, URL: base, Raw: r, Files: map[string][]byte{}}
	wrong := q.readBody(r.Header.Get("Content-Type"))
	for name := range q.Query {
		if !slices.Contains(call.Query, name) {
			wrong = append(wrong, fmt.Sprintf("%s: the parameter %s is not in the description", call.Name, name))
		}
	}
	for _, keys := range [][]string{keysOf(q.JSON), keysOf(q.Form), keysOf(q.Files)} {
		for _, name := range keys {
			if !slices.Contains(call.Body, name) {
				wrong = append(wrong, fmt.Sprintf("%s: the field %s is not in the description", call.Name, name))
			}
		}
	}
	for _, name := range call.Required {
		_, file := q.Files[name]
		_, field := q.JSON[name]
		if q.Value(name) == "" && !file && !field && !q.Query.Has(name) {
			wrong = append(wrong, fmt.Sprintf("%s: %s is missing", call.Name, name))
		}
	}
	return q, wrong
}

func (q *Request) readBody(header string) []string {
	if len(q.Body) == 0 {
		return nil
	}
	kind, params, err := mime.ParseMediaType(header)
	if err != nil {
		return []string{q.Call.Name + ": the body has no type"}
	}
	switch kind {
	case "application/json":
		if err := json.Unmarshal(q.Body, &q.JSON); err != nil {
			return []string{q.Call.Name + ": the body is no JSON object"}
		}
	case "application/x-www-form-urlencoded":
		if q.Form, err = url.ParseQuery(string(q.Body)); err != nil {
			return []string{q.Call.Name + ": the form can't be read"}
		}
	case "multipart/form-data":
		return q.readParts(params["boundary"])
	}
	return nil
}

func (q *Request) readParts(boundary string) []string {
	parts := multipart.NewReader(strings.NewReader(string(q.Body)), boundary)
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return []string{q.Call.Name + ": the parts can't be read"}
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return []string{q.Call.Name + ": a part can't be read"}
		}
		if part.FileName() != "" {
			q.Files[part.FormName()] = content
		} else {
			q.Form.Add(part.FormName(), string(content))
		}
	}
}

func keysOf[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
