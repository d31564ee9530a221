package threads_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"commsdesk/platforms/threads/sim"
)

// collection is Meta's Postman collection as far as it is compared.
type collection struct {
	Item     []entry `json:"item"`
	Variable []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"variable"`
}

type entry struct {
	Name    string  `json:"name"`
	Item    []entry `json:"item"`
	Request *struct {
		Method string          `json:"method"`
		URL    json.RawMessage `json:"url"`
	} `json:"request"`
}

// described is one request of the collection.
type described struct {
	method, path string
	params       map[string]bool
}

func description(t *testing.T) (map[string]described, map[string]string) {
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
	raw, err := os.ReadFile(filepath.Join(dir, "..", "shared", "specs", "threads", "threads-api.postman_collection.json"))
	if os.IsNotExist(err) {
		t.Skip("Meta's collection is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	var c collection
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	found, vars := map[string]described{}, map[string]string{}
	gather(t, c.Item, found)
	for _, v := range c.Variable {
		vars[v.Key] = v.Value
	}
	return found, vars
}

// gather collects requests by name; what one form of a post takes, posts take.
func gather(t *testing.T, entries []entry, found map[string]described) {
	t.Helper()
	for _, e := range entries {
		gather(t, e.Item, found)
		if e.Request == nil {
			continue
		}
		var u struct {
			Raw   string `json:"raw"`
			Query []struct {
				Key string `json:"key"`
			} `json:"query"`
		}
		if json.Unmarshal(e.Request.URL, &u) != nil {
			if err := json.Unmarshal(e.Request.URL, &u.Raw); err != nil {
				t.Fatal(err)
			}
		}
		path, _, _ := strings.Cut(strings.TrimPrefix(u.Raw, "{{api_host}}"), "?")
		d, ok := found[e.Name]
		if !ok {
			d = described{method: e.Request.Method, path: strings.TrimSuffix(path, "/"), params: map[string]bool{}}
		}
		for _, q := range u.Query {
			d.params[q.Key] = true
		}
		found[e.Name] = d
	}
}

// containers are the requests that make a container of each kind.
var containers = []string{"1.1 Create Text Container", "1.2 Create Image Container", "1.3 Create Video Container", "1.1 Create an Image Item Container",
	"1.2 Create a Video Item Container", "2. Create a Carousel Container"}

// beyond are parameters that Meta's pages name and its collection leaves out: it
// adds the access key by itself, and pages work alike on every list.
var beyond = []string{"access_token", "limit", "before", "after", "since", "until", "fields"}

var variable = regexp.MustCompile(`\{\{?\w+\}?\}`)

// TestTheTableIsMetas compares the simulator's calls with Meta's collection.
func TestTheTableIsMetas(t *testing.T) {
	w, err := sim.New(noon)
	if err != nil {
		t.Fatal(err)
	}
	w.Server().Close()
	found, _ := description(t)
	for _, c := range w.Calls() {
		if c.Doc == "" {
			continue
		}
		d, ok := found[c.Doc]
		if !ok {
			t.Errorf("%s is not in the collection", c.Doc)
			continue
		}
		path := variable.ReplaceAllString(strings.TrimPrefix(c.Path, "/v1.0"), "*")
		if c.Method != d.method || path != variable.ReplaceAllString(d.path, "*") {
			t.Errorf("%s is %s %s there, not %s %s", c.Doc, d.method, d.path, c.Method, c.Path)
		}
		known := d.params
		if c.Name == "container" {
			known = map[string]bool{}
			for _, name := range containers {
				for p := range found[name].params {
					known[p] = true
				}
			}
		}
		for _, p := range slices.Concat(c.Query, c.Body) {
			if !known[p] && !slices.Contains(beyond, p) {
				t.Errorf("%s has no parameter %s there", c.Doc, p)
			}
		}
	}
}

// TestTheFieldsAreMetas compares the fields of posts, profile, container and
// quota, and the rights that a sign-in asks for.
func TestTheFieldsAreMetas(t *testing.T) {
	_, vars := description(t)
	for name, fields := range sim.Fields {
		known := strings.Split(vars["fields_"+name], ",")
		for _, f := range fields {
			if !slices.Contains(known, f) {
				t.Errorf("%s has no field %s", name, f)
			}
		}
	}
	d := open(t, nil)
	page, err := d.a.Authorize(t.Context(), "http://127.0.0.1:17841/threads", "s", "v")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range strings.Split(u.Query().Get("scope"), ",") {
		if !slices.Contains(strings.Split(vars["scope"], ","), s) {
			t.Errorf("there is no right %s", s)
		}
	}
}
