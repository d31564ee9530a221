package queue

import (
	"strings"
	"testing"

	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

func TestWhatCanBeChosenToBeAnswered(t *testing.T) {
	comment := inbox.Message{Key: "a", Kind: kindComment, Direction: inbox.In}
	letter := inbox.Message{Key: "a", Kind: kindMail, Direction: inbox.In}
	with := func(m inbox.Message, f func(*inbox.Message)) inbox.Message { f(&m); return m }
	no := outbox.Ability{Reason: "Not here."}
	tests := []struct {
		name            string
		msg             inbox.Message
		change          func(*opened)
		public, private bool
	}{
		{"a comment", comment, nil, true, true},
		{"where nothing goes in private", comment, func(o *opened) { o.composing.Account.Private = no }, true, false},
		{"where it is answered by hand", comment, func(o *opened) { o.composing.Account.Reply = no }, true, true},
		{"in a private talk", comment, func(o *opened) { o.row.Private = true }, true, false},
		{"ours", with(comment, func(m *inbox.Message) { m.Direction = inbox.Own }), nil, false, false},
		{"a machine's", with(letter, func(m *inbox.Message) { m.Auto = "auto-reply" }), nil, false, false},
		{"deleted", with(comment, func(m *inbox.Message) { m.DeletedAt = now }), nil, false, false},
		{"on the phone", comment, func(o *opened) { o.row.Network = "phone" }, false, false},
		{"the account is gone", comment, func(o *opened) { o.account = channel.Channel{} }, false, false},
		{"the Gate asks first", comment, func(o *opened) {
			o.sends = []outbox.Send{{State: outbox.Held, HoldKind: outbox.HoldWroteAgain}}
		}, false, false},
		{"the only letter", letter, func(o *opened) { o.composing.Messages = []inbox.Message{letter} }, false, false},
		{"a letter of two", letter, func(o *opened) { o.composing.Messages = []inbox.Message{letter, letter} }, true, false},
	}
	for _, x := range tests {
		o := &opened{row: inbox.Row{Network: "facebook"}, account: channel.Channel{ID: "c"}, composing: composing()}
		if x.change != nil {
			x.change(o)
		}
		if public, private := answersOf(o, x.msg); public != x.public || private != x.private {
			t.Errorf("%s: public %t, private %t", x.name, public, private)
		}
	}
}

func TestWhomTheComposerNames(t *testing.T) {
	v := looking(t)
	by := func(key, name string, hour int) inbox.Message {
		who := inbox.Person{ID: key, Name: name}
		return inbox.Message{Key: key, Kind: kindComment, Direction: inbox.In, From: who, AnswerTo: who, Start: at(27, hour, 5)}
	}
	k := composing()
	k.Messages = []inbox.Message{by("a", "Cerys Vaughan", 14), by("b", "", 15), by("c", strings.Repeat("Long ", 30), 16), by("d", "Tom", 17)}
	k.Draft.Seen = []string{"a", "b", "c", "d"}
	for key, want := range map[string]string{"": "", "d": "", "a": "To Cerys Vaughan, Fri 14:05", "b": "To Somebody on Facebook, Fri 15:05", "nowhere": ""} {
		k.Draft.Answers = key
		if got := v.aimWords("facebook", k); got != want {
			t.Errorf("%q: got %q, want %q", key, got, want)
		}
	}
	k.Draft.Answers = "c"
	if got := v.aimWords("facebook", k); !strings.HasSuffix(got, "…, Fri 16:05") {
		t.Errorf("a long name: %q", got)
	}
	k.Draft.Answers, k.Draft.Seen = "", []string{"a"}
	if got := v.aimWords("facebook", k); got != "To Cerys Vaughan, Fri 14:05" {
		t.Errorf("while newer ones were not seen: %q", got)
	}
}
