package program

import (
	"context"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"
)

// Setup is what a new desk is asked (picture 08).
type Setup struct {
	OfficerName string
	Initials    string
	Team        desk.Team
	Hours       calendar.Choices
	Council     string
}

// SetUp writes a new desk's officer, hours, tags and redirects in one
// transaction and returns the officer. Setting up twice is refused.
func (p *Program) SetUp(ctx context.Context, osUser string, s Setup) (desk.Officer, error) {
	snap, err := p.Desk.Desk(ctx)
	if err != nil {
		return desk.Officer{}, err
	}
	if len(snap.Officers) > 0 {
		return desk.Officer{}, app.NewError(app.Conflict, "This desk is set up already. Change it in Settings.")
	}
	o := desk.Officer{ID: p.IDs.New(), Name: strings.TrimSpace(s.OfficerName), Initials: strings.ToUpper(strings.TrimSpace(s.Initials)), Team: s.Team}
	if o.Team == "" {
		o.Team = desk.Communications
	}
	who := act.Who{Officer: o.ID, OSUser: osUser}
	acts := []act.Act{setAct(who, act.Officer, o.ID, o)}
	if s.Council != "" {
		acts = append(acts, desk.SettingAct(who, "council_name", s.Council))
	}
	v, err := calendar.NewVersion(snap.Calendar.Number+1, s.Hours, p.Holidays)
	if err != nil {
		return o, app.NewError(app.Wrong, err.Error())
	}
	acts = append(acts, setAct(who, act.Calendar, "hours", v))
	acts = append(acts, p.furniture(who, snap)...)
	_, err = p.Door.Do(ctx, acts...)
	return o, err
}

// Furnish gives a desk without tags and redirects the first ones, for a desk
// set up by commands.
func (p *Program) Furnish(ctx context.Context, who act.Who) error {
	snap, err := p.Desk.Desk(ctx)
	if err != nil {
		return err
	}
	acts := p.furniture(who, snap)
	if len(acts) == 0 {
		return nil
	}
	_, err = p.Door.Do(ctx, acts...)
	return err
}

func (p *Program) furniture(who act.Who, snap desk.Snapshot) []act.Act {
	var acts []act.Act
	if len(snap.Tags) == 0 {
		for _, name := range firstTags {
			t := desk.Tag{ID: p.IDs.New(), Name: name}
			acts = append(acts, setAct(who, act.Tag, t.ID, t))
		}
	}
	if len(snap.Redirects) == 0 {
		for _, r := range firstRedirects {
			r.ID = p.IDs.New()
			acts = append(acts, setAct(who, act.Redirect, r.ID, r))
		}
	}
	return acts
}

func setAct(who act.Who, subject, id string, v any) act.Act {
	return who.New(desk.Set, act.Subject{Type: subject, ID: id}, v, nil)
}

// firstTags are subjects of a district council's work (S 5.11 names the first
// ones); the desk changes them in Settings.
var firstTags = []string{"Waste", "Grounds Maintenance", "Council Tax", "Garden waste", "Parking", "Planning",
	"Housing", "Museum", "Careline", "Elections", "Events", "Roads", "Council news"}

// firstRedirects are where the policy sends people (S 6.2.3, 6.2.4); the desk
// puts its own addresses and numbers into Settings.
var firstRedirects = []desk.Redirect{
	{Name: "Do It Online", Place: 1, Words: "Hello {name}, the quickest way is our Do It Online page: www.north-herts.gov.uk. It is open day and night, and you get a reference number."},
	{Name: "Phone", Place: 2, Words: "Hello {name}, our Customer Service Centre can sort this out with you on 01462 474000, Monday to Friday, 9am to 5pm."},
	{Name: "Email", Place: 3, Words: "Hello {name}, please send us the details by email, so that the right team can look into it and your details stay private."},
	{Name: "Emergency", Place: 4, Words: "Hello {name}, this can't wait. Please use our emergency contact details now: www.north-herts.gov.uk. If somebody is in danger, call 999."},
}

// SetOfficer adds or changes an officer; an empty id makes a new one.
func (p *Program) SetOfficer(ctx context.Context, who act.Who, o desk.Officer) (desk.Officer, error) {
	if o.ID == "" {
		o.ID = p.IDs.New()
	}
	_, err := p.Door.Do(ctx, setAct(who, act.Officer, o.ID, o))
	return o, err
}

// SetTag adds or changes a tag; an empty id makes a new one.
func (p *Program) SetTag(ctx context.Context, who act.Who, t desk.Tag) (desk.Tag, error) {
	if t.ID == "" {
		t.ID = p.IDs.New()
	}
	t.Name = strings.TrimSpace(t.Name)
	_, err := p.Door.Do(ctx, setAct(who, act.Tag, t.ID, t))
	return t, err
}

// SetRedirect adds or changes a redirect; an empty id makes a new one.
func (p *Program) SetRedirect(ctx context.Context, who act.Who, r desk.Redirect) (desk.Redirect, error) {
	if r.ID == "" {
		r.ID = p.IDs.New()
	}
	_, err := p.Door.Do(ctx, setAct(who, act.Redirect, r.ID, r))
	return r, err
}

// SetHours makes a new calendar version. Open turns get new due times, settled
// ones keep theirs (DESIGN 3).
func (p *Program) SetHours(ctx context.Context, who act.Who, c calendar.Choices) (calendar.Version, error) {
	snap, err := p.Desk.Desk(ctx)
	if err != nil {
		return calendar.Version{}, err
	}
	v, err := calendar.NewVersion(snap.Calendar.Number+1, c, p.Holidays)
	if err != nil {
		return v, app.NewError(app.Wrong, err.Error())
	}
	_, err = p.Door.Do(ctx, setAct(who, act.Calendar, "hours", v))
	return v, err
}

// SetSetting sets one setting by its JSON name.
func (p *Program) SetSetting(ctx context.Context, who act.Who, name string, value any) error {
	_, err := p.Door.Do(ctx, desk.SettingAct(who, name, value))
	return err
}
