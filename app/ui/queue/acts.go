package queue

import (
	"context"
	"fmt"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/part"
)

// deed is something done to one or many conversations that can be taken back.
type deed struct {
	// words say what happened: "Assigned to CSC".
	words string
	// moves: the officer goes on with the next conversation.
	moves bool
	// can tells which conversations it can be done to; why is the sentence when
	// to none of them. nil: to all.
	can func(inbox.Row) bool
	why string
	do  func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error)
	// done is called when it was done; nil: nothing more.
	done func()
}

// targets are the conversations that keys act on: the marked ones, else the
// chosen one.
func (q *Queue) targets() []inbox.Row {
	var rows []inbox.Row
	for _, at := range q.list.lines {
		if at.row != nil && q.list.marked[at.row.ID] {
			rows = append(rows, *at.row)
		}
	}
	if len(rows) == 0 && q.open != nil && q.open.row.ID == q.selected {
		rows = append(rows, q.open.row)
	}
	return rows
}

// carryOut does a deed to what keys act on.
func (q *Queue) carryOut(d deed) {
	var ids []string
	all := q.targets()
	for _, r := range all {
		if d.can == nil || d.can(r) {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 {
		if len(all) > 0 {
			q.env.Say(app.NewError(app.Wrong, d.why))
		}
		return
	}
	q.perform(d, ids, len(all))
}

// carryOutOn does a deed to one conversation, whatever is marked.
func (q *Queue) carryOutOn(id string, d deed) { q.perform(d, []string{id}, 1) }

func (q *Queue) perform(d deed, ids []string, asked int) {
	who := q.env.Who()
	var got []act.Receipt
	q.env.Work(func(ctx context.Context) (err error) {
		got, err = d.do(ctx, who, ids)
		return err
	}, func(err error) {
		if err != nil {
			q.env.Say(err)
		} else if d.done != nil {
			d.done()
		}
		q.carriedOut(d, ids[:len(got)], got, asked)
	})
}

// carriedOut tells what became of a deed and goes on.
func (q *Queue) carriedOut(d deed, ids []string, got []act.Receipt, asked int) {
	var done []act.Act
	who := q.env.Who()
	gone := map[string]bool{}
	for i, r := range got {
		if r.Superseded {
			q.env.Say(app.NewError(app.Conflict, r.Why))
			continue
		}
		gone[ids[i]] = true
		done = append(done, who.Undo(act.Subject{Type: act.Conversation, ID: ids[i]}, r.ID))
	}
	if len(done) == 0 {
		q.list.load()
		q.read()
		return
	}
	q.env.Did(didWords(d.words, len(done), asked), func() { q.undo(ids[0], done) })
	if asked > 1 {
		q.list.clearMarks()
	}
	if d.moves && gone[q.selected] {
		q.nextBut(q.selected, gone)
		return
	}
	q.list.load()
	q.read()
}

func didWords(words string, done, asked int) string {
	switch {
	case asked == 1:
		return words + "."
	case done < asked:
		return fmt.Sprintf("%s: %s of %s. The others can’t be.", words, part.Commas(done), part.Commas(asked))
	}
	return words + ": " + part.Commas(done) + "."
}

// undo takes acts back, a batch of them in as few transactions as they were
// done in, and shows the first conversation again.
func (q *Queue) undo(first string, acts []act.Act) {
	q.env.Work(func(ctx context.Context) error {
		for len(acts) > 0 {
			n := min(len(acts), inbox.BatchLimit)
			if _, err := q.env.Program.Door.Do(ctx, acts[:n]...); err != nil {
				return err
			}
			acts = acts[n:]
		}
		return nil
	}, func(err error) {
		if err != nil {
			q.env.Say(err)
		}
		q.choose(first)
		q.list.load()
	})
}

// next goes on with the conversation after this one.
func (q *Queue) next(id string) { q.nextBut(id, map[string]bool{id: true}) }

func (q *Queue) nextBut(id string, gone map[string]bool) {
	if next := neighbour(q.list.lines, id, gone); next != "" {
		q.choose(next)
	} else {
		q.read()
	}
	q.list.load()
	q.rest()
}

func (q *Queue) assign(to inbox.Assignee) {
	words := "Assigned to " + assigneeWords(q.env.Program.Snapshot(), to)
	if to == "" {
		words = "Assigned to nobody"
	}
	q.carryOut(deed{words: words, moves: true, do: func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error) {
		return q.env.Program.Inbox.Assign(ctx, who, to, ids...)
	}})
}

func (q *Queue) assignToMe() {
	if me := q.env.Officer().ID; me != "" {
		to := inbox.Assignee("officer:" + me)
		q.carryOut(deed{words: "Assigned to you", do: func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error) {
			return q.env.Program.Inbox.Assign(ctx, who, to, ids...)
		}})
	}
}

func (q *Queue) setType(t inbox.Type) {
	q.carryOut(deed{words: "Type set to " + t.Words(), do: func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error) {
		return q.env.Program.Inbox.SetType(ctx, who, t, ids...)
	}})
}

func (q *Queue) setTag(t desk.Tag, on bool) {
	if on {
		q.carryOut(deed{words: "Tagged " + t.Name, do: func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error) {
			return q.env.Program.Inbox.Tag(ctx, who, t.ID, ids...)
		}})
		return
	}
	q.carryOut(deed{words: "Tag " + t.Name + " taken off", do: func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error) {
		return q.env.Program.Inbox.Untag(ctx, who, t.ID, ids...)
	}})
}

func (q *Queue) expectNoReply() {
	q.carryOut(deed{words: "No reply expected", moves: true, can: func(r inbox.Row) bool { return r.Turn != nil },
		why: "Nothing here is waiting for a reply.",
		do: func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error) {
			return q.env.Program.Inbox.NoReply(ctx, who, ids...)
		}})
}

func (q *Queue) wait() {
	q.carryOut(deed{words: "Waiting for the resident", moves: true, can: settledRow,
		why: "Nobody has answered yet, so there is nothing to wait for. Reply first, then wait for the resident.",
		do: func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error) {
			return q.env.Program.Inbox.Wait(ctx, who, ids...)
		}})
}

func (q *Queue) markDone() {
	q.carryOut(deed{words: "Done", moves: true, can: settledRow,
		why: "Nobody has answered yet. Reply, redirect, or choose “No reply expected”.",
		do: func(ctx context.Context, who act.Who, ids []string) ([]act.Receipt, error) {
			return q.env.Program.Inbox.Done(ctx, who, ids...)
		}})
}

func settledRow(r inbox.Row) bool { return r.Turn == nil }

func (q *Queue) makeWork() {
	if q.open == nil {
		return
	}
	id := q.open.row.ID
	q.carryOutOn(id, deed{words: "Made work, the clock starts now",
		do: func(ctx context.Context, who act.Who, _ []string) ([]act.Receipt, error) {
			return q.env.Program.Inbox.MakeWork(ctx, who, id)
		}})
}

// bulkMenu offers what can be done to all marked conversations at once.
func (q *Queue) bulkMenu() {
	if len(q.list.marked) == 0 {
		return
	}
	under := q.list.marks
	again := func(items func() []part.MenuItem) func() { return func() { part.ShowMenu(under, items()...) } }
	part.ShowMenu(under,
		part.MenuItem{Label: "No reply expected", Key: "X", Do: q.expectNoReply},
		part.MenuItem{Label: "Done", Key: "E", Do: q.markDone},
		part.MenuItem{Label: "Wait for the resident", Key: "W", Do: q.wait},
		part.MenuItem{Label: "Assign …", Key: "A", Divider: true, Do: again(q.assignItems)},
		part.MenuItem{Label: "Assign to me", Key: "L", Do: q.assignToMe},
		part.MenuItem{Label: "Set the type …", Key: "Y", Do: again(q.typeItems)},
		part.MenuItem{Label: "Tag …", Key: "T", Do: again(q.tagItems)})
}
