package cli

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/calendar"
)

// calendarHere is the workspace's calendar, or the strategy's own hours where
// there is no workspace yet.
func (e *Env) calendarHere() (*calendar.Calendar, error) {
	if e.Program != nil {
		return e.Program.Calendar(), nil
	}
	v, err := calendar.NewVersion(1, calendar.DefaultChoices(), e.Holidays)
	if err != nil {
		return nil, err
	}
	return calendar.Compile(v)
}

type dueJSON struct {
	Received string `json:"received"`
	Due      string `json:"due"`
	Rule     int    `json:"rule"`
	Why      string `json:"why"`
}

func due(_ context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("due", flag.ContinueOnError)
	rule := fs.Int("rule", 0, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return useError("Say when it was received, like 2026-11-27T16:30:00Z or 2026-11-27 16:30.")
	}
	at, err := moment(strings.Join(rest, " "))
	if err != nil {
		return err
	}
	cal, err := e.calendarHere()
	if err != nil {
		return err
	}
	r := calendar.Rule(*rule)
	switch *rule {
	case 0:
		r = cal.Version().Rule
	case 1, 2:
	default:
		return useError("The rule is 1 (one working day) or 2 (end of the next working day).")
	}
	why := cal.Explain(r, at).String()
	d := cal.DueBy(r, at)
	out := dueJSON{calendar.InLondon(at).Format(time.RFC3339), calendar.InLondon(d).Format(time.RFC3339), int(r), why}
	return e.print(out, func(w io.Writer) { fmt.Fprintf(w, "Due %s\n%s\n", calendar.FormatMoment(d), why) })
}

// moment reads RFC 3339, or a London date and time without a zone.
func moment(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	london := calendar.InLondon(time.Time{}).Location()
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, london); err == nil {
			return t, nil
		}
	}
	return time.Time{}, useError("“" + s + "” is not a time. Write it like 2026-11-27T16:30:00Z or 2026-11-27 16:30.")
}

type holidayJSON struct {
	Date string `json:"date"`
	Name string `json:"name"`
	Kind string `json:"kind"` // "bank holiday" or "closure"
}

func holidays(_ context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("holidays", flag.ContinueOnError)
	year := fs.Int("year", 0, "")
	if rest, err := parse(fs, args); err != nil {
		return err
	} else if len(rest) > 0 {
		return useError("This takes no arguments.")
	}
	cal, err := e.calendarHere()
	if err != nil {
		return err
	}
	v := cal.Version()
	out := []holidayJSON{}
	for _, h := range v.BankHolidays {
		if *year == 0 || h.Date.Year == *year {
			out = append(out, holidayJSON{h.Date.String(), h.Name, "bank holiday"})
		}
	}
	for _, c := range v.Closures {
		if *year == 0 || c.Date.Year == *year {
			out = append(out, holidayJSON{c.Date.String(), c.Name, "closure"})
		}
	}
	return e.print(out, func(w io.Writer) {
		for _, h := range out {
			fmt.Fprintf(w, "%s  %-13s %s\n", h.Date, h.Kind, h.Name)
		}
		fmt.Fprintf(w, "Bank holidays of %s, known until %s.\n", v.Division.Words(), calendar.FormatDate(cal.HolidaysKnownUntil()))
	})
}

type verifyJSON struct {
	OK            bool   `json:"ok"`
	Fault         string `json:"fault,omitempty"`
	Acts          int64  `json:"acts"`
	Conversations int64  `json:"conversations"`
	Messages      int64  `json:"messages"`
	Sends         int64  `json:"sends"`
	Device        string `json:"device"`
	DevSeq        int64  `json:"dev_seq"`
	Head          string `json:"head"`
}

func verify(ctx context.Context, e *Env, args []string) error {
	if _, err := plain("verify", args, 0); err != nil {
		return err
	}
	v, err := e.Program.Store.Verify(ctx)
	if err != nil {
		return err
	}
	out := verifyJSON{v.Fault == "", v.Fault, v.Acts, v.Conversations, v.Messages, v.Sends, v.Device, v.Seq, hex.EncodeToString(v.Hash)}
	if err := e.print(out, func(w io.Writer) {
		if out.OK {
			fmt.Fprintf(w, "The record is whole: %d acts, %d conversations, %d messages, %d sends.\nDevice %s, act %d, head %s\n",
				v.Acts, v.Conversations, v.Messages, v.Sends, v.Device, v.Seq, out.Head)
		}
	}); err != nil {
		return err
	}
	if !out.OK {
		return app.NewError(app.Storage, v.Fault)
	}
	return nil
}

type backupJSON struct {
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	Device string `json:"device"`
	DevSeq int64  `json:"dev_seq"`
	Head   string `json:"head"`
	Sealed bool   `json:"sealed"`
}

func backup(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("backup", flag.ContinueOnError)
	ask := fs.Bool("passphrase-stdin", false, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return useError("Say which file to write.")
	}
	passphrase := ""
	if *ask {
		if passphrase, err = e.secret(); err != nil {
			return err
		}
	}
	b, err := e.Program.BackUp(ctx, rest[0], passphrase)
	if err != nil {
		return err
	}
	out := backupJSON{b.File, b.Size, b.Device, b.Seq, hex.EncodeToString(b.Hash), b.Sealed}
	return e.print(out, func(w io.Writer) {
		fmt.Fprintf(w, "Copied to %s and checked: %d bytes. It holds residents' words: keep it safe.\nDevice %s, act %d, head %s\n",
			b.File, b.Size, b.Device, b.Seq, out.Head)
	})
}

func version(_ context.Context, e *Env, args []string) error {
	if _, err := plain("version", args, 0); err != nil {
		return err
	}
	out := struct {
		Version string `json:"version"`
		Go      string `json:"go"`
		System  string `json:"system"`
	}{e.Version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	return e.print(out, func(w io.Writer) { fmt.Fprintf(w, "Commsdesk %s (%s, %s)\n", out.Version, out.Go, out.System) })
}

func sample(ctx context.Context, e *Env, args []string) error {
	if _, err := plain("sample", args, 0); err != nil {
		return err
	}
	if err := e.MakeSample(ctx); err != nil {
		return err
	}
	return e.print(map[string]bool{"sample": true}, func(w io.Writer) {
		fmt.Fprintln(w, "This workspace is a sample desk now. Nothing is sent to anyone from it.")
	})
}
