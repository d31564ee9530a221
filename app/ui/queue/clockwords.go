package queue

import (
	"fmt"
	"strings"

	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/part"
)

// clockLine says over a thread how its clock stands.
type clockLine struct {
	Words string
	Tone  part.Tone
	// Rule says what the promise is, when there is a due time.
	Rule string
	// Before is what ends before our own deadline, or has ended: the network's
	// window for answers, a journalist's deadline; "" nothing.
	Before     string
	BeforeTone part.Tone
	// Ruler shows why the due time is what it is; nil without one.
	Ruler *part.RulerData
}

func (v view) clockLine(r inbox.Row) clockLine {
	switch {
	case r.Status == inbox.Open && r.Turn != nil && !r.Turn.Due.IsZero():
		return v.runningClock(r)
	case r.Status == inbox.Open && r.ClockKind == "window":
		words, tone := v.windowClock(r)
		return clockLine{Words: words, Tone: tone}
	case r.Status == inbox.Open && !r.Clock.IsZero():
		d := v.cal.DeadlineWords(v.now, r.Clock)
		return clockLine{Words: "Journalist’s deadline: " + d.Text(), Tone: toneOf(d.Level)}
	}
	return clockLine{Words: v.stoppedClock(r), Tone: part.Idle}
}

func (v view) runningClock(r inbox.Row) clockLine {
	due := r.Turn.Due
	d := v.cal.DeadlineWords(v.now, due)
	if calendar.DateOf(due) == calendar.DateOf(v.now) && d.Level != calendar.Late {
		d.When += " today"
	}
	which := "First reply "
	if r.Turn.N > 1 {
		which = "Follow-up "
	}
	c := clockLine{Words: which + d.Text(), Tone: toneOf(d.Level),
		Rule: v.cal.Version().Rule.Words() + ", " + v.cal.Version().Week.Words()}
	c.Before, c.BeforeTone = v.windowClock(r)
	if c.Before == "" && r.ClockKind == "press" {
		press := v.cal.DeadlineWords(v.now, r.PressDeadline)
		c.Before, c.BeforeTone = "Journalist’s deadline "+strings.TrimPrefix(press.Text(), "due "), toneOf(press.Level)
	}
	ruler := rulerData(v.cal.Ruler(r.Turn.Start, due, v.now), c.Tone)
	ruler.Spoken = strings.Join(v.cal.Explain(v.cal.Version().Rule, r.Turn.Start).Sentences, " ")
	c.Ruler = &ruler
	return c
}

func (v view) stoppedClock(r inbox.Row) string {
	if r.Status == inbox.History {
		return "Came before this desk’s promise began, so no clock runs."
	}
	if r.Status == inbox.Open {
		place := "account"
		if isMail(r) {
			place = "mailbox"
		}
		return "No due time: this type, or this " + place + ", is not under the promise."
	}
	if len(r.Settled) == 0 {
		return "The clock has stopped."
	}
	t := r.Settled[len(r.Settled)-1]
	words := map[inbox.How]string{inbox.ByReply: "Answered ", inbox.ByRedirect: "Redirected ", inbox.Elsewhere: "Answered from another program ",
		inbox.Outside:   "Answered outside this desk ",
		inbox.ByNoReply: "No reply expected, since ", inbox.ByType: "No reply promised for this type, since "}[t.How] +
		calendar.FormatWhen(v.now, t.Settled)
	if !t.Due.IsZero() && (t.How == inbox.ByReply || t.How == inbox.ByRedirect || t.How == inbox.Elsewhere || t.How == inbox.Outside) {
		words += ", " + inTimeWords(t)
	}
	switch r.Status {
	case inbox.Waiting:
		words += ". Waiting for the resident, the clock has stopped."
	case inbox.Done:
		words += ". Done."
	default:
		words += "."
	}
	return words
}

func inTimeWords(t inbox.Turn) string {
	if t.Late(t.Settled) {
		return "late"
	}
	return "in time"
}

// rulerData is the calendar's ruler as the part draws it.
func rulerData(r calendar.Ruler, tone part.Tone) part.RulerData {
	d := part.RulerData{Tone: tone}
	for _, s := range r.Spans {
		d.Spans = append(d.Spans, part.RulerSpan{Minutes: float32(s.To.Sub(s.From).Minutes()), Closed: !s.Open, Name: s.Label()})
	}
	kinds := map[calendar.MarkKind]part.RulerMarkKind{calendar.Received: part.MarkReceived, calendar.Due: part.MarkDue,
		calendar.Now: part.MarkNow, calendar.Closing: part.MarkEdge, calendar.Opening: part.MarkEdge}
	for _, m := range r.Marks {
		at := part.RulerMark{Kind: kinds[m.Kind], Words: m.Label}
		for i, s := range r.Spans {
			if m.At.Before(s.From) {
				break
			}
			at.Span, at.At = i, float32(m.At.Sub(s.From).Minutes())
			// A due time or a closing ends its span; an opening begins the next.
			if m.At.Equal(s.To) && m.Kind != calendar.Opening && s.Open {
				break
			}
		}
		d.Marks = append(d.Marks, at)
	}
	return d
}

// sizeWords say how large a file is: "240 KB".
func sizeWords(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 1_000_000:
		return fmt.Sprintf("%d KB", (bytes+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}
