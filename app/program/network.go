package program

import (
	"encoding/json"
	"strings"

	"commsdesk/platforms"
)

// Network is one network as a connect page or command describes it: what the
// council must have (Needs), where to click (Steps), what is asked for, and
// what each permission is for. See platforms.Network.
type Network struct {
	Name, Title       string
	Needs, Steps      []string
	Settings, Secrets []Field
	Permissions       []Permission
	// Browser: signing in opens the network's page in the system's browser. Code:
	// that page can show a code to copy instead of sending the browser back.
	Browser, Code bool
	// Warning is to be read before connecting, "" for none.
	Warning string
	// ByHand: everything is captured and answered outside, and recorded here.
	ByHand bool
}

// Field is one thing that is asked for; see platforms.Field.
type Field struct {
	Key, Label, Hint string
	Value            string
	Choices          []string
	Optional         bool
	Guide            string
}

// Permission is one right that a sign-in asks for, and what it is for.
type Permission struct{ Name, Why string }

// MailboxNetwork is the one network that has its own connect page.
const MailboxNetwork = "mailbox"

// Networks are all that can be connected beside the mailbox, in the order in
// which people should be shown them.
func (p *Program) Networks() []Network {
	return Describe(p.Ports.Networks)
}

// Describe puts networks into the words of pages and commands.
func Describe(networks []platforms.Network) []Network {
	all := make([]Network, 0, len(networks))
	for _, n := range networks {
		all = append(all, networkOf(n))
	}
	return all
}

// Network finds one by its short name.
func (p *Program) Network(name string) (Network, bool) {
	for _, n := range p.Ports.Networks {
		if n.Name == name {
			return networkOf(n), true
		}
	}
	return Network{}, false
}

// NetworkTitle is a network's name for people.
func (p *Program) NetworkTitle(name string) string {
	if name == MailboxNetwork {
		return "Mailbox"
	}
	if n, ok := p.Network(name); ok {
		return n.Title
	}
	return name
}

func networkOf(n platforms.Network) Network {
	out := Network{Name: n.Name, Title: n.Title, Needs: n.Needs, Steps: n.Steps, Browser: n.Browser, Code: n.Code, Warning: n.Warning, ByHand: n.ByHand}
	for _, f := range n.Settings {
		out.Settings = append(out.Settings, Field(f))
	}
	for _, f := range n.Secrets {
		out.Secrets = append(out.Secrets, Field(f))
	}
	for _, p := range n.Permissions {
		out.Permissions = append(out.Permissions, Permission(p))
	}
	return out
}

// Settings makes an account's settings of what was typed: one flat object, in
// which what is empty is not.
func Settings(typed map[string]string) json.RawMessage {
	kept := map[string]string{}
	for k, v := range typed {
		if v = strings.TrimSpace(v); v != "" {
			kept[k] = v
		}
	}
	raw, _ := json.Marshal(kept) // strings always can be written
	return raw
}
