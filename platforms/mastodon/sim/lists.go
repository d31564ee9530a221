package sim

import (
	"net/http"
	"slices"

	"commsdesk/platforms/simulator"
)

func same(id string) string { return id }

// notifications are what residents wrote that names us.
func (w *World) notifications(r *simulator.Request) simulator.Answer {
	types := r.Query["types[]"]
	by := map[string]*note{}
	var ids []string
	for _, n := range w.s.Notes {
		switch {
		case len(types) > 0 && !slices.Contains(types, n.Type):
		case n.Filtered && r.Query.Get("include_filtered") != "true":
		case !w.s.shown(w.s.Statuses[n.Status]), w.s.Accounts[n.From].Blocked:
		default:
			by[n.ID] = n
			ids = append(ids, n.ID)
		}
	}
	return listed(r, w.server.URL(), ids, same, 40, 80, func(id string) any { return w.renderNote(by[id]) })
}

// statuses are an account's own.
func (w *World) statuses(r *simulator.Request) simulator.Answer {
	if w.s.Accounts[r.Vars["id"]] == nil {
		return gone
	}
	source := w.own
	if r.Vars["id"] != me {
		source = nil
		for id, st := range w.s.Statuses {
			if st.Author == r.Vars["id"] {
				source = append(source, id)
			}
		}
	}
	var ids []string
	for _, id := range source {
		st := w.s.Statuses[id]
		above := w.s.Statuses[st.Parent]
		answer := above != nil && above.Author != st.Author
		if w.s.shown(st) && !(answer && r.Query.Get("exclude_replies") == "true") {
			ids = append(ids, id)
		}
	}
	return listed(r, w.server.URL(), ids, same, 20, 40, func(id string) any { return w.render(w.s.Statuses[id]) })
}

// byIDs came with Mastodon 4.3 and takes 20.
func (w *World) byIDs(r *simulator.Request) simulator.Answer {
	ids := r.Query["id[]"]
	switch {
	case w.Software != "":
		return gone
	case len(ids) > 20:
		return failed(http.StatusUnprocessableEntity, "Validation failed: too many ids")
	}
	out := []any{}
	for _, id := range ids {
		if st := w.s.Statuses[id]; w.s.shown(st) {
			out = append(out, w.render(st))
		}
	}
	return simulator.Answer{Body: out}
}

// contextMost is how many statuses below one are shown.
const contextMost = 4096

func (w *World) context(r *simulator.Request) simulator.Answer {
	st := w.s.Statuses[r.Vars["id"]]
	if !w.s.shown(st) {
		return gone
	}
	up, down := []any{}, []any{}
	for above := w.s.Statuses[st.Parent]; w.s.shown(above); above = w.s.Statuses[above.Parent] {
		up = append([]any{w.render(above)}, up...)
	}
	queue := []string{st.ID}
	for len(queue) > 0 && len(down) < contextMost {
		for _, id := range w.below[queue[0]] {
			if below := w.s.Statuses[id]; w.s.shown(below) && len(down) < contextMost {
				down = append(down, w.render(below))
				queue = append(queue, id)
			}
		}
		queue = queue[1:]
	}
	switch r.Fault {
	case simulator.Doubled:
		down = append(down, down...)
	case simulator.Disorder:
		slices.Reverse(down)
	}
	return simulator.Answer{Body: object{"ancestors": up, "descendants": down}}
}
