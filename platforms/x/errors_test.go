package x

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// TestClassify sorts X's errors in each of their forms.
func TestClassify(t *testing.T) {
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	a := &Adapter{clock: fixed(&now)}
	reset := http.Header{"X-Rate-Limit-Reset": {"1796033700"}}
	for _, c := range []struct {
		status int
		header http.Header
		body   string
		class  platforms.Class
		until  time.Time
	}{
		{200, nil, `{"errors":[{"title":"Not Found Error"}]}`, "", time.Time{}},
		{400, nil, `{"errors":[{"message":"x","parameters":{"ids":["y"]}}],"type":"https://api.twitter.com/2/problems/invalid-request"}`, platforms.ClassRefused, time.Time{}},
		{400, nil, `{"error":"invalid_grant","error_description":"x"}`, platforms.ClassAuth, time.Time{}},
		{401, nil, `{"error":"invalid_client"}`, platforms.ClassAuth, time.Time{}},
		{401, nil, `{"title":"Unauthorized","type":"about:blank"}`, platforms.ClassAuth, time.Time{}},
		{401, nil, `not JSON`, platforms.ClassAuth, time.Time{}},
		{402, nil, `{"title":"CreditsDepleted","detail":"Your account does not have any credits."}`, platforms.ClassPayment, time.Time{}},
		{403, nil, `{"detail":"You are not allowed to create a Tweet with duplicate content."}`, platforms.ClassUnconfirmed, time.Time{}},
		{403, nil, `{"detail":"You attempted to reply to a Tweet that is deleted or not visible to you."}`, platforms.ClassGone, time.Time{}},
		{403, nil, `{"errors":[{"code":349,"message":"You cannot send messages to this user."}]}`, platforms.ClassRefused, time.Time{}},
		{403, nil, `{"detail":"x","type":"https://api.x.com/2/problems/oauth1-permissions","title":"Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."}`, platforms.ClassPermission, time.Time{}},
		{403, nil, `{"reason":"client-not-enrolled","type":"https://api.x.com/2/problems/client-forbidden"}`, platforms.ClassPermission, time.Time{}},
		{403, nil, `{"type":"https://api.x.com/2/problems/unsupported-authentication"}`, platforms.ClassPermission, time.Time{}},
		{403, nil, `{"code":64,"message":"Your account is suspended and is not permitted to access this feature."}`, platforms.ClassPolicy, time.Time{}},
		{403, nil, `{"title":"Forbidden"}`, platforms.ClassPermission, time.Time{}},
		{404, nil, `{"type":"https://api.x.com/2/problems/resource-not-found"}`, "", time.Time{}}, // by its status
		{429, reset, `{"title":"Too Many Requests"}`, platforms.ClassRate, time.Unix(1796033700, 0).UTC()},
		{429, nil, `{"type":"https://api.x.com/2/problems/usage-capped","period":"Monthly"}`, platforms.ClassQuota, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)},
		{429, nil, `{"type":"https://api.x.com/2/problems/usage-capped","period":"Daily"}`, platforms.ClassQuota, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)},
		{503, nil, `{"code":131,"message":"Internal error with duplicate content"}`, "", time.Time{}},
	} {
		e := a.classify(&web.Answer{Status: c.status, Header: c.header, Body: []byte(c.body)})
		switch {
		case e == nil && c.class == "":
		case e == nil || e.Class != c.class || !e.Until.Equal(c.until) || len(e.Sentence) < 12:
			t.Errorf("%d %s: %+v", c.status, c.body, e)
		case strings.Contains(e.Error(), "create a Tweet"):
			t.Errorf("X's own words are in the error: %v", e)
		}
	}
}

// TestInside: a success without data is what its errors[] say, and unconfirmed
// when they say nothing.
func TestInside(t *testing.T) {
	for raw, want := range map[string]platforms.Class{
		`[]`: platforms.ClassUnconfirmed,
		`[{"type":"https://api.x.com/2/problems/resource-not-found","value":"1"}]`: platforms.ClassGone,
		`[{"type":"https://api.x.com/2/problems/disallowed-resource"}]`:            platforms.ClassPermission,
		`[{"detail":"You cannot send messages to this user."}]`:                    platforms.ClassRefused,
		`[{"type":"https://api.x.com/2/problems/something-new"}]`:                  platforms.ClassUnconfirmed,
	} {
		var errs []partial
		if err := json.Unmarshal([]byte(raw), &errs); err != nil {
			t.Fatal(err)
		}
		if got := platforms.ClassOf(inside(errs)); got != want {
			t.Errorf("%s is %s, want %s", raw, got, want)
		}
	}
}

// TestBothDialectsAreRead decodes one post as either names its parts.
func TestBothDialectsAreRead(t *testing.T) {
	for _, raw := range []string{
		`{"id":"3","text":"short","edit_history_tweet_ids":["1","3"],"note_tweet":{"text":"the whole &amp; long text"},"referenced_tweets":[{"type":"replied_to","id":"9"}],"public_metrics":{"retweet_count":7}}`,
		`{"id":"3","text":"short","edit_history_post_ids":["1","3"],"note_post":{"text":"the whole &amp; long text"},"referenced_posts":[{"type":"replied_to","id":"9"}],"public_metrics":{"repost_count":7}}`,
	} {
		var p post
		if err := json.Unmarshal([]byte(raw), &p); err != nil {
			t.Fatal(err)
		}
		text, _ := p.words()
		if v := p.versions(); len(v) != 2 || v[0] != "1" || p.ref("replied_to") != "9" || text != "the whole & long text" || countsOf(p.Public)[platforms.Shares] != 7 {
			t.Errorf("%+v, %q", p, text)
		}
	}
}
