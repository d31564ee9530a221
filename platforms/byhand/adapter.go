package byhand

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"

	"commsdesk/platforms"
)

// Config are a channel's settings, as one flat JSON object of strings.
type Config struct {
	// Place is what the team calls it, Account who we are there, "" for nothing in
	// particular, Address its page on the web, "" for none.
	Place   string `json:"place"`
	Account string `json:"account"`
	Address string `json:"address"`
	// Identity is the account or id that is expected; where no account is given it
	// names it.
	Identity string `json:"identity"`
}

// Adapter is one place. It reads and sends nothing, and says so with what to do
// instead. It is safe for several goroutines.
type Adapter struct {
	place  place
	config Config
	clock  platforms.Clock

	mu     sync.Mutex
	probed time.Time
}

var (
	_ platforms.Adapter    = (*Adapter)(nil)
	_ platforms.Identifier = (*Adapter)(nil)
	_ platforms.Puller     = (*Adapter)(nil)
	_ platforms.Sender     = (*Adapter)(nil)
	_ platforms.Prover     = (*Adapter)(nil)
	_ platforms.Tester     = (*Adapter)(nil)
	_ platforms.Opener     = (*Adapter)(nil)
)

// nameMost is how long the name of a place or account may be, in characters.
const nameMost = 120

func newAdapter(p place, raw []byte, clock platforms.Clock) (*Adapter, error) {
	var c Config
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, fmt.Errorf("read the settings of %s: %w", p.title, err)
	}
	for _, field := range []*string{&c.Place, &c.Account, &c.Identity, &c.Address} {
		*field = strings.Trim(strings.Join(strings.Fields(platforms.Clean(*field)), " "), " \"'“”")
		if len([]rune(*field)) > nameMost && field != &c.Address {
			return nil, platforms.Refuse(fmt.Sprintf("The names in these settings are at most %d characters long. Shorten the long one.", nameMost))
		}
	}
	if c.Place == "" {
		c.Place = p.value
	}
	if c.Place == "" {
		return nil, platforms.Refuse("The place has no name yet. Enter what your team calls it, for example “Town Hall reception”.")
	}
	if c.Address != "" && !safe(c.Address) {
		return nil, platforms.Refuse("The address of the place can't be read. It looks like https://example.org/page.")
	}
	a := &Adapter{place: p, config: c, clock: clock}
	if c.Account == "" && c.Identity != "" && !a.expected() {
		a.config.Account = c.Identity
	}
	return a, nil
}

// safe tells whether an address can be opened without harm.
func safe(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && !strings.ContainsFunc(address, unicode.IsSpace)
}

// Network is the place's short name: "nextdoor", "phone", …
func (a *Adapter) Network() string { return a.place.name }

// Close has nothing to end.
func (a *Adapter) Close() error { return nil }

// id names the place for good: the same settings, however they are spelt, are the
// same channel on every PC.
func (a *Adapter) id() string {
	id := slug(a.config.Place)
	if a.config.Account != "" {
		id += "/" + slug(a.config.Account)
	}
	return id
}

// slug is a name in small letters and digits, joined by hyphens.
func slug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}

// expected tells whether the settings are for the account that is expected.
func (a *Adapter) expected() bool {
	want := a.config.Identity
	return want == "" || want == a.id() || slug(want) == slug(a.config.Account) || slug(want) == slug(a.config.Place)
}

// Identity is the place and the account as the settings say: there is nobody to ask.
func (a *Adapter) Identity(context.Context) (platforms.Identity, error) {
	if !a.expected() {
		return platforms.Identity{}, &platforms.Error{Class: platforms.ClassIdentity, Sentence: fmt.Sprintf(
			"This channel belongs to “%s”, and its settings say “%s”. Correct the account in its settings.", a.config.Identity, a.config.Account)}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.probed = a.clock().UTC()
	name := a.config.Place
	if a.config.Account != "" {
		name += ", " + a.config.Account
	}
	return platforms.Identity{ID: a.id(), Name: name, URL: a.config.Address}, nil
}

// Capabilities are all no, each with its reason and where a person does it.
func (a *Adapter) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	at := a.probed
	a.mu.Unlock()
	if at.IsZero() {
		return platforms.Capabilities{}
	}
	p := a.place
	no := func(reason string) platforms.Ability { return platforms.No(reason, a.home()) }
	read, sent := no(p.unread+" "+"Write down what you see or hear."), no(p.unsent+" "+p.how)
	byPerson := no("What can be done about abuse is done at the place itself. Write down what you saw first.")
	figures := no("Nothing is counted there. What was written down and answered is counted here.")
	return platforms.Capabilities{ProbedAt: at,
		Watch: read, Mentions: read, Comments: read, Messages: read,
		Reply: sent, Private: sent, Publish: sent, Schedule: sent, AltText: sent,
		FilesInSent: no("Answers given there are kept here as they were written down."),
		ProveSent:   no("Commsdesk can't look there. Whoever answered says so."),
		Hide:        byPerson, Delete: byPerson, Mute: byPerson, Block: byPerson, Unblock: byPerson, ListBlocks: byPerson, Report: byPerson,
		Withdraw: no("Take it back at the place itself, and note it here."),
		Thread:   read, Recheck: read, PostMetrics: figures, AccountMetrics: figures, Attachments: read,
		Storage:   []string{"Only what somebody wrote down is kept, as long as the council keeps everything else."},
		ReplyRule: p.rule,
	}
}

// home is where the place is opened, "" where there is nothing to open.
func (a *Adapter) home() string {
	if a.config.Address != "" {
		return a.config.Address
	}
	return a.place.home
}

// Pull brings nothing: what there is was written down by somebody.
func (a *Adapter) Pull(context.Context, []byte, platforms.Window, platforms.Sink) error { return nil }

// refusal says what to do instead of sending.
func (a *Adapter) refusal() string {
	return a.place.unsent + " " + a.place.how + " Nothing was sent."
}

// Seal refuses, with what to do instead.
func (a *Adapter) Seal(context.Context, platforms.Outgoing, time.Time) (platforms.Sealed, error) {
	return platforms.Sealed{}, platforms.Refuse(a.refusal())
}

// Send refuses; it never reaches the point of no return.
func (a *Adapter) Send(context.Context, platforms.Sealed, func() error) platforms.Outcome {
	return platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused, Why: a.refusal()}
}

// Prove can't look.
func (a *Adapter) Prove(context.Context, platforms.Sealed, time.Time) (platforms.Proof, error) {
	return platforms.Proof{}, &platforms.Error{Class: platforms.ClassPermission, Sentence: "Commsdesk can't look at this place. Look yourself, and record what you found."}
}

// Test checks the settings, which is all there is to check.
func (a *Adapter) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	s := platforms.Step{Name: "account", OK: true, Why: "There is nothing to sign in to. You read and answer there, and record it here."}
	_, err := a.Identity(ctx)
	if err != nil {
		s.OK, s.Why = false, "The settings are for another account. Correct the account in them."
	}
	step(s)
	return platforms.TestReport{Steps: []platforms.Step{s}}, err
}
