package x

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestWeigh counts what councils write, and the corners of the configuration.
func TestWeigh(t *testing.T) {
	for _, c := range []struct {
		text string
		auto []string
		want int
	}{
		{"", nil, 0},
		{"Bins are late today.", nil, 20},
		{"See https://www.riverside.gov.uk/bins/a-very-long-address/that-goes-on?and=on", nil, 4 + 23},
		{"See riverside.gov.uk.", nil, 4 + 23 + 1},
		{"https://a.uk https://b.uk ", nil, 23 + 1 + 23 + 1},
		{"(https://riverside.gov.uk/a_(b))", nil, 1 + 23 + 1},
		{"https://riverside.gov.uk/a, then", nil, 23 + 6},
		{"help@riverside.gov.uk", nil, 21},
		{"#riverside.gov.uk", nil, 17},
		{"version 2.0.1 of file.notatld", nil, 29},
		{"a.-b.com", nil, 8},
		{"http://" + strings.Repeat("a", 64) + ".com", nil, 7 + 64 + 4},
		{"e\u0301", nil, 1},
		{"A\ufb2c", nil, 4},
		{"日本", nil, 4},
		{"\u2018quoted\u2019 \u2013 dash\u2026", nil, 8 + 3 + 4 + 2},
		{"H\U0001f431\u263a\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", nil, 1 + 2 + 2 + 2},
		{"\U0001f64b\U0001f3fd", nil, 2},
		{"\U0001f1ec\U0001f1e7", nil, 2},
		{"1\ufe0f\u20e3", nil, 2},
		{"\u00a9", nil, 1},
		{"\u00a9\ufe0f", nil, 2},
		{"\u2764\ufe0f", nil, 2},
		{"\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", nil, 2},
		{"@amina_sall Yes, Tuesday.", []string{"Amina_Sall"}, 13},
		{"@amina_sall @bertie Yes", []string{"amina_sall", "bertie"}, 3},
		{"@amina_sall @other Yes", []string{"amina_sall"}, 10},
		{"@amina_sallow Yes", []string{"amina_sall"}, 17},
		{"Yes @amina_sall", []string{"amina_sall"}, 15},
	} {
		if got := Weigh(c.text, c.auto...); got != c.want {
			t.Errorf("%q weighs %d, want %d", c.text, got, c.want)
		}
	}
}

// specs is the folder of published descriptions beside the module, where it is.
func specs(t *testing.T, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir = filepath.Dir(dir); dir == filepath.Dir(dir) {
			t.Fatal("no module around the test")
		}
	}
	at := filepath.Join(append([]string{filepath.Dir(dir), "shared", "specs"}, parts...)...)
	if _, err := os.Stat(at); err != nil {
		t.Skip("the published descriptions are not on this machine")
	}
	return at
}

// TestWeightsAreThePublishedOnes compares our configuration with X's file.
func TestWeightsAreThePublishedOnes(t *testing.T) {
	raw, err := os.ReadFile(specs(t, "twitter-text", "config", "v3.json"))
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		MaxWeightedTweetLength, Scale, DefaultWeight, TransformedURLLength int
		EmojiParsingEnabled                                                bool
		Ranges                                                             []struct{ Start, End, Weight int }
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	if c.MaxWeightedTweetLength != weights.most || c.Scale != weights.scale || c.DefaultWeight != weights.usual || c.TransformedURLLength != weights.link || !c.EmojiParsingEnabled {
		t.Errorf("published %+v, ours %+v", c, weights)
	}
	if len(c.Ranges) != len(weights.ranges) {
		t.Fatalf("published %+v, ours %+v", c.Ranges, weights.ranges)
	}
	for i, r := range c.Ranges {
		if weights.ranges[i] != [3]int{r.Start, r.End, r.Weight} {
			t.Errorf("range %d: published %+v, ours %v", i, r, weights.ranges[i])
		}
	}
}

// TestWeighsAsThePublishedCases runs the weighted cases of X's own counting
// library where they lie beside the descriptions. They are YAML of one fixed
// form: a text in quotes, a few lines on its length.
func TestWeighsAsThePublishedCases(t *testing.T) {
	f, err := os.Open(specs(t, "twitter-text", "conformance", "validate.yml"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	text, cases := "", 0
	for lines.Scan() {
		key, value, _ := strings.Cut(strings.TrimSpace(lines.Text()), ": ")
		switch key {
		case "text":
			text, err = strconv.Unquote(value)
			if err != nil {
				t.Logf("left out, it is not read: %s", value)
				text = ""
			}
		case "weightedLength":
			want, err := strconv.Atoi(value)
			if err != nil || text == "" {
				continue
			}
			cases++
			if got := Weigh(text); got != want {
				t.Errorf("%q weighs %d, want %d", text, got, want)
			}
		}
	}
	if lines.Err() != nil || cases == 0 {
		t.Errorf("%d cases were read (%v)", cases, lines.Err())
	}
}
