package data_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/data"
)

// found lists where a search finds something: message keys, else "where:conversation".
func (d *workspace) found(words string) []string {
	d.t.Helper()
	hits, err := d.Search(ctx, words, 50)
	if err != nil {
		d.t.Fatalf("search %q: %v", words, err)
	}
	var out []string
	for _, h := range hits {
		if h.Row.ID != h.Conversation {
			d.t.Fatalf("hit %+v lacks its row", h)
		}
		if h.Where == "message" {
			out = append(out, h.Message)
			continue
		}
		out = append(out, h.Where+":"+h.Conversation)
	}
	return out
}

func (d *workspace) finds(words string, want ...string) {
	d.t.Helper()
	got := d.found(words)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		d.t.Errorf("%q found %q, want %q", words, got, want)
	}
}

func searchable(t *testing.T) *workspace {
	d := newDesk(t)
	bins := letter("bins", "a", "Ada Example", 1)
	bins.Subject, bins.Text = "Purple bin", "My purple bin was not collected on Tuesday. It is 4 o'clock at the café."
	bus := letter("bus", "b", "Zoë Müller", 2)
	bus.Subject, bus.Text = "Bus shelter", "The shelter at St. Mary's Road has no roof. NOT safe."
	park := letter("park", "c", "Cy Example", 3)
	park.Subject, park.Text = "Park", "Collecting litter, naïvely, in the park near the purple flowers"
	d.store(bins, bus, park)
	d.do(gm.New(desk.Set, act.Subject{Type: act.Tag, ID: "waste"}, desk.Tag{ID: "waste", Name: "Waste and recycling"}, nil),
		gm.New(inbox.Tagged, on("bins"), inbox.TagEffect{Tag: "waste"}, nil), gm.New(inbox.Tagged, on("park"), inbox.TagEffect{Tag: "waste"}, nil),
		noted("bus", "Highways will mend it by Friday"))
	return d
}

func TestSearchFindsWordsByTheirBeginnings(t *testing.T) {
	d := searchable(t)
	d.finds("purple", "a", "c")
	d.finds("purp", "a", "c")
	d.finds("PURPLE bin", "a")
	d.finds("collect", "a", "c")
	d.finds("urple")
	d.finds("cafe", "a")
	d.finds("café", "a")
	d.finds("naive", "c")
	d.finds("NAÏVE", "c")
	d.finds("muller", "b", "person:bus")
	d.finds("zoe müll", "b", "person:bus")
	d.finds("ada purple", "a")
	d.finds("recycl", "tag:bins", "tag:park")
	d.finds("highways fri", "note:bus")
	d.finds("mary's", "b")
	d.finds("st. mary", "b")
	d.finds("4", "a")
	d.finds("press@council.example")
	d.finds("")
	d.finds("   \t")
}

// TestSearchTakesWhatIsTypedAsWords types what means something to FTS5 or SQL:
// nothing of it may be an error, or find more than the words do.
func TestSearchTakesWhatIsTypedAsWords(t *testing.T) {
	d := searchable(t)
	for typed, want := range map[string][]string{
		`"purple`: {"a", "c"}, `purple"`: {"a", "c"}, `"purple bin"`: {"a"}, `purple*`: {"a", "c"}, `*`: nil, `"`: nil, `'`: nil, `^purple`: {"a", "c"},
		`purple AND bin`: nil, `purple OR shelter`: nil, `purple NOT flowers`: nil, `NOT safe`: {"b"}, `NEAR(purple bin)`: nil,
		`subject:purple`: nil, `{subject}: purple`: nil, `-purple`: {"a", "c"}, `purple + bin`: {"a"}, `(purple)`: {"a", "c"}, `purple)`: {"a", "c"},
		`'; DROP TABLE message; --`: nil, "purple\x00bin": {"a"}, "purple\nbin": {"a"}, `\`: nil, `%`: nil, `_`: nil, "😀": nil, "purple 😀": {"a", "c"},
		"\xff\xfe": nil, strings.Repeat("purple ", 500): {"a", "c"},
	} {
		d.finds(typed, want...)
	}
	d.verified()
}

func TestSearchPutsTheBestFirst(t *testing.T) {
	d := newDesk(t)
	inSubject, inText, twin := letter("one", "a", "Ada Example", 1), letter("two", "b", "Bo Example", 2), letter("three", "c", "Cy Example", 3)
	inSubject.Subject, inSubject.Text = "Allotments", "Please tell me more about them"
	inText.Subject, inText.Text = "Hello", "Please tell me more about allotments here"
	twin.Subject, twin.Text = inText.Subject, inText.Text
	d.store(inSubject, inText, twin)
	if got := d.found("allotment"); !slices.Equal(got, []string{"a", "c", "b"}) {
		t.Fatalf("got %q, want the subject first, then the newer of two equals", got)
	}
	hits, err := d.Search(ctx, "allotment", 2)
	if err != nil || len(hits) != 2 {
		t.Fatalf("got %d hits (%v), want 2", len(hits), err)
	}
	if !strings.Contains(hits[1].Snippet, "«allotments»") {
		t.Fatalf("got snippet %q", hits[1].Snippet)
	}
}

func TestWhatIsTakenBackOrChangedIsFoundNoMore(t *testing.T) {
	d := searchable(t)
	note := d.do(noted("bins", "She rang about hedgehogs"))
	d.finds("hedgehog", "note:bins")
	d.do(gm.Undo(on("bins"), note[0].ID))
	d.finds("hedgehog")
	d.finds("highways", "note:bus")
	d.do(gm.New(inbox.Untagged, on("park"), inbox.TagEffect{Tag: "waste"}, nil))
	d.finds("recycl", "tag:bins")
	d.do(gm.New(desk.Set, act.Subject{Type: act.Tag, ID: "waste"}, desk.Tag{ID: "waste", Name: "Rubbish"}, nil))
	d.finds("recycl")
	d.finds("rubbish", "tag:bins")
	edited := letter("bins", "a", "Ada Example", 1)
	edited.EditedAt, edited.Text = hour(2), "My orange bin"
	d.store(edited)
	d.finds("purple", "c")
	d.finds("orange", "a")
	d.verified()
}

// TestErasedWordsLeaveTheFile erases a note as the law may ask and looks for its
// words in the bytes of the file.
// One batch may bring a message's header and, later in it, the whole of it.
func TestABatchThatBringsAMessageTwiceIsFoundByItsLastWords(t *testing.T) {
	d := newDesk(t)
	header, whole := letter("bins", "a", "Ada Example", 1), letter("bins", "a", "Ada Example", 1)
	header.HeaderOnly, header.Text = true, "placeholder"
	whole.Text = "My purple bin"
	d.store(letter("bus", "b", "Bo Example", 2), header, whole, letter("park", "c", "Cy Example", 3))
	d.finds("placeholder")
	d.finds("purple", "a")
	d.finds("words of", "b", "c")
	d.verified()
}

func TestErasedWordsLeaveTheFile(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	kept := d.do(noted("bins", "keepsakeword"))
	gone := d.do(noted("bins", "unmistakableword"))
	holds := func(word string) bool {
		t.Helper()
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(d.file())
		if err != nil {
			t.Fatal(err)
		}
		d.open()
		return bytes.Contains(file, []byte(word))
	}
	if !holds("unmistakableword") || !holds("keepsakeword") {
		t.Fatal("the words are not in the file to begin with")
	}
	data.EraseForTest(t, d.Store, gone[0].ID)
	d.finds("unmistakable")
	d.finds("keepsake", "note:bins")
	if holds("unmistakableword") {
		t.Error("erased words are still in the file")
	}
	if !holds("keepsakeword") {
		t.Error("words that nobody erased are gone")
	}
	entries, err := d.Record(ctx, "bins")
	if err != nil || len(entries) != 2 || entries[0].Act.Content != nil || entries[1].Act.ID != kept[0].ID {
		t.Fatalf("got %+v %v", entries, err)
	}
	d.verified()
}

func TestDidYouMean(t *testing.T) {
	d := searchable(t)
	for typed, want := range map[string]string{
		"purpel bin": "purple bin", "prple": "purple", "shleter": "shelter", "collcted": "collected", "purple": "", "zzzzzzzz": "", "xy": "",
		"": "", "purpel zzzzzzzz": "", "flwers purpel": "flowers purple", "PURPEL": "purple",
	} {
		got, n, err := d.DidYouMean(ctx, typed)
		if err != nil {
			t.Fatal(err)
		}
		if got != want || (n > 0) != (want != "") {
			t.Errorf("%q: got %q with %d, want %q", typed, got, n, want)
		}
		if want != "" && len(d.found(got)) != n {
			t.Errorf("%q promises %d, but %d are found", got, n, len(d.found(got)))
		}
	}
}
