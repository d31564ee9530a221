package reply_test

import (
	"reflect"
	"testing"

	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
)

func TestEverybodyButUsAndOnce(t *testing.T) {
	m := inbox.Message{From: inbox.Person{ID: "colin@home.example"}, AnswerTo: inbox.Person{ID: "colin@home.example", Name: "Colin Prewett"},
		To: []inbox.Person{{ID: "press@desk.example"}, {ID: "maisie@home.example"}},
		Cc: []inbox.Person{{ID: "Colin@home.example"}, {ID: "ward@desk.example"}, {ID: "maisie@home.example"}, {}}}
	to, cc := reply.Everybody(m, "Press@desk.example")
	if want := []outbox.Person{{ID: "colin@home.example", Name: "Colin Prewett"}}; !reflect.DeepEqual(to, want) {
		t.Errorf("to %v", to)
	}
	if want := []outbox.Person{{ID: "maisie@home.example"}, {ID: "ward@desk.example"}}; !reflect.DeepEqual(cc, want) {
		t.Errorf("cc %v", cc)
	}
}

func TestSubject(t *testing.T) {
	for original, want := range map[string]string{
		"Bins": "Re: Bins", "Re: Bins": "Re: Bins", "RE: Bins": "RE: Bins", "": "Re:", "Bins\n  again": "Re: Bins again", "Regarding": "Re: Regarding",
	} {
		if got := reply.Subject(original); got != want {
			t.Errorf("Subject(%q) = %q, want %q", original, got, want)
		}
	}
}

func TestRedirectTextNamesTheResidentWhenKnown(t *testing.T) {
	r := desk.Redirect{Words: "Hello {name}, please report it at Do It Online."}
	for name, want := range map[string]string{
		"Colin Prewett":      "Hello Colin, please report it at Do It Online.",
		"":                   "Hello, please report it at Do It Online.",
		"colin@home.example": "Hello, please report it at Do It Online.",
	} {
		if got := reply.RedirectText(r, name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}
