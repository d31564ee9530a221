package conformance

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

const day = 24 * time.Hour

// postFigures: figures of what is there, none invented for what is not.
func postFigures(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	gone := d.World.Post("A post that goes", Start.Add(-time.Hour))
	d.World.Remove(gone, Start)
	figures, err := d.Adapter.(platforms.PostMeter).PostMetrics(t.Context(), []string{sc.post, gone})
	if err != nil || len(figures) != 1 || figures[0].ID != sc.post {
		t.Fatalf("%+v (%v), want those of %s alone", figures, err, sc.post)
	}
	f := figures[0]
	if !f.At.Equal(d.Clock.Now()) || len(f.Figures) == 0 {
		t.Errorf("%+v", f)
	}
	if n, ok := f.Figures[platforms.Comments]; ok && n < 2 {
		t.Errorf("it counts %d comments", n)
	}
	reasons(t, f)
}

// accountFigures: the account's own.
func accountFigures(t *testing.T, s Subject) {
	d := Open(t, s)
	f, err := d.Adapter.(platforms.AccountMeter).AccountMetrics(t.Context())
	if err != nil || len(f.Figures) == 0 || f.ID != d.World.Account().ID || !f.At.Equal(d.Clock.Now()) {
		t.Errorf("%+v (%v)", f, err)
	}
	reasons(t, f)
}

func reasons(t *testing.T, f platforms.Metrics) {
	t.Helper()
	for name, why := range f.Absent {
		if _, there := f.Figures[name]; there || len(why) < 10 {
			t.Errorf("%s is absent: %q", name, why)
		}
	}
}

// permalink: every public item can be opened at its network, by a safe address.
func permalink(t *testing.T, s Subject) {
	d := Open(t, s)
	d.play()
	d.Pull()
	for _, it := range d.Sink.Items {
		if it.Permalink == "" && it.Private {
			continue
		}
		if u, err := url.Parse(it.Permalink); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			t.Errorf("%s %s opens at %q", it.Kind, it.Key, it.Permalink)
		}
	}
}

// redaction: no secret in errors, cursors, items or sealed bytes.
func redaction(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	d.Pull()
	var said []string
	for _, fault := range simulator.Faults() {
		if fault == simulator.HangAfter {
			continue
		}
		d.World.Server().Inject(fault, "", -1)
		d.Clock.Forward(day)
		if err := d.TryPull(t.Context()); err != nil {
			said = append(said, err.Error())
		}
		_, err := d.Adapter.(platforms.Identifier).Identity(t.Context())
		said = append(said, fmt.Sprint(err))
		if it, ok := d.Sink.Find(sc.first); ok && d.Adapter.Capabilities().Reply.OK {
			if sealed, err := d.Adapter.(platforms.Sender).Seal(t.Context(), reply(it, "Checked. ^GM"), d.Clock.Now()); err == nil {
				o, _ := d.send(t.Context(), sealed)
				said = append(said, o.Why, o.Detail, string(sealed.Bytes), sealed.Token)
			}
		}
		d.World.Server().Calm()
	}
	d.World.Server().Close()
	if err := d.TryPull(context.Background()); err != nil {
		said = append(said, err.Error())
	}
	said = append(said, string(d.Sink.Cursor))
	for _, it := range d.Sink.Items {
		said = append(said, fmt.Sprintf("%+v", it))
	}
	for item, secret := range d.Secrets.All() {
		for _, words := range said {
			if len(secret) > 5 && (strings.Contains(words, secret) || strings.Contains(words, url.QueryEscape(secret))) {
				t.Errorf("the secret %s stands in %.80q", item, words)
			}
		}
	}
}
