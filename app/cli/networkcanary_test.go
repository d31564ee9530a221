package cli_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/data/secret/canary"
	"commsdesk/platforms/simulator"
)

// TestNoTokenLeaks goes through a story on every network, with wrong secrets, faults and a kill in
// the middle of a send, then looks for everything that signs in there wherever the program wrote or
// showed something: what was typed, what the network issued, what the password store keeps.
func TestNoTokenLeaks(t *testing.T) {
	t.Parallel()
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			o, w := newDesk(t), n.open(t)
			birds := o.wrongBirds(t, n, w)
			o.join(n, w)
			asks(t, w, amina, "Is my street in it?", ago(2*time.Minute))
			o.sync()
			c := o.channels()[0]
			id := o.queue()[0].ID
			for _, fault := range []simulator.Fault{simulator.Expired, simulator.Revoked, simulator.FailAfter, simulator.Cut, simulator.RateLimited} {
				w.Server().Inject(fault, "", -1)
				o.run("sync", "--once").exits(failed)
				o.run("channel", "test", c.ID).exits(failed)
				w.Server().Calm()
			}
			w.Server().Inject(simulator.Revoked, n.reply, 1)
			o.run("reply", id, "--officer", "GM", "--text", "Not in this street.").exits(failed)
			o.sync()
			o.run("channel", "test", c.ID).ok()
			o.run("backup", filepath.Join(o.cwd, "copy.db")).ok()
			birds = append(birds, o.tokens(t, n, w)...)
			o.killedWhileItSends(t, n, w, birds)
			birds = append(birds, o.tokens(t, n, w)...)
			for _, b := range birds {
				hits, err := b.scan.Paths(o.cwd, o.home())
				if err != nil {
					t.Fatal(err)
				}
				b.none(t, hits)
				if hits, err = b.scan.Reader("what was printed", strings.NewReader(withoutPages(o.printed.String()))); err != nil {
					t.Fatal(err)
				}
				b.none(t, hits)
				b.isFound(t, o.cwd)
			}
		})
	}
}

// wrongBirds tries to connect with secrets that are wrong and can't be mistaken.
func (o *office) wrongBirds(t *testing.T, n network, w simulator.World) (birds []bird) {
	args, input := n.addition(t, w)
	if input == "" {
		return nil
	}
	wrong := ""
	for line := range strings.Lines(input) {
		key, _, _ := strings.Cut(line, "=")
		b := newBird(t, "a wrong "+key)
		birds = append(birds, b)
		wrong += key + "=" + b.secret + "\n"
	}
	o.enter(w, wrong, args...).exits(failed)
	return birds
}

// killedWhileItSends stops the program in the middle of a send, looks into the process list, and
// kills it there: the write-ahead file is not tidied up.
func (o *office) killedWhileItSends(t *testing.T, n network, w simulator.World, birds []bird) {
	asks(t, w, bertie, "What about brown bins?", ago(time.Minute))
	o.sync()
	w.Server().Inject(simulator.HangAfter, n.reply, 1)
	p := o.start(o.binary, "reply", o.rowOf("brown bins").ID, "--officer", "GM", "--text", "They stay.")
	select {
	case <-w.Server().Hanging():
	case <-p.ended:
		t.Fatalf("it ended by itself\n%s", p.result())
	}
	for _, b := range birds {
		hits, err := b.scan.Processes()
		if err != nil {
			t.Fatal(err)
		}
		b.none(t, hits)
	}
	p.kill()
	o.keep(p.result())
	w.Server().Calm()
}

// tokens are birds for all that signs in to the network now: what a council would type, what the
// network has issued, and what the password store keeps.
func (o *office) tokens(t *testing.T, n network, w simulator.World) (birds []bird) {
	t.Helper()
	open := []string{w.Account().ID, w.Account().Name}
	for _, v := range w.Config() {
		open = append(open, v)
	}
	known := map[string]bool{}
	add := func(name, value string) {
		for _, s := range stringsIn(value) {
			secret := len(s) >= canary.MinSecret && !strings.Contains(s, "://") && !slices.Contains(open, s)
			if _, err := time.Parse(time.RFC3339, s); err == nil || !secret || known[s] {
				continue
			}
			known[s] = true
			scan, err := canary.New(s)
			if err != nil {
				t.Fatal(err)
			}
			birds = append(birds, bird{name: name, secret: s, scan: scan})
		}
	}
	for _, f := range n.described(t).Secrets {
		add("the secret "+f.Key+" of "+n.name, w.Secrets()[f.Key])
	}
	kept := 0
	for _, v := range o.keys.Held(t) {
		// Values are kept behind a mark.
		add("what the password store keeps of "+n.name, strings.TrimPrefix(v, "="))
		kept++
	}
	if kept == 0 || len(birds) == 0 {
		t.Fatalf("the password store keeps %d secrets of %s, and %d can be looked for", kept, n.name, len(birds))
	}
	return birds
}

// withoutPages is what was printed but for the addresses of sign-in pages: what stands in those is
// the browser's.
func withoutPages(printed string) string {
	var b strings.Builder
	for line := range strings.Lines(printed) {
		if !strings.HasPrefix(line, "http") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// isFound: the looks above would have seen it.
func (b bird) isFound(t *testing.T, dir string) {
	t.Helper()
	leak := filepath.Join(dir, "planted")
	if err := os.WriteFile(leak, []byte("GET /?key="+url.QueryEscape(b.secret)), 0o600); err != nil {
		t.Fatal(err)
	}
	hits, err := b.scan.Paths(leak)
	if err != nil || len(hits) == 0 {
		t.Errorf("%s was planted and not found: %v", b.name, err)
	}
	if err := os.Remove(leak); err != nil {
		t.Fatal(err)
	}
}

// stringsIn are the strings of a secret that is kept as JSON, or the secret.
func stringsIn(secret string) (all []string) {
	var v any
	if json.Unmarshal([]byte(secret), &v) != nil {
		return []string{secret}
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			all = append(all, v)
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(v)
	return all
}
