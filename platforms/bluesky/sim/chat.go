package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"commsdesk/platforms/simulator"
)

type convo struct {
	ID, Rev, Other string
	Messages       []string // ids, oldest first
}

type message struct {
	ID, Rev, Convo, Sender, Text string
	Facets                       any
	SentAt                       time.Time
	Deleted                      bool
}

type logged struct {
	Rev, Type, Convo, Message string
}

const logPage = 50

// chat answers the message service's calls.
func (n *network) chat(r *simulator.Request) simulator.Answer {
	switch r.Call.Name {
	case "listConvos":
		return n.listConvos(r)
	case "getLog":
		return n.getLog(r)
	case "getConvoAvailability", "getConvoForMembers":
		return n.convoFor(r)
	}
	c := n.Convos[r.Value("convoId")]
	if c == nil {
		return fault(400, "InvalidConvo", "Convo not found")
	}
	switch r.Call.Name {
	case "getConvo":
		if r.Fault == simulator.GoneParent {
			return fault(400, "InvalidRequest", "Convo not found")
		}
		return simulator.Answer{Body: map[string]any{"convo": n.convoView(c)}}
	case "getMessages":
		return n.getMessages(r, c)
	}
	return n.sendMessage(r, c)
}

func (n *network) convoView(c *convo) map[string]any {
	v := map[string]any{"id": c.ID, "rev": c.Rev, "muted": false, "unreadCount": 0, "status": "accepted",
		"members": []any{n.profile(n.People[n.Did]), n.profile(n.People[c.Other])}}
	if len(c.Messages) > 0 {
		v["lastMessage"] = n.messageView(n.Messages[c.Messages[len(c.Messages)-1]])
	}
	return v
}

func (n *network) messageView(m *message) map[string]any {
	v := map[string]any{"$type": "chat.bsky.convo.defs#messageView", "id": m.ID, "rev": m.Rev, "sender": map[string]string{"did": m.Sender}, "sentAt": stamp(m.SentAt)}
	if m.Deleted {
		v["$type"] = "chat.bsky.convo.defs#deletedMessageView"
		return v
	}
	v["text"] = m.Text
	if m.Facets != nil {
		v["facets"] = m.Facets
	}
	return v
}

func (n *network) listConvos(r *simulator.Request) simulator.Answer {
	size, ok := limit(r)
	if !ok {
		return badRequest("Error: limit can not be greater than 100")
	}
	var all []*convo
	for _, c := range n.Convos {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *convo) int { return strings.Compare(b.Rev, a.Rev) })
	var out []any
	next := ""
	for _, c := range all {
		if cursor := r.Query.Get("cursor"); cursor != "" && c.Rev >= cursor || len(out) == size {
			continue
		}
		out = append(out, n.convoView(c))
		next = c.Rev
	}
	return page("convos", out, next, size, r)
}

func (n *network) getMessages(r *simulator.Request, c *convo) simulator.Answer {
	size, ok := limit(r)
	if !ok {
		return badRequest("Error: limit can not be greater than 100")
	}
	sorted := slices.Clone(c.Messages)
	slices.SortStableFunc(sorted, func(a, b string) int { return n.Messages[b].SentAt.Compare(n.Messages[a].SentAt) })
	begin := 0
	if cursor := r.Query.Get("cursor"); cursor != "" {
		begin = slices.Index(sorted, cursor) + 1
	}
	var out []any
	next := ""
	for _, id := range sorted[begin:min(begin+size, len(sorted))] {
		out = append(out, n.messageView(n.Messages[id]))
		next = id
	}
	return page("messages", out, next, size, r)
}

func (n *network) getLog(r *simulator.Request) simulator.Answer {
	cursor := r.Query.Get("cursor")
	var out []any
	last := cursor
	for _, e := range n.Log {
		if e.Rev <= cursor || len(out) == logPage {
			continue
		}
		v := map[string]any{"$type": e.Type, "rev": e.Rev, "convoId": e.Convo}
		if m := n.Messages[e.Message]; m != nil {
			v["message"] = n.messageView(m)
			v["relatedProfiles"] = []any{n.profile(n.People[m.Sender])}
		}
		out = append(out, v)
		last = e.Rev
	}
	return simulator.Answer{Body: map[string]any{"logs": shown(out, r.Fault), "cursor": last}}
}

// convoFor finds or makes the conversation with somebody.
func (n *network) convoFor(r *simulator.Request) simulator.Answer {
	members := slices.DeleteFunc(slices.Clone(r.Query["members"]), func(did string) bool { return did == n.Did })
	if len(members) != 1 {
		return badRequest("Error: members must have one other element")
	}
	p := n.People[members[0]]
	availability := r.Call.Name == "getConvoAvailability"
	if p == nil {
		return fault(400, "RecipientNotFound", "Recipient not found")
	}
	if p.Closed || n.apart(p.Did) {
		switch {
		case availability:
			return simulator.Answer{Body: map[string]any{"canChat": false}}
		case p.Closed:
			return fault(400, "MessagesDisabled", "recipient has disabled incoming messages")
		case p.Blocks:
			return fault(400, "BlockedActor", "block between recipient and sender")
		}
		return fault(400, "BlockedSubject", "block between recipient and sender")
	}
	c := n.with(p.Did, !availability)
	body := map[string]any{}
	if c != nil {
		body["convo"] = n.convoView(c)
	}
	if availability {
		body["canChat"] = true
	}
	return simulator.Answer{Body: body}
}

// with is the conversation with somebody, made when there is none.
func (n *network) with(did string, make bool) *convo {
	for _, c := range n.Convos {
		if c.Other == did {
			return c
		}
	}
	if !make {
		return nil
	}
	c := &convo{ID: n.next(), Rev: n.next(), Other: did}
	n.Convos[c.ID] = c
	n.Log = append(n.Log, logged{Rev: c.Rev, Type: "chat.bsky.convo.defs#logBeginConvo", Convo: c.ID})
	return c
}

// say puts a message into a conversation.
func (n *network) say(c *convo, sender, words string, facets any, at time.Time) *message {
	m := &message{ID: n.next(), Rev: n.next(), Convo: c.ID, Sender: sender, Text: words, Facets: facets, SentAt: at.UTC()}
	n.Messages[m.ID] = m
	c.Messages = append(c.Messages, m.ID)
	c.Rev = m.Rev
	n.Log = append(n.Log, logged{Rev: m.Rev, Type: "chat.bsky.convo.defs#logCreateMessage", Convo: c.ID, Message: m.ID})
	return m
}

func (n *network) sendMessage(r *simulator.Request, c *convo) simulator.Answer {
	input := object(r.JSON["message"])
	words := text(input["text"])
	other := n.People[c.Other]
	switch {
	case unknown(input, "text", "facets", "embed", "replyTo") != "" || words == "":
		return badRequest("Input/message must have the property \"text\"")
	case len(words) > messageBytes || uniseg.GraphemeClusterCount(words) > messageMost:
		return badRequest(fmt.Sprintf("Input/message/text must not be longer than %d graphemes", messageMost))
	case checkFacets(words, input["facets"]) != "":
		return badRequest(checkFacets(words, input["facets"]))
	case other.Closed || n.apart(c.Other):
		return fault(400, "ConvoLocked", "Convo is locked")
	case r.Fault == simulator.GoneParent:
		return fault(400, "InvalidConvo", "Convo not found")
	}
	m := n.say(c, n.Did, words, input["facets"], n.clock())
	n.Accepted = append(n.Accepted, platformsAccepted{ID: m.ID, Text: words, Private: true, To: c.Other, At: m.SentAt})
	return simulator.Answer{Body: n.messageView(m)}
}
