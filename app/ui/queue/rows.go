package queue

import (
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// filter says whose conversations the queue shows.
type filter string

// The filters, in the order of Alt 1 to Alt 5.
const (
	everybody  filter = "all"
	mine       filter = "mine"
	comms      filter = "comms"
	csc        filter = "csc"
	unassigned filter = "unassigned"
)

var filters = []filter{everybody, mine, comms, csc, unassigned}

func (f filter) words() string {
	return map[filter]string{everybody: "All", mine: "Mine", comms: "Comms", csc: "CSC", unassigned: "Unassigned"}[f]
}

// shows tells whether a conversation of a is under the filter for an officer.
func (f filter) shows(snap desk.Snapshot, me string, a inbox.Assignee) bool {
	switch f {
	case mine:
		return me != "" && a == inbox.Assignee("officer:"+me)
	case comms:
		return teamOf(snap, a) == desk.Communications
	case csc:
		return teamOf(snap, a) == desk.CustomerService
	case unassigned:
		return a == ""
	}
	return true
}

// teamOf is the team that has a conversation, itself or by an officer of it.
func teamOf(snap desk.Snapshot, a inbox.Assignee) desk.Team {
	if team, ok := strings.CutPrefix(string(a), "team:"); ok {
		return desk.Team(team)
	}
	id, _ := strings.CutPrefix(string(a), "officer:")
	o, _ := snap.Officer(id)
	return o.Team
}

// view is what the list shows a conversation by: who looks, when, at what desk.
type view struct {
	now    time.Time
	cal    *calendar.Calendar
	snap   desk.Snapshot
	me     string
	drafts map[string]bool // conversations with a text begun
	keep   time.Duration   // how long the open one's network lets words be kept, 0 not known
}

// counts are how many open conversations each filter shows.
func (v view) counts(rows []inbox.Row) map[filter]int {
	n := map[filter]int{}
	for _, r := range rows {
		if r.Status != inbox.Open {
			continue
		}
		for _, f := range filters {
			if f.shows(v.snap, v.me, r.Assignee) {
				n[f]++
			}
		}
	}
	return n
}

// group is one head of the list with its rows. Its key stays the same while
// its words change.
type group struct {
	key    string
	head   part.GroupData
	folded bool // unless an officer unfolds it
	rows   []inbox.Row
}

// The keys of groups; days have their date.
const (
	overdue   = "overdue"
	dueToday  = "today"
	noDueTime = "no-due-time"
	waiting   = "waiting"
	answered  = "answered"
	noReply   = "no-reply"
	done      = "done"
	olderKey  = "older"
)

// groups sorts rows, which come by their clock, under their heads. rest are the
// older conversations that were read, newest first, of so many that there are.
func (v view) groups(rows, rest []inbox.Row, f filter, older int) []group {
	var all []group
	at := map[string]int{}
	for _, status := range []inbox.Status{inbox.Open, inbox.Waiting, inbox.Answered, inbox.NoReply, inbox.Done} {
		for _, r := range rows {
			if r.Status != status || !f.shows(v.snap, v.me, r.Assignee) {
				continue
			}
			g := v.groupOf(r)
			if g.key == olderKey {
				continue
			}
			i, ok := at[g.key]
			if !ok {
				i = len(all)
				at[g.key], all = i, append(all, g)
			}
			all[i].rows = append(all[i].rows, r)
		}
	}
	for i := range all {
		all[i].head.Count = all[i].count()
	}
	if older > 0 {
		all = append(all, v.olderGroup(rest, f, older))
	}
	return all
}

func (v view) olderGroup(rest []inbox.Row, f filter, total int) group {
	g := group{key: olderKey, folded: true, head: part.GroupData{Label: "Older", Count: part.Commas(total)}}
	for _, r := range rest {
		if v.groupOf(r).key == olderKey && f.shows(v.snap, v.me, r.Assignee) {
			g.rows = append(g.rows, r)
		}
	}
	if len(rest) > 0 && len(rest) < total {
		g.head.Count += ", newest " + part.Commas(len(g.rows)) + " shown, search finds all"
	}
	return g
}

func (g group) count() string {
	n := part.Commas(len(g.rows))
	switch g.key {
	case dueToday:
		return n + ", soonest first"
	case waiting:
		return n + ", clock stopped"
	case noReply:
		return n + " today, counted in reports"
	}
	return n
}

func (v view) groupOf(r inbox.Row) group {
	today := calendar.DateOf(v.now)
	switch r.Status {
	case inbox.Open:
		return v.dueGroup(r)
	case inbox.Waiting:
		return group{key: waiting, folded: true, head: part.GroupData{Label: "Waiting for the resident"}}
	}
	if r.Status == inbox.History || len(r.Settled) == 0 || calendar.DateOf(r.Settled[len(r.Settled)-1].Settled) != today {
		return group{key: olderKey}
	}
	switch r.Status {
	case inbox.Answered:
		return group{key: answered, folded: true, head: part.GroupData{Label: "Answered today"}}
	case inbox.NoReply:
		return group{key: noReply, folded: true, head: part.GroupData{Label: "No reply expected"}}
	}
	return group{key: done, folded: true, head: part.GroupData{Label: "Done today"}}
}

func (v view) dueGroup(r inbox.Row) group {
	if r.Clock.IsZero() {
		return group{key: noDueTime, head: part.GroupData{Label: "No due time"}}
	}
	if v.now.After(r.Clock) {
		return group{key: overdue, head: part.GroupData{Label: "Overdue", Icon: theme.IconErrorFill, Tone: part.Late}}
	}
	today, day := calendar.DateOf(v.now), calendar.DateOf(r.Clock)
	switch {
	case day == today:
		return group{key: dueToday, head: part.GroupData{Label: "Due today"}}
	case day == today.AddDays(1):
		return group{key: day.String(), head: part.GroupData{Label: "Due tomorrow"}}
	case day.Compare(today.AddDays(7)) < 0:
		return group{key: day.String(), head: part.GroupData{Label: "Due " + calendar.InLondon(r.Clock).Format("Monday")}}
	}
	return group{key: day.String(), head: part.GroupData{Label: "Due " + calendar.InLondon(r.Clock).Format("Mon 2 Jan")}}
}

// line is one line of the list: a head, or a conversation of its group.
type line struct {
	group string
	head  part.GroupData
	row   *inbox.Row // nil: a head
}

// lines lays groups out as the list shows them. folds are the groups an officer
// folded (true) or unfolded (false).
func lines(all []group, folds map[string]bool) []line {
	var out []line
	for i := range all {
		g := &all[i]
		folded, chosen := folds[g.key]
		if !chosen {
			folded = g.folded
		}
		g.head.Folded = folded
		out = append(out, line{group: g.key, head: g.head})
		if folded {
			continue
		}
		for k := range g.rows {
			out = append(out, line{group: g.key, row: &g.rows[k]})
		}
	}
	return out
}

// find is where a conversation stands in the lines, or -1.
func find(all []line, id string) int {
	for i, l := range all {
		if l.row != nil && l.row.ID == id {
			return i
		}
	}
	return -1
}

// neighbour is the conversation after the one with this id that is not among
// gone, or the one before it; "" when there is no other.
func neighbour(all []line, id string, gone map[string]bool) string {
	at := find(all, id)
	if at < 0 {
		return ""
	}
	for i := at + 1; i < len(all); i++ {
		if all[i].row != nil && !gone[all[i].row.ID] {
			return all[i].row.ID
		}
	}
	for i := at - 1; i >= 0; i-- {
		if all[i].row != nil && !gone[all[i].row.ID] {
			return all[i].row.ID
		}
	}
	return ""
}
