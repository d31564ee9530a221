package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
)

// actJSON is what an act on a conversation prints: the id to undo it by.
type actJSON struct {
	Conversation string `json:"conversation"`
	Act          string `json:"act"`
	Version      int64  `json:"version"`
}

// who is the officer behind a command: --officer, else the OS account under
// the name of the command line.
func (e *Env) who(initials string) (act.Who, error) {
	if initials == "" {
		return act.Who{Officer: "rule:command-line", OSUser: e.OSUser}, nil
	}
	w, _, err := e.Program.Who(strings.ToUpper(initials), e.OSUser)
	return w, err
}

// onConversation parses ID and n-1 more arguments and an optional --officer,
// does the act, and prints its receipt.
func onConversation(ctx context.Context, e *Env, name string, args []string, n int, extra func(*flag.FlagSet), do func(who act.Who, args []string) ([]act.Receipt, error)) error {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	officer := fs.String("officer", "", "")
	if extra != nil {
		extra(fs)
	}
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != n {
		return useError(fmt.Sprintf("This takes %d argument(s), not %d.", n, len(rest)))
	}
	who, err := e.who(*officer)
	if err != nil {
		return err
	}
	got, err := do(who, rest)
	if err != nil {
		return err
	}
	out := actJSON{Conversation: rest[0]}
	if len(got) > 0 {
		out.Act, out.Version = got[0].ID, got[0].Version
		if got[0].Superseded {
			return app.NewError(app.Conflict, got[0].Why)
		}
	}
	return e.print(out, func(w io.Writer) {
		fmt.Fprintf(w, "Done. Take it back with: commsdesk undo %s %s\n", out.Conversation, out.Act)
	})
}

func setType(ctx context.Context, e *Env, args []string) error {
	return onConversation(ctx, e, "type", args, 2, nil, func(who act.Who, a []string) ([]act.Receipt, error) {
		return e.Program.Inbox.SetType(ctx, who, typeOf(a[1]), a[0])
	})
}

// typeOf reads a type as people write it: "service request" is
// "service-request".
func typeOf(words string) inbox.Type {
	w := strings.ToLower(strings.TrimSpace(words))
	for _, t := range inbox.Types() {
		if w == string(t) || w == strings.ToLower(t.Words()) || strings.ReplaceAll(w, " ", "-") == string(t) || strings.ReplaceAll(w, "_", "-") == string(t) {
			return t
		}
	}
	return inbox.Type(w)
}

func assign(ctx context.Context, e *Env, args []string) error {
	return onConversation(ctx, e, "assign", args, 2, nil, func(who act.Who, a []string) ([]act.Receipt, error) {
		to, err := inbox.AssigneeFrom(e.Program.Snapshot(), a[1])
		if err != nil {
			return nil, err
		}
		return e.Program.Inbox.Assign(ctx, who, to, a[0])
	})
}

func tag(ctx context.Context, e *Env, args []string) error {
	var off *bool
	return onConversation(ctx, e, "tag", args, 2, func(fs *flag.FlagSet) { off = fs.Bool("off", false, "") },
		func(who act.Who, a []string) ([]act.Receipt, error) {
			t, ok := e.Program.Snapshot().Tag(a[1])
			if !ok || t.Retired && !*off {
				return nil, app.NewError(app.NotFound, "This desk has no tag “"+a[1]+"”. Its tags: "+tagNames(e.Program.Snapshot())+".")
			}
			if *off {
				return e.Program.Inbox.Untag(ctx, who, t.ID, a[0])
			}
			return e.Program.Inbox.Tag(ctx, who, t.ID, a[0])
		})
}

func tagNames(s desk.Snapshot) string {
	var names []string
	for _, t := range s.Tags {
		if !t.Retired {
			names = append(names, t.Name)
		}
	}
	return strings.Join(names, ", ")
}

func note(ctx context.Context, e *Env, args []string) error {
	var text *string
	return onConversation(ctx, e, "note", args, 1, func(fs *flag.FlagSet) { text = fs.String("text", "", "") },
		func(who act.Who, a []string) ([]act.Receipt, error) {
			words, err := e.text(*text)
			if err != nil {
				return nil, err
			}
			return e.Program.Inbox.Note(ctx, who, a[0], words)
		})
}

func wait(ctx context.Context, e *Env, args []string) error {
	return onConversation(ctx, e, "wait", args, 1, nil, func(who act.Who, a []string) ([]act.Receipt, error) {
		return e.Program.Inbox.Wait(ctx, who, a[0])
	})
}

func noReply(ctx context.Context, e *Env, args []string) error {
	return onConversation(ctx, e, "no-reply", args, 1, nil, func(who act.Who, a []string) ([]act.Receipt, error) {
		return e.Program.Inbox.NoReply(ctx, who, a[0])
	})
}

func done(ctx context.Context, e *Env, args []string) error {
	return onConversation(ctx, e, "done", args, 1, nil, func(who act.Who, a []string) ([]act.Receipt, error) {
		return e.Program.Inbox.Done(ctx, who, a[0])
	})
}

func work(ctx context.Context, e *Env, args []string) error {
	return onConversation(ctx, e, "work", args, 1, nil, func(who act.Who, a []string) ([]act.Receipt, error) {
		return e.Program.Inbox.MakeWork(ctx, who, a[0])
	})
}

func undo(ctx context.Context, e *Env, args []string) error {
	return onConversation(ctx, e, "undo", args, 2, nil, func(who act.Who, a []string) ([]act.Receipt, error) {
		return e.Program.Inbox.Undo(ctx, who, a[0], a[1])
	})
}

func officerAdd(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("officer add", flag.ContinueOnError)
	initials := fs.String("initials", "", "")
	name := fs.String("name", "", "")
	team := fs.String("team", string(desk.Communications), "")
	if rest, err := parse(fs, args); err != nil {
		return err
	} else if len(rest) > 0 || *initials == "" || *name == "" {
		return useError("Say the officer's initials and name.")
	}
	who, err := e.who("")
	if err != nil {
		return err
	}
	o, err := e.Program.SetOfficer(ctx, who, desk.Officer{Name: *name, Initials: strings.ToUpper(*initials), Team: desk.Team(*team)})
	if err != nil {
		return err
	}
	return e.print(o, func(w io.Writer) { fmt.Fprintf(w, "%s signs with ^%s.\n", o.Name, o.Initials) })
}
