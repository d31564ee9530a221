// Package reply is what touches two subjects: an answer is an act on its
// conversation and a send in the outbox, a redirect and a message that came
// back likewise (DESIGN 1). It also stands at the Gate: just before a message
// goes it looks whether the resident wrote again or somebody else answered.
package reply

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// Account is what a reply must know of a channel: its network and its own
// address there (for mail in lower case), which is never answered.
type Account struct{ Network, Address string }

// Ports is what a Service works with. When words a moment in full, for quoting
// ("Mon 30 Nov 2026 9:48").
type Ports struct {
	Inbox  inbox.Store
	Sends  outbox.Store
	Outbox *outbox.Service
	Door   act.Door
	// Evidence keeps what stood there before anything is done about it; Facts what
	// we know of it after that.
	Evidence EvidenceStore
	Facts    Facts
	Desk     desk.Store
	Account  func(ctx context.Context, channel string) (Account, error)
	When     func(t time.Time) string
	IDs      *app.IDs
	Clock    app.Clock
}

// Service begins, checks and sends answers.
type Service struct{ p Ports }

// NewService returns a Service over its ports.
func NewService(p Ports) *Service { return &Service{p: p} }

// Begin returns a fresh draft of an answer: to the resident whose message is
// the newest, with everything in the conversation counted as seen. It is not
// stored; the first edit does that.
func (s *Service) Begin(ctx context.Context, officer, conversation string) (outbox.Draft, error) {
	return s.BeginTo(ctx, officer, conversation, "")
}

// BeginTo is Begin to the message with this key: where several residents write in
// one thread, the answer stands below the one that it is meant for. "" is the
// newest; NotFound when no resident's message has the key.
func (s *Service) BeginTo(ctx context.Context, officer, conversation, message string) (outbox.Draft, error) {
	row, msgs, err := s.p.Inbox.Conversation(ctx, conversation)
	if err != nil {
		return outbox.Draft{}, fmt.Errorf("begin an answer: %w", err)
	}
	seen, err := s.seen(ctx, conversation, msgs)
	if err != nil {
		return outbox.Draft{}, err
	}
	d := outbox.Draft{ID: s.p.IDs.New(), Channel: row.Channel, Conversation: conversation, Officer: officer,
		Purpose: outbox.Reply, Seen: seen}
	if _, found := chosen(msgs, message); message != "" && !found {
		return outbox.Draft{}, noSuchMessage()
	}
	return aimed(d, msgs, message, false, ""), nil
}

// BeginRedirect is BeginTo with the words of a redirect (S 6.2.3), for which the
// send is counted.
func (s *Service) BeginRedirect(ctx context.Context, officer, conversation, message, redirect string) (outbox.Draft, error) {
	snap, err := s.p.Desk.Desk(ctx)
	if err != nil {
		return outbox.Draft{}, fmt.Errorf("begin a redirect: %w", err)
	}
	r, ok := snap.Redirect(redirect)
	if !ok || r.Retired {
		return outbox.Draft{}, app.NewError(app.NotFound, "This desk has no such redirect. Choose another in Settings.")
	}
	d, err := s.BeginTo(ctx, officer, conversation, message)
	if err != nil {
		return d, err
	}
	d.Purpose, d.Redirect = outbox.Redirect, r.ID
	name := ""
	if len(d.To) > 0 {
		name = d.To[0].Name
	}
	d.Text = RedirectText(r, name)
	return d, nil
}

// BeginNew returns a fresh draft of a message that answers nothing.
func (s *Service) BeginNew(officer, channel string) outbox.Draft {
	return outbox.Draft{ID: s.p.IDs.New(), Channel: channel, Officer: officer, Purpose: outbox.New}
}

// seen are the marks of what an officer who begins now has before them: the
// keys of the messages, and of our own sends whose copies may still come.
func (s *Service) seen(ctx context.Context, conversation string, msgs []inbox.Message) ([]string, error) {
	seen := []string{}
	for _, m := range msgs {
		seen = append(seen, m.Key)
	}
	sends, err := s.p.Sends.Sends(ctx, nil, recentSends)
	if err != nil {
		return nil, fmt.Errorf("read the sends of a conversation: %w", err)
	}
	for _, send := range sends {
		if send.Conversation == conversation && send.State != outbox.Withdrawn {
			seen = append(seen, sendMark(send.ID))
		}
	}
	return seen, nil
}

// sendMark stands for one of our sends in Draft.Seen.
func sendMark(id string) string { return "send:" + id }

// Send checks the draft and puts it into the outbox, by its purpose: an answer
// or redirect together with the act that notes it on the conversation. It needs
// no network. An error of kind Wrong says what the officer must change; the
// draft is kept then.
func (s *Service) Send(ctx context.Context, who act.Who, d outbox.Draft) (outbox.Send, error) {
	snap, err := s.p.Desk.Desk(ctx)
	if err != nil {
		return outbox.Send{}, fmt.Errorf("send: %w", err)
	}
	return s.send(ctx, who, d, time.Duration(snap.Settings.UndoSeconds)*time.Second)
}

// SendNow is Send without the time to undo: for the command line, where nobody
// sits before an undo button.
func (s *Service) SendNow(ctx context.Context, who act.Who, d outbox.Draft) (outbox.Send, error) {
	return s.send(ctx, who, d, 0)
}

func (s *Service) send(ctx context.Context, who act.Who, d outbox.Draft, grace time.Duration) (outbox.Send, error) {
	snap, err := s.p.Desk.Desk(ctx)
	if err != nil {
		return outbox.Send{}, fmt.Errorf("send: %w", err)
	}
	account, err := s.p.Account(ctx, d.Channel)
	if err != nil {
		return outbox.Send{}, fmt.Errorf("send: %w", err)
	}
	officer, ok := snap.Officer(d.Officer)
	if !ok {
		return outbox.Send{}, app.NewError(app.Wrong, "Say who answers: every reply carries an officer's initials. Add officers in Settings.")
	}
	d.Officer = officer.ID
	l := outbox.Letter{ID: s.p.IDs.New(), Network: account.Network, Initials: officer.Initials,
		Text: outbox.Sign(d.Text, officer.Initials)}
	var beside []act.Act
	if d.Purpose != outbox.New {
		if d, err = s.join(ctx, &l, d); err != nil {
			return outbox.Send{}, err
		}
		beside = append(beside, who.New(inbox.Replied, conversation(d.Conversation), inbox.RepliedEffect{Send: l.ID}, nil))
	}
	c, err := s.composing(ctx, snap, account, d)
	if err != nil {
		return outbox.Send{}, fmt.Errorf("send: %w", err)
	}
	for _, c := range Checks(c) {
		if c.Stops {
			return outbox.Send{}, app.NewError(app.Wrong, c.Words)
		}
	}
	l.Draft = d
	return s.p.Outbox.Submit(ctx, who, l, grace, beside...)
}

// Composing gathers what Checks needs to know about a draft; read it when the
// composer opens and replace its Draft as somebody types.
func (s *Service) Composing(ctx context.Context, d outbox.Draft) (Composing, error) {
	snap, err := s.p.Desk.Desk(ctx)
	if err != nil {
		return Composing{}, fmt.Errorf("check a draft: %w", err)
	}
	account, err := s.p.Account(ctx, d.Channel)
	if err != nil {
		return Composing{}, fmt.Errorf("check a draft: %w", err)
	}
	c, err := s.composing(ctx, snap, account, d)
	if err != nil {
		return c, fmt.Errorf("check a draft: %w", err)
	}
	return c, nil
}

// mailNetwork is the network whose recipients are addresses.
const mailNetwork = "mailbox"

func (s *Service) composing(ctx context.Context, snap desk.Snapshot, account Account, d outbox.Draft) (Composing, error) {
	officer, _ := snap.Officer(d.Officer)
	c := Composing{Draft: d, Initials: officer.Initials, Mail: account.Network == mailNetwork, Own: []string{account.Address},
		Account: s.p.Outbox.Abilities(ctx, d.Channel)}
	for _, r := range snap.Redirects {
		c.Public = append(c.Public, r.Words)
	}
	if d.Conversation == "" {
		return c, nil
	}
	row, msgs, err := s.p.Inbox.Conversation(ctx, d.Conversation)
	if err != nil {
		return c, err
	}
	c.Talk = row.Private && !c.Mail
	for _, m := range msgs {
		if !m.Human() {
			continue
		}
		c.Messages = append(c.Messages, m)
		if !c.Mail && !m.ReplyUntil.IsZero() && !s.p.Clock().Before(m.ReplyUntil) {
			if c.Shut == nil {
				c.Shut = map[string]string{}
			}
			c.Shut[m.Key] = strings.TrimSpace("The network took answers to this until " + s.p.When(m.ReplyUntil) + ". " + m.ReplyAfter)
		}
	}
	return c, nil
}

// join makes the letter an answer within its conversation.
func (s *Service) join(ctx context.Context, l *outbox.Letter, d outbox.Draft) (outbox.Draft, error) {
	row, msgs, err := s.p.Inbox.Conversation(ctx, d.Conversation)
	if err != nil {
		return d, fmt.Errorf("answer: %w", err)
	}
	if d.Seen == nil {
		if d.Seen, err = s.seen(ctx, d.Conversation, msgs); err != nil {
			return d, err
		}
	}
	if words := lost(msgs, d); words != "" {
		return d, app.NewError(app.Wrong, words)
	}
	parent, found := answered(msgs, d)
	if found && !slices.Contains(d.Seen, parent.Key) {
		d.Seen = append(d.Seen[:len(d.Seen):len(d.Seen)], parent.Key)
	}
	l.Private = row.Private || d.Private
	l.Covers = covers(row, d.Seen)
	if !found {
		return d, nil
	}
	l.Parent = parent.Key
	to := replyTo(parent)
	l.ReplyTo = &to
	if !parent.Mail() {
		// Networks know neither subject nor quoting, and the message alone says whom
		// it goes to: what is private must not reach who was meant before.
		d.To, d.Cc, d.Subject, d.Quote = []outbox.Person{outbox.Person(parent.AnswerTo)}, nil, "", false
		return d, nil
	}
	if len(d.To) == 0 && len(d.Cc) == 0 {
		d.To = []outbox.Person{outbox.Person(parent.AnswerTo)}
	}
	if strings.TrimSpace(d.Subject) == "" {
		d.Subject = Subject(parent.Subject)
	}
	if d.Quote {
		l.Quote = &outbox.Quoted{Who: parent.From.Words(), When: s.p.When(parent.Start), Text: parent.Text}
	}
	return d, nil
}

// covers are the residents' messages that nobody has answered and that the
// officer has seen, whichever of them is answered. The promise's clock is the
// conversation's and a public answer is read by all in it: the officer who chose
// one message had the others before them, and clocks left running for those would
// call late what was dealt with. What came later keeps its own turn.
func covers(row inbox.Row, seen []string) []string {
	keys := []string{}
	if row.Turn == nil {
		return keys
	}
	known := set(seen)
	for _, k := range row.Turn.Messages {
		if known[k] {
			keys = append(keys, k)
		}
	}
	return keys
}

func conversation(id string) act.Subject { return act.Subject{Type: act.Conversation, ID: id} }

func set(keys []string) map[string]bool {
	m := make(map[string]bool, len(keys))
	for _, k := range keys {
		m[k] = true
	}
	return m
}
