package cli_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"commsdesk/platforms/mailbox/dovecottest"
)

// TestAMailThatCouldNotBeReadIsSavedAsItCame: the server's bytes, into a folder
// under the cleaned subject or under a name that is given, over nothing.
func TestAMailThatCouldNotBeReadIsSavedAsItCame(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	o.connect()
	raw := " broken first line\r\nFrom: Nia <nia@resident.example>\r\nTo: " + press + "\r\nSubject: ../../Help:me\r\nMessage-ID: <broken@resident.example>\r\n\r\nThe words.\r\n"
	o.put("press", dovecottest.Inbox, []byte(raw), ago(time.Minute))
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(2*time.Minute))
	o.sync()
	broken, fine := o.rowOf("The words."), o.rowOf("When?")
	folder := t.TempDir()
	for _, x := range []struct{ to, name string }{{folder, "Help-me.eml"}, {folder, "Help-me (2).eml"}, {filepath.Join(folder, "as I like.txt"), "as I like.txt"}} {
		got := read[struct{ Saved, Message string }](o.run("original", broken.ID, x.to).ok())
		if filepath.Base(got.Saved) != x.name || filepath.Dir(got.Saved) != folder || got.Message == "" {
			t.Errorf("saved %+v, want %s", got, x.name)
		}
		if saved, err := os.ReadFile(got.Saved); err != nil || string(saved) != raw {
			t.Errorf("%s holds %q (%v)", got.Saved, saved, err)
		}
	}
	o.run("original", broken.ID, folder, "--message", "nowhere").exits(failed, "no message nowhere")
	o.run("original", broken.ID, filepath.Join(folder, "missing", "a.eml")).exits(failed, "could not be saved")
	o.run("original", fine.ID, folder).exits(failed, "could be read")
	o.run("original", fine.ID, folder, "--message", o.show(fine.ID).Messages[0].Key).exits(failed, "as it came")
	o.run("original", broken.ID).exits(wrongUse, "file or folder")
	if left, _ := os.ReadDir(folder); len(left) != 3 {
		t.Errorf("left behind: %v", left)
	}
}
