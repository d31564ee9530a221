package outbox

import (
	"errors"
	"log/slog"
	"time"

	"commsdesk/app"
)

// Hours is what the outbox asks the desk's calendar.
type Hours struct {
	// Due is the end of one working day from a moment (UTC).
	Due func(from time.Time) time.Time
	// Closed tells whether the desk closed at some moment after from and not
	// after to.
	Closed func(from, to time.Time) bool
	// When words a moment as somebody reading it at now needs: 9:48, Mon 9:48.
	When func(now, t time.Time) string
}

// About is what sentences say of an account.
type About struct {
	// Server is who takes our messages as the middle of a sentence names it: the
	// mail server "smtp.desk.example", the network "Facebook"; "" is worded "the
	// server".
	Server string
	// Usual is how long a copy of our own usually takes to come back; 0 unknown.
	Usual time.Duration
}

// Config is how the Dispatcher works. Zero durations take the defaults.
type Config struct {
	Clock app.Clock
	Hours Hours
	// About tells what to call an account; nil: nothing is known.
	About func(channel string) About
	Log   *slog.Logger
	// Grace is the time to undo that a row gets afresh at start, 10 s.
	Grace time.Duration
	// OverAge is how late a message may go by itself after a stop of the
	// program, 15 min.
	OverAge time.Duration
	// Delays are the waits after "not now", the last for ever again: 30 s,
	// 2 min, 10 min, 1 h. After one working day a person decides.
	Delays []time.Duration
	// Looks are when an unconfirmed message is looked for, counted from the
	// point of no return: 1, 5, 15, 60 min.
	Looks []time.Duration
	// FileDelays are the waits between tries to file a copy in Sent, the last
	// for ever again: 30 s, 2 min, 10 min, 1 h.
	FileDelays []time.Duration
	// Pause is the wait after the workspace itself refused, 5 s.
	Pause time.Duration
}

func (c Config) withDefaults() Config {
	fill := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	fill(&c.Grace, 10*time.Second)
	fill(&c.OverAge, 15*time.Minute)
	fill(&c.Pause, 5*time.Second)
	steps := []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour}
	if c.Delays == nil {
		c.Delays = steps
	}
	if c.FileDelays == nil {
		c.FileDelays = steps
	}
	if c.Looks == nil {
		c.Looks = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}
	}
	if c.About == nil {
		c.About = func(string) About { return About{} }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

func (c Config) validate() error {
	if c.Clock == nil || c.Hours.Due == nil || c.Hours.Closed == nil || c.Hours.When == nil {
		return errors.New("outbox: the dispatcher needs a clock and the desk's hours")
	}
	if c.Grace < 0 || c.OverAge < 0 || c.Pause < 0 {
		return errors.New("outbox: a wait can't be negative")
	}
	for _, steps := range [][]time.Duration{c.Delays, c.FileDelays, c.Looks} {
		if len(steps) == 0 {
			return errors.New("outbox: waits need at least one step")
		}
		for i, d := range steps {
			if d <= 0 || i > 0 && d < steps[i-1] {
				return errors.New("outbox: waits must be positive and never grow shorter")
			}
		}
	}
	return nil
}

// step is the n-th wait, counted from 0, or the last.
func step(steps []time.Duration, n int) time.Duration { return steps[min(n, len(steps)-1)] }
