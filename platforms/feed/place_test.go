package feed_test

import (
	"encoding/json"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
)

// TestPlace shows what was delivered before a place, within one moment by the id,
// and that a cursor holds its parts beside those of its owner.
func TestPlace(t *testing.T) {
	at := feed.PlaceOf(platforms.Item{Key: "m", ReceivedAt: day(5)})
	for _, one := range []struct {
		item platforms.Item
		past bool
	}{
		{platforms.Item{Key: "a", ReceivedAt: day(6)}, true}, {platforms.Item{Key: "z", ReceivedAt: day(5)}, true},
		{platforms.Item{Key: "m", ReceivedAt: day(5)}, true}, {platforms.Item{Key: "a", ReceivedAt: day(5)}, false},
		{platforms.Item{Key: "z", ReceivedAt: day(4)}, false},
	} {
		if got := at.Past(one.item); got != one.past {
			t.Errorf("%s of %v: %v", one.item.Key, one.item.ReceivedAt, got)
		}
	}
	raw, err := json.Marshal(struct {
		Post string `json:"post"`
		feed.Place
	}{"p", at})
	if want := `{"post":"p","at":"2026-11-05T09:00:00Z","id":"m"}`; err != nil || string(raw) != want {
		t.Errorf("written as %s (%v), want %s", raw, err, want)
	}
}

// TestSplit shows that a post goes with the first item under it, and that what is
// older than the window is left out.
func TestSplit(t *testing.T) {
	window := platforms.Window{PromiseFrom: day(10), OldestFrom: day(5)}
	post := platforms.Item{Key: "post", Kind: platforms.KindPost, ReceivedAt: day(1)}
	lost, old := platforms.Item{Key: "lost", ReceivedAt: day(4)}, platforms.Item{Key: "old", ReceivedAt: day(5)}
	fresh := platforms.Item{Key: "fresh", ReceivedAt: day(10)}
	keys := func(items []platforms.Item) (all string) {
		for _, it := range items {
			all += it.Key + " "
		}
		return all
	}
	for _, one := range []struct {
		items      []platforms.Item
		fresh, old string
	}{
		{[]platforms.Item{post, lost, old, fresh}, "fresh post ", "old "},
		{[]platforms.Item{post, lost, old}, "", "old post "},
		{nil, "", ""},
	} {
		if f, o := feed.Split(window, one.items); keys(f) != one.fresh || keys(o) != one.old {
			t.Errorf("%q: %q and %q", keys(one.items), keys(f), keys(o))
		}
	}
}
