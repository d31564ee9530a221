package flickr_test

import (
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/flickr/sim"
)

// TestWorldOverRestarts: a saved world is the same one.
func TestWorldOverRestarts(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	id := w.Post("The market", conformance.Start.Add(-time.Hour))
	first := w.Comment(rhian, id, "When?", conformance.Start.Add(-time.Minute))
	o := send(t, d, seal(t, d, platforms.Outgoing{Text: "Soon. ^GM", ReplyTo: &platforms.Parent{ID: id, Kind: platforms.KindPost}}))
	w.Remove(first, d.Clock.Now())
	saved, err := w.Save()
	if err != nil {
		t.Fatal(err)
	}
	other, err := sim.New(d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Server().Close()
	if err := other.Load(saved); err != nil {
		t.Fatal(err)
	}
	if !other.State(first).Deleted || len(other.Ours()) != 1 || other.Ours()[0].ID != o.RemoteID {
		t.Errorf("after a restart: %+v, %+v", other.State(first), other.Ours())
	}
	if other.Comment(rhian, id, "And where?", d.Clock.Now()) == first {
		t.Error("an id was given twice")
	}
	if other.Load([]byte("{")) == nil {
		t.Error("nonsense was loaded")
	}
}

// TestPagesToOpen: items open where they stand.
func TestPagesToOpen(t *testing.T) {
	t.Parallel()
	d, _ := open(t)
	opener := d.Adapter.(platforms.Opener)
	for want, got := range map[string]string{
		"https://www.flickr.com/photos/12345678@N00/54001/":           opener.OpenItem(platforms.Target{ID: "54001"}),
		"https://www.flickr.com/photos/12345678@N00/54001/#comment72": opener.OpenReply(platforms.Parent{ID: "60-54001-72", Context: "54001"}, "Hello"),
		"https://www.flickr.com/photos/upload/":                       opener.OpenReply(platforms.Parent{}, "News"),
		"":                                                            opener.OpenItem(platforms.Target{}),
	} {
		if got != want {
			t.Errorf("it opens %s, want %s", got, want)
		}
	}
}
