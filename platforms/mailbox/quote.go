package mailbox

import (
	"regexp"
	"strings"
)

// The beginnings of quoted history, as mail programs write them.
var (
	// wrote is "On Tue, 3 Mar 2026 at 10:01, Ann Other <…> wrote:" in the
	// languages a UK council meets most, also broken over lines.
	wrote = regexp.MustCompile(`(?i)^\s*(?:on|ar|le|am|el|il|op|em|w dniu|dnia)\s.{6,300}?(?:wrote|ysgrifennodd|a écrit|schrieb|escribió|ha scritto|schreef|escreveu|napisał\(?a?\)?)[^\n]{0,120}:\s*$`)
	// divider is the line older programs put above a quoted original.
	divider = regexp.MustCompile(`(?i)^[\s>]*-{2,}\s*(?:original message|forwarded message|original appointment|message d'origine|ursprüngliche nachricht|neges wreiddiol|mensaje original|messaggio originale|wiadomość oryginalna)\s*-{2,}\s*$`)
	// forwarded is Apple Mail's line.
	forwarded = regexp.MustCompile(`(?i)^\s*begin forwarded message:\s*$`)
	// headFrom begins an Outlook block, which goes on with headDate and
	// headSubject or headTo within a few lines.
	headFrom    = regexp.MustCompile(`(?i)^\s*\*?(?:from|o|oddi wrth|de|von|da|van|od)\s?:\*?\s*\S`)
	headDate    = regexp.MustCompile(`(?i)^\s*\*?(?:sent|date|anfonwyd|dyddiad|envoyé|gesendet|datum|enviado|inviato|data|wysłano)\s?:\*?\s*\S`)
	headSubject = regexp.MustCompile(`(?i)^\s*\*?(?:subject|to|pwnc|at|objet|à|betreff|an|asunto|para|oggetto|temat|do)\s?:\*?`)
	// inlineAnswers are words that announce answers inside the history, which
	// then must stay in sight.
	inlineAnswers = regexp.MustCompile(`(?i)\b(?:below|inline|in[- ]line|in red|in blue|in green|in bold|in capitals|isod)\b`)
	// mobile is a line that a telephone adds under the words.
	mobile = regexp.MustCompile(`(?i)^\s*(?:sent from (?:my |outlook|mail for|yahoo|samsung|the all|android|proton|aol)|get outlook for|anfonwyd o fy|envoyé de mon|von meinem .{2,30} gesendet)[^\n]{0,80}$`)
)

// signatureLines is how many lines a signature may have to be folded.
const signatureLines = 30

// splitQuoted parts the new words from history and signature. No word is lost:
// both together hold every line. Where it is in doubt, words stay in sight.
func splitQuoted(text string) (fresh, quoted string) {
	text = strings.Trim(text, "\n")
	lines := strings.Split(text, "\n")
	head, tail := splitHistory(lines)
	nothing := letters(strings.Join(head, "\n")) == 0
	if answer, above, ok := answerBelow(lines); ok && (nothing || tail == nil) {
		head, tail = answer, above
	} else if nothing { // a forward without words of its own
		head, tail = lines, nil
	}
	head, signature := splitSignature(head)
	return join(head), strings.Trim(join(signature)+"\n\n"+join(tail), "\n")
}

func join(lines []string) string { return strings.Trim(strings.Join(lines, "\n"), "\n") }

// splitHistory finds the first line from which on everything is history.
func splitHistory(lines []string) (head, tail []string) {
	shape := shapeOf(lines)
	for i, line := range lines {
		switch {
		case isQuotedLine(line):
			if shape.onlyQuoted(i) {
				return lines[:i], lines[i:]
			}
		case startsWrote(lines, i):
			rest := afterWrote(lines, i)
			if shape.lastQuoted < rest && !announcesInline(lines[:i]) || shape.onlyQuoted(rest) {
				return lines[:i], lines[i:]
			}
		case strings.Contains(line, "--") && divider.MatchString(line), forwarded.MatchString(line), startsBlock(lines, i):
			if announcesInline(lines[:i]) {
				return lines, nil
			}
			return withoutRule(lines, i)
		}
	}
	return lines, nil
}

// shape is where a text's quoted lines and own words end, line numbers or -1.
type shape struct{ lastQuoted, lastWords int }

// shapeOf measures a text in one pass. A signature under the last quoted line
// counts as no words.
func shapeOf(lines []string) shape {
	s := shape{-1, -1}
	for i, line := range lines {
		if isQuotedLine(line) {
			s.lastQuoted = i
		}
	}
	end := len(lines)
	for i := max(s.lastQuoted+1, len(lines)-signatureLines); i < len(lines) && s.lastQuoted >= 0; i++ {
		if isDashes(lines[i]) || mobile.MatchString(lines[i]) {
			end = i
			break
		}
	}
	for i, line := range lines[:end] {
		if !isQuotedLine(line) && strings.TrimSpace(line) != "" {
			s.lastWords = i
		}
	}
	return s
}

// onlyQuoted tells that from line i on nothing but quoted lines, empty ones and
// a signature follow: no answer stands between or below them.
func (s shape) onlyQuoted(i int) bool { return i > s.lastWords && i <= s.lastQuoted }

// withoutRule moves Outlook's line of underscores into the history it heads.
func withoutRule(lines []string, i int) (head, tail []string) {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		if bare := strings.TrimSpace(lines[j]); len(bare) >= 10 && strings.Trim(bare, "_-") == "" {
			i = j
			break
		}
	}
	return lines[:i], lines[i:]
}

func isQuotedLine(line string) bool {
	line = strings.TrimLeft(line, " ")
	return strings.HasPrefix(line, ">") && !strings.HasPrefix(line, ">From ")
}

// startsWrote matches "On … wrote:" on one line or broken over up to three.
func startsWrote(lines []string, i int) bool {
	return afterWrote(lines, i) > i
}

// afterWrote is the line behind "On … wrote:", i itself when there is none.
func afterWrote(lines []string, i int) int {
	joined := ""
	for n := i; n < len(lines) && n < i+3; n++ {
		line := strings.TrimSpace(lines[n])
		if line == "" {
			break
		}
		joined = strings.TrimSpace(joined + " " + line)
		if strings.HasSuffix(joined, ":") && wrote.MatchString(joined) {
			return n + 1
		}
	}
	return i
}

// startsBlock matches the head of an Outlook quotation: From with Sent and To
// or Subject close by.
func startsBlock(lines []string, i int) bool {
	if !strings.Contains(lines[i], ":") || !headFrom.MatchString(lines[i]) {
		return false
	}
	date, subject := false, false
	for _, line := range lines[i+1 : min(len(lines), i+7)] {
		date = date || headDate.MatchString(line)
		subject = subject || headSubject.MatchString(line)
	}
	return date && subject
}

// announcesInline tells that the new words point into the history.
func announcesInline(head []string) bool {
	return inlineAnswers.MatchString(strings.Join(head, "\n"))
}

// answerBelow handles the answer under one quoted block; a second block means
// that answers stand in between.
func answerBelow(lines []string) (answer, above []string, ok bool) {
	last := -1
	for i, line := range lines {
		if isQuotedLine(line) {
			last = i
		}
	}
	if last < 0 {
		return nil, nil, false
	}
	start := 0
	for start < len(lines) && !isQuotedLine(lines[start]) {
		start++
	}
	for _, line := range lines[start : last+1] {
		if !isQuotedLine(line) && strings.TrimSpace(line) != "" {
			return nil, nil, false
		}
	}
	for i := range start {
		if strings.TrimSpace(lines[i]) == "" {
			continue
		}
		if next := afterWrote(lines, i); next > i && join(lines[next:start]) == "" {
			break
		}
		return nil, nil, false
	}
	answer = lines[last+1:]
	return answer, lines[:last+1], letters(join(answer)) > 0
}

func isDashes(line string) bool {
	return line == "-- " || strings.TrimRight(line, " \u00A0") == "--"
}

// splitSignature cuts a signature off the end (RFC 3676 4.3), or the line a
// telephone adds. Words before it must remain.
func splitSignature(lines []string) (body, signature []string) {
	end := len(lines)
	for end > 0 && strings.TrimSpace(lines[end-1]) == "" {
		end--
	}
	for i := end - 1; i >= 0 && end-i <= signatureLines+1; i-- {
		if isDashes(lines[i]) && letters(join(lines[:i])) > 0 {
			return lines[:i], lines[i:]
		}
	}
	if end > 0 && mobile.MatchString(lines[end-1]) && letters(join(lines[:end-1])) > 0 {
		return lines[:end-1], lines[end-1:]
	}
	return lines, nil
}
