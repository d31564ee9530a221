package bluesky

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

var (
	// writtenLink finds an address with its scheme.
	writtenLink = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]+`)
	// bareLink finds an address without one, at ends that are hardly ever
	// anything else.
	bareLink = regexp.MustCompile(`(?i)(?:^|[\s(])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:uk|com|org|net|info|london|scot|wales|cymru)(?:/[^\s<>"]*)?)`)
	// bareHost finds a host name at the beginning of a text.
	bareHost = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}`)
	// writtenMention finds @handle.
	writtenMention = regexp.MustCompile(`(?:^|[\s(])(@(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)`)
	// writtenTag finds #word.
	writtenTag = regexp.MustCompile(`(?:^|\s)([#＃][^\s#＃]+)`)
)

// mark is a part of a text that leads somewhere. A mention whose account is not
// known yet has its handle.
type mark struct {
	Start  int    `json:"start"` // in bytes
	End    int    `json:"end"`
	URI    string `json:"uri,omitempty"`
	Tag    string `json:"tag,omitempty"`
	Handle string `json:"handle,omitempty"`
	DID    string `json:"did,omitempty"`
}

// marks finds the links, mentions and tags of a text, in order and not
// overlapping. known gives the account of a handle, "" when it is not known.
func marks(text string, known func(handle string) string) []mark {
	var found []mark
	add := func(m mark) {
		for _, f := range found {
			if m.Start < f.End && f.Start < m.End {
				return
			}
		}
		found = append(found, m)
	}
	for _, at := range writtenLink.FindAllStringIndex(text, -1) {
		end := at[0] + len(withoutTail(text[at[0]:at[1]]))
		if uri := text[at[0]:end]; safeLink(uri) {
			add(mark{Start: at[0], End: end, URI: uri})
		}
	}
	for _, at := range bareLink.FindAllStringSubmatchIndex(text, -1) {
		end := at[2] + len(withoutTail(text[at[2]:at[3]]))
		if uri := "https://" + text[at[2]:end]; safeLink(uri) && !strings.HasPrefix(text[end:], "@") {
			add(mark{Start: at[2], End: end, URI: uri})
		}
	}
	for _, at := range writtenMention.FindAllStringSubmatchIndex(text, -1) {
		handle := strings.ToLower(text[at[2]+1 : at[3]])
		if handleForm.MatchString(handle) {
			add(mark{Start: at[2], End: at[3], Handle: handle, DID: known(handle)})
		}
	}
	for _, at := range writtenTag.FindAllStringSubmatchIndex(text, -1) {
		end := at[2] + len(strings.TrimRightFunc(text[at[2]:at[3]], unicode.IsPunct))
		_, sign := utf8.DecodeRuneInString(text[at[2]:])
		if end <= at[2]+sign {
			continue
		}
		tag := text[at[2]+sign : end]
		if strings.TrimLeft(tag, "0123456789") != "" && utf8.RuneCountInString(tag) <= tagRunes {
			add(mark{Start: at[2], End: end, Tag: tag})
		}
	}
	slices.SortFunc(found, func(a, b mark) int { return a.Start - b.Start })
	return found
}

// withoutTail takes off the punctuation that ends a sentence and not an address,
// and a bracket that was not opened in it.
func withoutTail(s string) string {
	for {
		cut := strings.TrimRight(s, ".,;:!?'\"…’”")
		if strings.HasSuffix(cut, ")") && strings.Count(cut, ")") > strings.Count(cut, "(") {
			cut = cut[:len(cut)-1]
		}
		if cut == s {
			return s
		}
		s = cut
	}
}

// facets are the marks as the network takes them; a mention of nobody stays
// plain text.
func facets(found []mark) []facet {
	var out []facet
	for _, m := range found {
		f := feature{Type: typeLink, URI: m.URI}
		switch {
		case m.Tag != "":
			f = feature{Type: typeTag, Tag: m.Tag}
		case m.Handle != "" && m.DID != "":
			f = feature{Type: typeMention, DID: m.DID}
		case m.Handle != "":
			continue
		}
		out = append(out, facet{Index: span{Start: m.Start, End: m.End}, Features: []feature{f}})
	}
	return out
}

// inOrder are the facets that lie within a text, sorted, without those that
// overlap an earlier one or cut a letter in two: others' programs write them too.
func inOrder(text string, all []facet) []facet {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b facet) int { return a.Index.Start - b.Index.Start })
	at := 0
	return slices.DeleteFunc(sorted, func(f facet) bool {
		s, e := f.Index.Start, f.Index.End
		if s < at || e <= s || e > len(text) || !utf8.RuneStart(text[s]) || e < len(text) && !utf8.RuneStart(text[e]) {
			return true
		}
		at = e
		return false
	})
}

// shortened shows long links by host and the first letters of their path when the
// text is too long otherwise; they lead where they led.
func shortened(text string, found []mark, most int) (string, []mark) {
	if uniseg.GraphemeClusterCount(text) <= most {
		return text, found
	}
	var b strings.Builder
	out := make([]mark, 0, len(found))
	at := 0
	for _, m := range found {
		b.WriteString(text[at:m.Start])
		words := text[m.Start:m.End]
		if m.URI != "" {
			words = shortLink(words, m.URI)
		}
		at = m.End
		m.Start = b.Len()
		b.WriteString(words)
		m.End = b.Len()
		out = append(out, m)
	}
	b.WriteString(text[at:])
	return b.String(), out
}

// linkTail is how much of a long path is shown.
const linkTail = 15

// shortLink is how a long link is shown.
func shortLink(words, uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return words
	}
	path := []rune(strings.TrimPrefix(uri, u.Scheme+"://"+u.Host))
	if len(path) <= linkTail {
		return u.Host + strings.TrimSuffix(string(path), "/")
	}
	return u.Host + string(path[:linkTail]) + "…"
}
