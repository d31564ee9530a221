package bluesky

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"commsdesk/platforms"
)

// handleForm is what a handle looks like: a host name (atproto.com/specs/handle).
var handleForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// didForm is what the network's own id of an account looks like.
var didForm = regexp.MustCompile(`^did:[a-z]+:[a-zA-Z0-9._:%-]+$`)

func isDID(s string) bool { return strings.HasPrefix(s, "did:") }

// tidyHandle takes off what people paste along with a handle: blanks, @, the
// address of the profile page, capitals.
func tidyHandle(s string) string {
	s = strings.TrimSpace(s)
	for _, before := range []string{"https://", "http://", "www.", "bsky.app/profile/"} {
		s = strings.TrimPrefix(s, before)
	}
	s = strings.Trim(s, "@ /\u200e\u200f\u202a\u202c\u2068\u2069")
	if isDID(s) {
		return s
	}
	return strings.ToLower(s)
}

// checkHandle says what is wrong with a handle as it was typed; nil for a good
// one, and for a DID.
func checkHandle(s string) error {
	if isDID(s) {
		if didForm.MatchString(s) {
			return nil
		}
		return platforms.Refuse("This is no whole account id. It looks like did:plc: and 24 letters and digits; the handle will do as well.")
	}
	for _, r := range s {
		if r > unicode.MaxASCII {
			return platforms.Refuse(fmt.Sprintf("The handle has the letter %q (%U), which no handle has: it only looks like one from the English alphabet. "+
				"Somebody may have meant to mislead. Type the handle by hand instead of pasting it.", r, r))
		}
	}
	switch {
	case strings.Contains(s, "@"):
		return platforms.Refuse("This is an e-mail address. The handle is what stands under the council's name on Bluesky, such as council.bsky.social.")
	case !strings.Contains(s, "."):
		return platforms.Refuse("The handle is not whole: it has a full stop in it, such as " + orDefault(s, "council") + ".bsky.social.")
	case len(s) > 253 || !handleForm.MatchString(s):
		return platforms.Refuse("This is no handle of Bluesky. It looks like council.bsky.social or council.gov.uk.")
	}
	return nil
}

// misleading says why a handle may be taken for another one; "" when nothing
// about it is odd. It is a warning: such handles may be honest.
func misleading(handle string) string {
	for label := range strings.SplitSeq(handle, ".") {
		if strings.HasPrefix(label, "xn--") {
			return "The handle has letters from outside the English alphabet (it is written " + label + "), which can look like others. Compare it with the council's own web page."
		}
		if lookAlike.MatchString(label) {
			return "The handle mixes digits and letters that look alike (" + label + "): 0 and o, 1 and l, rn and m. Compare it letter by letter with the council's own."
		}
	}
	return ""
}

// lookAlike finds a digit among letters where a letter would read the same.
var lookAlike = regexp.MustCompile(`[a-z][01][a-z]|^[01][a-z]{2}|[a-z]{2}[01]$`)

func orDefault(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
