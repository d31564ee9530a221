package act

import (
	"crypto/sha256"
	"encoding/binary"
)

// SaltSize is the length of each salt in bytes.
const SaltSize = 16

// Digest is the salted SHA-256 of stored bytes; nil for no bytes at all, so
// that an act without content differs from one whose content was erased.
func Digest(salt, stored []byte) []byte {
	if stored == nil {
		return nil
	}
	h := sha256.New()
	h.Write(salt)
	h.Write(stored)
	return h.Sum(nil)
}

// Sum is the act's link of the chain: SHA-256 over every stored field, each
// with its length, Prev first. It is over the digests of effect and content,
// not over their words, so that an erasure by law leaves the chain whole.
func (a Act) Sum() []byte {
	h := sha256.New()
	field := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	number := func(v int64) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(v))
		field(n[:])
	}
	field(a.Prev)
	field([]byte(a.ID))
	field([]byte(a.Device))
	number(a.Seq)
	field([]byte(a.Officer))
	field([]byte(a.OSUser))
	number(a.At.UnixMilli())
	field([]byte(a.Kind))
	field([]byte(a.Subject.Type))
	field([]byte(a.Subject.ID))
	field([]byte(a.Batch))
	field(a.EffectHash)
	field(a.ContentHash)
	return h.Sum(nil)
}
