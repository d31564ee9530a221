package inbox

import (
	"net/url"
	"strings"
)

// WebLink is a page's address as somebody pasted it, in the one form in which it is
// kept and compared: without spaces around, its scheme and host in small letters,
// no fragment, no slash at the end. "" stays "". An app.Error of kind Wrong says
// that it is none: only http and https lead to a page (DESIGN 9).
func WebLink(pasted string) (string, error) {
	pasted = strings.TrimSpace(pasted)
	if pasted == "" {
		return "", nil
	}
	u, err := url.Parse(pasted)
	if err != nil || u.Host == "" || !strings.EqualFold(u.Scheme, "https") && !strings.EqualFold(u.Scheme, "http") {
		return "", wrong("That isn't the address of a web page. Copy the whole link, from https:// on.")
	}
	u.Scheme, u.Host, u.Fragment, u.RawFragment = strings.ToLower(u.Scheme), strings.ToLower(u.Host), "", ""
	u.User = nil
	return strings.TrimSuffix(u.String(), "/"), nil
}
