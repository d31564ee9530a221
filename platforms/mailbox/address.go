package mailbox

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/idna"
)

// maxLocalPart and maxAddress are the longest local part and the longest whole
// address in bytes (RFC 5321 4.5.3.1.1, and 4.5.3.1.3 less the angle brackets).
const (
	maxLocalPart = 64
	maxAddress   = 254
)

// mailDomains are the providers most residents write from: the names a slip of
// the finger is measured against.
var mailDomains = []string{
	"gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com",
	"yahoo.com", "yahoo.co.uk", "icloud.com", "btinternet.com", "talktalk.net",
	"virginmedia.com", "ntlworld.com", "blueyonder.co.uk", "tiscali.co.uk", "protonmail.com",
}

// neighbours are real providers that lie one letter from one of mailDomains.
var neighbours = map[string]bool{
	"mail.com": true, "email.com": true, "ymail.com": true, "cloud.com": true, "fmail.com": true, "tmail.com": true,
}

// lostEndings are endings that no registry has, with what was meant.
var lostEndings = []struct{ wrong, meant string }{
	{".co.ku", ".co.uk"}, {".c.uk", ".co.uk"}, {".couk", ".co.uk"}, {".co.ik", ".co.uk"}, {".co.uj", ".co.uk"},
	{".gov.ku", ".gov.uk"}, {".govuk", ".gov.uk"}, {".con", ".com"}, {".cmo", ".com"}, {".vom", ".com"},
	{".comm", ".com"}, {".ocm", ".com"}, {".ent", ".net"},
}

// CheckAddress looks at one address as it was typed. The error is a sentence
// about what is wrong with its form (RFC 5321 4.1.2); the suggestion, "" for
// none, is the address that was probably meant, such as gmail.com for
// gmial.com. An address can be well formed and still have a suggestion.
func CheckAddress(address string) (suggestion string, err error) {
	ascii, err := deliverable(address)
	if err != nil {
		return suggest(address), err
	}
	return suggest(ascii), nil
}

// deliverable gives the address as it goes into an envelope, its domain in
// A-labels, or says why it can't be one.
func deliverable(address string) (string, error) {
	local, domain, err := splitAddress(address)
	if err != nil {
		return "", err
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", fmt.Errorf("“%s” has a part after the @ that can't be a mail domain", printable(address))
	}
	if err := checkDomain(ascii); err != nil {
		return "", fmt.Errorf("“%s” %w", printable(address), err)
	}
	if len(local)+1+len(ascii) > maxAddress {
		return "", errors.New("the address is longer than an email address can be")
	}
	return local + "@" + ascii, nil
}

// splitAddress cuts at the last @ and checks the part before it.
func splitAddress(address string) (local, domain string, err error) {
	if strings.TrimSpace(address) == "" {
		return "", "", errors.New("the address is empty")
	}
	shown := printable(address)
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return "", "", fmt.Errorf("“%s” has no @", shown)
	}
	local, domain = address[:at], address[at+1:]
	switch {
	case local == "":
		return "", "", fmt.Errorf("“%s” has nothing before the @", shown)
	case domain == "":
		return "", "", fmt.Errorf("“%s” has nothing after the @", shown)
	case len(local) > maxLocalPart:
		return "", "", fmt.Errorf("“%s” is longer before the @ than an address can be", shown)
	case !isASCII(local):
		return "", "", fmt.Errorf("“%s” has letters before the @ that this mail server can't deliver to; ask for another address", shown)
	case isQuoted(local) || isDotAtom(local):
		return local, domain, nil
	}
	return "", "", fmt.Errorf("“%s” has a space, comma, dot or sign where an address can't have one", shown)
}

// checkDomain checks a domain in A-labels: letters, digits and hyphens, at
// least two labels, an ending that is not a number.
func checkDomain(domain string) error {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return errors.New("lacks an ending such as .uk or .com")
	}
	for _, label := range labels {
		if label == "" {
			return errors.New("has a dot too many after the @")
		}
		if len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
			return errors.New("has a part after the @ that can't be a mail domain")
		}
	}
	if last := labels[len(labels)-1]; len(last) < 2 || strings.Trim(last, "0123456789") == "" {
		return errors.New("lacks an ending such as .uk or .com")
	}
	return nil
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }) < 0
}

// isDotAtom tells whether s is atoms joined by single dots (RFC 5322 3.2.3).
func isDotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool {
			return r <= ' ' || r > '~' || strings.ContainsRune(`()<>[]:;@\,"`, r)
		}) {
			return false
		}
	}
	return true
}

// isQuoted tells whether s is a quoted string without anything to escape; with
// escapes no two programs agree on what is meant.
func isQuoted(s string) bool {
	if len(s) < 3 || s[0] != '"' || s[len(s)-1] != '"' {
		return false
	}
	return !strings.ContainsFunc(s[1:len(s)-1], func(r rune) bool {
		return r < ' ' || r > '~' || r == '"' || r == '\\'
	})
}

// suggest gives what was probably meant, "" when nothing looks like a slip.
func suggest(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return ""
	}
	local, domain := address[:at], strings.ToLower(strings.TrimRight(address[at+1:], ".,; "))
	meant := domain
	for _, ending := range lostEndings {
		if cut, ok := strings.CutSuffix(domain, ending.wrong); ok {
			meant = cut + ending.meant
			break
		}
	}
	if !neighbours[meant] {
		meant = nearestDomain(meant)
	}
	if meant == domain {
		return ""
	}
	return local + "@" + meant
}

// nearestDomain gives the known provider that is one slip away and has the same
// ending, else domain itself. Short names are left alone: too many real ones
// are one letter apart.
func nearestDomain(domain string) string {
	first, ending, _ := strings.Cut(domain, ".")
	for _, known := range mailDomains {
		if known == domain {
			return domain
		}
	}
	for _, known := range mailDomains {
		name, knownEnding, _ := strings.Cut(known, ".")
		if ending == knownEnding && oneSlip(first, name) {
			return known
		}
	}
	return domain
}

// oneSlip tells whether a becomes b by one letter too many, too few, wrong, or
// two neighbours swapped.
func oneSlip(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a)+len(b) == 1, len(a) == 1 && len(b) == 1:
		return true
	}
	return len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}
