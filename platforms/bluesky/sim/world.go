// Package sim is a Bluesky network in one process: the account's server with its
// records, the AppView with notifications and threads, and the message service.
// It refuses what the lexicons refuse and answers in the network's own form.
package sim

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// The account of every simulated council.
const (
	ourHandle = "harbour-council.example"
	ourName   = "Harbour Council"
	password  = "hbrc-0sim-app2-pass"
	// mainPassword opens everything, and the adapter must not take it.
	mainPassword = "the main password of the account"
)

// World is a simulated network with people in it (simulator.World).
type World struct {
	server *simulator.Server
	net    *network
}

// network answers the calls. Its state changes under the server's lock alone.
type network struct {
	clock platforms.Clock
	state
	sorted bool                // notes are in order
	below  map[string][]string // answers by what they answer
	// between runs after the next gate was read; forgetful loses the next upload.
	between   func()
	forgetful bool
}

// state is what is kept over restarts.
type state struct {
	Did     string
	People  map[string]*person // by DID
	Posts   map[string]*entry  // by URI
	Order   []string           // URIs as they came
	Notes   []note
	Records map[string]*stored // threadgates and blocks, by collection/key
	Blobs   map[string]*blob   // by CID
	Muted   map[string]bool
	// Reported are posts and people of whom the moderators were told.
	Reported map[string]bool
	Convos   map[string]*convo
	Messages map[string]*message
	Log      []logged
	Count    int64 // of ids and marks given
	Accepted []platformsAccepted
	Sessions map[string]session // by access or refresh
	Rights   string             // scope of the app password
	Handle   string
}

type platformsAccepted = simulator.Accepted

type person struct {
	Did, Handle, Name string
	// Blocks: this person blocks us. Closed: takes no private messages.
	Blocks, Closed bool
}

type entry struct {
	URI, CID, Author string
	Record           map[string]any
	Indexed          time.Time
	Deleted          bool
	// Closed: its author lets nobody answer.
	Closed bool
}

type note struct {
	URI, Reason, Subject string
	At                   time.Time
}

type stored struct {
	CID   string
	Value map[string]any
}

type blob struct {
	CID, Type string
	Size      int
	Bytes     []byte
}

type session struct {
	Refresh bool
	Until   time.Time
}

// New starts a network with an account of a council and nobody else in it.
func New(clock platforms.Clock) (*World, error) {
	n := &network{clock: clock}
	n.state = state{Did: didOf("harbour council"), Handle: ourHandle, Rights: scopePrivileged}
	n.fillMaps()
	n.People[n.Did] = &person{Did: n.Did, Handle: ourHandle, Name: ourName}
	server, err := simulator.Start(n, clock)
	if err != nil {
		return nil, err
	}
	return &World{server: server, net: n}, nil
}

// fillMaps makes the maps that are not there.
func (n *network) fillMaps() {
	s := &n.state
	fill(&s.People)
	fill(&s.Posts)
	fill(&s.Records)
	fill(&s.Blobs)
	fill(&s.Muted)
	fill(&s.Reported)
	fill(&s.Convos)
	fill(&s.Messages)
	fill(&s.Sessions)
	n.below = map[string][]string{}
}

func fill[V any](m *map[string]V) {
	if *m == nil {
		*m = map[string]V{}
	}
}

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config signs in to this network.
func (w *World) Config() map[string]string {
	return map[string]string{"server": w.server.URL(), "handle": ourHandle}
}

// Secrets are the app password.
func (w *World) Secrets() map[string]string { return map[string]string{"password": password} }

// Account is the council's.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: w.net.Did, Name: "@" + ourHandle, URL: "https://bsky.app/profile/" + w.net.Did}
}

// WithoutMessages makes the app password one that was made without the right to
// private messages, or gives it back.
func (w *World) WithoutMessages(without bool) {
	w.server.Do(func() {
		w.net.Rights = scopePrivileged
		if without {
			w.net.Rights = scopeApp
		}
		clear(w.net.Sessions)
	})
}

// MainPassword is one that the adapter must refuse to keep.
func (w *World) MainPassword() string { return mainPassword }

// Block lets a resident block the council.
func (w *World) Block(by platforms.Person, blocks bool) {
	w.server.Do(func() { w.net.meet(by).Blocks = blocks })
}

// CloseMessages lets a resident take private messages from nobody.
func (w *World) CloseMessages(by platforms.Person) {
	w.server.Do(func() { w.net.meet(by).Closed = true })
}

// Gate sets who may answer below a post of ours, as a person does on bsky.app.
func (w *World) Gate(post string, rules ...any) {
	w.server.Do(func() {
		_, _, key := parts(post)
		value := map[string]any{"$type": typeGate, "post": post, "createdAt": stamp(w.net.clock()), "allow": rules}
		w.net.Records[typeGate+"/"+key] = &stored{CID: cidOf(value), Value: value}
	})
}

// GateRules are the rules that hold below a post of ours; nil for none.
func (w *World) GateRules(post string) (rules any) {
	w.server.Do(func() {
		_, _, key := parts(post)
		if r := w.net.Records[typeGate+"/"+key]; r != nil {
			rules = r.Value["allow"]
		}
	})
	return rules
}

// Hide hides answers below a post of ours, as a person does on bsky.app.
func (w *World) Hide(post string, answers ...string) {
	w.server.Do(func() { w.net.hide(post, answers) })
}

func (n *network) hide(post string, answers []string) {
	_, _, key := parts(post)
	value := map[string]any{"$type": typeGate, "post": post, "createdAt": stamp(n.clock())}
	if r := n.Records[typeGate+"/"+key]; r != nil {
		value = maps.Clone(r.Value)
	}
	hidden := slices.Clone(list(value["hiddenReplies"]))
	for _, uri := range answers {
		hidden = append(hidden, uri)
	}
	value["hiddenReplies"] = hidden
	n.Records[typeGate+"/"+key] = &stored{CID: cidOf(value), Value: value}
}

// HideBetween hides an answer below a post of ours just after the next gate was
// read, as a second person does who is as quick.
func (w *World) HideBetween(post, answer string) {
	w.server.Do(func() { w.net.between = func() { w.net.hide(post, []string{answer}) } })
}

// BlockElsewhere blocks a resident as a person does on bsky.app.
func (w *World) BlockElsewhere(who platforms.Person) {
	w.server.Do(func() {
		value := map[string]any{"$type": typeBlock, "subject": w.net.meet(who).Did, "createdAt": stamp(w.net.clock())}
		w.net.Records[typeBlock+"/"+w.net.next()] = &stored{CID: cidOf(value), Value: value}
	})
}

// LoseBlobs makes the network throw away the next upload before it is named.
func (w *World) LoseBlobs() {
	w.server.Do(func() { w.net.forgetful = true })
}

// Record is the record of a post as the network keeps it; nil when it is not
// there.
func (w *World) Record(uri string) (record map[string]any) {
	w.server.Do(func() {
		if e := w.net.Posts[uri]; e != nil && !e.Deleted {
			record = e.Record
		}
	})
	return record
}

// Blob is the uploaded bytes of that name.
func (w *World) Blob(cid string) (content []byte) {
	w.server.Do(func() {
		if b := w.net.Blobs[cid]; b != nil {
			content = slices.Clone(b.Bytes)
		}
	})
	return content
}

// didOf makes an account's id of whatever a test calls somebody.
func didOf(id string) string {
	if strings.HasPrefix(id, "did:") {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "did:plc:" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}

// cidOf names bytes or a record by their content.
func cidOf(content any) string {
	sum := sha256.Sum256([]byte(canonical(content)))
	return "bafyrei" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
}

// next is a mark that no other has; marks sort as they were given.
func (n *network) next() string {
	n.Count++
	return key(n.Count)
}

const sortable = "234567abcdefghijklmnopqrstuvwxyz"

// key writes a number as a record key (atproto.com/specs/tid).
func key(v int64) string {
	var b [13]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = sortable[v&31]
		v >>= 5
	}
	return string(b[:])
}

// meet lets somebody into the world.
func (n *network) meet(p platforms.Person) *person {
	did := didOf(p.ID)
	if n.People[did] == nil {
		handle := p.Handle
		if handle == "" {
			handle = hex.EncodeToString([]byte(did[len(did)-4:])) + ".example"
		}
		n.People[did] = &person{Did: did, Handle: handle, Name: p.Name}
	}
	return n.People[did]
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// parts takes an address of a record apart.
func parts(uri string) (did, collection, key string) {
	p := strings.Split(strings.TrimPrefix(uri, "at://"), "/")
	if len(p) != 3 {
		return "", "", ""
	}
	return p[0], p[1], p[2]
}

func address(did, collection, key string) string {
	return fmt.Sprintf("at://%s/%s/%s", did, collection, key)
}
