package mailbox

import (
	"testing"

	"github.com/emersion/go-imap/v2"
	"pgregory.net/rapid"
)

// TestUIDSetsAreSets compares with maps, the dumb reference.
func TestUIDSetsAreSets(t *testing.T) {
	numbers := rapid.SliceOfN(rapid.Uint32Range(1, 40), 0, 30)
	rapid.Check(t, func(t *rapid.T) {
		a, b := numbers.Draw(t, "a"), numbers.Draw(t, "b")
		sa, sb := fromNumbers(a), fromNumbers(b)
		ma, mb := members(a), members(b)
		check := func(name string, got uidSet, want func(imap.UID) bool) {
			n := 0
			for uid := imap.UID(1); uid <= 41; uid++ {
				in := imap.UIDSet(got).Contains(uid)
				if in != want(uid) {
					t.Fatalf("%s: %d in %v is %t", name, uid, got, in)
				}
				if in {
					n++
				}
			}
			if got.count() != n || len(got.uids()) != n {
				t.Fatalf("%s: count %d of %d", name, got.count(), n)
			}
			for i := 1; i < len(got); i++ {
				if got[i].Start <= got[i-1].Stop+1 {
					t.Fatalf("%s: %v is not in normal form", name, got)
				}
			}
		}
		check("set", sa, func(u imap.UID) bool { return ma[u] })
		check("plus", sa.plus(sb), func(u imap.UID) bool { return ma[u] || mb[u] })
		check("minus", sa.minus(sb), func(u imap.UID) bool { return ma[u] && !mb[u] })
		check("and", sa.and(sb), func(u imap.UID) bool { return ma[u] && mb[u] })
		check("from", sa.from(20), func(u imap.UID) bool { return ma[u] && u >= 20 })
		top := sa.top(5)
		if rest := sa.minus(top); len(rest) > 0 && (top.count() != 5 || rest[len(rest)-1].Stop > top[0].Start) {
			t.Fatalf("top of %v: %v", sa, top)
		}
		text, _ := sa.MarshalText()
		var back uidSet
		if err := back.UnmarshalText(text); err != nil || back.minus(sa).count()+sa.minus(back).count() != 0 {
			t.Fatalf("%s came back as %v: %v", text, back, err)
		}
	})
}

func fromNumbers(numbers []uint32) uidSet {
	var ranges []imap.UIDRange
	for _, n := range numbers {
		ranges = append(ranges, imap.UIDRange{Start: imap.UID(n), Stop: imap.UID(n)})
	}
	return setOf(ranges...)
}

func members(numbers []uint32) map[imap.UID]bool {
	m := map[imap.UID]bool{}
	for _, n := range numbers {
		m[imap.UID(n)] = true
	}
	return m
}
