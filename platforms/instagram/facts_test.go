package instagram_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/instagram/sim"
	"commsdesk/platforms/simulator"
)

// node is one object of Meta's description.
type node struct {
	Fields []struct {
		Name string `json:"name"`
	} `json:"fields"`
	APIs []struct {
		Method   string `json:"method"`
		Endpoint string `json:"endpoint"`
		Name     string `json:"name"`
		Params   []struct {
			Name string `json:"name"`
		} `json:"params"`
	} `json:"apis"`
}

// description reads a node of Meta's description, where it is present.
func description(t *testing.T, name string) node {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("the module has no root")
		}
		dir = filepath.Dir(dir)
	}
	file := filepath.Join(dir, "..", "shared", "specs", "meta", name+".json")
	raw, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		t.Skip("Meta's description is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	var n node
	if err := json.Unmarshal(raw, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// beyond are parameters that Meta's pages name and its description leaves out:
// paging and fields of every edge, and the resumable upload's.
var beyond = []string{"fields", "limit", "after", "before", "appsecret_proof", "since", "until"}

// TestTheTableIsMetas compares the simulator's calls with Meta's description.
func TestTheTableIsMetas(t *testing.T) {
	for _, start := range []func(platforms.Clock) (*sim.World, error){sim.New, sim.NewLogin} {
		w, err := start(noon)
		if err != nil {
			t.Fatal(err)
		}
		w.Server().Close()
		for _, c := range w.Calls() {
			if c.Doc == "" {
				continue
			}
			t.Run(string(w.Route)+"."+c.Name, func(t *testing.T) { compare(t, c) })
		}
	}
}

func compare(t *testing.T, c simulator.Call) {
	name, edge, _ := strings.Cut(c.Doc, "/")
	n := description(t, name)
	for _, api := range n.APIs {
		if api.Method != c.Method || api.Endpoint != edge && api.Name != edge {
			continue
		}
		var known []string
		for _, p := range api.Params {
			known = append(known, p.Name)
		}
		for _, p := range slices.Concat(c.Query, c.Body) {
			if !slices.Contains(known, p) && !slices.Contains(beyond, p) {
				t.Errorf("%s has no parameter %s there", c.Doc, p)
			}
		}
		return
	}
	t.Errorf("%s %s is not in the description", c.Method, c.Doc)
}

// TestTheFieldsAreMetas compares the fields of the simulator's nodes.
func TestTheFieldsAreMetas(t *testing.T) {
	// access_token and tasks belong to a Page as /me/accounts gives it; follows_count
	// is in one description of an account alone.
	more := map[string][]string{"Page": {"access_token", "tasks"}}
	for name, fields := range sim.Fields {
		n := description(t, name)
		var known []string
		for _, f := range n.Fields {
			known = append(known, f.Name)
		}
		for _, f := range fields {
			if !slices.Contains(known, f) && !slices.Contains(more[name], f) {
				t.Errorf("%s has no field %s", name, f)
			}
		}
	}
}
