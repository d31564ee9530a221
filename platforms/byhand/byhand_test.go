package byhand_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/byhand"
)

var now = time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)

// network finds one kind of place.
func network(t *testing.T, name string) platforms.Network {
	t.Helper()
	for _, n := range byhand.Describe() {
		if n.Name == name {
			return n
		}
	}
	t.Fatalf("there is no place called %s", name)
	return platforms.Network{}
}

func connect(t *testing.T, name string, settings map[string]string) platforms.Adapter {
	t.Helper()
	raw, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	a, err := network(t, name).New(raw, nil, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestPlaces: each kind is described, reads and sends nothing, and says for
// everything why not and what to do.
func TestPlaces(t *testing.T) {
	var names []string
	for _, n := range byhand.Describe() {
		names = append(names, n.Name)
		t.Run(n.Name, func(t *testing.T) {
			if !n.ByHand || n.Browser || n.Title == "" || len(n.Needs) == 0 || len(n.Steps) == 0 || len(n.Secrets) != 0 || n.Settings[0].Key != "place" {
				t.Errorf("%+v", n)
			}
			a := connect(t, n.Name, map[string]string{"place": "Town Hall", "identity": "Team A"})
			if a.Network() != n.Name || !reflect.DeepEqual(a.Capabilities(), platforms.Capabilities{}) {
				t.Error("it announces something before it was asked")
			}
			who, err := a.(platforms.Identifier).Identity(t.Context())
			if err != nil || who.ID != "town-hall/team-a" || who.Name != "Town Hall, Team A" {
				t.Errorf("%+v (%v)", who, err)
			}
			abilities(t, a.Capabilities(), n.Name != "phone" && n.Name != "counter" && n.Name != "other")
			refuses(t, a)
			steps := 0
			_, err = a.(platforms.Tester).Test(t.Context(), false, func(s platforms.Step) {
				if steps++; !s.OK || s.Why == "" {
					t.Errorf("%+v", s)
				}
			})
			if err != nil || steps != 1 {
				t.Errorf("the test made %d steps (%v)", steps, err)
			}
			for range 2 {
				if err := a.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}
		})
	}
	if want := []string{"nextdoor", "whatsapp", "groups", "phone", "counter", "other"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

// abilities fails unless every one is a no with its reason, and a link where the
// place is on the web.
func abilities(t *testing.T, c platforms.Capabilities, onTheWeb bool) {
	t.Helper()
	if !c.ProbedAt.Equal(now) || len(c.Storage) == 0 {
		t.Errorf("%+v", c)
	}
	v := reflect.ValueOf(c)
	seen := 0
	for i := range v.NumField() {
		ability, ok := v.Field(i).Interface().(platforms.Ability)
		if !ok {
			continue
		}
		seen++
		name := v.Type().Field(i).Name
		if ability.OK || len(ability.Reason) < 20 {
			t.Errorf("%s: %+v", name, ability)
		}
		if onTheWeb && !strings.HasPrefix(ability.Link, "https://") {
			t.Errorf("%s leads to %q", name, ability.Link)
		}
	}
	if seen < 20 {
		t.Errorf("only %d abilities were found", seen)
	}
}

// refuses: nothing is read, nothing is sent, and the officer learns what to do.
func refuses(t *testing.T, a platforms.Adapter) {
	t.Helper()
	if err := a.(platforms.Puller).Pull(t.Context(), nil, platforms.Window{}, nil); err != nil {
		t.Errorf("pull: %v", err)
	}
	s := a.(platforms.Sender)
	if _, err := s.Seal(t.Context(), platforms.Outgoing{Text: "Yes. ^GM"}, now); platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), "ecord") && !strings.Contains(err.Error(), "answer there") {
		t.Errorf("seal: %v", err)
	}
	o := s.Send(t.Context(), platforms.Sealed{}, func() error { t.Error("the point of no return was passed"); return nil })
	if o.Verdict != platforms.Refused || !strings.Contains(o.Why, "Nothing was sent") {
		t.Errorf("send: %+v", o)
	}
	if p, err := a.(platforms.Prover).Prove(t.Context(), platforms.Sealed{}, now); err == nil || p.Live || p.Absent {
		t.Errorf("prove: %+v (%v)", p, err)
	}
}

// TestGroupsCarryTheRule: seen and not answered, and the correction instead.
func TestGroupsCarryTheRule(t *testing.T) {
	for _, n := range byhand.Describe() {
		a := connect(t, n.Name, map[string]string{"place": "Northmere Chat", "address": "https://www.facebook.com/groups/northmere"})
		if _, err := a.(platforms.Identifier).Identity(t.Context()); err != nil {
			t.Fatal(err)
		}
		rule := a.Capabilities().ReplyRule
		if n.Name != "groups" {
			if rule != "" {
				t.Errorf("%s: %q", n.Name, rule)
			}
			continue
		}
		for _, words := range []string{"Seen, not answered", "correction", "5.6 and 5.7"} {
			if !strings.Contains(rule, words) {
				t.Errorf("%q is not in %q", words, rule)
			}
		}
		if link := a.Capabilities().Reply.Link; link != "https://www.facebook.com/groups/northmere" {
			t.Errorf("it leads to %q", link)
		}
	}
}

// TestSettings: the same place is the same channel however it is spelt; what can't
// be read is said.
func TestSettings(t *testing.T) {
	id := func(settings map[string]string) string {
		who, err := connect(t, "other", settings).(platforms.Identifier).Identity(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return who.ID
	}
	one := id(map[string]string{"place": " “Local  Forum” ", "account": "@Northmere_Council"})
	if two := id(map[string]string{"place": "local forum", "account": "northmere council", "identity": one}); one != two || one != "local-forum/northmere-council" {
		t.Errorf("%q and %q", one, two)
	}
	wrong := connect(t, "other", map[string]string{"place": "Local Forum", "account": "northmere", "identity": "southmere"})
	if _, err := wrong.(platforms.Identifier).Identity(t.Context()); platforms.ClassOf(err) != platforms.ClassIdentity || !strings.Contains(err.Error(), "southmere") {
		t.Errorf("another account: %v", err)
	}
	bad := 0
	if _, err := wrong.(platforms.Tester).Test(t.Context(), false, func(s platforms.Step) {
		if !s.OK && s.Why != "" {
			bad++
		}
	}); err == nil || bad != 1 {
		t.Errorf("another account passes the test: %d (%v)", bad, err)
	}
	for name, settings := range map[string]map[string]string{
		"no name":           {},
		"an unsafe address": {"place": "Forum", "address": "javascript:alert(1)"},
		"a plain address":   {"place": "Forum", "address": "http://forum.example"},
		"a long name":       {"place": strings.Repeat("a", 121)},
	} {
		raw, _ := json.Marshal(settings)
		if _, err := network(t, "other").New(raw, nil, time.Now); platforms.ClassOf(err) != platforms.ClassRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := network(t, "other").New([]byte("{"), nil, time.Now); err == nil {
		t.Error("half an object was read")
	}
	if who, err := connect(t, "nextdoor", nil).(platforms.Identifier).Identity(t.Context()); err != nil || who.ID != "nextdoor" {
		t.Errorf("%+v (%v)", who, err)
	}
}

// TestPagesToOpen: the conversation on WhatsApp with the words in it, the captured
// link elsewhere, the place where there is none.
func TestPagesToOpen(t *testing.T) {
	chat := connect(t, "whatsapp", nil).(platforms.Opener)
	for said, want := range map[string]string{
		"07700 900123":       "https://wa.me/447700900123?text=Yes%2C%20on%20Monday.%20%5EGM",
		"+44 (7700) 900-123": "https://wa.me/447700900123?text=Yes%2C%20on%20Monday.%20%5EGM",
		"00353 1 234 5678":   "https://wa.me/35312345678?text=Yes%2C%20on%20Monday.%20%5EGM",
		"Dilys":              "https://web.whatsapp.com/",
		"12":                 "https://web.whatsapp.com/",
	} {
		if got := chat.OpenReply(platforms.Parent{ID: "a", From: platforms.Person{ID: said}}, "Yes, on Monday. ^GM"); got != want {
			t.Errorf("%s opens %q, want %q", said, got, want)
		}
	}
	group := connect(t, "groups", map[string]string{"place": "Chat"}).(platforms.Opener)
	for id, want := range map[string]string{
		"https://www.facebook.com/groups/1/posts/2": "https://www.facebook.com/groups/1/posts/2",
		"http://127.0.0.1/x":                        "https://www.facebook.com/groups/",
		"javascript:alert(1)":                       "https://www.facebook.com/groups/",
		"":                                          "https://www.facebook.com/groups/",
	} {
		if got := group.OpenItem(platforms.Target{ID: id}); got != want {
			t.Errorf("%q opens %q, want %q", id, got, want)
		}
		if got := group.OpenReply(platforms.Parent{ID: id}, "Words"); got != want {
			t.Errorf("%q is answered at %q, want %q", id, got, want)
		}
	}
	if got := connect(t, "phone", map[string]string{"place": "Line"}).(platforms.Opener).OpenItem(platforms.Target{ID: "x"}); got != "" {
		t.Errorf("a phone opens %q", got)
	}
}
