package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/outbox"
)

func reply(ctx context.Context, e *Env, args []string) error {
	return e.answer(ctx, "reply", args)
}

// message answers in private; without --private it is a reply.
func message(ctx context.Context, e *Env, args []string) error {
	return e.answer(ctx, "message", args)
}

func (e *Env) answer(ctx context.Context, name string, args []string) error {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	private := fs.Bool("private", false, "")
	initials := fs.String("officer", "", "")
	text := fs.String("text", "", "")
	which := fs.String("message", "", "")
	anyway := fs.Bool("anyway", false, "")
	given := fs.Bool("password-stdin", false, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || *initials == "" {
		return useError("Say which conversation, the officer and the text.")
	}
	if err := e.password(ctx, *given); err != nil {
		return err
	}
	words, err := e.text(*text)
	if err != nil {
		return err
	}
	if len(e.Program.Snapshot().Officers) == 0 {
		if err := e.firstOfficer(ctx, strings.ToUpper(*initials)); err != nil {
			return err
		}
	}
	who, officer, err := e.Program.Who(strings.ToUpper(*initials), e.OSUser)
	if err != nil {
		return err
	}
	key := ""
	if *which != "" {
		if key, err = e.messageOf(ctx, rest[0], *which); err != nil {
			return err
		}
	}
	d, err := e.Program.Reply.BeginTo(ctx, officer.ID, rest[0], key)
	if err != nil {
		return err
	}
	d.Text, d.Quote, d.Private = words, true, *private
	stop, err := e.sending(ctx)
	if err != nil {
		return err
	}
	defer stop()
	s, err := e.Program.Reply.SendNow(ctx, who, d)
	if err != nil {
		return err
	}
	s, err = e.outcome(ctx, who, s, *anyway)
	if err != nil {
		return err
	}
	return e.told(s)
}

// firstOfficer makes the first officer of a desk that has none: a desk set up
// by commands alone.
func (e *Env) firstOfficer(ctx context.Context, initials string) error {
	who, err := e.who("")
	if err != nil {
		return err
	}
	name := e.OSUser
	if name == "" {
		name = initials
	}
	if _, err := e.Program.SetOfficer(ctx, who, desk.Officer{Name: name, Initials: initials, Team: desk.Communications}); err != nil {
		return err
	}
	fmt.Fprintf(e.Stderr, "This desk had no officers. %s signs with ^%s now; the name can be changed in Settings.\n", name, initials)
	return nil
}

// sending starts the dispatcher where no window runs it; it settles what an
// earlier run left behind before anything new is queued.
func (e *Env) sending(ctx context.Context) (stop func(), err error) {
	if e.Running {
		return func() {}, nil
	}
	if err := e.Program.Dispatcher.Start(ctx); err != nil {
		return nil, err
	}
	return func() { e.Program.StopSending(ctx) }, nil
}

// outcome waits until the send stands still: sent and filed, rejected,
// unconfirmed, waiting or held; when ctx ends first, it is what the end of
// sending leaves.
func (e *Env) outcome(ctx context.Context, who act.Who, s outbox.Send, anyway bool) (outbox.Send, error) {
	changed := make(chan struct{}, 1)
	stop := e.Program.Bus.Listen(func(c event.Change) {
		if c.Topic == event.Sends {
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	})
	defer stop()
	e.Program.Dispatcher.Wake()
	var filing <-chan time.Time
	for {
		ended := ctx.Err() != nil
		if ended && !e.Running {
			e.Program.StopSending(ctx)
		}
		var err error
		if s, err = e.Program.Sends.Send(context.WithoutCancel(ctx), s.ID); err != nil || ended {
			return s, err
		}
		switch s.State {
		case outbox.Held:
			if !anyway || s.HoldKind != "wrote-again" && s.HoldKind != "answered" {
				return s, nil
			}
			anyway = false
			if s, err = e.Program.Outbox.Release(ctx, who, s.ID, true); err != nil {
				return s, err
			}
			e.Program.Dispatcher.Wake()
		case outbox.Sent:
			if s.Filed != outbox.FiledPending {
				return s, nil
			}
			if filing == nil {
				filing = time.After(filingWait)
			}
		case outbox.Rejected, outbox.Unconfirmed, outbox.WaitingTry, outbox.Withdrawn:
			return s, nil
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-filing:
			return s, nil
		case <-time.After(time.Second):
		}
	}
}

// filingWait is how long a command waits for the copy in Sent after the
// message went; it is filed by the next run if it takes longer.
const filingWait = 20 * time.Second

// told prints a send's outcome and turns it into the exit code.
func (e *Env) told(s outbox.Send) error {
	if err := e.print(sendOf(s), func(w io.Writer) {
		if s.State == outbox.Sent {
			switch {
			case s.Permalink != "":
				fmt.Fprintf(w, "Sent. It stands at %s\n", s.Permalink)
			case s.Mail():
				fmt.Fprintf(w, "Sent. Message-ID %s\n", s.Token)
			default:
				fmt.Fprintln(w, "Sent.")
			}
		}
	}); err != nil {
		return err
	}
	why := s.Why
	switch s.State {
	case outbox.Sent:
		return nil
	case outbox.Unconfirmed:
		if why == "" {
			why = s.Unknown() + " It will not be sent again until you choose."
		}
		return app.NewError(app.Unsure, why)
	case outbox.Queued, outbox.Sending:
		return app.NewError(app.Wrong, "This was stopped before it was sent. It is kept and goes with the open window or the next sync --once.")
	case outbox.Committed:
		return app.NewError(app.Unsure, "This was stopped while its answer was awaited. Look at it with: commsdesk outbox")
	case outbox.WaitingTry:
		return app.NewError(app.Unreachable, "Not sent yet: "+why+" It is kept and tried again by the open window or the next sync --once.")
	}
	if why == "" {
		why = "It was not sent and is kept. It is " + string(s.State) + "."
	}
	if s.HoldKind == outbox.HoldCertificate {
		why += " See the fingerprint with: commsdesk mailbox test"
	}
	return app.NewError(app.Wrong, why)
}

func settle(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("settle", flag.ContinueOnError)
	officer := fs.String("officer", "", "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return useError("Say which send, and live, again, look, now or draft.")
	}
	who, err := e.who(*officer)
	if err != nil {
		return err
	}
	id, o := rest[0], e.Program.Outbox
	stop, err := e.sending(ctx)
	if err != nil {
		return err
	}
	defer stop()
	var s outbox.Send
	switch rest[1] {
	case "live":
		s, err = o.SayLive(ctx, who, id)
	case "look":
		s, err = e.Program.Dispatcher.LookNow(ctx, id)
	case "again":
		if s, err = e.Program.SendAgain(ctx, who, id); err == nil {
			s, err = e.outcome(ctx, who, s, false)
		}
	case "now":
		if s, err = o.Release(ctx, who, id, true); err == nil {
			s, err = e.outcome(ctx, who, s, false)
		}
	case "draft":
		var d outbox.Draft
		if d, err = o.Withdraw(ctx, who, id); err == nil {
			return e.print(map[string]string{"draft": d.ID}, func(w io.Writer) { fmt.Fprintln(w, "It is a draft again.") })
		}
	default:
		return useError("Say live, again, look, now or draft.")
	}
	if err != nil {
		return err
	}
	return e.told(s)
}
