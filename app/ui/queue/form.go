package queue

import (
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/ui/part"
)

// form shows a form whose deed may end in an error, which it says in a sentence.
func (q *Queue) form(s part.FormSpec, do func(done func(error))) {
	s.Do = func(done func(problem string)) {
		do(func(err error) {
			if err != nil {
				done(app.Say(err))
				return
			}
			done("")
		})
	}
	part.ShowForm(q.env.Window.Canvas(), s)
}

// reason asks why: one of a short list, and words.
type reason struct {
	list    *part.RadioList
	words   *part.Entry
	content fyne.CanvasObject
	options []part.RadioOption
}

// newReason asks with a list of reasons, none of them chosen yet; words may be
// added to one, or stand alone.
func newReason(options []part.RadioOption) *reason {
	r := &reason{options: options, list: part.NewRadioList(options, ""),
		words: part.NewEntry(part.EntrySpec{Name: "The reason in words", Placeholder: "In words, if there is more to say"})}
	r.content = part.Column(6, r.list, r.words)
	return r
}

// text is the reason as it is kept, "" for none.
func (r *reason) text() string {
	words := strings.TrimSpace(r.words.Text())
	for _, o := range r.options {
		if o.ID != r.list.Selected() {
			continue
		}
		if words == "" {
			return o.Words
		}
		return o.Words + ": " + words
	}
	return words
}

// seenReasons are why something is seen and not answered (S 5.6, 5.7).
var seenReasons = []part.RadioOption{
	{ID: "group", Words: "It is in a group or on a page of others"},
	{ID: "not-asked", Words: "Nobody asked the council anything"},
	{ID: "corrected", Words: "We published a correction of our own instead"},
}
