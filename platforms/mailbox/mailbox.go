// Package mailbox is the adapter for one mailbox: IMAP for reading, SMTP
// submission for sending. Reading never changes anything on the server: it
// uses EXAMINE and BODY.PEEK, sets no flag and deletes nothing (DESIGN 5).
package mailbox

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
)

// Network is the name of this network in the contract.
const Network = "mailbox"

// passwordItem is the name of the password among the channel's secrets.
const passwordItem = "password"

// Mailbox is one connected mailbox. All its methods may be called from several
// goroutines.
type Mailbox struct {
	config  Config
	secrets platforms.Secrets
	clock   platforms.Clock
	// keeper holds what a sign-in page brought; unused with a password.
	keeper *signin.Keeper

	mu           sync.Mutex
	closed       bool
	capabilities platforms.Capabilities
	// sent is the name of the Sent folder once found.
	sent string
	// open holds every session in being, idle those waiting for the next use.
	open map[*session]struct{}
	idle []*session
	// outgoing holds every connection that is sending.
	outgoing map[net.Conn]struct{}
	// sendUser is the name that SMTP took last with an access, "" before that.
	sendUser string
	// watching is the session that IDLEs, kept between calls of Watch so that
	// nothing slips through between two of them.
	watching *session
	// seen is what the last Pull saw of the Inbox.
	seen inboxMark
	// stubborn counts how often a single message ended the connection when
	// asked for, in this run of the program.
	stubborn map[platforms.Location]int
	// paces is how many messages of a folder are asked for at once, where that
	// is fewer than usual.
	paces map[string]int
}

var (
	_ platforms.Adapter    = (*Mailbox)(nil)
	_ platforms.Identifier = (*Mailbox)(nil)
)

// New makes the adapter for one mailbox. Nothing is connected before the first
// call that needs it. Unusable settings give an Error of class Refused.
func New(config Config, secrets platforms.Secrets, clock platforms.Clock) (*Mailbox, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if secrets == nil || clock == nil {
		return nil, errors.New("mailbox: secrets and clock are needed")
	}
	config.Timeouts = config.Timeouts.withDefaults()
	m := &Mailbox{
		config: config, secrets: secrets, clock: clock,
		open:     map[*session]struct{}{},
		outgoing: map[net.Conn]struct{}{},
		stubborn: map[platforms.Location]int{},
		paces:    map[string]int{},
	}
	m.keeper = &signin.Keeper{Secrets: secrets, Clock: clock, Network: config.provider().title, Renew: m.renew}
	return m, nil
}

// Network is "mailbox".
func (m *Mailbox) Network() string { return Network }

// Capabilities is what the last sign-in found; the zero value before that.
func (m *Mailbox) Capabilities() platforms.Capabilities {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.capabilities
}

// learn changes the capabilities; both halves of the adapter report here.
func (m *Mailbox) learn(change func(*platforms.Capabilities)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.capabilities)
	m.capabilities.ProbedAt = m.clock().UTC()
}

// Identity signs in to the mailbox's IMAP server and returns the address in
// lower case. The address is the account's identity only because the server
// let us in; mail itself has no better one. With an access the Inbox is opened
// too: Exchange lets anybody in and refuses only then.
func (m *Mailbox) Identity(ctx context.Context) (platforms.Identity, error) {
	err := m.use(ctx, func(s *session) error {
		if !m.config.byPage() {
			return nil
		}
		_, err := s.examine(inbox)
		return err
	})
	if err != nil {
		return platforms.Identity{}, err
	}
	address := strings.ToLower(m.config.Address)
	name := m.config.DisplayName
	if name == "" {
		name = address
	}
	return platforms.Identity{ID: address, Name: name}, nil
}

// Close ends every connection. It may be called twice and while calls are
// under way; those return an error of class Transient.
func (m *Mailbox) Close() error {
	m.mu.Lock()
	m.closed = true
	sessions := make([]*session, 0, len(m.open))
	for s := range m.open {
		sessions = append(sessions, s)
	}
	m.open = map[*session]struct{}{}
	m.idle, m.watching = nil, nil
	for conn := range m.outgoing {
		conn.Close()
	}
	m.mu.Unlock()
	for _, s := range sessions {
		s.hangUp()
	}
	return nil
}

// password reads the password. Without one the officer must sign in; a keyring
// that can't answer says so itself.
func (m *Mailbox) password(ctx context.Context) (string, error) {
	password, err := m.secrets.Get(ctx, passwordItem)
	if err != nil {
		return "", &platforms.Error{
			Class:    platforms.ClassAuth,
			Sentence: "The password for " + m.config.Address + " could not be read from this computer's keyring. Nothing is lost. Unlock the keyring or sign in again.",
			Err:      err,
		}
	}
	if password == "" {
		return "", &platforms.Error{
			Class:    platforms.ClassAuth,
			Sentence: "There is no password for " + m.config.Address + " on this computer. Sign in to connect the mailbox again.",
		}
	}
	return password, nil
}
