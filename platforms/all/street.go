package all

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"

	"commsdesk/platforms"
	bluesky "commsdesk/platforms/bluesky/sim"
	facebook "commsdesk/platforms/facebook/sim"
	flickr "commsdesk/platforms/flickr/sim"
	instagram "commsdesk/platforms/instagram/sim"
	linkedin "commsdesk/platforms/linkedin/sim"
	mastodon "commsdesk/platforms/mastodon/sim"
	"commsdesk/platforms/simulator"
	threads "commsdesk/platforms/threads/sim"
	x "commsdesk/platforms/x/sim"
	youtube "commsdesk/platforms/youtube/sim"
)

// simulators start the simulated networks of the sample desk.
var simulators = map[string]func(platforms.Clock) (simulator.World, error){
	"bluesky":   func(c platforms.Clock) (simulator.World, error) { return bluesky.New(c) },
	"facebook":  func(c platforms.Clock) (simulator.World, error) { return facebook.New(c) },
	"flickr":    func(c platforms.Clock) (simulator.World, error) { return flickr.New(c) },
	"instagram": func(c platforms.Clock) (simulator.World, error) { return instagram.New(c) },
	"linkedin":  func(c platforms.Clock) (simulator.World, error) { return linkedin.New(c) },
	"mastodon":  func(c platforms.Clock) (simulator.World, error) { return mastodon.New(c) },
	"threads":   func(c platforms.Clock) (simulator.World, error) { return threads.New(c) },
	"x":         func(c platforms.Clock) (simulator.World, error) { return x.New(c) },
	"youtube":   func(c platforms.Clock) (simulator.World, error) { return youtube.New(c) },
}

// Street is one simulated network of the sample desk, with its residents. It
// runs on this PC as long as the process.
type Street struct {
	network platforms.Network
	world   simulator.World
	clock   platforms.Clock

	mu   sync.Mutex
	held map[string]string // what its adapters keep: made anew at each start
	out  bool              // the network signed us out
}

// street starts one from what was saved of it; nil: fresh.
func street(name string, saved []byte, clock platforms.Clock) (*Street, error) {
	n, err := find(name)
	if err != nil {
		return nil, err
	}
	begin, ok := simulators[name]
	if !ok {
		return nil, fmt.Errorf("there is no simulated %s", n.Title)
	}
	world, err := begin(clock)
	if err != nil {
		return nil, err
	}
	s := &Street{network: n, world: world, clock: clock}
	var was savedStreet
	if len(saved) > 0 {
		if err := json.Unmarshal(saved, &was); err != nil {
			return nil, fmt.Errorf("read the sample's %s: %w", n.Title, err)
		}
		if err := world.Load(was.World); err != nil {
			return nil, fmt.Errorf("read the sample's %s: %w", n.Title, err)
		}
	}
	s.held = maps.Clone(world.Secrets())
	if was.Out {
		s.SignOut()
	}
	return s, nil
}

type savedStreet struct {
	World json.RawMessage `json:"world"`
	Out   bool            `json:"out"`
}

// Save returns the state for Load, as JSON.
func (s *Street) Save() ([]byte, error) {
	world, err := s.world.Save()
	if err != nil {
		return nil, fmt.Errorf("save the sample's %s: %w", s.network.Title, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return json.Marshal(savedStreet{world, s.out})
}

// Name and Title are the network's.
func (s *Street) Name() string { return s.network.Name }

// Title is the network's name for people.
func (s *Street) Title() string { return s.network.Title }

// Settings are those with which the account is connected here.
func (s *Street) Settings() map[string]string { return s.world.Config() }

// SignOut has the network end our sign-in, until SignIn.
func (s *Street) SignOut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = true
	s.world.Server().Inject(simulator.Expired, "", -1)
}

// adapter makes an adapter that signs in here. On the sample desk whatever is
// typed signs a signed-out account in again.
func (s *Street) adapter(ctx context.Context, typed platforms.Secrets) (platforms.Adapter, error) {
	s.mu.Lock()
	if s.out && s.anything(ctx, typed) {
		s.out = false
		s.world.Server().Calm()
	}
	s.mu.Unlock()
	config, err := json.Marshal(s.world.Config())
	if err != nil {
		return nil, fmt.Errorf("write the sample's settings: %w", err)
	}
	return s.network.New(config, (*streetSecrets)(s), s.clock)
}

func (s *Street) anything(ctx context.Context, typed platforms.Secrets) bool {
	for _, f := range s.network.Secrets {
		if v, err := typed.Get(ctx, f.Key); err == nil && v != "" {
			return true
		}
	}
	return false
}

// streetSecrets keeps what an adapter keeps, in memory.
type streetSecrets Street

// Get implements platforms.Secrets.
func (s *streetSecrets) Get(_ context.Context, item string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held[item], nil
}

// Set implements platforms.Secrets.
func (s *streetSecrets) Set(_ context.Context, item, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[item] = value
	return nil
}

// Post publishes a post of ours; Comment and Message let a resident write, in
// public under an item ("": unasked) or in private. They return the item's id,
// "" where the network has no such thing.
func (s *Street) Post(text string, at time.Time) string { return s.world.Post(text, at) }

// Comment lets a resident write in public.
func (s *Street) Comment(id, name, handle, parent, text string, at time.Time) string {
	return s.world.Comment(platforms.Person{ID: id, Name: name, Handle: handle}, parent, text, at)
}

// Message lets a resident write in private.
func (s *Street) Message(id, name, handle, text string, at time.Time) string {
	return s.world.Message(platforms.Person{ID: id, Name: name, Handle: handle}, text, at)
}

// Ours is what the network accepted from us, oldest first: the ids of the items,
// what each answers, and whether it is private.
func (s *Street) Ours() (ids, parents []string, private []bool) {
	for _, a := range s.world.Ours() {
		ids, parents, private = append(ids, a.ID), append(parents, a.Parent), append(private, a.Private)
	}
	return ids, parents, private
}

// Lose has the next call of that name end without an answer and without an effect.
func (s *Street) Lose(call string) { s.world.Server().Inject(simulator.Lost, call, 1) }

// Remove lets a resident delete an item of theirs; false where the network knows no
// such item.
func (s *Street) Remove(item string, at time.Time) bool { return s.world.Remove(item, at) }

// Close ends the server.
func (s *Street) Close() { s.world.Server().Close() }
