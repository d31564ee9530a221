package channels

import (
	"slices"
	"strings"

	"commsdesk/app/ui/part"
)

// line is one line of the table: the head of a service, or a channel.
type line struct {
	head  string
	count string
	entry *entry
}

// ownService heads the accounts of the council itself.
const ownService = "The council"

// lines lays channels out by the services whose they are, the council's own
// first; with one service there are no heads. Their order in a service stays.
func lines(all []entry) []line {
	var services []string
	by := map[string][]entry{}
	for _, e := range all {
		if _, ok := by[e.Service]; !ok {
			services = append(services, e.Service)
		}
		by[e.Service] = append(by[e.Service], e)
	}
	slices.SortStableFunc(services, func(a, b string) int {
		return strings.Compare(strings.ToLower(a), strings.ToLower(b)) // "" comes first
	})
	var out []line
	for _, s := range services {
		if len(services) > 1 {
			name := s
			if name == "" {
				name = ownService
			}
			out = append(out, line{head: name, count: part.Count(len(by[s]), "channel", "channels")})
		}
		for _, e := range by[s] {
			out = append(out, line{entry: &e})
		}
	}
	return out
}

// order puts mailboxes first, what is answered by hand last, and keeps the
// networks' own order between.
func order(all []entry, networks []string) {
	rank := func(e entry) int {
		if at := slices.Index(networks, e.Network); at >= 0 {
			return at + 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b entry) int { return rank(a) - rank(b) })
}

// find is where a channel stands, -1 for nowhere.
func find(all []line, id string) int {
	return slices.IndexFunc(all, func(l line) bool { return l.entry != nil && l.entry.ID == id })
}

// first is the first channel, "" where there is none.
func first(all []line) string {
	for _, l := range all {
		if l.entry != nil {
			return l.entry.ID
		}
	}
	return ""
}

// rowData is what a row of the table shows.
type rowData struct {
	network, title, account, joined, purpose, last string
	kind, signIn, gaps, counts                     said
	spoken                                         string
}

func (v view) row(e entry) rowData {
	d := rowData{network: e.Network, title: e.title, account: e.account(), joined: joined(e), purpose: e.Purpose, last: v.lastIn(e),
		kind: kind(e), signIn: v.signIn(e), gaps: v.gaps(e), counts: v.thereHere(e)}
	spoken := []string{d.title + " " + d.account}
	for _, w := range []string{d.purpose, d.kind.words, d.signIn.words} {
		if w != "" {
			spoken = append(spoken, w)
		}
	}
	if !e.byHand {
		spoken = append(spoken, "Last message "+d.last, "Gaps: "+d.gaps.words, "There and here: "+strings.Replace(d.counts.words, " / ", " and ", 1))
	}
	d.spoken = strings.Join(spoken, ". ")
	return d
}
