package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
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

// threader finds the conversation of each message of a batch. It knows what
// the store knows and what the batch brought before.
type threader struct {
	channel string
	byID    map[string][]Known
	byRoot  map[string][]Known
	suggest map[string]string
}

// place sets m's conversation (DESIGN 5): a thread takes a message only if an
// id matches AND the sender is known in it or the subject's root is equal.
// Else the message stands alone, with a suggestion: joining strangers would
// show one resident another's words.
func (t *threader) place(m *inbox.Message) {
	related := t.related(*m)
	for _, k := range related {
		if belongs(*m, k) {
			m.Conversation = k.Conversation
			return
		}
	}
	own := ConversationID(t.channel, m.ThreadRoot)
	if len(related) == 0 {
		m.Conversation = own
		return
	}
	m.Conversation = StrangerID(t.channel, m.Key)
	t.suggest[m.Conversation] = related[0].Conversation
}

// related are the known messages that m says it answers (nearest first), then
// those of the same root, then those that answer m.
func (t *threader) related(m inbox.Message) []Known {
	var out []Known
	for _, id := range m.Parents {
		out = append(out, t.byID[id]...)
	}
	out = append(out, t.byID[m.ThreadRoot]...)
	out = append(out, t.byRoot[m.ThreadRoot]...)
	if m.RemoteID != "" && m.RemoteID != m.ThreadRoot {
		out = append(out, t.byRoot[m.RemoteID]...)
	}
	kept := out[:0]
	for _, k := range out {
		if k.Key != m.Key {
			kept = append(kept, k)
		}
	}
	return kept
}

// belongs is the rule that keeps strangers apart. Our own mail belongs where
// its ids say; an empty subject proves nothing.
func belongs(m inbox.Message, k Known) bool {
	if m.Direction == inbox.Own {
		return true
	}
	if m.Auto != "" && k.Send != "" {
		return true
	}
	for _, id := range k.People {
		if id != "" && (id == m.From.ID && !m.Claimed || id == m.AnswerTo.ID) {
			return true
		}
	}
	root := SubjectRoot(m.Subject)
	return root != "" && root == SubjectRoot(k.Subject)
}

// learn lets later messages of the batch find m.
func (t *threader) learn(m inbox.Message) {
	k := Known{Key: m.Key, BodyHash: m.BodyHash, RemoteID: m.RemoteID, ThreadRoot: m.ThreadRoot,
		Conversation: m.Conversation, Subject: m.Subject, Send: m.Send, HeaderOnly: m.HeaderOnly, People: people(m)}
	if m.RemoteID != "" {
		t.byID[m.RemoteID] = append(t.byID[m.RemoteID], k)
	}
	if m.ThreadRoot != "" {
		t.byRoot[m.ThreadRoot] = append(t.byRoot[m.ThreadRoot], k)
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
