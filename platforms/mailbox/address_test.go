package mailbox

import (
	"strings"
	"testing"
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
