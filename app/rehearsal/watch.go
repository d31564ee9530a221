package rehearsal

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"commsdesk/app/event"
)

// saveAfter is how soon a changed world is saved.
const saveAfter = 2 * time.Second

// Watch saves the world of a sample desk soon after something was sent or came.
// The returned function ends that and saves what is not saved yet. On any other
// desk it does nothing.
func Watch(ctx context.Context, s Stage) (stop func() error, err error) {
	if !s.Program.Snapshot().Sample {
		return func() error { return nil }, nil
	}
	w, err := s.World(ctx)
	if err != nil {
		return func() error { return nil }, err
	}
	streets := map[string]*street{}
	changed := make(chan struct{}, 1)
	var heard atomic.Bool
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	unlisten := s.Program.Bus.Listen(func(c event.Change) {
		if c.Topic == event.Sends || c.Topic == event.Conversations || c.Topic == event.Channels {
			heard.Store(true)
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	})
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-changed:
			case <-time.After(livelyEvery):
				if err := running(ctx, s, streets); err != nil {
					s.Program.Log.Warn("could not look at the sample's networks", "error", err)
				}
				for _, st := range streets {
					st.live(s.Clock.Now())
				}
				continue
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(saveAfter):
			}
			if err := keepAll(ctx, s, w, streets); err != nil {
				s.Program.Log.Warn("could not save the sample world", "error", err)
			}
		}
	}()
	return func() error {
		unlisten()
		cancel()
		<-done
		if !heard.Load() { // a reading command must not put an old world over a new one
			return nil
		}
		return keepAll(context.WithoutCancel(ctx), s, w, streets)
	}, nil
}

// livelyEvery is how often the residents of the networks look at what we wrote.
const livelyEvery = 3 * time.Second

// running adds the networks that were started since: a command that only reads
// starts none.
func running(ctx context.Context, s Stage, streets map[string]*street) error {
	for _, name := range s.Streets {
		if streets[name] != nil || !s.Running(name) {
			continue
		}
		st, err := openStreet(ctx, s, name)
		if err != nil {
			return err
		}
		streets[name] = st
	}
	return nil
}

func keepAll(ctx context.Context, s Stage, w World, streets map[string]*street) error {
	err := errors.Join(Keep(ctx, s.Program.Store, w), running(ctx, s, streets))
	for _, st := range streets {
		err = errors.Join(err, st.keep(ctx, s.Program.Store))
	}
	return err
}

// live lets the residents see what we have answered, and write what is due.
func (s *street) live(now time.Time) {
	ids, parents, private := s.Ours()
	for i := s.state.Heard; i < len(ids); i++ {
		for slug, item := range s.state.Items {
			if text, ok := backTalk[slug]; ok && item == parents[i] {
				s.state.Due = append(s.state.Due, dueAnswer{At: now.Add(backAfter), Name: slug, Parent: ids[i], Text: text, Private: private[i]})
			}
		}
	}
	s.state.Heard = len(ids)
	kept := s.state.Due[:0]
	for _, d := range s.state.Due {
		if d.At.After(now) {
			kept = append(kept, d)
			continue
		}
		name := nameOf(d.Name)
		if d.Private {
			s.Message(handleID(d.Name), name, d.Name, d.Text, now)
		} else if s.Comment(handleID(d.Name), name, d.Name, d.Parent, d.Text, now) == "" {
			s.Comment(handleID(d.Name), name, d.Name, s.state.Items[d.Name], d.Text, now)
		}
	}
	s.state.Due = kept
}

// nameOf is the name of somebody in the story.
func nameOf(slug string) string {
	for _, t := range streetTalks(time.Time{}, func(int, int) time.Time { return time.Time{} }) {
		if t.slug == slug {
			return t.name
		}
	}
	return slug
}
