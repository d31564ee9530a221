package pdstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Person is somebody with an account on the network, whom a test lets act.
type Person struct {
	n                                        *Network
	DID, Handle, Password, AppPassword, Bare string
	access                                   string
}

// Ref names a record in its version.
type Ref struct {
	URI string `json:"uri"`
	CID string `json:"cid"`
}

// Join makes an account, with an app password that may read private messages and
// one (Bare) that may not.
func (n *Network) Join(name string) *Person {
	n.t.Helper()
	p := &Person{n: n, Password: "an invented password of " + name}
	var made struct{ DID, Handle, AccessJwt string }
	p.call("com.atproto.server.createAccount", map[string]any{"handle": name + ".test", "email": name + "@mail.example", "password": p.Password}, &made)
	p.DID, p.Handle, p.access = made.DID, made.Handle, made.AccessJwt
	for right, into := range map[bool]*string{true: &p.AppPassword, false: &p.Bare} {
		var app struct{ Password string }
		p.call("com.atproto.server.createAppPassword", map[string]any{"name": fmt.Sprint("privileged ", right), "privileged": right}, &app)
		*into = app.Password
	}
	n.shows(p.DID)
	return p
}

// shows waits until the AppView has taken an account in.
func (n *Network) shows(did string) {
	n.t.Helper()
	deadline := time.After(startTime)
	for {
		res, err := http.Get(n.View + "/xrpc/app.bsky.actor.getProfile?" + url.Values{"actor": {did}}.Encode())
		n.must(err)
		_ = res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return
		}
		select {
		case <-deadline:
			n.t.Fatalf("the AppView does not show %s within %s: %s", did, startTime, res.Status)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Write posts at a moment; answered and root are what it answers and below which
// post, nil for nothing. facets may be nil.
func (p *Person) Write(text string, at time.Time, answered, root *Ref, facets []any) Ref {
	p.n.t.Helper()
	record := map[string]any{"$type": "app.bsky.feed.post", "text": text, "createdAt": at.UTC().Format(time.RFC3339Nano)}
	if answered != nil {
		record["reply"] = map[string]any{"parent": answered, "root": root}
	}
	if facets != nil {
		record["facets"] = facets
	}
	var made Ref
	p.call("com.atproto.repo.createRecord", map[string]any{"repo": p.DID, "collection": "app.bsky.feed.post", "record": record}, &made)
	return made
}

// Delete deletes a record of the person's own by its key.
func (p *Person) Delete(collection, key string) {
	p.n.t.Helper()
	p.call("com.atproto.repo.deleteRecord", map[string]any{"repo": p.DID, "collection": collection, "rkey": key}, nil)
}

// Record reads a record as the server keeps it; false when there is none.
func (p *Person) Record(did, collection, key string) (map[string]any, bool) {
	p.n.t.Helper()
	res, err := http.Get(p.n.PDS + "/xrpc/com.atproto.repo.getRecord?" + url.Values{"repo": {did}, "collection": {collection}, "rkey": {key}}.Encode())
	p.n.must(err)
	defer func() { _ = res.Body.Close() }()
	var found struct{ Value map[string]any }
	if res.StatusCode != http.StatusOK {
		return nil, false
	}
	p.n.must(json.NewDecoder(res.Body).Decode(&found))
	return found.Value, true
}

// Revoke takes an app password back by its name.
func (p *Person) Revoke(privileged bool) {
	p.n.t.Helper()
	p.call("com.atproto.server.revokeAppPassword", map[string]any{"name": fmt.Sprint("privileged ", privileged)}, nil)
}

// call makes a procedure call as this person.
func (p *Person) call(id string, in, out any) {
	p.n.t.Helper()
	raw, err := json.Marshal(in)
	p.n.must(err)
	r, err := http.NewRequest(http.MethodPost, p.n.PDS+"/xrpc/"+id, bytes.NewReader(raw))
	p.n.must(err)
	r.Header.Set("Content-Type", "application/json")
	if p.access != "" {
		r.Header.Set("Authorization", "Bearer "+p.access)
	}
	res, err := http.DefaultClient.Do(r)
	p.n.must(err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	p.n.must(err)
	if res.StatusCode != http.StatusOK {
		p.n.t.Fatalf("%s: %d %s", id, res.StatusCode, body)
	}
	if out != nil {
		p.n.must(json.Unmarshal(body, out))
	}
}
