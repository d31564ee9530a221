package ui_test

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/ui/uitest"
	"commsdesk/assets"
	"commsdesk/data"
)

func TestMain(m *testing.M) {
	code := m.Run()
	uitest.RemoveProgram()
	os.Exit(code)
}

// monday is Mon 30 Nov 2026 9:48, the moment of the design's pictures.
var monday = time.Date(2026, 11, 30, 9, 48, 0, 0, time.UTC)

// The shapes that commands print, as far as these tests read them.
type (
	row struct {
		From, Network                      string
		ID, Type, Subject, State, Assignee string
		Late                               bool
		Tags                               []string
	}
	shown struct {
		row
		Messages []message
		Record   []struct {
			ID, Kind string
			Undone   bool
		}
	}
	message struct {
		Direction, Text, Send string
		Hidden                bool
	}
	send struct {
		Send, State, Conversation string
		Network, Kind             string
		MessageID                 string `json:"message_id"`
		Attempts                  int
	}
	told struct{ Key, Kind, Title, Body, Conversation, Send string }
)

// desk is a workspace on a PC as the command line shows it.
type desk struct {
	*uitest.PC
	t testing.TB
}

func (d desk) queue() []row         { d.t.Helper(); return uitest.Read[[]row](d.PC, "queue") }
func (d desk) show(id string) shown { d.t.Helper(); return uitest.Read[shown](d.PC, "show", id) }
func (d desk) outbox() []send       { d.t.Helper(); return uitest.Read[[]send](d.PC, "outbox", "--all") }
func (d desk) notices() []told      { d.t.Helper(); return uitest.Read[[]told](d.PC, "notices") }

// becomes waits until a conversation is as it should be.
func (d desk) becomes(id, what string, is func(shown) bool) {
	d.t.Helper()
	d.Until(what, func() bool { return is(d.show(id)) })
}

// sendOf is the newest send of a conversation that is not withdrawn.
func (d desk) sendOf(conversation string) (send, bool) {
	d.t.Helper()
	for _, s := range d.outbox() {
		if s.Conversation == conversation && s.State != "withdrawn" {
			return s, true
		}
	}
	return send{}, false
}

// sendIs waits until the newest send of a conversation has a state.
func (d desk) sendIs(conversation, state string) {
	d.t.Helper()
	d.Until("the reply is "+state, func() bool { s, _ := d.sendOf(conversation); return s.State == state })
}

// verify fails the test unless the record is whole.
func (d desk) verify() {
	d.t.Helper()
	if v := uitest.Read[struct{ OK bool }](d.PC, "verify"); !v.OK {
		d.t.Error("the record is not whole")
	}
}

// open opens the workspace's store beside the program, as a command does.
func (d desk) open(clock *uitest.Clock) *data.Store {
	d.t.Helper()
	list, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		d.t.Fatal(err)
	}
	store, err := data.Open(context.Background(), data.Options{Dir: d.Dir, Clock: clock.Now, Holidays: list})
	if err != nil {
		d.t.Fatal(err)
	}
	return store
}

// draft waits until the draft of a conversation that is on the disk holds words,
// and returns its whole text.
func (d desk) draft(clock *uitest.Clock, conversation, words string) (text string) {
	d.t.Helper()
	store := d.open(clock)
	defer store.Close()
	d.Until("the draft on the disk says "+words, func() bool {
		all, err := store.Outbox().Drafts(context.Background(), conversation)
		if err != nil {
			d.t.Fatal(err)
		}
		if len(all) == 1 {
			text = all[0].Text
		}
		return strings.Contains(text, words)
	})
	return text
}

// inPrivate waits until the draft of a conversation that is on the disk goes out in
// private.
func (d desk) inPrivate(clock *uitest.Clock, conversation string) {
	d.t.Helper()
	store := d.open(clock)
	defer store.Close()
	d.Until("the draft on the disk is a private one", func() bool {
		all, err := store.Outbox().Drafts(context.Background(), conversation)
		if err != nil {
			d.t.Fatal(err)
		}
		return len(all) == 1 && all[0].Private
	})
}

func has(tag string) func(shown) bool {
	return func(c shown) bool { return slices.Contains(c.Tags, tag) }
}

func state(words string) func(shown) bool { return func(c shown) bool { return c.State == words } }

func is(kind string) func(shown) bool { return func(c shown) bool { return c.Type == kind } }

func assigned(to string) func(shown) bool { return func(c shown) bool { return c.Assignee == to } }

func recorded(kind string) func(shown) bool {
	return func(c shown) bool {
		return slices.ContainsFunc(c.Record, func(e struct {
			ID, Kind string
			Undone   bool
		}) bool {
			return strings.HasPrefix(e.Kind, kind) && !e.Undone
		})
	}
}

// said tells whether a message of ours holds words.
func said(words string) func(shown) bool {
	return func(c shown) bool {
		for _, m := range c.Messages {
			if m.Direction == "own" && strings.Contains(m.Text, words) {
				return true
			}
		}
		return false
	}
}

func count(n int) string { return strconv.Itoa(n) }

// textSize is the desk's text size in per cent.
func (d desk) textSize() int {
	d.t.Helper()
	store := d.open(uitest.NewClock(d.t, monday))
	defer store.Close()
	snap, err := store.Desk(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return snap.Settings.TextSize
}
