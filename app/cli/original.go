package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/program"
)

// original saves a message that could not be read, as it came: the one named, or
// the newest such in the conversation. What lies there already is kept.
func original(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("original", flag.ContinueOnError)
	which := fs.String("message", "", "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return useError("Say which conversation, and the file or folder to save in.")
	}
	_, msgs, err := e.Program.Store.Conversation(ctx, rest[0])
	if err != nil {
		return err
	}
	m, err := keptOriginal(msgs, *which)
	if err != nil {
		return err
	}
	path := rest[1]
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, program.OriginalName(m))
	}
	saved, err := e.Program.SaveOriginal(ctx, rest[0], m.Key, path)
	if err != nil {
		return err
	}
	return e.print(map[string]string{"saved": saved, "message": m.Key}, func(w io.Writer) {
		fmt.Fprintf(w, "Saved %s. It came from outside: open it with care.\n", saved)
	})
}

// keptOriginal is the message named by its key or id, or the newest that could not
// be read.
func keptOriginal(msgs []inbox.Message, which string) (inbox.Message, error) {
	for i := len(msgs) - 1; i >= 0; i-- {
		m := msgs[i]
		if which == "" && len(m.Raw) > 0 || which != "" && (m.Key == which || m.RemoteID == which) {
			return m, nil
		}
	}
	if which != "" {
		return inbox.Message{}, notFound("message", which)
	}
	return inbox.Message{}, app.NewError(app.NotFound, "Everything in this conversation could be read, so no original is kept here.")
}
