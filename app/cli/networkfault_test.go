package cli_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	facebook "commsdesk/platforms/facebook/sim"
	flickr "commsdesk/platforms/flickr/sim"
	"commsdesk/platforms/simulator"
)

// counted are texts by each network's own counting: over is just too long for it, within is not,
// though other countings would say so.
var counted = map[string]struct{ over, within string }{
	"x":         {strings.Repeat("日", 140), "It stands here: https://www.riverside.gov.uk/" + strings.Repeat("bins-", 60)},
	"facebook":  {strings.Repeat("😀", 4001), strings.Repeat("é", 7000)},
	"instagram": {strings.Repeat("a", 2201), strings.Repeat("é", 2100)},
	"youtube":   {strings.Repeat("a", 10001), strings.Repeat("é", 9000)},
	"linkedin":  {strings.Repeat("a", 1251), strings.Repeat("é", 1200)},
	"flickr":    {strings.Repeat("a", 10001), strings.Repeat("é", 9000)},
	"bluesky":   {strings.Repeat("a", 301), strings.Repeat("👨‍👩‍👧‍👦", 100)},
	"mastodon":  {strings.Repeat("é", 501), "It stands here: https://riverside.example/" + strings.Repeat("bins-", 120)},
	"threads":   {strings.Repeat("🏠", 126), strings.Repeat("a", 450)},
}

// TestNetworkFaults answers where it can't be answered: shut by the network, deleted meanwhile, too
// long, another account. Each ends in a sentence and the fitting code, and nothing goes.
func TestNetworkFaults(t *testing.T) {
	t.Parallel()
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			o, w := newDesk(t), n.open(t)
			o.join(n, w)
			shut := asks(t, w, amina, "Is my street in it?", ago(9*time.Minute))
			gone := asks(t, w, bertie, "What about brown bins?", ago(8*time.Minute))
			asks(t, w, cerys, "When does the market open?", ago(7*time.Minute))
			letter := w.Message(dylan, "Can you ring me?", ago(6*time.Minute))
			o.sync()
			o.refusesTheLength(t, n, w)
			if w.Shut(shut) {
				o.doesNotGo(t, w, "reply", "Is my street in it?")
			}
			if !w.Remove(gone, time.Now()) {
				t.Fatal("the simulator deletes nothing")
			}
			if n.name != "flickr" { // its answers stand under the photo, not under a comment
				o.doesNotGo(t, w, "reply", "What about brown bins?")
			}
			if letter != "" && w.Shut(letter) {
				o.doesNotGo(t, w, "message", "Can you ring me?", "--private")
			}
			o.isAnotherAccount(t, w)
			o.verify()
		})
	}
}

// doesNotGo answers a resident where the network takes no answer.
func (o *office) doesNotGo(t *testing.T, w simulator.World, command, question string, more ...string) {
	t.Helper()
	id, before := o.rowOf(question).ID, len(w.Ours())
	o.run(append([]string{command, id, "--officer", "GM", "--text", "We are sorry for that."}, more...)...).exits(failed)
	if n := len(w.Ours()) - before; n != 0 {
		t.Errorf("%q: the network took %d answers", question, n)
	}
	if c := o.show(id); c.State == "answered" {
		t.Errorf("%q counts as answered", question)
	}
	for _, s := range o.outbox() {
		if s.State == "unconfirmed" || s.State == "queued" {
			t.Errorf("%q: what is known not to have gone is %+v", question, s)
		}
	}
}

// refusesTheLength: too long in the network's own counting is said before anything goes, and what
// that counting allows goes.
func (o *office) refusesTheLength(t *testing.T, n network, w simulator.World) {
	t.Helper()
	id := o.rowOf("When does the market open?").ID
	o.run("reply", id, "--officer", "GM", "--text", counted[n.name].over).exits(failed)
	if out := o.outbox(); len(w.Ours()) != 0 || len(out) != 0 {
		t.Errorf("too long, and the outbox is %+v", out)
	}
	if s := read[send](o.run("reply", id, "--officer", "GM", "--text", counted[n.name].within).ok()); s.State != "sent" || len(w.Ours()) != 1 {
		t.Errorf("within the limit it is %+v", s)
	}
}

// isAnotherAccount: the network says that the sign-in is somebody else's.
func (o *office) isAnotherAccount(t *testing.T, w simulator.World) {
	t.Helper()
	w.Server().Inject(simulator.WrongIdentity, "", -1)
	o.run("sync", "--once").exits(failed)
	if c := o.channels()[0]; c.Health != "wrong-account" || c.Why == "" {
		t.Errorf("signed in as another account the channel is %+v", c)
	}
	w.Server().Calm()
	o.sync()
	if c := o.channels()[0]; c.Health != "valid" {
		t.Errorf("as itself again the channel is %+v", c)
	}
}

// TestErrorsInsideAYes: the network says 200 and means no.
func TestErrorsInsideAYes(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]func(w simulator.World){
		"facebook": func(w simulator.World) { w.(*facebook.World).FailInside("reply", 200) },
		"flickr":   func(w simulator.World) { w.(*flickr.World).Refuse(flickr.Reply, 99) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := networks()
			n := all[slices.IndexFunc(all, func(n network) bool { return n.name == name })]
			o, w := newDesk(t), n.open(t)
			o.join(n, w)
			asks(t, w, amina, "Is my street in it?", ago(time.Minute))
			o.sync()
			refuse(w)
			o.doesNotGo(t, w, "reply", "Is my street in it?")
		})
	}
}

// TestWrongAtConnecting: a secret of another kind, another account than the one named, a name that
// only looks like the council's, and a server that is something else are all said, and nothing is
// connected.
func TestWrongAtConnecting(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	worlds := map[string]simulator.World{}
	for _, n := range networks() {
		worlds[n.name] = n.open(t)
	}
	website := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<html><title>Riverside in bloom</title></html>"))
	}))
	defer website.Close()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"error":"NotFound"}`))
	}))
	defer other.Close()
	at := func(name string) string { return worlds[name].Server().URL() }
	for _, row := range []struct {
		what, input, says string
		args              []string
	}{
		{"an application's key on X instead of an account's", "oauth1_key=AAAAAAAAAAAAAAAAAAAAAAbearer\noauth1_key_secret=b\noauth1_access=c\noauth1_access_secret=d\n", "bearer key",
			[]string{"x", "--server", at("x"), "--set", "way=api", "--set", "sign_in=keys"}},
		{"an application's key instead of a Page's", "access_token=104321|simulatedapplication\n", "key of the app itself", []string{"facebook", "--server", at("facebook")}},
		{"the key of another Page", "access_token=" + facebook.SystemToken + "\napp_secret=" + facebook.AppSecret + "\n", "not the Page of this channel",
			[]string{"facebook", "--server", at("facebook"), "--identity", "999999"}},
		{"a key of the other route", "access_token=IGAAinventedLogin0000\n", "other way in", []string{"instagram", "--server", at("instagram")}},
		{"a link instead of a key", "access_token=https://social.example/settings\n", "Sign in again", []string{"mastodon", "--server", at("mastodon")}},
		{"a session instead of an app password", "password=eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln\n", "app password",
			[]string{"bluesky", "--server", at("bluesky"), "--set", "handle=" + worlds["bluesky"].Config()["handle"]}},
		{"a handle with a letter of another alphabet", "password=" + worlds["bluesky"].Secrets()["password"] + "\n", "English alphabet",
			[]string{"bluesky", "--server", at("bluesky"), "--set", "handle=cоuncil.example"}},
		{"a name on X with a letter of another alphabet", "", "no account name on X", []string{"x", "--set", "way=browser", "--identity", "Rivеrside"}},
		{"a website instead of a Mastodon server", "access_token=council-sign-in-kept-in-the-keyring-0001\n", "no Mastodon server", []string{"mastodon", "--server", website.URL}},
		{"a server of another kind instead of a Mastodon server", "access_token=council-sign-in-kept-in-the-keyring-0001\n", "Mastodon", []string{"mastodon", "--server", other.URL}},
		{"nobody's server", "password=abcd-efgh-2345-wxyz\n", "can't be reached", []string{"bluesky", "--server", "http://127.0.0.1:1", "--set", "handle=council.example"}},
	} {
		args := append([]string{"channel", "add"}, row.args...)
		if row.input != "" {
			args = append(args, "--secret-stdin")
		}
		o.feed(row.input, args...).exits(failed, row.says)
		if c := o.channels(); len(c) != 0 {
			t.Errorf("%s: these are connected: %+v", row.what, c)
		}
	}
}
