package mailbox

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"commsdesk/platforms"
)

var _ platforms.Tester = (*Mailbox)(nil)

// The steps of a connection test, in their order.
const (
	stepSignIn   = "sign-in"
	stepFolder   = "folder"
	stepSending  = "sending"
	stepSelfMail = "self-mail"
)

// selfMailLooks is how often the test looks for its own mail, spread over
// Timeouts.SelfMail.
const selfMailLooks = 60

// connectionTest is one run of Test.
type connectionTest struct {
	m      *Mailbox
	tell   func(platforms.Step)
	report platforms.TestReport
}

// Test tries everything in the order of the contract, reports each step and
// stops at the first that does not work, whose Error it returns. The step
// "sending" covers the way to the SMTP server and the sign-in there; its
// sentence names which of them failed. The mail to ourselves is marked as
// automatic and stays in the mailbox: this adapter deletes nothing.
func (m *Mailbox) Test(ctx context.Context, selfMail bool, step func(platforms.Step)) (platforms.TestReport, error) {
	t := &connectionTest{m: m, tell: step}
	err := t.run(ctx, selfMail)
	return t.report, err
}

func (t *connectionTest) run(ctx context.Context, selfMail bool) error {
	if err := t.reach(ctx); err != nil {
		return err
	}
	err := t.m.use(ctx, func(*session) error { return nil })
	if !t.step(stepSignIn, t.signedIn(ctx), err) {
		return err
	}
	why, err := t.folders(ctx)
	if !t.step(stepFolder, why, err) {
		return err
	}
	why, err = t.sending(ctx)
	if !t.step(stepSending, why, err) {
		return err
	}
	if !selfMail {
		return nil
	}
	why, err = t.selfMail(ctx)
	t.step(stepSelfMail, why, err)
	return err
}

// signedIn says as whom.
func (t *connectionTest) signedIn(ctx context.Context) string {
	user := t.m.config.SignIn()
	if t.m.config.byPage() {
		if who := t.m.signedInAs(ctx); who != "" && !strings.EqualFold(who, user) {
			return "Signed in to " + user + " as " + who + "."
		}
	}
	return "Signed in as " + user + "."
}

// step reports one step, and whether it worked.
func (t *connectionTest) step(name, why string, err error) bool {
	done := platforms.Step{Name: name, OK: err == nil, Why: why}
	if err != nil {
		done.Why = sentenceOf(err)
	}
	t.report.Steps = append(t.report.Steps, done)
	if t.tell != nil {
		t.tell(done)
	}
	return done.OK
}

// sentenceOf is an error's sentence for people.
func sentenceOf(err error) string {
	var ours *platforms.Error
	if errors.As(err, &ours) {
		return ours.Sentence
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return "The test was stopped."
	}
	return "Something unexpected stopped the test. Nothing is lost. Try again."
}

// reach connects to the IMAP server and tells the four steps on the way apart.
func (t *connectionTest) reach(ctx context.Context) error {
	host, port := t.m.config.IMAPHost, t.m.config.IMAPPort
	s, err := t.m.connect(ctx)
	if err == nil {
		s.hangUp()
	} else {
		err = t.m.explain(ctx, err)
	}
	if err != nil && stageOf(err) == "" {
		t.step(string(stageName), "", err)
		return err
	}
	proxy, _ := t.m.proxyFor(host, port)
	through := "No proxy is on the way."
	if proxy != nil {
		through = "The way leads through the proxy " + proxy.Host + "."
	}
	for _, step := range []struct {
		at  stage
		why string
	}{
		{stageName, host + " was found."},
		{stagePort, fmt.Sprintf("%s answers on port %d.", host, port)},
		{stageProxy, through},
		{stageTLS, "The connection is encrypted and the certificate is the right one."},
	} {
		failed := stageOf(err) == step.at
		if failed {
			t.step(string(step.at), "", err)
			return err
		}
		if stageOf(err) == stageProxy && step.at != stageProxy {
			continue // the proxy stands before name and port: they were not tried
		}
		t.step(string(step.at), step.why, nil)
	}
	return err
}

// folders opens Inbox and Sent.
func (t *connectionTest) folders(ctx context.Context) (string, error) {
	err := t.m.use(ctx, func(s *session) error {
		sent, err := t.m.sentFolder(s)
		if err != nil {
			return err
		}
		if sent == "" {
			return errNoSent()
		}
		t.report.SentFolder = sent
		if _, err := s.examine(sent); err != nil {
			return err
		}
		_, err = s.examine(inbox)
		return err
	})
	return "Inbox and " + t.report.SentFolder + " can be opened.", err
}

// sending reaches the SMTP server and signs in there; nothing is sent.
func (t *connectionTest) sending(ctx context.Context) (string, error) {
	s, err := t.m.submitSignedIn(ctx)
	if err != nil {
		return "", err
	}
	s.leave()
	t.m.learn(t.m.config.describe)
	return fmt.Sprintf("%s lets us send on port %d.", t.m.config.SMTPHost, t.m.config.SMTPPort), nil
}

// selfMail mails the mailbox itself and waits for both copies.
func (t *connectionTest) selfMail(ctx context.Context) (string, error) {
	began := t.m.clock()
	msg, err := t.m.sealTestMail(ctx, began)
	if err != nil {
		return "", err
	}
	if o := t.m.Send(ctx, msg, func() error { return nil }); o.Verdict != platforms.Accepted {
		return "", &platforms.Error{Class: o.Class, Sentence: o.Why, Err: errors.New(o.Detail)}
	}
	if err := t.awaitDelivery(ctx, msg.Token, began); err != nil {
		return "", err
	}
	var files bool
	err = t.m.use(ctx, func(s *session) error {
		files, err = t.m.lookForCopy(ctx, s, t.report.SentFolder, msg.Token, looksBeforeFiling)
		return err
	})
	if err != nil {
		return "", err
	}
	t.report.FilesInSent = &files
	learned := t.m.config
	learned.FilesInSent = &files
	t.m.learn(learned.describe)
	keeps := "The server does not keep a copy in Sent, so Commsdesk will."
	if files {
		keeps = "The server keeps a copy in Sent by itself."
	}
	return "A mail to ourselves went and came back. " + keeps, nil
}

// awaitDelivery waits for the mail in the Inbox.
func (t *connectionTest) awaitDelivery(ctx context.Context, token string, began time.Time) error {
	wait := t.m.config.Timeouts.SelfMail
	for look := 0; ; look++ {
		var here bool
		err := t.m.use(ctx, func(s *session) error {
			found, err := s.find(inbox, withID(token))
			here = len(found) > 0
			return err
		})
		switch {
		case err != nil:
			return err
		case here:
			t.report.Delivery = t.m.clock().Sub(began)
			return nil
		case look == selfMailLooks:
			return &platforms.Error{
				Class:    platforms.ClassTransient,
				Sentence: fmt.Sprintf("The server took a mail to %s, but it did not come back within %s. Look in Junk, or try again later.", t.m.config.Address, wait),
			}
		}
		if err := pause(ctx, wait/selfMailLooks); err != nil {
			return err
		}
	}
}

// sealTestMail builds the test's own mail.
func (m *Mailbox) sealTestMail(ctx context.Context, at time.Time) (platforms.Sealed, error) {
	head, err := m.letterhead()
	if err != nil {
		return platforms.Sealed{}, err
	}
	l := letter{
		head: head, to: []*mail.Address{&head.from}, at: at, token: newToken(head.from.Address), automatic: true,
		subject: "Commsdesk connection test",
		text:    "Commsdesk sent this mail to itself to learn how long delivery takes and whether the server keeps a copy in Sent. You can delete it.",
	}
	raw, err := l.build(ctx)
	return platforms.Sealed{Token: l.token, From: head.from.Address, Recipients: []string{head.from.Address}, Bytes: raw}, err
}

// describe notes what a mailbox with these settings can do beside reading.
func (c Config) describe(can *platforms.Capabilities) {
	can.Reply, can.Messages = platforms.Yes(), platforms.Yes()
	public := platforms.No("Mail is private: nobody comments on it or names us in public.", "")
	can.Comments, can.Mentions = public, public
	can.Private = platforms.No("Mail is private already: only the people in To and Cc get it.", "")
	page := platforms.No("A mailbox has no public page to publish on.", "")
	can.Publish, can.Schedule, can.AltText = page, page, page
	can.PostMetrics = page
	can.AccountMetrics = platforms.No("A mail server counts nothing. What came and what was answered is counted here.", "")
	can.Withdraw = platforms.No("A mail that went can't be taken back. Write a correction.", "")
	can.Hide = platforms.No("Mail can't be hidden from whoever wrote it.", "")
	can.Delete = platforms.No("Commsdesk never deletes mail. Use your mail program.", "")
	block := platforms.No("Senders are blocked by your IT team or in your mail program.", "")
	can.Mute, can.Block, can.Unblock, can.ListBlocks = block, block, block, block
	can.Report = platforms.No("Mail has no moderators to report to. Tell your IT team of spam or abuse.", "")
	can.Thread = platforms.No("A mail server does not know what belongs together. All mail is read anyway.", "")
	can.Recheck = platforms.No("Nobody can change a mail after it was sent.", "")
	describeFiling(can, c.FilesInSent)
	can.ProveSent = platforms.Yes()
	if !can.FilesInSent.OK && !c.SelfCopy {
		can.ProveSent = platforms.No("Only an answer can prove that a mail without confirmation went. Switch on the copy to ourselves in the mailbox's settings.", "")
	}
}

// describeFiling notes whether the server files in Sent by itself.
func describeFiling(can *platforms.Capabilities, files *bool) {
	switch {
	case files == nil:
		can.FilesInSent = platforms.No("Not known yet. The connection test finds it out.", "")
	case *files:
		can.FilesInSent = platforms.Yes()
	default:
		can.FilesInSent = platforms.No("This server keeps no copy of what is sent, so Commsdesk puts one in Sent.", "")
	}
}
