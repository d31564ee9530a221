package reply

import (
	"regexp"
	"strings"
)

// The patterns are careful: a warning that is often wrong is soon not read.
var (
	phoneUK = regexp.MustCompile(`(?:\+44[ -]?(?:\(0\)[ -]?)?|\b0|\(0)[1-37-9]\d{1,4}\)?(?:[ -]?\d{2,6}){1,3}\b`)
	// nino leaves out the letters that no National Insurance number has.
	nino     = regexp.MustCompile(`(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b`)
	postcode = regexp.MustCompile(`(?i)\b[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[ABD-HJLNP-UW-Z]{2}\b`)
	// house is a number with a street's name after it.
	house = regexp.MustCompile(`(?i)\b(?:flat|unit|no\.?)?[ ]?\d{1,4}[a-z]?,? (?:[A-Z][\w'’-]+ ){1,3}(?:street|st|road|rd|lane|ln|avenue|ave|close|drive|way|court|crescent|place|gardens|grove|hill|terrace|row|mews|walk|green)\b`)
	card  = regexp.MustCompile(`\b\d(?:[ -]?\d){12,18}\b`)
	email = regexp.MustCompile(`(?i)\b[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+\b`)
)

// personalIn names the kinds of personal details that a text seems to hold,
// each once. Details for which allowed is true don't count.
func personalIn(text string, allowed func(string) bool) []string {
	var kinds []string
	find := func(kind string, hits []string) {
		for _, h := range hits {
			if !allowed(h) {
				kinds = append(kinds, kind)
				return
			}
		}
	}
	cards := luhn(card.FindAllString(text, -1))
	rest := text
	for _, c := range cards {
		rest = strings.ReplaceAll(rest, c, " ")
	}
	find("a phone number", phones(rest))
	find("a National Insurance number", nino.FindAllString(text, -1))
	if house.MatchString(text) {
		find("a home address", postcode.FindAllString(text, -1))
	}
	find("a card number", cards)
	find("an email address", email.FindAllString(text, -1))
	return kinds
}

// phones are the hits with as many digits as a number in the UK has.
func phones(text string) []string {
	var kept []string
	for _, h := range phoneUK.FindAllString(text, -1) {
		d := digits(h)
		d = strings.TrimPrefix(strings.TrimPrefix(d, "44"), "0")
		if len(d) == 9 || len(d) == 10 {
			kept = append(kept, h)
		}
	}
	return kept
}

// luhn keeps the numbers whose check digit is right (ISO/IEC 7812).
func luhn(numbers []string) []string {
	var kept []string
	for _, n := range numbers {
		d, sum := digits(n), 0
		for i := range len(d) {
			v := int(d[len(d)-1-i] - '0')
			if i%2 == 1 {
				if v *= 2; v > 9 {
					v -= 9
				}
			}
			sum += v
		}
		if sum%10 == 0 && strings.Trim(d, "0") != "" {
			kept = append(kept, n)
		}
	}
	return kept
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// allowed tells which details may stand in the text: ours, the recipients' own
// addresses, and what the desk tells everybody anyway.
func allowed(c Composing) func(string) bool {
	known := map[string]bool{}
	for _, a := range c.Own {
		known[strings.ToLower(a)] = true
	}
	for _, p := range append(append([]string{}, ids(c)...), c.Public...) {
		for _, m := range email.FindAllString(p, -1) {
			known[strings.ToLower(m)] = true
		}
		for _, m := range phoneUK.FindAllString(p, -1) {
			known[digits(m)] = true
		}
		for _, m := range postcode.FindAllString(p, -1) {
			known[strings.ToLower(strings.ReplaceAll(m, " ", ""))] = true
		}
	}
	return func(hit string) bool {
		lower := strings.ToLower(hit)
		number := digits(hit)
		return known[lower] || known[strings.ReplaceAll(lower, " ", "")] || len(number) > 6 && known[number]
	}
}

func ids(c Composing) []string {
	var out []string
	for _, p := range c.Draft.To {
		out = append(out, p.ID)
	}
	for _, p := range c.Draft.Cc {
		out = append(out, p.ID)
	}
	return out
}
