package mastodon

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/rivo/uniseg"

	"commsdesk/platforms"
)

var _ platforms.Lengther = (*Adapter)(nil)

var (
	// address is a link as the server finds it: with its scheme, up to a blank.
	address = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]+`)
	// named is @user@server; only @user counts.
	named = regexp.MustCompile(`(^|[^\w/@])@(\w(?:[\w.-]*\w)?)@[\w-]+(?:\.[\w-]+)+`)
)

// Length counts text as Mastodon does: by what people see as a letter, a link
// by the server's fixed length, a name without its server.
func (a *Adapter) Length(text string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return length(text, a.server)
}

// length counts for a server. Software that is not Mastodon need not make the
// concession for long links (a guess that errs on the safe side).
func length(text string, s *server) int {
	link, whole := defaultURLLength, false
	if s != nil {
		link, whole = s.limits.Statuses.URLCharacters, s.api == 0
	}
	n := 0
	rest := address.ReplaceAllStringFunc(text, func(found string) string {
		kept := strings.TrimRight(found, ".,;:!?'\")]}*_~…»")
		size := uniseg.GraphemeClusterCount(kept)
		u, err := url.Parse(kept)
		if err != nil || !strings.Contains(u.Hostname(), ".") || whole && size > link {
			n += size
		} else {
			n += link
		}
		return " " + found[len(kept):]
	})
	n -= len(address.FindAllStringIndex(text, -1)) // the blank that parts what a link parted
	return n + uniseg.GraphemeClusterCount(named.ReplaceAllString(rest, "$1@$2"))
}
