package reply_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/platforms"
)

// moderator is a wire that measures can be taken at.
type moderator struct {
	*wire
	err   error
	at    []platforms.Target
	did   []platforms.Measure
	asked func()
}

func (m *moderator) Adapter(context.Context, string) (platforms.Adapter, error) { return m, nil }

func (m *moderator) Moderate(_ context.Context, did platforms.Measure, at platforms.Target) error {
	if m.asked != nil {
		m.asked()
	}
	m.did, m.at = append(m.did, did), append(m.at, at)
	return m.err
}

// moderated are the measures in the conversation's record, oldest first.
func (o *office) moderated() (effects []inbox.ModeratedEffect, contents []inbox.ModeratedContent) {
	o.t.Helper()
	record, err := o.store.Record(ctx, "bins")
	if err != nil {
		o.t.Fatal(err)
	}
	for i := len(record) - 1; i >= 0; i-- {
		a := record[i].Act
		if a.Kind != inbox.Moderated {
			continue
		}
		var e inbox.ModeratedEffect
		var c inbox.ModeratedContent
		if json.Unmarshal(a.Effect, &e) != nil || json.Unmarshal(a.Content, &c) != nil || a.Officer != gm.Officer {
			o.t.Fatalf("unreadable: %+v", a)
		}
		effects, contents = append(effects, e), append(contents, c)
	}
	return effects, contents
}

func (o *office) evidence() []reply.Evidence {
	o.t.Helper()
	all, err := o.store.Evidence(ctx, "bins")
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

// TestEvidenceIsKeptBeforeTheNetworkIsAsked, and the decision is on disk.
func TestEvidenceIsKeptBeforeTheNetworkIsAsked(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		abuse := comment("c1")
		abuse.Text, abuse.Permalink, abuse.Raw = "Something vile", "https://network.example/c1", []byte("raw")
		abuse.Was = []inbox.Version{{Text: "Something worse"}}
		o.arrive(abuse)
		m := &moderator{wire: o.wire}
		o.moderates(m)
		m.asked = func() {
			if e, _ := o.moderated(); len(o.evidence()) != 1 || len(e) != 1 || e[0].Outcome != inbox.MeasureAsked {
				t.Errorf("the network was asked with %d evidence and the record %+v", len(o.evidence()), e)
			}
		}
		out, err := o.reply.Moderate(ctx, gm, "bins", "c1", platforms.Hide, " Names a child ")
		if err != nil || out.Outcome != inbox.MeasureDone || len(out.Receipts) != 2 {
			t.Fatalf("got %+v %v", out, err)
		}
		kept := o.evidence()[0]
		sum := sha256.Sum256(kept.Record)
		var said struct{ Text, Author, Permalink, Reason, Measure string }
		if err := json.Unmarshal(kept.Record, &said); err != nil || said.Text != "Something vile" || said.Author != "Bo" || said.Permalink != abuse.Permalink ||
			said.Reason != "Names a child" || said.Measure != "hide" || !strings.Contains(string(kept.Record), "Something worse") ||
			!strings.Contains(string(kept.Record), `"raw":"cmF3"`) {
			t.Errorf("kept %s", kept.Record)
		}
		if kept.ID != out.Evidence || kept.By != gm.Officer || kept.Message != "c1" || kept.Hash != hex.EncodeToString(sum[:]) || !kept.TakenAt.Equal(time.Now()) {
			t.Errorf("kept %+v", kept)
		}
		if at := m.at[0]; at.ID != "c1" || at.Ref != "cid-c1" || at.Context != "post" || at.From.ID != "did:bo" || at.Kind != "comment" {
			t.Errorf("asked about %+v", at)
		}
		e, c := o.moderated()
		if len(e) != 2 || e[1].Outcome != inbox.MeasureDone || e[1].Message != "c1" || e[1].Measure != "hide" || e[1].Evidence != kept.ID || c[1].Reason != "Names a child" {
			t.Errorf("record %+v %+v", e, c)
		}
		if _, ms, err := o.store.Conversation(ctx, "bins"); err != nil || !ms[0].Hidden || ms[0].Text != "Something vile" {
			t.Errorf("got %+v %v", ms, err)
		}
		m.asked = nil
		back, ok := outbox.Opposite(platforms.Hide)
		if out, err := o.reply.Moderate(ctx, gm, "bins", "c1", back, ""); !ok || err != nil || out.Outcome != inbox.MeasureDone || out.Evidence != "" {
			t.Errorf("taken back as %+v %v", out, err)
		}
		if _, ms, _ := o.store.Conversation(ctx, "bins"); ms[0].Hidden || len(o.evidence()) != 1 {
			t.Errorf("got %+v", ms)
		}
		if r := o.row("bins"); r.Turn == nil {
			t.Error("hiding answered it")
		}
		if r, err := o.store.Verify(ctx); err != nil || !r.Clean() {
			t.Errorf("verify: %s %v", r.Fault, err)
		}
	})
}

func TestAMeasureIsSaidTruthfully(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		outcome inbox.MeasureOutcome
		kind    app.Kind
	}{
		"offline":     {&platforms.Error{Class: platforms.ClassOffline, Sentence: "Away."}, inbox.MeasureRefused, app.Unreachable},
		"not allowed": {&platforms.Error{Class: platforms.ClassPermission, Sentence: "No right."}, inbox.MeasureRefused, app.Wrong},
		"signed out":  {&platforms.Error{Class: platforms.ClassAuth, Sentence: "Sign in."}, inbox.MeasureRefused, app.SignIn},
		"gone":        {&platforms.Error{Class: platforms.ClassGone, Sentence: "Gone."}, inbox.MeasureRefused, app.NotFound},
		"no answer":   {&platforms.Error{Class: platforms.ClassUnconfirmed, Sentence: "No answer."}, inbox.MeasureUnknown, app.Unsure},
		"halfway":     {&platforms.Error{Class: platforms.ClassTransient, Sentence: "Trouble."}, inbox.MeasureUnknown, app.Unsure},
		"anything":    {errors.New("broken pipe"), inbox.MeasureUnknown, app.Unsure},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(o *office) {
				o.onNetwork()
				o.arrive(comment("c1"))
				m := &moderator{wire: o.wire, err: c.err}
				o.moderates(m)
				out, err := o.reply.Moderate(ctx, gm, "bins", "c1", platforms.Delete, "Names a child")
				if app.KindOf(err) != c.kind || out.Outcome != c.outcome || out.Why == "" || len(m.did) != 1 {
					t.Errorf("got %+v %v after %v", out, err, m.did)
				}
				e, words := o.moderated()
				if len(e) != 2 || e[1].Outcome != c.outcome || e[1].Class == "" || words[1].Why != out.Why || len(o.evidence()) != 1 {
					t.Errorf("record %+v %+v", e, words)
				}
				if _, ms, _ := o.store.Conversation(ctx, "bins"); !ms[0].DeletedAt.IsZero() {
					t.Error("it is shown as deleted")
				}
			})
		})
	}
}

// TestWhatIsNotAskedKeepsNothing: without a reason, against the account's
// abilities, against ourselves, about nothing.
func TestWhatIsNotAskedKeepsNothing(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		ours := pulled("r9", "c1", "Ours", time.Now())
		o.arrive(comment("c1"), ours)
		m := &moderator{wire: o.wire}
		o.moderates(m)
		m.caps = platforms.Capabilities{ProbedAt: time.Now(), Hide: platforms.Yes(), Delete: platforms.Yes(), Block: platforms.Yes(),
			Mute: platforms.No("Nobody can be muted here.", "https://network.example/mute")}
		for name, try := range map[string]struct {
			key     string
			measure platforms.Measure
			reason  string
			kind    app.Kind
		}{
			"hide without a reason":   {"c1", platforms.Hide, " ", app.Wrong},
			"delete without a reason": {"c1", platforms.Delete, "", app.Wrong},
			"block without a reason":  {"c1", platforms.Block, "", app.Wrong},
			"mute":                    {"c1", platforms.Mute, "Spam", app.Wrong},
			"our own":                 {"r9", platforms.Hide, "Ours", app.Wrong},
			"nothing":                 {"c9", platforms.Hide, "Spam", app.NotFound},
		} {
			_, err := o.reply.Moderate(ctx, gm, "bins", try.key, try.measure, try.reason)
			if app.KindOf(err) != try.kind {
				t.Errorf("%s: %v", name, err)
			}
			if name == "mute" && app.Say(err) != "Nobody can be muted here. You can do it at https://network.example/mute." {
				t.Errorf("said %q", app.Say(err))
			}
		}
		if e, _ := o.moderated(); len(m.did) != 0 || len(e) != 0 || len(o.evidence()) != 0 {
			t.Errorf("did %v, record %v, evidence %v", m.did, e, o.evidence())
		}
	})
}
