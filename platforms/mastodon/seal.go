package mastodon

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"commsdesk/platforms"
)

var _ platforms.Sender = (*Adapter)(nil)

// letter is a sealed message: what will be sent, and by which it is known again.
type letter struct {
	// Text is the whole text as it goes out, with the name of who is answered.
	Text       string `json:"text"`
	ReplyTo    string `json:"reply_to,omitempty"`
	Visibility string `json:"visibility"`
	// At is when the server shall publish it; zero for now.
	At    time.Time  `json:"at,omitzero"`
	Media []attached `json:"media,omitempty"`
}

// attached is one file of a letter; its bytes are in Sealed.Media at the same
// place.
type attached struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
	Alt  string `json:"alt,omitempty"`
}

// askTime is how long Seal waits for the limits of a server that was not asked
// before.
const askTime = 3 * time.Second

// Seal checks an answer, private message or post against what the server allows
// and fixes its bytes and its key.
func (a *Adapter) Seal(ctx context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	// A server that can't be asked now is taken for an ordinary one: drafting goes
	// on without a connection.
	soon, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	s, err := a.known(soon)
	if err != nil {
		s = readInstance(&instance{}, a.base)
	}
	text := strings.TrimSpace(strings.ReplaceAll(out.Text, "\r\n", "\n"))
	l := letter{Text: text, Visibility: "public"}
	sealed := platforms.Sealed{Token: rand.Text()}
	switch {
	case len(out.Files) > 0:
		return sealed, platforms.Refuse("Files can't go with an answer on Mastodon. Give a link to them instead.")
	case out.Post != nil:
		err = post(&l, &sealed, out.Post, s, at)
	case text == "":
		err = platforms.Refuse("The answer is empty.")
	default:
		err = addressed(&l, &sealed, out, s)
	}
	if err != nil {
		return sealed, err
	}
	if over := length(l.Text, s) - s.limits.Statuses.MaxCharacters; over > 0 {
		return sealed, tooLong(over, text, l.Text, s)
	}
	a.mu.Lock()
	sealed.From = a.who.ID
	a.mu.Unlock()
	if sealed.Bytes, err = json.Marshal(l); err != nil {
		return sealed, fmt.Errorf("seal: %w", err)
	}
	return sealed, nil
}

func tooLong(over int, text, whole string, s *server) error {
	words := fmt.Sprintf("The text is %d characters too long: this server takes %d.", over, s.limits.Statuses.MaxCharacters)
	if names := length(whole, s) - length(text, s); names > 0 {
		words += fmt.Sprintf(" %d of them go to the name of the person it is for.", names)
	}
	return platforms.Refuse(words + " Shorten it, or put the rest on a web page and link to it.")
}

// addressed names whom the answer is for and fixes who can see it.
func addressed(l *letter, sealed *platforms.Sealed, out platforms.Outgoing, s *server) error {
	var acct string
	if to := out.ReplyTo; to != nil {
		var ref reference
		_ = json.Unmarshal([]byte(to.Ref), &ref)
		l.ReplyTo, acct = to.ID, ref.Acct
		if acct == "" {
			acct = strings.TrimPrefix(to.From.Handle, "@")
		}
		switch ref.Visibility {
		case "public", "unlisted", "private", "direct":
			l.Visibility = ref.Visibility
		}
		if to.Private {
			l.Visibility = "direct"
		}
	}
	if out.Private {
		l.Visibility = "direct"
	}
	if acct == "" && len(out.To) > 0 {
		acct = strings.TrimPrefix(out.To[0].Handle, "@")
	}
	switch {
	case out.ReplyTo == nil && l.Visibility != "direct":
		return platforms.Refuse("An answer on Mastodon needs a message that it answers.")
	case acct == "" || strings.ContainsAny(acct, " \n"):
		return platforms.Refuse("The name of the person whom this answers is not known, so it can't be addressed. Answer on the server's own page.")
	case l.Visibility == "direct" && s.pixelfed:
		return platforms.Refuse("Private messages on Pixelfed can't be sent from here. Answer on the server's own page.")
	}
	sealed.Recipients = []string{acct}
	if !names(l.Text, acct, s.domain) {
		l.Text = "@" + acct + " " + l.Text
	}
	return nil
}

// longer begins what makes a name another, longer one.
var longer = regexp.MustCompile(`^[.-]*[\w@]`)

// names tells whether a text names an account already; one of our own server may
// be named without it.
func names(text, acct, domain string) bool {
	text, acct = strings.ToLower(text)+" ", strings.ToLower(acct)
	wanted := []string{"@" + acct}
	if short, ours := strings.CutSuffix(acct, "@"+domain); ours {
		wanted = append(wanted, "@"+short)
	}
	for _, name := range wanted {
		for rest := text; ; {
			i := strings.Index(rest, name)
			if i < 0 {
				break
			}
			rest = rest[i+len(name):]
			if !longer.MatchString(rest) {
				return true
			}
		}
	}
	return false
}
