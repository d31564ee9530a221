package x_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/x"
	"commsdesk/platforms/x/sim"
)

// prismTime is how long the validator may take to read X's description.
const prismTime = time.Minute

// absent skips for want of a program, or fails where peers are wanted.
func absent(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("COMMSDESK_PEERS") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// prism starts a validator that nobody here wrote on X's own description, and
// returns its address. Its answers are unreal; what it says about requests counts.
func prism(t *testing.T, description string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		absent(t, "this machine has no folder for caches, so no validator is looked for")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		absent(t, "no Node on this machine, so no validator of requests (make peers)")
	}
	program := filepath.Join(cache, "commsdesk", "prism", "node_modules", "@stoplight", "prism-cli", "dist", "index.js")
	if _, err := os.Stat(program); err != nil {
		absent(t, "the validator of requests is not installed (make peers)")
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	_ = l.Close()
	// It ends with its input, so that it does not outlive a test that is killed.
	command := exec.Command("sh", "-c", `"$@" </dev/null & cat >/dev/null; kill $!; wait $!`, "sh", node, program, "mock", "-h", "127.0.0.1", "-p", port, description)
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = input.Close()
		_ = command.Wait() // it was told to end
	})
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(said)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "is listening on") {
				ready <- true
				break
			}
		}
		_, _ = io.Copy(io.Discard, said)
		close(ready)
	}()
	select {
	case up := <-ready:
		if !up {
			t.Fatal("the validator ended at once")
		}
	case <-time.After(prismTime):
		t.Fatal("the validator was not ready in time")
	}
	return "http://127.0.0.1:" + port
}

// request is one that the adapter made, as it went out.
type request struct {
	call, method, uri, kind string
	body                    []byte
}

// recorder keeps each request once.
type recorder struct {
	mu   sync.Mutex
	all  []request
	have map[string]bool
}

func (r *recorder) see(q *simulator.Request) {
	if q.Call.Doc == "" {
		return // the sign-in is not in the description
	}
	one := request{call: q.Call.Name, method: q.Raw.Method, uri: q.Raw.URL.RequestURI(), kind: q.Header.Get("Content-Type"), body: slices.Clone(q.Body)}
	kind, _, _ := strings.Cut(one.kind, ";")
	content := string(one.body)
	if kind != "application/json" {
		content = ""
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if key := one.method + " " + one.uri + " " + kind + " " + content; !r.have[key] {
		r.have[key] = true
		r.all = append(r.all, one)
	}
}

// undecidable is what the validator finds amiss in every form with a piece of a
// film: the description takes its number as a number or as a text of digits but
// not as both, and in a form it is both; and it takes the piece as bytes or as
// Base64, by which a form's bytes are judged too where they look like text.
var undecidable = []string{"Request body property segment_index must match exactly one schema in oneOf", "Request body must match a schema in anyOf",
	`Request body property media must match pattern "^[\w\d+\/=]*$"`, `Request body property media must match format "byte"`}

// violations are what the validator finds amiss in a request.
func violations(t *testing.T, base string, r request) []string {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), r.method, base+r.uri, bytes.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer any")
	if r.kind != "" {
		q.Header.Set("Content-Type", r.kind)
	}
	res, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, _ := io.ReadAll(res.Body)
	var found []struct {
		Location []string
		Message  string
	}
	if header := res.Header.Get("Sl-Violations"); header != "" {
		if err := json.Unmarshal([]byte(header), &found); err != nil {
			t.Fatalf("the validator's answer can't be read: %v", err)
		}
	}
	var out []string
	for _, f := range found {
		if len(f.Location) > 0 && f.Location[0] == "request" {
			out = append(out, f.Message)
		}
	}
	// Unknown addresses and sign-ins of the wrong kind come without that header.
	if len(out) == 0 && res.StatusCode >= http.StatusBadRequest && bytes.Contains(raw, []byte("stoplight.io/prism/errors")) {
		out = append(out, string(raw[:min(len(raw), 300)]))
	}
	return out
}

// further plays what the suite has no scene for: a film, private messages to
// somebody new and to a group, and taking one back.
func further(t *testing.T, o sim.Options, r *recorder) {
	d := open(t, o, nil)
	d.world.Server().Observe(r.see)
	var waited time.Duration
	d.a.Hurry(&waited)
	film := bytes.Repeat([]byte("film"), 700_000)
	if _, got := d.send(platforms.Outgoing{Text: "The new bridge", Post: &platforms.Post{Media: []platforms.Media{mediaOf("video/mp4", film, "A bridge")}}}); got.Verdict != platforms.Accepted {
		t.Errorf("the film: %+v", got)
	}
	asked := d.world.Comment(amina, "", "My tax bill is wrong", start.Add(-time.Hour))
	wrote := d.world.Message(bertie, "Can you call me?", start.Add(-time.Hour))
	d.pull()
	out := d.answer(asked, "Please tell us your account number here. ^GM")
	out.Private = true
	sealed, got := d.send(out)
	if proof, err := d.a.Prove(t.Context(), sealed, start); err != nil || !proof.Live {
		t.Errorf("the private message: %+v, %+v (%v)", got, proof, err)
	}
	if err := d.a.Withdraw(t.Context(), got.RemoteID); err != nil {
		t.Errorf("taking it back: %v", err)
	}
	it := d.item(wrote)
	if _, err := d.a.Thread(t.Context(), platforms.Target{ID: it.RemoteID, Root: it.ThreadRoot, Private: true, From: it.From}); err != nil {
		t.Errorf("the conversation: %v", err)
	}
	// The simulated X has no groups; what is asked for is what counts.
	group := d.answer(wrote, "To all of you. ^GM")
	group.ReplyTo.Root = "1512210732774948865"
	_, _ = d.send(group)
}

// TestRealDescription replays every request of the conformance suite to a
// validator of X's own description.
func TestRealDescription(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(x.Specs(t, "x"), "openapi-*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("X's description is not on this machine")
	}
	for _, file := range files {
		base := prism(t, file)
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		o := sim.Options{Dialect: sim.Tweet}
		if bytes.Contains(raw, []byte(`"post.fields"`)) {
			o.Dialect = sim.Post
		}
		if found := violations(t, base, request{method: http.MethodGet, uri: "/2/tweets?ids=no-number"}); len(found) == 0 {
			t.Fatal("the validator finds nothing amiss in a wrong request")
		}
		r := &recorder{have: map[string]bool{}}
		s := subject(o)
		s.World = func(clock platforms.Clock) (simulator.World, error) {
			w, err := sim.With(clock, o)
			if err == nil {
				w.Server().Observe(r.see)
			}
			return w, err
		}
		t.Run("scenes", func(t *testing.T) { conformance.Run(t, s) })
		t.Run("further scenes", func(t *testing.T) { further(t, o, r) })
		calls := map[string]int{}
		for _, one := range r.all {
			calls[one.call]++
			for _, found := range violations(t, base, one) {
				if one.call == "append" && slices.Contains(undecidable, found) {
					continue
				}
				t.Errorf("%s: %s %s: %s", one.call, one.method, one.uri, found)
			}
		}
		for _, c := range sim.Table(o.Dialect) {
			if c.Doc != "" && calls[c.Name] == 0 {
				t.Errorf("%s is in no scene", c.Name)
			}
		}
		t.Logf("%d different requests of %d calls", len(r.all), len(calls))
	}
}
