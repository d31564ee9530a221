package cli_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"
)

// BenchmarkPeerDueTimes works out when messages are due, and compares with a library of working
// hours: how long it takes, and what comes out.
func BenchmarkPeerDueTimes(b *testing.B) {
	needPeers(b)
	const messages = 100_000
	ours, theirs := hours(b), cal.NewBusinessCalendar() // both Monday to Friday, 9 to 5
	theirs.AddHoliday(gb.Holidays...)
	london, err := time.LoadLocation("Europe/London")
	check(b, err)
	starts := make([]time.Time, messages)
	for n := range starts {
		starts[n] = time.Date(2025, 1, 1, 0, 0, 0, 0, london).Add(time.Duration(n) * 11 * time.Minute)
	}
	began := time.Now()
	due := make([]time.Time, messages)
	for n, start := range starts {
		due[n] = ours.Due(start)
	}
	between := time.Now()
	equal, differ := 0, []string{}
	other := make([]time.Time, messages)
	for n, start := range starts {
		other[n] = theirs.AddWorkHours(start, 8*time.Hour)
	}
	ended := time.Now()
	for n := range starts {
		if due[n].Equal(other[n]) {
			equal++
		} else if day := starts[n].Format("2 Jan 2006"); !slices.Contains(differ, day) {
			differ = append(differ, day)
		}
	}
	if len(differ) > 0 {
		b.Logf("received on these days, the due times differ: %v", differ)
	}
	version, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "github.com/rickar/cal/v2").Output()
	check(b, err)
	report(b, comparison{what: fmt.Sprintf("%d due times", messages), ours: seconds(between.Sub(began)), peer: "rickar/cal " + strings.TrimSpace(string(version)),
		theirs: seconds(ended.Sub(between)), ratio: times(between.Sub(began), ended.Sub(between)),
		besides: fmt.Sprintf("%d of %d come out the same; rickar/cal has one span a day, so no lunch hour, and no official list of bank holidays", equal, messages)})
}
