package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app/desk"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// The places by short names; a place is in the rail when its screen exists.
const (
	placeQueue    = screen.Queue
	placeOutbox   = screen.Outbox
	placeChannels = screen.Channels
	placeNotices  = screen.Notices
	placeSettings = screen.Settings
)

// railItem is one item of the rail.
type railItem struct {
	place screen.Place
	data  part.RailData
}

// railView is what the rail shows.
type railView struct {
	top, foot []railItem
	officer   desk.Officer
}

// railOf says what the rail shows: a white badge is work for a person, an amber
// one that something broke (DESIGN-LANGUAGE 5.11).
func railOf(at screen.Place, f facts, officer desk.Officer, has func(screen.Place) bool) railView {
	v := railView{officer: officer}
	if has(placeQueue) {
		v.top = append(v.top, railItem{placeQueue, part.RailData{Label: "Queue", Icon: theme.IconInbox, Filled: theme.IconInboxFill,
			Count: f.open, Active: at == placeQueue, Spoken: spoken("Queue", f.open, "needs a reply", "need a reply")}})
	}
	if has(placeOutbox) {
		v.top = append(v.top, railItem{placeOutbox, part.RailData{Label: "Outbox", Icon: theme.IconOutbox, Filled: theme.IconOutboxFill,
			Count: f.faults(), Fault: true, Active: at == placeOutbox, Spoken: spoken("Outbox", f.faults(), "needs a look", "need a look")}})
	}
	if has(placeChannels) {
		v.top = append(v.top, railItem{placeChannels, part.RailData{Label: "Channels", Icon: theme.IconCellTower, Filled: theme.IconCellTowerFill,
			Count: f.broken(), Fault: true, Active: at == placeChannels, Spoken: spoken("Channels", f.broken(), "needs you", "need you")}})
	}
	n := len(f.notices)
	v.foot = append(v.foot, railItem{placeNotices, part.RailData{Label: "Notices", Icon: theme.IconNotifications, Filled: theme.IconNotificationsFill,
		Count: n, Spoken: spoken("Notices", n, "waits", "wait")}})
	if has(placeSettings) {
		v.foot = append(v.foot, railItem{placeSettings, part.RailData{Label: "Settings", Icon: theme.IconSettings, Filled: theme.IconSettingsFill,
			Active: at == placeSettings}})
	}
	return v
}

func spoken(name string, n int, one, many string) string {
	if n == 0 {
		return name
	}
	return name + ", " + part.Count(n, one, many)
}

func (u *UI) railView() railView { return railOf(u.at, u.facts, u.officer, u.has) }

func (u *UI) has(p screen.Place) bool { _, ok := u.screens[p]; return ok }

// rail is the view on screen.
type rail struct {
	u       *UI
	content *fyne.Container
	items   map[screen.Place]*part.RailItem
	officer desk.Officer
	person  *part.RailPerson
}

func newRail(u *UI) *rail {
	r := &rail{u: u, content: part.Stack(), items: map[screen.Place]*part.RailItem{}}
	r.build(u.railView())
	return r
}

func (r *rail) build(v railView) {
	make := func(all []railItem) []fyne.CanvasObject {
		var out []fyne.CanvasObject
		for _, it := range all {
			item := part.NewRailItem(it.data, func() { r.u.goTo(it.place, "") })
			r.items[it.place] = item
			out = append(out, item)
		}
		return out
	}
	first, _, _ := strings.Cut(v.officer.Name, " ")
	r.officer = v.officer
	r.person = part.NewRailPerson(v.officer.Initials, first, r.u.askOfficer)
	r.person.SetSpokenName(v.officer.Name + " sits here. Change")
	r.content.Objects = []fyne.CanvasObject{part.RailGround(make(v.top), append(make(v.foot), r.person))}
	r.content.Refresh()
}

// set shows another view; the items stay unless another officer sits here.
func (r *rail) set(v railView) {
	if v.officer != r.officer {
		r.build(v)
		return
	}
	for _, it := range append(v.top, v.foot...) {
		r.items[it.place].Set(it.data)
	}
}

// title is the window's title: the count that matters, the place, the program.
func title(at screen.Place, f facts) string {
	switch at {
	case placeOutbox:
		var parts []string
		for _, c := range []struct {
			n    int
			word string
		}{{f.sends[outbox.Unconfirmed], "unconfirmed"}, {f.sends[outbox.Rejected], "not sent"}, {f.sends[outbox.Held], "held"}, {f.waiting(), "waiting"}} {
			if c.n > 0 {
				parts = append(parts, part.Commas(c.n)+" "+c.word)
			}
		}
		return strings.Join(parts, ", ") + sep(parts) + "Outbox · Commsdesk"
	case placeChannels:
		return channelsWork(f) + "Channels · Commsdesk"
	case placeSettings:
		return needReply(f.open) + "Settings · Commsdesk"
	}
	return needReply(f.open) + "Queue · Commsdesk"
}

// channelsWork says how many channels work, for the title: "8 of 9 channels work · ".
func channelsWork(f facts) string {
	works := 0
	for _, c := range f.channels {
		if f.works(c.ID) {
			works++
		}
	}
	switch {
	case len(f.channels) == 0:
		return ""
	case works == len(f.channels):
		return "All channels work · "
	}
	return fmt.Sprintf("%s of %s channels work · ", part.Commas(works), part.Commas(len(f.channels)))
}

func sep(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return " · "
}

func needReply(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 needs a reply · "
	}
	return part.Commas(n) + " need a reply · "
}

func (u *UI) retitle() {
	words := title(u.at, u.facts)
	if u.sample() {
		words = "Sample data · " + words
	}
	if u.win.Title() != words {
		u.win.SetTitle(words)
	}
}
