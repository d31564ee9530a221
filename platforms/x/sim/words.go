package sim

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	addressForm = regexp.MustCompile(`https?://[^\s]+`)
	mentionForm = regexp.MustCompile(`@([A-Za-z0-9_]{1,15})`)
)

// version makes the words of a post as X keeps them: addresses shortened, & < >
// escaped, the names it adds before them.
func (w *World) version(id, lead, text string, at time.Time) version {
	v := version{ID: id, At: at.UTC().Truncate(time.Millisecond)}
	if strings.HasPrefix(strings.ToLower(text), strings.ToLower(lead)) {
		text = text[len(lead):] // whoever wrote the name has it counted as X's
	}
	for _, m := range mentionForm.FindAllStringSubmatch(lead+text, -1) {
		for _, u := range w.state.Users {
			if strings.EqualFold(u.Handle, m[1]) {
				v.Names = append(v.Names, u.ID)
			}
		}
	}
	short, urls := w.shorten(text)
	v.Text, v.URLs, v.Lead = lead+short, urls, utf8.RuneCountInString(lead)
	return v
}

// shorten puts X's short addresses in place of those in text.
func (w *World) shorten(text string) (string, []address) {
	var urls []address
	text = addressForm.ReplaceAllStringFunc(text, func(long string) string {
		w.state.Seq++
		a := address{Short: "https://t.co/s" + strconv.FormatInt(w.state.Seq, 36), Long: long}
		urls = append(urls, a)
		return a.Short
	})
	// Ampersands and angle brackets alone, as X does.
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text), urls
}

// weight counts text roughly as X does: enough to refuse what is too long. It is
// written apart from the adapter's counting, against which it stands.
func weight(text string) int {
	total := 0
	text = addressForm.ReplaceAllStringFunc(text, func(string) string { total += 23; return "" })
	for _, r := range html.UnescapeString(text) {
		switch {
		case r <= 0x10ff, r >= 0x2000 && r <= 0x200d, r >= 0x2010 && r <= 0x201f, r >= 0x2032 && r <= 0x2037:
			total++
		case r == 0xfe0f:
		default:
			total += 2
		}
	}
	return total
}
