package mailbox

import (
	"fmt"
	"strconv"
	"strings"

	"commsdesk/platforms"
)

// partAddress names a part for Fetch: IMAP's number and the transfer encoding,
// so that fetching needs no second look at the message.
func partAddress(number, encoding string) string {
	encoding = strings.ToLower(platforms.Line(encoding))
	if encoding != "base64" && encoding != "quoted-printable" {
		encoding = "plain"
	}
	return number + " " + encoding
}

// parsePart reads what partAddress wrote.
func parsePart(part string) (path []int, encoding string, err error) {
	number, encoding, found := strings.Cut(part, " ")
	if !found {
		return nil, "", fmt.Errorf("part %q has no encoding", part)
	}
	for field := range strings.SplitSeq(number, ".") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 {
			return nil, "", fmt.Errorf("part %q is no part number", part)
		}
		path = append(path, n)
	}
	return path, encoding, nil
}
