package mailbox

import (
	"slices"
	"strings"
	"testing"

	"commsdesk/platforms"
)

func TestCheckAddress(t *testing.T) {
	for _, c := range []struct {
		address, suggestion string
		ok                  bool
	}{
		{"nia.probert@example.org", "", true},
		{"o'brien+bins@sub.example.co.uk", "", true},
		{`"john smith"@example.org`, "", true},
		{"nia@bücher.example", "", true},
		{"nia@gmail.com", "", true}, {"nia@mail.com", "", true}, {"nia@ymail.com", "", true}, {"nia@cloud.com", "", true},
		{"nia@sky.com", "", true}, {"nia@live.co.uk", "", true}, {"nia@yahoo.fr", "", true}, {"nia@outlook.de", "", true},
		{"nia@gmial.com", "nia@gmail.com", true}, {"nia@gamil.com", "nia@gmail.com", true}, {"nia@gmal.com", "nia@gmail.com", true},
		{"nia@gmaill.com", "nia@gmail.com", true}, {"nia@hotmial.co.uk", "nia@hotmail.co.uk", true}, {"nia@outlok.com", "nia@outlook.com", true},
		{"nia@gmail.con", "nia@gmail.com", true}, {"nia@gmial.con", "nia@gmail.com", true}, {"nia@btinternet.cmo", "nia@btinternet.com", true},
		{"nia@example.couk", "nia@example.co.uk", true}, {"nia@example.gov.ku", "nia@example.gov.uk", true},
		{"nia@btinternt.com", "nia@btinternet.com", true},
		{"", "", false}, {"nia", "", false}, {"@example.org", "", false}, {"nia@", "", false}, {"nia@example", "", false},
		{"nia@@example.org", "", false}, {"nia probert@example.org", "", false}, {"nia@exa mple.org", "", false}, {"nia,owen@example.org", "", false},
		{".nia@example.org", "", false}, {"nia..p@example.org", "", false}, {"nia@example..org", "", false}, {"nia@-x.org", "", false},
		{"nia@example.org\r\nBcc: x@y.org", "", false}, {"nia@[192.0.2.1]", "", false}, {"nia@192.0.2.1", "", false}, {"<nia@example.org>", "", false},
		{strings.Repeat("x", 65) + "@example.org", "", false}, {"jürgen@example.org", "", false}, {"nia@exa_mple.org", "", false},
		{"nia@gmial.com.", "nia@gmail.com", false},
	} {
		suggestion, err := CheckAddress(c.address)
		if suggestion != c.suggestion || (err == nil) != c.ok {
			t.Errorf("%q: suggestion %q, error %v; want %q, ok %t", c.address, suggestion, err, c.suggestion, c.ok)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%q: the sentence has a line end", c.address)
		}
	}
}

func TestReplyAll(t *testing.T) {
	p := func(addresses ...string) (people []platforms.Person) {
		for _, a := range addresses {
			people = append(people, platforms.Person{ID: a})
		}
		return people
	}
	own := []string{"press@example.gov.uk", "Comms@example.gov.uk"}
	for name, c := range map[string]struct {
		item   platforms.Item
		to, cc []string
	}{
		"plain": {platforms.Item{From: p("nia@x.org")[0], AnswerTo: p("nia@x.org")[0], To: p("press@example.gov.uk", "owen@x.org"), Cc: p("Nia@x.org", "cllr@x.org", "comms@example.gov.uk")},
			[]string{"nia@x.org"}, []string{"owen@x.org", "cllr@x.org"}},
		"web form": {platforms.Item{Claimed: true, From: p("press@example.gov.uk")[0], AnswerTo: p("nia@x.org")[0], To: p("press@example.gov.uk"), Cc: p("no-reply@example.gov.uk")},
			[]string{"nia@x.org"}, nil},
		"no-reply sender": {platforms.Item{From: p("donotreply@forms.org")[0], AnswerTo: p("nia@x.org")[0], To: p("press@example.gov.uk")},
			[]string{"nia@x.org"}, nil},
		"our own": {platforms.Item{Direction: platforms.FromUs, From: p("press@example.gov.uk")[0], AnswerTo: p("press@example.gov.uk")[0], To: p("nia@x.org"), Cc: p("owen@x.org", "nia@x.org")},
			[]string{"nia@x.org"}, []string{"owen@x.org"}},
		"answer elsewhere": {platforms.Item{From: p("nia@work.org")[0], AnswerTo: p("nia@home.org")[0], To: p("press@example.gov.uk", "nia@work.org")},
			[]string{"nia@home.org"}, []string{"nia@work.org"}},
	} {
		ids := func(people []platforms.Person) (list []string) {
			for _, p := range people {
				list = append(list, p.ID)
			}
			return list
		}
		to, cc := ReplyAll(c.item, own)
		if !slices.Equal(ids(to), c.to) || !slices.Equal(ids(cc), c.cc) {
			t.Errorf("%s: to %v cc %v, want %v and %v", name, ids(to), ids(cc), c.to, c.cc)
		}
	}
}
