package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"commsdesk/platforms"
)

// TestSeveralReadsAtOnce shows that each read has an answer of its own, that fifty
// go in one call, and that a broken call is no doubt about a write.
func TestSeveralReadsAtOnce(t *testing.T) {
	asked := 0
	c := desk(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		var calls []map[string]string
		if err := json.Unmarshal([]byte(r.PostFormValue("batch")), &calls); err != nil || len(calls) > 50 || r.URL.Path != "/v25.0/" {
			t.Errorf("batch of %d at %s: %v", len(calls), r.URL.Path, err)
		}
		answers := make([]any, len(calls))
		for i, call := range calls {
			switch call["relative_url"] {
			case "gone?fields=id":
				answers[i] = map[string]any{"code": 400, "body": `{"error":{"code":100,"error_subcode":33}}`}
			case "late?fields=id":
				answers[i] = nil
			default:
				answers[i] = map[string]any{"code": 200, "body": fmt.Sprintf(`{"id":%q}`, call["relative_url"])}
			}
		}
		_ = json.NewEncoder(w).Encode(answers)
	}, nil)
	paths := []string{"gone?fields=id", "late?fields=id"}
	for i := range 58 {
		paths = append(paths, fmt.Sprintf("%d?fields=id", i))
	}
	got, err := c.Reads(t.Context(), paths)
	if err != nil || len(got) != 60 || asked != 2 {
		t.Fatalf("%d answers in %d calls (%v)", len(got), asked, err)
	}
	if platforms.ClassOf(got[0].Err) != platforms.ClassGone || got[1].Err != nil || got[1].Body != nil || string(got[59].Body) != `{"id":"57?fields=id"}` {
		t.Errorf("got %v, %v, %s", got[0].Err, got[1], got[59].Body)
	}
	broken := desk(t, says(500, "oops"), nil)
	if _, err := broken.Reads(t.Context(), paths); platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("got %v", err)
	}
}
