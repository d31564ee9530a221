package linkedin

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"commsdesk/platforms"
)

// TestWhomACommentMentions: members are found however LinkedIn wraps them.
func TestWhomACommentMentions(t *testing.T) {
	for name, attributes := range map[string]string{
		"as it was":  `[{"start":0,"length":4,"value":{"com.linkedin.common.MemberAttributedEntity":{"member":"urn:li:person:aB3"}}}]`,
		"as it is":   `[{"start":0,"length":4,"value":{"person":{"person":"urn:li:person:aB3"}}},{"start":9,"length":4,"value":{"person":{"person":"urn:li:person:aB3"}}}]`,
		"and a page": `[{"value":{"organization":{"organization":"urn:li:organization:1"}}},{"value":{"person":{"person":"urn:li:person:aB3"}}}]`,
	} {
		var c comment
		if err := json.Unmarshal([]byte(`{"message":{"text":"x","attributes":`+attributes+`}}`), &c); err != nil {
			t.Fatal(err)
		}
		if got := c.people(); !slices.Equal(got, []string{"urn:li:person:aB3"}) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestTheAllowance: reads leave a fifth for answers, the next day begins anew, and
// what was counted before a restart counts.
func TestTheAllowance(t *testing.T) {
	now := time.Date(2026, 11, 30, 23, 59, 0, 0, time.UTC)
	q := &quota{limit: 10}
	q.remember("2026-11-30", 6, now)
	q.remember("2026-11-29", 9, now)
	if q.spare(now) {
		t.Error("6 of 10 leave nothing for what can wait")
	}
	for i, c := range []struct {
		write bool
		class platforms.Class
	}{{false, ""}, {false, ""}, {false, platforms.ClassQuota}, {true, ""}, {true, ""}, {true, platforms.ClassQuota}} {
		if err := q.take(now, c.write); platforms.ClassOf(err) != c.class {
			t.Errorf("call %d: %v", i, err)
		}
	}
	if err := q.take(now.Add(time.Minute), false); err != nil {
		t.Errorf("after midnight: %v", err)
	}
	free := &quota{}
	for range 1000 {
		if err := free.take(now, false); err != nil || !free.spare(now) {
			t.Fatalf("without an allowance: %v", err)
		}
	}
}

// TestCursorsStaySmall: what is no longer needed is dropped.
func TestCursorsStaySmall(t *testing.T) {
	c := readCursor([]byte(`{"version":1,"notes":1796000000000,"posts":1796000000000}`))
	for i := range int64(3000) {
		c.Above[activityPrefix+time.UnixMilli(i).UTC().Format("150405.000000000")] = "p"
		c.Seen[i] = c.Notes - i*1000
		c.Fresh[time.UnixMilli(i).UTC().Format("150405.000")] = c.Posts - i*1000
	}
	c.forget()
	if len(c.Above) != aboveMost || len(c.Seen) != 601 || len(c.Fresh) != 601 {
		t.Errorf("%d activities, %d notifications, %d posts", len(c.Above), len(c.Seen), len(c.Fresh))
	}
	c.owe(owed{Post: "p", IDs: []string{"1", "2"}})
	c.owe(owed{Post: "p", IDs: []string{"2", "3"}})
	c.owe(owed{Post: "p", Below: "p", From: 100})
	c.owe(owed{Post: "p", Below: "p"})
	if len(c.Owed) != 2 || !slices.Equal(c.Owed[0].IDs, []string{"1", "2", "3"}) || c.Owed[1].From != 0 {
		t.Errorf("%+v", c.Owed)
	}
}
