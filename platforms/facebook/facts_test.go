package facebook_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"commsdesk/platforms/facebook/sim"
)

// description is one of Meta's machine-readable nodes.
type description struct {
	Fields []struct{ Name string }
	APIs   []struct {
		Method, Endpoint, Name string
		Params                 []struct{ Name string }
	}
}

// described reads the description of a node; without the descriptions the test is
// skipped.
func described(t *testing.T, node string) description {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("no module above this folder")
		}
		folder = filepath.Dir(folder)
	}
	raw, err := os.ReadFile(filepath.Join(filepath.Dir(folder), "shared", "specs", "meta", node+".json"))
	if os.IsNotExist(err) {
		t.Skip("Meta's descriptions are not on this computer")
	}
	if err != nil {
		t.Fatal(err)
	}
	var d description
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// call finds a call by method and edge.
func (d description) call(method, edge string) (params []string, ok bool) {
	for _, api := range d.APIs {
		if api.Method == method && api.Endpoint == edge {
			for _, p := range api.Params {
				params = append(params, p.Name)
			}
			return params, true
		}
	}
	return nil, false
}

// TestFieldsAreMetas compares the fields of the table with the descriptions.
func TestFieldsAreMetas(t *testing.T) {
	compared := 0
	for name, node := range sim.Nodes() {
		if node.Doc == "" {
			continue
		}
		d := described(t, node.Doc)
		var fields []string
		for _, f := range d.Fields {
			fields = append(fields, f.Name)
		}
		asked := slices.Clone(node.Fields)
		for inner := range node.Inner {
			asked = append(asked, inner)
		}
		for _, f := range asked {
			compared++
			_, edge := d.call("GET", f)
			// A conversation's participants and messages are fields and edges by turns.
			if !slices.Contains(fields, f) && !edge {
				t.Errorf("%s has no field and no edge %s", name, f)
			}
		}
		for _, f := range node.Extra {
			if slices.Contains(fields, f) {
				t.Errorf("%s.%s is described after all: it belongs among the fields", name, f)
			}
		}
	}
	if compared < 40 {
		t.Errorf("only %d fields were compared", compared)
	}
}

// TestCallsAreMetas compares the calls of the table with the descriptions.
func TestCallsAreMetas(t *testing.T) {
	for _, c := range sim.Calls() {
		if c.Doc == "" {
			continue
		}
		node, edge, _ := strings.Cut(c.Doc, "/")
		params, ok := described(t, node).call(c.Method, edge)
		if !ok {
			t.Errorf("%s: %s has no %s %s", c.Name, node, c.Method, edge)
			continue
		}
		for _, name := range append(slices.Clone(c.Query), c.Body...) {
			if !slices.Contains(params, name) && !slices.Contains(sim.General(), name) {
				t.Errorf("%s: %s %s takes no %s", c.Name, c.Method, c.Doc, name)
			}
		}
	}
}

// TestEveryFactIsUsed does all that the adapter can: no call of the table stands
// there unused.
func TestEveryFactIsUsed(t *testing.T) {
	d := open(t)
	everything(t, d)
	counts := d.page.Server().Counts()
	for _, c := range sim.Calls() {
		if counts[c.Name] == 0 {
			t.Errorf("the fact %q is never used", c.Name)
		}
	}
}
