package graph

import (
	"context"
	"errors"
	"sync"
	"time"

	"commsdesk/platforms"
)

// Containers are what sends prepared at Meta to be published, by the tokens of the
// sends: what was published from one can be known, and is published once
// (platforms.md 4.3, 12). The zero value has none. It is safe for several
// goroutines.
type Containers struct {
	mu   sync.Mutex
	made map[string]string
}

// Keep remembers a send's container, or forgets it with "".
func (c *Containers) Keep(token, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		c.made = map[string]string{}
	}
	c.made[token] = id
	if id == "" {
		delete(c.made, token)
	}
}

// Kept is a send's container, "" for none.
func (c *Containers) Kept(token string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.made[token]
}

// looks are the pauses between two looks at a container that is being prepared;
// the last is repeated until patience is over (platforms.md 4.2). For Threads Meta
// advises to wait 30 seconds on average.
var looks = []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute}

const patience = 5 * time.Minute

// Await looks at a container until it can be published. what is being prepared, in
// words; wait lets time pass; state asks how far it is, with an error for one that
// failed or lay there too long, which Await returns. The error of one that takes
// more than five minutes, and of a wait that was broken off, is Transient.
func (c *Client) Await(ctx context.Context, what string, wait func(ctx context.Context, d time.Duration) error, state func() (string, error)) error {
	waited := time.Duration(0)
	for n := 0; ; n++ {
		now, err := state()
		if err != nil || now == "FINISHED" || now == "PUBLISHED" {
			return err
		}
		pause := looks[min(n, len(looks)-1)]
		if waited += pause; waited > patience {
			return &platforms.Error{Class: platforms.ClassTransient, Sentence: c.o.Network + " is still preparing " + what + ". Nothing was published; it is tried again.", Err: errors.New("container " + now)}
		}
		if err := wait(ctx, pause); err != nil {
			return c.Interrupted(err)
		}
	}
}

// Interrupted words a wait that was broken off; nil for nil.
func (c *Client) Interrupted(err error) error {
	if err == nil {
		return nil
	}
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: c.o.Network + " was not asked to the end. It will be asked again.", Err: err}
}
