package mailbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
)

// envelope is what IMAP knows about a message beside its bytes.
type envelope struct {
	at       platforms.Location
	internal time.Time
	size     int64
	// sent is true for a message that lies in Sent; own is our address.
	sent bool
	own  string
}

// parseMessage makes an Item of a whole message. It never fails: what can't be
// read is kept whole and marked Unparsed.
func parseMessage(raw []byte, env envelope) platforms.Item {
	block, body := splitMessage(trimEnvelope(raw))
	header := readHeader(block)
	item := newItem(header, env)
	item.BodyHash = hexSum(body)
	item.Key = messageKey(header, item.BodyHash)
	item.rootOn(header)
	content, err := readContent(trimEnvelope(raw))
	if err != nil {
		item.Unparsed = true
		item.Text = readableRest(body)
		item.Raw = slices.Clone(raw[:min(len(raw), platforms.RawLimit)])
		return item.Item
	}
	item.fill(header, content)
	return item.Item
}

// parseHeaderOnly makes an Item of a header whose body comes later. ok is
// false for a message without a Message-ID: its Key needs the body.
func parseHeaderOnly(block []byte, env envelope) (item platforms.Item, ok bool) {
	header := readHeader(trimEnvelope(block))
	if header.remoteID() == "" {
		return platforms.Item{}, false
	}
	draft := newItem(header, env)
	draft.Key = messageKey(header, "")
	draft.rootOn(header)
	draft.HeaderOnly = true
	draft.Auto = automatic(header)
	return draft.Item, true
}

// letterItem is an Item in the making.
type letterItem struct{ platforms.Item }

// newItem fills what the header alone tells.
func newItem(header rawHeader, env envelope) *letterItem {
	item := platforms.Item{
		RemoteID: header.remoteID(), Location: env.at, Direction: platforms.FromResident, Kind: "mail", Private: true,
		From: firstPerson(people(header.get("from"))), Subject: header.text("subject"),
		To: withAddress(people(header.get("to"))), Cc: withAddress(people(header.get("cc"))),
		InternalDate: env.internal.UTC(), ReceivedAt: env.internal.UTC(), Size: env.size,
	}
	if item.From == (platforms.Person{}) {
		item.From = firstPerson(people(header.get("sender")))
	}
	if stamp := header.received(); !env.sent && !stamp.IsZero() && (stamp.Before(item.ReceivedAt) || env.internal.IsZero()) {
		item.ReceivedAt = stamp
	}
	if sent := parseDate(header.get("date")); !sent.After(item.ReceivedAt.Add(48 * time.Hour)) {
		item.SentAt = sent
	}
	if env.sent {
		item.Direction = platforms.FromUs
	} else {
		item.Claimed = item.From.ID == env.own
	}
	item.AnswerTo = item.From
	if to := firstPerson(people(header.get("reply-to"))); strings.Contains(to.ID, "@") && to.ID != env.own {
		item.AnswerTo = to
	}
	item.Parents = parents(header)
	return &letterItem{item}
}

// parents are the ids a message says it answers, nearest first.
func parents(header rawHeader) []string {
	ids := messageIDs(header.get("in-reply-to"))
	above := messageIDs(header.get("references"))
	slices.Reverse(above)
	var unique []string
	for _, id := range append(ids, above...) {
		if !slices.Contains(unique, id) {
			unique = append(unique, id)
		}
	}
	return unique
}

// rootOn sets ThreadRoot by the contract's rule; Key must be set.
func (i *letterItem) rootOn(header rawHeader) {
	above := messageIDs(header.get("references"))
	direct := messageIDs(header.get("in-reply-to"))
	switch {
	case len(above) > 0:
		i.ThreadRoot = above[0]
	case len(direct) > 0:
		i.ThreadRoot = direct[0]
	default:
		i.ThreadRoot = firstOf(i.RemoteID, i.Key)
	}
}

// fill adds what the body tells.
func (i *letterItem) fill(header rawHeader, c *content) {
	i.Text, i.Quoted = c.words()
	i.Links = c.links
	i.Attachments = c.attachments
	i.Auto = automatic(header)
	if bounce := c.bounceReport(header, i.From); bounce != nil {
		i.Auto, i.Bounce = platforms.AutoBounce, bounce
	} else if c.notification && machineReport(header, i.From) {
		i.Auto = platforms.AutoReply
	}
}

// messageKey is the hex SHA-256 over Message-ID, From, Date and Subject as
// sent, each with its length before it; without a Message-ID the body's hash
// joins them (DESIGN 2).
func messageKey(header rawHeader, bodyHash string) string {
	fields := []string{header.canonical("message-id"), header.canonical("from"), header.canonical("date"), header.canonical("subject")}
	if header.remoteID() == "" {
		fields = append(fields, bodyHash)
	}
	h := sha256.New()
	for _, f := range fields {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(f))))
		h.Write([]byte(f))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// trimEnvelope drops what some programs leave before a message: an mbox line,
// a byte order mark, empty lines.
func trimEnvelope(raw []byte) []byte {
	raw = bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")), "\r\n")
	if bytes.HasPrefix(raw, []byte("From ")) || bytes.HasPrefix(raw, []byte(">From ")) {
		if end := bytes.IndexByte(raw, '\n'); end >= 0 {
			raw = raw[end+1:]
		}
	}
	return raw
}

// restLimit bounds the readable rest of an unreadable message, in bytes.
const restLimit = 64 << 10

// readableRest is what a person can read of bytes that no parser could.
func readableRest(body []byte) string {
	text := strings.TrimSpace(tidyText(string(body[:min(len(body), restLimit)])))
	const note = "This message could not be read in full. It is kept whole; open it in your mail program to see all of it."
	if text == "" {
		return note
	}
	return fmt.Sprintf("%s\n\n%s", note, text)
}
