package cli_test

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms/simulator"
)

// TestSignInAgain ends the sign-in at every network: the channel says so and so do the notices, an
// answer is held, nothing is asked twice; signed in again, the gap is read and the answer goes.
func TestSignInAgain(t *testing.T) {
	t.Parallel()
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			o, w := newDesk(t), n.open(t)
			c := o.join(n, w)
			asks(t, w, amina, "Is my street in it?", ago(9*time.Minute))
			o.sync()
			id := o.rowOf("Is my street in it?").ID
			w.Server().Inject(simulator.Expired, "", -1)
			o.run("sync", "--once").exits(failed)
			if now := o.channels()[0]; now.Health != "needs-you" || now.Why == "" {
				t.Errorf("with the sign-in ended the channel is %+v", now)
			}
			if told := read[[]noticed](o.run("notices").ok()); len(told) != 1 || told[0].Kind != "sign-in" || told[0].Channel != c.ID {
				t.Errorf("with the sign-in ended the notices say %+v", told)
			}
			o.run("reply", id, "--officer", "GM", "--text", "Yes, from Monday on.").exits(failed)
			if len(w.Ours()) != 0 {
				t.Fatalf("the network took %+v without a sign-in", w.Ours())
			}
			asks(t, w, bertie, "What about brown bins?", ago(time.Minute))

			args, input := n.addition(t, w)
			again := []string{"channel", "sign-in", c.ID}
			if n.browser {
				again = append(again, "--browser")
			} else {
				again = append(again, "--secret-stdin")
				wrong := ""
				for line := range strings.Lines(input) {
					key, _, _ := strings.Cut(line, "=")
					wrong += key + "=not-what-the-network-gave-us\n"
				}
				w.Server().Calm()
				o.feed(wrong, again...).exits(failed)
			}
			w.Server().Calm()
			o.enter(w, input, again...).ok()
			o.sync()
			if now := o.channels()[0]; now.Health != "valid" || now.ID != c.ID {
				t.Errorf("signed in again the channel is %+v", now)
			}
			if r := o.rowOf("What about brown bins?"); r.State != "open" {
				t.Errorf("what was written meanwhile is %+v", r)
			}
			o.goes(t, w, id, "Yes, from Monday on.")
			if told := read[[]noticed](o.run("notices").ok()); len(told) != 0 {
				t.Errorf("signed in again the notices still say %+v", told)
			}
			o.enter(w, input, args...).exits(failed, "connected already")
			o.verify()
		})
	}
}

// TestSignInWithACode connects where the browser can't come back: the page shows a
// code, which is typed while the command waits, after the secrets if there are any.
func TestSignInWithACode(t *testing.T) {
	t.Parallel()
	shown := regexp.MustCompile(`<code>(.+)</code>|\d{3}-\d{3}-\d{3}`)
	for _, n := range networks() {
		if !n.described(t).Code {
			continue
		}
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			o, w := newDesk(t), n.open(t)
			args, secrets := n.addition(t, w)
			if !n.browser {
				secrets = "" // a whole sign-in, which is what is asked for here
			}
			if secrets != "" {
				secrets += "\n" // no more of them come, but a code
			}
			args = slices.DeleteFunc(args, func(a string) bool { return a == "--browser" || a == "--secret-stdin" && secrets == "" })
			args = append(args, "--code")
			answer := func(code func(string) string) result {
				return o.converse(secrets, func(ctx context.Context, page string) (string, error) {
					words, err := fetch(ctx, page)
					m := shown.FindStringSubmatch(words)
					if err == nil && m == nil {
						err = errors.New("it shows no code")
					}
					if err != nil {
						return "", err
					}
					return code(cmp.Or(m[1], m[0])) + "\n", nil
				}, args...)
			}
			answer(func(string) string { return "123-456-789" }).exits(failed, "code")
			answer(func(string) string { return "" }).exits(failed, "No code was entered")
			if all := o.channels(); len(all) != 0 {
				t.Fatalf("without a code there are %+v", all)
			}
			answer(func(code string) string { return code }).ok()
			asks(t, w, amina, "Is my street in it?", ago(time.Minute))
			o.sync()
			o.rowOf("Is my street in it?")
			o.run(append(args, "--browser")...).exits(wrongUse, "either")
		})
	}
}

// goes: the answer that was held has gone by itself, or a person presses Send again; once.
func (o *office) goes(t *testing.T, w simulator.World, id, text string) {
	t.Helper()
	out := o.outbox()
	if len(out) != 1 {
		t.Fatalf("the outbox is %+v", out)
	}
	if out[0].State == "held" {
		o.run("settle", out[0].Send, "now").ok()
		out = o.outbox()
	}
	if out[0].State != "sent" || ours(w, text) != 1 || o.show(id).State != "answered" {
		t.Errorf("the answer is %+v and there %d times", out[0], ours(w, text))
	}
}

// TestByHandThroughTheCommandLine works the places that no program may read, and X without its API:
// written down, answered there, recorded here; counted, signed and kept like the rest.
func TestByHandThroughTheCommandLine(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	o.run("officer", "add", "--initials", "GM", "--name", "Gemma Mills").ok()
	o.run("channel", "add", "x", "--set", "way=browser", "--identity", "RiversideDC").ok()
	for _, place := range []string{"nextdoor", "whatsapp", "groups", "phone", "counter", "x"} {
		link := ""
		note := []string{"capture", "--network", place, "--text", "The lamp in Mill Lane is out, says " + place, "--from", "Amina Sall", "--officer", "GM"}
		if place == "nextdoor" || place == "groups" {
			link = "https://nextdoor.example/p/" + place
			note = append(note, "--link", link)
		} else if place == "x" {
			link = "https://x.com/amina_sall/status/1866000000000000001"
			note = append(note, "--link", link)
		}
		id := read[struct{ Conversation string }](o.run(note...).ok()).Conversation
		r := o.rowOf("says " + place)
		if r.ID != id || r.Network != place || r.State != "open" || r.Due == nil {
			t.Errorf("%s: written down it is %+v", place, r)
		}
		if link != "" {
			if again := read[struct{ Conversation string }](o.run(note...).ok()).Conversation; again != id {
				t.Errorf("%s: the same link made a second conversation", place)
			}
		}
		if place == "groups" {
			o.run("seen", id, "--officer", "GM").exits(failed)
			o.run("seen", id, "--officer", "GM", "--reason", "Not our page, and others have answered", "--correction", "https://riverside.example/lamps").ok()
			if c := o.show(id); c.State == "open" || len(c.Turns) != 1 || c.Turns[0].Settled == nil {
				t.Errorf("seen and not answered, it is %s with %+v", c.State, c.Turns)
			}
			continue
		}
		o.run("answered", id, "--officer", "GM", "--text", "It is mended on Monday.", "--link", "https://riverside.example/"+place).ok()
		c := o.show(id)
		if c.State != "answered" || len(c.Turns) != 1 || c.Turns[0].Settled == nil || c.Turns[0].How != "outside" {
			t.Errorf("%s: answered there, it is %s with %+v", place, c.State, c.Turns)
		}
		signed := false
		for _, e := range c.Record {
			signed = signed || e.Officer == "GM"
		}
		if !signed {
			t.Errorf("%s: nobody stands behind the answer: %+v", place, c.Record)
		}
	}
	if left := o.queue(); len(left) != 0 {
		t.Errorf("these still wait: %+v", left)
	}
	o.run("sync", "--once").ok()
	o.verify()
}
