package channel_test

import (
	"testing"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/channel"

	"github.com/google/go-cmp/cmp"
)

func TestApplyAndCheck(t *testing.T) {
	press := channel.Channel{ID: channel.ChannelID("mailbox", "press@council.example"), Network: "mailbox", Identity: "press@council.example", Name: "Press"}
	renamed, other, gone := press, press, press
	renamed.Name, other.Identity, gone.Gone = "Press office", "other@council.example", true
	goneRenamed := renamed
	goneRenamed.Gone = true
	on := func(kind act.Kind, effect any) act.Act {
		return act.Who{Officer: "gm"}.New(kind, act.Subject{Type: act.Channel, ID: press.ID}, effect, nil)
	}
	none := channel.Channel{}
	for name, c := range map[string]struct {
		before    channel.Channel
		a         act.Act
		after     channel.Channel
		effective bool
		refused   app.Kind
	}{
		"connect":                    {none, on(channel.Connected, press), press, true, ""},
		"connect again":              {gone, on(channel.Connected, press), press, true, ""},
		"configure":                  {press, on(channel.Configured, renamed), renamed, true, ""},
		"configure what is removed":  {gone, on(channel.Configured, renamed), goneRenamed, true, ""},
		"configure what never was":   {none, on(channel.Configured, press), none, false, app.Wrong},
		"remove":                     {press, on(channel.Removed, nil), gone, true, ""},
		"remove what never was":      {none, on(channel.Removed, nil), none, false, app.Wrong},
		"another account's identity": {press, on(channel.Configured, other), other, true, app.Wrong},
		"no channel":                 {press, on(channel.Configured, "x"), press, false, app.Wrong},
		"another subject":            {press, on(channel.Configured, channel.Channel{ID: "mailbox-2"}), press, false, app.Wrong},
		"a kind from the future":     {press, on("melted/1", press), press, false, app.Wrong},
	} {
		if err := channel.Check(c.before, c.a); app.KindOf(err) != c.refused {
			t.Errorf("%s: check said %v, want %q", name, err, c.refused)
		}
		got := c.before
		if effective := got.Apply(c.a); effective != c.effective {
			t.Errorf("%s: effective %v, want %v", name, effective, c.effective)
		}
		if diff := cmp.Diff(c.after, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}
