package mastodon

import (
	"net/http"
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// TestErrorsTellNoWords: a server's own words may repeat what somebody wrote, so
// only its code goes into the record.
func TestErrorsTellNoWords(t *testing.T) {
	t.Parallel()
	for body, code := range map[string]string{
		`{"error":"invalid_token","error_description":"what a resident wrote"}`: "invalid_token",
		`{"error":"Validation failed: what a resident wrote"}`:                  "",
		`what a resident wrote`: "",
	} {
		for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity} {
			e := classify(&web.Answer{Status: status, Body: []byte(body)})
			if e == nil || strings.Contains(e.Error(), "resident wrote") || !strings.Contains(e.Error(), code) {
				t.Errorf("%d %s: %v", status, body, e)
			}
		}
	}
	e := classify(&web.Answer{Status: http.StatusForbidden, Body: []byte(`{"error":"This action is outside the authorized scopes"}`)})
	if e.Class != platforms.ClassPermission || !strings.Contains(e.Sentence, "allow what is asked for") {
		t.Errorf("a scope that is missing: %v", e)
	}
}
