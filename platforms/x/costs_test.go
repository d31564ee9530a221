package x_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/x/sim"
)

// bill is the month's bill in a cursor.
func (d *desk) bill() (b struct {
	Month string
	Micro int64            `json:"micro_usd"`
	Calls map[string]int64 `json:"calls"`
}) {
	d.t.Helper()
	var c struct{ Bill json.RawMessage }
	if err := json.Unmarshal(d.sink.Cursor, &c); err != nil {
		d.t.Fatal(err)
	}
	if err := json.Unmarshal(c.Bill, &b); err != nil {
		d.t.Fatal(err)
	}
	return b
}

// TestCostsLiveInTheCursor: what is read and sent is counted, kept by the cursor
// and taken up again after a restart.
func TestCostsLiveInTheCursor(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	post := d.world.Post("The library is open", start.Add(-3*time.Hour))
	id := d.world.Comment(amina, post, "Until when?", start.Add(-time.Hour))
	d.world.Message(amina, "Call me, please", start.Add(-time.Hour))
	d.pull()
	first := d.bill()
	if first.Month != "2026-11" || first.Calls["post read"] != 2 || first.Calls["message read"] != 1 || first.Calls["user read"] != 2 {
		t.Errorf("%+v", first)
	}
	if _, o := d.send(d.answer(id, "Until six. ^GM")); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	d.clock.forward(time.Minute)
	d.pull()
	second := d.bill()
	if second.Micro < first.Micro+10_000+5_000 || second.Calls["answer"] != 1 {
		t.Errorf("after an answer: %+v", second)
	}
	d.renew()
	d.clock.forward(time.Minute)
	d.pull()
	if third := d.bill(); third.Micro < second.Micro || third.Calls["answer"] != 1 {
		t.Errorf("after a restart: %+v", third)
	}
	d.clock.forward(24 * time.Hour)
	d.pull()
	if b := d.bill(); b.Month != "2026-12" || b.Micro >= second.Micro {
		t.Errorf("in a new month: %+v", b)
	}
}

// TestOwnedReadsAreCheaper: an account that owns the application pays less for
// its own posts.
func TestOwnedReadsAreCheaper(t *testing.T) {
	d := open(t, sim.Options{}, func(c map[string]string) { c["owns_app"] = "yes" })
	d.world.Post("The library is open", start.Add(-3*time.Hour))
	d.pull()
	if b := d.bill(); b.Calls["own read"] != 1 || b.Calls["post read"] != 0 {
		t.Errorf("%+v", b)
	}
}

// TestCap: the limit stops reading and sending until next month, with a sentence,
// and is warned of before.
func TestCap(t *testing.T) {
	d := open(t, sim.Options{}, func(c map[string]string) { c["monthly_cap_usd"] = "$0.20" })
	id := d.world.Comment(amina, "", "Is the pool open?", start.Add(-time.Hour))
	for i := range 60 {
		d.world.Comment(bertie, "", "More "+strings.Repeat("x", i), start.Add(-50*time.Hour+time.Duration(i)*time.Minute))
	}
	err := d.tryPull()
	if platforms.ClassOf(err) != platforms.ClassQuota {
		t.Fatalf("reading went on: %v, %+v", err, d.bill())
	}
	if len(d.sink.Items) == 0 || len(d.sink.Items) > 40 {
		t.Errorf("%d items were read for 20 cents", len(d.sink.Items))
	}
	if b := d.bill(); b.Micro > 200_000 {
		t.Errorf("the limit was passed: %+v", b)
	}
	_, _ = d.a.Identity(t.Context())
	c := d.a.Capabilities()
	if !strings.Contains(c.ReplyRule, "of the $0.20") {
		t.Errorf("no warning: %q", c.ReplyRule)
	}
	out := d.answer(id, "Yes, see https://riverside.gov.uk/pool ^GM")
	if _, err := d.a.Seal(t.Context(), out, d.clock.time()); platforms.ClassOf(err) != platforms.ClassQuota {
		t.Errorf("an answer of 20 cents was sealed: %v", err)
	}
	calls := 0
	for _, n := range d.world.Server().Counts() {
		calls += n
	}
	if err := d.tryPull(); platforms.ClassOf(err) != platforms.ClassQuota {
		t.Errorf("asked again: %v", err)
	}
	d.clock.forward(24 * time.Hour)
	for range 8 {
		if err := d.tryPull(); err != nil && platforms.ClassOf(err) != platforms.ClassQuota {
			t.Fatal(err)
		}
	}
	if len(d.sink.Items) < 25 {
		t.Errorf("next month it did not go on: %d items", len(d.sink.Items))
	}
}

// TestCapInTheTest: the connection test tells the costs, and fails when nothing
// is left.
func TestCapInTheTest(t *testing.T) {
	for amount, ok := range map[string]bool{"50": true, "0.012": false} {
		d := open(t, sim.Options{}, func(c map[string]string) { c["monthly_cap_usd"] = amount })
		told := false
		_, err := d.a.Test(t.Context(), false, func(s platforms.Step) {
			if s.Name == "costs" {
				told = true
				if s.OK != ok || !strings.Contains(s.Why, "$0.01") {
					t.Errorf("%s: %+v", amount, s)
				}
			}
		})
		if err != nil || !told {
			t.Errorf("%s: %v, told %v", amount, err, told)
		}
	}
}

// TestSendAtTheCap: what was sealed before waits for a person's decision, not for
// a month, and nothing leaves.
func TestSendAtTheCap(t *testing.T) {
	d := open(t, sim.Options{}, func(c map[string]string) { c["monthly_cap_usd"] = "0.06" })
	id := d.world.Comment(amina, "", "Is the pool open?", start.Add(-time.Hour))
	it := platforms.Outgoing{Text: "Yes. ^GM", ReplyTo: &platforms.Parent{ID: id, From: amina}}
	var sealed []platforms.Sealed
	for range 8 {
		s, err := d.a.Seal(t.Context(), it, d.clock.time())
		if err != nil {
			t.Fatal(err)
		}
		sealed = append(sealed, s)
	}
	held := 0
	for i, s := range sealed {
		o := d.a.Send(t.Context(), s, func() error { return nil })
		if o.Verdict == platforms.NeedsPerson && o.Class == platforms.ClassQuota && !o.RetryAt.IsZero() && len(o.Why) > 20 {
			held++
		} else if o.Class == platforms.ClassQuota {
			t.Errorf("send %d: %+v", i, o)
		}
	}
	if held == 0 || d.world.Server().Counts()["create"] > 5 {
		t.Errorf("%d were held, %d left", held, d.world.Server().Counts()["create"])
	}
}
