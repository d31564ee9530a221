package desktop

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// The two sides prove to each other that they know the workspace's key before
// a command is sent: a loopback port can be taken over by another user's program
// after a crash, and a command may carry a password.
//
//	caller  > hello{nonce c}
//	program > hello{nonce p, proof(key, "program", c, p)}
//	caller  > hello{proof(key, "caller", c, p)}, command
//	program > reply
//
// A frame is its length in 4 bytes, big-endian, and that much JSON.

const (
	// MaxHandover is the largest command or answer, in bytes of JSON; text that
	// is handed over takes a third more in it.
	MaxHandover = 32 << 20

	maxHello   = 1 << 10
	nonceBytes = 32
	// greetWait bounds the greeting, commandWait the way of a command or answer:
	// a caller who stalls must not keep a place.
	greetWait   = 5 * time.Second
	commandWait = 30 * time.Second
)

var errStranger = errors.New("the other side does not know the workspace's key")

type hello struct {
	Nonce []byte `json:"nonce,omitempty"`
	Proof []byte `json:"proof,omitempty"`
}

type command struct {
	Args  []string `json:"args"`
	Stdin []byte   `json:"stdin"`
}

func newNonce() []byte {
	nonce := make([]byte, nonceBytes)
	// crypto/rand.Read never returns an error (Go 1.24).
	_, _ = rand.Read(nonce)
	return nonce
}

func proof(key []byte, side string, caller, program []byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, part := range [][]byte{[]byte(side), caller, program} {
		_ = binary.Write(mac, binary.BigEndian, uint32(len(part)))
		mac.Write(part)
	}
	return mac.Sum(nil)
}

// receiveCommand is the program's side up to the command.
func receiveCommand(conn net.Conn, key []byte) (command, error) {
	if err := conn.SetReadDeadline(time.Now().Add(greetWait)); err != nil {
		return command{}, err
	}
	var first, second hello
	if err := readFrame(conn, maxHello, &first); err != nil {
		return command{}, err
	}
	nonce := newNonce()
	answer := hello{Nonce: nonce, Proof: proof(key, "program", first.Nonce, nonce)}
	if err := writeFrame(conn, answer); err != nil {
		return command{}, err
	}
	if err := readFrame(conn, maxHello, &second); err != nil {
		return command{}, err
	}
	if len(first.Nonce) != nonceBytes || !hmac.Equal(second.Proof, proof(key, "caller", first.Nonce, nonce)) {
		return command{}, errStranger
	}
	if err := conn.SetReadDeadline(time.Now().Add(commandWait)); err != nil {
		return command{}, err
	}
	var c command
	if err := readFrame(conn, MaxHandover, &c); err != nil {
		return command{}, err
	}
	return c, conn.SetReadDeadline(time.Time{})
}

// sendReply sends the answer, or one that says that it is too large.
func sendReply(conn net.Conn, reply Reply) error {
	if err := conn.SetWriteDeadline(time.Now().Add(commandWait)); err != nil {
		return err
	}
	err := writeFrame(conn, reply)
	if errors.Is(err, ErrTooLarge) {
		const text = "The answer is too large to print from here. What you asked for was carried out. " +
			"Look at it in the Commsdesk window.\n"
		err = writeFrame(conn, Reply{Stderr: []byte(text), Code: reply.Code})
	}
	return err
}

// exchange is the caller's side. What goes wrong before the command is sent
// means that nobody of ours listens there, or that all places are taken.
func exchange(conn net.Conn, key []byte, c command) (Reply, error) {
	err := greet(conn, key)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return Reply{}, fmt.Errorf("%w: %w", ErrBusy, err)
	}
	if err != nil {
		return Reply{}, fmt.Errorf("%w: %w", ErrNotRunning, err)
	}
	if err := writeFrame(conn, c); err != nil {
		if errors.Is(err, ErrTooLarge) {
			return Reply{}, err
		}
		return Reply{}, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	var reply Reply
	if err := readFrame(conn, MaxHandover, &reply); err != nil {
		return Reply{}, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	return reply, nil
}

func greet(conn net.Conn, key []byte) error {
	if err := conn.SetDeadline(time.Now().Add(greetWait)); err != nil {
		return err
	}
	nonce := newNonce()
	if err := writeFrame(conn, hello{Nonce: nonce}); err != nil {
		return err
	}
	var answer hello
	if err := readFrame(conn, maxHello, &answer); err != nil {
		return err
	}
	if !hmac.Equal(answer.Proof, proof(key, "program", nonce, answer.Nonce)) {
		return errStranger
	}
	if err := writeFrame(conn, hello{Proof: proof(key, "caller", nonce, answer.Nonce)}); err != nil {
		return err
	}
	return conn.SetDeadline(time.Time{})
}

func writeFrame(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if len(text) > MaxHandover {
		return ErrTooLarge
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(text)), uint32(len(text)))
	_, err = w.Write(append(frame, text...))
	return err
}

// readFrame reads one frame into v. Memory is taken as the bytes come, not as
// the length promises.
func readFrame(r io.Reader, limit uint32, v any) error {
	var length uint32
	if err := binary.Read(r, binary.BigEndian, &length); err != nil {
		return err
	}
	if length > limit {
		return ErrTooLarge
	}
	text, err := io.ReadAll(io.LimitReader(r, int64(length)))
	if err != nil {
		return err
	}
	if len(text) < int(length) {
		return io.ErrUnexpectedEOF
	}
	return json.Unmarshal(text, v)
}
