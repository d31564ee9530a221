package dovecottest

import (
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
)

// Cutter stands between a client and a server and cuts connections where it is
// told to.
type Cutter struct {
	// Host and Port are where the client connects.
	Host string
	Port int

	target   string
	listener net.Listener

	mu    sync.Mutex
	limit int64 // bytes from the server before the cut, negative: none
	conns map[net.Conn]struct{}
	cuts  int
}

// NewCutter starts a cutter before a port of this machine, until the test ends.
func NewCutter(t testing.TB, port int) *Cutter {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("dovecottest: %v", err)
	}
	c := &Cutter{
		Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port,
		target: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), listener: listener,
		limit: -1, conns: map[net.Conn]struct{}{},
	}
	go c.accept()
	t.Cleanup(func() {
		listener.Close()
		c.CutNow()
	})
	return c
}

// CutAfter cuts each new connection once n bytes came from the server;
// negative lets connections live.
func (c *Cutter) CutAfter(n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limit = n
}

// CutNow cuts every connection there is.
func (c *Cutter) CutNow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.Close()
	}
}

// Cuts is how many connections were cut by CutAfter.
func (c *Cutter) Cuts() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cuts
}

func (c *Cutter) accept() {
	for {
		client, err := c.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", c.target)
		if err != nil {
			client.Close()
			continue
		}
		c.mu.Lock()
		limit := c.limit
		c.conns[client], c.conns[server] = struct{}{}, struct{}{}
		c.mu.Unlock()
		go func() {
			io.Copy(server, client)
			c.end(client, server)
		}()
		go func() {
			if limit < 0 {
				io.Copy(client, server)
			} else if n, _ := io.CopyN(client, server, limit); n == limit {
				c.mu.Lock()
				c.cuts++
				c.mu.Unlock()
			}
			c.end(client, server)
		}()
	}
}

func (c *Cutter) end(client, server net.Conn) {
	client.Close()
	server.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.conns, client)
	delete(c.conns, server)
}
