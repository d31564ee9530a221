package data_test

import (
	"slices"
	"strings"
	"testing"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/data"
)

func TestAMessageBecomesAConversationInTheQueue(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	rows, err := d.Queue(ctx, inbox.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1 {
		t.Fatalf("got %d rows, want 1", len(rows))
	}
	r := rows[0]
	if r.ID != "bins" || r.Network != "mailbox" || r.Person.Name != "Ada Example" || r.Preview != "Words of a" || r.Status != inbox.Open || r.Version != 1 {
		t.Fatalf("got %+v", r)
	}
	if want := hour(25); !r.Clock.Equal(want) || r.ClockKind != "promise" {
		t.Fatalf("due %v by %s, want %v by the promise", r.Clock, r.ClockKind, want)
	}
	d.do(typed("bins", inbox.Comment, "a"))
	if r := d.row("bins"); r.Status != inbox.NoReply || r.Version != 2 {
		t.Fatalf("got %+v", r)
	}
	d.verified()
}

func TestAllActsOrNone(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	d.refused(app.Wrong, typed("bins", inbox.Question, "a"), covering(inbox.Waited, "bins", "a"))
	if r := d.row("bins"); r.Type != inbox.Untriaged || r.Version != 1 {
		t.Fatalf("half of a decision stayed: %+v", r)
	}
	d.refused(app.NotFound, typed("bins", inbox.Question, "a"), typed("nowhere", inbox.Question))
}

func TestAnActExpectsWhatTheOfficerSaw(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	seen := d.row("bins").Version
	d.store(letter("bins", "b", "Ada Example", 2))
	late := covering(inbox.NotExpected, "bins", "a")
	late.Expect = seen
	said := d.refused(app.Conflict, late)
	if !strings.Contains(said, "changed") {
		t.Fatalf("got %q", said)
	}
	// Two acts of one decision both expect what was seen.
	one, two := typed("bins", inbox.Question, "a", "b"), gm.New(inbox.Assigned, on("bins"), inbox.AssignEffect{To: "team:csc"}, nil)
	one.Expect, two.Expect = 2, 2
	r := d.do(one, two)
	if r[0].Version != 3 || r[1].Version != 4 || d.row("bins").Version != 4 {
		t.Fatalf("got %+v", r)
	}
	d.verified()
}

func TestUndo(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	before := d.row("bins")
	done := d.do(typed("bins", inbox.Comment, "a"))
	d.do(gm.Undo(on("bins"), done[0].ID))
	after := d.row("bins")
	if after.Version != before.Version+2 || after.Status != before.Status || !after.Clock.Equal(before.Clock) || after.Type != before.Type {
		t.Fatalf("got %+v, want %+v", after, before)
	}
	d.refused(app.Conflict, gm.Undo(on("bins"), done[0].ID))
	d.refused(app.Wrong, gm.Undo(on("bins"), "nothing"))
	d.refused(app.Wrong, gm.New(act.Undone, on("bins"), nil, nil))

	d.store(letter("bus", "b", "Bo Example", 2))
	d.refused(app.Wrong, gm.Undo(on("bus"), done[0].ID))
	answer := d.do(accepted("bus", "s1", 3, "b"))
	d.refused(app.Wrong, gm.Undo(on("bus"), answer[0].ID))
	undone := d.do(gm.Undo(on("bins"), d.do(typed("bins", inbox.Press, "a"))[0].ID))
	d.refused(app.Wrong, gm.Undo(on("bins"), undone[0].ID))
	entries, err := d.Record(ctx, "bins")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 4 || entries[0].Act.Kind != act.Undone || !entries[1].Undone || entries[1].Act.Kind != inbox.Typed || entries[1].Act.OSUser != "gemma" {
		t.Fatalf("got %+v", entries)
	}
	d.verified()
}

func TestAnActThatNobodyKnowsIsKeptAndSaid(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	r := d.do(gm.New("from-the-future/7", on("bins"), map[string]int{"x": 1}, nil))
	if !r[0].Superseded || r[0].Why == "" {
		t.Fatalf("got %+v", r)
	}
	if v := d.verified(); v.Unread != 1 {
		t.Fatalf("got %+v", v)
	}
	if r := d.do(typed("bins", inbox.Question, "a")); r[0].Superseded {
		t.Fatalf("got %+v", r)
	}
}

func TestASubjectThatNobodyKnowsIsRefused(t *testing.T) {
	d := newDesk(t)
	d.refused(app.Wrong, gm.New(desk.Set, act.Subject{Type: "case", ID: "1"}, nil, nil))
	d.refused(app.Wrong, gm.New("queued/2", act.Subject{Type: act.Send, ID: "1"}, nil, nil))
	d.refused(app.Conflict, gm.New("accepted/1", act.Subject{Type: act.Send, ID: "1"}, nil, nil))
	d.refused(app.Wrong, gm.New("melted/1", act.Subject{Type: act.Channel, ID: mailbox.ID}, nil, nil))
	d.refused(app.Wrong, gm.New(channel.Removed, act.Subject{Type: act.Channel, ID: "mailbox-none"}, nil, nil))
}

func TestTheBusIsToldAfterTheCommit(t *testing.T) {
	d := newDesk(t)
	var told []event.Change
	stop := d.bus.Listen(func(c event.Change) {
		// What is announced can be read.
		if c.Topic == event.Conversations && d.row("bins").ID == "" {
			t.Error("announced before it was there")
		}
		told = append(told, c)
	})
	defer stop()
	d.store(letter("bins", "a", "Ada Example", 1))
	d.store(letter("bins", "a", "Ada Example", 1))
	d.do(typed("bins", inbox.Question, "a"))
	_, err := d.Do(ctx, covering(inbox.Waited, "bins", "a"))
	if err == nil {
		t.Fatal("waiting for nobody went through")
	}
	want := []event.Change{{Topic: event.Conversations, IDs: []string{"bins"}}, {Topic: event.Conversations, IDs: []string{"bins"}}}
	if !slices.EqualFunc(told, want, func(a, b event.Change) bool { return a.Topic == b.Topic && slices.Equal(a.IDs, b.IDs) }) {
		t.Fatalf("got %+v, want %+v", told, want)
	}
}

func TestTheDeskIsTheFoldOfItsActs(t *testing.T) {
	d := newDesk(t)
	set := func(kind, id string, v any) act.Act {
		return gm.New(desk.Set, act.Subject{Type: kind, ID: id}, v, nil)
	}
	gemma := desk.Officer{ID: "officer-gm", Name: "Gemma Marsh", Initials: "GM", Team: desk.Communications}
	tom := desk.Officer{ID: "officer-tw", Name: "Tom Wells", Initials: "TW", Team: desk.CustomerService}
	d.do(set(act.Officer, gemma.ID, gemma), set(act.Officer, tom.ID, tom),
		set(act.Tag, "waste", desk.Tag{ID: "waste", Name: "Waste"}),
		set(act.Redirect, "online", desk.Redirect{ID: "online", Name: "Do It Online", Words: "Please use our form, {name}.", Place: 1}),
		desk.SettingAct(gm, "council_name", "Example Council"), desk.SettingAct(gm, "undo_seconds", 20))
	taken := tom
	taken.Initials = "GM"
	d.refused(app.Conflict, set(act.Officer, tom.ID, taken))
	d.refused(app.Wrong, desk.SettingAct(gm, "undo_seconds", 7))
	gemma.Left = true
	d.do(set(act.Officer, gemma.ID, gemma))
	check := func() {
		t.Helper()
		s, err := d.Desk(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Officers) != 2 || s.Officers[0] != gemma || s.Officers[1] != tom || len(s.Tags) != 1 || len(s.Redirects) != 1 ||
			s.Settings.CouncilName != "Example Council" || s.Settings.UndoSeconds != 20 || !s.Settings.NoticesOn || len(s.Settings.Promised) != 6 ||
			s.Calendar.Number != 1 || len(s.Calendars) != 1 || s.Workspace == "" || s.Device == "" || s.Sample {
			t.Fatalf("got %+v", s)
		}
	}
	check()
	d.reopen()
	check()
	d.verified()
}

// hours is the calendar's next version, open from 9 to an hour.
func hours(t testing.TB, number, close int) act.Act {
	t.Helper()
	c := calendar.DefaultChoices()
	for day := range c.Week {
		for i := range c.Week[day] {
			c.Week[day][i].Close = close * 60
		}
	}
	v, err := calendar.NewVersion(number, c, holidays())
	if err != nil {
		t.Fatal(err)
	}
	return gm.New(desk.Set, act.Subject{Type: act.Calendar, ID: "calendar"}, v, nil)
}

func TestNewHoursMoveOpenTurnsAndLeaveSettledOnes(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1), letter("bus", "b", "Bo Example", 1))
	d.do(accepted("bus", "s1", 2, "b"))
	d.store(letter("bus", "c", "Bo Example", 3))
	d.store(letter("night", "n", "Di Example", 5))
	before := d.row("bus")
	// Hours that came to nothing must not be remembered as version 2.
	d.refused(app.Wrong, hours(t, 2, 12), covering(inbox.Waited, "bins", "a"))
	d.do(hours(t, 2, 13))
	// Open 9 to 13: four hours make a day. Monday 10:00 is due Tuesday 10:00.
	bins, bus := d.row("bins"), d.row("bus")
	if !bins.Clock.Equal(hour(25)) || bins.Turn.Calendar != 2 {
		t.Errorf("got %v by version %d", bins.Clock, bins.Turn.Calendar)
	}
	if !bus.Clock.Equal(hour(27)) || !bus.Settled[0].Due.Equal(before.Settled[0].Due) || bus.Settled[0].Calendar != 1 {
		t.Errorf("got %+v", bus)
	}
	// Monday 14:00 is after hours now: all of Tuesday is left.
	if night := d.row("night"); !night.Clock.Equal(hour(28)) {
		t.Errorf("got %v", night.Clock)
	}
	if bus.Version != before.Version {
		t.Errorf("hours made officers' acts out of date: version %d became %d", before.Version, bus.Version)
	}
	d.refused(app.Conflict, hours(t, 2, 12))
	d.do(hours(t, 3, 10))
	// One hour a day: Monday 10:00 is the closing, so Tuesday's closing is due.
	if r := d.row("bins"); !r.Clock.Equal(hour(25)) {
		t.Errorf("got %v", r.Clock)
	}
	d.verified()
}

func TestPromisedTypesAndChannelsUnderTheAim(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	d.do(desk.SettingAct(gm, "promised_types", []string{"press"}))
	if r := d.row("bins"); !r.Clock.IsZero() || r.Status != inbox.Open {
		t.Fatalf("got %+v", r)
	}
	d.do(desk.SettingAct(gm, "promised_types", []string{"untriaged", "press"}))
	if r := d.row("bins"); !r.Clock.Equal(hour(25)) {
		t.Fatalf("got %+v", r)
	}
	free := mailbox
	free.Unpromised = true
	subject := act.Subject{Type: act.Channel, ID: mailbox.ID}
	d.do(gm.New(channel.Configured, subject, free, nil))
	if r := d.row("bins"); !r.Clock.IsZero() || r.Status != inbox.Open {
		t.Fatalf("got %+v", r)
	}
	d.do(gm.New(channel.Configured, subject, mailbox, nil))
	if r := d.row("bins"); !r.Clock.Equal(hour(25)) {
		t.Fatalf("got %+v", r)
	}
	d.verified()
}

func TestChannelsComeAndGo(t *testing.T) {
	d := newDesk(t)
	subject := act.Subject{Type: act.Channel, ID: mailbox.ID}
	other := mailbox
	other.Identity = "other@council.example"
	d.refused(app.Wrong, gm.New(channel.Configured, subject, other, nil))
	d.do(gm.New(channel.Removed, subject, nil, nil))
	if all, err := d.Channels(ctx, false); err != nil || len(all) != 0 {
		t.Fatalf("got %v %v", all, err)
	}
	if all, err := d.Channels(ctx, true); err != nil || len(all) != 1 || !all[0].Gone || all[0].Name != mailbox.Name {
		t.Fatalf("got %v %v", all, err)
	}
	d.do(connect(mailbox))
	if all, err := d.Channels(ctx, false); err != nil || len(all) != 1 || all[0].Gone {
		t.Fatalf("got %v %v", all, err)
	}
	d.verified()
}

func TestOnlyAnEmptyWorkspaceBecomesASampleDesk(t *testing.T) {
	d := emptyDesk(t, t.TempDir())
	if err := d.BeSample(ctx); err != nil {
		t.Fatal(err)
	}
	d.reopen()
	if s, err := d.Desk(ctx); err != nil || !s.Sample {
		t.Fatalf("got %+v %v", s, err)
	}
	used := newDesk(t)
	if err := used.BeSample(ctx); app.KindOf(err) != app.Wrong {
		t.Fatalf("got %v", err)
	}
}

func TestAWorkspaceKeepsItsIds(t *testing.T) {
	d := newDesk(t)
	workspace, device := d.Workspace(), d.Device()
	d.reopen()
	if d.Workspace() != workspace || d.Device() != device || workspace == device || len(device) != 16 {
		t.Fatalf("got %s and %s, had %s and %s", d.Workspace(), d.Device(), workspace, device)
	}
	if other := newDesk(t); other.Workspace() == workspace || other.Device() == device {
		t.Fatal("two workspaces have the same id")
	}
}

func TestHoursThatCannotBeCountedAreRefusedAtTheStart(t *testing.T) {
	d := &workspace{t: t, dir: t.TempDir(), now: hour(0), bus: &event.Bus{}}
	o := d.options()
	o.Choices = &calendar.Choices{Division: calendar.None, Rule: calendar.OneWorkingDay}
	if _, err := data.Open(ctx, o); app.KindOf(err) != app.Wrong {
		t.Fatalf("got %v", err)
	}
	if s, err := data.Open(ctx, d.options()); err != nil {
		t.Fatalf("the next start: %v", err)
	} else if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
