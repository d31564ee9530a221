package program_test

import (
	"sync"
	"testing"
	"time"

	"commsdesk/app/inbox"
)

// TestTheLastOneDecides has several people sort and give away one conversation
// at the same moment: nobody is refused, and what one decided holds.
func TestTheLastOneDecides(t *testing.T) {
	o := newOffice(t, letter("together", monday.Add(-time.Hour)))
	box, c := o.connect(), o.open1
	if _, err := o.Intake.Once(ctx, box, nil); err != nil {
		t.Fatal(err)
	}
	id := c().ID
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			to := []inbox.Assignee{"team:comms", "team:csc"}[n%2]
			if _, err := o.Inbox.Assign(ctx, o.who, to, id); err != nil {
				t.Errorf("give it away: %v", err)
			}
			if _, err := o.Inbox.SetType(ctx, o.who, []inbox.Type{inbox.Question, inbox.Complaint}[n%2], id); err != nil {
				t.Errorf("sort it: %v", err)
			}
		})
	}
	all.Wait()
	if r := c(); r.Assignee == "" || r.Type == inbox.Untriaged {
		t.Errorf("nobody's decision holds: %+v", r)
	}
}
