package mailbox

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"commsdesk/platforms"
)

// linksLimit bounds the links listed of one message.
const linksLimit = 500

// The longest words and address of a link in bytes; a longer address is none
// that anybody could check before opening it.
const (
	linkWords   = 500
	linkAddress = 8 << 10
)

var (
	// webAddress finds addresses in plain text.
	webAddress = regexp.MustCompile(`(?i)\b(?:https?://|mailto:)[^\s<>"'\x60\x{2018}\x{2019}\x{201C}\x{201D}]+`)
	// namedHost finds host names in a link's words.
	namedHost = regexp.MustCompile(`(?i)(?:https?://)?(?:[\pL\pN](?:[\pL\pN-]*[\pL\pN])?\.)+\pL{2,}`)
	// opener finds the schemes that a link may have.
	opener = map[string]bool{"http": true, "https": true, "mailto": true}
)

// plainLinks lists the addresses written out in plain text.
func plainLinks(text string) []platforms.Link {
	var links []platforms.Link
	for line := range strings.Lines(text) {
		// The search is slow, and most lines have no address.
		if !strings.Contains(line, ":") || len(links) >= linksLimit {
			continue
		}
		for _, found := range webAddress.FindAllString(line, linksLimit) {
			found = strings.TrimRight(found, ".,;:!?)]}")
			if link, ok := makeLink(found, found); ok {
				links = append(links, link)
			}
		}
	}
	return uniqueLinks(links)
}

// makeLink checks one link. ok is false for what may not be opened at all:
// only http, https and mailto are links (DESIGN 9).
func makeLink(words, target string) (link platforms.Link, ok bool) {
	u, err := url.Parse(strings.NewReplacer("\n", "", "\t", "").Replace(platforms.Clean(strings.TrimSpace(target))))
	if err != nil || !opener[strings.ToLower(u.Scheme)] {
		return platforms.Link{}, false
	}
	if len(target) > linkAddress {
		return platforms.Link{}, false
	}
	words = platforms.Line(cut(words, 4*linkWords))
	defer func() { link.Text = cut(link.Text, linkWords) }()
	if u.Scheme == "mailto" {
		shown := strings.ToLower(namedHost.FindString(afterAt(words)))
		suspicious := strings.Contains(words, "@") && shown != "" && !strings.Contains(strings.ToLower(u.Opaque), shown)
		return platforms.Link{Text: firstOf(words, u.Opaque), URL: u.String(), Suspicious: suspicious}, true
	}
	if u.Host == "" {
		return platforms.Link{}, false
	}
	u = unwrap(u)
	suspicious := u.User != nil || lookAlike(u.Hostname())
	host, err := asciiHost(u.Hostname())
	if err != nil {
		suspicious = true
		host = strings.ToLower(u.Hostname())
	}
	if port := u.Port(); port != "" {
		u.Host = host + ":" + port
	} else if strings.Contains(host, ":") {
		u.Host = "[" + host + "]"
	} else {
		u.Host = host
	}
	for _, named := range namedHost.FindAllString(withoutAddresses(words), 8) {
		suspicious = suspicious || !sameHost(named, host)
	}
	return platforms.Link{Text: firstOf(words, u.String()), URL: u.String(), Suspicious: suspicious}, true
}

func afterAt(s string) string {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return s[i+1:]
	}
	return s
}

// withoutAddresses drops mail addresses, whose domain names no web host.
func withoutAddresses(words string) string {
	var kept []string
	for _, w := range strings.Fields(words) {
		if !strings.Contains(w, "@") || strings.Contains(w, "://") {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// asciiHost is a host as it is looked up: look-alike letters of other scripts
// become visible as punycode (RFC 5891).
func asciiHost(host string) (string, error) {
	return idna.Lookup.ToASCII(strings.TrimSuffix(strings.ToLower(host), "."))
}

// lookAlike tells a host under an ending in Latin letters that has letters of
// another script: they look like Latin ones and lead elsewhere.
func lookAlike(host string) bool {
	plain, err := idna.ToUnicode(strings.ToLower(host))
	if err != nil {
		return false
	}
	ending := plain[strings.LastIndexByte(plain, '.')+1:]
	foreign := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }
	return strings.ContainsFunc(plain, foreign) && !strings.ContainsFunc(ending, foreign)
}

// sameHost tells whether a name in a link's words belongs to the same site as
// the host it leads to. A word that only looks like a host ("report.Please",
// "form.pdf") names none.
func sameHost(named, host string) bool {
	if i := strings.Index(named, "://"); i >= 0 {
		named = named[i+3:]
	}
	named, err := asciiHost(named)
	if err != nil {
		return false
	}
	if suffix, known := publicsuffix.PublicSuffix(named); !known && !strings.Contains(suffix, ".") {
		return true
	}
	return named == host || site(named) == site(host)
}

func site(host string) string {
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return s
	}
	return host
}

// unwrap takes off Outlook's Safe Links, which stand before every link of most
// councils' mail and would make each look suspicious.
func unwrap(u *url.URL) *url.URL {
	if !strings.HasSuffix(strings.ToLower(u.Hostname()), ".safelinks.protection.outlook.com") {
		return u
	}
	inner, err := url.Parse(u.Query().Get("url"))
	if err != nil || inner.Host == "" || inner.Scheme != "http" && inner.Scheme != "https" {
		return u
	}
	return inner
}

// uniqueLinks drops repetitions of an address, keeping the first words for it;
// a suspicious one is always kept.
func uniqueLinks(links []platforms.Link) []platforms.Link {
	seen := map[string]bool{}
	var unique []platforms.Link
	for _, l := range links {
		if key := l.URL; !seen[key] || l.Suspicious {
			if l.Suspicious {
				key += "\x00" + l.Text
			}
			if !seen[key] && len(unique) < linksLimit {
				unique = append(unique, l)
			}
			seen[key] = true
		}
	}
	return unique
}
