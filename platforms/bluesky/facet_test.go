package bluesky

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func nobody(string) string { return "" }

// TestMarks finds what leads somewhere, by bytes.
func TestMarks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"Look at https://council.example/bins.", "https://council.example/bins>https://council.example/bins"},
		{"🚮 https://council.example/bins!", "https://council.example/bins>https://council.example/bins"},
		{"(see https://council.example/a(b))", "https://council.example/a(b)>https://council.example/a(b)"},
		{"(see https://council.example/a)", "https://council.example/a>https://council.example/a"},
		{"Go to harbour.gov.uk/bins, please", "harbour.gov.uk/bins>https://harbour.gov.uk/bins"},
		{"Write to office@harbour.gov.uk", ""},
		{"@amina.example thank you", "@amina.example>amina.example"},
		{"Thank you (@amina.example)", "@amina.example>amina.example"},
		{"not@amina.example", ""},
		{"@amina is no handle", ""},
		{"#Bins, #2026 and #ŵyl2026", "#Bins>Bins|#ŵyl2026>ŵyl2026"},
		{"#" + strings.Repeat("a", 65), ""},
		{"#!", ""},
		{"a#b", ""},
		{"https://council.example/#bins", "https://council.example/#bins>https://council.example/#bins"},
		{"Ŵ 👨‍👩‍👧‍👦 #bins https://a.example @b.example", "#bins>bins|https://a.example>https://a.example|@b.example>b.example"},
		{"https://", ""},
		{"ends 9.30am.Then more", ""},
	} {
		var got []string
		for _, m := range marks(c.text, nobody) {
			got = append(got, c.text[m.Start:m.End]+">"+m.URI+m.Tag+m.Handle)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q: %q, want %q", c.text, strings.Join(got, "|"), c.want)
		}
	}
}

// TestMentionsNeedTheirAccount leaves a mention of nobody plain.
func TestMentionsNeedTheirAccount(t *testing.T) {
	t.Parallel()
	found := marks("@amina.example and @bertie.example", func(h string) string {
		if h == "amina.example" {
			return "did:plc:amina"
		}
		return ""
	})
	f := facets(found)
	if len(found) != 2 || len(f) != 1 || f[0].Features[0].DID != "did:plc:amina" || f[0].Index != (span{Start: 0, End: 14}) {
		t.Errorf("%+v", f)
	}
}

// TestLongLinksAreShownShort cuts links only where the text would not fit, and
// keeps where they lead.
func TestLongLinksAreShownShort(t *testing.T) {
	t.Parallel()
	link := "https://council.example/" + strings.Repeat("path/", 30)
	text := strings.Repeat("é", 200) + " " + link + " #bins"
	short, found := shortened(text, marks(text, nobody), postGraphemes)
	if n := uniseg.GraphemeClusterCount(short); n > postGraphemes || len(found) != 2 || found[0].URI != link {
		t.Fatalf("%d letters: %+v", n, found)
	}
	if shown := short[found[0].Start:found[0].End]; shown != "council.example/path/path/path…" {
		t.Errorf("the link shows as %q", shown)
	}
	if short[found[1].Start:found[1].End] != "#bins" {
		t.Errorf("the tag's mark moved to %q", short[found[1].Start:found[1].End])
	}
	if same, _ := shortened(link, marks(link, nobody), postGraphemes); same != link {
		t.Error("a link in a text that fits was cut")
	}
	whole, links := readText(short, facets(found))
	if !strings.Contains(whole, link) || len(links) != 1 || links[0].Suspicious {
		t.Errorf("read back: %q, %+v", whole, links)
	}
}

// TestMarksLieInTheText holds for whatever is written.
func TestMarksLieInTheText(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"https://a.example/", "@b.example", "#tag", " ", "é", "👩🏽‍🚒", "(", ")", ".", "…", "\n", "a", "council.gov.uk/x", "@", "#", "://"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), "")
		short, found := shortened(text, marks(text, nobody), 60)
		last := 0
		for _, m := range found {
			if m.Start < last || m.End <= m.Start || m.End > len(short) {
				t.Fatalf("%q: %+v", short, found)
			}
			last = m.End
		}
		all := facets(found)
		if got := inOrder(short, all); len(got) != len(all) {
			t.Fatalf("%q: of our own marks %d are not good: %+v", short, len(all)-len(got), all)
		}
		readText(short, all)
	})
}

// TestForeignMarks takes nothing for a link that only claims to be one.
func TestForeignMarks(t *testing.T) {
	t.Parallel()
	link := func(start, end int, uri string) facet {
		return facet{Index: span{Start: start, End: end}, Features: []feature{{Type: typeLink, URI: uri}}}
	}
	for i, c := range []struct {
		text  string
		f     []facet
		want  string
		links string
	}{
		{"council.gov.uk", []facet{link(0, 14, "https://thief.example/x")}, "council.gov.uk", "[https://thief.example/x true]"},
		{"here", []facet{link(0, 4, "https://council.example")}, "here", "[https://council.example false]"},
		{"here", []facet{link(0, 40, "https://council.example")}, "here", "[]"},
		{"here", []facet{link(2, 1, "https://council.example")}, "here", "[]"},
		{"here", []facet{link(-1, 2, "https://council.example")}, "here", "[]"},
		{"é", []facet{link(1, 2, "https://council.example")}, "é", "[]"},
		{"here", []facet{link(0, 4, "javascript:alert(1)")}, "here", "[]"},
		{"a b", []facet{link(0, 2, "https://a.example"), link(1, 3, "https://b.example")}, "a b", "[https://a.example false]"},
		{"council.gov.uk/bins/ta…", []facet{link(0, 25, "https://council.gov.uk/bins/table")}, "https://council.gov.uk/bins/table", "[https://council.gov.uk/bins/table false]"},
	} {
		text, links := readText(c.text, c.f)
		said := []string{}
		for _, l := range links {
			said = append(said, fmt.Sprint(l.URL, " ", l.Suspicious))
		}
		if text != c.want || fmt.Sprint(said) != c.links {
			t.Errorf("%d: %q %v, want %q %s", i, text, said, c.want, c.links)
		}
	}
}
