package desktop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// handoverName is the file in a workspace that says where its running program
// listens, and holds the key by which the two sides know each other.
const handoverName = "handover.json"

// maxServed is how many handed-over commands run at once; more wait.
const maxServed = 16

// Errors of Call.
var (
	// ErrNotRunning means that no program runs on the workspace: nothing was
	// handed over.
	ErrNotRunning = errors.New("no Commsdesk is running on this workspace")
	// ErrNoAnswer means that the command was handed over and the running
	// program ended before it answered: what it did is not known.
	ErrNoAnswer = errors.New("the running Commsdesk ended before it answered")
	// ErrTooLarge means that the command or its answer is over MaxHandover.
	ErrTooLarge = errors.New("too large to hand over to the running Commsdesk")
)

// Handler does one handed-over command in the running program and returns what
// it printed and its exit code. Its context ends when the caller goes away or
// the Server closes.
type Handler func(ctx context.Context, args []string, stdin []byte) (stdout, stderr []byte, code int)

// Reply is what a handed-over command printed, and its exit code.
type Reply struct {
	Stdout []byte `json:"stdout"`
	Stderr []byte `json:"stderr"`
	Code   int    `json:"code"`
}

// address is the content of the handover file.
type address struct {
	Network string `json:"network"`
	Address string `json:"address"`
	Key     []byte `json:"key"`
}

// Server takes handed-over commands until it is closed.
type Server struct {
	handler  Handler
	key      []byte
	listener net.Listener
	file     string
	places   chan struct{}
	ctx      context.Context
	cancel   context.CancelFunc
	running  sync.WaitGroup
	closing  sync.Once
}

// Serve lets command lines hand their commands over to this process (DESIGN 8).
// The caller holds the workspace's Lock, so whatever an earlier program left in
// dir is stale and is replaced.
func Serve(dir string, handler Handler) (*Server, error) {
	file := filepath.Join(dir, handoverName)
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("take away an old handover file: %w", err)
	}
	listener, err := listen(dir)
	if err != nil {
		return nil, fmt.Errorf("listen for handed-over commands: %w", err)
	}
	s := &Server{
		handler: handler, key: newNonce(), listener: listener, file: file,
		places: make(chan struct{}, maxServed),
	}
	if err := s.announce(); err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("say where the program listens: %w", err)
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.running.Go(s.accept)
	return s, nil
}

// announce writes the handover file, readable by its owner alone, in one step.
func (s *Server) announce() error {
	at := s.listener.Addr()
	text, err := json.Marshal(address{Network: at.Network(), Address: at.String(), Key: s.key})
	if err != nil {
		return err
	}
	temporary := s.file + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(temporary, text, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, s.file)
}

// Close takes no more commands, ends the contexts of the running ones and waits
// for their handlers. It may be called twice.
func (s *Server) Close() error {
	var err error
	s.closing.Do(func() {
		_ = os.Remove(s.file)
		err = s.listener.Close()
		s.cancel()
		s.running.Wait()
	})
	return err
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			// Out of descriptors, most likely: wait before the next try.
			select {
			case <-s.ctx.Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
			continue
		}
		select {
		case s.places <- struct{}{}:
		case <-s.ctx.Done():
			_ = conn.Close()
			return
		}
		s.running.Go(func() {
			defer func() { <-s.places }()
			s.serve(conn)
		})
	}
}

// serve answers one caller. One that can't prove the key, or sends what is not
// a command, is hung up on.
func (s *Server) serve(conn net.Conn) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	command, err := receiveCommand(conn, s.key)
	// From here on a closing server still delivers the answer.
	if !stop() || err != nil {
		return
	}
	// The caller sends nothing more: a read that ends means that it went away.
	go func() {
		defer cancel()
		_, _ = conn.Read(make([]byte, 1))
	}()
	var reply Reply
	reply.Stdout, reply.Stderr, reply.Code = s.handler(ctx, command.Args, command.Stdin)
	_ = sendReply(conn, reply)
}

// Call hands args and stdin over to the program that runs on the workspace in
// dir and waits for its answer, for as long as ctx allows. It returns
// ErrNotRunning when there is none, ErrBusy when it takes no more commands for
// now, ErrTooLarge, ErrNoAnswer, or the context's error; after the last two the
// command may have been carried out.
func Call(ctx context.Context, dir string, args []string, stdin []byte) (Reply, error) {
	var at address
	text, err := os.ReadFile(filepath.Join(dir, handoverName))
	if errors.Is(err, fs.ErrNotExist) {
		return Reply{}, ErrNotRunning
	}
	if err == nil {
		err = json.Unmarshal(text, &at)
	}
	if err != nil {
		return Reply{}, fmt.Errorf("read where the running Commsdesk listens: %w", err)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, at.Network, at.Address)
	if ctx.Err() != nil {
		return Reply{}, fmt.Errorf("call the running Commsdesk: %w", ctx.Err())
	}
	if err != nil {
		return Reply{}, fmt.Errorf("%w: %w", ErrNotRunning, err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	reply, err := exchange(conn, at.Key, command{args, stdin})
	if err != nil && ctx.Err() != nil {
		return Reply{}, fmt.Errorf("call the running Commsdesk: %w", ctx.Err())
	}
	return reply, err
}
