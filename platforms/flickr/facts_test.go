package flickr_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms/conformance"
	"commsdesk/platforms/flickr/sim"
)

// reflection is Flickr's own description of one method.
type reflection struct {
	Arguments struct {
		Argument []struct {
			Name     string `json:"name"`
			Optional any    `json:"optional"`
			Content  string `json:"_content"`
		} `json:"argument"`
	} `json:"arguments"`
	Errors struct {
		Error []struct {
			Code any `json:"code"`
		} `json:"error"`
	} `json:"errors"`
	Method struct {
		Name          string `json:"name"`
		RequiredPerms any    `json:"requiredperms"`
	} `json:"method"`
}

// descriptions is the folder of Flickr's own descriptions, beside the project.
func descriptions(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			t.Skip("the project's root was not found")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared", "specs", "flickr")
	if !exists(dir) {
		t.Skip("the published descriptions are not here")
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func reflect(t *testing.T, dir, method string) reflection {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, method+".json"))
	if err != nil {
		t.Fatalf("%s is not in the description", method)
	}
	var r reflection
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func asNumber(v any) int {
	switch v := v.(type) {
	case float64:
		return int(v)
	case string:
		n, _ := strconv.Atoi(v)
		return n
	}
	return 0
}

func start() time.Time { return conformance.Start }

// TestCallsAreInTheDescription compares the simulator's facts with Flickr's own
// reflection of each method: its arguments, which of them are needed, and whether
// it writes.
func TestCallsAreInTheDescription(t *testing.T) {
	t.Parallel()
	dir := descriptions(t)
	world, err := sim.New(start)
	if err != nil {
		t.Fatal(err)
	}
	defer world.Server().Close()
	checked := 0
	for _, call := range world.Calls() {
		if call.Doc == "" {
			continue // signing in and uploads are no methods
		}
		checked++
		r := reflect(t, dir, call.Doc)
		if r.Method.Name != call.Doc || call.Where[1] != call.Doc {
			t.Errorf("%s: the description is of %s", call.Name, r.Method.Name)
		}
		var args []string
		for _, a := range r.Arguments.Argument {
			args = append(args, a.Name)
			// OAuth's own key takes the place of api_key.
			if asNumber(a.Optional) == 0 && a.Name != "api_key" && !slices.Contains(call.Required, a.Name) {
				t.Errorf("%s: %s is required", call.Name, a.Name)
			}
		}
		for _, name := range append(slices.Clone(call.Query), call.Body...) {
			if !slices.Contains(args, name) && !slices.Contains(sim.Everywhere, name) {
				t.Errorf("%s: the argument %s is not in the description", call.Name, name)
			}
		}
		if writes := asNumber(r.Method.RequiredPerms) > 1; writes != call.Write || writes != (call.Method == "POST") {
			t.Errorf("%s: it needs the right %v", call.Name, r.Method.RequiredPerms)
		}
	}
	if checked < 13 {
		t.Errorf("only %d calls were compared", checked)
	}
}

// TestExtrasAndErrors: the extras that lists are asked for, and the codes that
// are worded.
func TestExtrasAndErrors(t *testing.T) {
	t.Parallel()
	dir := descriptions(t)
	for _, method := range []string{"flickr.photos.recentlyUpdated", "flickr.people.getPhotos"} {
		for _, a := range reflect(t, dir, method).Arguments.Argument {
			if a.Name != "extras" {
				continue
			}
			for _, extra := range sim.Extras {
				if !strings.Contains(a.Content, "<code>"+extra+"</code>") {
					t.Errorf("%s: the extra %s is not in the description", method, extra)
				}
			}
			for _, extra := range sim.GuessedExtras {
				if strings.Contains(a.Content, "<code>"+extra+"</code>") {
					t.Errorf("%s: the extra %s is described by now and no guess any more", method, extra)
				}
			}
		}
	}
	for method, codes := range map[string][]int{
		"flickr.photos.comments.addComment":    {1, 8, 9, 95, 96, 97, 98, 99, 100, 105, 106, 111, 112, 116},
		"flickr.photos.comments.deleteComment": {1, 2},
		"flickr.photos.comments.getList":       {1},
		"flickr.photos.getInfo":                {1},
		"flickr.photos.delete":                 {1},
	} {
		var have []int
		for _, e := range reflect(t, dir, method).Errors.Error {
			have = append(have, asNumber(e.Code))
		}
		for _, code := range codes {
			if !slices.Contains(have, code) {
				t.Errorf("%s never answers with %d", method, code)
			}
		}
	}
}
