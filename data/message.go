package data

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"commsdesk/app"
	"commsdesk/app/inbox"
)

// messageDoc is what a message holds besides what it is looked up by; its names
// outlive those of the program. Times are UTC milliseconds, 0 for none.
type messageDoc struct {
	BodyHash   string        `json:"body_hash,omitempty"`
	Parents    []string      `json:"parents,omitempty"`
	Direction  string        `json:"direction"`
	Auto       string        `json:"auto,omitempty"`
	Kind       string        `json:"kind,omitempty"`
	Private    bool          `json:"private,omitempty"`
	Claimed    bool          `json:"claimed,omitempty"`
	From       personDoc     `json:"from"`
	AnswerTo   personDoc     `json:"answer_to"`
	To         []personDoc   `json:"to,omitempty"`
	Cc         []personDoc   `json:"cc,omitempty"`
	Links      []inbox.Link  `json:"links,omitempty"`
	Files      []inbox.File  `json:"files,omitempty"`
	SentAt     int64         `json:"sent_at,omitempty"`
	SeenAt     int64         `json:"seen_at,omitempty"`
	EditedAt   int64         `json:"edited_at,omitempty"`
	DeletedAt  int64         `json:"deleted_at,omitempty"`
	History    bool          `json:"history,omitempty"`
	Calendar   int           `json:"calendar,omitempty"`
	Send       string        `json:"send,omitempty"`
	Bounce     *inbox.Bounce `json:"bounce,omitempty"`
	Altered    bool          `json:"altered,omitempty"`
	Unparsed   bool          `json:"unparsed,omitempty"`
	HeaderOnly bool          `json:"header_only,omitempty"`
	Permalink  string        `json:"permalink,omitempty"`
	Size       int64         `json:"size,omitempty"`

	Ref        string           `json:"ref,omitempty"`
	Context    string           `json:"context,omitempty"`
	EditSeen   bool             `json:"edit_seen,omitempty"`
	Was        []versionDoc     `json:"was,omitempty"`
	Hidden     bool             `json:"hidden,omitempty"`
	ReplyUntil int64            `json:"reply_until,omitempty"`
	ReplyAfter string           `json:"reply_after,omitempty"`
	ExpireAt   int64            `json:"expire_at,omitempty"`
	Expired    bool             `json:"expired,omitempty"`
	Counts     map[string]int64 `json:"counts,omitempty"`
	AsOf       int64            `json:"as_of,omitempty"`
}

// versionDoc is words that an edit replaced.
type versionDoc struct {
	Text string `json:"text"`
	At   int64  `json:"at,omitempty"`
}

func versionDocs(vs []inbox.Version) []versionDoc {
	var out []versionDoc
	for _, v := range vs {
		out = append(out, versionDoc{v.Text, app.Millis(v.At)})
	}
	return out
}

func versions(ds []versionDoc) []inbox.Version {
	var out []inbox.Version
	for _, d := range ds {
		out = append(out, inbox.Version{Text: d.Text, At: app.FromMillis(d.At)})
	}
	return out
}

type personDoc struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Handle string `json:"handle,omitempty"`
}

func personDocs(ps []inbox.Person) []personDoc {
	var out []personDoc
	for _, p := range ps {
		out = append(out, personDoc(p))
	}
	return out
}

func persons(ds []personDoc) []inbox.Person {
	var out []inbox.Person
	for _, d := range ds {
		out = append(out, inbox.Person(d))
	}
	return out
}

// storedMessage is a message as its row has it.
type storedMessage struct {
	id     int64 // 0 before it is written
	rev    int64
	m      inbox.Message // without Locations
	doc    []byte
	people string
	digest []byte
	// expireAt is the column as it was read; see expireColumn.
	expireAt int64
}

// newStored makes the row of a message.
func newStored(m inbox.Message) (storedMessage, error) {
	doc, err := json.Marshal(messageDoc{BodyHash: m.BodyHash, Parents: m.Parents, Direction: string(m.Direction), Auto: m.Auto,
		Kind: m.Kind, Private: m.Private, Claimed: m.Claimed, From: personDoc(m.From), AnswerTo: personDoc(m.AnswerTo),
		To: personDocs(m.To), Cc: personDocs(m.Cc), Links: m.Links, Files: m.Files, SentAt: app.Millis(m.SentAt),
		SeenAt: app.Millis(m.SeenAt), EditedAt: app.Millis(m.EditedAt), DeletedAt: app.Millis(m.DeletedAt), History: m.History,
		Calendar: m.Calendar, Send: m.Send, Bounce: m.Bounce, Altered: m.Altered, Unparsed: m.Unparsed,
		HeaderOnly: m.HeaderOnly, Permalink: m.Permalink, Size: m.Size, Ref: m.Ref, Context: m.Context, EditSeen: m.EditSeen,
		Was: versionDocs(m.Was), Hidden: m.Hidden, ReplyUntil: app.Millis(m.ReplyUntil), ReplyAfter: m.ReplyAfter,
		ExpireAt: app.Millis(m.ExpireAt), Expired: m.Expired, Counts: m.Counts, AsOf: app.Millis(m.AsOf)})
	if err != nil {
		return storedMessage{}, fmt.Errorf("write message %s: %w", m.Key, err)
	}
	s := storedMessage{m: m, doc: doc, people: searchNames(m)}
	s.digest = s.sum()
	return s, nil
}

// author is the resident who wrote the message themselves, "" for ours and for
// machines.
func author(m inbox.Message) string {
	if !m.Human() {
		return ""
	}
	return m.AnswerTo.ID
}

// searchNames are the names and addresses a message is found by.
func searchNames(m inbox.Message) string {
	var names []string
	for _, p := range []inbox.Person{m.From, m.AnswerTo} {
		for _, n := range []string{p.Name, p.Handle, p.ID} {
			if n != "" && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return strings.Join(names, "\n")
}

// sum is the digest over every column but id and rev.
func (s storedMessage) sum() []byte {
	m := s.m
	return digestOf([]byte(m.Channel), []byte(m.Key), []byte(m.Conversation), []byte(m.RemoteID), []byte(m.ThreadRoot),
		[]byte(author(m)), []byte(strconv.FormatInt(m.Start.UnixMilli(), 10)), []byte(m.Subject), []byte(m.Text),
		[]byte(m.Quoted), []byte(s.people), m.Raw, s.doc)
}

const messageColumns = "id, channel, key, conversation, remote_id, thread_root, start, subject, text, quoted, people, raw, doc, rev, digest, expire_at"

func scanMessage(rows *sql.Rows) (storedMessage, error) {
	var s storedMessage
	var start int64
	m := &s.m
	if err := rows.Scan(&s.id, &m.Channel, &m.Key, &m.Conversation, &m.RemoteID, &m.ThreadRoot, &start, &m.Subject, &m.Text, &m.Quoted,
		&s.people, &m.Raw, &s.doc, &s.rev, &s.digest, &s.expireAt); err != nil {
		return s, err
	}
	var d messageDoc
	if err := json.Unmarshal(s.doc, &d); err != nil {
		return s, fmt.Errorf("message %s: %w", m.Key, errDamaged.Because(err))
	}
	m.Start = app.FromMillis(start)
	m.BodyHash, m.Parents, m.Direction, m.Auto, m.Kind = d.BodyHash, d.Parents, inbox.Direction(d.Direction), d.Auto, d.Kind
	m.Private, m.Claimed = d.Private, d.Claimed
	m.From, m.AnswerTo, m.To, m.Cc = inbox.Person(d.From), inbox.Person(d.AnswerTo), persons(d.To), persons(d.Cc)
	m.Links, m.Files, m.Bounce = d.Links, d.Files, d.Bounce
	m.SentAt, m.SeenAt = app.FromMillis(d.SentAt), app.FromMillis(d.SeenAt)
	m.EditedAt, m.DeletedAt = app.FromMillis(d.EditedAt), app.FromMillis(d.DeletedAt)
	m.History, m.Calendar, m.Send, m.Altered = d.History, d.Calendar, d.Send, d.Altered
	m.Unparsed, m.HeaderOnly, m.Permalink, m.Size = d.Unparsed, d.HeaderOnly, d.Permalink, d.Size
	m.Ref, m.Context, m.EditSeen, m.Was, m.Hidden = d.Ref, d.Context, d.EditSeen, versions(d.Was), d.Hidden
	m.ReplyUntil, m.ReplyAfter, m.ExpireAt, m.Expired = app.FromMillis(d.ReplyUntil), d.ReplyAfter, app.FromMillis(d.ExpireAt), d.Expired
	m.Counts, m.AsOf = d.Counts, app.FromMillis(d.AsOf)
	return s, nil
}

// messagesIn returns a conversation's messages, oldest first.
func messagesIn(ctx context.Context, q querier, conversation string) ([]storedMessage, error) {
	var all []storedMessage
	err := each(ctx, q, func(rows *sql.Rows) error {
		s, err := scanMessage(rows)
		all = append(all, s)
		return err
	}, "SELECT "+messageColumns+" FROM message WHERE conversation = ? ORDER BY start, key", conversation)
	if err != nil {
		return nil, fmt.Errorf("read messages of %s: %w", conversation, err)
	}
	return all, nil
}

// faultOfMessage says what is wrong with a message as it is stored, "" for
// nothing.
func (s storedMessage) fault() string {
	if !bytes.Equal(s.digest, s.sum()) {
		return "it was changed after it was stored"
	}
	if s.expireAt != expireColumn(s.m) {
		return "until when it may be kept was changed after it was stored"
	}
	return ""
}
