package connect

import (
	"regexp"
	"slices"
	"strings"

	"commsdesk/app"
	"commsdesk/app/program"
)

// about says in a few words what comes and goes on a network.
var about = map[string]string{
	program.MailboxNetwork: "Mail to a shared address, read and answered by everybody",
	"x":                    "Mentions, replies and private messages",
	"facebook":             "Comments, visitors’ posts, Messenger",
	"instagram":            "Comments, tags and private messages",
	"youtube":              "Comments below the council’s films",
	"linkedin":             "Comments on the council’s page",
	"flickr":               "Comments below the council’s photos",
	"bluesky":              "Mentions, replies and private messages",
	"mastodon":             "Mentions, replies and private posts, on any server",
	"threads":              "Mentions and replies",
	"nextdoor":             "Neighbours’ posts, copied here by hand",
	"whatsapp":             "Messages to the council’s number, noted by hand",
	"groups":               "What is seen in other people’s groups",
	"phone":                "Calls, noted while they are fresh",
	"counter":              "What people say at the desk",
	"other":                "Anywhere else, noted by hand",
}

// aboutWords says what a network is, or how it is read where nobody wrote more.
func aboutWords(n program.Network) string {
	if words, ok := about[n.Name]; ok {
		return words
	}
	if n.ByHand {
		return "Read and answered outside, recorded here by hand"
	}
	return "Read and answered here"
}

// typed is what stands in a form, by the keys of its fields.
type typed struct{ settings, secrets map[string]string }

// trimmed is what was typed without the blanks that pasting brings along.
func (t typed) trimmed() typed {
	clean := func(from map[string]string) map[string]string {
		out := map[string]string{}
		for key, value := range from {
			if value = strings.TrimSpace(value); value != "" {
				out[key] = value
			}
		}
		return out
	}
	return typed{clean(t.settings), clean(t.secrets)}
}

// missing returns an error that names the first field that has to be filled in;
// kept are secrets that are here already.
func missing(n program.Network, t typed, kept []string) error {
	need := func(f program.Field, value string) error {
		if f.Optional || value != "" {
			return nil
		}
		return app.NewError(app.Wrong, "Fill in “"+f.Label+"”.")
	}
	for _, f := range n.Settings {
		if err := need(f, t.settings[f.Key]); err != nil {
			return err
		}
	}
	for _, f := range n.Secrets {
		if err := need(f, t.secrets[f.Key]); err != nil && !slices.Contains(kept, f.Key) {
			return err
		}
	}
	return nil
}

// split parts the fields that must be filled in from those that may stay
// empty. A single one of the latter stays with the others.
func split(all []program.Field) (must, may []program.Field) {
	for _, f := range all {
		if f.Optional {
			may = append(may, f)
		} else {
			must = append(must, f)
		}
	}
	if len(may) == 1 {
		return all, nil
	}
	return must, may
}

// choice is how one of a field's choices reads on screen.
func choice(value string) string {
	switch value {
	case "api", "pkce":
		return strings.ToUpper(value)
	case "":
		return value
	}
	return upperFirst(strings.ReplaceAll(value, "_", " "))
}

func upperFirst(words string) string {
	r := []rune(words)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// hintWords is a field's explanation; that it may stay empty is said.
func hintWords(f program.Field, kept string) string {
	words := strings.TrimSpace(f.Hint)
	if words != "" {
		words = upperFirst(words)
		if !strings.ContainsAny(words[len(words)-1:], ".!?") {
			words += "."
		}
	}
	switch {
	case kept != "":
		words += " Leave it empty to use the one kept for " + kept + "."
	case f.Optional && len(f.Choices) == 0 && !strings.Contains(strings.ToLower(words), "empty") && !strings.HasPrefix(words, "Only"):
		words += " It may stay empty."
	}
	return strings.TrimSpace(words)
}

// address finds web addresses in a step, with or without https.
var address = regexp.MustCompile(`\b(?:https?://)?(?:[a-z0-9-]+\.)+(?:com|app|org|net|co\.uk)(?:/[A-Za-z0-9/_-]*)?\b`)

// links are the pages that a step names, as addresses to open, each once.
// Addresses of this PC and examples are no pages.
func links(step string) []string {
	var out []string
	for _, found := range address.FindAllString(step, -1) {
		page := found
		if !strings.HasPrefix(page, "http") {
			page = "https://" + page
		}
		if strings.Contains(page, "googleusercontent") || strings.Contains(page, "example.") || slices.Contains(out, page) {
			continue
		}
		out = append(out, page)
	}
	return out
}

// host is what a link says: the address without its beginning.
func host(page string) string {
	return strings.TrimPrefix(strings.TrimPrefix(page, "https://"), "http://")
}
