package connect

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"commsdesk/app/program"
)

func TestPastedBlanksAreTaken(t *testing.T) {
	got := typed{settings: map[string]string{"handle": " council.example\n", "server": "  "}, secrets: map[string]string{"key": "\tabc "}}.trimmed()
	want := typed{settings: map[string]string{"handle": "council.example"}, secrets: map[string]string{"key": "abc"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(typed{})); diff != "" {
		t.Error(diff)
	}
}

func TestTheFirstEmptyFieldIsNamed(t *testing.T) {
	n := program.Network{Settings: []program.Field{{Key: "handle", Label: "Handle"}, {Key: "version", Label: "Version", Optional: true}},
		Secrets: []program.Field{{Key: "key", Label: "Access key"}}}
	for want, x := range map[string]struct {
		t    typed
		kept []string
	}{
		"Fill in “Handle”.":     {typed{}, nil},
		"Fill in “Access key”.": {typed{settings: map[string]string{"handle": "a"}}, nil},
		"":                      {typed{settings: map[string]string{"handle": "a"}}, []string{"key"}},
	} {
		got := ""
		if err := missing(n, x.t, x.kept); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

func TestStepsLeadToTheirPages(t *testing.T) {
	for step, want := range map[string]string{
		"Open business.facebook.com, then Settings.":                                    "https://business.facebook.com",
		"Sign in at bsky.app as the council.":                                           "https://bsky.app",
		"See https://console.x.com/apps and console.x.com again.":                       "https://console.x.com/apps https://console.x.com",
		"Add http://127.0.0.1:41811/x as a callback address.":                           "",
		"It looks like https://example.org/page or ends in .apps.googleusercontent.com": "",
	} {
		if got := strings.Join(links(step), " "); got != want {
			t.Errorf("%q leads to %q, want %q", step, got, want)
		}
	}
}

func TestHintsSayWhatMayStayEmpty(t *testing.T) {
	for want, x := range map[string]struct {
		f    program.Field
		from string
	}{
		"“Pkce” needs no secret.":                            {program.Field{Hint: "“Pkce” needs no secret"}, ""},
		"Ends in .com. It may stay empty.":                   {program.Field{Hint: "ends in .com", Optional: true}, ""},
		"Leave it empty for v25.0.":                          {program.Field{Hint: "Leave it empty for v25.0.", Optional: true}, ""},
		"Leave it empty to use the one kept for the museum.": {program.Field{}, "the museum"},
		"": {program.Field{}, ""},
	} {
		if got := hintWords(x.f, x.from); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	for value, want := range map[string]string{"api": "API", "yes": "Yes", "instagram_login": "Instagram login", "": ""} {
		if got := choice(value); got != want {
			t.Errorf("%q reads %q, want %q", value, got, want)
		}
	}
}

func TestOneOptionalFieldIsNotHidden(t *testing.T) {
	a, b, c := program.Field{Key: "a"}, program.Field{Key: "b", Optional: true}, program.Field{Key: "c", Optional: true}
	if must, may := split([]program.Field{a, b}); len(must) != 2 || len(may) != 0 {
		t.Errorf("split into %v and %v", must, may)
	}
	if must, may := split([]program.Field{a, b, c}); len(must) != 1 || len(may) != 2 {
		t.Errorf("split into %v and %v", must, may)
	}
}

func TestSigningInAgainAsksForLittle(t *testing.T) {
	mail := program.Network{Name: program.MailboxNetwork}
	if secrets, page := asked(mail, nil); page || len(secrets) != 1 || secrets[0].Key != program.Password {
		t.Errorf("a mailbox asks for %v, page %v", secrets, page)
	}
	if secrets, page := asked(mail, json.RawMessage(`{"sign_in":"microsoft365"}`)); !page || len(secrets) != 0 {
		t.Errorf("a mailbox at Microsoft asks for %v, page %v", secrets, page)
	}
	n := program.Network{Name: "n", Browser: true, Secrets: []program.Field{{Key: "client_secret"}}}
	if secrets, page := asked(n, json.RawMessage(`{"client_id":"a"}`)); !page || !secrets[0].Optional {
		t.Errorf("it asks for %v, page %v", secrets, page)
	}
	if secrets, page := asked(n, json.RawMessage(`{"sign_in":"keys"}`)); page || secrets[0].Optional {
		t.Errorf("by keys it asks for %v, page %v", secrets, page)
	}
}

func TestDaysOfJoining(t *testing.T) {
	for typed, want := range map[string]string{"": "", "2011": "2011", "1 Mar 2011": "2011-03-01", " 1  March 2011": "2011-03-01", "1/3/2011": "2011-03-01", "2011-03-01": "2011-03-01", "soon": "!"} {
		got, err := readDate(typed)
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	for kept, want := range map[string]string{"2011-03-01": "1 Mar 2011", "2011": "2011", "": ""} {
		if got := dateWords(kept); got != want {
			t.Errorf("%q is shown as %q, want %q", kept, got, want)
		}
	}
}
