package cli_test

import (
	"strings"
	"testing"
)

// TestWordsNameWhatToDo: what a command can't do is said with whose it is, or with what to do instead.
func TestWordsNameWhatToDo(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	o.run("sample").ok()
	o.run("channel", "test", "nowhere").exits(failed, "no account nowhere")
	for _, option := range []string{"--json", "--workspace"} {
		if r := o.bare("", "channels", option); r.code != wrongUse || !strings.Contains(r.err, option+" stands before the command.") {
			t.Errorf("channels %s ended with %d and said %q", option, r.code, r.err)
		}
	}
	if r := o.bare("", "networks"); !strings.Contains(r.out, "--set way=browser|api  Way") {
		t.Errorf("networks does not say which values a setting takes: %s", r.out)
	}
	// One account of the sample desk is signed out on purpose.
	if r := o.bare("", "sync", "--once"); r.code != 0 || !strings.Contains(r.out, "Flickr, samplecouncil: Flickr no longer accepts the sign-in.") {
		t.Errorf("sync --once ended with %d and said %q", r.code, r.out)
	}
}
