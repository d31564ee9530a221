package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// desk is a Client before a server that answers as it is told.
func desk(t *testing.T, answer http.HandlerFunc, change func(*graph.Options)) *graph.Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	o := graph.Options{Network: "Facebook", Base: server.URL, Version: "25", Clock: func() time.Time { return noon },
		Token: func(context.Context) (string, error) { return "EAAinvented", nil }, PerSecond: 1000, Burst: 1000}
	if change != nil {
		change(&o)
	}
	c, err := graph.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// TestEveryCodeHasItsClass goes through the error table of platforms.md 2, for
// reads and for writes, and with status 200.
func TestEveryCodeHasItsClass(t *testing.T) {
	cases := []struct {
		code, sub   int
		more        string
		read, write platforms.Class
		verdict     platforms.Verdict
	}{
		{1, 0, "", platforms.ClassTransient, platforms.ClassUnconfirmed, platforms.Unconfirmed},
		{2, 0, "", platforms.ClassTransient, platforms.ClassUnconfirmed, platforms.Unconfirmed},
		{3000, 0, `,"is_transient":true`, platforms.ClassTransient, platforms.ClassUnconfirmed, platforms.Unconfirmed},
		{4, 0, "", platforms.ClassRate, platforms.ClassRate, platforms.NotSent},
		{17, 0, "", platforms.ClassRate, platforms.ClassRate, platforms.NotSent},
		{32, 0, "", platforms.ClassRate, platforms.ClassRate, platforms.NotSent},
		{613, 0, "", platforms.ClassRate, platforms.ClassRate, platforms.NotSent},
		{80001, 0, "", platforms.ClassRate, platforms.ClassRate, platforms.NotSent},
		{80006, 0, `,"is_transient":true`, platforms.ClassRate, platforms.ClassRate, platforms.NotSent},
		{190, 463, "", platforms.ClassAuth, platforms.ClassAuth, platforms.NeedsPerson},
		{102, 0, "", platforms.ClassAuth, platforms.ClassAuth, platforms.NeedsPerson},
		{3, 0, "", platforms.ClassPermission, platforms.ClassPermission, platforms.NeedsPerson},
		{10, 0, "", platforms.ClassPermission, platforms.ClassPermission, platforms.NeedsPerson},
		{200, 0, "", platforms.ClassPermission, platforms.ClassPermission, platforms.NeedsPerson},
		{299, 0, "", platforms.ClassPermission, platforms.ClassPermission, platforms.NeedsPerson},
		{10, 2018278, "", platforms.ClassRefused, platforms.ClassRefused, platforms.Refused},
		{100, 0, "", platforms.ClassRefused, platforms.ClassRefused, platforms.Refused},
		{100, 33, "", platforms.ClassGone, platforms.ClassGone, platforms.Refused},
		{368, 0, "", platforms.ClassPolicy, platforms.ClassPolicy, platforms.NeedsPerson},
		{506, 0, "", platforms.ClassUnconfirmed, platforms.ClassUnconfirmed, platforms.Unconfirmed},
		{100, 1366051, "", platforms.ClassUnconfirmed, platforms.ClassUnconfirmed, platforms.Unconfirmed},
		{551, 0, "", platforms.ClassRefused, platforms.ClassRefused, platforms.Refused},
		{324, 1366046, "", platforms.ClassRefused, platforms.ClassRefused, platforms.Refused},
		{1, 1609008, "", platforms.ClassRefused, platforms.ClassRefused, platforms.Refused},
	}
	for _, status := range []int{200, 400} {
		for _, c := range cases {
			t.Run(fmt.Sprintf("%d/%d in %d", c.code, c.sub, status), func(t *testing.T) {
				const words = "the resident's own words"
				body := fmt.Sprintf(`{"error":{"message":%q,"type":"OAuthException","code":%d,"error_subcode":%d%s,"fbtrace_id":"Ab1"}}`, words, c.code, c.sub, c.more)
				read := desk(t, says(status, body), nil).Get(t.Context(), "/me", nil, nil)
				if got := platforms.ClassOf(read); got != c.read {
					t.Errorf("read: class %q, want %q", got, c.read)
				}
				if !graph.Is(read, c.code, c.sub) {
					t.Errorf("the codes are lost in %v", read)
				}
				if strings.Contains(read.Error(), words) {
					t.Errorf("the error repeats what the network wrote: %v", read)
				}
				write := desk(t, says(status, body), nil).Post(t.Context(), "/me/feed", url.Values{"message": {"x"}}, func() error { return nil }, nil)
				if got := platforms.ClassOf(write); got != c.write {
					t.Errorf("write: class %q, want %q", got, c.write)
				}
				if got := web.Outcome(write).Verdict; got != c.verdict {
					t.Errorf("verdict %q, want %q", got, c.verdict)
				}
			})
		}
	}
}

// TestOwnWordsComeFirst shows that an adapter words its own codes.
func TestOwnWordsComeFirst(t *testing.T) {
	c := desk(t, says(400, `{"error":{"code":9007,"error_subcode":2207027}}`), func(o *graph.Options) {
		o.Classify = func(f graph.Fault) *platforms.Error {
			if f.Code == 9007 {
				return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The picture is not ready yet."}
			}
			return nil
		}
	})
	err := c.Get(t.Context(), "/x", nil, nil)
	if platforms.ClassOf(err) != platforms.ClassTransient || !graph.Is(err, 9007, 2207027) {
		t.Fatalf("got %v", err)
	}
}

// TestMalformed tells a wrong parameter from something that is gone, which has the
// same code.
func TestMalformed(t *testing.T) {
	for body, want := range map[string]bool{`{"code":100}`: true, `{"code":100,"error_subcode":33}`: false, `{"code":200}`: false} {
		err := desk(t, says(400, `{"error":`+body+`}`), nil).Get(t.Context(), "/x", nil, nil)
		if graph.Malformed(err) != want {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
	}
}

// TestSuccessFalseIsNoSuccess shows that a 200 that says no is heard.
func TestSuccessFalseIsNoSuccess(t *testing.T) {
	if err := desk(t, says(200, `{"success":false}`), nil).Delete(t.Context(), "/1", nil); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("got %v", err)
	}
	if err := desk(t, says(200, `{"success":true}`), nil).Delete(t.Context(), "/1", nil); err != nil {
		t.Errorf("got %v", err)
	}
}

// TestUsageHeaders shows that the shares are read, that Stop stops, and that the
// network's own wait is kept.
func TestUsageHeaders(t *testing.T) {
	asked := 0
	c := desk(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Facebook-Api-Version", "v26.0")
		switch asked {
		case 1:
			w.Header().Set("X-App-Usage", `{"call_count":12,"total_cputime":80,"total_time":3}`)
		case 2:
			w.Header().Set("X-Business-Use-Case-Usage", `{"77":[{"type":"pages","call_count":96,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":30}]}`)
		}
		_, _ = w.Write([]byte(`{"id":"1"}`))
	}, nil)
	for range 2 {
		if err := c.Get(t.Context(), "/me", nil, nil); err != nil {
			t.Fatal(err)
		}
		if asked == 1 && (c.Usage() != 80 || c.Usage() < graph.Slow) {
			t.Errorf("usage %d, want 80", c.Usage())
		}
	}
	if c.Served() != "v26.0" {
		t.Errorf("served by %q", c.Served())
	}
	var e *platforms.Error
	if err := c.Get(t.Context(), "/me", nil, nil); !errors.As(err, &e) || e.Class != platforms.ClassRate || !e.Until.Equal(noon.Add(30*time.Minute)) {
		t.Errorf("got %v, want a wait of 30 minutes", err)
	}
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
}

// TestThrottledWaitsLonger shows 5, 10, then 20 minutes when Meta names no time.
func TestThrottledWaitsLonger(t *testing.T) {
	c := desk(t, says(400, `{"error":{"code":32}}`), nil)
	for _, minutes := range []int{5, 10, 20, 20} {
		var e *platforms.Error
		if err := c.Get(t.Context(), "/me", nil, nil); !errors.As(err, &e) || !e.Until.Equal(noon.Add(time.Duration(minutes)*time.Minute)) {
			t.Fatalf("got %+v, want a wait of %d minutes", e, minutes)
		}
		c.Resume()
	}
}

// TestPagesGoOnWithoutTokens shows that tokens in "next" are taken out, that the
// path stays ours, and that a circle ends.
func TestPagesGoOnWithoutTokens(t *testing.T) {
	var seen []string
	c := desk(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL.String())
		if r.Header.Get("Authorization") != "Bearer EAAinvented" {
			t.Error("unsigned")
		}
		next := "https://elsewhere.example/v19.0/9/feed?access_token=EAAinvented&appsecret_proof=ab&limit=2&after=B"
		_ = json.NewEncoder(w).Encode(map[string]any{"data": []map[string]string{{"id": fmt.Sprint(len(seen))}}, "paging": map[string]string{"next": next}})
	}, nil)
	type node struct{ ID string }
	all, err := graph.All[node](t.Context(), c, "/9/feed", url.Values{"limit": {"2"}}, 100)
	if err != nil || len(all) != 2 {
		t.Fatalf("got %v, %v", all, err)
	}
	want := []string{"/v25.0/9/feed?limit=2", "/v25.0/9/feed?after=B&limit=2"}
	if strings.Join(seen, " ") != strings.Join(want, " ") {
		t.Errorf("asked %v, want %v", seen, want)
	}
}

// TestEmptyPages: a page from which Meta took everything is not the end, and
// there is an end to them.
func TestEmptyPages(t *testing.T) {
	asked := 0
	ends := true
	c := desk(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		after := r.URL.Query().Get("after")
		if after == "2" && ends {
			_, _ = io.WriteString(w, `{"data":[{"id":"last"}]}`)
			return
		}
		n, _ := strconv.Atoi(after)
		_, _ = fmt.Fprintf(w, `{"data":[],"paging":{"next":"https://graph.facebook.com/v25.0/1/comments?after=%d"}}`, n+1)
	}, nil)
	type thing struct{ ID string }
	var got []string
	list := func() error {
		return graph.List(t.Context(), c, "/1/comments", url.Values{}, func(page []thing) (bool, error) {
			for _, one := range page {
				got = append(got, one.ID)
			}
			return len(page) > 0, nil
		})
	}
	if err := list(); err != nil || len(got) != 1 || got[0] != "last" {
		t.Errorf("%v (%v)", got, err)
	}
	ends = false
	if err := list(); platforms.ClassOf(err) != platforms.ClassTransient || asked > 100 {
		t.Errorf("asked %d times: %v", asked, err)
	}
}

// TestInnerEdges shows what field expansion brings.
func TestInnerEdges(t *testing.T) {
	var post struct {
		Comments graph.Inner[struct{ ID string }] `json:"comments"`
		Created  graph.Time                       `json:"created_time"`
		At       graph.Time                       `json:"at"`
		Never    graph.Time                       `json:"never"`
	}
	raw := `{"comments":{"data":[{"id":"1"}],"paging":{"next":"x"},"summary":{"total_count":41}},"created_time":"2026-11-30T11:00:00+0100","at":1796032800,"never":0}`
	if err := json.Unmarshal([]byte(raw), &post); err != nil {
		t.Fatal(err)
	}
	if len(post.Comments.Data) != 1 || !post.Comments.More || post.Comments.Total != 41 {
		t.Errorf("got %+v", post.Comments)
	}
	if want := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC); !post.Created.Equal(want) || !post.At.Equal(want) || !post.Never.IsZero() {
		t.Errorf("got %v, %v, %v", post.Created, post.At, post.Never)
	}
}

// TestTokenCheckAndProof shows debug_token and appsecret_proof.
func TestTokenCheckAndProof(t *testing.T) {
	c := desk(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("input_token") != "other" || r.Header.Get("Authorization") != "Bearer other" || q.Get("appsecret_proof") != graph.Proof("other", "hush") || q.Has("access_token") {
			t.Errorf("asked %v", r.URL)
		}
		_, _ = w.Write([]byte(`{"data":{"type":"PAGE","application":"Desk","is_valid":true,"profile_id":"77","expires_at":0,"data_access_expires_at":1803816000,"scopes":["pages_messaging"]}}`))
	}, func(o *graph.Options) {
		o.AppSecret = func(context.Context) (string, error) { return "hush", nil }
	})
	token, err := c.Debug(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	if token.Kind != "PAGE" || !token.Valid || token.Profile != "77" || !token.Expires.IsZero() || !token.Ends().Equal(time.Unix(1803816000, 0)) {
		t.Errorf("got %+v", token)
	}
	if missing := token.Lacks("pages_messaging", "read_insights"); len(missing) != 1 || missing[0] != "read_insights" {
		t.Errorf("lacks %v", missing)
	}
	const want = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8" // the well-known example of HMAC-SHA256
	if got := graph.Proof("The quick brown fox jumps over the lazy dog", "key"); got != want {
		t.Errorf("proof %s", got)
	}
}

// TestVersions reads versions as people write them.
func TestVersions(t *testing.T) {
	for in, want := range map[string]string{"": graph.DefaultVersion, " 26 ": "v26.0", "V24": "v24.0", "v25.0": "v25.0", "v1.0": "v1.0"} {
		if got, err := graph.Version(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"v21.0", "latest", "v25.x", "v-1", "25/../.."} {
		if got, err := graph.Version(in); platforms.ClassOf(err) != platforms.ClassRefused {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

// TestPastedSecrets shows that what comes along with a pasted secret goes.
func TestPastedSecrets(t *testing.T) {
	for _, in := range []string{" EAAb1 ", "\"EAAb1\"\r\n", "Bearer EAAb1", "“EAAb1”", "EAA\nb1", "access_token=EAAb1"} {
		if got := graph.Pasted(in); got != "EAAb1" {
			t.Errorf("%q: %q", in, got)
		}
	}
}
