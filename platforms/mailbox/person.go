package mailbox

import (
	"strings"

	"commsdesk/platforms"
)

// nameLimit is the longest name in bytes, peopleLimit how many people are taken
// of one field: a mail to more is nobody's to answer.
const (
	nameLimit   = 300
	peopleLimit = 2000
)

// addressScanner splits an address field as people's programs write it, not
// only as RFC 5322 allows: quotes, comments, groups, bare addresses, names
// with commas in quotes, missing brackets.
type addressScanner struct {
	people              []platforms.Person
	name, angle, remark strings.Builder
	// at tells that the name so far has an @ in it.
	at bool
}

// people reads an address field. An entry without an address keeps its name
// alone.
func people(value string) []platforms.Person {
	s := &addressScanner{}
	var quoted, inAngle, escaped bool
	comment := 0
	for _, r := range toUTF8(value) {
		switch {
		case escaped:
			escaped = false
			s.write(r, inAngle, comment > 0)
		case r == '\\' && (quoted || comment > 0):
			escaped = true
		case r == '"' && comment == 0 && !inAngle:
			quoted = !quoted
		case quoted:
			s.write(r, inAngle, false)
		case r == '(' && !inAngle:
			comment++
		case r == ')' && comment > 0:
			comment--
		case comment > 0:
			s.write(r, false, true)
		case r == '<':
			inAngle = true
			s.angle.Reset()
		case r == '>':
			inAngle = false
		case (r == ',' || r == ';') && !inAngle:
			s.end()
		case r == ':' && !inAngle && !s.at:
			s.name.Reset() // a group's name
		default:
			s.write(r, inAngle, false)
		}
	}
	s.end()
	return s.people[:min(len(s.people), peopleLimit)]
}

func (s *addressScanner) write(r rune, inAngle, inComment bool) {
	switch {
	case inComment:
		s.remark.WriteRune(r)
	case inAngle:
		s.angle.WriteRune(r)
	default:
		s.at = s.at || r == '@'
		s.name.WriteRune(r)
	}
}

func (s *addressScanner) end() {
	name, address := decodeWords(s.name.String()), platforms.Line(s.angle.String())
	remark := decodeWords(s.remark.String())
	s.name.Reset()
	s.angle.Reset()
	s.remark.Reset()
	s.at = false
	if address == "" {
		// A bare address, perhaps behind words.
		for _, word := range strings.Fields(name) {
			if strings.Contains(word, "@") {
				address = word
				name = platforms.Line(strings.Replace(name, word, "", 1))
				break
			}
		}
	}
	address = strings.TrimPrefix(strings.Trim(address, "<>'\" "), "mailto:")
	if len(address) > addressLimit {
		address = "" // none that mail can be sent to; cut off it would be another's
	}
	if address == "" && name == "" {
		return
	}
	if name == "" {
		name = remark
	}
	if strings.EqualFold(name, address) {
		name = ""
	}
	s.people = append(s.people, platforms.Person{
		ID: strings.ToLower(address), Name: cut(strings.Trim(name, "'\" "), nameLimit), Handle: address,
	})
}

// firstPerson is the first with an address, else the first at all.
func firstPerson(all []platforms.Person) platforms.Person {
	for _, p := range all {
		if strings.Contains(p.ID, "@") {
			return p
		}
	}
	if len(all) > 0 {
		return all[0]
	}
	return platforms.Person{}
}

// withAddress drops entries that nothing can be sent to.
func withAddress(all []platforms.Person) []platforms.Person {
	var kept []platforms.Person
	for _, p := range all {
		if strings.Contains(p.ID, "@") {
			kept = append(kept, p)
		}
	}
	return kept
}
