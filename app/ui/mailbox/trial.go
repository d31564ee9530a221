package mailbox

import (
	"context"
	"fmt"
	"math"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// stepWords name the steps of a connection test for people.
var stepWords = map[string]string{
	"name": "Server's name", "port": "Port", "proxy": "Proxy", "tls": "Encryption", "sign-in": "Sign-in",
	"folder": "Folders", "sending": "Sending", "self-mail": "Mail to ourselves",
}

// Test is one run of a connection test: program.Try or program.Test.
type Test func(ctx context.Context, step func(program.Step)) (program.TestReport, error)

// Trial shows connection tests step by step, each with what to do if it did not
// work.
type Trial struct {
	env     screen.Env
	content *fyne.Container
	running bool
	grown   func()
}

// NewTrial returns a Trial that shows nothing yet.
func NewTrial(env screen.Env) *Trial {
	t := &Trial{env: env, content: part.Column(6), grown: func() {}}
	t.content.Hide() // no room is taken before the first test
	return t
}

// Content is the lines of the last test.
func (t *Trial) Content() fyne.CanvasObject { return t.content }

// OnGrown sets what lays out the page around the lines when there are more.
func (t *Trial) OnGrown(f func()) { t.grown = f }

func (t *Trial) show() {
	t.content.Refresh()
	t.grown()
	part.Reveal(t.content)
}

// Running says whether a test is under way.
func (t *Trial) Running() bool { return t.running }

// Run tests; done gets the report and the error, which is shown already. A
// second call while one is under way does nothing.
func (t *Trial) Run(test Test, done func(program.TestReport, error)) {
	if t.running {
		return
	}
	t.running = true
	busy := t.line(theme.IconSchedule, part.Idle, "Testing", "This takes a few seconds, a mail to ourselves up to a minute.")
	t.content.Objects = []fyne.CanvasObject{busy}
	t.content.Show()
	t.show()
	told := false // that a step did not work
	var report program.TestReport
	t.env.Work(func(ctx context.Context) error {
		var err error
		report, err = test(ctx, func(s program.Step) {
			t.env.OnUI(func() {
				told = told || !s.OK
				t.add(s)
			})
		})
		return err
	}, func(err error) {
		t.running = false
		t.content.Remove(busy)
		switch {
		case err == nil:
			t.content.Add(t.line(theme.IconCheckCircleFill, part.Good, "Ready", passed(report)))
		case !told:
			t.content.Add(t.line(theme.IconErrorFill, part.Late, "Stopped", app.Say(err)))
		}
		t.show()
		done(report, err)
	})
}

// add shows a step over the line that says that the test goes on.
func (t *Trial) add(s program.Step) {
	icon, tone := theme.IconCheck, part.Good
	if !s.OK {
		icon, tone = theme.IconErrorFill, part.Late
	}
	name, ok := stepWords[s.Name]
	if !ok {
		name = s.Name
	}
	last := len(t.content.Objects) - 1
	t.content.Objects = append(t.content.Objects[:last:last], t.line(icon, tone, name, s.Why), t.content.Objects[last])
	t.show()
}

func (t *Trial) line(icon theme.IconName, tone part.Tone, name, why string) fyne.CanvasObject {
	return part.RowTop(8, part.NewIcon(icon, tone.Ink(), 18),
		part.Sized(128, 0, part.NewText(name, theme.DenseBold, theme.Text)),
		part.Grow(part.NewWrapped(why, theme.Dense, theme.Text2)))
}

func passed(r program.TestReport) string {
	words := "Everything works."
	if r.Delivery > 0 {
		words += fmt.Sprintf(" A mail to ourselves took %s.", seconds(r.Delivery))
	}
	return words
}

func seconds(d time.Duration) string {
	if n := int(math.Round(d.Seconds())); n != 1 {
		return fmt.Sprintf("%d seconds", n)
	}
	return "1 second"
}
