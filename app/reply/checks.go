package reply

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/rivo/uniseg"

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
)

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
	if n := len(outbox.Sign(d.Text, c.Initials)); n > TextLimit {
		stop(TooLong, fmt.Sprintf("The text is %d characters long, with ^%s; it can't go as one message. Shorten it, or attach it as a file.",
			Count(d.Text, c.Initials), c.Initials))
	}
	if strings.TrimSpace(c.Initials) == "" {
		stop(NoInitials, "You have no initials yet, and every reply carries them. Add them in Settings, under Officers.")
	}
	people := append(append([]outbox.Person{}, d.To...), d.Cc...)
	if len(people) == 0 {
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
	if what := personalIn(d.Text, allowed(c)); len(what) > 0 {
		found = append(found, Check{Kind: Personal, Words: "The text seems to hold personal details: " + list(what) + ". Check that the resident should get them."})
	}
	if len(d.Files) == 0 && mentionsFile.MatchString(d.Text) {
		found = append(found, Check{Kind: NoFile, Words: "The text speaks of an attachment, and none is attached."})
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
