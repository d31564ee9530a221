package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// rowJSON is a conversation as `queue` prints it: exactly these fields. Times
// are RFC 3339.
type rowJSON struct {
	ID       string   `json:"id"`
	Channel  string   `json:"channel"`
	Network  string   `json:"network"`
	Type     string   `json:"type"`
	Subject  string   `json:"subject"`
	From     string   `json:"from"`
	Start    *string  `json:"start"`
	Due      *string  `json:"due"`
	Clock    *string  `json:"clock"`
	Late     bool     `json:"late"`
	State    string   `json:"state"`
	Assignee string   `json:"assignee"`
	Tags     []string `json:"tags"`
}

func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

func rowOf(snap desk.Snapshot, r inbox.Row, now time.Time) rowJSON {
	out := rowJSON{ID: r.ID, Channel: r.Channel, Network: r.Network, Type: string(r.Type), Subject: r.Subject,
		From: address(r.Person), State: string(r.Status), Clock: stamp(r.Clock), Tags: []string{}, Assignee: assigneeWord(snap, r.Assignee)}
	if r.Turn != nil {
		out.Start, out.Due, out.Late = stamp(r.Turn.Start), stamp(r.Turn.Due), r.Turn.Late(now)
	}
	for _, id := range r.Tags {
		if t, ok := snap.Tag(id); ok {
			out.Tags = append(out.Tags, t.Name)
		}
	}
	return out
}

// address is a person as mail writes them, Name <address>, or on a network by
// their handle.
func address(p inbox.Person) string {
	switch {
	case strings.EqualFold(p.Handle, p.ID):
		if p.Name != "" && p.Name != p.ID {
			return p.Name + " <" + p.ID + ">"
		}
		return p.ID
	case p.Handle != "" && p.Name != "" && p.Name != p.Handle:
		return p.Name + " @" + strings.TrimPrefix(p.Handle, "@")
	case p.Handle != "":
		return "@" + strings.TrimPrefix(p.Handle, "@")
	case p.Name == "" || p.Name == p.ID:
		return p.ID
	case !strings.Contains(p.ID, "@"): // a number that only the network reads
		return p.Name
	}
	return p.Name + " <" + p.ID + ">"
}

// assigneeWord is how the command line names who has a conversation: initials,
// comms, csc or "".
func assigneeWord(snap desk.Snapshot, a inbox.Assignee) string {
	if team, ok := strings.CutPrefix(string(a), "team:"); ok {
		return team
	}
	if id, ok := strings.CutPrefix(string(a), "officer:"); ok {
		if o, found := snap.Officer(id); found {
			return o.Initials
		}
	}
	return ""
}

var everyStatus = []inbox.Status{inbox.Open, inbox.Answered, inbox.Waiting, inbox.NoReply, inbox.Done, inbox.History}

func queue(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("queue", flag.ContinueOnError)
	all := fs.Bool("all", false, "")
	if rest, err := parse(fs, args); err != nil {
		return err
	} else if len(rest) > 0 {
		return useError("This takes no arguments.")
	}
	f := inbox.Filter{}
	if *all {
		f.Statuses = everyStatus
	}
	rows, err := e.Program.Store.Queue(ctx, f)
	if err != nil {
		return err
	}
	now, snap, cal := e.Clock(), e.Program.Snapshot(), e.Program.Calendar()
	out := make([]rowJSON, len(rows))
	for i, r := range rows {
		out[i] = rowOf(snap, r, now)
	}
	return e.print(out, func(w io.Writer) {
		if len(rows) == 0 {
			fmt.Fprintln(w, "Nobody is waiting.")
		}
		for i, r := range rows {
			when := string(r.Status)
			if !r.Clock.IsZero() {
				when = cal.DeadlineWords(now, r.Clock).Text()
			}
			fmt.Fprintf(w, "%s  %-34s %-16s %-24s %s\n", r.ID, when, r.Type.Words(), out[i].From, about(r))
		}
	})
}

// about is what a row is about in one line: on networks there are no subjects.
func about(r inbox.Row) string {
	if r.Subject != "" {
		return r.Subject
	}
	return r.Preview
}

// messageJSON is one message of a conversation as `show` prints it.
type messageJSON struct {
	Key       string   `json:"key"`
	MessageID string   `json:"message_id"`
	Direction string   `json:"direction"`
	Auto      string   `json:"auto,omitempty"`
	From      string   `json:"from"`
	At        *string  `json:"at"`
	Subject   string   `json:"subject"`
	Text      string   `json:"text"`
	Quoted    string   `json:"quoted,omitempty"`
	Files     []string `json:"files,omitempty"`
	Links     []string `json:"links,omitempty"`
	Altered   bool     `json:"altered,omitempty"`
	Unparsed  bool     `json:"unparsed,omitempty"` // it could not be read in full
	History   bool     `json:"history,omitempty"`
	Hidden    bool     `json:"hidden,omitempty"`
	// Edited and Deleted are when its author changed it, or it went at the network.
	Edited  *string `json:"edited,omitempty"`
	Deleted *string `json:"deleted,omitempty"`
	Send    string  `json:"send,omitempty"`
}

type turnJSON struct {
	N       int     `json:"n"`
	Start   *string `json:"start"`
	Due     *string `json:"due"`
	Settled *string `json:"settled"`
	How     string  `json:"how"`
	Late    bool    `json:"late"`
}

type entryJSON struct {
	ID      string  `json:"id"`
	At      *string `json:"at"`
	Officer string  `json:"officer"`
	Kind    string  `json:"kind"`
	Undone  bool    `json:"undone,omitempty"`
	// Measure is what was done about abuse, Outcome what came of it, Why the reason
	// why the network did not; Reason is the officer's, of a measure and others.
	Measure string `json:"measure,omitempty"`
	Outcome string `json:"outcome,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Why     string `json:"why,omitempty"`
}

func entryOf(snap desk.Snapshot, r inbox.Entry) entryJSON {
	j := entryJSON{ID: r.Act.ID, At: stamp(r.Act.At), Officer: actor(snap, r.Act.Officer), Kind: string(r.Act.Kind), Undone: r.Undone}
	if r.Act.Kind == inbox.Moderated {
		var did inbox.ModeratedEffect
		var said inbox.ModeratedContent
		// What can't be read, or was erased, says nothing.
		_, _ = json.Unmarshal(r.Act.Effect, &did), json.Unmarshal(r.Act.Content, &said)
		j.Measure, j.Outcome, j.Reason, j.Why = did.Measure, string(did.Outcome), said.Reason, said.Why
	}
	return j
}

// words is an entry on one line.
func (j entryJSON) words(at time.Time) string {
	what := j.Kind
	if j.Measure != "" {
		what = strings.Join(slices.DeleteFunc([]string{j.Measure + " " + j.Outcome, j.Reason, j.Why}, func(s string) bool { return s == "" }), ": ")
	}
	if j.Undone {
		what += " (undone)"
	}
	return fmt.Sprintf("%s  %s %s  %s", calendar.FormatMoment(at), j.Officer, what, j.ID)
}

type shownJSON struct {
	rowJSON
	WroteAgain bool          `json:"wrote_again"`
	Sending    string        `json:"sending,omitempty"`
	Suggest    string        `json:"suggest,omitempty"`
	Version    int64         `json:"version"`
	Turns      []turnJSON    `json:"turns"`
	Messages   []messageJSON `json:"messages"`
	Record     []entryJSON   `json:"record"`
}

func show(ctx context.Context, e *Env, args []string) error {
	rest, err := plain("show", args, 1)
	if err != nil {
		return err
	}
	row, msgs, err := e.Program.Store.Conversation(ctx, rest[0])
	if err != nil {
		return err
	}
	record, err := e.Program.Store.Record(ctx, row.ID)
	if err != nil {
		return err
	}
	now, snap := e.Clock(), e.Program.Snapshot()
	out := shownJSON{rowJSON: rowOf(snap, row, now), WroteAgain: row.WroteAgain, Sending: row.Sending, Suggest: row.Suggest,
		Version: row.Version, Turns: []turnJSON{}, Messages: []messageJSON{}, Record: []entryJSON{}}
	for _, t := range row.Settled {
		out.Turns = append(out.Turns, turnJSON{t.N, stamp(t.Start), stamp(t.Due), stamp(t.Settled), string(t.How), t.Late(now)})
	}
	if t := row.Turn; t != nil {
		out.Turns = append(out.Turns, turnJSON{t.N, stamp(t.Start), stamp(t.Due), nil, "", t.Late(now)})
	}
	for _, m := range msgs {
		out.Messages = append(out.Messages, messageOf(m))
	}
	for _, r := range record {
		out.Record = append(out.Record, entryOf(snap, r))
	}
	return e.print(out, func(w io.Writer) { showWords(w, e, row, msgs, record, out) })
}

func messageOf(m inbox.Message) messageJSON {
	j := messageJSON{Key: m.Key, MessageID: m.RemoteID, Direction: string(m.Direction), Auto: m.Auto, From: address(m.From),
		At: stamp(m.Start), Subject: m.Subject, Text: m.Text, Quoted: m.Quoted, Altered: m.Altered, Unparsed: m.Unparsed, History: m.History, Hidden: m.Hidden,
		Edited: stamp(m.EditedAt), Deleted: stamp(m.DeletedAt), Send: m.Send}
	for _, f := range m.Files {
		j.Files = append(j.Files, f.Name)
	}
	for _, l := range m.Links {
		j.Links = append(j.Links, l.URL)
	}
	return j
}

func actor(snap desk.Snapshot, id string) string {
	if o, ok := snap.Officer(id); ok {
		return o.Initials
	}
	return id
}

func showWords(w io.Writer, e *Env, row inbox.Row, msgs []inbox.Message, record []inbox.Entry, out shownJSON) {
	now, cal := e.Clock(), e.Program.Calendar()
	fmt.Fprintf(w, "%s\n%s, %s, %s\n", row.Subject, out.From, row.Type.Words(), row.Status)
	if !row.Clock.IsZero() {
		fmt.Fprintln(w, cal.DeadlineWords(now, row.Clock).Text())
	}
	for _, m := range msgs {
		fmt.Fprintf(w, "\n%s  %s  %s%s\n%s\n", calendar.FormatMoment(m.Start), address(m.From), m.RemoteID, became(m), m.Text)
	}
	fmt.Fprintln(w)
	for i, r := range out.Record {
		fmt.Fprintln(w, r.words(record[i].Act.At))
	}
}

// became says what happened to a message after it came.
func became(m inbox.Message) string {
	words := ""
	if m.Hidden {
		words += ", hidden"
	}
	if !m.EditedAt.IsZero() {
		words += ", edited " + calendar.FormatMoment(m.EditedAt)
	}
	if !m.DeletedAt.IsZero() {
		words += ", deleted at the network " + calendar.FormatMoment(m.DeletedAt)
	}
	return words
}

// sendJSON is a send as `outbox` and `reply` print it.
type sendJSON struct {
	Send         string   `json:"send"`
	State        string   `json:"state"`
	MessageID    string   `json:"message_id"`
	Link         string   `json:"link,omitempty"`
	Conversation string   `json:"conversation,omitempty"`
	Channel      string   `json:"channel"`
	Network      string   `json:"network"`
	Kind         string   `json:"kind"` // mail, reply, private message or post
	To           []string `json:"to"`
	Subject      string   `json:"subject"`
	Queued       *string  `json:"queued"`
	Committed    *string  `json:"committed"`
	Settled      *string  `json:"settled"`
	WaitUntil    *string  `json:"wait_until,omitempty"`
	Attempts     int      `json:"attempts"`
	Why          string   `json:"why,omitempty"`
	Hold         string   `json:"hold,omitempty"`
	Filed        string   `json:"filed,omitempty"`
	Returned     bool     `json:"returned,omitempty"`
}

func sendOf(s outbox.Send) sendJSON {
	j := sendJSON{Send: s.ID, State: string(s.State), MessageID: s.Token, Conversation: s.Conversation, Channel: s.Channel,
		Network: s.Network, Kind: s.Noun(), To: []string{}, Subject: s.Subject, Queued: stamp(s.QueuedAt), Committed: stamp(s.CommittedAt), Settled: stamp(s.SettledAt),
		WaitUntil: stamp(s.WaitUntil), Attempts: s.Attempts, Why: s.Why, Hold: s.HoldKind, Filed: string(s.Filed), Returned: s.Returned}
	if s.RemoteID != "" {
		j.MessageID, j.Link = s.RemoteID, s.Permalink
	}
	for _, p := range append(append([]outbox.Person{}, s.To...), s.Cc...) {
		j.To = append(j.To, p.ID)
	}
	return j
}

func listOutbox(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("outbox", flag.ContinueOnError)
	all := fs.Bool("all", false, "")
	if rest, err := parse(fs, args); err != nil {
		return err
	} else if len(rest) > 0 {
		return useError("This takes no arguments.")
	}
	limit := 200
	if *all {
		limit = 0
	}
	sends, err := e.Program.Sends.Sends(ctx, nil, limit)
	if err != nil {
		return err
	}
	out := make([]sendJSON, len(sends))
	for i, s := range sends {
		out[i] = sendOf(s)
	}
	return e.print(out, func(w io.Writer) {
		if len(out) == 0 {
			fmt.Fprintln(w, "Nothing was sent yet, and nothing is waiting to send.")
		}
		for i, s := range out {
			to, about := e.lineOf(sends[i])
			fmt.Fprintf(w, "%s  %-11s %-30s %s\n", s.Send, s.State, to, about)
			if s.Why != "" {
				fmt.Fprintf(w, "    %s\n", s.Why)
			}
		}
	})
}

// lineOf says to whom a send goes and what it is: a mail by address and subject, on a
// network by name, since ids there say nothing to people.
func (e *Env) lineOf(s outbox.Send) (to, about string) {
	var names []string
	for _, p := range append(append([]outbox.Person{}, s.To...), s.Cc...) {
		if s.Mail() {
			names = append(names, p.ID)
		} else {
			names = append(names, cmp.Or(p.Name, p.Handle, p.ID))
		}
	}
	about = s.Subject
	if !s.Mail() {
		about = s.Noun() + " on " + e.Program.NetworkTitle(s.Network)
	}
	return strings.Join(names, ", "), about
}

// noticeJSON is one notice of the panel.
type noticeJSON struct {
	Key          string  `json:"key"`
	Kind         string  `json:"kind"`
	Title        string  `json:"title"`
	Body         string  `json:"body"`
	At           *string `json:"at"`
	Conversation string  `json:"conversation,omitempty"`
	Send         string  `json:"send,omitempty"`
	Channel      string  `json:"channel,omitempty"`
}

func notices(ctx context.Context, e *Env, args []string) error {
	if _, err := plain("notices", args, 0); err != nil {
		return err
	}
	panel, err := e.Program.Notices.Panel(ctx)
	if err != nil {
		return err
	}
	out := make([]noticeJSON, len(panel))
	for i, n := range panel {
		out[i] = noticeJSON{n.Key, string(n.Kind), n.Title, n.Body, stamp(n.At), n.Conversation, n.Send, n.Channel}
	}
	return e.print(out, func(w io.Writer) {
		if len(out) == 0 {
			fmt.Fprintln(w, "There are no notices.")
		}
		for _, n := range out {
			fmt.Fprintf(w, "%s\n  %s\n", n.Title, n.Body)
		}
	})
}

// hitJSON is one result of a search.
type hitJSON struct {
	Conversation string  `json:"conversation"`
	Message      string  `json:"message,omitempty"`
	Where        string  `json:"where"`
	Snippet      string  `json:"snippet"`
	At           *string `json:"at"`
	From         string  `json:"from"`
	Subject      string  `json:"subject"`
}

const searchLimit = 50

func search(ctx context.Context, e *Env, args []string) error {
	rest, err := parse(flag.NewFlagSet("search", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return useError("Say what to look for.")
	}
	words := strings.Join(rest, " ")
	hits, err := e.Program.Store.Search(ctx, words, searchLimit)
	if err != nil {
		return err
	}
	out := make([]hitJSON, len(hits))
	for i, h := range hits {
		out[i] = hitJSON{h.Conversation, h.Message, h.Where, h.Snippet, stamp(h.At), address(h.Row.Person), h.Row.Subject}
	}
	meant := ""
	if len(out) == 0 {
		if meant, _, err = e.Program.Store.DidYouMean(ctx, words); err != nil {
			return err
		}
	}
	return e.print(out, func(w io.Writer) {
		if len(out) == 0 {
			fmt.Fprintf(w, "No match for “%s”.\n", words)
		}
		if meant != "" {
			fmt.Fprintf(w, "Did you mean “%s”?\n", meant)
		}
		for _, h := range out {
			fmt.Fprintf(w, "%s  %-24s %s\n    %s\n", h.Conversation, h.From, h.Subject, strings.Join(strings.Fields(h.Snippet), " "))
		}
	})
}

func notFound(what, id string) error {
	return app.NewError(app.NotFound, "There is no "+what+" "+id+" in this workspace.")
}
