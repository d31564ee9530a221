package bluesky

import (
	"fmt"
	"hash/maphash"
	"sync"

	"commsdesk/platforms"
)

// told remembers what was delivered and stored, so that the overlap of two pulls
// a minute apart is not handed over again and again. It is only ever asked about
// what the cursor says is stored.
type told struct {
	mu   sync.Mutex
	seed maphash.Seed
	by   map[string]uint64
}

// toldMost bounds what is remembered; beyond it everything is forgotten and
// handed over once more.
const toldMost = 5_000

func (t *told) sum(it platforms.Item) uint64 {
	return maphash.String(t.seed, fmt.Sprintf("%+v", it))
}

// add remembers items that were stored.
func (t *told) add(items []platforms.Item) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil || len(t.by) > toldMost {
		t.by, t.seed = map[string]uint64{}, maphash.MakeSeed()
	}
	for _, it := range items {
		t.by[it.Key] = t.sum(it)
	}
}

// same tells whether an item was told before just as it is now.
func (t *told) same(it platforms.Item) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum, ok := t.by[it.Key]
	return ok && sum == t.sum(it)
}
