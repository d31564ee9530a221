package bluesky

import (
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// tidForm is what the specification says of record keys (atproto.com/specs/tid).
var tidForm = regexp.MustCompile(`^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$`)

// TestKeys: of the right form, in the order of time, none twice.
func TestKeys(t *testing.T) {
	t.Parallel()
	if got := tid(0, 0); got != "2222222222222" {
		t.Errorf("the first key is %s", got)
	}
	if got := tid(1<<53-1, 1023); got != "bzzzzzzzzzzzz" {
		t.Errorf("the last key is %s", got)
	}
	var k keys
	at := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	last := ""
	for range 5000 {
		key := k.next(at)
		if !tidForm.MatchString(key) || key <= last {
			t.Fatalf("%s after %s", key, last)
		}
		last = key
	}
	if later := k.next(at.Add(time.Hour)); later <= last {
		t.Errorf("an hour later: %s after %s", later, last)
	}
}

// TestKeyOf: the same subject has the same key, which lies before any other.
func TestKeyOf(t *testing.T) {
	t.Parallel()
	first, last := tid(uint64(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()), 0), tid(uint64(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()), 0)
	rapid.Check(t, func(t *rapid.T) {
		did := "did:plc:" + rapid.StringMatching(`[a-z2-7]{24}`).Draw(t, "id")
		key := keyOf(did)
		if key != keyOf(did) || !tidForm.MatchString(key) || key < first || key > last || key == keyOf(did+"a") {
			t.Fatalf("%s: %s", did, key)
		}
	})
}
