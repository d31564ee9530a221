package program

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"commsdesk/app/channel"
)

// Keys of settings and secrets that mean the same at every network.
const (
	settingWay    = "way"     // a network that can be had without its API
	wayByHand     = "browser" // read and answered outside, recorded here
	settingSignIn = "sign_in"
	signInKeys    = "keys" // pasted, so no sign-in page is needed
)

// applicationSecrets belong to the council's own application at a network;
// every other secret is a sign-in of one account.
var applicationSecrets = []string{"client_secret", "api_secret", "app_secret", "oauth1_key", "oauth1_key_secret"}

// accountSettings say which account is meant, and whether the API is used for
// it at all, which is decided for each anew; every other setting holds for all
// of the council's accounts at the network.
var accountSettings = []string{"identity", "handle", "page", "place", "account", "address", settingWay}

// UsesPage tells whether an account with these settings and secrets, as typed,
// signs in on the network's own page: not when it is answered by hand, and not
// when a whole sign-in was pasted.
func (n Network) UsesPage(settings, secrets map[string]string) bool {
	if !n.Browser || settings[settingWay] == wayByHand || settings[settingSignIn] == signInKeys {
		return false
	}
	for key, value := range secrets {
		if strings.TrimSpace(value) != "" && !slices.Contains(applicationSecrets, key) {
			return false
		}
	}
	return true
}

// SignsInByPage tells whether an account that is connected with these settings
// signs in again on the network's own page.
func (n Network) SignsInByPage(config json.RawMessage) bool {
	return n.UsesPage(typedSettings(config), nil)
}

// ByHand tells whether a channel is read and answered outside, and recorded
// here.
func (p *Program) ByHand(c channel.Channel) bool {
	n, ok := p.Network(c.Network)
	if !ok || n.ByHand {
		return ok
	}
	at := slices.IndexFunc(n.Settings, func(f Field) bool { return f.Key == settingWay })
	if at < 0 {
		return false
	}
	way := typedSettings(c.Config)[settingWay]
	if way == "" {
		way = n.Settings[at].Value
	}
	return way == wayByHand
}

// typedSettings reads an account's flat settings; what is no string is left
// out.
func typedSettings(raw json.RawMessage) map[string]string {
	var all map[string]any
	_ = json.Unmarshal(raw, &all) // settings that can't be read hold nothing
	out := map[string]string{}
	for key, value := range all {
		if s, ok := value.(string); ok {
			out[key] = s
		}
	}
	return out
}

// Offer is what another account of the same network brought that is the
// council's own and need not be typed twice.
type Offer struct {
	// Like is that account's channel, From its name for people.
	Like, From string
	// Settings are its settings but for those that name the account, Secrets the
	// keys of what is kept of the council's own application. Values of secrets
	// are never handed out.
	Settings map[string]string
	Secrets  []string
}

// Offer returns what a new account of a network can take over; ok is false
// when there is nothing.
func (p *Program) Offer(ctx context.Context, network string) (o Offer, ok bool, err error) {
	n, known := p.Network(network)
	all, err := p.Channels.Channels(ctx, false)
	if err != nil || !known {
		return o, false, err
	}
	for _, c := range slices.Backward(all) {
		if c.Network != network {
			continue
		}
		o = Offer{Like: c.ID, From: c.Name, Settings: map[string]string{}}
		for key, value := range typedSettings(c.Config) {
			asked := slices.ContainsFunc(n.Settings, func(f Field) bool { return f.Key == key })
			// An address with an @ in it names the account.
			if asked && !slices.Contains(accountSettings, key) && !strings.Contains(value, "@") {
				o.Settings[key] = value
			}
		}
		kept, err := p.secretItems(ctx, c.ID)
		if err != nil {
			return o, false, err
		}
		for _, key := range kept {
			if slices.Contains(applicationSecrets, key) {
				o.Secrets = append(o.Secrets, key)
			}
		}
		if len(o.Settings)+len(o.Secrets) > 0 {
			return o, true, nil
		}
	}
	return Offer{}, false, nil
}

// TakeOver adds to what was typed the secrets of the council's own application
// that another account holds. What was typed stays.
func (p *Program) TakeOver(ctx context.Context, a Account, o Offer) (Account, error) {
	secrets := map[string]string{}
	for key, value := range a.Secrets {
		secrets[key] = value
	}
	for _, key := range o.Secrets {
		if secrets[key] != "" {
			continue
		}
		value, err := (channelSecrets{p, o.Like}).Get(ctx, key)
		if err != nil {
			return a, Worded(err)
		}
		secrets[key] = value
	}
	a.Secrets = secrets
	return a, nil
}
