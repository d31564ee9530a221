package bluesky_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
)

func answerTo(it platforms.Item, text string) platforms.Outgoing {
	return platforms.Outgoing{Text: text, Private: it.Private, To: []platforms.Person{it.AnswerTo}, ReplyTo: &platforms.Parent{ID: it.RemoteID, Root: it.ThreadRoot,
		Ref: it.Ref, Context: it.Context, Kind: it.Kind, Private: it.Private, From: it.From, At: it.ReceivedAt}}
}

func sealed(t *testing.T, d *conformance.Desk, out platforms.Outgoing) platforms.Sealed {
	t.Helper()
	s, err := d.Adapter.(platforms.Sender).Seal(t.Context(), out, d.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sent(t *testing.T, d *conformance.Desk, s platforms.Sealed) platforms.Outcome {
	t.Helper()
	return d.Adapter.(platforms.Sender).Send(t.Context(), s, func() error { return nil })
}

// desk has one resident's comment under a post of ours.
func desk(t *testing.T) (d *conformance.Desk, post string, comment platforms.Item) {
	t.Helper()
	d = conformance.Open(t, subject())
	post = d.World.Post("The pool is closed on Monday", start.Add(-3*time.Hour))
	id := d.World.Comment(amina, post, "All day?", start.Add(-2*time.Hour))
	d.Pull()
	return d, post, got(t, d, id)
}

// reading unpacks a record.
func reading(t *testing.T, record map[string]any, into any) {
	t.Helper()
	raw, err := json.Marshal(record)
	if err != nil || record == nil {
		t.Fatalf("the record is not there (%v)", err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

type written struct {
	Text, CreatedAt string
	Langs           []string
	Facets          []struct {
		Index    struct{ ByteStart, ByteEnd int }
		Features []struct{ DID, URI, Tag string }
	}
	Reply *struct{ Root, Parent struct{ URI, CID string } }
	Embed *struct {
		Images []struct {
			Image struct {
				Ref struct {
					Link string `json:"$link"`
				}
			}
			Alt         string
			AspectRatio struct{ Width, Height int }
		}
		External *struct {
			URI, Title, Description string
			Thumb                   *struct{ MimeType string }
		}
	}
}

// TestAnswerRecord: an answer names root and parent, marks what leads somewhere,
// and lies under the key that was chosen.
func TestAnswerRecord(t *testing.T) {
	d, post, comment := desk(t)
	deeper := d.World.Comment(bertie, comment.RemoteID, "I wonder too", start.Add(-time.Hour))
	d.Pull()
	s := sealed(t, d, answerTo(got(t, d, deeper), "@bertie.marsh 🏊 see https://council.example/pool, @nobody.example #Pool ^GM"))
	o := sent(t, d, s)
	if o.Verdict != platforms.Accepted || !strings.HasSuffix(o.RemoteID, "/"+s.Token) || o.Permalink == "" {
		t.Fatalf("%+v, token %s", o, s.Token)
	}
	var r written
	reading(t, world(d).Record(o.RemoteID), &r)
	if r.Reply == nil || r.Reply.Root.URI != post || r.Reply.Parent.URI != deeper || r.Reply.Root.CID == "" || r.Reply.Parent.CID == "" {
		t.Errorf("it answers %+v", r.Reply)
	}
	var marked []string
	for _, f := range r.Facets {
		marked = append(marked, r.Text[f.Index.ByteStart:f.Index.ByteEnd]+">"+f.Features[0].DID+f.Features[0].URI+f.Features[0].Tag)
	}
	want := []string{"@bertie.marsh>" + got(t, d, deeper).From.ID, "https://council.example/pool>https://council.example/pool", "#Pool>Pool"}
	if strings.Join(marked, " ") != strings.Join(want, " ") {
		t.Errorf("marked are %q, want %q", marked, want)
	}
	if r.CreatedAt != "2026-11-30T10:00:00.000Z" || len(r.Langs) != 1 {
		t.Errorf("written %s in %q", r.CreatedAt, r.Langs)
	}
	if len(s.Recipients) != 1 || s.Recipients[0] != got(t, d, deeper).From.ID || s.From != d.World.Account().ID {
		t.Errorf("from %s to %q", s.From, s.Recipients)
	}
}

// TestAnswerWithoutItsVersion: an item that lost what only this adapter knew can
// still be answered.
func TestAnswerWithoutItsVersion(t *testing.T) {
	d, _, comment := desk(t)
	comment.Ref = ""
	if o := sent(t, d, sealed(t, d, answerTo(comment, "Until 2 pm. ^GM"))); o.Verdict != platforms.Accepted {
		t.Errorf("%+v", o)
	}
}

// TestClosedDoors: each reason why an answer can't be given is told apart, and
// nothing is published.
func TestClosedDoors(t *testing.T) {
	for what, c := range map[string]struct {
		shut func(d *conformance.Desk, comment string)
		said string
	}{
		"deleted":         {func(d *conformance.Desk, id string) { d.World.Remove(id, start) }, "deleted meanwhile"},
		"blocked by them": {func(d *conformance.Desk, _ string) { world(d).Block(amina, true) }, "blocked from each other"},
		"limited":         {func(d *conformance.Desk, id string) { d.World.Shut(id) }, "limited who may answer"},
	} {
		d, _, comment := desk(t)
		s := sealed(t, d, answerTo(comment, "Until 2 pm. ^GM"))
		c.shut(d, comment.RemoteID)
		o := sent(t, d, s)
		if o.Verdict != platforms.Refused || !strings.Contains(o.Why, c.said) || len(d.World.Ours()) != 0 {
			t.Errorf("%s: %+v", what, o)
		}
	}
}

// TestSentTwice: the same sealed bytes sent again never make two posts, and the
// record under the chosen key settles what happened.
func TestSentTwice(t *testing.T) {
	d, _, comment := desk(t)
	s := sealed(t, d, answerTo(comment, "Until 2 pm. ^GM"))
	prover := d.Adapter.(platforms.Prover)
	if p, err := prover.Prove(t.Context(), s, start); err != nil || p.Live || !p.Absent {
		t.Errorf("before: %+v (%v)", p, err)
	}
	d.World.Server().Inject(simulator.FailAfter, "createRecord", 1)
	if o := sent(t, d, s); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("the first time: %+v", o)
	}
	if o := sent(t, d, s); o.Verdict != platforms.Unconfirmed || len(d.World.Ours()) != 1 {
		t.Errorf("the second time: %+v, %d are there", o, len(d.World.Ours()))
	}
	p, err := prover.Prove(t.Context(), s, start)
	if err != nil || !p.Live || p.RemoteID != d.World.Ours()[0].ID || p.Text != "Until 2 pm. ^GM" || !p.At.Equal(start) || p.Permalink == "" {
		t.Errorf("after: %+v (%v)", p, err)
	}
}

// TestLostPicture: a picture that the network threw away before the post came is
// uploaded anew; nothing is in doubt.
func TestLostPicture(t *testing.T) {
	d := conformance.Open(t, subject())
	s := sealed(t, d, platforms.Outgoing{Text: "News", Post: &platforms.Post{Media: []platforms.Media{picture(t, "jpeg", 40, 20)}}})
	world(d).LoseBlobs()
	o := sent(t, d, s)
	if o.Verdict != platforms.NotSent || o.Detail != "BlobNotFound" {
		t.Errorf("%+v", o)
	}
	if o := sent(t, d, s); o.Verdict != platforms.Accepted {
		t.Errorf("again: %+v", o)
	}
}

func file(name, kind string, content []byte) platforms.File {
	return platforms.File{Name: name, Type: kind, Size: int64(len(content)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
}

func picture(t *testing.T, kind string, width, height int) platforms.Media {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, width, height))
	var err error
	if kind == "png" {
		err = png.Encode(&b, img)
	} else {
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return platforms.Media{File: file("pool."+kind, "image/"+kind, b.Bytes()), Alt: "The pool, empty"}
}

// TestPictures carry their description and shape, and nothing about where they
// were taken.
func TestPictures(t *testing.T) {
	d := conformance.Open(t, subject())
	turned := picture(t, "jpeg", 40, 20)
	raw, err := readAll(turned)
	if err != nil {
		t.Fatal(err)
	}
	raw = withExif(raw, 6, "51.5074 N, 0.1278 W")
	turned.File = file("turned.jpeg", "image/jpeg", raw)
	o := sent(t, d, sealed(t, d, platforms.Outgoing{Text: "News", Post: &platforms.Post{Media: []platforms.Media{turned, picture(t, "png", 30, 10)}}}))
	if o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	var r written
	reading(t, world(d).Record(o.RemoteID), &r)
	if n := len(r.Embed.Images); n != 2 || r.Embed.Images[0].Alt != "The pool, empty" || r.Embed.Images[0].AspectRatio.Width != 20 || r.Embed.Images[1].AspectRatio.Width != 30 {
		t.Fatalf("%+v", r.Embed)
	}
	stored := world(d).Blob(r.Embed.Images[0].Image.Ref.Link)
	if bytes.Contains(stored, []byte("51.5074")) || !bytes.Contains(stored, []byte("Exif\x00\x00")) {
		t.Error("the place is still in the picture, or how it is turned is lost")
	}
	if _, err := jpeg.Decode(bytes.NewReader(stored)); err != nil {
		t.Errorf("the picture no longer opens: %v", err)
	}
	d.Clock.Forward(time.Minute)
	d.Pull()
	it := got(t, d, o.RemoteID)
	if len(it.Attachments) != 2 || it.Attachments[0].Alt != "The pool, empty" || it.Kind != platforms.KindPost {
		t.Fatalf("%+v", it.Attachments)
	}
	var saved bytes.Buffer
	fetcher := d.Adapter.(platforms.FileFetcher)
	if err := fetcher.Fetch(t.Context(), it.Location, it.Attachments[0].Part, &saved); err != nil || !bytes.Equal(saved.Bytes(), stored) {
		t.Errorf("saved %d bytes (%v)", saved.Len(), err)
	}
	if err := fetcher.Fetch(t.Context(), it.Location, "image/7", &saved); platforms.ClassOf(err) != platforms.ClassGone {
		t.Errorf("a picture that is not there: %v", err)
	}
}

func readAll(m platforms.Media) ([]byte, error) {
	r, err := m.Open()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// withExif puts a segment into a JPEG that says how it is turned and where it was
// taken.
func withExif(jpg []byte, turned byte, place string) []byte {
	tiff := []byte{'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, turned, 0, 0, 0, 0, 0, 0, 0}
	body := append(append([]byte("Exif\x00\x00"), tiff...), place...)
	size := len(body) + 2
	out := append([]byte{}, jpg[:2]...)
	out = append(out, 0xff, 0xe1, byte(size>>8), byte(size))
	return append(append(out, body...), jpg[2:]...)
}

// TestCard: the adapter builds the card of a link; pictures and a card exclude
// each other.
func TestCard(t *testing.T) {
	d := conformance.Open(t, subject())
	thumb := picture(t, "jpeg", 40, 20)
	post := &platforms.Post{Link: "https://council.example/pool", Title: "The pool", Description: "When it is open", Thumb: &thumb}
	o := sent(t, d, sealed(t, d, platforms.Outgoing{Text: "News of the pool", Post: post}))
	if o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	var r written
	reading(t, world(d).Record(o.RemoteID), &r)
	if c := r.Embed.External; c == nil || c.URI != post.Link || c.Title != "The pool" || c.Description != "When it is open" || c.Thumb == nil {
		t.Errorf("%+v", r.Embed)
	}
	bare := sent(t, d, sealed(t, d, platforms.Outgoing{Text: "", Post: &platforms.Post{Link: "https://council.example/pool"}}))
	reading(t, world(d).Record(bare.RemoteID), &r)
	if r.Embed.External.Title != "council.example" {
		t.Errorf("a card without a title has %q", r.Embed.External.Title)
	}
	post.Media = []platforms.Media{picture(t, "jpeg", 40, 20)}
	if _, err := d.Adapter.(platforms.Sender).Seal(t.Context(), platforms.Outgoing{Text: "News", Post: post}, start); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("pictures and a card: %v", err)
	}
}

// TestNotSealed: each thing that the network would not take is said with a way
// out.
func TestNotSealed(t *testing.T) {
	d, _, comment := desk(t)
	big := platforms.Media{File: file("big.jpg", "image/jpeg", append([]byte("\xff\xd8\xff\xe0"), make([]byte, 1_000_001)...))}
	disguised := platforms.Media{File: file("bins.png", "image/png", []byte("<html></html>"))}
	film := platforms.Media{File: file("bins.mp4", "video/mp4", []byte("film"))}
	heic := platforms.Media{File: file("bins.heic", "image/heic", []byte("picture"))}
	gone := platforms.Media{File: platforms.File{Name: "bins.jpg", Type: "image/jpeg", Open: func() (io.ReadCloser, error) { return nil, io.ErrUnexpectedEOF }}}
	media := func(m platforms.Media) platforms.Outgoing {
		return platforms.Outgoing{Text: "News", Post: &platforms.Post{Media: []platforms.Media{m}}}
	}
	for what, c := range map[string]struct {
		out  platforms.Outgoing
		said string
	}{
		"too large":  {media(big), "as a JPEG"},
		"disguised":  {media(disguised), "save it as a JPEG"},
		"a film":     {media(film), "link to it"},
		"heic":       {media(heic), "save it as a JPEG"},
		"gone":       {media(gone), "Choose it again"},
		"later":      {platforms.Outgoing{Text: "News", Post: &platforms.Post{At: start.Add(time.Hour)}}, "Send it when it is due"},
		"a bad link": {platforms.Outgoing{Text: "News", Post: &platforms.Post{Link: "javascript:alert(1)"}}, "https://"},
		"a file":     {platforms.Outgoing{Text: "News", ReplyTo: &platforms.Parent{ID: comment.RemoteID}, Files: []platforms.File{{Name: "a.pdf"}}}, "web site"},
		"to nobody":  {platforms.Outgoing{Text: "News", Private: true}, "to whom"},
		"to nothing": {platforms.Outgoing{Text: "News"}, "what this answers"},
		"many bytes": {answerTo(comment, strings.Repeat("👨‍👩‍👧‍👦", 130)), "fewer emoji"},
		"many words": {answerTo(comment, strings.Repeat("word ", 70)), "Take out 49"},
	} {
		_, err := d.Adapter.(platforms.Sender).Seal(t.Context(), c.out, start)
		if platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), c.said) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if n := d.Adapter.(platforms.Lengther).Length("👨‍👩‍👧‍👦 bins "); n != 6 {
		t.Errorf("a family and a word are %d letters", n)
	}
}

// TestPrivateFromPublic answers a public comment in private, where the person
// takes that.
func TestPrivateFromPublic(t *testing.T) {
	d, _, comment := desk(t)
	out := answerTo(comment, "Your reference is 12. ^GM")
	out.Private = true
	s := sealed(t, d, out)
	if p, err := d.Adapter.(platforms.Prover).Prove(t.Context(), s, start); err != nil || p.Live || p.Absent {
		t.Errorf("before there is a conversation: %+v (%v)", p, err)
	}
	d.World.Server().Inject(simulator.FailAfter, "sendMessage", 1)
	if o := sent(t, d, s); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	p, err := d.Adapter.(platforms.Prover).Prove(t.Context(), s, start)
	ours := d.World.Ours()
	if err != nil || !p.Live || len(ours) != 1 || p.RemoteID != ours[0].ID || !ours[0].Private || ours[0].To != comment.From.ID {
		t.Errorf("%+v (%v), the network has %+v", p, err, ours)
	}
	world(d).CloseMessages(amina)
	if o := sent(t, d, s); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "takes no private messages") || len(d.World.Ours()) != 1 {
		t.Errorf("closed: %+v", o)
	}
}

// TestHands: the pages where a person does it by hand.
func TestHands(t *testing.T) {
	d, _, comment := desk(t)
	o := d.Adapter.(platforms.Opener)
	if got := o.OpenReply(*answerTo(comment, "").ReplyTo, "Yes"); got != comment.Permalink {
		t.Errorf("%s", got)
	}
	if got := o.OpenReply(platforms.Parent{}, "Yes & no"); got != "https://bsky.app/intent/compose?text=Yes+%26+no" {
		t.Errorf("%s", got)
	}
	if got := o.OpenItem(platforms.Target{Private: true}); got != "https://bsky.app/messages" {
		t.Errorf("%s", got)
	}
}
