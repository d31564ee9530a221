package program_test

import (
	"strings"
	"testing"

	"commsdesk/app/program"
)

func TestServersAreGuessedFromAddressAndWay(t *testing.T) {
	for _, tt := range []struct{ address, way, want, imap, smtp string }{
		{"press@Council.Example", "", program.ByPassword, "imap.council.example", "smtp.council.example"},
		{"press@council.example", program.ByMicrosoft, program.ByMicrosoft, "outlook.office365.com", "smtp.office365.com"},
		{" press@Council.onmicrosoft.com", "", program.ByMicrosoft, "outlook.office365.com", "smtp.office365.com"},
		{"press.office@gmail.com", "", program.ByGoogle, "imap.gmail.com", "smtp.gmail.com"},
		{"press.office@gmail.com", program.ByPassword, program.ByPassword, "imap.gmail.com", "smtp.gmail.com"},
		{"press@council.example", program.ByOAuth, program.ByOAuth, "imap.council.example", "smtp.council.example"},
		{"press", "", program.ByPassword, "", ""},
	} {
		g := program.GuessMail(tt.address, tt.way)
		if g.Way != tt.want || g.IMAP != (program.MailServer{Host: tt.imap, Port: 993, TLS: "implicit"}) || g.SMTP != (program.MailServer{Host: tt.smtp, Port: 587, TLS: "starttls"}) {
			t.Errorf("%s by %q: %+v", tt.address, tt.way, g)
		}
	}
}

// TestITIsToldWhatToDo: each way that needs the council's IT names what it asks
// for, and the mailbox.
func TestITIsToldWhatToDo(t *testing.T) {
	for way, words := range map[string][]string{
		program.ByMicrosoft: {"http://127.0.0.1", "IMAP.AccessAsUser.All", "SMTP.Send", "offline_access", "Full access", "Send as", "MessageCopyForSentAsEnabled", "SmtpClientAuthenticationDisabled", "Application (client) ID"},
		program.ByGoogle:    {"https://mail.google.com/", "Desktop app", "client secret"},
		program.ByOAuth:     {"http://127.0.0.1", "PKCE", "XOAUTH2"},
	} {
		all := strings.Join(program.MailSteps(way, "press@council.example"), "\n")
		for _, w := range append(words, "press@council.example") {
			if !strings.Contains(all, w) {
				t.Errorf("%s: nothing is said of %s", way, w)
			}
		}
	}
	if program.MailSteps(program.ByPassword, "") != nil {
		t.Error("a password needs no IT")
	}
}
