package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Time is a moment as the Graph writes it: with an offset without a colon, as
// RFC 3339, or in seconds since 1970. It is UTC; zero for null, "" and 0.
type Time struct{ time.Time }

// layout is how most edges write a moment.
const layout = "2006-01-02T15:04:05-0700"

// UnmarshalJSON reads any of the forms.
func (t *Time) UnmarshalJSON(raw []byte) error {
	t.Time = time.Time{}
	raw = bytes.TrimSpace(raw)
	var s string
	if len(raw) > 0 && raw[0] == '"' {
		if err := json.Unmarshal(raw, &s); err != nil {
			return fmt.Errorf("read a moment: %w", err)
		}
	} else {
		s = string(raw)
	}
	if s == "" || s == "null" || s == "0" {
		return nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		t.Time = time.Unix(n, 0).UTC()
		return nil
	}
	for _, form := range []string{layout, time.RFC3339} {
		if at, err := time.Parse(form, s); err == nil {
			t.Time = at.UTC()
			return nil
		}
	}
	return fmt.Errorf("read a moment of %d characters", len(s))
}

// Wait lets time pass, or ends with ctx and its error.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
