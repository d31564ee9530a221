package mailbox

import (
	"context"
	"time"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
)

var _ platforms.Prover = (*Mailbox)(nil)

// proofMargin is how long before the attempt a trace is looked for: clocks
// differ, and IMAP's SINCE knows days only.
const proofMargin = 48 * time.Hour

// Prove looks for traces of a message whose fate is unknown: a copy in Sent
// that the server filed by itself, a copy to ourselves in the Inbox, or a
// bounce, auto-reply or answer there that cites its Message-ID, which nobody
// can guess. Each proves that the message was accepted. Finding none proves
// nothing, so Absent is never true (DESIGN 4).
func (m *Mailbox) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	var proof platforms.Proof
	err := m.use(ctx, func(s *session) error {
		sent, err := m.sentFolder(s)
		if err != nil {
			return err
		}
		for _, trace := range traces(sent, msg.Token, since) {
			found, err := s.find(trace.folder, trace.criteria)
			if err != nil {
				return err
			}
			if len(found) == 0 {
				continue
			}
			proof, err = m.readTrace(s, trace, found.uids()[0])
			return err
		}
		return nil
	})
	return proof, err
}

// trace is one place to look, with what finding something there means.
type trace struct {
	folder, where string
	criteria      *imap.SearchCriteria
	// words asks for the found message's text.
	words bool
}

// traces are the looks, cheapest and surest first. Only the last reads bodies:
// a bounce may carry the id nowhere but in the report or the returned message.
func traces(sent, token string, since time.Time) []trace {
	header := func(key string) imap.SearchCriteria {
		return imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: key, Value: token}}}
	}
	cites := &imap.SearchCriteria{Or: [][2]imap.SearchCriteria{{header("References"), header("In-Reply-To")}}}
	body := &imap.SearchCriteria{Since: since.Add(-proofMargin), Text: []string{token}}
	list := []trace{
		{folder: inbox, where: "a copy in the Inbox", criteria: withID(token)},
		{folder: inbox, where: "an answer in the Inbox", criteria: cites, words: true},
		{folder: inbox, where: "an answer in the Inbox", criteria: body, words: true},
	}
	if sent == "" {
		return list
	}
	return append([]trace{{folder: sent, where: "in Sent", criteria: withID(token)}}, list...)
}

// readTrace makes the proof of a found message.
func (m *Mailbox) readTrace(s *session, t trace, uid imap.UID) (platforms.Proof, error) {
	proof := platforms.Proof{Live: true, Where: t.where}
	options := &imap.FetchOptions{InternalDate: true, RFC822Size: true}
	if t.words {
		options.BodySection = []*imap.FetchItemBodySection{{Peek: true, Partial: &imap.SectionPartial{Size: largeMail}}}
	}
	err := s.fetch(single(uid), options, func(got fetched) {
		proof.At = got.internal.UTC()
		if !got.hasSection {
			return
		}
		item := parseMessage(got.section, envelope{internal: got.internal, size: got.size, own: m.config.Address})
		proof.Text = item.Text
		if item.Auto == platforms.AutoBounce {
			proof.Where = "the server returned it"
		}
	})
	return proof, err
}
