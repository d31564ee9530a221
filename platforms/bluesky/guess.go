package bluesky

import (
	"strings"
	"time"
)

// What the published descriptions leave open is guessed here and nowhere else.

// lateBy is how far below the newest item of a list an item may still appear: the
// lists are sorted by the time that an author's program claims, as far as the
// network believes it, so one written offline comes in below. Nothing says by
// how much.
const lateBy = 24 * time.Hour

// backdated is how long before its arrival a post may claim to have been
// written and be believed; older claims are imports from elsewhere, which the
// promise does not count.
const backdated = 24 * time.Hour

// withoutMessages tells the one refusal that means "this app password was made
// without the right to private messages" from a sign-in that has ended: both come
// as InvalidToken, and only the words differ.
func withoutMessages(code, message string) bool {
	return code == "InvalidToken" && strings.HasPrefix(message, "Bad ")
}

// logPages is how many pages of the message log one pull reads at most; how
// many entries a page holds is not described. The rest comes with the next pull.
const logPages = 200
