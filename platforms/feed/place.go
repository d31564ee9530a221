package feed

import (
	"time"

	"commsdesk/platforms"
)

// Place is an item down to which a list was delivered that runs as NewestFirst
// sorts it.
type Place struct {
	// At is when the item was received (UTC), ID its key.
	At time.Time `json:"at"`
	ID string    `json:"id"`
}

// PlaceOf is the place of an item.
func PlaceOf(it platforms.Item) Place { return Place{At: it.ReceivedAt, ID: it.Key} }

// Past tells whether an item was delivered before the list was broken off here.
func (p Place) Past(it platforms.Item) bool {
	c := it.ReceivedAt.Compare(p.At)
	return c > 0 || c == 0 && it.Key >= p.ID
}

// Split parts what stands under a post of ours, with the post, into what is of the
// promise window and what is older; what is older than the whole window is left
// out. The post comes with the first item under it, however old it is.
func Split(w platforms.Window, items []platforms.Item) (fresh, old []platforms.Item) {
	var post []platforms.Item
	for _, it := range items {
		switch {
		case !it.ReceivedAt.Before(w.PromiseFrom):
			fresh = append(fresh, it)
		case it.Kind == platforms.KindPost:
			post = append(post, it)
		case !it.ReceivedAt.Before(w.OldestFrom):
			old = append(old, it)
		}
	}
	if len(fresh) > 0 {
		return append(fresh, post...), old
	}
	return nil, append(old, post...)
}
