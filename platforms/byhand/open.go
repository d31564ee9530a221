package byhand

import (
	"net/url"
	"strings"

	"commsdesk/platforms"
)

// WhatsApp's address that opens a conversation with a number, words already in it.
// Its form is from memory (platforms.md 11 says nothing of it).
const whatsappChat = "https://wa.me/"

// country is put before numbers that begin with a single 0: the program is for
// councils of the United Kingdom.
const country = "44"

// OpenReply is the page where p is answered (platforms.Opener): on WhatsApp the
// conversation with the words in it, elsewhere the captured link or the place.
func (a *Adapter) OpenReply(p platforms.Parent, text string) string {
	if a.place.name == "whatsapp" {
		for _, said := range []string{p.From.Handle, p.From.ID, p.From.Name} {
			if n := phone(said); n != "" {
				return whatsappChat + n + "?text=" + strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
			}
		}
	}
	return a.page(p.ID, p.Ref)
}

// OpenItem is the captured link, or the place.
func (a *Adapter) OpenItem(t platforms.Target) string { return a.page(t.ID, t.Ref) }

// page is the first of these that is an address, else the place's own.
func (a *Adapter) page(candidates ...string) string {
	for _, c := range candidates {
		if safe(c) {
			return c
		}
	}
	return a.home()
}

// phone reads a phone number as digits with its country, "" for anything else.
func phone(s string) string {
	plus := strings.HasPrefix(strings.TrimSpace(s), "+")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" +-()./", r):
			return ""
		}
	}
	n := b.String()
	switch {
	case len(n) < 8 || len(n) > 15:
		return ""
	case plus:
		return n
	case strings.HasPrefix(n, "00"):
		return n[2:]
	case strings.HasPrefix(n, "0"):
		return country + n[1:]
	}
	return ""
}
