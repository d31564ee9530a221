package youtube_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"commsdesk/platforms/youtube/sim"
)

// description is what the test reads of Google's discovery document.
type description struct {
	Parameters map[string]any                 `json:"parameters"`
	Schemas    map[string]schema              `json:"schemas"`
	Resources  map[string]map[string]methodOf `json:"resources"`
}

type methodOf map[string]method

type schema struct {
	Properties map[string]struct {
		Ref  string   `json:"$ref"`
		Enum []string `json:"enum"`
	} `json:"properties"`
}

type method struct {
	ID, HTTPMethod, Path string
	Scopes               []string
	Parameters           map[string]struct {
		Required         bool
		Enum             []string
		Maximum, Minimum string
	}
	Request struct {
		Ref string `json:"$ref"`
	}
	MediaUpload *struct {
		Protocols struct {
			Simple struct{ Path string }
		}
	}
}

// discovery reads the document that comes with the library.
func discovery(t *testing.T) description {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Skip("the library's own files are not here, so its description can't be read")
	}
	raw, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "youtube", "v3", "youtube-api.json"))
	if err != nil {
		t.Skip("the library came without its description")
	}
	var d description
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestCallsAreInTheDescription compares the simulator's facts with the discovery
// document: method, path, parameters, required ones, fields of bodies, and that
// the one right that we ask for is enough.
func TestCallsAreInTheDescription(t *testing.T) {
	t.Parallel()
	d := discovery(t)
	methods := map[string]method{}
	for _, resource := range d.Resources {
		for _, m := range resource["methods"] {
			methods[m.ID] = m
		}
	}
	world, _ := sim.New(subjectClock)
	defer world.Server().Close()
	checked := 0
	for _, call := range world.Calls() {
		if call.Doc == "" {
			continue // the sign-in and the pieces of an upload are no part of it
		}
		checked++
		m, ok := methods[call.Doc]
		if !ok {
			t.Errorf("%s: %s is not in the description", call.Name, call.Doc)
			continue
		}
		path := "/" + m.Path
		if call.Name == sim.OpenUpload {
			path = m.MediaUpload.Protocols.Simple.Path
		}
		if call.Method != m.HTTPMethod || call.Path != path {
			t.Errorf("%s: %s %s, the description says %s %s", call.Name, call.Method, call.Path, m.HTTPMethod, path)
		}
		for _, name := range call.Query {
			if _, own := m.Parameters[name]; !own && d.Parameters[name] == nil {
				t.Errorf("%s: the parameter %s is not in the description", call.Name, name)
			}
		}
		for name, p := range m.Parameters {
			if p.Required && !slices.Contains(call.Required, name) {
				t.Errorf("%s: %s is required", call.Name, name)
			}
		}
		for _, name := range call.Body {
			if _, ok := d.Schemas[m.Request.Ref].Properties[name]; !ok {
				t.Errorf("%s: %s has no field %s", call.Name, m.Request.Ref, name)
			}
		}
		if !slices.Contains(m.Scopes, "https://www.googleapis.com/auth/youtube.force-ssl") {
			t.Errorf("%s: the right youtube.force-ssl is not enough", call.Name)
		}
	}
	if checked < 11 {
		t.Errorf("only %d calls were compared", checked)
	}
	for name, fields := range sim.BodyFields {
		for _, field := range fields {
			if _, ok := d.Schemas[name].Properties[field]; !ok {
				t.Errorf("%s has no field %s", name, field)
			}
		}
	}
}

// TestAnswersAreInTheDescription compares what the simulator answers with the
// schemas: no field is made up.
func TestAnswersAreInTheDescription(t *testing.T) {
	t.Parallel()
	d := discovery(t)
	fields := map[string][]string{
		"Comment":       {"kind", "id", "snippet"},
		"CommentThread": {"kind", "id", "snippet", "replies"},
		"CommentSnippet": {"channelId", "textDisplay", "textOriginal", "authorDisplayName", "authorChannelId", "authorChannelUrl", "canRate", "viewerRating",
			"likeCount", "publishedAt", "updatedAt", "parentId", "videoId", "moderationStatus"},
		"CommentThreadSnippet":       {"channelId", "videoId", "topLevelComment", "canReply", "totalReplyCount", "isPublic"},
		"Video":                      {"kind", "id", "snippet", "statistics", "status"},
		"VideoSnippet":               {"publishedAt", "channelId", "title", "description", "categoryId"},
		"VideoStatistics":            {"viewCount", "likeCount", "commentCount"},
		"VideoStatus":                {"uploadStatus", "privacyStatus", "publishAt"},
		"ChannelStatistics":          {"viewCount", "videoCount", "hiddenSubscriberCount", "subscriberCount"},
		"PlaylistItemSnippet":        {"publishedAt", "channelId", "title", "description"},
		"PlaylistItemContentDetails": {"videoId", "videoPublishedAt"},
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, field := range fields[name] {
			if _, ok := d.Schemas[name].Properties[field]; !ok {
				t.Errorf("%s has no field %s", name, field)
			}
		}
	}
	states := d.Schemas["CommentSnippet"].Properties["moderationStatus"].Enum
	for _, state := range []string{"published", "heldForReview", "likelySpam", "rejected"} {
		if !slices.Contains(states, state) {
			t.Errorf("a comment is never %s", state)
		}
	}
	threads := d.Resources["commentThreads"]["methods"]["list"].Parameters["maxResults"]
	if threads.Maximum != "100" {
		t.Errorf("a page of threads holds %s", threads.Maximum)
	}
}
