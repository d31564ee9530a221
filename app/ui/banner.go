package ui

import (
	"context"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// banner is a statement over the whole page, with what can be done about it.
type banner struct {
	icon  theme.IconName
	tone  part.Tone
	words part.Words
	deeds []deed
}

type deed struct {
	label string
	do    func()
}

// keyringState is what the probe of the password store found.
type keyringState struct{ state, sentence string }

func (k keyringState) usable() bool { return k.state == "" || k.state == "ready" }

// banners says what holds for the whole desk.
func (u *UI) banners() []banner {
	var out []banner
	if u.sample() {
		b := banner{icon: theme.IconScience, tone: part.Unknown,
			words: part.Words{Bold: "Sample data", Rest: ". Everybody here is invented, and nothing is sent to anyone."}}
		if u.opts.LeaveSample != nil {
			b.deeds = []deed{{"Leave the sample desk", func() { u.try(u.opts.LeaveSample) }}}
		}
		return append(out, b)
	}
	if !u.keyring.usable() {
		b := banner{icon: theme.IconKey, tone: part.Soon, words: part.Words{Bold: "Passwords can't be kept. ", Rest: u.keyring.sentence},
			deeds: []deed{{"Look again", u.probeKeyring}}}
		if u.opts.KeepForThisRun != nil {
			b.deeds = append(b.deeds, deed{"Keep for this run", u.keepForThisRun})
		}
		out = append(out, b)
	}
	if u.facts.read && len(u.facts.channels) == 0 {
		out = append(out, banner{icon: theme.IconLinkOff, tone: part.Soon,
			words: part.Words{Bold: "No channel is connected", Rest: ", so nothing comes in or goes out."},
			deeds: []deed{{"Add channel", func() { u.goTo(placeChannels, screen.AddChannel) }}}})
	}
	return out
}

// probeKeyring looks in the background whether passwords can be kept.
func (u *UI) probeKeyring() {
	if u.opts.Keyring == nil || u.sample() {
		return
	}
	var k keyringState
	u.env.Work(func(ctx context.Context) error {
		k.state, k.sentence = u.opts.Keyring(ctx)
		return nil
	}, func(error) {
		u.keyring = k
		u.keyringChanged()
	})
}

// keepForThisRun keeps passwords in memory, as the officer has chosen.
func (u *UI) keepForThisRun() {
	u.opts.KeepForThisRun()
	u.keyring = keyringState{}
	u.keyringChanged()
	u.did("Passwords are kept until you quit. You will type them again at the next start.", nil)
}

func (u *UI) keyringChanged() {
	u.showFacts()
	if u.welcome != nil {
		u.welcome.KeyringChanged()
	}
}

// try does something that main offers, in the background, and says what went
// wrong.
func (u *UI) try(f func() error) {
	u.env.Work(func(context.Context) error { return f() }, nil)
}
