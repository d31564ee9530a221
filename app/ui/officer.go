package ui

import (
	"context"

	"commsdesk/app/desk"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// localOfficer is where this PC keeps who sits here.
const localOfficer = "officer"

// chooseOfficer finds who sat here last; else the first officer who is still
// here. It is called before anything is shown.
func (u *UI) chooseOfficer() {
	snap := u.p.Snapshot()
	if u.officer.ID != "" {
		return // set up a moment ago
	}
	id, err := u.p.Store.Local(u.ctx, localOfficer)
	if err != nil {
		u.opts.Log.Warn("could not read who sits here", "error", err)
	}
	if o, ok := snap.Officer(id); ok && !o.Left {
		u.officer = o
		return
	}
	for _, o := range snap.Officers {
		if !o.Left {
			u.officer = o
			return
		}
	}
}

// askOfficer lets another officer sit here. What they do from now on carries
// their initials.
func (u *UI) askOfficer() {
	if u.shell == nil || u.covered() {
		return
	}
	var items []part.MenuItem
	for _, o := range u.p.Snapshot().Officers {
		if !o.Left {
			items = append(items, part.MenuItem{Label: o.Name, Initials: o.Initials, Checked: o.ID == u.officer.ID, Do: func() { u.seat(o) }})
		}
	}
	items = append(items, part.MenuItem{Label: "Officers and initials", Icon: theme.IconSettings, Divider: true,
		Do: func() { u.goTo(placeSettings, "officers") }})
	part.ShowMenu(u.shell.rail.person, items...)
}

// seat lets an officer sit here, now and at the next start.
func (u *UI) seat(o desk.Officer) {
	if o.ID == u.officer.ID {
		return
	}
	before := u.officer
	u.officer = o
	u.shell.rail.set(u.railView())
	if s := u.current(); s != nil {
		s.Shown("")
	}
	u.env.Work(func(ctx context.Context) error { return u.p.Store.SetLocal(ctx, localOfficer, o.ID) }, nil)
	u.did(o.Name+" sits here now. Replies carry ^"+o.Initials+".", func() { u.seat(before) })
}
