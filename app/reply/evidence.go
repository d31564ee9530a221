package reply

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
)

// Evidence is a message as it stood before something was done about it. It is never
// changed or taken away.
type Evidence struct {
	ID, Channel, Conversation string
	// Message is the message's key, By the officer's id.
	Message string
	By      string
	TakenAt time.Time // UTC
	// Record is one JSON object; Hash its SHA-256 in hex.
	Record json.RawMessage
	Hash   string
}

// EvidenceStore keeps evidence.
type EvidenceStore interface {
	// TakeEvidence keeps e and does the acts, in one transaction.
	TakeEvidence(ctx context.Context, e Evidence, acts ...act.Act) ([]act.Receipt, error)
	// Evidence returns what was kept of a conversation's messages, oldest first.
	Evidence(ctx context.Context, conversation string) ([]Evidence, error)
}

// record is what evidence says; its names outlive those of the program. Times are
// UTC milliseconds, 0 for none.
type record struct {
	TakenAt    int64            `json:"taken_at"`
	Officer    string           `json:"officer"`
	Measure    string           `json:"measure"`
	Reason     string           `json:"reason"`
	Network    string           `json:"network"`
	Channel    string           `json:"channel"`
	Key        string           `json:"key"`
	RemoteID   string           `json:"remote_id"`
	Context    string           `json:"context"`
	Kind       string           `json:"kind"`
	Private    bool             `json:"private"`
	Hidden     bool             `json:"hidden"`
	AuthorID   string           `json:"author_id"`
	Author     string           `json:"author"`
	Handle     string           `json:"handle"`
	Subject    string           `json:"subject"`
	Text       string           `json:"text"`
	Quoted     string           `json:"quoted"`
	Was        []formerly       `json:"was"`
	Links      []inbox.Link     `json:"links"`
	Files      []inbox.File     `json:"files"`
	Permalink  string           `json:"permalink"`
	Start      int64            `json:"start"`
	SentAt     int64            `json:"sent_at"`
	SeenAt     int64            `json:"seen_at"`
	EditedAt   int64            `json:"edited_at"`
	DeletedAt  int64            `json:"deleted_at"`
	Expired    bool             `json:"expired"`
	Counts     map[string]int64 `json:"counts"`
	Raw        []byte           `json:"raw"`
	ThreadRoot string           `json:"thread_root"`
}

// formerly are words that an edit replaced.
type formerly struct {
	Text string `json:"text"`
	At   int64  `json:"at"`
}

// evidenceOf is the message as it stands here.
func (s *Service) evidenceOf(who act.Who, row inbox.Row, m inbox.Message, measure, reason string) (Evidence, error) {
	now := s.p.Clock().UTC().Truncate(time.Millisecond)
	r := record{TakenAt: app.Millis(now), Officer: who.Officer, Measure: measure, Reason: reason, Network: row.Network, Channel: m.Channel,
		Key: m.Key, RemoteID: m.RemoteID, Context: m.Context, Kind: m.Kind, Private: m.Private, Hidden: m.Hidden, AuthorID: m.From.ID,
		Author: m.From.Name, Handle: m.From.Handle, Subject: m.Subject, Text: m.Text, Quoted: m.Quoted, Links: m.Links, Files: m.Files,
		Permalink: m.Permalink, Start: app.Millis(m.Start), SentAt: app.Millis(m.SentAt), SeenAt: app.Millis(m.SeenAt),
		EditedAt: app.Millis(m.EditedAt), DeletedAt: app.Millis(m.DeletedAt), Expired: m.Expired, Counts: m.Counts, Raw: m.Raw, ThreadRoot: m.ThreadRoot}
	for _, v := range m.Was {
		r.Was = append(r.Was, formerly{v.Text, app.Millis(v.At)})
	}
	// Fields in their order and keys of maps sorted: the same message gives the
	// same bytes.
	text, err := json.Marshal(r)
	if err != nil {
		return Evidence{}, fmt.Errorf("keep evidence of %s: %w", m.Key, err)
	}
	sum := sha256.Sum256(text)
	return Evidence{ID: s.p.IDs.New(), Channel: m.Channel, Conversation: row.ID, Message: m.Key, By: who.Officer, TakenAt: now,
		Record: text, Hash: hex.EncodeToString(sum[:])}, nil
}
