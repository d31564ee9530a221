package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/platforms"
)

// CaptureNote is what an officer brings in by hand from where no API reaches: a
// group, a neighbourhood app, the phone, the counter, or a network that is read
// without one.
type CaptureNote struct {
	// Link is the page it stands on, "" for none; Words what was said. One of them
	// is needed.
	Link, Words string
	// Person is who said it, as far as known.
	Person string
	// At is when they did (UTC); zero: now. The promise counts from it.
	At time.Time
	// Kind is one of the platforms' kinds, "" for a comment. KindMessage is private.
	Kind string
}

// Capture makes a message of the note, which runs the promise's clock like any
// other, and returns its conversation. What stands on one page is one
// conversation; capturing the same again changes nothing. An app.Error of kind
// Wrong says what is missing, NotFound that the channel is not connected.
func (r *Runner) Capture(ctx context.Context, who act.Who, channel string, note CaptureNote) (conversation string, err error) {
	c, err := r.connected(ctx, channel)
	if err != nil {
		return "", err
	}
	now := r.clock()
	it, err := captured(note, now)
	if err != nil {
		return "", err
	}
	w := r.way(channel)
	w.store.Lock()
	defer w.store.Unlock()
	s := &sink{r: r, ch: c, way: w}
	m := s.message(it, now)
	// Somebody chose to bring it in: it is work, however old.
	m.History, m.Start = false, it.ReceivedAt
	m.Conversation = ConversationID(channel, it.ThreadRoot)
	known, err := s.known(ctx, []inbox.Message{m})
	if err != nil {
		return "", err
	}
	if k, ok := known[m.Key]; ok {
		return k.Conversation, nil
	}
	if it.Text == "" {
		if same, err := r.store.Related(ctx, channel, []string{it.ThreadRoot}); err != nil || len(same) > 0 {
			if err != nil {
				return "", fmt.Errorf("look for what was captured before: %w", err)
			}
			return same[0].Conversation, nil
		}
	}
	done := who.New(inbox.Captured, act.Subject{Type: act.Conversation, ID: m.Conversation}, inbox.CaptureEffect{Message: m.Key}, nil)
	err = r.store.Store(ctx, Facts{Channel: channel, Messages: []inbox.Message{m}, SeenAt: now, Acts: []act.Act{done}})
	if err != nil {
		return "", fmt.Errorf("capture in %s: %w", channel, err)
	}
	return m.Conversation, nil
}

// captured is the note as an item. Its key is what was said and where, so that the
// same capture has the same key.
func captured(note CaptureNote, now time.Time) (platforms.Item, error) {
	link, err := inbox.WebLink(note.Link)
	if err != nil {
		return platforms.Item{}, err
	}
	said, person, at := strings.TrimSpace(platforms.Clean(note.Words)), oneLine(note.Person), millis(note.At)
	switch {
	case said == "" && link == "":
		return platforms.Item{}, app.NewError(app.Wrong, "Paste the link, or write down what was said.")
	case at.After(now):
		return platforms.Item{}, app.NewError(app.Wrong, "That time is still to come. Say when it was written.")
	case note.At.IsZero():
		at = millis(now)
	}
	root := hashID("page", link)
	if link == "" {
		root = hashID("said", said, person, strconv.FormatInt(at.UnixMilli(), 10))
	}
	sum := sha256.Sum256([]byte(root + "\x00" + said))
	by := platforms.Person{ID: strings.ToLower(person), Name: person}
	it := platforms.Item{Key: hex.EncodeToString(sum[:]), Direction: platforms.FromResident, Kind: note.Kind, ThreadRoot: root,
		From: by, AnswerTo: by, Text: said, ReceivedAt: at, Permalink: link}
	if it.RemoteID = it.Key; it.Kind == "" || it.Kind == platforms.KindMail {
		it.Kind = platforms.KindComment
	}
	it.Private = it.Kind == platforms.KindMessage
	return it, nil
}
