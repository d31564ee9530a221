package reply_test

import (
	"strings"
	"testing"

	"commsdesk/app/outbox"
	"commsdesk/app/reply"
)

func good() reply.Composing {
	return reply.Composing{Initials: "GM", Mail: true, Own: []string{"press@desk.example"},
		Draft: outbox.Draft{Purpose: outbox.Reply, To: []outbox.Person{{ID: "colin@home.example"}}, Text: "Your bin goes on Tuesday."}}
}

// kinds are the findings in short: the kind, with ! when it stops.
func kinds(c reply.Composing) string {
	var out []string
	for _, f := range reply.Checks(c) {
		k := string(f.Kind)
		if f.Stops {
			k += "!"
		}
		out = append(out, k)
	}
	return strings.Join(out, " ")
}

// limited makes it an answer on a network that takes 25 letters, with the initials
// in 5 of them, and 35 in private.
func limited(c *reply.Composing, text string) {
	c.Mail, c.Draft.Text = false, text
	c.Account = outbox.Abilities{Known: true, Reply: outbox.Ability{OK: true}, Private: outbox.Ability{OK: true}, MaxText: 25, MaxMessage: 35,
		Unit: "characters", Length: func(text string) int { return len([]rune(text)) }}
}

func TestOverTheLimitSaysHowMany(t *testing.T) {
	c := good()
	limited(&c, strings.Repeat("x", 23))
	want := "The text is 28 characters long, with ^GM, and 25 is the most that goes here. Take out 3."
	if got := reply.Checks(c); len(got) != 1 || got[0].Words != want {
		t.Errorf("got %+v", got)
	}
	c.Draft.Text = "Ring Colin on 01632 960983."
	c.Account.MaxText = 0
	if got := reply.Checks(c); len(got) != 1 || !strings.Contains(got[0].Words, "Everybody can read") {
		t.Errorf("got %+v", got)
	}
}

func TestChecks(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*reply.Composing)
		want   string
	}{
		"good":              {func(*reply.Composing) {}, ""},
		"empty":             {func(c *reply.Composing) { c.Draft.Text = " \n" }, "no-text!"},
		"initials alone":    {func(c *reply.Composing) { c.Draft.Text = "^GM" }, "no-text!"},
		"just fits":         {func(c *reply.Composing) { c.Draft.Text = strings.Repeat("x", reply.TextLimit-len("\n\n^GM")) }, ""},
		"one too many":      {func(c *reply.Composing) { c.Draft.Text = strings.Repeat("x", reply.TextLimit-len("\n\n^GM")+1) }, "too-long!"},
		"no initials":       {func(c *reply.Composing) { c.Initials = "" }, "no-initials!"},
		"nobody":            {func(c *reply.Composing) { c.Draft.To = nil }, "no-recipient!"},
		"a copy alone":      {func(c *reply.Composing) { c.Draft.Cc, c.Draft.To = c.Draft.To, nil }, ""},
		"no at":             {func(c *reply.Composing) { c.Draft.To[0].ID = "colin.home.example" }, "bad-address!"},
		"slip":              {func(c *reply.Composing) { c.Draft.To[0].ID = "colin@gmial.com" }, "typo"},
		"account, not mail": {func(c *reply.Composing) { c.Mail, c.Draft.To[0].ID = false, "did:plc:abc" }, ""},
		"phone":             {func(c *reply.Composing) { c.Draft.Text = "Ring Colin on 01632 960 983." }, "personal"},
		"file":              {func(c *reply.Composing) { c.Draft.Text = "Please find attached the map." }, "no-file"},
		"file there": {func(c *reply.Composing) {
			c.Draft.Text = "I have attached the map."
			c.Draft.Files = []outbox.AttachedFile{{Name: "map.pdf"}}
		}, ""},
		"nobody on a network":  {func(c *reply.Composing) { c.Mail, c.Draft.To = false, nil }, ""},
		"nobody in a new talk": {func(c *reply.Composing) { c.Mail, c.Draft.To, c.Draft.Purpose = false, nil, outbox.New }, "no-recipient!"},
		"files on a network": {func(c *reply.Composing) {
			c.Mail, c.Draft.Files = false, []outbox.AttachedFile{{Name: "map.pdf"}}
		}, "no-files!"},
		"window shut":                  {func(c *reply.Composing) { c.Mail, c.Shut = false, map[string]string{"": "It shut."} }, "window-shut"},
		"just fits the network":        {func(c *reply.Composing) { limited(c, strings.Repeat("é", 20)) }, ""},
		"one too many for the network": {func(c *reply.Composing) { limited(c, strings.Repeat("é", 21)) }, "too-long!"},
		"more fits in private": {func(c *reply.Composing) {
			limited(c, strings.Repeat("é", 25))
			c.Draft.Private = true
		}, ""},
		"too long for a talk": {func(c *reply.Composing) {
			limited(c, strings.Repeat("é", 31))
			c.Talk = true
		}, "too-long!"},
		"no answers here": {func(c *reply.Composing) {
			limited(c, "Yes.")
			c.Account.Reply = outbox.Ability{Reason: "No.", Link: "https://network.example"}
		}, "no-way!"},
		"nothing in private here": {func(c *reply.Composing) {
			limited(c, "Yes.")
			c.Account.Private, c.Draft.Private = outbox.Ability{Reason: "No."}, true
		}, "no-way!"},
		"not known what it can": {func(c *reply.Composing) { c.Mail, c.Account = false, outbox.Abilities{} }, ""},
		"not a file":            {func(c *reply.Composing) { c.Draft.Text = "No conditions are attached to this." }, ""},
	} {
		composing := good()
		c.change(&composing)
		if got := kinds(composing); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCountIsWhatPeopleCount(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"Hello", 5 + 5},   // a blank line is two ends of line, ^GM three
		{"Hello ^GM", 9},   // not doubled
		{"👩‍👩‍👧 é", 3 + 5}, // a family and a combined letter are one each
		{"e\u0301", 1 + 5}, //
		{"🏴󠁧󠁢󠁷󠁬󠁳󠁿", 1 + 5}, // a flag of tags
	} {
		if got := reply.Count(c.text, "GM"); got != c.want {
			t.Errorf("Count(%q) = %d, want %d", c.text, got, c.want)
		}
	}
}

func TestPersonalDetails(t *testing.T) {
	for text, want := range map[string]string{
		"Ring me on 07700 900123":                             "a phone number",
		"Ring me on +44 7700 900 123":                         "a phone number",
		"Ring me on (01632) 960983":                           "a phone number",
		"Ring 020 7946 0958 please":                           "a phone number",
		"Her number is AB 12 34 56 C":                         "a National Insurance number",
		"Her number is ab123456c.":                            "a National Insurance number",
		"He lives at 12 Heron Close, Grebeford, SG1 4GH":      "a home address",
		"Our office is in SG1 4GH":                            "",
		"Card 4111 1111 1111 1111 was charged":                "a card number",
		"Order 4111 1111 1111 1112 was sent":                  "",
		"Write to maisie@home.example":                        "an email address",
		"Write to colin@home.example or press@desk.example":   "",
		"Case 0012345678 of 2026-11-30, 14:05":                "",
		"It costs £1,204.50 for 12 months":                    "",
		"Your reference is 01-2345-6789":                      "",
		"The meeting is on 01/02/2026 at 10:30":               "",
		"Ring the desk on 0300 123 4567 or see our pages":     "",
		"Maisie is on 07700 900123, her email m@home.example": "a phone number and an email address",
	} {
		c := good()
		c.Draft.Text = text
		c.Public = []string{"Call us on 0300 123 4567."}
		got := ""
		for _, f := range reply.Checks(c) {
			if f.Kind == reply.Personal {
				got = strings.TrimSuffix(strings.TrimPrefix(f.Words, "The text seems to hold personal details: "), ". Check that the resident should get them.")
				if f.Stops {
					t.Errorf("%q is stopped", text)
				}
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for id, want := range map[string]string{
		"colin@home.example":         "",
		"colin.o'hare+b@home.co.uk":  "",
		"maría@correo.example":       "",
		"":                           "bad-address! ",
		"colin":                      "bad-address!",
		"colin@home":                 "bad-address!",
		"colin@@home.example":        "bad-address!",
		"colin@home..example":        "bad-address!",
		".colin@home.example":        "bad-address!",
		"colin home@home.example":    "bad-address!",
		"colin@home.example,b@c.uk":  "bad-address!",
		"colin@-home.example":        "bad-address!",
		"colin@gmail.con":            "typo",
		"colin@gamil.com":            "typo",
		"colin@gmail.com":            "",
		"colin@mail.com":             "",
		"colin@hotmial.co.uk":        "typo",
		"colin@hotmail.co":           "typo",
		"colin@btinternt.com":        "typo",
		"colin@outlok.com":           "typo",
		"colin@skye.com":             "",
		"colin@northvale-school.uk":  "",
		"colin@grebeford.gov.uk":     "",
		"colin@yahooo.co.uk":         "typo",
		"colin@virginmedia.co":       "typo",
		"colin@fernmail-homes.co.uk": "",
	} {
		c := good()
		c.Draft.To[0].ID = id
		if got := kinds(c); got != strings.TrimSpace(want) {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
	c := good()
	c.Draft.To[0].ID = "colin@gmial.com"
	if got := reply.Checks(c)[0].Words; got != "colin@gmial.com: did you mean colin@gmail.com?" {
		t.Errorf("says %q", got)
	}
}
