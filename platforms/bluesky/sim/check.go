package sim

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

var (
	tidForm = regexp.MustCompile(`^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$`)
	didForm = regexp.MustCompile(`^did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]$`)
	uriForm = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:\S+$`)
	atForm  = regexp.MustCompile(`^at://did:[a-z]+:[a-zA-Z0-9._:-]+/[a-zA-Z.]+/[a-zA-Z0-9._~:-]+$`)
)

// check says what the lexicon forbids about a record, and by which name the
// network says so; "" when all is well.
func (n *network) check(collection, key string, record map[string]any) (why, code string) {
	if record == nil || text(record["$type"]) != collection {
		return fmt.Sprintf("Invalid $type: expected %s", collection), "InvalidRequest"
	}
	if !tidForm.MatchString(key) {
		return "Invalid record key. Expected a valid TID", "InvalidRequest"
	}
	if _, err := time.Parse(time.RFC3339, text(record["createdAt"])); err != nil {
		return "Record/createdAt must be a valid atproto datetime", "InvalidRequest"
	}
	switch collection {
	case typePost:
		return n.checkPost(record)
	case typeGate:
		return or(n.checkGate(record, key), "InvalidRequest")
	case typeBlock:
		if w := unknown(record, "$type", "subject", "createdAt"); w != "" || !didForm.MatchString(text(record["subject"])) {
			return "Record/subject must be a valid did " + w, "InvalidRequest"
		}
		return "", ""
	}
	return "Lexicon not found: " + collection, "InvalidRequest"
}

func or(why, code string) (string, string) {
	if why == "" {
		return "", ""
	}
	return why, code
}

// unknown names a field that an object may not have.
func unknown(o map[string]any, fields ...string) string {
	for name := range o {
		if !slices.Contains(fields, name) {
			return "unexpected field " + name
		}
	}
	return ""
}

func (n *network) checkPost(record map[string]any) (why, code string) {
	if w := unknown(record, "$type", "text", "facets", "reply", "embed", "langs", "labels", "tags", "createdAt"); w != "" {
		return w, "InvalidRequest"
	}
	words, ok := record["text"].(string)
	switch {
	case !ok:
		return `Record must have the property "text"`, "InvalidRequest"
	case len(words) > textBytes:
		return "Record/text must not be longer than 3000 characters", "InvalidRequest"
	case uniseg.GraphemeClusterCount(words) > textGraphemes:
		return "Record/text must not be longer than 300 graphemes", "InvalidRequest"
	case words == "" && record["embed"] == nil:
		return "Record/text is empty", "InvalidRequest"
	}
	if w := checkFacets(words, record["facets"]); w != "" {
		return w, "InvalidRequest"
	}
	if langs := list(record["langs"]); len(langs) > langsMost {
		return "Record/langs must not have more than 3 elements", "InvalidRequest"
	}
	if reply, given := record["reply"]; given {
		r := object(reply)
		for _, side := range []string{"root", "parent"} {
			o := object(r[side])
			if !atForm.MatchString(text(o["uri"])) || !strings.HasPrefix(text(o["cid"]), "bafyrei") || unknown(o, "uri", "cid") != "" {
				return "Record/reply/" + side + " must have uri and cid", "InvalidRequest"
			}
			// What the network knows it knows in one version alone.
			if e := n.Posts[text(o["uri"])]; e != nil && e.CID != text(o["cid"]) {
				return "Record/reply/" + side + "/cid is another version", "InvalidRequest"
			}
		}
		if e := n.Posts[parentOf(record)]; e != nil {
			if root := rootOf(e.Record); root != rootOf(record) && (root != "" || rootOf(record) != e.URI) {
				return "Record/reply/root is not the thread's", "InvalidRequest"
			}
		}
	}
	return n.checkEmbed(object(record["embed"]), record["embed"] != nil)
}

// checkFacets says what is wrong with the marks of a text.
func checkFacets(words string, facets any) string {
	last := 0
	for _, f := range list(facets) {
		o := object(f)
		start, ok1 := object(o["index"])["byteStart"].(float64)
		end, ok2 := object(o["index"])["byteEnd"].(float64)
		if !ok1 || !ok2 || start < 0 || end <= start || int(end) > len(words) || len(list(o["features"])) == 0 {
			return "Record/facets has a mark outside the text"
		}
		if int(start) < last || !utf8.ValidString(words[int(start):int(end)]) {
			return "Record/facets overlap or cut a letter in two"
		}
		last = int(end)
		for _, feature := range list(o["features"]) {
			if w := checkFeature(object(feature)); w != "" {
				return w
			}
		}
	}
	return ""
}

func checkFeature(f map[string]any) string {
	switch text(f["$type"]) {
	case "app.bsky.richtext.facet#link":
		if !uriForm.MatchString(text(f["uri"])) || len(f) != 2 {
			return "a link must have a valid uri"
		}
	case "app.bsky.richtext.facet#mention":
		if !didForm.MatchString(text(f["did"])) || len(f) != 2 {
			return "a mention must have a valid did"
		}
	case "app.bsky.richtext.facet#tag":
		tag := text(f["tag"])
		if n := uniseg.GraphemeClusterCount(tag); n == 0 || n > tagGraphemes || len(f) != 2 {
			return "a tag must have at most 64 graphemes"
		}
	default:
		return "a mark of an unknown type"
	}
	return ""
}

func (n *network) checkEmbed(e map[string]any, given bool) (why, code string) {
	if !given {
		return "", ""
	}
	switch text(e["$type"]) {
	case "app.bsky.embed.images":
		images := list(e["images"])
		if len(images) == 0 || len(images) > imagesMost || unknown(e, "$type", "images") != "" {
			return "Record/embed/images must not have more than 4 elements", "InvalidRequest"
		}
		for _, i := range images {
			o := object(i)
			if _, ok := o["alt"].(string); !ok || unknown(o, "image", "alt", "aspectRatio") != "" {
				return "Record/embed/images must have alt", "InvalidRequest"
			}
			if why, code := n.checkBlob(object(o["image"]), imageBytes); why != "" {
				return why, code
			}
		}
	case "app.bsky.embed.external":
		o := object(e["external"])
		_, titled := o["title"].(string)
		_, described := o["description"].(string)
		if !uriForm.MatchString(text(o["uri"])) || !titled || !described || unknown(o, "uri", "title", "description", "thumb") != "" {
			return "Record/embed/external must have uri, title and description", "InvalidRequest"
		}
		if o["thumb"] != nil {
			return n.checkBlob(object(o["thumb"]), thumbBytes)
		}
	default:
		return "Record/embed is of an unknown type", "InvalidRequest"
	}
	return "", ""
}

func (n *network) checkBlob(o map[string]any, most int) (why, code string) {
	b := n.Blobs[text(object(o["ref"])["$link"])]
	size, _ := o["size"].(float64)
	switch {
	case text(o["$type"]) != "blob" || b == nil:
		return "Could not find blob", "BlobNotFound"
	case text(o["mimeType"]) != b.Type || int(size) != b.Size || !strings.HasPrefix(b.Type, "image/"):
		return "Referenced Mimetype does not match stored mimetype", "InvalidMimeType"
	case b.Size > most:
		return "This file is too large", "BlobTooLarge"
	}
	return "", ""
}

func (n *network) checkGate(record map[string]any, key string) string {
	if w := unknown(record, "$type", "post", "allow", "createdAt", "hiddenReplies"); w != "" {
		return w
	}
	did, collection, root := parts(text(record["post"]))
	if did != n.Did || collection != typePost || root != key {
		return "the gate's key is not its post's"
	}
	hidden := list(record["hiddenReplies"])
	if len(hidden) > hiddenMost {
		return "Record/hiddenReplies must not have more than 300 elements"
	}
	for _, uri := range hidden {
		if !atForm.MatchString(text(uri)) {
			return "Record/hiddenReplies must be valid at-uris"
		}
	}
	return ""
}
