package queue

import (
	"strings"

	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// messageMarks are the facts about a message that its words don't tell.
func (v view) messageMarks(network string, m inbox.Message) []part.MarkData {
	marks := letterMarks(m)
	add := func(icon theme.IconName, tone part.Tone, words string) {
		marks = append(marks, part.MarkData{Icon: icon, Tone: tone, Words: words})
	}
	if !m.EditedAt.IsZero() && !m.Mail() {
		words := "Edited " + calendar.FormatWhen(v.now, m.EditedAt)
		if m.EditSeen {
			words = "Edited, seen " + calendar.FormatWhen(v.now, m.EditedAt)
		}
		add(theme.IconEditSquare, part.Idle, words)
	}
	if m.Hidden {
		add(theme.IconVisibilityOff, part.Idle, "Hidden on "+notice.NetworkWords(network)+": others no longer see it there.")
	}
	if !m.DeletedAt.IsZero() {
		add(theme.IconDelete, part.Idle, v.deletedWords(network, m))
	}
	if m.Expired && m.DeletedAt.IsZero() {
		add(theme.IconSchedule, part.Idle, m.ForgottenWords(notice.NetworkTitle(network), v.keep))
	}
	if m.History && m.Direction == inbox.In {
		add(theme.IconHistory, part.Idle, "Came before this desk’s promise began.")
	}
	return marks
}

// letterMarks are those that only mail has.
func letterMarks(m inbox.Message) []part.MarkData {
	var marks []part.MarkData
	add := func(icon theme.IconName, tone part.Tone, words string) {
		marks = append(marks, part.MarkData{Icon: icon, Tone: tone, Words: words})
	}
	switch m.Auto {
	case "auto-reply":
		add(theme.IconMail, part.Idle, "Automatic reply. It opens no clock.")
	case "list":
		add(theme.IconMail, part.Idle, "Newsletter or list mail. It opens no clock.")
	case "bounce":
		add(theme.IconError, part.Late, bounceWords(m.Bounce))
	}
	if m.Claimed {
		add(theme.IconInfo, part.Idle, "Sent by a form in our own name. Replies go to "+m.AnswerTo.ID+".")
	}
	if m.Altered {
		add(theme.IconGppMaybe, part.Soon, "This carries the id of another message with other words. Both are kept.")
	}
	if m.Unparsed {
		add(theme.IconWarning, part.Soon, unparsedWords(m))
	}
	if m.HeaderOnly {
		add(theme.IconDownload, part.Idle, "The words are still being fetched.")
	}
	return marks
}

// unparsedWords say what there is of a message that could not be read.
func unparsedWords(m inbox.Message) string {
	what, where := "This mail", "in your mail program"
	if !m.Mail() {
		what, where = "This", "on the network"
	}
	words := what + " could not be read in full. "
	if hasOriginal(m) {
		return words + "It is kept as it came: save the original from its menu, or open it " + where + "."
	}
	return words + "Open it " + where + "."
}

// deletedWords are the stone that stands where a message was taken away.
func (v view) deletedWords(network string, m inbox.Message) string {
	if m.Mail() {
		return "Taken away at the network since."
	}
	words := "Deleted on " + notice.NetworkWords(network) + " " + calendar.FormatWhen(v.now, m.DeletedAt) + "."
	switch {
	case m.Expired:
		return words + " Its words had to go here too."
	case m.Text == "" && len(m.Files) == 0:
		return words + " We had not read its words."
	}
	return words + " What we read is kept."
}

// formerWords are the words that edits replaced, newest first, each under when
// it was put there; "" for none.
func (v view) formerWords(m inbox.Message) string {
	var all []string
	for i := len(m.Was) - 1; i >= 0; i-- {
		when := "As first written"
		if !m.Was[i].At.IsZero() {
			when = momentWords(v.now, m.Was[i].At)
		}
		all = append(all, when+":\n"+m.Was[i].Text)
	}
	return strings.Join(all, "\n\n")
}

// authorWords are who wrote a message, never empty.
func authorWords(network string, m inbox.Message) string {
	switch {
	case !m.Mail() && m.From.Name == "" && m.From.Handle == "":
		return somebody(network)
	case m.From.Words() == "":
		return "Sender unknown"
	}
	return m.From.Words()
}

// attachmentOf is a file as it is shown: of a network's picture also what its
// author says that it shows.
func attachmentOf(mail bool, f inbox.File) part.AttachmentData {
	a := part.AttachmentData{Name: f.Name, Picture: strings.HasPrefix(f.Type, "image/")}
	if f.Size > 0 {
		a.Size = sizeWords(f.Size)
	}
	if mail {
		return a
	}
	a.Fixed = f.Part == ""
	if a.Name == "" {
		a.Name = "File"
		if a.Picture {
			a.Name = "Picture"
		}
	}
	switch {
	case f.Alt != "":
		a.Alt = "It shows: " + f.Alt
	case a.Picture:
		a.Alt = "Its author did not say what it shows."
	}
	return a
}
