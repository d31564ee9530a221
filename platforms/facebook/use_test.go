package facebook_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
)

// photo is a picture of a post.
func photo(name, alt string) platforms.Media {
	raw := []byte("\xff\xd8\xff\xe0 invented " + name)
	return platforms.Media{Alt: alt, File: platforms.File{Name: name, Type: "image/jpeg", Size: int64(len(raw)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

// everything makes every call there is.
func everything(t *testing.T, d *desk) {
	t.Helper()
	post := d.page.Post("The office is closed on Friday", d.ago(3*time.Hour))
	id := d.page.Comment(ada, post, "All day?", d.ago(2*time.Hour))
	d.page.Attach(id, "door.jpg", []byte("invented picture"))
	said := d.page.Message(bilal, "Hello", d.ago(time.Hour))
	d.Pull()
	var saved bytes.Buffer
	it := d.pulled(id)
	if len(it.Attachments) != 1 {
		t.Fatalf("the picture did not come: %+v", it)
	}
	if err := d.a.Fetch(t.Context(), it.Location, it.Attachments[0].Part, &saved); err != nil || saved.String() != "invented picture" {
		t.Errorf("saved %q (%v)", saved.String(), err)
	}
	soon := d.Clock.Now().Add(time.Hour)
	for _, out := range []platforms.Outgoing{
		to(it, "Until noon. ^GM", false), to(d.pulled(said), "Hello. ^GM", false), to(it, "In private. ^GM", true),
		{Text: "New times", Post: &platforms.Post{Media: []platforms.Media{photo("times.jpg", "A table of times")}}},
		{Text: "A film of the times", Post: &platforms.Post{Media: []platforms.Media{conformance.Film()}}},
		{Text: "Later times", Post: &platforms.Post{At: soon}},
	} {
		s := d.sealed(out)
		if o := d.sent(s); o.Verdict != platforms.Accepted {
			t.Fatalf("%q: %+v", out.Text, o)
		}
		if p, err := d.a.Prove(t.Context(), s, d.Clock.Now()); err != nil || !p.Live || p.RemoteID == "" {
			t.Errorf("%q: %+v (%v)", out.Text, p, err)
		}
	}
	try := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := d.a.Thread(t.Context(), at(it))
	try("thread", err)
	_, err = d.a.Recheck(t.Context(), []string{id, post, said})
	try("recheck", err)
	for _, m := range []platforms.Measure{platforms.Hide, platforms.Unhide, platforms.Block, platforms.Unblock} {
		try(string(m), d.a.Moderate(t.Context(), m, at(it)))
	}
	_, err = d.a.Blocks(t.Context())
	try("blocks", err)
	_, err = d.a.PostMetrics(t.Context(), []string{post})
	try("post metrics", err)
	_, err = d.a.AccountMetrics(t.Context())
	try("account metrics", err)
	try("withdraw", d.a.Withdraw(t.Context(), post))
}
