// Package canary finds out whether a secret has leaked. A test plants a long
// random password, exercises the program, and then scans everything the program
// wrote: the database, logs, backups, printed errors, the process list. The
// secret is found in plain form and in the forms that protocols and file
// formats give it. It imports the standard library alone.
package canary

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// MinSecret is the shortest secret, in bytes, that New takes: half of one must
// still be too long to occur by chance.
const MinSecret = 16

// Hit is one place where the secret was found. It never holds the secret.
type Hit struct {
	// Where names the file, reader or process.
	Where string
	// Form is how the secret was written: "plain", "base64", "hex", ...
	Form string
	// Offset is where the found half begins, in bytes; in decoded bytes for the
	// forms that are decoded first.
	Offset int64
}

// String describes the hit for a test's message.
func (h Hit) String() string { return fmt.Sprintf("%s at byte %d: %s", h.Where, h.Offset, h.Form) }

// Scanner looks for one secret.
type Scanner struct {
	needles []needle
	// block is how many bytes are looked at in one go, overlap how many of them
	// are looked at again with the next.
	block, overlap int
}

// New returns a Scanner for secret, or an error when it has under MinSecret bytes.
func New(secret string) (*Scanner, error) {
	if len(secret) < MinSecret {
		return nil, fmt.Errorf("canary: the secret has %d bytes, needs %d", len(secret), MinSecret)
	}
	s := &Scanner{needles: needlesOf(secret), block: 1 << 20}
	for _, n := range s.needles {
		s.overlap = max(s.overlap, len(n.text))
	}
	// Percent forms take three bytes for one, line ends inside base64 a few.
	s.overlap *= 4
	return s, nil
}

// Reader scans what r gives until its end; where names it in the hits. There is
// at most one hit a form. Gzip data is also scanned unpacked.
func (s *Scanner) Reader(where string, r io.Reader) ([]Hit, error) {
	in := bufio.NewReader(r)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return s.packed(where, in)
	}
	found := map[string]Hit{}
	block := make([]byte, 0, s.block+s.overlap)
	var base int64
	for {
		n, err := io.ReadFull(in, block[len(block):cap(block)])
		block = block[:len(block)+n]
		s.search(where, base, block, found)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return sorted(found), nil
		}
		if err != nil {
			return sorted(found), fmt.Errorf("scan %s: %w", where, err)
		}
		keep := block[len(block)-s.overlap:]
		base += int64(len(block) - len(keep))
		block = block[:copy(block[:cap(block)], keep)]
	}
}

// packed scans gzip data unpacked, or as it is when it only looks like gzip.
func (s *Scanner) packed(where string, in io.Reader) ([]Hit, error) {
	raw, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("scan %s: %w", where, err)
	}
	found := map[string]Hit{}
	s.search(where, 0, raw, found)
	if unpacked, err := gzip.NewReader(bytes.NewReader(raw)); err == nil {
		hits, err := s.Reader(where+" (unpacked)", unpacked)
		if err != nil {
			return nil, err
		}
		return append(sorted(found), hits...), nil
	}
	return sorted(found), nil
}

// Paths scans files, and folders with everything in them. A path that is not
// there is an error, so that a misspelt one does not pass as clean; a file that
// vanishes while its folder is walked is not.
func (s *Scanner) Paths(paths ...string) ([]Hit, error) {
	var hits []Hit
	for _, root := range paths {
		if _, err := os.Lstat(root); err != nil {
			return nil, fmt.Errorf("canary: %w", err)
		}
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			more, err := s.file(path)
			hits = append(hits, more...)
			return err
		})
		if err != nil {
			return hits, fmt.Errorf("canary: %w", err)
		}
	}
	return hits, nil
}

func (s *Scanner) file(path string) ([]Hit, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	// A name can leak as well as a content.
	inName, err := s.Reader("the name of "+filepath.Base(path), bytes.NewReader([]byte(path)))
	if err != nil {
		return nil, err
	}
	hits, err := s.Reader(path, f)
	return append(inName, hits...), err
}

// ErrNoProcessList is returned by Processes on systems without /proc.
var ErrNoProcessList = errors.New("canary: this system has no /proc to look for processes in")

// Processes scans the command line and the environment of every process that
// the caller may see. Processes that end meanwhile, and the environments of
// other users, are passed over.
func (s *Scanner) Processes() ([]Hit, error) {
	if runtime.GOOS != "linux" {
		return nil, ErrNoProcessList
	}
	lists, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(lists) == 0 {
		return nil, ErrNoProcessList
	}
	var hits []Hit
	for _, cmdline := range lists {
		for _, path := range []string{cmdline, filepath.Join(filepath.Dir(cmdline), "environ")} {
			text, err := os.ReadFile(path)
			if err != nil {
				continue
			}
			more, err := s.Reader(path, bytes.NewReader(text))
			if err != nil {
				return hits, err
			}
			hits = append(hits, more...)
		}
	}
	return hits, nil
}

func sorted(found map[string]Hit) []Hit {
	hits := make([]Hit, 0, len(found))
	for _, hit := range found {
		hits = append(hits, hit)
	}
	slices.SortFunc(hits, func(a, b Hit) int { return strings.Compare(a.Form, b.Form) })
	return hits
}
