package calendar

import (
	"sort"
	"time"
)

const nanos = int64(time.Second)

// The table reaches over the years any desk's clock can show. Earlier moments
// (mail with a nonsense date) count as its beginning, later ones as its end.
var (
	tableFrom = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	tableTo   = time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// stretch is a run of open time within one London day. The next one may begin
// where it ends: at midnight, or where the clocks change.
type stretch struct {
	start, end int64 // Unix nanoseconds; open from start until just before end
	before     int64 // nanoseconds of open time in all earlier stretches
	day        int64 // London day, counted from 1 January 1970
}

func (s stretch) length() int64 { return s.end - s.start }

// table is all open time, in order. Every question about due times is one or
// two binary searches in it.
type table []stretch

// newTable walks the runs of days between two clock changes, within which the
// wall clock and UTC differ by a fixed offset. Cutting each day's spans to such
// a run leaves out the hour that spring skips and counts autumn's hour twice,
// just as the clock on the wall shows them.
func newTable(w Week, closed map[int64]closedDay) table {
	const weeks = 100*366/7 + 1
	perWeek := 0
	for _, spans := range w {
		perWeek += len(spans)
	}
	t := make(table, 0, weeks*perWeek)
	for from, last := tableFrom.Unix(), tableTo.Unix(); from < last; {
		until := offsetUntil(from, last)
		t = t.appendRun(w, closed, from, until, londonOffset(from))
		from = until
	}
	var total int64
	for i := range t {
		t[i].before = total
		total += t[i].length()
	}
	return t
}

// londonOffset returns by how many seconds the wall clock is ahead of UTC.
func londonOffset(unix int64) int64 {
	_, offset := time.Unix(unix, 0).In(london).Zone()
	return int64(offset)
}

// offsetUntil returns the second at which the offset that holds at from ends,
// or last if that comes first.
// It looks a week ahead at a time, then halves: time.ZoneBounds is no help, for
// on the last day of a leap year after 2037 its end is not after its argument.
func offsetUntil(from, last int64) int64 {
	const week = 7 * daySeconds
	offset := londonOffset(from)
	same := from
	for londonOffset(same+week) == offset {
		if same += week; same >= last {
			return last
		}
	}
	return same + int64(sort.Search(week, func(i int) bool { return londonOffset(same+int64(i)) != offset }))
}

// appendRun adds the open time between two Unix seconds, between which the wall
// clock is offset seconds ahead of UTC.
func (t table) appendRun(w Week, closed map[int64]closedDay, from, until, offset int64) table {
	wallFrom, wallUntil := from+offset, until+offset
	for day := wallFrom / daySeconds; day*daySeconds < wallUntil; day++ {
		if _, shut := closed[day]; shut {
			continue
		}
		for _, s := range w[weekdayOfNumber(day)] {
			start := max(day*daySeconds+int64(s.Open)*60, wallFrom) - offset
			end := min(day*daySeconds+int64(s.Close)*60, wallUntil) - offset
			if start < end {
				t = append(t, stretch{start: start * nanos, end: end * nanos, day: day})
			}
		}
	}
	return t
}

// nano returns t in Unix nanoseconds, moved into the table's years.
func nano(t time.Time) int64 {
	switch {
	case t.Before(tableFrom):
		return tableFrom.UnixNano()
	case t.After(tableTo):
		return tableTo.UnixNano()
	}
	return t.UnixNano()
}

func instant(n int64) time.Time { return time.Unix(0, n).UTC() }

// endingAfter returns the first stretch that ends after n, or len(t): the one
// that n lies in, or else the next one.
func (t table) endingAfter(n int64) int {
	return sort.Search(len(t), func(i int) bool { return t[i].end > n })
}

// fromDay returns the first stretch on or after a London day, or len(t).
func (t table) fromDay(day int64) int {
	return sort.Search(len(t), func(i int) bool { return t[i].day >= day })
}

// openBefore returns the nanoseconds of open time between the table's
// beginning and n.
func (t table) openBefore(n int64) int64 {
	i := t.endingAfter(n)
	if i == len(t) {
		return t.total()
	}
	return t[i].before + max(0, n-t[i].start)
}

// firstWith returns the earliest moment with open nanoseconds of open time
// before it, so that a closing belongs to the day that closes.
func (t table) firstWith(open int64) int64 {
	i := sort.Search(len(t), func(i int) bool { return t[i].before+t[i].length() >= open })
	if i == len(t) {
		return tableTo.UnixNano()
	}
	return t[i].start + max(0, open-t[i].before)
}

// lastWith returns the latest moment with open nanoseconds of open time before
// it, so that an opening belongs to the day that opens.
func (t table) lastWith(open int64) int64 {
	i := sort.Search(len(t), func(i int) bool { return t[i].before > open }) - 1
	if i < 0 {
		return tableFrom.UnixNano()
	}
	return t[i].start + min(open-t[i].before, t[i].length())
}

func (t table) total() int64 {
	if len(t) == 0 {
		return 0
	}
	last := t[len(t)-1]
	return last.before + last.length()
}
