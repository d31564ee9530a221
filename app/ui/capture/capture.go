// Package capture asks for what was said where no API reaches: in a group, on the
// phone, at the counter, on a network that is read without its API.
package capture

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/intake"
	"commsdesk/app/notice"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Ports are what the form works with.
type Ports struct {
	Env screen.Env
	// Moment reads a day and a time of day as somebody types them; an app.Error of
	// kind Wrong says how they are written.
	Moment func(day, hour string) (time.Time, error)
	// Keep writes the note down for an account, and tells how it went.
	Keep func(account string, note intake.CaptureNote, done func(error))
}

var errNowhere = app.NewError(app.Wrong, "No place is set up that is written down by hand, such as the phone, the counter or a group. Add it under Channels, then write down what was said.")

// Ask asks where it was said, its words or link, who said it and when. accounts
// are those that are written down by hand; without any it says what to do.
func Ask(p Ports, accounts []channel.Channel) {
	if len(accounts) == 0 {
		p.Env.Say(errNowhere)
		return
	}
	f := newForm(p, accounts)
	rows := []fyne.CanvasObject{
		part.FormRow("What was said", "Their words, or the link alone if that is enough.", part.FramedText(f.words)),
		part.FormRow("Its link", "", f.link),
		part.Sides(16, 360, 0, part.FormRow("Who said it", "", f.who),
			part.FormRow("When", "", part.Row(8, part.Grow(f.day), part.Sized(72, 0, f.hour)))),
		f.private,
	}
	if len(accounts) > 1 {
		rows = append([]fyne.CanvasObject{part.FormRow("Where", "", f.where)}, rows...)
	} else {
		rows = append([]fyne.CanvasObject{part.Fact("Where", 60, part.NewText(placeWords(accounts[0]), theme.Dense, theme.Text))}, rows...)
	}
	part.ShowForm(p.Env.Window.Canvas(), part.FormSpec{Title: "Write down a message",
		Words: "It becomes a conversation with its clock, like every other message.",
		Rows:  rows, Text: f.words, Fields: []*part.Entry{f.link, f.who, f.day, f.hour}, Confirm: "Write it down", Do: f.keep})
}

// form is what is asked.
type form struct {
	ports                Ports
	accounts             []channel.Channel
	where                *part.Select
	words                *part.Composer
	link, who, day, hour *part.Entry
	private              *part.CheckRow
}

func newForm(p Ports, accounts []channel.Channel) *form {
	f := &form{ports: p, accounts: accounts,
		words: part.NewComposer("What was said", "Their words", 3),
		link:  part.NewEntry(part.EntrySpec{Name: "Its link", Placeholder: "https://"}),
		who:   part.NewEntry(part.EntrySpec{Name: "Who said it", Placeholder: "A name, if it is known"}),
		day:   part.NewEntry(part.EntrySpec{Name: "Day", Placeholder: "today"}),
		hour:  part.NewEntry(part.EntrySpec{Name: "Time", Placeholder: "now"})}
	var options []part.Option
	for _, a := range accounts {
		options = append(options, part.Option{ID: a.ID, Label: placeWords(a)})
	}
	f.where = part.NewSelect("Where", options, accounts[0].ID)
	f.private = part.NewCheckRow("Only they and we know it", "by phone, in person, in a message", private(accounts[0]))
	f.where.OnChanged = func(string) { f.private.SetOn(private(f.account())) }
	return f
}

func (f *form) account() channel.Channel {
	for _, a := range f.accounts {
		if a.ID == f.where.Selected() {
			return a
		}
	}
	return f.accounts[0]
}

// placeWords name an account by hand: "Phone: Press office line".
func placeWords(c channel.Channel) string {
	place := notice.NetworkTitle(c.Network)
	if c.Name == "" || strings.EqualFold(c.Name, place) {
		return place
	}
	return place + ": " + c.Name
}

// private tells that what is said there is usually between two people.
func private(c channel.Channel) bool {
	return c.Network == "phone" || c.Network == "counter" || c.Network == "whatsapp"
}

// keep reads the form and has it written down.
func (f *form) keep(done func(problem string)) {
	note := intake.CaptureNote{Link: f.link.Text(), Words: f.words.Text(), Person: f.who.Text()}
	if f.private.On() {
		note.Kind = "message"
	}
	if strings.TrimSpace(f.day.Text()) != "" || strings.TrimSpace(f.hour.Text()) != "" {
		at, err := f.ports.Moment(f.day.Text(), f.hour.Text())
		if err != nil {
			done(app.Say(err))
			return
		}
		note.At = at
	}
	f.ports.Keep(f.account().ID, note, func(err error) {
		if err != nil {
			done(app.Say(err))
			return
		}
		done("")
	})
}
