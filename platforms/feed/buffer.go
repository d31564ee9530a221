package feed

import (
	"bytes"
	"context"

	"commsdesk/platforms"
)

// batchMost is how many items a batch holds.
const batchMost = 100

// Buffer gathers the items of one pull and delivers them in batches, each with the
// cursor that holds once they are stored.
type Buffer struct {
	Sink platforms.Sink
	// Cursor writes how far everything has been read. What it says must be true
	// once the items that were added are stored.
	Cursor func() ([]byte, error)
	// Delivered is the cursor that the store has.
	Delivered []byte
	// Lost is what the network no longer gives, in sentences, not said yet.
	Lost []string

	items []platforms.Item
}

// Add puts an item into the batch and delivers it when it is full. Its errors are
// those of Flush.
func (b *Buffer) Add(ctx context.Context, it platforms.Item) error {
	b.items = append(b.items, it)
	if len(b.items) < batchMost {
		return nil
	}
	return b.Flush(ctx)
}

// Flush delivers what was gathered; nothing where neither items nor the cursor
// are new. It returns the errors of the cursor and the sink.
func (b *Buffer) Flush(ctx context.Context) error {
	raw, err := b.Cursor()
	if err != nil {
		return err
	}
	if len(b.items) == 0 && bytes.Equal(raw, b.Delivered) {
		return nil
	}
	if err := b.Sink.Deliver(ctx, platforms.Batch{Items: b.items, Cursor: raw, Lost: b.Lost}); err != nil {
		return err
	}
	b.items, b.Delivered, b.Lost = nil, raw, nil
	return nil
}
