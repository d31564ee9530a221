package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

var _ simulator.World = (*World)(nil)

// Post publishes a post of ours by other means than the adapter.
func (w *World) Post(words string, at time.Time) (id string) {
	w.server.Do(func() { id = w.net.wrote(w.net.Did, "", words, nil, at) })
	return id
}

// Comment lets a resident answer a post, or with parent "" mention us.
func (w *World) Comment(by platforms.Person, parent, words string, at time.Time) (id string) {
	w.server.Do(func() {
		who := w.net.meet(by)
		if parent != "" {
			id = w.net.wrote(who.Did, parent, words, nil, at)
			return
		}
		called := "@" + w.net.Handle
		id = w.net.wrote(who.Did, "", called+" "+words, []any{mention(0, len(called), w.net.Did)}, at)
	})
	return id
}

func mention(start, end int, did string) map[string]any {
	return map[string]any{"index": map[string]any{"byteStart": float64(start), "byteEnd": float64(end)},
		"features": []any{map[string]any{"$type": "app.bsky.richtext.facet#mention", "did": did}}}
}

// Quote lets a resident share a post with words of their own.
func (w *World) Quote(by platforms.Person, quoted, words string, at time.Time) (id string) {
	w.server.Do(func() {
		e := w.net.Posts[quoted]
		id = w.net.keep(w.net.meet(by).Did, map[string]any{"$type": typePost, "text": words, "createdAt": stamp(at), "langs": []any{"en"},
			"embed": map[string]any{"$type": "app.bsky.embed.record", "record": map[string]any{"uri": quoted, "cid": e.CID}}}, at)
	})
	return id
}

// Elsewhere lets a resident post something that is not about us, to be answered
// by others.
func (w *World) Elsewhere(by platforms.Person, words string, at time.Time) (id string) {
	w.server.Do(func() { id = w.net.wrote(w.net.meet(by).Did, "", words, nil, at) })
	return id
}

// Write lets a resident post a record as it is; what it lacks is filled in.
func (w *World) Write(by platforms.Person, record map[string]any, at time.Time) (id string) {
	w.server.Do(func() {
		record["$type"], record["createdAt"] = typePost, stamp(at)
		id = w.net.keep(w.net.meet(by).Did, record, at)
	})
	return id
}

// wrote puts a post of somebody into the world.
func (n *network) wrote(did, parent, words string, facets []any, at time.Time) string {
	record := map[string]any{"$type": typePost, "text": words, "createdAt": stamp(at), "langs": []any{"en"}}
	if len(facets) > 0 {
		record["facets"] = facets
	}
	if e := n.Posts[parent]; e != nil {
		p := map[string]any{"uri": e.URI, "cid": e.CID}
		root := p
		if r := object(object(e.Record["reply"])["root"]); r != nil {
			root = r
		}
		record["reply"] = map[string]any{"root": root, "parent": p}
	}
	return n.keep(did, record, at)
}

func (n *network) keep(did string, record map[string]any, at time.Time) string {
	uri := address(did, typePost, n.next())
	n.publish(&entry{URI: uri, CID: cidOf([]any{uri, record}), Author: did, Record: record, Indexed: at.UTC()})
	return uri
}

// Message lets a resident write privately.
func (w *World) Message(by platforms.Person, words string, at time.Time) (id string) {
	w.server.Do(func() {
		who := w.net.meet(by)
		id = w.net.say(w.net.with(who.Did, true), who.Did, words, nil, at).ID
	})
	return id
}

// AnswerOutside lets us answer by other means than the adapter.
func (w *World) AnswerOutside(parent, words string, at time.Time) (id string) {
	w.server.Do(func() {
		if m := w.net.Messages[parent]; m != nil {
			id = w.net.say(w.net.Convos[m.Convo], w.net.Did, words, nil, at).ID
			return
		}
		id = w.net.wrote(w.net.Did, parent, words, nil, at)
	})
	return id
}

// Edit is false: posts on this network are never edited.
func (w *World) Edit(string, string, time.Time) bool { return false }

// Remove deletes a post or a private message.
func (w *World) Remove(id string, _ time.Time) (done bool) {
	w.server.Do(func() {
		if e := w.net.Posts[id]; e != nil {
			e.Deleted, done = true, true
		}
		if m := w.net.Messages[id]; m != nil {
			m.Deleted, m.Text, done = true, "", true
			m.Rev = w.net.next()
			w.net.Convos[m.Convo].Rev = m.Rev
			w.net.Log = append(w.net.Log, logged{Rev: m.Rev, Type: "chat.bsky.convo.defs#logDeleteMessage", Convo: m.Convo, Message: m.ID})
		}
	})
	return done
}

// Shut makes the author of a post limit who may answer it, and of a private
// message take no more.
func (w *World) Shut(id string) (done bool) {
	w.server.Do(func() {
		if e := w.net.Posts[id]; e != nil {
			e.Closed, done = true, true
		}
		if m := w.net.Messages[id]; m != nil {
			w.net.People[m.Sender].Closed, done = true, true
		}
	})
	return done
}

// Ours is what was accepted from the adapter.
func (w *World) Ours() (all []simulator.Accepted) {
	w.server.Do(func() { all = slices.Clone(w.net.Accepted) })
	return all
}

// State tells which measures hold.
func (w *World) State(id string) (held simulator.Held) {
	w.server.Do(func() {
		by := ""
		if e := w.net.Posts[id]; e != nil {
			by, held.Deleted = e.Author, e.Deleted
			held.Hidden, held.Reported = w.net.hides(id), w.net.Reported[id]
		}
		if m := w.net.Messages[id]; m != nil {
			by, held.Deleted = m.Sender, m.Deleted
			held.Reported = w.net.Reported[by]
		}
		held.Muted, held.Blocked = w.net.Muted[by], w.net.blocking(by) != ""
	})
	return held
}

// hides tells whether an answer is on the list of its thread.
func (n *network) hides(uri string) bool {
	_, _, key := parts(rootOf(n.Posts[uri].Record))
	gate := n.Records[typeGate+"/"+key]
	return gate != nil && slices.Contains(list(gate.Value["hiddenReplies"]), any(uri))
}

// Save keeps the world as JSON.
func (w *World) Save() (saved []byte, err error) {
	w.server.Do(func() { saved, err = json.Marshal(w.net.state) })
	return saved, err
}

// Load takes a saved world over.
func (w *World) Load(saved []byte) (err error) {
	var s state
	if err := json.Unmarshal(saved, &s); err != nil {
		return fmt.Errorf("read a saved network: %w", err)
	}
	w.server.Do(func() {
		w.net.state, w.net.sorted = s, false
		w.net.fillMaps()
		for _, uri := range s.Order {
			parent := parentOf(s.Posts[uri].Record)
			w.net.below[parent] = append(w.net.below[parent], uri)
		}
	})
	return nil
}
