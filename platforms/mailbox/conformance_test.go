package mailbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/mailbox"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/simulator"
)

// desksMost is how many worlds the suite may start: each is a mailbox of its own on
// the one Dovecot.
const desksMost = 200

// subject is a mailbox as the suite sees it: on a real Dovecot and a submission
// server, which files what it takes in Sent as Exchange and Gmail do.
func subject(t testing.TB) conformance.Subject {
	var users []string
	for n := range desksMost {
		users = append(users, fmt.Sprint("press", n))
	}
	dove := dovecottest.Start(t, dovecottest.Options{}, users...)
	next := 0
	return conformance.Subject{
		Network: platforms.Network{Name: mailbox.Network, Title: "Mailbox", New: fromWorld},
		World: func(clock platforms.Clock) (simulator.World, error) {
			next++
			return newWorld(t, dove, users[next-1], clock)
		},
		Absent: []string{"comments", "mentions", "private", "publish", "schedule", "alt text", "hide", "delete", "mute", "block", "unblock", "report",
			"list blocks", "withdraw", "thread", "recheck", "post metrics", "account metrics"},
		Reads:   []string{listing, examine, search, fetch},
		Replies: submit,
		Proves:  true,
		Under:   strings.Repeat("a", mailbox.TextLimit), Over: strings.Repeat("a", mailbox.TextLimit+1), Unlimited: true,
		Unknown:  map[simulator.Fault]string{simulator.WrongIdentity: "a mail server lets in whoever has the password and does not say whose mailbox it is"},
		Untimed:  "A mail server that says “later” does not say when, so Commsdesk tries again after pauses of its own.",
		Pageless: true, OwnForm: true,
	}
}

// fromWorld makes the adapter from what a world gives as its settings.
func fromWorld(raw []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	var given map[string]string
	if err := json.Unmarshal(raw, &given); err != nil {
		return nil, err
	}
	var c mailbox.Config
	if err := json.Unmarshal([]byte(given["settings"]), &c); err != nil {
		return nil, err
	}
	return mailbox.New(c, secrets, clock)
}

// TestConformance is the suite that every network passes.
func TestConformance(t *testing.T) { conformance.Run(t, subject(t)) }

// BenchmarkPull10000 pulls 10,000 mails.
func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject(b), 10_000) }
