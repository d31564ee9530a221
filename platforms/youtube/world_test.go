package youtube_test

import (
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/youtube/sim"
)

// TestWorldOverRestarts: a saved world is the same one.
func TestWorldOverRestarts(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The market", conformance.Start.Add(-time.Hour))
	id := w.Comment(rhian, post, "When?", conformance.Start.Add(-time.Minute))
	o := send(t, d, seal(t, d, platforms.Outgoing{Text: "Soon. ^GM", ReplyTo: &platforms.Parent{ID: id, Root: id, Context: post}}))
	w.Hold(id, false)
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
	if !other.State(id).Hidden || len(other.Ours()) != 1 || other.Ours()[0].ID != o.RemoteID {
		t.Errorf("after a restart: %+v, %+v", other.State(id), other.Ours())
	}
	if other.Comment(rhian, post, "And where?", d.Clock.Now()) == id {
		t.Error("an id was given twice")
	}
	if other.Load([]byte("{")) == nil {
		t.Error("nonsense was loaded")
	}
}

// TestPagesToOpen: items open where they stand.
func TestPagesToOpen(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	opener := d.Adapter.(platforms.Opener)
	for want, got := range map[string]string{
		"https://www.youtube.com/watch?v=vid00000001":                        opener.OpenItem(platforms.Target{ID: "vid00000001"}),
		"https://www.youtube.com/watch?v=vid00000001&lc=Ugx":                 opener.OpenReply(platforms.Parent{ID: "Ugx", Context: "vid00000001"}, "Hello"),
		"https://studio.youtube.com/channel/" + w.Account().ID + "/comments": opener.OpenItem(platforms.Target{ID: "Ugx"}),
		"https://studio.youtube.com/":                                        opener.OpenReply(platforms.Parent{}, "News"),
		"":                                                                   opener.OpenItem(platforms.Target{}),
	} {
		if got != want {
			t.Errorf("it opens %s, want %s", got, want)
		}
	}
}
