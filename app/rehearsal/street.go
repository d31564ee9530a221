package rehearsal

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"commsdesk/app/channel"
)

// Street is one simulated network with its residents.
type Street interface {
	// Name is the network's short name, Title the one for people; Settings those
	// with which our account is connected.
	Name() string
	Title() string
	Settings() map[string]string
	// Post publishes a post of ours; Comment and Message let a resident write,
	// in public under an item ("": unasked) or in private. They return the item's
	// id, "" where the network has no such thing.
	Post(text string, at time.Time) string
	Comment(id, name, handle, parent, text string, at time.Time) string
	Message(id, name, handle, text string, at time.Time) string
	// Ours is what the network accepted from us, oldest first.
	Ours() (ids, parents []string, private []bool)
	// Lose has the next call of that name end without an answer and without an
	// effect; Remove lets a resident delete an item, false where there is none.
	Lose(call string)
	Remove(item string, at time.Time) bool
	// SignOut has the network end our sign-in.
	SignOut()
	// Save returns the street for the next start.
	Save() ([]byte, error)
}

// street is a Street with what the play knows of it.
type street struct {
	Street
	channel channel.Channel
	state   streetState
}

// streetState is kept over restarts beside the street itself.
type streetState struct {
	// Posts are our posts' ids by their names in the story; Items the residents'
	// first items by their names.
	Posts, Items map[string]string
	// Heard is how many of our accepted items were looked at; Due what residents
	// will write.
	Heard int
	Due   []dueAnswer
	World json.RawMessage
}

// dueAnswer is what a resident will write back.
type dueAnswer struct {
	At           time.Time
	Name, Parent string
	Text         string
	Private      bool
}

func streetKey(network string) string { return "sample.street." + network }

// SavedStreet returns the state of one network that the workspace kept, nil for
// none.
func (k Kept) SavedStreet(ctx context.Context, network string) ([]byte, error) {
	state, err := loadStreet(ctx, k.Locals, network)
	return state.World, err
}

func loadStreet(ctx context.Context, s Locals, network string) (streetState, error) {
	state := streetState{Posts: map[string]string{}, Items: map[string]string{}}
	raw, err := s.Local(ctx, streetKey(network))
	if err != nil || raw == "" {
		return state, err
	}
	if err := json.Unmarshal([]byte(raw), &state); err != nil {
		return state, fmt.Errorf("read the sample's %s: %w", network, err)
	}
	return state, nil
}

// keep saves a street with what is known of it.
func (s *street) keep(ctx context.Context, to Locals) error {
	world, err := s.Save()
	if err != nil {
		return err
	}
	s.state.World = world
	raw, err := json.Marshal(s.state)
	if err != nil {
		return fmt.Errorf("save the sample's %s: %w", s.Name(), err)
	}
	return to.SetLocal(ctx, streetKey(s.Name()), string(raw))
}

// openStreets starts every network that the stage has.
func openStreets(ctx context.Context, s Stage) (map[string]*street, error) {
	all := map[string]*street{}
	if s.Street == nil {
		return all, nil
	}
	for _, name := range s.Streets {
		st, err := openStreet(ctx, s, name)
		if err != nil {
			return nil, err
		}
		all[name] = st
	}
	return all, nil
}

func openStreet(ctx context.Context, s Stage, name string) (*street, error) {
	w, err := s.Street(ctx, name)
	if err != nil {
		return nil, err
	}
	state, err := loadStreet(ctx, s.Program.Store, name)
	return &street{Street: w, state: state}, err
}

// Scene is everything simulated around a sample desk, by the types of whoever
// made it.
type Scene[W World, S Street] interface {
	// Account is the simulated mailbox.
	Account(ctx context.Context) (W, error)
	// Streets names the simulated networks, and Street starts one.
	Streets() []string
	// Street starts a network, or returns the one that runs.
	Street(ctx context.Context, network string) (S, error)
	// Running tells whether a network was started.
	Running(network string) bool
}

// In returns the stage with the scene around it.
func In[W World, S Street](scene Scene[W, S], s Stage) Stage {
	s.World = func(ctx context.Context) (World, error) { return scene.Account(ctx) }
	s.Streets, s.Running = scene.Streets(), scene.Running
	s.Street = func(ctx context.Context, network string) (Street, error) { return scene.Street(ctx, network) }
	return s
}
