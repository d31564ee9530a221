package x

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"commsdesk/platforms/x/sim"
)

// spec is what is read of X's description.
type spec struct {
	Paths      map[string]map[string]json.RawMessage
	Components struct {
		Parameters map[string]parameter
		Schemas    map[string]json.RawMessage
	}
}

type parameter struct {
	Ref      string `json:"$ref"`
	Name, In string
	Schema   struct {
		Items struct{ Enum []string }
	}
}

type operation struct {
	OperationID string
	Parameters  []parameter
	RequestBody struct {
		Content map[string]struct{ Schema json.RawMessage }
	}
}

// properties are the keys of a schema's objects, through references and choices.
func (s *spec) properties(raw json.RawMessage) []string {
	var node struct {
		Ref        string `json:"$ref"`
		Properties map[string]json.RawMessage
		AnyOf      []json.RawMessage
		AllOf      []json.RawMessage
	}
	if json.Unmarshal(raw, &node) != nil {
		return nil
	}
	var names []string
	if node.Ref != "" {
		names = s.properties(s.Components.Schemas[node.Ref[strings.LastIndex(node.Ref, "/")+1:]])
	}
	for name := range node.Properties {
		names = append(names, name)
	}
	for _, part := range append(node.AnyOf, node.AllOf...) {
		names = append(names, s.properties(part)...)
	}
	return names
}

// operation finds the operation of a call, whatever its path elements are named.
func (s *spec) operation(t *testing.T, method, path string) (operation, bool) {
	t.Helper()
	plain := func(p string) string {
		parts := strings.Split(p, "/")
		for i := range parts {
			if strings.HasPrefix(parts[i], "{") {
				parts[i] = "{}"
			}
		}
		return strings.Join(parts, "/")
	}
	for p, methods := range s.Paths {
		if plain(p) != plain(path) {
			continue
		}
		raw, ok := methods[strings.ToLower(method)]
		if !ok {
			continue
		}
		var op operation
		if err := json.Unmarshal(raw, &op); err != nil {
			t.Fatal(err)
		}
		for i, q := range op.Parameters {
			if q.Ref != "" {
				op.Parameters[i] = s.Components.Parameters[q.Ref[strings.LastIndex(q.Ref, "/")+1:]]
			}
		}
		return op, true
	}
	return operation{}, false
}

// older gives a name of the newer dialect back its older one.
var older = map[string]string{"post.fields": "tweet.fields", "edit_history_post_ids": "edit_history_tweet_ids", "note_post": "note_tweet",
	"referenced_posts": "referenced_tweets.id", "pinned_post_id": "pinned_tweet_id"}

// TestTableIsTheDescription compares the simulator's facts, in both dialects,
// with X's descriptions that are here: one of the same dialect as it stands, one
// of the other by the names that were changed.
func TestTableIsTheDescription(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(specs(t, "x"), "openapi-*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no description is there (%v)", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s spec
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		speaks := sim.Tweet
		if strings.Contains(string(raw), `"post.fields"`) {
			speaks = sim.Post
		}
		for _, dialect := range []string{sim.Tweet, sim.Post} {
			t.Run(filepath.Base(file)+" and "+dialect, func(t *testing.T) { compareTable(t, &s, speaks, dialect) })
		}
	}
}

func compareTable(t *testing.T, s *spec, speaks, dialect string) {
	name := func(n string) string {
		if speaks == dialect {
			return n
		}
		if speaks == sim.Tweet {
			if o, ok := older[n]; ok {
				return o
			}
			return n
		}
		for newer, o := range older {
			if o == n {
				return newer
			}
		}
		return n
	}
	for _, call := range sim.Table(dialect) {
		if call.Doc == "" {
			continue // the sign-in is not in the description
		}
		op, ok := s.operation(t, call.Method, call.Path)
		if !ok || op.OperationID != call.Doc {
			t.Errorf("%s: %s %s is %q in the description, the table says %q", call.Name, call.Method, call.Path, op.OperationID, call.Doc)
			continue
		}
		var body []string
		for _, content := range op.RequestBody.Content {
			body = append(body, s.properties(content.Schema)...)
		}
		for _, field := range call.Body {
			if !slices.Contains(body, field) {
				t.Errorf("%s: the description has no field %s", call.Name, field)
			}
		}
		for _, query := range call.Query {
			at := slices.IndexFunc(op.Parameters, func(p parameter) bool { return p.Name == name(query) && p.In == "query" })
			if at < 0 {
				t.Errorf("%s: the description has no parameter %s", call.Name, name(query))
				continue
			}
			known := op.Parameters[at].Schema.Items.Enum
			if len(known) == 0 {
				continue
			}
			param := query
			if o, ok := older[query]; ok {
				param = o
			}
			for _, value := range sim.Fields(dialect, call.Name, param) {
				if !slices.Contains(known, name(value)) {
					t.Errorf("%s: %s does not take %s", call.Name, query, name(value))
				}
			}
		}
	}
}
