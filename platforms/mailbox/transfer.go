package mailbox

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strings"
)

// decodeTransfer undoes a transfer encoding (RFC 2045 6), passing over what
// does not belong in it: senders and gateways damage both kinds.
func decodeTransfer(r io.Reader, encoding string) io.Reader {
	switch encoding {
	case "base64":
		return base64.NewDecoder(base64.RawStdEncoding, &alphabet{r})
	case "quoted-printable":
		return &printableReader{in: bufio.NewReader(r)}
	}
	return r
}

// decodedSize is about how many bytes are left of an encoded part.
func decodedSize(size int64, encoding string) int64 {
	if strings.EqualFold(strings.TrimSpace(encoding), "base64") {
		// Four characters a three bytes, and a line end every 76.
		return size * 76 / 78 * 3 / 4
	}
	return size
}

// alphabet lets only base64's own characters through, without padding.
type alphabet struct{ r io.Reader }

// Read gives the next characters of the alphabet.
func (a *alphabet) Read(p []byte) (int, error) {
	for {
		n, err := a.r.Read(p)
		kept := 0
		for _, b := range p[:n] {
			if b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '/' {
				p[kept] = b
				kept++
			}
		}
		if kept > 0 || err != nil || len(p) == 0 {
			return kept, err
		}
	}
}

// printableReader decodes quoted-printable; what is no proper escape stays as
// it stands.
type printableReader struct{ in *bufio.Reader }

// Read gives decoded bytes.
func (q *printableReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		b, err := q.in.ReadByte()
		if err != nil {
			if n > 0 {
				return n, nil
			}
			return 0, err
		}
		if b == '=' {
			var keep bool
			if b, keep = q.escape(); !keep {
				continue
			}
		}
		p[n] = b
		n++
	}
	return n, nil
}

// escape reads what follows an equals sign; keep is false for a line that is
// only broken, not ended.
func (q *printableReader) escape() (b byte, keep bool) {
	next, _ := q.in.Peek(2)
	switch {
	case len(next) == 0:
		return 0, false
	case next[0] == '\n':
		q.in.Discard(1)
		return 0, false
	case len(next) == 2 && next[0] == '\r' && next[1] == '\n':
		q.in.Discard(2)
		return 0, false
	case len(next) == 2:
		var value [1]byte
		if _, err := hex.Decode(value[:], next); err == nil {
			q.in.Discard(2)
			return value[0], true
		}
	}
	return '=', true
}
