package sim

import (
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// repo answers the calls about records.
func (n *network) repo(r *simulator.Request) simulator.Answer {
	if r.Call.Name == "uploadBlob" {
		return n.uploadBlob(r)
	}
	if r.Call.Name == "getRecord" {
		return n.getRecord(r)
	}
	if who := r.Value("repo"); who != n.Did && who != n.Handle {
		return badRequest("Could not find repo: " + who)
	}
	switch r.Call.Name {
	case "createRecord":
		return n.createRecord(r)
	case "putRecord":
		return n.putRecord(r)
	}
	return n.deleteRecord(r)
}

func (n *network) uploadBlob(r *simulator.Request) simulator.Answer {
	kind := r.Header.Get("Content-Type")
	if len(r.Body) == 0 || kind == "" {
		return badRequest("Request encoding (Content-Type) required but not provided")
	}
	if len(r.Body) > blobUploadBytes {
		return fault(http.StatusRequestEntityTooLarge, "PayloadTooLarge", "request entity too large")
	}
	// The server looks for itself what the bytes are.
	if found := http.DetectContentType(r.Body); strings.HasPrefix(found, "image/") {
		kind = found
	}
	sum := sha256.Sum256(r.Body)
	cid := "bafkrei" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
	if !n.forgetful {
		n.Blobs[cid] = &blob{CID: cid, Type: kind, Size: len(r.Body), Bytes: r.Body}
	}
	n.forgetful = false
	return simulator.Answer{Body: map[string]any{"blob": map[string]any{"$type": "blob", "ref": map[string]string{"$link": cid}, "mimeType": kind, "size": len(r.Body)}}}
}

func (n *network) getRecord(r *simulator.Request) simulator.Answer {
	did, collection, key := r.Value("repo"), r.Value("collection"), r.Value("rkey")
	uri := address(did, collection, key)
	if collection == typeGate && n.between != nil {
		defer func() { n.between(); n.between = nil }()
	}
	if e := n.Posts[uri]; e != nil && !e.Deleted {
		return simulator.Answer{Body: map[string]any{"uri": uri, "cid": e.CID, "value": e.Record}}
	}
	if s := n.Records[collection+"/"+key]; s != nil && did == n.Did {
		return simulator.Answer{Body: map[string]any{"uri": uri, "cid": s.CID, "value": s.Value}}
	}
	return fault(400, "RecordNotFound", "Could not locate record: "+uri)
}

// taken tells whether a record lies under a key.
func (n *network) taken(collection, key string) bool {
	if e := n.Posts[address(n.Did, collection, key)]; e != nil {
		return !e.Deleted
	}
	return n.Records[collection+"/"+key] != nil
}

func (n *network) createRecord(r *simulator.Request) simulator.Answer {
	collection, key := r.Value("collection"), r.Value("rkey")
	record, _ := r.JSON["record"].(map[string]any)
	if r.Fault == simulator.GoneParent {
		// The real server takes an answer to a post that is gone, so the adapter
		// looks before. The fault is a server that does not.
		return badRequest("The record that this answers could not be found")
	}
	if key == "" {
		key = n.next()
	}
	if why, code := n.check(collection, key, record); why != "" {
		return fault(400, code, why)
	}
	if n.taken(collection, key) {
		return fault(500, "InternalServerError", "Internal Server Error")
	}
	return n.write(collection, key, record)
}

func (n *network) putRecord(r *simulator.Request) simulator.Answer {
	collection, key := r.Value("collection"), r.Value("rkey")
	record, _ := r.JSON["record"].(map[string]any)
	if why, code := n.check(collection, key, record); why != "" {
		return fault(400, code, why)
	}
	have := ""
	if s := n.Records[collection+"/"+key]; s != nil {
		have = s.CID
	}
	if swap, given := r.JSON["swapRecord"]; given {
		if want, _ := swap.(string); want != have {
			return fault(400, "InvalidSwap", "Record was at "+have)
		}
	}
	return n.write(collection, key, record)
}

// write keeps a record of ours.
func (n *network) write(collection, key string, record map[string]any) simulator.Answer {
	uri := address(n.Did, collection, key)
	cid := cidOf(record)
	if collection == typePost {
		n.publish(&entry{URI: uri, CID: cid, Author: n.Did, Record: record, Indexed: n.clock().UTC()})
		n.accept(uri, record)
	} else {
		n.Records[collection+"/"+key] = &stored{CID: cid, Value: record}
	}
	return simulator.Answer{Body: map[string]any{"uri": uri, "cid": cid, "validationStatus": "valid",
		"commit": map[string]string{"cid": cidOf(n.next()), "rev": n.next()}}}
}

func (n *network) deleteRecord(r *simulator.Request) simulator.Answer {
	collection, key := r.Value("collection"), r.Value("rkey")
	if e := n.Posts[address(n.Did, collection, key)]; e != nil {
		e.Deleted = true
	}
	delete(n.Records, collection+"/"+key)
	return simulator.Answer{Body: map[string]any{}}
}

// accept notes what the adapter published.
func (n *network) accept(uri string, record map[string]any) {
	at, _ := time.Parse(time.RFC3339, text(record["createdAt"]))
	a := platformsAccepted{ID: uri, Text: text(record["text"]), At: at.UTC(), Post: true}
	if parent := parentOf(record); parent != "" {
		a.Parent, a.Post = parent, false
	}
	for _, i := range list(object(record["embed"])["images"]) {
		a.Alts = append(a.Alts, text(object(i)["alt"]))
	}
	n.Accepted = append(n.Accepted, a)
}

// publish puts a post into the world, and tells those above it.
func (n *network) publish(e *entry) {
	n.Posts[e.URI] = e
	n.Order = append(n.Order, e.URI)
	parent := parentOf(e.Record)
	n.below[parent] = append(n.below[parent], e.URI)
	if e.Author == n.Did {
		return
	}
	at := parent
	for range notifiedAbove {
		above := n.Posts[at]
		if above == nil {
			break
		}
		if above.Author == n.Did {
			n.note(note{URI: e.URI, Reason: "reply", Subject: at, At: e.Indexed})
			break
		}
		at = parentOf(above.Record)
	}
	for _, f := range list(e.Record["facets"]) {
		for _, feature := range list(object(f)["features"]) {
			if text(object(feature)["did"]) == n.Did {
				n.note(note{URI: e.URI, Reason: "mention", At: e.Indexed})
			}
		}
	}
	if quoted := text(object(object(e.Record["embed"])["record"])["uri"]); quoted != "" && strings.HasPrefix(quoted, "at://"+n.Did+"/") {
		n.note(note{URI: e.URI, Reason: "quote", Subject: quoted, At: e.Indexed})
	}
}

func (n *network) note(x note) {
	n.Notes = append(n.Notes, x)
	n.sorted = false
}

// parentOf is what a post answers, "" for nothing.
func parentOf(record map[string]any) string {
	return text(object(object(record["reply"])["parent"])["uri"])
}

func rootOf(record map[string]any) string {
	return text(object(object(record["reply"])["root"])["uri"])
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}
