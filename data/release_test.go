package data_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// releaseToWrite names a release whose fixture is to be written, once, when it
// is made: COMMSDESK_WRITE_RELEASE=0.2 go test -run Release ./data
const releaseToWrite = "COMMSDESK_WRITE_RELEASE"

// TestEveryReleasesWorkspaceOpens opens a workspace that each release left
// behind, and works on in it.
func TestEveryReleasesWorkspaceOpens(t *testing.T) {
	if release := os.Getenv(releaseToWrite); release != "" {
		writeRelease(t, filepath.Join("testdata", "release-"+release+".db.gz"))
	}
	files, err := filepath.Glob("testdata/release-*.db.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("no release's workspace is kept (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".db.gz"), func(t *testing.T) {
			packed, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r, err := gzip.NewReader(bytes.NewReader(packed))
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			d := restored(t, content)
			v := d.verified()
			if v.Acts != 14 || v.Messages != 3 || v.Conversations != 3 || v.Sends != 1 {
				t.Errorf("got %+v", v)
			}
			d.finds("purple", "a", "c")
			d.finds("highways", "note:bus")
			if r := d.row("bins"); r.Status != inbox.Answered || !r.Settled[0].Due.Equal(hour(25)) || len(r.Tags) != 1 {
				t.Errorf("got %+v", r)
			}
			if s, err := d.Outbox().Send(ctx, "1"); err != nil || s.State != outbox.Sent || s.Text != "Sorry ^GM" {
				t.Errorf("got %+v %v", s, err)
			}
			if out, err := d.Outbox().Sealed(ctx, "1"); err != nil || !bytes.Equal(out.Bytes, sealed.Bytes) {
				t.Errorf("got %+v %v", out, err)
			}
			if all, err := d.Drafts(ctx, ""); err != nil || len(all) != 1 || all[0].Text != draft.Text {
				t.Errorf("got %+v %v", all, err)
			}
			if s, err := d.Desk(ctx); err != nil || s.Settings.CouncilName != "Example Council" || len(s.Officers) != 1 {
				t.Errorf("got %+v %v", s, err)
			}
			d.store(letter("bins", "new", "Ada Example", 30))
			d.do(noted("bins", "she wrote again"))
			d.verified()
		})
	}
}

// writeRelease keeps a workspace with something of everything.
func writeRelease(t *testing.T, file string) {
	t.Helper()
	d := searchable(t)
	d.do(gm.New(desk.Set, act.Subject{Type: act.Officer, ID: "officer-gm"},
		desk.Officer{ID: "officer-gm", Name: "Gemma Marsh", Initials: "GM", Team: desk.Communications}, nil), desk.SettingAct(gm, "council_name", "Example Council"))
	o := d.Outbox()
	if _, err := o.Queue(ctx, sealed, "1", "", queued("1")); err != nil {
		t.Fatal(err)
	}
	for _, e := range []outbox.Event{outbox.EvStart, outbox.EvCommit, outbox.EvAccept} {
		s, err := o.Send(ctx, "1")
		if err != nil {
			t.Fatal(err)
		}
		d.do(s.Do(gm, e, nil, nil))
	}
	d.do(accepted("bins", "1", 3, "a"), typed("park", inbox.Comment, "c"))
	if err := d.SaveDraft(ctx, draft); err != nil {
		t.Fatal(err)
	}
	if err := d.SetHealth(ctx, mailbox.ID, channel.Health{State: channel.Valid, Since: hour(1)}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(d.file())
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
