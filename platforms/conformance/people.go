package conformance

import (
	"fmt"
	"time"

	"commsdesk/platforms"
)

// Invented residents. Each network gives them ids of its own form, so a
// simulator may change ID; Handle stays.
var (
	amina  = platforms.Person{ID: "1001", Name: "Amina Sall", Handle: "amina.sall"}
	bertie = platforms.Person{ID: "1002", Name: "Bertie Marsh", Handle: "bertie.marsh"}
	cerys  = platforms.Person{ID: "1003", Name: "Cerys Vaughan", Handle: "cerys.vaughan"}
)

// scene is a small world: a post of ours, residents under it, one elsewhere, one
// in private, one old. Where nobody comments they write to us.
type scene struct {
	post, first, second, below, mention, message, old string
}

// ids are all that a pull must bring.
func (s scene) ids() []string {
	return []string{s.post, s.first, s.second, s.below, s.mention, s.message, s.old}
}

// play lets residents write before Start. What the network doesn't have stays "".
func (d *Desk) play() scene {
	d.T.Helper()
	w := d.World
	var s scene
	oldPost := w.Post("The library opens late on Thursdays", Start.AddDate(0, 0, -20))
	s.old = w.Comment(cerys, oldPost, "Until what time?", Start.AddDate(0, 0, -19))
	s.post = w.Post("Garden waste is collected from Monday on", Start.Add(-3*time.Hour))
	s.first = w.Comment(amina, s.post, "Is my street in it?", Start.Add(-2*time.Hour))
	s.second = w.Comment(bertie, s.post, "What about brown bins?", Start.Add(-100*time.Minute))
	s.below = w.Comment(cerys, s.first, "Mine too?", Start.Add(-90*time.Minute))
	if d.Adapter.Capabilities().Mentions.OK {
		s.mention = w.Comment(bertie, "", "The lights in Mill Lane are out", Start.Add(-80*time.Minute))
	}
	s.message = w.Message(cerys, "Can you call me about my council tax?", Start.Add(-70*time.Minute))
	if s.post == "" && d.Adapter.Capabilities().Comments.OK || s.first == "" || s.second == "" {
		d.T.Fatal("the simulator has no posts or no comments under them")
	}
	return s
}

// many lets residents write n comments under one post of ours.
func (d *Desk) many(n int) []string {
	d.T.Helper()
	post := d.World.Post("What should the new park be called?", Start.Add(-20*time.Hour))
	ids := []string{post}
	for i := range n {
		who := platforms.Person{ID: fmt.Sprint(2000 + i%50), Name: fmt.Sprintf("Resident %d", i%50), Handle: fmt.Sprintf("resident.%d", i%50)}
		ids = append(ids, d.World.Comment(who, post, fmt.Sprintf("Name number %d", i), Start.Add(-19*time.Hour+time.Duration(i)*time.Second)))
	}
	return ids
}
