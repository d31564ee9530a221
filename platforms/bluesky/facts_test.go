package bluesky

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"commsdesk/platforms/bluesky/sim"
)

// lexicon is as much of a published description as is compared.
type lexicon struct {
	Defs map[string]definition `json:"defs"`
}

type definition struct {
	Type       string   `json:"type"`
	Required   []string `json:"required"`
	Parameters struct {
		Required   []string              `json:"required"`
		Properties map[string]definition `json:"properties"`
	} `json:"parameters"`
	Input *struct {
		Encoding string     `json:"encoding"`
		Schema   definition `json:"schema"`
	} `json:"input"`
	Errors []struct {
		Name string `json:"name"`
	} `json:"errors"`
	Record       *definition           `json:"record"`
	Properties   map[string]definition `json:"properties"`
	Items        *definition           `json:"items"`
	MaxLength    int                   `json:"maxLength"`
	MaxGraphemes int                   `json:"maxGraphemes"`
	MaxSize      int                   `json:"maxSize"`
	Maximum      int                   `json:"maximum"`
	Refs         []string              `json:"refs"`
}

// lexicons are where the descriptions lie; the test stands aside where they are
// not.
func lexicons(t *testing.T) string {
	t.Helper()
	at, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			break
		}
		if up := filepath.Dir(at); up != at {
			at = up
			continue
		}
		t.Fatal("the module's root was not found")
	}
	dir := filepath.Join(at, "..", "shared", "specs", "bluesky", "lexicons")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the published lexicons are not beside this checkout")
	}
	return dir
}

func readLexicon(t *testing.T, dir, id string) lexicon {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(strings.ReplaceAll(id, ".", "/"))+".json"))
	if err != nil {
		t.Fatalf("%s is in our table and not among the lexicons", id)
	}
	var l lexicon
	if err := json.Unmarshal(raw, &l); err != nil {
		t.Fatal(err)
	}
	return l
}

func same(t *testing.T, what string, ours, theirs []string) {
	t.Helper()
	ours, theirs = slices.Clone(ours), slices.Clone(theirs)
	slices.Sort(ours)
	slices.Sort(theirs)
	if !slices.Equal(ours, theirs) {
		t.Errorf("%s: our table has %q, the lexicon %q", what, ours, theirs)
	}
}

// TestCallsAreAsDescribed compares the simulator's table with the lexicons.
func TestCallsAreAsDescribed(t *testing.T) {
	dir := lexicons(t)
	described := 0
	for _, c := range sim.Calls() {
		if c.Doc == "" {
			continue
		}
		described++
		main := readLexicon(t, dir, c.Doc).Defs["main"]
		if want := map[string]string{"query": "GET", "procedure": "POST"}[main.Type]; want != c.Method {
			t.Errorf("%s is a %s, our table says %s", c.Doc, main.Type, c.Method)
		}
		same(t, c.Doc+" parameters", c.Query, slices.Collect(maps.Keys(main.Parameters.Properties)))
		required := slices.Clone(main.Parameters.Required)
		var body []string
		if main.Input != nil {
			required = append(required, main.Input.Schema.Required...)
			body = slices.Collect(maps.Keys(main.Input.Schema.Properties))
		}
		same(t, c.Doc+" body", c.Body, body)
		same(t, c.Doc+" required", c.Required, required)
	}
	if described < 24 {
		t.Errorf("only %d calls were compared", described)
	}
}

// TestLimitsAreAsDescribed compares the adapter's limits with the lexicons.
func TestLimitsAreAsDescribed(t *testing.T) {
	dir := lexicons(t)
	post := readLexicon(t, dir, postRecords).Defs["main"].Record.Properties
	images := readLexicon(t, dir, typeImages).Defs
	tag := readLexicon(t, dir, "app.bsky.richtext.facet").Defs["tag"].Properties["tag"]
	words := readLexicon(t, dir, "chat.bsky.convo.defs").Defs["messageInput"].Properties["text"]
	for what, pair := range map[string][2]int{
		"graphemes of a post":    {postGraphemes, post["text"].MaxGraphemes},
		"bytes of a post":        {postBytes, post["text"].MaxLength},
		"graphemes of a message": {messageGraphemes, words.MaxGraphemes},
		"bytes of a message":     {messageBytes, words.MaxLength},
		"images":                 {imagesMost, images["main"].Properties["images"].MaxLength},
		"a card's picture":       {thumbBytes, readLexicon(t, dir, typeExternal).Defs["external"].Properties["thumb"].MaxSize},
		"letters of a tag":       {tagRunes, tag.MaxGraphemes},
		"hidden answers":         {hiddenMost, readLexicon(t, dir, gateRecords).Defs["main"].Record.Properties["hiddenReplies"].MaxLength},
		"posts at once":          {postsMost, readLexicon(t, dir, "app.bsky.feed.getPosts").Defs["main"].Parameters.Properties["uris"].MaxLength},
		"profiles at once":       {actorsMost, readLexicon(t, dir, "app.bsky.actor.getProfiles").Defs["main"].Parameters.Properties["actors"].MaxLength},
		"notifications a page":   {pageMost, readLexicon(t, dir, "app.bsky.notification.listNotifications").Defs["main"].Parameters.Properties["limit"].Maximum},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: ours %d, the lexicon %d", what, pair[0], pair[1])
		}
	}
	if most := images["image"].Properties["image"].MaxSize; imageBytes > most {
		t.Errorf("a picture: ours %d, the lexicon %d", imageBytes, most)
	}
}

// TestRecordsAreAsDescribed sees that every field that the adapter writes is one
// of the record's.
func TestRecordsAreAsDescribed(t *testing.T) {
	dir := lexicons(t)
	written := postRecord{Type: postRecords, Text: "a", Facets: []facet{{}}, Reply: &replyRef{}, Embed: &embed{}, Langs: []string{"en"}, CreatedAt: "now"}
	for id, record := range map[string]any{
		postRecords:  written,
		blockRecords: map[string]string{"subject": "", "createdAt": ""},
		gateRecords:  map[string]string{"post": "", "createdAt": "", "hiddenReplies": ""},
	} {
		raw, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(raw, &fields); err != nil {
			t.Fatal(err)
		}
		def := readLexicon(t, dir, id).Defs["main"].Record
		for f := range fields {
			if _, known := def.Properties[f]; !known && f != "$type" {
				t.Errorf("%s has no field %s", id, f)
			}
		}
		for _, f := range def.Required {
			if _, there := fields[f]; !there {
				t.Errorf("%s lacks %s", id, f)
			}
		}
	}
	defs := readLexicon(t, dir, "chat.bsky.convo.defs").Defs
	for _, name := range []string{logCreated, logDeleted, deletedMessage, systemMessage} {
		if _, known := defs[strings.TrimPrefix(name, "chat.bsky.convo.defs#")]; !known {
			t.Errorf("%s is not described", name)
		}
	}
}

// unpublished are names of errors that the server gives and no lexicon lists, as
// a real one answered or as its documentation says.
var unpublished = []string{"AuthMissing", "AuthenticationRequired", "RateLimitExceeded", "RepoNotFound", "AccountDeactivated", "BlobNotFound",
	"InvalidMimeType", "BlobTooLarge", "PayloadTooLarge", "UpstreamFailure", "UpstreamTimeout", "MethodNotImplemented", "XRPCNotSupported",
	"ScopeMissingError", "NotEnoughResources", "InternalServerError", "InvalidRequest"}

// TestErrorsAreKnown sees that each name that is worded exists.
func TestErrorsAreKnown(t *testing.T) {
	dir := lexicons(t)
	named := map[string]bool{}
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || !strings.HasSuffix(path, ".json") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var l struct {
			Defs map[string]struct {
				Errors []struct {
					Name string `json:"name"`
				} `json:"errors"`
			} `json:"defs"`
		}
		if json.Unmarshal(raw, &l) == nil {
			for _, d := range l.Defs {
				for _, e := range d.Errors {
					named[e.Name] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for code, m := range meanings {
		if !named[code] && !slices.Contains(unpublished, code) {
			t.Errorf("no lexicon names the error %s", code)
		}
		if len(m.sentence) < 20 || !strings.HasSuffix(m.sentence, ".") {
			t.Errorf("%s is worded %q", code, m.sentence)
		}
	}
	for _, code := range unpublished {
		if _, worded := meanings[code]; !worded {
			t.Errorf("%s has no words", code)
		}
	}
}
