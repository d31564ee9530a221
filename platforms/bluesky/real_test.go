package bluesky_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/bluesky"
	"commsdesk/platforms/bluesky/pdstest"
	"commsdesk/platforms/conformance"
)

// real is one account on a real network.
type real struct {
	*testing.T
	network         *pdstest.Network
	council, person *pdstest.Person
	ad              platforms.Adapter
	keyring         *conformance.Keyring
	sink            *conformance.Sink
}

// TestRealNetwork runs the adapter against the network's own programs: sign-in, a
// post with marks and a picture, a resident's answer and mention, an answer of
// ours whose confirmation is lost, and measures.
func TestRealNetwork(t *testing.T) {
	n := pdstest.Start(t)
	r := &real{T: t, network: n, council: n.Join("council"), person: n.Join("amina"), sink: conformance.NewSink()}
	r.keyring = &conformance.Keyring{Held: map[string]string{"password": r.council.AppPassword}}
	r.ad = r.connect(r.keyring, n.PDS, nil)
	who, err := r.ad.(platforms.Identifier).Identity(t.Context())
	if err != nil || who.ID != r.council.DID {
		t.Fatalf("signed in as %+v (%v)", who, err)
	}
	if c := r.ad.Capabilities(); !c.Reply.OK || c.Messages.OK {
		t.Errorf("it can %+v", c)
	}
	post := r.publishes()
	reply, mention := r.hears(post)
	r.answers(reply)
	r.moderates(reply, mention)
	r.signsIn()
}

func (r *real) connect(keyring platforms.Secrets, server string, more map[string]string) platforms.Adapter {
	r.Helper()
	config := map[string]string{"server": server, "handle": r.council.Handle, "messages": "no"}
	for k, v := range more {
		config[k] = v
	}
	raw, err := json.Marshal(config)
	if err != nil {
		r.Fatal(err)
	}
	ad, err := bluesky.New(raw, keyring, time.Now)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { _ = ad.Close() })
	return ad
}

func (r *real) send(ad platforms.Adapter, out platforms.Outgoing) (platforms.Sealed, platforms.Outcome) {
	r.Helper()
	s, err := ad.(platforms.Sender).Seal(r.Context(), out, time.Now())
	if err != nil {
		r.Fatal(err)
	}
	return s, ad.(platforms.Sender).Send(r.Context(), s, func() error { return nil })
}

// until pulls until what holds, for the network takes a moment to show things.
func (r *real) until(what string, holds func() bool) {
	r.Helper()
	tick, limit := time.NewTicker(200*time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for {
		now := time.Now()
		window := platforms.Window{PromiseFrom: now.Add(-time.Hour), OldestFrom: now.AddDate(0, -1, 0)}
		if err := r.ad.(platforms.Puller).Pull(r.Context(), r.sink.Cursor, window, r.sink); err != nil {
			r.Fatalf("%s: pull: %v", what, err)
		}
		if holds() {
			return
		}
		select {
		case <-limit:
			r.Fatalf("%s: not within a minute; %d items are here", what, len(r.sink.Items))
		case <-tick.C:
		}
	}
}

func (r *real) has(id string) func() bool {
	return func() bool { _, ok := r.sink.Items[id]; return ok }
}

// publishes a post with marks and a picture, and one with a card.
func (r *real) publishes() string {
	r.Helper()
	_, o := r.send(r.ad, platforms.Outgoing{Text: "🏊 The pool: https://council.example/pool @amina.test #Pool",
		Post: &platforms.Post{Media: []platforms.Media{picture(r.T, "jpeg", 400, 200)}}})
	if o.Verdict != platforms.Accepted {
		r.Fatalf("a post with a picture: %+v", o)
	}
	record, _ := r.person.Record(r.council.DID, "app.bsky.feed.post", keyIn(o.RemoteID))
	var w written
	reading(r.T, record, &w)
	if len(w.Facets) != 3 || w.Facets[1].Features[0].DID != r.person.DID || len(w.Embed.Images) != 1 || w.Embed.Images[0].Alt == "" {
		r.Errorf("the server keeps %+v", record)
	}
	thumb := picture(r.T, "png", 40, 40)
	_, card := r.send(r.ad, platforms.Outgoing{Text: "Times", Post: &platforms.Post{Link: "https://council.example/pool", Title: "The pool", Thumb: &thumb}})
	if card.Verdict != platforms.Accepted {
		r.Errorf("a card: %+v", card)
	}
	r.until("our posts", func() bool { return r.has(o.RemoteID)() && r.has(card.RemoteID)() })
	it := r.sink.Items[o.RemoteID]
	if it.Kind != platforms.KindPost || len(it.Attachments) != 1 || len(it.Links) != 1 {
		r.Errorf("our post came back as %+v", it)
	}
	return o.RemoteID
}

// hears a resident's answer and mention.
func (r *real) hears(post string) (reply, mention string) {
	r.Helper()
	record := r.sink.Items[post]
	var ref struct{ CID string }
	if err := json.Unmarshal([]byte(record.Ref), &ref); err != nil {
		r.Fatal(err)
	}
	ours := pdstest.Ref{URI: post, CID: ref.CID}
	below := r.person.Write("Until when?", time.Now(), &ours, &ours, nil)
	deeper := r.person.Write("On Sundays, I mean", time.Now(), &below, &ours, nil)
	named := r.person.Write("@council.test the lights are out", time.Now(), nil, nil, []any{map[string]any{
		"index":    map[string]int{"byteStart": 0, "byteEnd": 13},
		"features": []any{map[string]string{"$type": "app.bsky.richtext.facet#mention", "did": r.council.DID}}}})
	r.until("what a resident wrote", func() bool {
		return r.has(below.URI)() && r.has(named.URI)() && r.has(deeper.URI)()
	})
	if it := r.sink.Items[below.URI]; it.Kind != platforms.KindComment || it.Context != post || it.ThreadRoot != below.URI || it.From.ID != r.person.DID {
		r.Errorf("the answer came as %+v", it)
	}
	if it := r.sink.Items[deeper.URI]; it.ThreadRoot != below.URI || it.Context != post {
		r.Errorf("below the answer: %+v", it)
	}
	if it := r.sink.Items[named.URI]; it.Kind != platforms.KindMention || it.Context != "" {
		r.Errorf("the mention came as %+v", it)
	}
	items, err := r.ad.(platforms.ThreadPuller).Thread(r.Context(), refOf(r.sink.Items[deeper.URI]))
	if err != nil || len(items) != 3 || items[0].RemoteID != post {
		r.Errorf("the thread has %d items (%v)", len(items), err)
	}
	return below.URI, named.URI
}

// answers a resident; the confirmation is lost on the way, and the record under
// the chosen key proves what happened.
func (r *real) answers(reply string) {
	r.Helper()
	var lose atomic.Bool
	proxy := r.lossy(&lose)
	ad := r.connect(&conformance.Keyring{Held: map[string]string{"password": r.council.AppPassword}}, proxy, nil)
	lose.Store(true)
	s, o := r.send(ad, answerTo(r.sink.Items[reply], "Until 8 pm. ^GM"))
	if o.Verdict != platforms.Unconfirmed {
		r.Fatalf("with a lost confirmation: %+v", o)
	}
	again := ad.(platforms.Sender).Send(r.Context(), s, func() error { return nil })
	if again.Verdict != platforms.Unconfirmed {
		r.Errorf("a second time under the same key: %+v", again)
	}
	p, err := ad.(platforms.Prover).Prove(r.Context(), s, time.Now())
	if err != nil || !p.Live || p.Text != "Until 8 pm. ^GM" {
		r.Fatalf("the proof: %+v (%v)", p, err)
	}
	never, err := ad.(platforms.Sender).Seal(r.Context(), answerTo(r.sink.Items[reply], "Never sent"), time.Now())
	if err != nil {
		r.Fatal(err)
	}
	if q, err := ad.(platforms.Prover).Prove(r.Context(), never, time.Now()); err != nil || q.Live || !q.Absent {
		r.Errorf("what was never sent: %+v (%v)", q, err)
	}
	r.until("our answer", r.has(p.RemoteID))
	it := r.sink.Items[p.RemoteID]
	if it.Direction != platforms.FromUs || it.ThreadRoot != reply || it.Kind != platforms.KindReply || len(it.To) != 1 || it.To[0].ID != r.person.DID {
		r.Errorf("our answer came back as %+v", it)
	}
}

// lossy is a way to the account's server on which, when told, the answer to the
// next new record is lost after the server carried it out.
func (r *real) lossy(lose *atomic.Bool) string {
	r.Helper()
	target, err := url.Parse(r.network.PDS)
	if err != nil {
		r.Fatal(err)
	}
	var own string
	way := &httputil.ReverseProxy{Rewrite: func(out *httputil.ProxyRequest) {
		out.SetURL(target)
		out.Out.Header.Del("Accept-Encoding") // so that the answer can be read here
	}}
	way.ModifyResponse = func(res *http.Response) error {
		switch {
		case strings.HasSuffix(res.Request.URL.Path, "createRecord") && lose.Swap(false):
			_, _ = io.Copy(io.Discard, res.Body)
			return errors.New("lost")
		case strings.HasSuffix(res.Request.URL.Path, "Session"):
			// The session says where the account lies; it is to stay on this way.
			body, err := io.ReadAll(res.Body)
			if err != nil {
				return err
			}
			body = endpoint.ReplaceAll(body, []byte(`"serviceEndpoint":"`+own+`"`))
			res.Body = io.NopCloser(bytes.NewReader(body))
			res.ContentLength = int64(len(body))
			res.Header.Set("Content-Length", strconv.Itoa(len(body)))
		}
		return nil
	}
	way.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	server := httptest.NewServer(way)
	r.Cleanup(server.Close)
	own = server.URL
	return own
}

var endpoint = regexp.MustCompile(`"serviceEndpoint":"[^"]*"`)

func keyIn(uri string) string { return uri[strings.LastIndex(uri, "/")+1:] }

// moderates hides, mutes, blocks, and takes each back; sees a deletion; withdraws.
func (r *real) moderates(reply, mention string) {
	r.Helper()
	it := r.sink.Items[reply]
	do := func(m platforms.Measure) {
		r.Helper()
		for range 2 {
			if err := r.ad.(platforms.Moderator).Moderate(r.Context(), m, refOf(it)); err != nil {
				r.Fatalf("%s: %v", m, err)
			}
		}
	}
	hidden := func() bool {
		items, err := r.ad.(platforms.Rechecker).Recheck(r.Context(), []string{reply})
		return err == nil && len(items) == 1 && items[0].Hidden
	}
	do(platforms.Hide)
	r.until("hidden", hidden)
	do(platforms.Unhide)
	r.until("shown again", func() bool { return !hidden() })
	do(platforms.Mute)
	do(platforms.Unmute)
	blocks := func() int {
		who, err := r.ad.(platforms.BlockLister).Blocks(r.Context())
		if err != nil {
			r.Fatal(err)
		}
		return len(who)
	}
	do(platforms.Block)
	r.until("blocked", func() bool { return blocks() == 1 })
	if items, err := r.ad.(platforms.Rechecker).Recheck(r.Context(), []string{mention}); err != nil || len(items) != 0 {
		r.Errorf("of somebody blocked: %+v (%v)", items, err)
	}
	do(platforms.Unblock)
	r.until("not blocked", func() bool { return blocks() == 0 })
	r.person.Delete("app.bsky.feed.post", keyIn(mention))
	r.until("deleted", func() bool {
		items, err := r.ad.(platforms.Rechecker).Recheck(r.Context(), []string{mention})
		return err == nil && len(items) == 1 && !items[0].DeletedAt.IsZero()
	})
	post := it.Context
	if m, err := r.ad.(platforms.PostMeter).PostMetrics(r.Context(), []string{post}); err != nil || len(m) != 1 || m[0].Figures[platforms.Comments] != 1 {
		r.Errorf("figures %+v (%v)", m, err)
	}
	if m, err := r.ad.(platforms.AccountMeter).AccountMetrics(r.Context()); err != nil || m.Figures[platforms.Posts] == 0 {
		r.Errorf("figures of the account %+v (%v)", m, err)
	}
	for range 2 {
		if err := r.ad.(platforms.Withdrawer).Withdraw(r.Context(), post); err != nil {
			r.Fatal(err)
		}
	}
	if _, there := r.person.Record(r.council.DID, "app.bsky.feed.post", keyIn(post)); there {
		r.Error("it was withdrawn and is still there")
	}
}

// signsIn: the words by which the server tells an app password without private
// messages, the main password, and one that was taken back.
func (r *real) signsIn() {
	r.Helper()
	with := func(password string) (platforms.Adapter, error) {
		ad := r.connect(&conformance.Keyring{Held: map[string]string{"password": password}}, r.network.PDS, map[string]string{"messages": "yes"})
		_, err := ad.(platforms.Identifier).Identity(r.Context())
		return ad, err
	}
	ad, err := with(r.council.Bare)
	if err != nil || !strings.Contains(ad.Capabilities().Messages.Reason, "without the right to private messages") {
		r.Errorf("without that right: %+v (%v)", ad.Capabilities().Messages, err)
	}
	// There is no message service here, so with the right its absence is told.
	ad, err = with(r.council.AppPassword)
	if err != nil || !strings.Contains(ad.Capabilities().Messages.Reason, "did not answer") {
		r.Errorf("with that right: %+v (%v)", ad.Capabilities().Messages, err)
	}
	if _, err = with(r.council.Password); platforms.ClassOf(err) != platforms.ClassAuth || !strings.Contains(err.Error(), "main password") {
		r.Errorf("the main password: %v", err)
	}
	r.council.Revoke(false)
	if _, err = with(r.council.Bare); platforms.ClassOf(err) != platforms.ClassAuth || !strings.Contains(err.Error(), "does not know this handle") {
		r.Errorf("one that was taken back: %v", err)
	}
	if err := r.keyring.Set(r.Context(), "access_token", `{"access":"ended","expiry":"2020-01-01T00:00:00Z"}`); err != nil {
		r.Fatal(err)
	}
	if _, err := r.connect(r.keyring, r.network.PDS, nil).(platforms.Identifier).Identity(r.Context()); err != nil {
		r.Errorf("renewed: %v", err)
	}
}
