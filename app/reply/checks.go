package reply

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/rivo/uniseg"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// TextLimit is the longest text with initials in bytes of UTF-8.
const TextLimit = 20_000

// Composing is a draft as it is being checked, live, while somebody types.
type Composing struct {
	Draft    outbox.Draft
	Initials string
	// Mail: recipients are addresses, not accounts.
	Mail bool
	// Talk: the conversation is private, so that every answer in it is.
	Talk bool
	// Account is what the account can do and how it counts.
	Account outbox.Abilities
	// Messages are the residents' messages that can be answered, oldest first; nil
	// when they were not read.
	Messages []inbox.Message
	// Shut says for the keys of those to which the network no longer takes an
	// answer, in sentences, since when and what can be done.
	Shut map[string]string
	// Own are our addresses; Public texts of the desk (redirects, its policy)
	// whose details are meant for everybody.
	Own    []string
	Public []string
}

// Check is one finding about a draft. Stops: it can't be sent so; else the
// officer is told and decides.
type Check struct {
	Kind  CheckKind
	Stops bool
	Words string
	// Link is a page where it can be done by hand, "" for none.
	Link string
}

// CheckKind says what a check found.
type CheckKind string

// The kinds of finding.
const (
	NoText      CheckKind = "no-text"
	TooLong     CheckKind = "too-long"
	NoInitials  CheckKind = "no-initials"
	NoRecipient CheckKind = "no-recipient"
	BadAddress  CheckKind = "bad-address"
	Typo        CheckKind = "typo"
	Personal    CheckKind = "personal"
	NoFile      CheckKind = "no-file"
	NoFiles     CheckKind = "no-files"
	NoWay       CheckKind = "no-way" // the account can't answer so
	WindowShut  CheckKind = "window-shut"
	Gone        CheckKind = "gone" // the chosen message is no more
)

// InPrivate tells whether the answer goes where only the resident reads it.
func (c Composing) InPrivate() bool { return c.Mail || c.Talk || c.Draft.Private }

// Limit is the most that the network takes, as Length counts; 0: no limit of its
// own. It follows Draft.Private.
func (c Composing) Limit() int {
	if !c.Mail && c.InPrivate() {
		return c.Account.MaxMessage
	}
	return c.Account.MaxText
}

// Length is how long the text is with the initials, as the network counts.
func (c Composing) Length() int {
	text := outbox.Sign(c.Draft.Text, c.Initials)
	if c.Account.Length == nil {
		return uniseg.GraphemeClusterCount(text)
	}
	return c.Account.Length(text)
}

// Unit is what Length and Limit count, for people.
func (c Composing) Unit() string { return cmp.Or(c.Account.Unit, "characters") }

// Count is the length of the text in graphemes, as people count, with the
// initials that the desk adds.
func Count(text, initials string) int {
	return uniseg.GraphemeClusterCount(outbox.Sign(text, initials))
}

// Checks looks a draft over: what stops it first, then what an officer should
// know before sending.
func Checks(c Composing) []Check {
	var found []Check
	stop := func(kind CheckKind, words string) {
		found = append(found, Check{Kind: kind, Stops: true, Words: words})
	}
	d := c.Draft
	if outbox.Unsign(d.Text, c.Initials) == "" {
		stop(NoText, "The text is empty. Write what the resident should know.")
	}
	if words := lost(c.Messages, d); words != "" && len(c.Messages) > 0 {
		stop(Gone, words)
	}
	if n := len(outbox.Sign(d.Text, c.Initials)); n > TextLimit {
		stop(TooLong, fmt.Sprintf("The text is %d characters long, with ^%s; it can't go as one message. Shorten it, or attach it as a file.",
			Count(d.Text, c.Initials), c.Initials))
	}
	if n, most := c.Length(), c.Limit(); most > 0 && n > most {
		stop(TooLong, fmt.Sprintf("The text is %d %s long, with ^%s, and %d is the most that goes here. Take out %d.", n, c.Unit(), c.Initials, most, n-most))
	}
	if strings.TrimSpace(c.Initials) == "" {
		stop(NoInitials, "You have no initials yet, and every reply carries them. Add them in Settings, under Officers.")
	}
	people := append(append([]outbox.Person{}, d.To...), d.Cc...)
	if len(people) == 0 && (c.Mail || d.Purpose == outbox.New) {
		stop(NoRecipient, "Nobody is named to send this to. Add an address.")
	}
	for _, p := range people {
		if words := badAddress(p.ID); c.Mail && words != "" {
			stop(BadAddress, words)
		}
	}
	for _, p := range people {
		if meant, ok := likelyTypo(p.ID); c.Mail && ok {
			found = append(found, Check{Kind: Typo, Words: fmt.Sprintf("%s: did you mean %s?", p.ID, meant)})
		}
	}
	found = append(found, onNetwork(c)...)
	if what := personalIn(d.Text, allowed(c)); len(what) > 0 {
		advice := "Check that the resident should get them."
		if !c.InPrivate() {
			advice = "Everybody can read this answer. Take them out, or answer in private."
		}
		found = append(found, Check{Kind: Personal, Words: "The text seems to hold personal details: " + list(what) + ". " + advice})
	}
	if len(d.Files) == 0 && mentionsFile.MatchString(d.Text) {
		found = append(found, Check{Kind: NoFile, Words: "The text speaks of an attachment, and none is attached."})
	}
	return found
}

// onNetwork is what stops an answer on a network that mail would take, and what
// an officer should know of it.
func onNetwork(c Composing) []Check {
	if c.Mail {
		return nil
	}
	var found []Check
	way := c.Account.Reply
	if c.InPrivate() {
		way = c.Account.Private
	}
	if c.Account.Known && !way.OK {
		found = append(found, Check{Kind: NoWay, Stops: true, Words: way.Reason, Link: way.Link})
	}
	if len(c.Draft.Files) > 0 {
		found = append(found, Check{Kind: NoFiles, Stops: true,
			Words: "Files can't go with an answer here. Take them out, or put them on a web page and link to it."})
	}
	if m, _ := c.Answered(); c.Shut[m.Key] != "" {
		found = append(found, Check{Kind: WindowShut, Words: c.Shut[m.Key]})
	}
	return found
}

// mentionsFile finds words that promise a file.
var mentionsFile = regexp.MustCompile(`(?i)\b(i|we)('ve| have)? (attach|attached|enclose|enclosed)\b` +
	`|\b(is|are) (attached|enclosed)( here| below| for\b|[.,;!]|\s*$)` +
	`|\b(please )?(find|see)( the)? (attached|enclosed|attachment)\b|\b(the|an) (attached|enclosed) [a-z]+`)

// list joins with commas and a last "and".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}
