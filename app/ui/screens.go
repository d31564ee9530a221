package ui

import (
	"commsdesk/app/ui/channels"
	"commsdesk/app/ui/notices"
	"commsdesk/app/ui/outbox"
	"commsdesk/app/ui/queue"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/settings"
)

// makeScreens makes the places that this version has. What is not here is in no
// menu and not in the rail.
func (u *UI) makeScreens() map[screen.Place]screen.Screen {
	return map[screen.Place]screen.Screen{
		placeQueue:    queue.New(u.env),
		placeOutbox:   outbox.New(u.env),
		placeChannels: channels.New(u.env),
		placeSettings: settings.New(u.env, settings.Options{Version: u.opts.Version, Workspace: u.opts.Workspace}),
	}
}

// firstPlace is the place shown at the start.
func firstPlace(has map[screen.Place]screen.Screen) screen.Place {
	for _, p := range []screen.Place{placeQueue, placeOutbox, placeChannels, placeSettings} {
		if _, ok := has[p]; ok {
			return p
		}
	}
	return ""
}

// OpenKey opens what a clicked notification is about, by its key, and brings
// the window to the front. It may be called from any goroutine.
func (u *UI) OpenKey(key string) {
	u.onUI(func() {
		u.win.Show()
		u.win.RequestFocus()
		u.goTo(notices.TargetOfKey(key))
	})
}

// openConversation shows a conversation in the queue.
func (u *UI) openConversation(id string) {
	u.goTo(placeQueue, id)
}
