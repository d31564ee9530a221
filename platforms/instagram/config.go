// Package instagram is the adapter for a council's professional account on
// Instagram, by either of Meta's two ways in (platforms.md 4).
package instagram

import (
	"context"
	"encoding/json"
	"fmt"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// Route is one of the two ways in.
type Route string

// The two routes: through the Page that the account is linked to, or by
// Instagram alone.
const (
	Facebook Route = "facebook"
	Login    Route = "instagram"
)

// Config is what is kept about an account beside its secrets. All may be empty.
type Config struct {
	// Route is Facebook unless set.
	Route Route `json:"route"`
	// Page is the id, name or user name of the Page, when the access key opens
	// several.
	Page string `json:"page"`
	// HumanAgent is "yes" when Meta granted the app the feature of that name.
	HumanAgent string `json:"human_agent"`
	// Version of Meta's interface; see graph.Version.
	Version string `json:"version"`
	// Server is another base URL, for tests; Identity the account that is
	// expected, by id or user name.
	Server   string `json:"server"`
	Identity string `json:"identity"`
}

const appSecretItem = "app_secret"

// ReadConfig decodes and checks settings; its error is a sentence.
func ReadConfig(raw []byte) (Config, error) {
	var c Config
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &c); err != nil {
			return Config{}, fmt.Errorf("read the settings of Instagram: %w", err)
		}
	}
	switch c.Route {
	case "":
		c.Route = Facebook
	case Facebook, Login:
	default:
		return Config{}, platforms.Refuse(`The way in is "facebook" (through the Page) or "instagram" (by Instagram alone).`)
	}
	switch c.HumanAgent {
	case "":
		c.HumanAgent = "no"
	case "yes", "no":
	default:
		return Config{}, platforms.Refuse(`Say "yes" or "no" for the Human Agent feature.`)
	}
	version, err := graph.Version(c.Version)
	if err != nil {
		return Config{}, err
	}
	c.Version = version
	if c.Server != "" {
		base, err := web.ParseBase(c.Server)
		if err != nil {
			return Config{}, err
		}
		c.Server = base.String()
	}
	return c, nil
}

func (c Config) base() string {
	switch {
	case c.Server != "":
		return c.Server
	case c.Route == Login:
		return loginBase
	}
	return facebookBase
}

func (c Config) uploads() string {
	if c.Server != "" {
		return c.Server
	}
	return uploadBase
}

// New makes the adapter of an account from its settings. It opens no connection.
func New(config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	c, err := ReadConfig(config)
	if err != nil {
		return nil, err
	}
	a := &Adapter{config: c, secrets: graph.Tidied{Secrets: secrets}, clock: clock, wait: graph.Wait, piece: pieceBytes}
	a.keeper = a.newKeeper()
	o := graph.Options{Network: Title, Base: c.base(), Version: c.Version, Clock: clock, Token: a.token, Classify: classify, PerSecond: 20, Burst: 40}
	if c.Route == Login {
		o.Renew = a.keeper.Again
	} else {
		o.AppSecret = func(ctx context.Context) (string, error) { return a.secrets.Get(ctx, appSecretItem) }
	}
	a.api, err = graph.New(o)
	if err != nil {
		return nil, err
	}
	a.insights = &graph.Insights{Client: a.api, Names: ourNames, Value: value, Late: notYet}
	return a, nil
}
