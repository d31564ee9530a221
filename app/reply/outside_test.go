package reply_test

import (
	"encoding/json"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
)

// TestAnAnswerOutsideIsCountedSignedAndAudited.
func TestAnAnswerOutsideIsCountedSignedAndAudited(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		o.arrive(comment("c1"))
		after(time.Hour)
		for name, try := range map[string]func() ([]act.Receipt, error){
			"nothing said": func() ([]act.Receipt, error) { return o.reply.AnsweredOutside(ctx, gm, "bins", " ", "") },
			"no page": func() ([]act.Receipt, error) {
				return o.reply.AnsweredOutside(ctx, gm, "bins", "Yes", "ftp://x.example")
			},
			"nobody": func() ([]act.Receipt, error) {
				return o.reply.AnsweredOutside(ctx, act.Who{Officer: "x"}, "bins", "Yes", "")
			},
		} {
			if _, err := try(); app.KindOf(err) != app.Wrong {
				t.Errorf("%s: %v", name, err)
			}
		}
		done, err := o.reply.AnsweredOutside(ctx, gm, "bins", "On Tuesday.", "https://network.example/9/")
		if err != nil {
			t.Fatal(err)
		}
		r := o.row("bins")
		if r.Status != inbox.Answered || len(r.Settled) != 1 || r.Settled[0].How != inbox.Outside || !r.Settled[0].Settled.Equal(time.Now()) || r.Settled[0].By != done[0].ID {
			t.Errorf("got %+v", r)
		}
		record, err := o.store.Record(ctx, "bins")
		if err != nil || len(record) != 1 || record[0].Act.Officer != gm.Officer {
			t.Fatalf("record %+v %v", record, err)
		}
		var c inbox.OutsideContent
		var e inbox.OutsideEffect
		if json.Unmarshal(record[0].Act.Content, &c) != nil || json.Unmarshal(record[0].Act.Effect, &e) != nil ||
			c.Text != "On Tuesday.\n\n^GM" || c.Link != "https://network.example/9" || e.Initials != "GM" {
			t.Errorf("recorded %+v %+v", e, c)
		}
		if _, err := o.reply.AnsweredOutside(ctx, gm, "bins", "Twice", ""); app.KindOf(err) != app.Wrong {
			t.Errorf("answered what is answered: %v", err)
		}
	})
}
