package notices

import (
	"testing"
	"time"

	"commsdesk/app/notice"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
)

var now = time.Date(2026, 11, 30, 9, 48, 0, 0, time.UTC)

func TestNoticesLeadToWhereTheyAreDealtWith(t *testing.T) {
	all := []notice.Notice{
		{Key: "send:s1:unconfirmed:1", Kind: notice.Unconfirmed, Send: "s1", Conversation: "c1", Title: "We do not know if a reply went", Body: "Reply on mailbox.", Action: "Look now", At: now.Add(-7 * time.Minute)},
		{Key: "channel:mailbox-1:5", Kind: notice.SignIn, Channel: "mailbox-1", Action: "Sign in", At: now.AddDate(0, 0, -1)},
		{Key: "turn:c2:1:late:9", Kind: notice.Late, Conversation: "c2", Who: "Colin Prewett", Body: "Message, mailbox. Was due 9:12. Not assigned.", At: now},
		{Key: "send:s2:returned:1", Kind: notice.Returned, Send: "s2", Conversation: "c3"},
		{Key: "away:5", Kind: notice.Away},
	}
	lines := Lines(now, all)
	for i, want := range []struct {
		place screen.Place
		id    string
		tone  part.Tone
	}{{screen.Outbox, "s1", part.Unknown}, {screen.Channels, "mailbox-1", part.Late}, {screen.Queue, "c2", part.Late}, {screen.Queue, "c3", part.Late}, {screen.Queue, "", part.Calm}} {
		l := lines[i]
		if l.Place != want.place || l.ID != want.id || l.Tone != want.tone || l.Icon == "" || l.Action == "" || l.Key != all[i].Key {
			t.Errorf("notice %d is %+v, want %+v", i, l, want)
		}
	}
	if lines[0].Time != "9:41" || lines[1].Time != "Sun 9:48" {
		t.Errorf("the times are %q and %q", lines[0].Time, lines[1].Time)
	}
	if lines[2].Words != "Colin Prewett. Message, mailbox. Was due 9:12. Not assigned." {
		t.Errorf("the words are %q", lines[2].Words)
	}
}

// A clicked notification has nothing but its key, which app/notice makes.
func TestClickedNotificationsLeadToTheirSubject(t *testing.T) {
	for key, want := range map[string][2]string{
		"turn:c2:1:15m:1764500000000": {"queue", "c2"},
		"send:s1:unconfirmed:2":       {"outbox", "s1"},
		"send:s1:held-age:0":          {"outbox", "s1"},
		"channel:mailbox-ab12:7":      {"channels", "mailbox-ab12"},
		"away:1764500000000":          {"queue", ""},
		"test":                        {"queue", ""},
	} {
		if place, id := TargetOfKey(key); string(place) != want[0] || id != want[1] {
			t.Errorf("%s leads to %s %q", key, place, id)
		}
	}
}
