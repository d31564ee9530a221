package mailbox

import (
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app/calendar"
	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// AskCertificate shows a certificate that nobody vouches for, or that changed,
// and calls accepted when the officer trusts it.
func AskCertificate(env screen.Env, c program.Certificate, accepted func()) {
	title, words := "Trust this server?", "No authority that this computer knows vouches for it. Ask your IT team to read the fingerprint to you, and accept it only if every pair is the same."
	if c.Expected != "" {
		title = "The server's certificate changed"
		words = "It may have been renewed, or somebody may be in between. Ask your IT team to read the new fingerprint to you before you accept it. Nothing was sent."
	}
	facts := part.Column(6,
		fact("Server", c.Endpoint), fact("Made out to", c.Subject), fact("Vouched for by", c.Issuer),
		fact("Valid until", calendar.FormatDay(c.NotAfter)))
	if c.Expected != "" {
		facts.Add(fingerprint("Accepted before", c.Expected))
		facts.Add(fingerprint("Shown now", c.Presented))
	} else {
		facts.Add(fingerprint("SHA-256", c.Presented))
	}
	part.ShowDialog(env.Window.Canvas(), part.DialogSpec{Title: title, Words: words, Content: part.Pad(4, 0, 0, 0, facts),
		Confirm: "Accept this certificate", OnDone: func(yes bool) {
			if yes {
				accepted()
			}
		}})
}

const factName = 112

func fact(name, value string) fyne.CanvasObject {
	if value == "" {
		value = "not said"
	}
	return part.Fact(name, factName, part.NewWrapped(value, theme.Small, theme.Text))
}

// fingerprint shows a fingerprint in lines of eight pairs, as people read it aloud.
func fingerprint(name, pairs string) fyne.CanvasObject {
	return part.Fact(name, factName, part.NewWrapped(Lines(pairs), theme.Code, theme.Text))
}

// Lines breaks a fingerprint into lines of eight pairs.
func Lines(fingerprint string) string {
	pairs := strings.Split(fingerprint, ":")
	var lines []string
	for len(pairs) > 8 {
		lines = append(lines, strings.Join(pairs[:8], " "))
		pairs = pairs[8:]
	}
	return strings.Join(append(lines, strings.Join(pairs, " ")), "\n")
}
