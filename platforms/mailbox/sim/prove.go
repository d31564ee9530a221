package sim

import (
	"context"
	"errors"
	"slices"
	"time"

	"commsdesk/platforms"
)

// Prove looks for a copy in Sent or in the Inbox, or for anything that cites
// the message. Finding nothing proves nothing.
func (a *Account) Prove(ctx context.Context, msg platforms.Sealed, _ time.Time) (platforms.Proof, error) {
	if err := a.reach(ctx); err != nil {
		return platforms.Proof{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, item := range a.state.Here {
		proof := platforms.Proof{Live: true, At: item.ReceivedAt}
		switch {
		case item.RemoteID == msg.Token && item.Location.Folder == Sent:
			proof.Where = "in Sent"
		case item.RemoteID == msg.Token:
			proof.Where = "a copy in the Inbox"
		case item.Bounce != nil && item.Bounce.OriginalID == msg.Token:
			proof.Where, proof.Text = "the server returned it", item.Text
		case slices.Contains(item.Parents, msg.Token):
			proof.Where, proof.Text = "an answer in the Inbox", item.Text
		default:
			continue
		}
		return proof, nil
	}
	return platforms.Proof{}, nil
}

// File puts a message into Sent unless it is there.
func (a *Account) File(ctx context.Context, msg platforms.Sealed) (filedByServer bool, err error) {
	if err := a.reach(ctx); err != nil {
		return false, err
	}
	l, err := readLetter(msg.Bytes)
	if err != nil {
		return false, &platforms.Error{Class: platforms.ClassRefused, Sentence: "The message can't be read, so it was not put in Sent. It was sent all the same.", Err: err}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if slices.ContainsFunc(a.state.Here, func(i platforms.Item) bool {
		return i.RemoteID == msg.Token && i.Location.Folder == Sent
	}) {
		return true, nil
	}
	a.plan(a.ownItem(msg, l))
	a.arrive()
	a.stir()
	return false, nil
}

// Test reports every step as the faults of the moment have it.
func (a *Account) Test(ctx context.Context, selfMail bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	tell := func(name, why string, err error) {
		s := platforms.Step{Name: name, OK: err == nil, Why: why}
		if err != nil {
			s.Why = sentence(err)
		}
		report.Steps = append(report.Steps, s)
		if step != nil {
			step(s)
		}
	}
	err := a.reach(ctx)
	failing := map[platforms.Class]string{
		platforms.ClassOffline: "name", platforms.ClassTransient: "name", platforms.ClassCertificate: "tls", platforms.ClassAuth: "sign-in",
	}[platforms.ClassOf(err)]
	for _, s := range []struct{ name, why string }{
		{"name", "The sample desk has its own mail server inside this program."},
		{"port", "It answers."},
		{"proxy", "No proxy is on the way."},
		{"tls", "Nothing leaves this computer."},
		{"sign-in", "Signed in."},
		{"folder", "Inbox and Sent can be opened."},
		{"sending", "Sending works, to the sample residents alone."},
	} {
		if s.name == failing {
			tell(s.name, "", err)
			return report, err
		}
		tell(s.name, s.why, nil)
	}
	report.SentFolder = Sent
	if selfMail {
		files := a.script.FilesInSent
		report.FilesInSent, report.Delivery = &files, 8*time.Second
		tell("self-mail", "A mail to ourselves went and came back.", nil)
	}
	return report, nil
}

// sentence is an error's sentence for people.
func sentence(err error) string {
	var ours *platforms.Error
	if errors.As(err, &ours) {
		return ours.Sentence
	}
	return "It was stopped."
}
