package ui

import (
	"fmt"
	"testing"

	"commsdesk/app/ui/screen"
)

func TestChannelsFit(t *testing.T) {
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%.0f-%d", s.wide, s.percent), func(t *testing.T) {
			o := newOffice(t)
			o.settle(true)
			o.street()
			o.look(s.mode, s.percent)
			u := o.open(Options{}, s.wide, s.high)
			o.drain()
			name := func(what string) string { return fmt.Sprintf("channels-%s-%.0f-%d", what, s.wide, s.percent) }
			u.goTo(placeChannels, "")
			o.drain()
			o.fits(name("table"))
			u.goTo(placeChannels, o.channelOf("facebook").ID)
			o.drain()
			o.fits(name("details"))
			u.goTo(placeChannels, o.channelOf("bluesky").ID)
			o.drain()
			o.tap("Edit register")
			o.fits(name("register"))
			o.key("Escape")
			u.goTo(placeChannels, screen.AddChannel)
			o.drain()
			o.fits(name("choose"))
			for _, network := range []string{"X", "Bluesky", "LinkedIn", "Nextdoor", "Mailbox"} {
				u.goTo(placeChannels, screen.AddChannel)
				o.tap("Choose " + network)
				o.drain()
				o.fits(name("connect-" + network))
			}
			u.goTo(placeChannels, screen.SignInPrefix+o.channelOf("flickr").ID)
			o.drain()
			o.fits(name("again"))
		})
	}
}
