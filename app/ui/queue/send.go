package queue

import (
	"context"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/app/ui/held"
	"commsdesk/app/ui/part"
)

// What is said when somebody types or attaches too much.
var (
	errFull = app.NewError(app.Wrong, "That is as much as one message can hold here. The rest of what you pasted was left out.")
	errBig  = app.NewError(app.Wrong, "This file is too large for a mail. Send a link to it, or make it smaller.")
)

// mostAttached is the most bytes of one file: mail servers take little more.
const mostAttached = 20 << 20

// send puts the draft into the outbox and goes on to the next conversation.
func (q *Queue) send() {
	c := q.compose
	if c.draft.ID == "" || !c.card.Visible() || c.sending {
		return
	}
	if c.stops != "" {
		q.env.Say(app.NewError(app.Wrong, c.stops))
		return
	}
	if outside(c.now()) {
		q.answerOutside()
		return
	}
	draft, who := c.draft, q.env.Who()
	away := ""
	if c.offline {
		away = notice.NetworkWords(c.account.Network)
	}
	c.sending = true
	c.refresh()
	var sent outbox.Send
	q.env.Work(func(ctx context.Context) (err error) {
		sent, err = q.env.Program.Reply.Send(ctx, who, draft)
		return err
	}, func(err error) {
		c.sending = false
		if err != nil {
			q.env.Say(err)
			c.refresh()
			return
		}
		if c.draft.ID == draft.ID {
			c.draft, c.touched = outbox.Draft{}, false
		}
		q.env.Program.Dispatcher.Wake()
		q.env.Did(sentWords(sent, away, q.env.Program.Snapshot().Settings.UndoSeconds), func() { q.unsend(sent.ID) })
		q.sentOne(draft)
	})
}

// sentWords tell what Send did; away is the network that can't be reached, "" if
// it can.
func sentWords(s outbox.Send, away string, seconds int) string {
	switch away {
	case "":
	case mailbox:
		return "Kept in the outbox. It goes when the mailbox can be reached again."
	default:
		return "Kept in the outbox. It goes when " + away + " can be reached again."
	}
	if s.State == outbox.Held {
		return "Held in the outbox."
	}
	return fmt.Sprintf("Sending in %d s.", seconds)
}

// sentOne goes on after a draft was sent.
func (q *Queue) sentOne(d outbox.Draft) {
	if d.Conversation == q.selected && d.Conversation != "" {
		q.next(d.Conversation)
		return
	}
	q.showOpen()
	q.list.load()
	q.rest()
}

// unsend takes a message back while it has not gone, and opens its text again.
func (q *Queue) unsend(id string) {
	who := q.env.Who()
	var d outbox.Draft
	q.env.Work(func(ctx context.Context) (err error) {
		d, err = q.env.Program.Outbox.Withdraw(ctx, who, id)
		return err
	}, func(err error) {
		if err != nil {
			q.env.Say(err)
			return
		}
		q.bringBack(d)
	})
}

// bringBack opens a draft in the composer, whatever is chosen now.
func (q *Queue) bringBack(d outbox.Draft) {
	c := q.compose
	if d.Conversation == "" {
		q.choose("")
		c.leave()
		q.beginNew(d, true)
		return
	}
	if d.Conversation != q.selected {
		q.choose(d.Conversation)
	} else {
		c.leave()
		q.read()
	}
	if c.account.ID == "" {
		c.wanted = d.ID // shown once its account was read
	} else {
		c.load(d, true) // at once: somebody may be typing already
		c.refresh()
	}
	q.columns.toThread(true)
	q.list.load()
	q.focus(c.text.Target())
}

// openDraft opens a draft by its id.
func (q *Queue) openDraft(id string) {
	var all []outbox.Draft
	q.env.Work(func(ctx context.Context) (err error) {
		all, err = q.env.Program.Sends.Drafts(ctx, "")
		return err
	}, func(err error) {
		if err != nil {
			q.env.Say(err)
			return
		}
		at := slices.IndexFunc(all, func(d outbox.Draft) bool { return d.ID == id })
		if at < 0 {
			q.env.Say(app.NewError(app.NotFound, "This draft has been sent or discarded already. Look in the outbox."))
			return
		}
		q.bringBack(all[at])
	})
}

// newMail begins a mail that answers nothing.
func (q *Queue) newMail() {
	boxes := q.list.mailboxes()
	if len(boxes) == 0 {
		q.env.Say(app.NewError(app.Wrong, "No mailbox is connected yet. Add one under Channels, then write."))
		return
	}
	q.choose("")
	q.compose.leave()
	q.beginNew(q.env.Program.Reply.BeginNew(q.env.Officer().ID, boxes[0].ID), false)
}

// beginNew opens a mail without a conversation.
func (q *Queue) beginNew(d outbox.Draft, stored bool) {
	c := q.compose
	at := slices.IndexFunc(q.list.channels, func(a channel.Channel) bool { return a.ID == d.Channel })
	if at < 0 {
		q.env.Say(app.NewError(app.NotFound, "The mailbox this mail was to go from is not connected any more. The text is kept. Connect it again under Channels."))
		return
	}
	c.account, c.msgs, c.sends = q.list.channels[at], nil, nil
	c.composing = reply.Composing{Draft: d, Mail: true, Initials: q.env.Officer().Initials}
	q.env.Work(func(ctx context.Context) error {
		composing, err := q.env.Program.Reply.Composing(ctx, d)
		if err != nil {
			return err
		}
		_, offline, err := q.readAccount(ctx, d.Channel)
		q.env.OnUI(func() {
			if c.draft.ID == d.ID {
				c.composing, c.offline = composing, offline
				c.refresh()
			}
		})
		return err
	}, nil)
	q.open = nil
	c.load(d, stored)
	q.showOpen()
	q.columns.toThread(true)
	q.focus(c.people.to.Target())
}

// reply gives the keyboard to the composer.
func (q *Queue) reply(tab string) {
	c := q.compose
	if !c.card.Visible() {
		return
	}
	q.columns.toThread(true)
	redirects := tab == tabReply && c.draft.Purpose == outbox.Redirect // R goes on with it
	if !redirects && tabOf(c.now()) != tab && (c.offers(tab) || c.composing.Mail) {
		c.chooseTab(tab)
	}
	q.focus(c.text.Target())
}

// redirectMenu offers the desk's redirects by their keys.
func (q *Queue) redirectMenu() {
	q.columns.toThread(true)
	part.ShowMenu(q.compose.tabs, q.redirectItems()...)
}

func (q *Queue) redirectItems() []part.MenuItem {
	var items []part.MenuItem
	for _, r := range redirectsOf(q.env.Program.Snapshot()) {
		key := ""
		if r.Place > 0 {
			key = fmt.Sprint(r.Place)
		}
		items = append(items, part.MenuItem{Label: r.Name, Key: key, Do: func() { q.redirect(r.ID) }})
	}
	return items
}

// redirectsOf are the redirects in use, by their keys.
func redirectsOf(snap desk.Snapshot) []desk.Redirect {
	var all []desk.Redirect
	for _, r := range snap.Redirects {
		if !r.Retired {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b desk.Redirect) int { return a.Place - b.Place })
	return all
}

// redirect writes a redirect's words into a draft of its own; what was typed
// before stays a draft.
func (q *Queue) redirect(id string) {
	c := q.compose
	conversation, officer, message := q.selected, q.env.Officer().ID, ""
	if c.draft.Conversation == conversation {
		message = c.draft.Answers
	}
	var d outbox.Draft
	q.env.Work(func(ctx context.Context) (err error) {
		d, err = q.env.Program.Reply.BeginRedirect(ctx, officer, conversation, message, id)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			q.env.Say(err)
		case q.selected == conversation:
			c.leave()
			c.load(d, false)
			c.change(func(*outbox.Draft) {})
			q.read()
			q.focus(c.text.Target())
		}
	})
}

// attach adds a file to the draft; its bytes are copied into the workspace.
func (q *Queue) attach() {
	c := q.compose
	if !c.card.Visible() || !c.composing.Mail {
		return
	}
	id := c.draft.ID
	q.env.PickFile(func(path string) {
		if path == "" {
			return
		}
		var kept outbox.AttachedFile
		q.env.Work(func(ctx context.Context) (err error) {
			kept, err = q.keep(ctx, path)
			return err
		}, func(err error) {
			switch {
			case err != nil:
				q.env.Say(err)
			case c.draft.ID == id:
				c.change(func(d *outbox.Draft) { d.Files = append(d.Files[:len(d.Files):len(d.Files)], kept) })
			}
		})
	})
}

func (q *Queue) keep(ctx context.Context, path string) (outbox.AttachedFile, error) {
	unread := app.NewError(app.Storage, "This file could not be read. Nothing was attached.")
	// A pipe or a device would never end.
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return outbox.AttachedFile{}, unread.Because(err)
	}
	f, err := os.Open(path)
	if err != nil {
		return outbox.AttachedFile{}, unread.Because(err)
	}
	defer func() { _ = f.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(f, mostAttached+1))
	switch {
	case err != nil:
		return outbox.AttachedFile{}, unread.Because(err)
	case len(data) > mostAttached:
		return outbox.AttachedFile{}, errBig
	}
	kind := mime.TypeByExtension(filepath.Ext(path))
	if kind == "" {
		kind = "application/octet-stream"
	}
	return q.env.Program.Sends.KeepFile(ctx, filepath.Base(path), kind, data)
}

// discardDraft throws the draft away because its officer says so; Undo brings
// it back under a new id.
func (q *Queue) discardDraft() {
	c := q.compose
	d := c.draft
	if d.ID == "" || !worthKeeping(d) {
		return
	}
	q.env.Work(func(ctx context.Context) error { return q.env.Program.Drafts.Discard(ctx, d.ID) }, func(err error) {
		if err != nil {
			q.env.Say(err)
			return
		}
		if c.draft.ID == d.ID {
			c.draft, c.touched = outbox.Draft{}, false
		}
		q.env.Did("Draft discarded.", func() { q.restore(d) })
		if d.Conversation != "" {
			q.read()
			return
		}
		q.showOpen()
		q.list.settle()
	})
}

// restore writes a discarded draft anew.
func (q *Queue) restore(d outbox.Draft) {
	d.ID = q.env.Program.IDs.New()
	who := q.env.Who()
	q.env.Program.Drafts.Edit(who, d)
	q.env.Work(func(ctx context.Context) error { return q.env.Program.Drafts.Flush(ctx, d.ID) }, func(err error) {
		if err != nil {
			q.env.Say(err)
			return
		}
		q.bringBack(d)
	})
}

// stopped shows a send that the Gate stopped, with the three ways on.
func (t *thread) stopped(v view, o *opened, s outbox.Send) fyne.CanvasObject {
	d := held.Data{Why: s.Why, Ours: held.Words{Who: "Your reply", When: "not sent", Text: s.Text}}
	for _, e := range crossed(o, s) {
		d.Theirs = append(d.Theirs, held.Words{Who: e.data.Name, When: calendar.FormatWhen(v.now, e.at), Text: e.data.Body})
	}
	q := t.q
	return held.Card(d, held.Choices{
		SendAnyway:  func() { q.sendAnyway(s.ID) },
		KeepAsDraft: func() { q.unsend(s.ID) },
		Discard:     func() { q.discardSend(s.ID) },
	})
}

func (q *Queue) sendAnyway(id string) {
	who := q.env.Who()
	q.env.Work(func(ctx context.Context) error {
		_, err := q.env.Program.Outbox.Release(ctx, who, id, true)
		return err
	}, func(err error) {
		if err != nil {
			q.env.Say(err)
			return
		}
		q.env.Program.Dispatcher.Wake()
		q.env.Did("Sending now, although something came in between.", nil)
	})
}

// discardSend throws a stopped message away; Undo brings its text back.
func (q *Queue) discardSend(id string) {
	who := q.env.Who()
	var d outbox.Draft
	q.env.Work(func(ctx context.Context) (err error) {
		if d, err = q.env.Program.Outbox.Withdraw(ctx, who, id); err != nil {
			return err
		}
		return q.env.Program.Drafts.Discard(ctx, d.ID)
	}, func(err error) {
		if err != nil {
			q.env.Say(err)
			return
		}
		q.env.Did("Your reply was discarded.", func() { q.restore(d) })
		q.read()
	})
}

// draftsChanged follows the keeper of drafts: "Draft saved 9:47".
func (q *Queue) draftsChanged(ids []string) {
	c := q.compose
	if c.touched && slices.Contains(ids, c.draft.ID) {
		c.say("Draft saved " + calendar.FormatClock(q.env.Clock()))
		if c.draft.Conversation == "" || q.list.drafts[c.draft.Conversation] {
			return
		}
	}
	q.list.load()
}

func savedWords(d outbox.Draft) string { return "Draft saved " + calendar.FormatClock(d.SavedAt) }
