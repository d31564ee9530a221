package cli_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms/simulator"
)

// TestTheChosenResidentIsAnswered: two residents write in one thread, and the
// answer stands below the comment that the command names, by either of its names,
// though another is newer.
func TestTheChosenResidentIsAnswered(t *testing.T) {
	t.Parallel()
	threaded := []string{"facebook", "bluesky", "mastodon"} // where any comment can be answered
	for _, n := range networks() {
		if !slices.Contains(threaded, n.name) {
			continue
		}
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			o := newDesk(t)
			w := n.open(t)
			var asked sync.Mutex // the simulator runs beside the test
			var under []string   // the comments that Facebook was asked to put an answer below
			w.Server().Observe(func(r *simulator.Request) {
				if n.name == "facebook" && r.Call.Name == n.reply {
					asked.Lock()
					under = append(under, r.Vars["id"])
					asked.Unlock()
				}
			})
			o.join(n, w)
			first := asks(t, w, amina, "Is my street in it?", ago(10*time.Minute))
			second := w.Comment(bertie, first, "And what about mine?", ago(9*time.Minute))
			third := w.Comment(dylan, first, "Mine was not emptied", ago(8*time.Minute))
			if second == "" || third == "" {
				t.Fatal("the simulator takes no comment below a comment")
			}
			o.sync()
			id := o.rowOf("Is my street in it?").ID
			c := o.show(id)
			at := slices.IndexFunc(c.Messages, func(m message) bool { return strings.Contains(m.Text, "And what about mine?") })
			if at < 0 || len(c.Messages) != 3 {
				t.Fatalf("the conversation is %+v", c.Messages)
			}
			o.run("reply", id, "--officer", "GM", "--text", "Whom?", "--message", "nowhere").exits(failed, "no message nowhere")
			say := func(parent, text string, args ...string) {
				t.Helper()
				if s := read[send](o.run(append([]string{"reply", id, "--officer", "GM", "--text", text}, args...)...).ok()); s.State != "sent" {
					t.Errorf("reply printed %+v", s)
				}
				all := w.Ours()
				a := all[len(all)-1]
				stands := a.Parent
				if n.name == "facebook" { // which has two levels, and puts what answers the second among it
					asked.Lock()
					stands = under[len(under)-1]
					asked.Unlock()
				}
				if stands != parent || !strings.Contains(a.Text, text) {
					t.Errorf("%q stands below %q, want %q: %+v", text, stands, parent, a)
				}
			}
			say(second, "Yours too.", "--message", c.Messages[at].Key)
			if r := o.show(id); r.State != "answered" {
				t.Errorf("one resident was answered and the conversation, all of which was seen, is %s", r.State)
			}
			say(first, "Yes, from Monday on.", "--message", first)
			say(third, "We come tomorrow.")
			s := read[send](o.run("message", id, "--private", "--officer", "GM", "--text", "Please ring us.", "--message", second).ok())
			// Bluesky's simulator makes an account's id of its own.
			bertieThere := map[string]string{"facebook": "88" + bertie.ID, "mastodon": "bertie.marsh@residents.example", "bluesky": s.To[0]}[n.name]
			all := w.Ours()
			if a := all[len(all)-1]; !a.Private || a.To != bertieThere || !strings.Contains(a.Text, "Please ring us.") {
				t.Errorf("in private it went as %+v, want it with %s", a, bertieThere)
			}
			o.sync()
			own := slices.DeleteFunc(o.show(id).Messages, func(m message) bool { return m.Direction != "own" })
			if len(own) != 3 || slices.ContainsFunc(own, func(m message) bool { return m.Send == "" }) {
				t.Errorf("read back, ours are %+v", own)
			}
			o.run("reply", id, "--officer", "GM", "--text", "To us?", "--message", own[0].Key).exits(failed, "not a resident's message")
			o.verify()
		})
	}
}
