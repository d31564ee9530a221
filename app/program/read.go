package program

import (
	"context"
	"encoding/json"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
)

// Keeper looks after the workspace's file.
type Keeper interface {
	// Verify walks the journal and folds everything again.
	Verify(ctx context.Context) (act.Report, error)
	// Backup writes a checked copy to file; BackupSealed one that only the
	// passphrase opens. They never overwrite.
	Backup(ctx context.Context, file string) (act.BackupReport, error)
	BackupSealed(ctx context.Context, file, passphrase string) (act.BackupReport, error)
}

// BackUp writes a checked copy to file, sealed with the passphrase unless it is
// "". It never overwrites.
func (p *Program) BackUp(ctx context.Context, file, passphrase string) (act.BackupReport, error) {
	if passphrase == "" {
		return p.Store.Backup(ctx, file)
	}
	return p.Store.BackupSealed(ctx, file, passphrase)
}

// account tells a reply what a channel is.
func (p *Program) account(ctx context.Context, id string) (reply.Account, error) {
	c, ok := p.channelEver(ctx, id)
	if !ok {
		return reply.Account{}, app.NewError(app.NotFound, "This channel is not connected.")
	}
	return reply.Account{Network: c.Network, Address: strings.ToLower(c.Identity)}, nil
}

// about is what sentences say of an account: its mail server's name, from the
// adapter's settings, or its network.
func (p *Program) about(id string) outbox.About {
	c, ok := p.channelEver(context.Background(), id)
	if !ok {
		return outbox.About{}
	}
	if c.Network != MailboxNetwork {
		return outbox.About{Server: notice.NetworkWords(c.Network)}
	}
	var settings struct {
		Server string `json:"smtp_host"`
	}
	_ = json.Unmarshal(c.Config, &settings) // unreadable settings have no server to name
	return outbox.About{Server: settings.Server}
}

// noticeSubjects reads what notices can be about.
func (p *Program) noticeSubjects(ctx context.Context) (notice.Subjects, error) {
	var s notice.Subjects
	var err error
	if s.Rows, err = p.Store.Queue(ctx, inbox.Filter{}); err != nil {
		return s, err
	}
	states := []outbox.State{outbox.Unconfirmed, outbox.Rejected, outbox.Held}
	if s.Sends, err = p.Sends.Sends(ctx, states, 0); err != nil {
		return s, err
	}
	recent, err := p.Sends.Sends(ctx, []outbox.State{outbox.Sent}, recentSends)
	if err != nil {
		return s, err
	}
	for _, x := range recent {
		if x.Returned {
			s.Sends = append(s.Sends, x)
		}
	}
	if s.Channels, err = p.Channels.Channels(ctx, false); err != nil {
		return s, err
	}
	if s.Health, err = p.Channels.Health(ctx); err != nil {
		return s, err
	}
	snap := p.Snapshot()
	s.Describe = func(r inbox.Row) (string, string) { return firstTag(snap, r), AssigneeWords(snap, r.Assignee) }
	return s, nil
}

// recentSends is how many sends back a returned one is still told.
const recentSends = 200

func firstTag(snap desk.Snapshot, r inbox.Row) string {
	if len(r.Tags) == 0 {
		return ""
	}
	t, _ := snap.Tag(r.Tags[0])
	return t.Name
}

// AssigneeWords says in a sentence who has a conversation.
func AssigneeWords(snap desk.Snapshot, a inbox.Assignee) string {
	if team, ok := strings.CutPrefix(string(a), "team:"); ok {
		return "Assigned to " + desk.Team(team).Words() + "."
	}
	if id, ok := strings.CutPrefix(string(a), "officer:"); ok {
		if o, found := snap.Officer(id); found {
			return "Assigned to " + o.Initials + "."
		}
	}
	return "Not assigned."
}

// Who is the officer behind an act on this machine, found by id or initials;
// an app.Error of kind Wrong when there is none.
func (p *Program) Who(idOrInitials, osUser string) (act.Who, desk.Officer, error) {
	o, ok := p.Snapshot().Officer(idOrInitials)
	if !ok || o.Left {
		return act.Who{}, o, app.NewError(app.Wrong, "There is no officer "+idOrInitials+" on this desk. Add them in Settings.")
	}
	return act.Who{Officer: o.ID, OSUser: osUser}, o, nil
}
