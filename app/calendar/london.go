// Package calendar knows the desk's working days: when the desk is open, when a
// message that came at a given moment must be answered, and how to say so.
//
// It is pure: it reads no clock, no file and no setting of the machine. All
// arithmetic is on instants; the wall clock is always the one of Europe/London,
// from the zone data built into the program, whatever zone the computer is set
// to. A moment belongs to open time when that clock then shows a time within
// the desk's hours, so both clock changes need no rule of their own.
// The rules are those of DESIGN 3 (S 6.1.4, 6.2.1, 6.2.2).
package calendar

import (
	"time"
	_ "time/tzdata" // so that a computer without zone data counts the same
)

// Zone is the name of the only time zone a desk can have.
const Zone = "Europe/London"

var london, londonErr = loadLondon()

// loadLondon never fails while zone data are built in. Should it, Compile
// reports the error before any due time is worked out.
func loadLondon() (*time.Location, error) {
	loc, err := time.LoadLocation(Zone)
	if err != nil {
		return time.UTC, err
	}
	return loc, nil
}

// InLondon returns t as the London wall clock shows it.
func InLondon(t time.Time) time.Time { return t.In(london) }
