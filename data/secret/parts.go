package secret

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Windows refuses an item of more than 2,560 bytes, and sign-in keys are often
// longer. A longer value is kept in numbered parts under one of two
// generations, and the head item says which generation holds:
//
//	<workspace>/head/<item>   "=value", or "+" and a pointer to a generation
//	<workspace>/a1/<item>     first part of generation a, a2 the second, ...
//	<workspace>/b1/<item>     first part of generation b, ...
//
// A write fills the generation that does not hold, then replaces the head (the
// one step that counts), then clears the other. Parts are written upwards and
// deleted downwards: what a crash leaves of a generation always starts at 1
// without a hole, so the next write finds and clears it.
const (
	partBytes = 2500
	maxParts  = 100

	// MaxValue is the longest value, in bytes, that Set takes.
	MaxValue = partBytes * maxParts

	wholeMark = "="
	partsMark = "+"

	// readAttempts is how often a read starts again when the value was replaced
	// under it (by another process: writes here are one at a time).
	readAttempts = 4
)

// generations are the two places where the parts of a value can be.
var generations = [2]string{"a", "b"}

// pointer is the head of a value in parts. Sum is the hex SHA-256 of the whole
// value, by which a read knows that its parts belong together.
type pointer struct {
	Generation string `json:"generation"`
	Parts      int    `json:"parts"`
	Sum        string `json:"sum"`
}

func (k *Keyring) name(place, item string) string {
	return k.workspace + "/" + place + "/" + item
}

func (k *Keyring) partName(item, generation string, n int) string {
	return k.name(fmt.Sprintf("%s%d", generation, n), item)
}

// get, put and drop are the backend's steps, each taken only while somebody
// still waits for the outcome.
func (k *Keyring) get(ctx context.Context, name string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return k.backend.Get(name)
}

func (k *Keyring) put(ctx context.Context, name, value string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return k.backend.Set(name, value)
}

func (k *Keyring) drop(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := k.backend.Delete(name); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

func (k *Keyring) read(ctx context.Context, item string) (string, error) {
	for range readAttempts {
		head, err := k.get(ctx, k.name("head", item))
		if err != nil {
			return "", err
		}
		value, where, ok := parseHead(head)
		if !ok {
			return "", ErrDamaged
		}
		if where == nil {
			return value, nil
		}
		value, err = k.join(ctx, item, *where)
		if !errors.Is(err, ErrDamaged) {
			return value, err
		}
	}
	return "", ErrDamaged
}

// join reads the parts that where names; ErrDamaged when they don't make up the
// value that was stored.
func (k *Keyring) join(ctx context.Context, item string, where pointer) (string, error) {
	var whole strings.Builder
	for n := 1; n <= where.Parts; n++ {
		part, err := k.get(ctx, k.partName(item, where.Generation, n))
		if errors.Is(err, ErrNotFound) {
			return "", ErrDamaged
		}
		if err != nil {
			return "", err
		}
		whole.WriteString(part)
	}
	if sum(whole.String()) != where.Sum {
		return "", ErrDamaged
	}
	return whole.String(), nil
}

func (k *Keyring) write(ctx context.Context, item, value string) error {
	holds, err := k.holding(ctx, item)
	if err != nil {
		return err
	}
	next := generations[0]
	if holds == next {
		next = generations[1]
	}
	head := wholeMark + value
	if len(value) > partBytes {
		if err := k.clear(ctx, item, next); err != nil {
			return err
		}
		parts := split(value)
		for i, part := range parts {
			if err := k.put(ctx, k.partName(item, next, i+1), part); err != nil {
				return err
			}
		}
		encoded, err := json.Marshal(pointer{next, len(parts), sum(value)})
		if err != nil {
			return err
		}
		head = partsMark + string(encoded)
	}
	if err := k.put(ctx, k.name("head", item), head); err != nil {
		return err
	}
	for _, g := range generations {
		if len(value) > partBytes && g == next {
			continue
		}
		// The new value is stored and counts. Parts of the old one that can't
		// be deleted now go with the next write; an error here would say,
		// wrongly, that nothing was stored.
		_ = k.clear(ctx, item, g)
	}
	return nil
}

// holding returns the generation that holds item's value, "" when none does.
func (k *Keyring) holding(ctx context.Context, item string) (string, error) {
	head, err := k.get(ctx, k.name("head", item))
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if _, where, ok := parseHead(head); ok && where != nil {
		return where.Generation, nil
	}
	return "", nil
}

// remove deletes the head first: from then on the item is absent, never a
// remainder of itself.
func (k *Keyring) remove(ctx context.Context, item string) error {
	if err := k.drop(ctx, k.name("head", item)); err != nil {
		return err
	}
	for _, g := range generations {
		if err := k.clear(ctx, item, g); err != nil {
			return err
		}
	}
	return nil
}

// clear deletes the parts of a generation, the last one first.
func (k *Keyring) clear(ctx context.Context, item, generation string) error {
	count := 0
	for count < maxParts {
		_, err := k.get(ctx, k.partName(item, generation, count+1))
		if errors.Is(err, ErrNotFound) {
			break
		}
		if err != nil {
			return err
		}
		count++
	}
	for n := count; n >= 1; n-- {
		if err := k.drop(ctx, k.partName(item, generation, n)); err != nil {
			return err
		}
	}
	return nil
}

// parseHead returns the value a head holds itself, or where its parts are; ok
// is false for a head that we did not write.
func parseHead(head string) (value string, where *pointer, ok bool) {
	if value, found := strings.CutPrefix(head, wholeMark); found {
		return value, nil, value != ""
	}
	encoded, found := strings.CutPrefix(head, partsMark)
	if !found {
		return "", nil, false
	}
	var p pointer
	if json.Unmarshal([]byte(encoded), &p) != nil || p.Parts < 1 || p.Parts > maxParts {
		return "", nil, false
	}
	return "", &p, true
}

// split cuts value into parts of at most partBytes. A character is kept in one
// part: a keyring may insist that an item is text.
func split(value string) []string {
	var parts []string
	for len(value) > partBytes {
		cut := partBytes
		for back := 0; back < utf8.UTFMax-1 && !utf8.RuneStart(value[cut]); back++ {
			cut--
		}
		parts = append(parts, value[:cut])
		value = value[cut:]
	}
	return append(parts, value)
}

func sum(value string) string {
	digest := sha256.Sum256([]byte(value))
	return hex.EncodeToString(digest[:])
}
