package mailbox

import (
	"context"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
)

// inbox is the one folder every server has (RFC 3501 5.1).
const inbox = "INBOX"

// sentNames are what servers and mail programs call the Sent folder when they
// don't mark it (RFC 6154), in lower case, likeliest first.
var sentNames = []string{
	"sent items", "sent", "sent mail", "sent messages", "outbox sent",
	"anfonwyd", "eitemau a anfonwyd", "gesendet", "gesendete elemente", "gesendete objekte",
	"éléments envoyés", "messages envoyés", "envoyés", "elementos enviados", "enviados",
	"posta inviata", "inviati", "verzonden items", "verzonden", "wysłane", "elementy wysłane",
	"itens enviados", "skickat", "sendt", "lähetetyt", "odeslaná pošta", "отправленные",
}

// sentFolder finds the Sent folder: the settings' own, the one the server
// marks \Sent, else a well-known name. "" when there is none.
func (m *Mailbox) sentFolder(s *session) (string, error) {
	m.mu.Lock()
	known := firstOf(m.config.SentFolder, m.sent)
	m.mu.Unlock()
	if known != "" {
		return known, nil
	}
	folders, err := s.list()
	if err != nil {
		return "", err
	}
	found := pickSent(folders)
	m.mu.Lock()
	m.sent = found
	m.mu.Unlock()
	return found, nil
}

// list gives the folders that can be opened. Servers with SPECIAL-USE mark
// them in a plain LIST too, save those that want to be asked.
func (s *session) list() ([]*imap.ListData, error) {
	defer s.expectAnswer()()
	var options *imap.ListOptions
	if s.caps.Has(imap.CapListExtended) && s.caps.Has(imap.CapSpecialUse) {
		options = &imap.ListOptions{ReturnSpecialUse: true}
	}
	all, err := s.client.List("", "*", options).Collect()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(d *imap.ListData) bool {
		return slices.Contains(d.Attrs, imap.MailboxAttrNoSelect) || slices.Contains(d.Attrs, imap.MailboxAttrNonExistent)
	}), nil
}

func pickSent(folders []*imap.ListData) string {
	for _, f := range folders {
		if slices.ContainsFunc(f.Attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), string(imap.MailboxAttrSent)) }) {
			return f.Mailbox
		}
	}
	for _, name := range sentNames {
		for _, f := range folders {
			if strings.ToLower(leaf(f)) == name {
				return f.Mailbox
			}
		}
	}
	return ""
}

func leaf(f *imap.ListData) string {
	if f.Delim == 0 {
		return f.Mailbox
	}
	return f.Mailbox[strings.LastIndex(f.Mailbox, string(f.Delim))+1:]
}

// Folders lists what can be opened on the server, for the settings page where
// an officer names the Sent folder by hand.
func (m *Mailbox) Folders(ctx context.Context) ([]string, error) {
	var names []string
	err := m.use(ctx, func(s *session) error {
		folders, err := s.list()
		for _, f := range folders {
			names = append(names, f.Mailbox)
		}
		return err
	})
	return names, err
}

// errNoSent is for callers that can't do without a Sent folder.
func errNoSent() error {
	return &platforms.Error{
		Class:    platforms.ClassRefused,
		Sentence: "This mailbox has no Sent folder that Commsdesk knows. Choose the folder in the mailbox's settings.",
	}
}
