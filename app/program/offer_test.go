package program_test

import (
	"testing"

	"commsdesk/app/program"
)

// TestTheSignInPageIsOpenedOnlyWhenItSignsIn: not for accounts that are
// answered by hand, nor where a whole sign-in was pasted.
func TestTheSignInPageIsOpenedOnlyWhenItSignsIn(t *testing.T) {
	browser := program.Network{Name: "n", Browser: true}
	for what, x := range map[string]struct {
		network           program.Network
		settings, secrets map[string]string
		want              bool
	}{
		"nothing pasted":          {browser, nil, nil, true},
		"the council's own app":   {browser, nil, map[string]string{"client_secret": "s"}, true},
		"by hand":                 {browser, map[string]string{"way": "browser"}, nil, false},
		"by API":                  {browser, map[string]string{"way": "api"}, nil, true},
		"keys":                    {browser, map[string]string{"way": "api", "sign_in": "keys"}, nil, false},
		"an access key":           {browser, nil, map[string]string{"access_token": "k"}, false},
		"blanks":                  {browser, nil, map[string]string{"access_token": "  "}, true},
		"a network without pages": {program.Network{Name: "n"}, nil, nil, false},
	} {
		if got := x.network.UsesPage(x.settings, x.secrets); got != x.want {
			t.Errorf("%s: the page is opened: %v, want %v", what, got, x.want)
		}
	}
}
