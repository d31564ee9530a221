package outbox

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"commsdesk/app/act"
	sends "commsdesk/app/outbox"
)

// kinds are one message of each kind that can be on its way.
var kinds = map[string]sends.Send{
	"mail":            {Network: "mailbox", Purpose: sends.Reply},
	"public reply":    {Network: "facebook", Purpose: sends.Reply},
	"private talk":    {Network: "instagram", Purpose: sends.Reply, Talk: true},
	"private answer":  {Network: "x", Purpose: sends.Reply, Private: true},
	"post":            {Network: "linkedin", Purpose: sends.New},
	"public redirect": {Network: "mastodon", Purpose: sends.Redirect},
}

func of(kind string, change func(*sends.Send)) sends.Send {
	s := kinds[kind]
	s.CommittedAt, s.SettledAt, s.QueuedAt = ago(7*time.Minute), ago(6*time.Minute), ago(8*time.Minute)
	s.To = []sends.Person{{ID: "78123", Name: "Dawn Fellowes", Handle: "dawn"}}
	change(&s)
	return s
}

// TestWordsOfEachKind: what is said of a message says of what kind it is and who
// has it.
func TestWordsOfEachKind(t *testing.T) {
	unsure := func(s *sends.Send) { s.State = sends.Unconfirmed }
	in := func(state sends.State) func(*sends.Send) { return func(s *sends.Send) { s.State = state } }
	refused := func(class string) func(*sends.Send) {
		return func(s *sends.Send) { s.State, s.Class, s.Why = sends.Rejected, class, "A sentence." }
	}
	held := func(kind, class string) func(*sends.Send) {
		return func(s *sends.Send) { s.State, s.HoldKind, s.Class, s.Why = sends.Held, kind, class, "A sentence." }
	}
	proved := func(where string) func(*sends.Send) {
		return func(s *sends.Send) { s.State, s.Proof = sends.Sent, where }
	}
	tests := []struct {
		kind                       string
		is                         func(*sends.Send)
		about, title, words, short string
	}{
		{"mail", unsure, "Reply to Dawn Fellowes", "We do not know if this mail went", "The server did not answer. Commsdesk will not send it again until you choose.", "No answer, 9:41"},
		{"public reply", unsure, "Reply to Dawn Fellowes on Facebook", "We do not know if this reply is live",
			"Facebook did not answer. It may be live, or it may be lost. Commsdesk will not send it again until you choose.", "Facebook did not answer, 9:41"},
		{"private talk", unsure, "Private message to Dawn Fellowes on Instagram", "We do not know if this private message went",
			"Instagram did not answer. It may have gone, or it may be lost. Commsdesk will not send it again until you choose.", "Instagram did not answer, 9:41"},
		{"private answer", unsure, "Private message to Dawn Fellowes on X", "We do not know if this private message went",
			"X did not answer. It may have gone, or it may be lost. Commsdesk will not send it again until you choose.", "X did not answer, 9:41"},
		{"post", unsure, "Post on LinkedIn", "We do not know if this post is live",
			"LinkedIn did not answer. It may be live, or it may be lost. Commsdesk will not send it again until you choose.", "LinkedIn did not answer, 9:41"},
		{"public redirect", func(s *sends.Send) {
			s.State, s.Looks, s.Why = sends.Unconfirmed, 1, "We do not know if this reply is live. We sent it at 9:41 and Mastodon did not answer. At 9:42 it was not among our newest replies there."
		}, "Redirect for Dawn Fellowes on Mastodon", "We do not know if this reply is live",
			"We sent it at 9:41 and Mastodon did not answer. At 9:42 it was not among our newest replies there. Commsdesk will not send it again until you choose.", "Mastodon did not answer, 9:41"},
		{"public reply", refused(sends.CauseGone), "Reply to Dawn Fellowes on Facebook", "This reply was not sent: what it answers was deleted", "A sentence.", "Deleted meanwhile, 9:42"},
		{"private talk", refused(""), "Private message to Dawn Fellowes on Instagram", "This private message was not sent", "A sentence.", "Refused, 9:42"},
		{"post", refused(""), "Post on LinkedIn", "This post was not published", "A sentence.", "Refused, 9:42"},
		{"mail", refused(sends.CauseGone), "Reply to Dawn Fellowes", "This mail was not sent", "A sentence.", "Refused, 9:42"},
		{"mail", held(sends.HoldSignIn, ""), "Reply to Dawn Fellowes", "Held: the mailbox signed us out", "A sentence.", "Sign-in ended"},
		{"public reply", held(sends.HoldSignIn, ""), "Reply to Dawn Fellowes on Facebook", "Held: Facebook signed us out", "A sentence.", "Sign-in ended"},
		{"public reply", held(sends.HoldSignIn, sends.CauseIdentity), "Reply to Dawn Fellowes on Facebook", "Held: it is signed in to another account", "A sentence.", "Sign-in ended"},
		{"private talk", held("", sends.CausePermission), "Private message to Dawn Fellowes on Instagram", "Held: Instagram does not let us send this", "A sentence.", "Not allowed"},
		{"private answer", held("", sends.CausePayment), "Private message to Dawn Fellowes on X", "Held: the account on X has no credit", "A sentence.", "No credit"},
		{"post", held("", sends.CausePolicy), "Post on LinkedIn", "Held: LinkedIn told us to stop writing", "A sentence.", "Needs you"},
		{"mail", in(sends.Committed), "Reply to Dawn Fellowes", "Waiting for the server’s answer", "The server has all of it since 9:41:00. It may take up to 10 minutes to answer.", "waiting for the answer"},
		{"public reply", in(sends.Committed), "Reply to Dawn Fellowes on Facebook", "Waiting for Facebook to answer", "We sent it at 9:41:00. It may take half a minute to answer.", "waiting for the answer"},
		{"post", in(sends.Sending), "Post on LinkedIn", "Being sent", "LinkedIn does not have it yet.", "being sent"},
		{"public reply", func(s *sends.Send) {
			s.State, s.Class, s.WaitUntil = sends.WaitingTry, sends.CauseBusy, now.Add(2*time.Minute)
		},
			"Reply to Dawn Fellowes on Facebook", "Waiting to send", "It could not be sent yet. It is tried again by itself at 9:50.", "Facebook busy, again 9:50"},
		{"public reply", in(sends.Sent), "Reply to Dawn Fellowes on Facebook", "Sent 9:41", "Facebook accepted it.", "9:41, accepted"},
		{"public reply", proved("under what it answers, on Facebook"), "Reply to Dawn Fellowes on Facebook", "Sent 9:41", "It is known to be live: under what it answers, on Facebook.", "9:41, seen there"},
		{"private answer", proved("It stands in the conversation on X."), "Private message to Dawn Fellowes on X", "Sent 9:41", "It is known to have gone. It stands in the conversation on X.", "9:41, seen there"},
		{"mail", proved("in Sent"), "Reply to Dawn Fellowes", "Sent 9:41", "It is known to have gone: in Sent.", "9:41, accepted"},
	}
	for _, x := range tests {
		s := of(x.kind, x.is)
		got := looking.statement(s)
		_, short, _ := looking.stateWords(s)
		if about := aboutThere(s); about != x.about || got.title != x.title || got.words != x.words || short.Bold+short.Rest != x.short {
			t.Errorf("%s, %s:\n%q\n%q\n%q\n%q", x.kind, s.State, about, got.title, got.words, short.Bold+short.Rest)
		}
	}
}

func acted(e sends.Event, effect any, content any) act.Act {
	a := act.Act{Kind: e.Kind(), Officer: "gm", At: now}
	a.Effect, _ = json.Marshal(effect)
	a.Content, _ = json.Marshal(content)
	return a
}

// TestSettlingWordsOfEachKind: what looking has shown, and the three answers.
func TestSettlingWordsOfEachKind(t *testing.T) {
	lost := acted(sends.EvLose, nil, nil)
	looked := []act.Act{lost, acted(sends.EvLook, nil, nil)}
	absent := []act.Act{lost, acted(sends.EvLook, sends.LookEffect{Absent: true}, nil)}
	tests := []struct {
		kind, found, went, again, does, look, suggests string
		acts                                           []act.Act
	}{
		{"mail", "No copy has come back. For mail that proves nothing: it may have gone all the same.", "It went", "It did not, send again",
			"The same message goes once more. If the first one went too, they get it twice.", "Nothing is sent. We look for a copy in the mailbox.", "", looked},
		{"public reply", "We have not looked yet.", "It is live", "It is not live, send again", "We look once more first. If it is there, we stop and tell you.",
			"Nothing is sent. We look among our newest replies there.", "", []act.Act{lost}},
		{"public reply", "It was not among our newest replies there. That proves nothing: it may come to light later.", "It is live", "It is not live, send again",
			"We look once more first. If it is there, we stop and tell you.", "Nothing is sent. We look among our newest replies there.", "", looked},
		{"public redirect", "Mastodon says that it is not there. Sending it again makes no second one.", "It is live", "It is not live, send again",
			"We look once more first. If it is there, we stop and tell you.", "Nothing is sent. We look among our newest replies there.", "it is not there", absent},
		{"public redirect", "We have not looked yet.", "It is live", "It is not live, send again",
			"We look once more first. If it is there, we stop and tell you.", "Nothing is sent. We look among our newest replies there.", "", append(absent, lost)},
		{"private talk", "It was not in the private conversation there. That proves nothing: it may come to light later.", "It went", "It did not go, send again",
			"We look once more first. If it is there, we stop and tell you.", "Nothing is sent. We look in the private conversation there.", "", looked},
		{"post", "It was not among our newest posts there. That proves nothing: it may come to light later.", "It is live", "It is not live, send again",
			"We look once more first. If it is there, we stop and tell you.", "Nothing is sent. We look among our newest posts there.", "", looked},
	}
	for _, x := range tests {
		s := of(x.kind, func(s *sends.Send) { s.State = sends.Unconfirmed })
		found, _ := looking.found(s, x.acts)
		got := looking.answers(s, x.acts)
		if found != x.found || got[0].Label != x.went || got[1].Label != x.again || got[1].Words != x.does || got[1].Suggested != x.suggests || got[2].Words != x.look {
			t.Errorf("%s:\n%q\n%+v", x.kind, found, got)
		}
	}
}

// TestRecordOfEachKind: what became of it, line by line.
func TestRecordOfEachKind(t *testing.T) {
	const page = "https://social.example/1"
	acts := []act.Act{
		acted(sends.EvCommit, nil, nil), acted(sends.EvLose, nil, sends.Reason{Detail: "time-out"}), acted(sends.EvLook, nil, nil),
		acted(sends.EvLook, sends.LookEffect{Absent: true}, nil), acted(sends.EvFile, sends.FiledEffect{}, nil), acted(sends.EvAccept, sends.AcceptedEffect{Permalink: page}, nil),
		acted(sends.EvProve, sends.ProvedEffect{By: sends.ByLook, Permalink: page}, sends.Reason{Where: "among our posts"}), acted(sends.EvProve, sends.ProvedEffect{By: sends.ByPerson}, nil),
	}
	want := map[string]string{
		"mail": "The server has all of it|No answer. Marked unconfirmed, not sent again. It said: time-out|Looked for a copy: none yet|Looked for a copy: none yet|" +
			"There is no copy in Sent|The server accepted it >|Found: among our posts >|GM says it went",
		"public reply": "Sent to Facebook|No answer. Marked unconfirmed, not sent again. Note for IT: time-out|Looked on Facebook: not found|Looked on Facebook: it is not there|" +
			"Facebook accepted it >|Found: among our posts. >|GM says it is live",
		"private talk": "Sent to Instagram|No answer. Marked unconfirmed, not sent again. Note for IT: time-out|Looked on Instagram: not found|Looked on Instagram: it is not there|" +
			"Instagram accepted it >|Found: among our posts. >|GM says it went",
	}
	for kind, lines := range want {
		var got []string
		for _, h := range looking.record(kinds[kind], acts) {
			if h.page != "" {
				h.words += " >"
			}
			got = append(got, h.words)
		}
		if strings.Join(got, "|") != lines {
			t.Errorf("%s:\n%s", kind, strings.Join(got, "\n"))
		}
	}
}

// TestNetworksKnowNoMail: nothing that is said of a message on a network speaks of
// what only mail has.
func TestNetworksKnowNoMail(t *testing.T) {
	mail := regexp.MustCompile(`(?i)\b(e?mail|mailbox|server|copy|copies|in Sent|into Sent|Subject)\b`)
	says := func(kind string, words ...string) {
		for _, w := range words {
			if found := mail.FindString(w); found != "" {
				t.Errorf("%s: %q speaks of %q", kind, w, found)
			}
		}
	}
	var acts []act.Act
	for _, e := range sends.Events() {
		acts = append(acts, acted(e, nil, nil))
	}
	for kind := range kinds {
		if kind == "mail" {
			continue
		}
		for _, state := range sends.States() {
			for _, hold := range []string{"", sends.HoldSignIn, sends.HoldCertificate, sends.HoldAge, sends.HoldAnswered, sends.HoldWroteAgain} {
				for _, class := range []string{"", sends.CauseBusy, sends.CauseGone, sends.CauseIdentity, sends.CausePayment, sends.CausePermission, sends.CausePolicy} {
					s := of(kind, func(s *sends.Send) { s.State, s.HoldKind, s.Class = state, hold, class })
					st := looking.statement(s)
					_, short, _ := looking.stateWords(s)
					says(kind, st.title, st.words, short.Bold+short.Rest, aboutThere(s), foundSaid(s))
				}
			}
		}
		s := of(kind, func(s *sends.Send) { s.State, s.Detail = sends.Unconfirmed, "time-out" })
		for _, h := range looking.record(s, acts) {
			says(kind, h.words)
		}
		for _, a := range looking.answers(s, acts) {
			says(kind, a.Label, a.Words)
		}
		words, facts := looking.found(s, acts)
		says(kind, words)
		for _, f := range append(facts, looking.facts(s, nil)...) {
			says(kind, f.name)
		}
	}
}
