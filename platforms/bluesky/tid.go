package bluesky

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"
)

// sortable is the alphabet of record keys; its order is that of the bytes.
const sortable = "234567abcdefghijklmnopqrstuvwxyz"

// tid writes a record key: 13 letters of 5 bits, of which the first bit is 0, 53
// are microseconds since 1970 and 10 tell clocks apart (atproto.com/specs/tid).
func tid(micros uint64, clock uint16) string {
	v := (micros&(1<<53-1))<<10 | uint64(clock&1023)
	var b [13]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = sortable[v&31]
		v >>= 5
	}
	return string(b[:])
}

// keys gives record keys, none twice.
type keys struct {
	mu   sync.Mutex
	last uint64
}

// next returns a key for a record of that moment. The microseconds below a
// millisecond and the clock are chance, so that two programs that write for one
// account at once do not choose the same.
func (k *keys) next(at time.Time) string {
	var chance [4]byte
	_, _ = rand.Read(chance[:]) // it never fails
	micros := uint64(max(0, at.UnixMilli()))*1000 + uint64(binary.LittleEndian.Uint16(chance[:2])%1000)
	k.mu.Lock()
	defer k.mu.Unlock()
	if micros <= k.last {
		micros = k.last + 1
	}
	k.last = micros
	return tid(micros, binary.LittleEndian.Uint16(chance[2:]))
}

// keyOf returns the record key that belongs to a subject, always the same: a
// record that is written again under it is no second one. Its time lies in three
// years before the network opened, where no other key lies.
func keyOf(subject string) string {
	const opened, years = 1_577_836_800_000_000, 94_608_000_000_000 // 1 January 2020, and 3 years of microseconds
	sum := sha256.Sum256([]byte(subject))
	return tid(opened+binary.BigEndian.Uint64(sum[:8])%years, binary.BigEndian.Uint16(sum[8:10]))
}
