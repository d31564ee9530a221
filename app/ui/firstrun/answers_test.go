package firstrun

import (
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/desk"
)

func TestInitialsAreOfferedFromTheName(t *testing.T) {
	for name, want := range map[string]string{"Gemma Marlow": "GM", "  ravi  de la cruz ": "RDLC", "Ann B C D E": "ABCD", "Cher": "", "": "", "Ólafur Sveinn Egils": "SE"} {
		if got := InitialsOf(name); got != want {
			t.Errorf("%q offers %q, want %q", name, got, want)
		}
	}
	if got := CleanInitials(" g.m1 "); got != "GM" {
		t.Errorf("typed initials become %q", got)
	}
}

func answered() Answers {
	a := FirstAnswers()
	a.Address, a.Name, a.Initials = "press@council.example", "Gemma Marlow", "gm"
	return a
}

func TestAnswersBecomeASetup(t *testing.T) {
	a := answered()
	if box, err := a.Check(true); err != nil {
		t.Fatalf("%s: %v", box, err)
	}
	s, err := a.Setup()
	if err != nil {
		t.Fatal(err)
	}
	if s.OfficerName != "Gemma Marlow" || s.Initials != "GM" || s.Team != desk.Communications || s.Hours.Week.Words() != "Mon to Fri 9:00 to 17:00" || s.Hours.Division != calendar.EnglandAndWales {
		t.Errorf("the setup is %+v", s)
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	for box, change := range map[string]func(*Answers){
		"address":  func(a *Answers) { a.Address = "press@council" },
		"name":     func(a *Answers) { a.Name = " " },
		"initials": func(a *Answers) { a.Initials = "G" },
		"hours":    func(a *Answers) { a.Days = [7]bool{} },
	} {
		a := answered()
		change(&a)
		if got, err := a.Check(true); err == nil || got != box {
			t.Errorf("it names %q, want %q (%v)", got, box, err)
		}
	}
	a := answered()
	a.Address = ""
	if box, err := a.Check(false); err != nil {
		t.Errorf("with a mailbox connected already it still asks for %s: %v", box, err)
	}
	for _, change := range []func(*Answers){
		func(a *Answers) { a.From = "nine" }, func(a *Answers) { a.To = "25" }, func(a *Answers) { a.From, a.To = "17:00", "9:00" }} {
		a := answered()
		change(&a)
		if _, err := a.Choices(); err == nil {
			t.Errorf("%s to %s is taken", a.From, a.To)
		}
	}
	a = answered()
	a.Days[time.Saturday] = true
	if c, err := a.Choices(); err != nil || c.Week.Words() != "Mon to Sat 9:00 to 17:00" {
		t.Errorf("%s, %v", c.Week.Words(), err)
	}
}
