package data

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"commsdesk/app/act"
	"commsdesk/app/desk"
)

// withActs makes a workspace with five tags, so six acts with the first hours.
func withActs(t *testing.T) *Store {
	t.Helper()
	s := openTest(t, t.TempDir())
	who := act.Who{Officer: "officer-gm", OSUser: "gemma"}
	for n := range 5 {
		id := fmt.Sprintf("tag-%d", n)
		a := who.New(desk.Set, act.Subject{Type: act.Tag, ID: id}, desk.Tag{ID: id, Name: id}, map[string]string{"reason": "because " + id})
		if _, err := s.Do(context.Background(), a); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *Store) mustExec(t *testing.T, query string, args ...any) {
	t.Helper()
	if _, err := s.writer.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestTheJournalTakesActsAtItsEndAndKeepsThem(t *testing.T) {
	s := withActs(t)
	copyOf := func(changes string) string {
		columns := journalColumns
		for c := range strings.SplitSeq(changes, ";") {
			name, value, _ := strings.Cut(c, "=")
			parts := strings.Split(columns, ",")
			for i := range parts {
				if strings.TrimSpace(parts[i]) == name {
					parts[i] = value
				}
			}
			columns = strings.Join(parts, ",")
		}
		return "INSERT INTO journal (" + journalColumns + ") SELECT " + columns + " FROM journal WHERE commit_no = 6"
	}
	right := "commit_no=7;id='x';dev_seq=7;prev=hash"
	for name, query := range map[string]string{
		"delete":              "DELETE FROM journal WHERE commit_no = 6",
		"delete all":          "DELETE FROM journal",
		"change a kind":       "UPDATE journal SET kind = 'other/1' WHERE commit_no = 3",
		"change an effect":    "UPDATE journal SET effect = x'00' WHERE commit_no = 3",
		"erase an effect":     "UPDATE journal SET effect = NULL, effect_salt = NULL WHERE commit_no = 3",
		"change words":        "UPDATE journal SET content = x'00' WHERE commit_no = 3",
		"erase words alone":   "UPDATE journal SET content = NULL WHERE commit_no = 3",
		"erase and more":      "UPDATE journal SET content = NULL, content_salt = NULL, officer = 'x' WHERE commit_no = 3",
		"erase a digest":      "UPDATE journal SET content = NULL, content_salt = NULL, content_hash = NULL WHERE commit_no = 3",
		"change a hash":       "UPDATE journal SET hash = x'00' WHERE commit_no = 3",
		"renumber":            "UPDATE journal SET dev_seq = 99 WHERE commit_no = 6",
		"replace":             strings.Replace(copyOf("id='x'"), "INSERT", "INSERT OR REPLACE", 1),
		"a gap in the order":  copyOf("commit_no=8;id='x';dev_seq=7;prev=hash"),
		"a gap in the device": copyOf("commit_no=7;id='x';dev_seq=8;prev=hash"),
		"the same number":     copyOf("commit_no=7;id='x';prev=hash"),
		"another past":        copyOf("commit_no=7;id='x';dev_seq=7;prev=x'00'"),
		"no past":             copyOf("commit_no=7;id='x';dev_seq=7;prev=NULL"),
		"the same id":         copyOf("commit_no=7;dev_seq=7;prev=hash"),
	} {
		if _, err := s.writer.Exec(query); err == nil {
			t.Errorf("%s: the journal allowed %s", name, query)
		}
	}
	if _, err := s.writer.Exec(copyOf(right)); err != nil {
		t.Errorf("the journal refused an act at its end: %v", err)
	}
}

func TestWordsCanBeErasedAndTheChainStaysWhole(t *testing.T) {
	s := withActs(t)
	before, err := s.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s.mustExec(t, "UPDATE journal SET content = NULL, content_salt = NULL WHERE commit_no = 3")
	r, err := s.Verify(context.Background())
	if err != nil || !r.Clean() {
		t.Fatalf("%v %s", err, r.Fault)
	}
	if r.Acts != 6 || r.Seq != 6 || !bytes.Equal(r.Hash, before.Hash) {
		t.Fatalf("got %d acts, head %d %x; want 6, 6, %x", r.Acts, r.Seq, r.Hash, before.Hash)
	}
}

// TestVerifyNamesTheFirstBadAct changes one stored thing at a time, past the
// triggers, and asks for the act's place in the sentence.
func TestVerifyNamesTheFirstBadAct(t *testing.T) {
	changes := map[string]string{
		"id":           "UPDATE journal SET id = 'x' WHERE commit_no = 3",
		"device":       "UPDATE journal SET device = 'x' WHERE commit_no = 3",
		"sequence":     "UPDATE journal SET dev_seq = 99 WHERE commit_no = 3",
		"officer":      "UPDATE journal SET officer = 'officer-xx' WHERE commit_no = 3",
		"os user":      "UPDATE journal SET os_user = 'x' WHERE commit_no = 3",
		"time":         "UPDATE journal SET at = at + 1 WHERE commit_no = 3",
		"kind":         "UPDATE journal SET kind = 'set/2' WHERE commit_no = 3",
		"subject type": "UPDATE journal SET subject_type = 'officer' WHERE commit_no = 3",
		"subject":      "UPDATE journal SET subject_id = 'tag-9' WHERE commit_no = 3",
		"batch":        "UPDATE journal SET batch = 'x' WHERE commit_no = 3",
		"effect":       "UPDATE journal SET effect = CAST(replace(effect, 'tag-1', 'tag-7') AS BLOB) WHERE commit_no = 3",
		"no effect":    "UPDATE journal SET effect = NULL WHERE commit_no = 3",
		"words":        "UPDATE journal SET content = CAST(replace(content, 'because', 'whereas') AS BLOB) WHERE commit_no = 3",
		"salt":         "UPDATE journal SET effect_salt = x'00' WHERE commit_no = 3",
		"digest":       "UPDATE journal SET content_hash = x'00' WHERE commit_no = 3",
		"past":         "UPDATE journal SET prev = x'00' WHERE commit_no = 3",
		"hash":         "UPDATE journal SET hash = x'00' WHERE commit_no = 3",
		"gone":         "DELETE FROM journal WHERE commit_no = 3",
		"order":        "UPDATE journal SET commit_no = 99 WHERE commit_no = 3",
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			s := withActs(t)
			for _, trigger := range []string{"journal_append", "journal_stays", "journal_unchanged", "journal_erased"} {
				s.mustExec(t, "DROP TRIGGER "+trigger)
			}
			s.mustExec(t, change)
			r, err := s.Verify(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			// What is missing shows at the act after it.
			if !strings.HasPrefix(r.Fault, "Act 3 of the journal") && !strings.HasPrefix(r.Fault, "Act 4 of the journal") {
				t.Fatalf("got %q", r.Fault)
			}
			if strings.HasPrefix(r.Fault, "Act 4") && name != "gone" && name != "order" {
				t.Fatalf("the wrong act is named: %q", r.Fault)
			}
		})
	}
}

// TestAnActWrittenAnewBreaksTheChain changes an act and works out its digests
// and its hash again, as somebody would who knows how.
func TestAnActWrittenAnewBreaksTheChain(t *testing.T) {
	s := withActs(t)
	acts, err := actsOn(context.Background(), s.reader, act.Subject{Type: act.Tag, ID: "tag-1"})
	if err != nil || len(acts) != 1 {
		t.Fatalf("got %d acts (%v)", len(acts), err)
	}
	for name, change := range map[string]func(*act.Act){
		"officer": func(a *act.Act) { a.Officer = "officer-xx" },
		"past":    func(a *act.Act) { a.Prev = bytes.Repeat([]byte{1}, 32) },
	} {
		a := acts[0]
		change(&a)
		s := withActs(t)
		a.Device = s.device
		s.mustExec(t, "DROP TRIGGER journal_unchanged")
		s.mustExec(t, `UPDATE journal SET id = ?, officer = ?, prev = coalesce(?, prev), effect = ?, content = ?, effect_salt = ?, content_salt = ?,
			effect_hash = ?, content_hash = ? WHERE commit_no = 3`, a.ID, a.Officer, pastOf(name, a), []byte(a.Effect), []byte(a.Content),
			a.EffectSalt, a.ContentSalt, a.EffectHash, a.ContentHash)
		stored, err := actsOn(context.Background(), s.reader, a.Subject)
		if err != nil {
			t.Fatal(err)
		}
		s.mustExec(t, "UPDATE journal SET hash = ? WHERE commit_no = 3", stored[0].Sum())
		r, err := s.Verify(context.Background())
		if err != nil || !strings.HasSuffix(r.Fault, "it does not follow the act before it.") {
			t.Errorf("%s: %v %q", name, err, r.Fault)
		}
	}
}

// pastOf is the link that a forged act names, nothing for its true one.
func pastOf(name string, a act.Act) any {
	if name == "past" {
		return a.Prev
	}
	return nil
}
