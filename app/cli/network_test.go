package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/data/secret/servicetest"
	"commsdesk/platforms"
	"commsdesk/platforms/all"
	bluesky "commsdesk/platforms/bluesky/sim"
	facebook "commsdesk/platforms/facebook/sim"
	flickr "commsdesk/platforms/flickr/sim"
	instagram "commsdesk/platforms/instagram/sim"
	linkedin "commsdesk/platforms/linkedin/sim"
	mastodon "commsdesk/platforms/mastodon/sim"
	"commsdesk/platforms/simulator"
	threads "commsdesk/platforms/threads/sim"
	x "commsdesk/platforms/x/sim"
	youtube "commsdesk/platforms/youtube/sim"
)

// network is a simulated network as these tests use it.
type network struct {
	name  string
	world func(platforms.Clock) (simulator.World, error)
	// set are settings beside those of the world.
	set map[string]string
	// browser: signing in goes through the network's page.
	browser bool
	// private: residents can write, and we answer, in private.
	private bool
	// can are the measures that the network has.
	can []string
	// reply and message are the simulator's names of the calls that make an answer
	// and a private one.
	reply, message string
	// proves: an answer whose fate is not known is found again when it is there;
	// absence: it is known when it is not.
	proves, absence bool
}

// networks are those of the command line's proof, each by the way of signing in
// that needs no fixed port of this PC.
func networks() []network {
	return []network{
		{name: "x", world: func(c platforms.Clock) (simulator.World, error) { return x.With(c, x.Options{Keys: true}) },
			private: true, can: []string{"hide", "unhide", "mute", "unmute", "block", "unblock"}, reply: "create", message: "send dm", proves: true},
		{name: "facebook", world: func(c platforms.Clock) (simulator.World, error) { return facebook.New(c) },
			private: true, can: []string{"hide", "unhide", "block", "unblock", "delete"}, reply: "reply", message: "message", proves: true},
		{name: "instagram", world: func(c platforms.Clock) (simulator.World, error) { return instagram.New(c) },
			private: true, can: []string{"hide", "unhide", "block", "unblock", "delete"}, reply: "reply", message: "message", proves: true},
		{name: "youtube", world: func(c platforms.Clock) (simulator.World, error) { return youtube.New(c) },
			browser: true, can: []string{"hide", "unhide", "delete", "block"}, reply: youtube.Reply, proves: true},
		{name: "linkedin", world: func(c platforms.Clock) (simulator.World, error) { return linkedin.New(c) },
			set: map[string]string{"sign_in": "pkce"}, browser: true, can: []string{"delete"}, reply: "reply", proves: true},
		{name: "flickr", world: func(c platforms.Clock) (simulator.World, error) { return flickr.New(c) },
			browser: true, can: []string{"delete"}, reply: flickr.Reply, proves: true},
		{name: "bluesky", world: func(c platforms.Clock) (simulator.World, error) { return bluesky.New(c) },
			private: true, can: []string{"hide", "unhide", "mute", "unmute", "block", "unblock"}, reply: "createRecord", message: "sendMessage", proves: true, absence: true},
		{name: "mastodon", world: func(c platforms.Clock) (simulator.World, error) {
			w, err := mastodon.New(c)
			if err == nil {
				w.Limit = 1_000_000 // a day's work in a few seconds
			}
			return w, err
		},
			private: true, can: []string{"mute", "unmute", "block", "unblock"}, reply: mastodon.Publish, message: mastodon.Publish, proves: true},
		{name: "threads", world: func(c platforms.Clock) (simulator.World, error) { return threads.New(c) },
			can: []string{"hide", "unhide"}, reply: "publish", proves: true},
	}
}

// described is what the program says of a network.
func (n network) described(t testing.TB) platforms.Network {
	t.Helper()
	for _, d := range all.Networks() {
		if d.Name == n.name {
			return d
		}
	}
	t.Fatalf("the program has no network %s", n.name)
	return platforms.Network{}
}

// open starts the network until the test ends, which fails when the program asked
// for something that the network's description doesn't know.
func (n network) open(t testing.TB) simulator.World {
	t.Helper()
	w, err := n.world(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, v := range w.Server().Violations() {
			t.Errorf("%s: a request that the description doesn't know: %s", n.name, v)
		}
		w.Server().Close()
		if c, ok := w.(interface{ Close() }); ok {
			c.Close()
		}
	})
	return w
}

// newDesk is an office without a mailbox: its PC with a password store, and a
// workspace that nothing has touched yet. Its program has no race detector, which
// would make a thousand runs of it ten times as long; the adapters' own tests have.
func newDesk(t testing.TB) *office {
	t.Helper()
	o := &office{t: t, binary: quickProgram(t), cwd: t.TempDir()}
	o.dir = filepath.Join(o.cwd, "desk")
	o.keys = servicetest.Start(t, servicetest.Options{Kind: servicetest.Unlocked})
	o.env = append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", quickEnd}, o.keys.Env()...)
	return o
}

// addition is a `channel add` of the network's account: its arguments, and what
// it reads on standard input.
func (n network) addition(t testing.TB, w simulator.World) (args []string, input string) {
	t.Helper()
	settings := w.Config()
	maps.Copy(settings, n.set)
	args = []string{"channel", "add", n.name}
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		switch key {
		case "server", "identity":
			args = append(args, "--"+key, settings[key])
		default:
			args = append(args, "--set", key+"="+settings[key])
		}
	}
	secrets := w.Secrets()
	for _, f := range n.described(t).Secrets {
		if v := secrets[f.Key]; v != "" && settings["sign_in"] != "pkce" {
			input += f.Key + "=" + v + "\n"
		}
	}
	if input != "" {
		args = append(args, "--secret-stdin")
	}
	if n.browser {
		args = append(args, "--browser")
	}
	return args, input
}

// connected is a channel as commands print it.
type connected struct {
	ID, Network, Account, Identity, Name, Health, Why string
	LastInbound                                       *time.Time `json:"last_inbound"`
	Gaps                                              []struct{ Expected, Fetched int }
	There, Here                                       int
}

// join connects an account.
func (o *office) join(n network, w simulator.World) connected {
	o.t.Helper()
	args, input := n.addition(o.t, w)
	return read[connected](o.enter(w, input, args...).ok())
}

func (o *office) channels() []connected {
	o.t.Helper()
	return read[[]connected](o.run("channels").ok())
}

// enter is feed for commands that may open the network's sign-in page, through
// which the officer goes at once.
func (o *office) enter(w simulator.World, input string, args ...string) result {
	o.t.Helper()
	if !slices.Contains(args, "--browser") {
		return o.feed(input, args...)
	}
	return o.converse(input, func(ctx context.Context, page string) (string, error) {
		return "", throughThePage(ctx, w, page)
	}, args...)
}

// converse runs a command that opens a page, at which visit looks; what it returns
// is typed then.
func (o *office) converse(input string, visit func(ctx context.Context, page string) (typed string, err error), args ...string) result {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	args = append([]string{"--json"}, args...)
	cmd := o.command(ctx, o.binary, args)
	typed, err := cmd.StdinPipe()
	if err != nil {
		o.t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd.Stdout = &out
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err == nil {
		_, err = io.WriteString(typed, input)
	}
	if err == nil && !slices.Contains(args, "--code") {
		err = typed.Close()
	}
	if err != nil {
		o.t.Fatal(err)
	}
	for lines := bufio.NewScanner(io.TeeReader(said, &errs)); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "http") {
			words, err := visit(ctx, lines.Text())
			if err != nil {
				o.t.Errorf("the sign-in page: %v", err)
				cancel()
			}
			_, _ = io.WriteString(typed, words) // what it says then is looked at
		}
	}
	_ = cmd.Wait() // the code says how it ended
	r := result{t: o.t, args: args, code: cmd.ProcessState.ExitCode(), out: out.String(), err: errs.String()}
	o.keep(r)
	return r
}

// throughThePage is the officer in the browser, who says yes.
func throughThePage(ctx context.Context, w simulator.World, page string) error {
	if l, ok := w.(*linkedin.World); ok { // its page is no call of its interface
		u, err := url.Parse(page)
		if err != nil {
			return err
		}
		q := u.Query()
		page = q.Get("redirect_uri") + "?" + url.Values{"code": {l.Consent(q.Get("code_challenge"))}, "state": {q.Get("state")}}.Encode()
	}
	_, err := fetch(ctx, page)
	return err
}

// fetch is what a page shows.
func fetch(ctx context.Context, page string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("it ended with %s", answer.Status)
	}
	words, err := io.ReadAll(answer.Body)
	return string(words), err
}

// Residents, all invented.
var (
	amina  = platforms.Person{ID: "1001", Name: "Amina Sall", Handle: "amina.sall"}
	bertie = platforms.Person{ID: "1002", Name: "Bertie Marsh", Handle: "bertie.marsh"}
	cerys  = platforms.Person{ID: "1003", Name: "Cerys Vaughan", Handle: "cerys.vaughan"}
	dylan  = platforms.Person{ID: "1004", Name: "Dylan Frost", Handle: "dylan.frost"}
)

// asks lets a resident write under a new post of ours and gives the item's id.
func asks(t testing.TB, w simulator.World, by platforms.Person, text string, at time.Time) string {
	t.Helper()
	id := w.Comment(by, w.Post("Garden waste is collected from Monday on", at.Add(-time.Minute)), text, at)
	if id == "" {
		t.Fatal("the simulator takes no comment")
	}
	return id
}

// rowOf is the row of the queue in which somebody wrote those words.
func (o *office) rowOf(words string) row {
	o.t.Helper()
	rows := read[[]row](o.run("queue", "--all").ok())
	for _, r := range rows {
		if slices.ContainsFunc(o.show(r.ID).Messages, func(m message) bool { return m.Direction == "in" && strings.Contains(m.Text, words) }) {
			return r
		}
	}
	o.t.Fatalf("nobody wrote %q: %+v", words, rows)
	return row{}
}

// ours are the answers that a network accepted to an item, private ones apart.
func ours(w simulator.World, text string) (n int) {
	for _, a := range w.Ours() {
		if strings.Contains(a.Text, text) {
			n++
		}
	}
	return n
}

// neighbour is one of many residents.
func neighbour(n int) platforms.Person {
	return platforms.Person{ID: fmt.Sprint(2000 + n), Name: fmt.Sprintf("Neighbour %d", n), Handle: fmt.Sprintf("neighbour.%d", n)}
}
