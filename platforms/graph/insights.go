package graph

import (
	"context"
	"maps"
	"net/url"
	"strings"
	"sync"

	"commsdesk/platforms"
)

// Figure is one figure of an insights edge: a total, or values by time.
type Figure struct {
	Name  string `json:"name"`
	Total *struct {
		Value *int64 `json:"value"`
	} `json:"total_value"`
	Values []struct {
		Value *int64 `json:"value"`
	} `json:"values"`
}

// Insights asks for figures and remembers those that Meta refused. It is safe for
// several goroutines.
type Insights struct {
	Client *Client
	// Names are Meta's names for figures that have one of ours.
	Names map[string]string
	// Value is what a figure says; nil: nothing.
	Value func(f Figure) *int64
	// Late says why a figure that was asked for did not come.
	Late string

	mu   sync.Mutex
	dead map[string]bool
}

// Read asks an edge for figures by Meta's names and puts them into m, with a
// reason for each that is absent. kind is what has them, for an account and its
// posts have different figures; more goes along with the request. All are asked
// for in one call; one dead name refuses them all, so each is then asked for alone,
// and the dead one never again. Its errors are those of Client.Get.
func (i *Insights) Read(ctx context.Context, kind, path string, more url.Values, names []string, m platforms.Metrics) error {
	var alive []string
	for _, name := range names {
		if i.isDead(kind + "." + name) {
			i.lack(name, m)
			continue
		}
		alive = append(alive, name)
	}
	err := i.ask(ctx, path, more, alive, m)
	if !Malformed(err) {
		return err
	}
	for _, name := range alive {
		err := i.ask(ctx, path, more, []string{name}, m)
		if Malformed(err) {
			i.bury(kind + "." + name)
			i.lack(name, m)
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (i *Insights) ask(ctx context.Context, path string, more url.Values, names []string, m platforms.Metrics) error {
	if len(names) == 0 {
		return nil
	}
	query := url.Values{"metric": {strings.Join(names, ",")}}
	maps.Copy(query, more)
	var page struct {
		Data []Figure `json:"data"`
	}
	if err := i.Client.Get(ctx, path, query, &page); err != nil {
		return err
	}
	for _, name := range names {
		m.Absent[i.ours(name)] = i.Late
	}
	for _, f := range page.Data {
		if n := i.Value(f); n != nil {
			m.Figures[i.ours(f.Name)] = *n
			delete(m.Absent, i.ours(f.Name))
		}
	}
	return nil
}

// lack says that a figure is no longer to be had.
func (i *Insights) lack(name string, m platforms.Metrics) {
	m.Absent[i.ours(name)] = i.Client.o.Network + " no longer gives this figure."
}

func (i *Insights) ours(name string) string {
	if ours, ok := i.Names[name]; ok {
		return ours
	}
	return name
}

func (i *Insights) isDead(name string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.dead[name]
}

func (i *Insights) bury(name string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.dead == nil {
		i.dead = map[string]bool{}
	}
	i.dead[name] = true
}
