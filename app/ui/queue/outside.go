package queue

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"commsdesk/app/act"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// answerOutside is Send where the account can't send by itself: the words are
// copied and the network's page opened, and the officer says here that the answer
// stands there. What is spoken is recorded as it is.
func (q *Queue) answerOutside() {
	c := q.compose
	draft, network := c.draft, c.account.Network
	if spoken(network) {
		q.recordAnswer(draft, draft.Text, "", func(err error) {
			if err != nil {
				q.env.Say(err)
			}
		})
		return
	}
	var text, page string
	q.env.Work(func(ctx context.Context) (err error) {
		if c.touched {
			if err = q.env.Program.Drafts.Flush(ctx, draft.ID); err != nil {
				return err
			}
		}
		text, page, err = q.env.Program.Reply.AnswerPage(ctx, draft)
		return err
	}, func(err error) {
		if err != nil {
			q.env.Say(err)
			return
		}
		fyne.CurrentApp().Clipboard().SetContent(text)
		if page == "" {
			page = c.account.URL
		}
		if page != "" {
			q.openPage(page)
		}
		q.confirmOutside(draft, network, text)
	})
}

// confirmOutside asks for what was published, to record it.
func (q *Queue) confirmOutside(draft outbox.Draft, network, text string) {
	link := part.NewEntry(part.EntrySpec{Name: "Link of what you published", Placeholder: "https://"})
	words := part.Stack(part.NewFrame(theme.Sunken, theme.LineTone, theme.RadiusControl), part.Pad(8, 12, 8, 12, part.NewWrapped(shorten(text, shownOfAnswer), theme.Dense, theme.Text)))
	title := "Answer on " + notice.NetworkWords(network)
	if somewhereIn[network] != "" {
		title = "Answer outside this desk"
	}
	q.form(part.FormSpec{Title: title,
		Words:  "Your words are copied. Paste and publish them there, then paste the link of your answer here. It is counted and kept like every other answer.",
		Rows:   []fyne.CanvasObject{words, part.FormRow("Link of what you published", "Leave it empty if the answer has no page of its own.", link)},
		Fields: []*part.Entry{link}, Confirm: "It is published, record it", Cancel: "Not yet, keep the draft",
	}, func(done func(error)) { q.recordAnswer(draft, draft.Text, link.Text(), done) })
}

// shownOfAnswer is how many letters of an answer the form shows again.
const shownOfAnswer = 400

// recordAnswer records an answer that was given outside, and throws its draft
// away; done is told how it went.
func (q *Queue) recordAnswer(draft outbox.Draft, text, link string, done func(error)) {
	conversation, who := draft.Conversation, q.env.Who()
	var got []act.Receipt
	var left error // it is recorded; only the draft is still there
	q.env.Work(func(ctx context.Context) (err error) {
		if got, err = q.env.Program.Reply.AnsweredOutside(ctx, who, conversation, strings.TrimSpace(text), link); err == nil && draft.ID != "" {
			left = q.env.Program.Drafts.Discard(ctx, draft.ID)
		}
		return err
	}, func(err error) {
		done(err)
		if err != nil {
			return
		}
		if left != nil {
			q.env.Say(left)
		}
		if q.compose.draft.ID == draft.ID {
			q.compose.draft, q.compose.touched = outbox.Draft{}, false
		}
		q.carriedOut(deed{words: "Answer recorded", moves: true}, []string{conversation}, got, 1)
	})
}

// askOutside records an answer that was given without this desk: on the network
// itself, by phone, in person.
func (q *Queue) askOutside() {
	if q.open == nil {
		return
	}
	conversation := q.open.row.ID
	text := part.NewComposer("What was answered", "What you answered, in your words", 4)
	link := part.NewEntry(part.EntrySpec{Name: "Link of the answer", Placeholder: "https://, if it has a page"})
	q.form(part.FormSpec{Title: "Answered outside this desk", Words: "For an answer given on the network itself, by phone or in person. It stops the clock and is counted with your initials.",
		Rows:   []fyne.CanvasObject{part.FormRow("What was answered", "", part.FramedText(text)), part.FormRow("Its link", "", link)},
		Text:   text,
		Fields: []*part.Entry{link}, Confirm: "Record the answer",
	}, func(done func(error)) {
		q.recordAnswer(outbox.Draft{Conversation: conversation}, text.Text(), link.Text(), done)
	})
}

// askSeen records that a conversation was seen and why nobody answers it (S 5.6,
// 5.7), with the correction that we published instead.
func (q *Queue) askSeen() {
	if q.open == nil {
		return
	}
	conversation := q.open.row.ID
	why := newReason(seenReasons)
	link := part.NewEntry(part.EntrySpec{Name: "Link of our correction", Placeholder: "https://, if we published one"})
	q.form(part.FormSpec{Title: "Seen, not answered", Words: "In other people’s groups and on their pages we do not answer. The reason is kept, and the conversation is counted as seen.",
		Rows:   []fyne.CanvasObject{part.FormRow("Why it is not answered", "", why.content), part.FormRow("The correction we published instead", "", link)},
		Fields: []*part.Entry{why.words, link}, Confirm: "Record as seen",
	}, func(done func(error)) {
		who := q.env.Who()
		var got []act.Receipt
		q.env.Work(func(ctx context.Context) (err error) {
			got, err = q.env.Program.Inbox.SeenNotAnswered(ctx, who, conversation, why.text(), link.Text())
			return err
		}, func(err error) {
			done(err)
			if err == nil {
				q.carriedOut(deed{words: "Seen, not answered", moves: true}, []string{conversation}, got, 1)
			}
		})
	})
}
