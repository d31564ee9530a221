package mailbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// uidSet is a set of UIDs as sorted ranges that neither meet nor touch, so
// that a folder of 50,000 messages is a few ranges. Its methods return new
// sets.
type uidSet []imap.UIDRange

// setOf makes a set of ranges in any order.
func setOf(ranges ...imap.UIDRange) uidSet {
	sorted := slices.Clone(ranges)
	slices.SortFunc(sorted, func(a, b imap.UIDRange) int {
		if a.Start < b.Start {
			return -1
		}
		return 1
	})
	var s uidSet
	for _, r := range sorted {
		if n := len(s); n > 0 && uint64(r.Start) <= uint64(s[n-1].Stop)+1 {
			s[n-1].Stop = max(s[n-1].Stop, r.Stop)
		} else {
			s = append(s, r)
		}
	}
	return s
}

func single(uid imap.UID) uidSet { return uidSet{{Start: uid, Stop: uid}} }

// count is how many UIDs are in the set.
func (s uidSet) count() int {
	n := 0
	for _, r := range s {
		n += int(r.Stop-r.Start) + 1
	}
	return n
}

func (s uidSet) plus(o uidSet) uidSet { return setOf(slices.Concat(s, o)...) }

func (s uidSet) minus(o uidSet) uidSet {
	var rest uidSet
	i := 0
	for _, r := range s {
		for i < len(o) && o[i].Stop < r.Start {
			i++
		}
		at, whole := r.Start, true
		for j := i; j < len(o) && o[j].Start <= r.Stop; j++ {
			if o[j].Start > at {
				rest = append(rest, imap.UIDRange{Start: at, Stop: o[j].Start - 1})
			}
			if o[j].Stop >= r.Stop {
				whole = false
				break
			}
			at = o[j].Stop + 1
		}
		if whole {
			rest = append(rest, imap.UIDRange{Start: at, Stop: r.Stop})
		}
	}
	return rest
}

func (s uidSet) and(o uidSet) uidSet { return s.minus(s.minus(o)) }

// from is the part of the set from uid upwards.
func (s uidSet) from(uid imap.UID) uidSet {
	if uid <= 1 {
		return s
	}
	return s.minus(uidSet{{Start: 1, Stop: uid - 1}})
}

// top is the n highest UIDs.
func (s uidSet) top(n int) uidSet {
	var taken uidSet
	for i := len(s) - 1; i >= 0 && n > 0; i-- {
		r := s[i]
		if size := int(r.Stop-r.Start) + 1; size > n {
			r.Start = r.Stop - imap.UID(n-1)
		}
		n -= int(r.Stop-r.Start) + 1
		taken = append(taken, r)
	}
	slices.Reverse(taken)
	return taken
}

// uids lists the set, lowest first.
func (s uidSet) uids() []imap.UID {
	all := make([]imap.UID, 0, s.count())
	for _, r := range s {
		for uid := r.Start; ; uid++ {
			all = append(all, uid)
			if uid == r.Stop {
				break
			}
		}
	}
	return all
}

// wire is the set for a command.
func (s uidSet) wire() imap.UIDSet { return imap.UIDSet(s) }

// MarshalText writes the set as IMAP does: "1:40,57".
func (s uidSet) MarshalText() ([]byte, error) {
	var b []byte
	for i, r := range s {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(r.Start), 10)
		if r.Stop != r.Start {
			b = strconv.AppendUint(append(b, ':'), uint64(r.Stop), 10)
		}
	}
	return b, nil
}

// UnmarshalText reads what MarshalText wrote.
func (s *uidSet) UnmarshalText(text []byte) error {
	*s = nil
	if len(text) == 0 {
		return nil
	}
	var ranges []imap.UIDRange
	for field := range strings.SplitSeq(string(text), ",") {
		low, high, isRange := strings.Cut(field, ":")
		start, err := strconv.ParseUint(low, 10, 32)
		if err != nil {
			return fmt.Errorf("UID set: %w", err)
		}
		stop := start
		if isRange {
			if stop, err = strconv.ParseUint(high, 10, 32); err != nil {
				return fmt.Errorf("UID set: %w", err)
			}
		}
		if start == 0 || stop < start {
			return fmt.Errorf("UID set: range %q", field)
		}
		ranges = append(ranges, imap.UIDRange{Start: imap.UID(start), Stop: imap.UID(stop)})
	}
	*s = setOf(ranges...)
	return nil
}
