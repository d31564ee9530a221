package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"sort"
	"strings"

	"commsdesk/app/inbox"
)

// ConversationID is the id that every laptop gives the same thread: a hash of
// the channel and the thread's root id.
func ConversationID(channel, root string) string { return hashID(channel, "thread", root) }

// StrangerID is the id of the conversation of a message that claims a thread
// it can't be shown to belong to: a hash of the message's own key.
func StrangerID(channel, key string) string { return hashID(channel, "message", key) }

func hashID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:12])
}

var replyPrefix = regexp.MustCompile(`(?i)^\s*(re|aw|sv|vs|antw|fw|fwd|wg|rif|r|tr|ynt|odp)(\[\d+\])?\s*:\s*|^\s*\[[^\]]{1,20}\]\s*`)

// SubjectRoot is the subject without reply and forward marks, list tags, case
// and spacing: what stays the same through a thread.
func SubjectRoot(subject string) string {
	for {
		loc := replyPrefix.FindStringIndex(subject)
		if loc == nil || loc[1] == 0 {
			break
		}
		subject = subject[loc[1]:]
	}
	return strings.ToLower(strings.Join(strings.Fields(subject), " "))
}

// threader puts messages into conversations, one after the other in the order
// of time, as a mailbox that was read live would: the outcome depends on which
// messages there are, not on the order in which they came here.
type threader struct {
	channel string
	// address is the account's own, which everybody writes to and so says
	// nothing about who belongs together.
	address string
	byID    map[string][]inbox.Message
	byRoot  map[string][]inbox.Message
	answers map[string][]inbox.Message // by the ids that they answer
	people  map[string]map[string]bool // of each conversation
	suggest map[string]string
}

func newThreader(channel, address string) *threader {
	return &threader{channel: channel, address: address, byID: map[string][]inbox.Message{}, byRoot: map[string][]inbox.Message{},
		answers: map[string][]inbox.Message{}, people: map[string]map[string]bool{}, suggest: map[string]string{}}
}

// replay places the new messages of threads together with all that is stored of
// them. What lies in a conversation that somebody acted on stays there and is
// learned first. It returns the stored messages that belong elsewhere than they
// lie.
func (t *threader) replay(fresh []*inbox.Message, stored []Known) (moved map[string]string) {
	moved = map[string]string{}
	var loose []*inbox.Message
	was := map[string]string{}
	for i := range stored {
		if stored[i].Pinned {
			t.learn(stored[i].Message)
			continue
		}
		was[stored[i].Key] = stored[i].Conversation
		loose = append(loose, &stored[i].Message)
	}
	loose = append(loose, fresh...)
	sort.SliceStable(loose, func(i, j int) bool {
		if !loose[i].Start.Equal(loose[j].Start) {
			return loose[i].Start.Before(loose[j].Start)
		}
		return loose[i].Key < loose[j].Key
	})
	for _, m := range loose {
		before, known := was[m.Key]
		if known || m.Conversation == "" {
			t.place(m)
		}
		if known && before != m.Conversation {
			moved[m.Key] = m.Conversation
		}
		t.learn(*m)
	}
	return moved
}

// place sets m's conversation (DESIGN 5): a thread takes a message only if an
// id matches AND the sender is known in it or the subject's root is equal.
// Else the message stands alone, with a suggestion: joining strangers would
// show one resident another's words.
//
// Elsewhere the network says which thread it is, strangers and all: what a whole
// branch wrote in public is one conversation.
func (t *threader) place(m *inbox.Message) {
	related := t.related(*m)
	for _, k := range related {
		if t.belongs(*m, k) {
			m.Conversation = k.Conversation
			return
		}
	}
	if len(related) == 0 || !m.Mail() {
		m.Conversation = ConversationID(t.channel, rootOf(*m))
		return
	}
	m.Conversation = StrangerID(t.channel, m.Key)
	t.suggest[m.Conversation] = related[0].Conversation
}

// related are the messages that m says it answers (nearest first), then those
// of the same root, then those that answer m.
func (t *threader) related(m inbox.Message) []inbox.Message {
	root := rootOf(m)
	if apart(m) {
		return others(m, t.byRoot[root])
	}
	var out []inbox.Message
	for _, id := range m.Parents {
		out = append(out, t.byID[id]...)
	}
	out = append(out, t.byID[root]...)
	out = append(out, t.byRoot[root]...)
	if m.RemoteID != "" && m.RemoteID != m.ThreadRoot {
		out = append(out, t.byRoot[m.RemoteID]...)
	}
	return others(m, append(out, t.answers[m.RemoteID]...))
}

// others are the messages but m itself.
func others(m inbox.Message, out []inbox.Message) []inbox.Message {
	var kept []inbox.Message
	for _, k := range out {
		if k.Key != m.Key {
			kept = append(kept, k)
		}
	}
	return kept
}

// apart tells that a message goes by its root alone: a post of ours stands by
// itself, and a private talk is what the network calls one.
func apart(m inbox.Message) bool { return !m.Mail() && (m.Private || m.Published()) }

// rootOf is the id that a message's thread has. Our own post above it is no part
// of the thread, whatever the adapter says.
func rootOf(m inbox.Message) string {
	switch {
	case m.Mail(), m.ThreadRoot != "" && m.ThreadRoot != m.Context && !m.Published():
		return m.ThreadRoot
	case m.RemoteID != "":
		return m.RemoteID
	}
	return m.Key
}

// belongs is the rule that keeps strangers apart. Our own mail belongs where
// its ids say, and so does what a machine says of it; an empty subject proves
// nothing.
func (t *threader) belongs(m, k inbox.Message) bool {
	if !m.Mail() {
		return m.Private == k.Private && m.Published() == k.Published()
	}
	if m.Direction == inbox.Own || m.Auto != "" && k.Direction == inbox.Own {
		return true
	}
	if !m.Claimed && t.knows(k.Conversation, m.From.ID) || t.knows(k.Conversation, m.AnswerTo.ID) {
		return true
	}
	root := SubjectRoot(m.Subject)
	return root != "" && root == SubjectRoot(k.Subject)
}

func (t *threader) knows(conversation, person string) bool {
	return person != "" && person != t.address && t.people[conversation][person]
}

// learn lets later messages find m.
func (t *threader) learn(m inbox.Message) {
	if m.RemoteID != "" {
		t.byID[m.RemoteID] = append(t.byID[m.RemoteID], m)
	}
	if root := rootOf(m); root != "" {
		t.byRoot[root] = append(t.byRoot[root], m)
	}
	for _, id := range m.Parents {
		if id != "" && !aboveThread(m, id) {
			t.answers[id] = append(t.answers[id], m)
		}
	}
	if t.people[m.Conversation] == nil {
		t.people[m.Conversation] = map[string]bool{}
	}
	for _, id := range people(m) {
		t.people[m.Conversation][id] = true
	}
}

// people are the ids of everybody a message names.
func people(m inbox.Message) []string {
	ids := []string{m.AnswerTo.ID}
	if !m.Claimed {
		ids = append(ids, m.From.ID)
	}
	for _, p := range append(append([]inbox.Person{}, m.To...), m.Cc...) {
		ids = append(ids, p.ID)
	}
	return ids
}

// ids are all by which a message's thread is found. Our own post above it is
// not among them: everybody else who wrote under it would come along.
func ids(m inbox.Message) []string {
	switch {
	case m.Published():
		return nil
	case apart(m):
		return []string{rootOf(m)}
	}
	ids := []string{rootOf(m), m.RemoteID}
	for _, id := range m.Parents {
		if !aboveThread(m, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// aboveThread tells that an id is that of our own post above m.
func aboveThread(m inbox.Message, id string) bool { return id == m.Context && !m.Mail() }

// joinEnds suggests, for a private talk that an answer of ours to something
// public began, the conversation that it came from: the two are one matter (S
// 5.10) and are never made one thread.
func (t *threader) joinEnds(fresh []*inbox.Message, links map[string]Link) {
	for _, m := range fresh {
		from := links[m.Key].Conversation
		if from != "" && m.Direction == inbox.Own && apart(*m) && !m.Published() && from != m.Conversation {
			t.suggest[m.Conversation] = from
		}
	}
}
