package mailbox

import (
	"regexp"
	"strings"

	"commsdesk/platforms"
)

// automatic classifies machine-made mail by its header (RFC 3834). In doubt a
// mail counts as a human's: a missed resident is worse than one more row.
func automatic(h rawHeader) platforms.Auto {
	submitted := h.word("auto-submitted")
	precedence := h.word("precedence")
	switch {
	case strings.HasPrefix(submitted, "auto-replied"),
		h.has("x-autoreply"), h.has("x-autorespond"), h.has("x-auto-reply-from"),
		h.word("x-autoresponder") != "", precedence == "auto_reply",
		h.has("x-auto-response-suppress") && awaySubject.MatchString(h.text("subject")):
		return platforms.AutoReply
	case answersElsewhere(h):
		// A web form sends in the machine's name and holds a resident's words.
		return platforms.AutoNone
	case submitted != "" && submitted != "no", emptyReturnPath(h):
		return platforms.AutoReply
	case h.has("list-id"), h.has("list-unsubscribe"), precedence == "bulk", precedence == "list", precedence == "junk":
		return platforms.AutoList
	}
	return platforms.AutoNone
}

// awaySubject is how Exchange begins an out-of-office subject.
var awaySubject = regexp.MustCompile(`(?i)^\s*(?:automatic reply|out of office|auto(?:matic)?[- ]?repl|ateb awtomatig|automatische antwort|réponse automatique|abwesenheit)`)

// answersElsewhere tells a web form: From is a machine, Reply-To a person.
func answersElsewhere(h rawHeader) bool {
	from, to := firstPerson(people(h.get("from"))), firstPerson(people(h.get("reply-to")))
	return to.ID != "" && to.ID != from.ID && !h.has("list-id") && !h.has("list-unsubscribe")
}

func emptyReturnPath(h rawHeader) bool {
	return h.has("return-path") && strings.Trim(h.get("return-path"), "<> \t") == ""
}

var (
	daemon         = regexp.MustCompile(`(?i)^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|microsoftexchange[0-9a-f]+)@`)
	failureSubject = regexp.MustCompile(`(?i)undeliver|delivery (?:status notification|failure|has failed|incomplete|delayed)|returned mail|failure notice|delivery failed|could not be delivered|mail delivery|message not delivered|nondeliverable`)
	failureText    = regexp.MustCompile(`(?i)qmail-send program|couldn't be delivered|could not be delivered|delivery has failed to these recipients|delivery to the following recipients? failed|your message wasn't delivered|created automatically by mail delivery software|undeliverable`)
	delayText      = regexp.MustCompile(`(?i)delayed|has not yet been delivered|still trying|will continue to be made|warning message only`)
	enhanced       = regexp.MustCompile(`\b([245])\.(\d{1,3})\.(\d{1,3})\b`)
	smtpCode       = regexp.MustCompile(`\b([45])\d\d[ -]`)
	quotedID       = regexp.MustCompile(`(?im)^[> \t]*Message-ID:\s*<([^>\s]+)>`)
	addressIn      = regexp.MustCompile(`(?i)[a-z0-9._%+'-]+@[a-z0-9.-]+\.[a-z]{2,}`)
)

// bounceReport is what a message says about a mail of ours that did not
// arrive, nil when it is no bounce: by the report's fields (RFC 3464), else by
// sender and words, as qmail, Exim and Exchange write without one.
func (c *content) bounceReport(h rawHeader, from platforms.Person) *platforms.Bounce {
	if len(c.report) > 0 && machineReport(h, from) {
		return c.fromReport(h)
	}
	if !daemon.MatchString(from.ID) && !emptyReturnPath(h) && !h.has("x-failed-recipients") {
		return nil
	}
	whole := c.text + "\n" + strings.Join(c.attached, "\n")
	if !failureSubject.MatchString(h.text("subject")) && !failureText.MatchString(whole) {
		return nil
	}
	b := &platforms.Bounce{OriginalID: c.originalID(h), Reason: cut(reasonLine(c.text), reasonLimit)}
	b.Recipient = cut(strings.ToLower(addressIn.FindString(firstOf(h.get("x-failed-recipients"), withoutOwn(c.text, h)))), addressLimit)
	b.Status = enhanced.FindString(c.text)
	code := smtpCode.FindStringSubmatch(c.text)
	switch {
	case b.Status != "":
		b.Permanent = b.Status[0] == '5'
	case code != nil:
		b.Permanent = code[1] == "5"
	default:
		b.Permanent = !delayText.MatchString(c.text + h.text("subject"))
	}
	return b
}

// machineReport tells a report from a mail in which a person passes one on: that
// one is work.
func machineReport(h rawHeader, from platforms.Person) bool {
	submitted := h.word("auto-submitted")
	return h.word("content-type") == "multipart/report" || daemon.MatchString(from.ID) || emptyReturnPath(h) ||
		submitted != "" && submitted != "no"
}

// The longest reason and address, in bytes, that are taken from a report.
const (
	reasonLimit  = 500
	addressLimit = 320
)

// fromReport reads the fields of message/delivery-status. A report of success
// is a notification, no bounce.
func (c *content) fromReport(h rawHeader) *platforms.Bounce {
	for _, group := range c.report {
		action := group.word("action")
		if action != "failed" && action != "delayed" {
			continue
		}
		recipient := group.get("final-recipient")
		if recipient == "" {
			recipient = group.get("original-recipient")
		}
		_, address, _ := strings.Cut(recipient, ";")
		_, diagnosis, typed := strings.Cut(group.get("diagnostic-code"), ";")
		if !typed {
			diagnosis = group.get("diagnostic-code")
		}
		status := enhanced.FindString(group.get("status"))
		return &platforms.Bounce{
			OriginalID: c.originalID(h), Recipient: cut(strings.ToLower(strings.Trim(platforms.Line(firstOf(address, recipient)), "<> ")), addressLimit),
			Status: status, Permanent: action == "failed" && !strings.HasPrefix(status, "4."),
			Reason: cut(firstOf(decodeWords(diagnosis), reasonLine(c.text)), reasonLimit),
		}
	}
	c.notification = true
	return nil
}

// originalID is the Message-ID of the mail that came back: from its returned
// header, else from the words, else from what the report answers.
func (c *content) originalID(h rawHeader) string {
	if id := c.returned.remoteID(); id != "" {
		return id
	}
	for _, text := range append([]string{c.text}, c.attached...) {
		if found := quotedID.FindStringSubmatch(text); found != nil {
			return found[1]
		}
	}
	if above := parents(h); len(above) > 0 {
		return above[0]
	}
	return ""
}

// withoutOwn takes the report's own recipient and sender out of its words, so
// that the address found is the one that failed.
func withoutOwn(text string, h rawHeader) string {
	for _, p := range append(people(h.get("to")), people(h.get("from"))...) {
		if p.Handle != "" {
			text = strings.ReplaceAll(text, p.Handle, "")
		}
	}
	return text
}

// reasonLine is the line of a bounce that gives the reason: the first with a
// code, else the first that speaks of failure.
func reasonLine(text string) string {
	fallback := ""
	for line := range strings.Lines(text) {
		line = platforms.Line(line)
		if enhanced.MatchString(line) || smtpCode.MatchString(line+" ") {
			return line
		}
		if fallback == "" && failureText.MatchString(line) {
			fallback = line
		}
	}
	return fallback
}

// readReport splits delivery-status into its groups of fields: the message's
// own and one a recipient (RFC 3464 2.1).
func readReport(raw []byte) []rawHeader {
	var groups []rawHeader
	for block := range strings.SplitSeq(tidyText(string(raw)), "\n\n") {
		if h := readHeader([]byte(block)); len(h) > 0 {
			groups = append(groups, h)
		}
	}
	return groups
}
