package queue

import (
	"fmt"

	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// The composer's tabs.
const (
	tabReply    = "reply"
	tabAll      = "all"
	tabPrivate  = "private"
	tabRedirect = "redirect"
)

// tabOf is the tab under which a draft is written.
func tabOf(c reply.Composing) string {
	d := c.Draft
	switch {
	case d.Purpose == outbox.Redirect:
		return tabRedirect
	case c.Mail && len(d.To)+len(d.Cc) > 1:
		return tabAll
	case !c.Mail && c.InPrivate():
		return tabPrivate
	}
	return tabReply
}

// tabsOf are the ways in which a conversation on a network can be answered:
// those that it does not offer are absent (DESIGN-LANGUAGE 5.5). all is an answer
// to everybody whom a mail went to.
func tabsOf(network string, c reply.Composing, all outbox.Draft) []part.TabSpec {
	redirect := part.TabSpec{ID: tabRedirect, Label: "Redirect", Icon: theme.IconCallSplit, Key: "D"}
	private := part.TabSpec{ID: tabPrivate, Label: "Private message", Icon: theme.IconLock, Key: "P"}
	switch {
	case c.Mail && len(all.To)+len(all.Cc) > 1:
		return []part.TabSpec{{ID: tabReply, Label: "Reply", Icon: theme.IconReply, Key: "R"},
			{ID: tabAll, Label: "Reply to all", Icon: theme.IconReplyAll}, redirect}
	case c.Mail:
		return []part.TabSpec{{ID: tabReply, Label: "Reply", Icon: theme.IconReply, Key: "R"}, redirect}
	case c.Talk && spoken(network):
		private.Label, private.Icon, private.Key = "Answer", theme.IconCall, "R"
		return []part.TabSpec{private, redirect}
	case c.Talk:
		return []part.TabSpec{private, redirect}
	}
	public := part.TabSpec{ID: tabReply, Label: "Public reply", Icon: theme.IconPublic, Key: "R"}
	if spoken(network) {
		public.Label, public.Icon = "Answer", theme.IconCall
	}
	if c.Account.Known && !c.Account.Private.OK {
		return []part.TabSpec{public, redirect}
	}
	return []part.TabSpec{public, private, redirect}
}

// spoken tells that people talk there: nothing is written, so there is no page
// to open.
func spoken(network string) bool { return network == "phone" || network == "counter" }

// outside tells that the account can't send the draft by itself: an officer
// answers on the network, and says so here.
func outside(c reply.Composing) bool { return !c.Mail && c.Account.Known && !wayOf(c).OK }

// wayOf is what the account says of sending the draft.
func wayOf(c reply.Composing) outbox.Ability {
	if c.InPrivate() {
		return c.Account.Private
	}
	return c.Account.Reply
}

// sendLabel is the word on the button: whose account speaks, and what the
// officer has to do for it.
func sendLabel(network, account string, c reply.Composing) string {
	switch {
	case c.Draft.Purpose == outbox.New:
		return "Send from " + account
	case outside(c) && spoken(network):
		return "Record the answer"
	case outside(c) && somewhereIn[network] != "":
		return "Copy and open its page"
	case outside(c):
		return "Copy and open on " + notice.NetworkWords(network)
	}
	return "Send as " + account
}

// aside says above the count what an officer must know of this network's answers
// before this one: why the account can't send it, and the network's rule where an
// answer leaves the usual way.
func aside(c reply.Composing) []string {
	if c.Mail {
		return nil
	}
	var all []string
	if outside(c) {
		all = append(all, wayOf(c).Reason)
	}
	apart := c.Draft.Private && !c.Talk // in private, where they wrote in public
	if rule := c.Account.ReplyRule; rule != "" && (len(all) == 0 && apart || len(all) > 0 && all[0] != rule) {
		all = append(all, rule)
	}
	return all
}

// counted is the length of a draft beside what the network takes: "214", " of
// 280, with"; share is how much of that is used, 0 without a limit.
func counted(c reply.Composing) (n, rest string, share float32) {
	if c.Mail {
		return part.Commas(reply.Count(c.Draft.Text, c.Initials)), " characters, with", 0
	}
	length, most := c.Length(), c.Limit()
	unit := ""
	if c.Unit() != "characters" {
		unit = " " + c.Unit()
	}
	if most == 0 {
		return part.Commas(length), " " + c.Unit() + ", with", 0
	}
	return part.Commas(length), fmt.Sprintf(" of %s%s, with", part.Commas(most), unit), float32(length) / float32(most)
}

// finding is one live check above Send.
type finding struct {
	icon  theme.IconName
	tone  part.Tone
	words string
}

// findings are what the live checks say (DESIGN-LANGUAGE 5.5), what stops Send
// first; stops is the sentence for why it is disabled, "" when it is not.
// crossing says what others did that a reply would cross, "" nothing; without
// any, nothing is said about others.
func findings(checks []reply.Check, crossing ...string) (all []finding, stops string) {
	personal := false
	for _, c := range checks {
		personal = personal || c.Kind == reply.Personal
		if c.Kind == reply.NoWay {
			continue // it is answered outside, and said beside
		}
		if c.Kind == reply.NoText {
			stops = orWords(stops, c.Words)
			continue // an empty box says so itself
		}
		f := finding{theme.IconWarning, part.Soon, c.Words}
		if c.Stops {
			f.icon, f.tone = theme.IconError, part.Late
			stops = orWords(stops, c.Words)
		}
		all = append(all, f)
	}
	alone := len(crossing) > 0
	for _, words := range crossing {
		if words != "" {
			alone = false
			all = append(all, finding{theme.IconWarning, part.Soon, words})
		}
	}
	if !personal {
		all = append(all, finding{theme.IconCheckCircle, part.Good, "No personal details found"})
	}
	if alone {
		all = append(all, finding{theme.IconCheckCircle, part.Good, "Nobody else has replied"})
	}
	return all, stops
}
