package bluesky

import (
	"encoding/json"
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// TestHandles takes what people paste, and catches what only looks right.
func TestHandles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, taken, said string }{
		{" @Harbour.GOV.uk ", "harbour.gov.uk", ""},
		{"https://bsky.app/profile/harbour.gov.uk", "harbour.gov.uk", ""},
		{"\u202aharbour.bsky.social\u202c", "harbour.bsky.social", ""},
		{"did:plc:abcdefghijklmnopqrstuvwx", "did:plc:abcdefghijklmnopqrstuvwx", ""},
		{"did:plc", "", "whole account id"},
		{"h\u0430rbour.gov.uk", "", "U+0430"}, // a Cyrillic a
		{"office@harbour.gov.uk", "", "e-mail"},
		{"harbour", "", "harbour.bsky.social"},
		{"harbour..uk", "", "no handle"},
		{"-harbour.uk", "", "no handle"},
		{"", "", "Type the council's handle"},
	} {
		raw, err := json.Marshal(map[string]string{"handle": c.typed})
		if err != nil {
			t.Fatal(err)
		}
		got, err := readConfig(raw)
		switch {
		case c.said == "" && (err != nil || got.Handle != c.taken):
			t.Errorf("%q: %+v (%v)", c.typed, got, err)
		case c.said != "" && (platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), c.said)):
			t.Errorf("%q: %v, want %q", c.typed, err, c.said)
		}
	}
	for handle, odd := range map[string]bool{"harbour.gov.uk": false, "harb0ur.gov.uk": true, "harbour1.gov.uk": true, "0xford.gov.uk": true, "xn--hrbour-4ve.gov.uk": true, "ward7.gov.uk": false} {
		if got := misleading(handle); (got != "") != odd {
			t.Errorf("%s: %q", handle, got)
		}
	}
}

// TestSettings says what is wrong with the others.
func TestSettings(t *testing.T) {
	t.Parallel()
	for settings, said := range map[string]string{
		`{"handle":"a.example","server":"http://elsewhere.example"}`: "https",
		`{"handle":"a.example","server":"not an address"}`:           "can't be read",
		`{"handle":"a.example","messages":"perhaps"}`:                "yes or no",
		`{"handle":"a.example","identity":"somebody"}`:               "somebody.bsky.social",
		`[]`: "settings",
	} {
		if _, err := New([]byte(settings), nil, nil); platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), said) {
			t.Errorf("%s: %v", settings, err)
		}
	}
	if c, err := readConfig([]byte(`{"identity":"a.example"}`)); err != nil || c.login() != "a.example" || c.base() != entryway {
		t.Errorf("with identity alone: %+v (%v)", c, err)
	}
}

// TestSecrets trims what was copied along and catches other kinds.
func TestSecrets(t *testing.T) {
	t.Parallel()
	if got := web.Pasted(" “abcd-efgh-2345-wxyz”\r\n"); got != "abcd-efgh-2345-wxyz" {
		t.Errorf("%q", got)
	}
	for secret, wrong := range map[string]bool{"abcd-efgh-2345-wxyz": false, "": true, "eyJhbGciOi.a.b": true, "did:plc:abc": true, "https://bsky.app/settings": true} {
		err := checkPassword(secret)
		if (err != nil) != wrong || wrong && platforms.ClassOf(err) != platforms.ClassAuth {
			t.Errorf("%q: %v", secret, err)
		}
	}
}
