package platforms

import (
	"context"
	"net/url"
)

// Network describes one network: what connecting it asks for, and how its
// adapter is made. The connect page and the command line are drawn from it.
type Network struct {
	// Name is the short name, "bluesky"; Title the one people read, "Bluesky".
	Name, Title string
	// Needs says, a sentence each, what the council must have before it begins;
	// Steps where to click, in order. Both are for somebody who has never seen an
	// API.
	Needs, Steps []string
	// Settings and Secrets are what is asked for. Settings are kept as one flat
	// JSON object of strings under their keys; beside these every network knows
	// "server", another base URL for tests, and "identity", the account that is
	// expected. Secrets go to the keyring under their keys.
	Settings, Secrets []Field
	// Permissions are what the sign-in asks the network for, and what for.
	Permissions []Permission
	// Browser is true when its adapter is a SignInner: the sign-in page fills
	// the secrets that hold a sign-in. Code is true when it is a CodeSignInner too.
	Browser, Code bool
	// Warning is said before connecting: a contract, a cost, "blocks are
	// public". "" for none.
	Warning string
	// ByHand is true for a channel without an API: everything is captured and
	// answered outside, and recorded here.
	ByHand bool
	// New makes the adapter of an account from its settings. It opens no
	// connection; its error says what is wrong with the settings.
	New func(config []byte, secrets Secrets, clock Clock) (Adapter, error) `json:"-"`
}

// Field is one thing that is asked for.
type Field struct {
	// Key is its name in settings or keyring and for --set; Label and Hint are
	// for people.
	Key, Label, Hint string
	// Value is what stands there at first; Choices, if any, are all it may be.
	Value   string
	Choices []string
	// Optional: it may stay empty.
	Optional bool
	// Guide is a web page where it can be found, "" for none.
	Guide string
}

// Permission is one right that a sign-in asks for, and what it is for.
type Permission struct{ Name, Why string }

// Loopback is where a browser sign-in comes back to on this PC.
type Loopback struct {
	// Ports are tried in turn; none: any free port.
	Ports []int
	// Path begins with a slash.
	Path string
}

// SignInner signs in through the system's browser. The one loopback sign-in of
// the program runs it: PKCE, state, single use and time limit are its business.
type SignInner interface {
	// Loopback says where the network may send the browser back to.
	Loopback() Loopback
	// Authorize returns the page to open. verifier is the PKCE code verifier
	// (RFC 7636), whose S256 challenge goes into the page's address.
	Authorize(ctx context.Context, redirect, state, verifier string) (page string, err error)
	// Exchange trades what the browser brought back for secrets and keeps them
	// through Secrets; who signed in is for Identity to say.
	Exchange(ctx context.Context, redirect, verifier string, answer url.Values) error
}

// CodeSignInner is a SignInner whose page can show a code to be copied instead of
// sending the browser back, for a browser that can't come back to this PC.
type CodeSignInner interface {
	SignInner
	// CodePage is the redirect with which Authorize leads to such a page, and the key
	// under which Exchange takes the code in its answer, as it was pasted.
	CodePage() (redirect, key string)
}

// Opener gives the pages where a person does by hand what no API does: answers
// are written there and confirmed here. Both are pure: nothing is asked.
type Opener interface {
	// OpenReply is the page that answers p with text already in it, as far as the
	// network takes it; a Parent without ID opens a new post. "" where the network
	// has no such page.
	OpenReply(p Parent, text string) (url string)
	// OpenItem is the page that shows the item, "" where it has none.
	OpenItem(t Target) string
}
