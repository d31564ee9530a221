package mailbox

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func TestLinkify(t *testing.T) {
	for line, want := range map[string]string{
		"see https://a.example/x?a=1&b=2.":  `see <a href="https://a.example/x?a=1&amp;b=2">https://a.example/x?a=1&amp;b=2</a>.`,
		"(http://a.example/b_(c))":          `(<a href="http://a.example/b_(c)">http://a.example/b_(c)</a>)`,
		"mailto:press@example.gov.uk":       `<a href="mailto:press@example.gov.uk">mailto:press@example.gov.uk</a>`,
		"javascript:alert(1) file:///etc/x": `javascript:alert(1) file:///etc/x`,
		`<a href="https://evil.example">`:   `&lt;a href=&#34;<a href="https://evil.example">https://evil.example</a>&#34;&gt;`,
		"no link & <b>":                     `no link &amp; &lt;b&gt;`,
	} {
		if got := linkify(line); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", line, got, want)
		}
	}
}

// TestHTMLHoldsOnlyOurMarkup: whatever a resident or officer wrote, no element
// and no attribute but ours comes out, and nothing that would be fetched.
func TestHTMLHoldsOnlyOurMarkup(t *testing.T) {
	bits := rapid.SliceOf(rapid.SampledFrom([]string{
		"<img src=https://x.example/p.gif>", "<script>", "\"'>", "https://x.example/\"onclick=alert(1)", "&lt;", "\n\n", "\n", "  word", "http://y.example", "</blockquote>", "é",
	}))
	rapid.Check(t, func(t *rapid.T) {
		text, quoted := strings.Join(bits.Draw(t, "text"), ""), strings.Join(bits.Draw(t, "quoted"), "")
		z := html.NewTokenizer(strings.NewReader(toHTML(text, "<i>Nia</i> wrote:", quoted)))
		for z.Next() != html.ErrorToken {
			token := z.Token()
			if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
				continue
			}
			switch token.Data {
			case "html", "head", "body", "p", "br", "blockquote", "meta":
			case "a":
				if len(token.Attr) != 1 || token.Attr[0].Key != "href" || !strings.HasPrefix(token.Attr[0].Val, "http") {
					t.Fatalf("link %v", token)
				}
			default:
				t.Fatalf("element %s", token.Data)
			}
		}
	})
}
