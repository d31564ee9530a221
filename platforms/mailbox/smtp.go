package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"commsdesk/platforms"
)

// glance is how long spokenEarly looks: enough to read what has already come.
const glance = 50 * time.Millisecond

var _ platforms.Sender = (*Mailbox)(nil)

// Seal checks what the officer wrote and builds the bytes that will go out;
// nothing leaves the machine. What must be changed comes back as an Error of
// class Refused: nobody to send to, an address with a slip in it, no text, a
// text over TextLimit, a message over the server's SIZE.
func (m *Mailbox) Seal(ctx context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	head, err := m.letterhead()
	if err != nil {
		return platforms.Sealed{}, err
	}
	out.SelfCopy = out.SelfCopy || m.config.SelfCopy
	return seal(ctx, head, out, at)
}

func (m *Mailbox) letterhead() (letterhead, error) {
	address, err := deliverable(m.config.Address)
	if err != nil {
		return letterhead{}, platforms.Refuse("The mailbox's own address can't be used to send: " + err.Error() + ".")
	}
	return letterhead{
		from:     mail.Address{Name: cleanLine(m.config.DisplayName), Address: address},
		server:   m.config.SMTPHost,
		maxBytes: m.Capabilities().MaxBytes,
	}, nil
}

// Send makes one attempt to hand msg to the submission server. commit is called
// after the last byte of the body was flushed and before the dot; from there on
// only the server's own clear answer gives anything but Unconfirmed (DESIGN 4).
func (m *Mailbox) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	if len(msg.Recipients) == 0 || !wellFormed(msg.Bytes) {
		return platforms.Outcome{
			Verdict: platforms.Refused, Class: platforms.ClassRefused,
			Why: "This message can't be sent as it is stored. Nobody got it. Write it again from the draft.",
		}
	}
	s, err := m.submitSignedIn(ctx)
	if err != nil {
		return m.notHanded(ctx, err)
	}
	defer context.AfterFunc(ctx, s.breakOff)()
	outcome := s.address(ctx, msg)
	if outcome == nil {
		outcome = s.transfer(ctx, msg, commit)
	}
	s.leave()
	return *outcome
}

// notHanded is the outcome of an attempt that ended before the server heard of
// the message. What settings or a sign-in must mend needs a person; the rest
// may work later.
func (m *Mailbox) notHanded(ctx context.Context, err error) platforms.Outcome {
	o := platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassOf(err), Detail: detail(err)}
	if ctx.Err() != nil || m.isClosed() {
		o.Class, o.Why = platforms.ClassTransient, "Sending was stopped before anything was handed over. Nothing was sent."
		return o
	}
	var ours *platforms.Error
	if errors.As(err, &ours) {
		o.Why = ours.Sentence
	}
	switch o.Class {
	case platforms.ClassAuth, platforms.ClassCertificate, platforms.ClassPermission, platforms.ClassRefused:
		o.Verdict = platforms.NeedsPerson
	}
	return o
}

// address names sender and recipients to the server; nil means that all were
// taken. One refused recipient ends the attempt for all, so that nobody gets a
// message whose other recipients the officer must still correct.
func (s *submission) address(ctx context.Context, msg platforms.Sealed) *platforms.Outcome {
	from := "MAIL FROM:<" + msg.From + ">"
	if most, known := s.size(); known {
		if int64(len(msg.Bytes)) > most {
			return s.tooBig(len(msg.Bytes), most)
		}
		from += fmt.Sprintf(" SIZE=%d", len(msg.Bytes))
	}
	answer, err := s.command(from)
	if err != nil {
		return s.lost(ctx, err)
	}
	if answer.code/100 != 2 {
		return s.refusedBy(answer)
	}
	for _, to := range msg.Recipients {
		answer, err := s.command("RCPT TO:<" + to + ">")
		if err != nil {
			return s.lost(ctx, err)
		}
		if answer.code/100 != 2 {
			s.forget()
			return s.recipientRefused(answer, to)
		}
	}
	return nil
}

// forget makes the server drop the transaction; it waits briefly for the
// answer, for courtesy alone.
func (s *submission) forget() {
	s.allow(farewell)
	if s.client.Text.PrintfLine("RSET") == nil {
		_, _ = s.answer()
	}
}

// transfer sends the body, commits, ends it with the dot and reads the answer.
func (s *submission) transfer(ctx context.Context, msg platforms.Sealed, commit func() error) *platforms.Outcome {
	answer, err := s.command("DATA")
	if err != nil {
		return s.lost(ctx, err)
	}
	if answer.code != 354 {
		return s.refusedBy(answer)
	}
	s.allow(s.patience() + time.Duration(len(msg.Bytes)/bodyRate)*time.Second)
	body := s.client.Text.DotWriter()
	if _, err = body.Write(msg.Bytes); err == nil {
		err = s.client.Text.W.Flush()
	}
	if err != nil {
		return s.lost(ctx, err)
	}
	if spoken := s.spokenEarly(ctx); spoken != nil {
		s.breakOff()
		return spoken
	}
	if err := commit(); err != nil {
		s.breakOff()
		return &platforms.Outcome{
			Verdict: platforms.NotSent, Class: platforms.ClassTransient, Detail: err.Error(),
			Why: "Sending was stopped before the message was handed over. Nothing was sent.",
		}
	}
	// The point of no return.
	s.allow(s.m.config.Timeouts.DataEnd)
	if err := body.Close(); err != nil {
		return s.unconfirmed(err.Error())
	}
	answer, err = s.answer()
	if err != nil {
		return s.unconfirmed(err.Error())
	}
	return s.verdict(answer)
}

// spokenEarly looks once whether the server gave up while the body was on its
// way: before the dot that is still a certain no.
func (s *submission) spokenEarly(ctx context.Context) *platforms.Outcome {
	s.allow(glance)
	_, err := s.client.Text.R.Peek(1)
	var silent interface{ Timeout() bool }
	if err != nil && errors.As(err, &silent) && silent.Timeout() && ctx.Err() == nil {
		return nil
	}
	if err != nil {
		return s.lost(ctx, err)
	}
	s.allow(s.patience())
	answer, err := s.answer()
	if err != nil {
		return s.lost(ctx, err)
	}
	return s.refusedBy(answer)
}

// reply is a server's answer.
type reply struct {
	code int
	text string
}

func (r reply) String() string {
	return cleanLine(fmt.Sprintf("%d %s", r.code, r.text))
}

// about tells whether the enhanced code (RFC 3463) is of a subject: "1" for
// addresses, "3.4" for size.
func (r reply) about(subject string) bool {
	enhanced, _, _ := strings.Cut(r.text, " ")
	_, rest, found := strings.Cut(enhanced, ".")
	return found && (rest == subject || strings.HasPrefix(rest, subject+"."))
}

// replyOf finds the server's answer in an error of net/smtp.
func replyOf(err error) (reply, bool) {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return reply{answer.Code, answer.Msg}, true
	}
	return reply{}, false
}

// detail is what the server said, or what went wrong, for the record.
func detail(err error) string {
	if answer, ok := replyOf(err); ok {
		return answer.String()
	}
	var ours *platforms.Error
	if errors.As(err, &ours) && ours.Err != nil {
		return cleanLine(ours.Err.Error())
	}
	return cleanLine(err.Error())
}

// refusedBy is the outcome of a no, or of an answer that makes no sense, before
// the dot: nothing was accepted in either case.
func (s *submission) refusedBy(answer reply) *platforms.Outcome {
	o := &platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient, Detail: answer.String()}
	switch {
	case answer.code == 530 || answer.code == 535 || answer.code == 538:
		o.Verdict, o.Class = platforms.NeedsPerson, platforms.ClassAuth
		o.Why = fmt.Sprintf("%s asks us to sign in again. Nothing was sent. The message is kept until you have.", s.host)
	case answer.code/100 == 5:
		o.Verdict, o.Class = platforms.Refused, platforms.ClassRefused
		o.Why = s.whyNot(answer)
	case answer.code/100 == 4:
		o.Why = fmt.Sprintf("%s can't take the message at the moment. Nothing was sent. Commsdesk tries again by itself.", s.host)
	default:
		o.Why = fmt.Sprintf("%s gave an answer that makes no sense, so Commsdesk stopped. Nothing was sent. It tries again by itself.", s.host)
	}
	return o
}

// whyNot words a no for good.
func (s *submission) whyNot(answer reply) string {
	switch {
	case answer.code == 552 && !answer.about("2"), answer.about("3.4"):
		return fmt.Sprintf("%s says the message is too large. Nobody got it. Leave a file out or make it smaller.", s.host)
	case answer.about("7"):
		return fmt.Sprintf("%s refused the message under its own rules. Nobody got it. Its words are kept with the message; ask your IT team.", s.host)
	}
	return fmt.Sprintf("%s refused the message. Nobody got it. Its words are kept with the message.", s.host)
}

// recipientRefused names the recipient that ended the attempt.
func (s *submission) recipientRefused(answer reply, to string) *platforms.Outcome {
	o := s.refusedBy(answer)
	o.Address = to
	switch {
	case o.Verdict == platforms.Refused && answer.about("1"):
		o.Why = fmt.Sprintf("%s says that %s does not exist or takes no mail. Nobody got the message. Check the address.", s.host, printable(to))
	case o.Verdict == platforms.Refused:
		o.Why = fmt.Sprintf("%s does not take mail for %s. Nobody got the message. Check the address.", s.host, printable(to))
	case answer.code/100 == 4:
		o.Why = fmt.Sprintf("%s can't take mail for %s at the moment. Nobody got the message. Commsdesk tries again by itself.", s.host, printable(to))
	}
	return o
}

func (s *submission) tooBig(size int, most int64) *platforms.Outcome {
	return &platforms.Outcome{
		Verdict: platforms.Refused, Class: platforms.ClassRefused,
		Detail: fmt.Sprintf("%d bytes, SIZE %d", size, most),
		Why: fmt.Sprintf("Nothing was sent: the message is %s, and %s takes at most %s. Leave a file out or make it smaller.",
			sizeWords(int64(size)), s.host, sizeWords(most)),
	}
}

// lost is the outcome of a connection that ended before the point of no return.
func (s *submission) lost(ctx context.Context, err error) *platforms.Outcome {
	o := &platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient, Detail: cleanLine(err.Error())}
	o.Why = fmt.Sprintf("The connection to %s broke off before the message was handed over. Nothing was sent. Commsdesk tries again by itself.", s.host)
	if ctx.Err() != nil {
		o.Why = "Sending was stopped before the message was handed over. Nothing was sent."
	}
	return o
}

// verdict reads the answer to the dot. Only a clear yes or no counts.
func (s *submission) verdict(answer reply) *platforms.Outcome {
	switch answer.code / 100 {
	case 2:
		return &platforms.Outcome{Verdict: platforms.Accepted, Detail: answer.String()}
	case 4:
		return s.refusedBy(answer)
	case 5:
		o := s.refusedBy(answer)
		o.Verdict, o.Class = platforms.Refused, platforms.ClassRefused
		if answer.code == 530 || answer.code == 535 || answer.code == 538 {
			o.Why = s.whyNot(answer)
		}
		return o
	}
	return s.unconfirmed(answer.String())
}

// unconfirmed is the outcome of silence after the point of no return.
func (s *submission) unconfirmed(what string) *platforms.Outcome {
	return &platforms.Outcome{
		Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed,
		Detail: cleanLine(strings.ToValidUTF8(string(bytes.TrimSpace([]byte(what))), "")),
		Why:    fmt.Sprintf("We do not know if this mail went. %s had all of it and did not answer.", s.host),
	}
}
