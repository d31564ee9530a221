package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"
	"commsdesk/app/program"
)

// moderationJSON is what a measure prints.
type moderationJSON struct {
	Conversation string `json:"conversation"`
	Message      string `json:"message"`
	Measure      string `json:"measure"`
	Outcome      string `json:"outcome"`
	Evidence     string `json:"evidence,omitempty"`
}

// measure makes the command of one measure against abuse.
func measure(m outbox.Measure) func(ctx context.Context, e *Env, args []string) error {
	return func(ctx context.Context, e *Env, args []string) error {
		fs := flag.NewFlagSet(string(m), flag.ContinueOnError)
		officer := fs.String("officer", "", "")
		reason := fs.String("reason", "", "")
		which := fs.String("message", "", "")
		rest, err := parse(fs, args)
		if err != nil {
			return err
		}
		if len(rest) != 1 {
			return useError("Say which conversation.")
		}
		if inbox.NeedsReason(string(m)) && strings.TrimSpace(*reason) == "" {
			return useError("Say why, with --reason: it is kept with the evidence.")
		}
		who, err := e.who(*officer)
		if err != nil {
			return err
		}
		key, err := e.messageOf(ctx, rest[0], *which)
		if err != nil {
			return err
		}
		got, err := e.Program.Reply.Moderate(ctx, who, rest[0], key, m, *reason)
		if got.Outcome == "" {
			return err
		}
		out := moderationJSON{rest[0], key, string(m), string(got.Outcome), got.Evidence}
		if printed := e.print(out, func(w io.Writer) {
			if err == nil {
				fmt.Fprintln(w, "Done.")
			}
		}); printed != nil {
			return printed
		}
		return err
	}
}

// messageOf is the message that is named by its key or id, or the newest of a
// resident in the conversation.
func (e *Env) messageOf(ctx context.Context, conversation, which string) (string, error) {
	_, msgs, err := e.Program.Store.Conversation(ctx, conversation)
	if err != nil {
		return "", err
	}
	for i := len(msgs) - 1; i >= 0; i-- {
		m := msgs[i]
		if which == "" && m.Direction == inbox.In || which != "" && (m.Key == which || m.RemoteID == which) {
			return m.Key, nil
		}
	}
	if which == "" {
		return "", app.NewError(app.NotFound, "No resident wrote in this conversation.")
	}
	return "", notFound("message", which)
}

// capture notes something that was said where the program can't read.
func capture(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("capture", flag.ContinueOnError)
	network := fs.String("network", "", "")
	channelID := fs.String("channel", "", "")
	link := fs.String("link", "", "")
	text := fs.String("text", "", "")
	person := fs.String("from", "", "")
	at := fs.String("at", "", "")
	kind := fs.String("kind", "", "")
	officer := fs.String("officer", "", "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 || *network == "" && *channelID == "" {
		return useError("Say which network (or --channel), and a link or the words.")
	}
	note := intake.CaptureNote{Link: *link, Person: *person, Kind: *kind}
	if note.Words, err = e.text(*text); err != nil {
		return err
	}
	if *at != "" {
		if note.At, err = moment(*at); err != nil {
			return err
		}
	}
	who, err := e.who(*officer)
	if err != nil {
		return err
	}
	id, err := e.captureChannel(ctx, who, *network, *channelID)
	if err != nil {
		return err
	}
	conversation, err := e.Program.Intake.Capture(ctx, who, id, note)
	if err != nil {
		return err
	}
	return e.print(map[string]string{"conversation": conversation}, func(w io.Writer) {
		fmt.Fprintf(w, "Kept as conversation %s. Its clock runs.\n", conversation)
	})
}

// captureChannel finds the channel that is meant, or connects one by hand where
// the network has no other way.
func (e *Env) captureChannel(ctx context.Context, who act.Who, network, id string) (string, error) {
	if id != "" {
		c, err := e.oneChannel(ctx, []string{id})
		return c.ID, err
	}
	chans, err := e.Program.Channels.Channels(ctx, false)
	if err != nil {
		return "", err
	}
	var found []string
	for _, c := range chans {
		if c.Network == network {
			found = append(found, c.ID)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", useError("There are several accounts on " + e.Program.NetworkTitle(network) + ". Say which with --channel.")
	}
	n, ok := e.Program.Network(network)
	if !ok {
		return "", useError("There is no network “" + network + "”. There are " + e.networkNames() + ".")
	}
	if !n.ByHand {
		return "", app.NewError(app.NotFound, "No account on "+n.Title+" is connected. Connect one with: commsdesk channel add "+network)
	}
	settings := map[string]string{}
	for _, f := range n.Settings {
		if f.Value != "" {
			settings[f.Key] = f.Value
		} else if !f.Optional {
			settings[f.Key] = n.Title
		}
	}
	c, err := e.Program.Connect(ctx, who, program.Account{Network: network, Config: program.Settings(settings)})
	return c.ID, err
}

// answered records an answer that was given elsewhere.
func answered(ctx context.Context, e *Env, args []string) error {
	var text, link *string
	return onConversation(ctx, e, "answered", args, 1, func(fs *flag.FlagSet) {
		text, link = fs.String("text", "", ""), fs.String("link", "", "")
	}, func(who act.Who, a []string) ([]act.Receipt, error) {
		words, err := e.text(*text)
		if err != nil {
			return nil, err
		}
		return e.Program.Reply.AnsweredOutside(ctx, who, a[0], words, *link)
	})
}

// seen records that something was seen and is not answered, and why.
func seen(ctx context.Context, e *Env, args []string) error {
	var reason, correction *string
	return onConversation(ctx, e, "seen", args, 1, func(fs *flag.FlagSet) {
		reason, correction = fs.String("reason", "", ""), fs.String("correction", "", "")
	}, func(who act.Who, a []string) ([]act.Receipt, error) {
		return e.Program.Inbox.SeenNotAnswered(ctx, who, a[0], *reason, *correction)
	})
}
