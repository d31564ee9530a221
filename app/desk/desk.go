// Package desk is what an officer's desk knows about itself: officers, teams,
// tags, redirects, hours and settings. Each is a subject whose row is the last
// of its set/1 acts; initials and tag names belong to whoever took them first.
package desk

import (
	"context"
	"encoding/json"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
)

// Set replaces a desk subject (officer, tag, redirect, calendar, setting) by
// the value in its effect.
const Set act.Kind = "set/1"

// Team is one of the two that share the work (S 5.2).
type Team string

// The teams.
const (
	Communications  Team = "comms"
	CustomerService Team = "csc"
)

// Words is the team's name for people; the id itself when it is unknown.
func (t Team) Words() string {
	switch t {
	case Communications:
		return "Communications"
	case CustomerService:
		return "Customer Service Centre"
	}
	return string(t)
}

// Officer is somebody who answers. Initials are unique among active and former
// officers alike (S 5.5), 2 to 4 letters, upper case.
type Officer struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Initials string `json:"initials"`
	Team     Team   `json:"team"`
	Left     bool   `json:"left,omitempty"`
}

// Tag is a subject of the council's work (S 5.11), "Waste".
type Tag struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Retired bool   `json:"retired,omitempty"`
}

// Redirect sends a resident to a better place (S 6.2.3, 6.2.4, 6.2.6). Words
// may hold {name} for the resident's first name.
type Redirect struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Words string `json:"words"`
	// Place is the key 1 to 9 that picks it after D; 0 for none.
	Place   int  `json:"place"`
	Retired bool `json:"retired,omitempty"`
}

// Settings are the desk's choices; each field is one setting subject named by
// its JSON name.
type Settings struct {
	CouncilName string `json:"council_name"`
	// Promised are the types whose messages run the clock (DESIGN 3).
	Promised []string `json:"promised_types"`
	// UndoSeconds is the grace after Send: 5, 10, 20 or 30.
	UndoSeconds int `json:"undo_seconds"`
	// NoticesOn turns desktop notifications on this desk on or off.
	NoticesOn bool `json:"notices_on"`
	// SingleKeys lets single letters act in lists and threads.
	SingleKeys bool `json:"single_keys"`
	// Appearance is system, light or dark; TextSize 100, 115, 130 or 150.
	Appearance string `json:"appearance"`
	TextSize   int    `json:"text_size"`
	// OnClose is ask, tray or quit.
	OnClose string `json:"on_close"`
	// HistoryMonths is how far back a first pull goes.
	HistoryMonths int `json:"history_months"`
	// PolicyURL is the published social media policy (S 5.15).
	PolicyURL string `json:"policy_url"`
}

// DefaultSettings are the strategy's own choices.
func DefaultSettings() Settings {
	return Settings{
		Promised:    []string{"untriaged", "question", "service-request", "policy-query", "press", "complaint"},
		UndoSeconds: 10, NoticesOn: true, SingleKeys: true, Appearance: "system", TextSize: 100,
		OnClose: "ask", HistoryMonths: 12,
	}
}

// Snapshot is the whole desk at one moment.
type Snapshot struct {
	Officers  []Officer
	Tags      []Tag
	Redirects []Redirect
	Settings  Settings
	// Calendar is the version in force; Calendars all of them by number.
	Calendar  calendar.Version
	Calendars map[int]calendar.Version
	// Workspace is the id of this workspace, Device that of this machine in it.
	Workspace, Device string
	// Sample is true for a sample desk: nothing leaves the machine.
	Sample bool
}

// Officer finds an officer by id or initials; ok is false when there is none.
func (s Snapshot) Officer(idOrInitials string) (Officer, bool) {
	for _, o := range s.Officers {
		if o.ID == idOrInitials || o.Initials == idOrInitials {
			return o, true
		}
	}
	return Officer{}, false
}

// Tag finds a tag by id or name; ok is false when there is none.
func (s Snapshot) Tag(idOrName string) (Tag, bool) {
	for _, t := range s.Tags {
		if t.ID == idOrName || equalFold(t.Name, idOrName) {
			return t, true
		}
	}
	return Tag{}, false
}

// Redirect finds a redirect by id; ok is false when there is none.
func (s Snapshot) Redirect(id string) (Redirect, bool) {
	for _, r := range s.Redirects {
		if r.ID == id {
			return r, true
		}
	}
	return Redirect{}, false
}

// Store reads the desk.
type Store interface {
	// Desk returns the desk as it stands.
	Desk(ctx context.Context) (Snapshot, error)
}

// SettingAct returns the act that sets one setting by its JSON name.
func SettingAct(who act.Who, name string, value any) act.Act {
	v, _ := json.Marshal(value)
	return who.New(Set, act.Subject{Type: act.Setting, ID: name}, json.RawMessage(v), nil)
}
