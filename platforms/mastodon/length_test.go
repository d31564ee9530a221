package mastodon

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLength(t *testing.T) {
	s := &server{api: 7}
	s.limits.Statuses.URLCharacters = 23
	for text, want := range map[string]int{
		"":                         0,
		"Bins":                     4,
		"né":                       2, // decomposed
		"👩‍👩‍👧":                    1,
		"🇬🇧!":                      2,
		"https://council.example/": 23,
		"https://c.example/" + strings.Repeat("x", 300):    23,
		"See https://council.example/bins.":                4 + 23 + 1,
		"http://localhost/bins":                            21, // no server's name has no dot
		"https://a.example/1 https://b.example/2":          23 + 1 + 23,
		"@amina.sall@residents.example yes":                len("@amina.sall yes"),
		"@amina yes":                                       10,
		"Hello @piet@x.example, @amina@residents.example.": len("Hello @piet, @amina."),
		"council@social.example is a mail address":         len("council@social.example is a mail address"),
		"https://social.example/@council@other.example/1":  23,
		"\n\n": 2,
	} {
		if got := length(text, s); got != want {
			t.Errorf("%q counts %d, want %d", text, got, want)
		}
	}
	if got, long := length("https://c.example/"+strings.Repeat("x", 300), &server{limits: s.limits}), 318; got != long {
		t.Errorf("another make of server is trusted with short links: %d", got)
	}
}

// TestLengthNeverBreaks: any text has a length that is no longer than its runes
// where no link stands in it, and a blank more is one more.
func TestLengthNeverBreaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab .@é👩‍:/\n")), 0, 80, -1).Draw(t, "text")
		n := length(text, nil)
		if n < 0 || n > len([]rune(text)) && !strings.Contains(text, "http") {
			t.Fatalf("%q counts %d", text, n)
		}
		if more := length(text+" .", nil); more < n {
			t.Fatalf("%q counts %d, with more to it %d", text, n, more)
		}
	})
}

func TestNames(t *testing.T) {
	for text, want := range map[string]bool{
		"@amina.sall@residents.example yes":   true,
		"yes, @Amina.Sall@residents.example.": true,
		"@amina.sall yes":                     false, // another server's person
		"@amina.sall@residents.example2 yes":  false,
		"mail amina.sall@residents.example":   false,
	} {
		if got := names(text, "amina.sall@residents.example", "social.example"); got != want {
			t.Errorf("%q names her: %v", text, got)
		}
	}
	if !names("@clerk thank you", "clerk@social.example", "social.example") || names("@clerk.two thank you", "clerk@social.example", "social.example") {
		t.Error("a person of our own server")
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
