package ui

import (
	"context"
	"strings"
	"unicode/utf8"

	"commsdesk/app/inbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// hitsShown is how many conversations the command list offers.
const hitsShown = 20

// search is the part of the command list that is found in the background.
type search struct {
	words string // what hits are of
	hits  []inbox.Hit
	meant string // what hits are of instead, where nothing fits the words
	want  string // what the officer has typed meanwhile
	busy  bool
}

// showPalette opens the command list of Ctrl K: what can be done, and what can
// be found.
func (u *UI) showPalette() {
	if u.shell == nil || u.covered() {
		return
	}
	var table []screen.Action // what can be done before the list has the keyboard
	for _, a := range u.actions() {
		if a.ID != "desk.find" && (a.Enabled == nil || a.Enabled()) {
			table = append(table, a)
		}
	}
	s := &search{}
	var list *part.CommandPalette
	list = part.ShowCommandPalette(u.win.Canvas(), func(text string) []part.Command {
		s.want = strings.TrimSpace(text)
		u.searchFor(s, func() { list.Reload() })
		return listed(table, s, text)
	}, func(id string) { u.chosen(table, id) })
}

// listed is the command list for a text: what can be done, then what was found.
func listed(table []screen.Action, s *search, text string) []part.Command {
	var all []part.Command
	for _, a := range table {
		key := a.Shortcut
		if key == "" {
			key = a.Key
		}
		all = append(all, part.Command{ID: "do:" + a.ID, Title: a.Title, Subtitle: a.Menu, Key: strings.ReplaceAll(key, "+", " ")})
	}
	out := part.FilterCommands(all, text)
	if s.want == "" || s.words != s.want {
		return out
	}
	if s.meant != "" {
		out = append(out, part.Command{Title: "No match for “" + s.want + "”", Subtitle: "did you mean “" + s.meant + "”?", Icon: theme.IconSearchOff})
	}
	seen := map[string]bool{}
	for _, h := range s.hits {
		if !seen[h.Conversation] {
			seen[h.Conversation] = true
			out = append(out, found(h))
		}
	}
	if len(out) == 0 {
		out = append(out, part.Command{Title: "No match for “" + s.want + "”", Subtitle: "in messages, people, tags and notes", Icon: theme.IconSearchOff})
	}
	return out
}

// found is a conversation in the list: who, and the words around the match.
func found(h inbox.Hit) part.Command {
	words := strings.NewReplacer("«", "", "»", "").Replace(h.Snippet)
	if h.Where == "person" || words == "" {
		words = h.Row.Subject
	}
	return part.Command{ID: "open:" + h.Conversation, Title: h.Row.Person.Words(), Subtitle: words, Icon: theme.IconMail}
}

// searchFor finds conversations for what is wanted; ready is called when the
// list has more to show. One search runs at a time, the last text wins.
func (u *UI) searchFor(s *search, ready func()) {
	if s.busy || s.want == s.words || utf8.RuneCountInString(s.want) < 2 {
		return
	}
	s.busy = true
	words := s.want
	var hits []inbox.Hit
	var meant string
	u.env.Work(func(ctx context.Context) (err error) {
		if hits, err = u.p.Store.Search(ctx, words, hitsShown); err != nil || len(hits) > 0 {
			return err
		}
		if meant, _, err = u.p.Store.DidYouMean(ctx, words); err == nil && meant != "" {
			hits, err = u.p.Store.Search(ctx, meant, hitsShown)
		}
		return err
	}, func(err error) {
		s.busy = false
		if err != nil {
			u.opts.Log.Warn("could not search", "error", err)
		}
		s.words, s.hits, s.meant = words, hits, meant
		ready()
	})
}

// chosen does what was chosen in the command list.
func (u *UI) chosen(table []screen.Action, id string) {
	if conversation, ok := strings.CutPrefix(id, "open:"); ok {
		u.openConversation(conversation)
		return
	}
	for _, a := range table {
		if id == "do:"+a.ID {
			u.run(a)
		}
	}
}
