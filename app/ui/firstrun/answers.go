// Package firstrun is the first page of a new desk (picture 08): the sample
// desk one press away, a few questions, the mailbox's servers with their test,
// and then the queue.
package firstrun

import (
	"strings"
	"time"
	"unicode"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/program"
	"commsdesk/app/ui/hours"
)

// Answers are what the first page asks, as typed.
type Answers struct {
	Address  string
	Name     string
	Initials string
	Team     desk.Team
	// Days are the days on which the desk is open, Sunday first; From and To the
	// times.
	Days     [7]bool
	From, To string
	Division calendar.Division
}

// FirstAnswers are those that the page begins with.
func FirstAnswers() Answers {
	a := Answers{Team: desk.Communications, From: "9:00", To: "17:00", Division: calendar.EnglandAndWales}
	for d := time.Monday; d <= time.Friday; d++ {
		a.Days[d] = true
	}
	return a
}

// InitialsOf offers initials for a name: "Gemma Marlow" gives GM. It returns ""
// for a name of one word, since initials have 2 letters or more.
func InitialsOf(name string) string {
	var out []rune
	for _, word := range strings.Fields(name) {
		r := []rune(strings.ToUpper(word))[0]
		if r >= 'A' && r <= 'Z' && len(out) < 4 {
			out = append(out, r)
		}
	}
	if len(out) < 2 {
		return ""
	}
	return string(out)
}

// CleanInitials makes typed initials what the desk keeps: upper-case letters.
func CleanInitials(typed string) string {
	return strings.Map(func(r rune) rune {
		if r = unicode.ToUpper(r); r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, typed)
}

// Choices are the working hours; the error is a sentence for people.
func (a Answers) Choices() (calendar.Choices, error) {
	c := calendar.DefaultChoices()
	c.Week, c.Division = calendar.Week{}, a.Division
	from, ok := hours.ParseClock(a.From)
	if !ok {
		return c, wrong("Write the time at which the desk opens like 9:00.")
	}
	to, ok := hours.ParseClock(a.To)
	if !ok {
		return c, wrong("Write the time at which the desk closes like 17:00.")
	}
	if to <= from {
		return c, wrong("The desk must close later than it opens.")
	}
	any := false
	for d, on := range a.Days {
		if on {
			c.Week[d] = []calendar.Span{{Open: from, Close: to}}
			any = true
		}
	}
	if !any {
		return c, wrong("Choose at least one day on which the desk is open.")
	}
	return c, nil
}

func wrong(sentence string) error { return app.NewError(app.Wrong, sentence) }

// Check returns nil when all is answered, else what to change and the box it is
// about: "address", "name", "initials" or "hours".
func (a Answers) Check(withMailbox bool) (box string, err error) {
	name, domain, ok := strings.Cut(strings.TrimSpace(a.Address), "@")
	if withMailbox && (!ok || name == "" || !strings.Contains(domain, ".") || strings.ContainsAny(a.Address, " <>,;")) {
		return "address", wrong("Enter the shared mailbox's address in full, like press@example.gov.uk.")
	}
	if strings.TrimSpace(a.Name) == "" {
		return "name", wrong("Enter your name. Only your colleagues see it.")
	}
	if n := len(CleanInitials(a.Initials)); n < 2 || n > 4 {
		return "initials", wrong("Enter your initials, 2 to 4 letters, like GM. They end each reply you send.")
	}
	if _, err := a.Choices(); err != nil {
		return "hours", err
	}
	return "", nil
}

// Setup is the answers as the program takes them; the errors are Choices'.
func (a Answers) Setup() (program.Setup, error) {
	choices, err := a.Choices()
	return program.Setup{OfficerName: strings.TrimSpace(a.Name), Initials: CleanInitials(a.Initials), Team: a.Team, Hours: choices}, err
}
