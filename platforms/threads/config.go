// Package threads is the adapter for a council's profile on Threads
// (platforms.md 10).
package threads

import (
	"encoding/json"
	"fmt"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// Config is what is kept about an account beside its secrets. All may be empty.
type Config struct {
	// AppID is the app's "Threads App ID", for signing in by browser.
	AppID string `json:"app_id"`
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
			return Config{}, fmt.Errorf("read the settings of Threads: %w", err)
		}
	}
	c.AppID = graph.Pasted(c.AppID)
	for _, r := range c.AppID {
		if r < '0' || r > '9' {
			return Config{}, &platforms.Error{Class: platforms.ClassRefused, Sentence: "The app's number has digits alone. It stands in the app's settings as “Threads App ID”."}
		}
	}
	if c.Server != "" {
		base, err := web.ParseBase(c.Server)
		if err != nil {
			return Config{}, err
		}
		c.Server = base.String()
	}
	return c, nil
}

func (c Config) api() string {
	if c.Server != "" {
		return c.Server
	}
	return apiBase
}

func (c Config) pages() string {
	if c.Server != "" {
		return c.Server
	}
	return pageBase
}

// New makes the adapter of an account from its settings. It opens no connection.
func New(config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	c, err := ReadConfig(config)
	if err != nil {
		return nil, err
	}
	a := &Adapter{config: c, secrets: graph.Tidied{Secrets: secrets}, clock: clock, wait: graph.Wait}
	a.keeper = a.newKeeper()
	a.api, err = graph.New(graph.Options{Network: Title, Base: c.api(), Version: version, Clock: clock, Token: a.keeper.Sign, Renew: a.keeper.Again, Classify: classify, PerSecond: 20, Burst: 40})
	if err != nil {
		return nil, err
	}
	a.insights = &graph.Insights{Client: a.api, Names: ourNames, Value: value, Late: notYet}
	return a, nil
}
