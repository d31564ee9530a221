package mastodon

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestReadEvents(t *testing.T) {
	var got []string
	text := ":)\n:thump\nevent: update\r\ndata: {\"id\":\"1\"}\r\n\r\nevent: delete\ndata: 12\n\n:thump\n\ndata: nameless\n\nevent:two\ndata:a\ndata: b\n\nevent: cut\ndata: o"
	err := readEvents(strings.NewReader(text), func(name, payload string) { got = append(got, name+"="+payload) })
	want := []string{`update={"id":"1"}`, "delete=12", "two=a\nb"}
	if err != io.EOF || !slices.Equal(got, want) {
		t.Errorf("%q (%v), want %q", got, err, want)
	}
	if err := readEvents(strings.NewReader("data: "+strings.Repeat("x", 2*eventMost)), func(string, string) {}); err == nil || err == io.EOF {
		t.Errorf("an endless line: %v", err)
	}
}

// TestSilence: a stream on which nothing comes is given up, one that shows signs
// of life is not.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, out := io.Pipe()
		r := newWatched(in, in)
		began := time.Now()
		go func() {
			for range 3 {
				time.Sleep(silence - time.Second)
				_, _ = out.Write([]byte(":thump\n"))
			}
		}()
		_, err := io.Copy(io.Discard, r)
		if lasted := time.Since(began); err == nil || lasted != 3*(silence-time.Second)+silence {
			t.Errorf("it lasted %v (%v)", lasted, err)
		}
	})
}

func TestStreamAddress(t *testing.T) {
	https, http := mustParse(t, "https://social.example"), mustParse(t, "http://127.0.0.1:80")
	for address, want := range map[string]string{
		"wss://stream.example": "https://stream.example", "https://stream.example/x/": "https://stream.example/x", "": "",
		"ws://stream.example": "", "ftp://stream.example": "", "wss://user:pw@stream.example": "https://stream.example", "not a url": "",
	} {
		got := ""
		if u := streamBase(address, https); u != nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("%q leads to %q, want %q", address, got, want)
		}
	}
	if u := streamBase("ws://stream.example", http); u != nil {
		t.Errorf("an open stream across the network: %v", u)
	}
	if u := streamBase("ws://127.0.0.1:4000", http); u == nil || u.Scheme != "http" {
		t.Errorf("a stream on this PC: %v", u)
	}
}

func TestLinked(t *testing.T) {
	h := http.Header{"Link": {`<https://s.example/api/v1/blocks?limit=2&max_id=7>; rel="next", <https://s.example/api/v1/blocks?since_id=9>; rel=prev`}}
	if next, prev := linked(h, "next", "max_id"), linked(h, "prev", "min_id"); next != "7" || prev != "9" {
		t.Errorf("next %q, previous %q", next, prev)
	}
	if id := linked(http.Header{"Link": {"<::>; rel=\"next\", nonsense"}}, "next", "max_id"); id != "" {
		t.Errorf("of nonsense: %q", id)
	}
}

func TestWords(t *testing.T) {
	us := []mention{{Username: "council", Acct: "council", URL: "https://s.example/@council"}}
	for content, want := range map[string]string{
		`<p><span class="h-card"><a href="https://s.example/@council" class="u-url mention">@<span>council</span></a></span> Hello</p><p>there</p>`: "Hello\n\nthere",
		`<p>@council</p>`:              "@council",
		`<p>@council @somebody Hi</p>`: "@somebody Hi",
		`<p>Hi @council</p>`:           "Hi @council",
		`<p>a<br>b &amp; c</p>`:        "a\nb & c",
	} {
		if got, _ := wordsOf(&status{Content: content, InReplyTo: "1", Mentions: us}); got != want {
			t.Errorf("%s reads %q, want %q", content, got, want)
		}
	}
	_, links := wordsOf(&status{Content: `<a href="https://evil.example/x">https://council.example/pay</a> <a href="https://www.council.example/a">council.example/a</a> <a href="https://s.example/tags/x">#x</a> <a href="javascript:1">j</a> <a href="https://x.example">here</a>`})
	var said []string
	for _, l := range links {
		said = append(said, fmt.Sprint(l.URL, " ", l.Suspicious))
	}
	if want := []string{"https://evil.example/x true", "https://www.council.example/a false", "https://x.example false"}; !slices.Equal(said, want) {
		t.Errorf("links %q, want %q", said, want)
	}
}
