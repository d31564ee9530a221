package settings

import (
	"context"
	"encoding/hex"
	"fmt"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/event"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// recordPane makes backups and checks the record.
type recordPane struct {
	s              *Settings
	root           *fyne.Container
	phrase, again  *part.Entry
	backedUp, told *fyne.Container
	backup, verify *part.Button
}

func newRecord(s *Settings) pane {
	r := &recordPane{s: s, backedUp: unsaid(), told: unsaid()}
	r.phrase = part.NewEntry(part.EntrySpec{Name: "Passphrase", Icon: theme.IconLock, Password: true})
	r.again = part.NewEntry(part.EntrySpec{Name: "Passphrase again", Icon: theme.IconLock, Password: true})
	r.backup = button("Choose a folder and back up", theme.IconSave, r.askBackup)
	r.verify = button("Check the record", theme.IconDoneAll, r.check)
	r.root = part.Column(12,
		card("Backup", "One file with everything: messages, replies, who did what. It holds residents’ words, so keep it where only the desk can read it. With a passphrase it is sealed, and nobody can open it without.",
			part.Sides(12, 460, 0, part.FormRow("Passphrase", "Leave it empty for a file that is not sealed.", r.phrase),
				part.FormRow("Passphrase again", "Write it down: it can't be found out.", r.again)),
			part.Leading(r.backup), r.backedUp),
		card("The record", "Each decision is chained to the one before. The check walks the whole chain, works every conversation out again, and names the first thing that does not agree.",
			part.Leading(r.verify), r.told))
	return r
}

// unsaid is the place of a sentence that is not said yet.
func unsaid() *fyne.Container {
	c := part.Column(0)
	c.Hide()
	return c
}

func (r *recordPane) content() fyne.CanvasObject { return r.root }
func (r *recordPane) topics() []event.Topic      { return nil }
func (r *recordPane) read()                      {}

func (r *recordPane) say(where *fyne.Container, icon theme.IconName, tone part.Tone, words string) {
	where.Objects = []fyne.CanvasObject{part.RowTop(8, part.NewIcon(icon, tone.Ink(), 18), part.Grow(part.NewWrapped(words, theme.Dense, theme.Text)))}
	where.Show()
	r.root.Refresh()
}

// backupName is the file that a backup of now becomes.
func (r *recordPane) backupName(sealed bool) string {
	name := calendar.InLondon(r.s.env.Clock()).Format("commsdesk-2006-01-02-1504.db")
	if sealed {
		name += ".age"
	}
	return name
}

func (r *recordPane) askBackup() {
	phrase := r.phrase.Text()
	if phrase != r.again.Text() {
		r.again.SetWrong(true)
		r.say(r.backedUp, theme.IconErrorFill, part.Late, "The two passphrases differ. Type them again. Nothing was written.")
		return
	}
	r.again.SetWrong(false)
	r.s.env.SaveFile(r.backupName(phrase != ""), func(file string) {
		if file != "" {
			r.write(file, phrase)
		}
	})
}

func (r *recordPane) write(file, phrase string) {
	r.backup.Disable()
	r.say(r.backedUp, theme.IconSchedule, part.Idle, "Writing and checking the copy. You can go on working.")
	var b act.BackupReport
	r.s.env.Work(func(ctx context.Context) error {
		var err error
		b, err = r.s.env.Program.BackUp(ctx, file, phrase)
		return err
	}, func(err error) {
		r.backup.Enable()
		if err != nil {
			r.say(r.backedUp, theme.IconErrorFill, part.Late, app.Say(err))
			return
		}
		r.phrase.SetText("")
		r.again.SetText("")
		r.say(r.backedUp, theme.IconCheckCircleFill, part.Good, backupWords(b))
	})
}

// backupWords says what a backup is, with the end of its chain.
func backupWords(b act.BackupReport) string {
	sealed := "It is not sealed."
	if b.Sealed {
		sealed = "It is sealed with your passphrase."
	}
	return fmt.Sprintf("Saved and checked: %s, %s. %s Device %s, act %d, chain %s.", b.File, size(b.Size), sealed, b.Device, b.Seq, short(b.Hash))
}

func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// short is the beginning of a hash, enough to tell two apart.
func short(hash []byte) string { return hex.EncodeToString(hash[:min(len(hash), 8)]) }

func (r *recordPane) check() {
	r.verify.Disable()
	r.say(r.told, theme.IconSchedule, part.Idle, "Checking. You can go on working.")
	var v act.Report
	r.s.env.Work(func(ctx context.Context) error {
		var err error
		v, err = r.s.env.Program.Store.Verify(ctx)
		return err
	}, func(err error) {
		r.verify.Enable()
		switch {
		case err != nil:
			r.say(r.told, theme.IconErrorFill, part.Late, app.Say(err))
		case v.Fault != "":
			r.say(r.told, theme.IconErrorFill, part.Late, v.Fault+" Nothing was changed. Keep this folder as it is and ask your IT team.")
		default:
			r.say(r.told, theme.IconCheckCircleFill, part.Good, verifyWords(v))
		}
	})
}

// verifyWords says what agreed.
func verifyWords(v act.Report) string {
	return fmt.Sprintf("Everything agrees: %s, %s, %s and %s. Device %s, act %d, chain %s.",
		part.Count(v.Acts, "decision", "decisions"), part.Count(v.Conversations, "conversation", "conversations"),
		part.Count(v.Messages, "message", "messages"), part.Count(v.Sends, "send", "sends"), v.Device, v.Seq, short(v.Hash))
}
