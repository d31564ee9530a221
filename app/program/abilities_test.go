package program

import (
	"encoding/json"
	"testing"

	"commsdesk/platforms"
)

// TestAbilitiesOfAnEarlierVersion: what was stored before an ability was known
// says that it was not asked about, and keeps what it says of the others.
func TestAbilitiesOfAnEarlierVersion(t *testing.T) {
	var c platforms.Capabilities
	stored := `{"ProbedAt":"2026-03-02T09:00:00Z","Mute":{"OK":true,"Reason":"","Link":""},"Hide":{"OK":false,"Reason":"Nobody can hide here.","Link":""}}`
	if err := json.Unmarshal([]byte(stored), &c); err != nil {
		t.Fatal(err)
	}
	a := abilitiesOf(c)
	if r := a.Of("report"); r.OK || r.Reason != notAsked || r.Words == "" {
		t.Errorf("reporting is %+v", r)
	}
	if m, h := a.Of("mute"), a.Of("hide"); !m.OK || m.Reason != "" || h.OK || h.Reason != "Nobody can hide here." {
		t.Errorf("muting is %+v, hiding %+v", m, h)
	}
}
