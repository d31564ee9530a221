package mailbox

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestServersAreGuessedFromTheAddress(t *testing.T) {
	f := Guess(" press@Council.Example ")
	want := Form{Address: "press@Council.Example", IMAP: Server{"imap.council.example", "993", Implicit}, SMTP: Server{"smtp.council.example", "587", StartTLS}}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("guessed %+v", f)
	}
	if f := Guess("press"); f.IMAP.Host != "" {
		t.Errorf("guessed %+v of no address", f)
	}
}

func TestFormKeepsWhatItDoesNotShow(t *testing.T) {
	stored := `{"address":"press@council.example","imap_host":"a.example","imap_port":993,"imap_tls":"implicit","smtp_host":"b.example","smtp_port":465,"smtp_tls":"implicit",` +
		`"proxy":"none","files_in_sent":true,"fingerprints":{"a.example:993":"AA:BB"},"self_copy":true}`
	f, err := Read(json.RawMessage(stored))
	if err != nil {
		t.Fatal(err)
	}
	f.SMTP.Port = " 587 "
	f.SMTP.TLS = StartTLS
	f.User = "shared\\press"
	f.SelfCopy = false
	f.Accept("b.example:587", "CC:DD")
	raw, err := f.Config()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"address": "press@council.example", "imap_host": "a.example", "imap_port": 993.0, "imap_tls": "implicit",
		"smtp_host": "b.example", "smtp_port": 587.0, "smtp_tls": "starttls", "proxy": "none", "files_in_sent": true, "user": "shared\\press",
		"fingerprints": map[string]any{"a.example:993": "AA:BB", "b.example:587": "CC:DD"}, "self_copy": false}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("stored %v, want %v", got, want)
	}
	again, err := Read(raw)
	if err != nil || again.SMTP != (Server{"b.example", "587", StartTLS}) {
		t.Errorf("read again %+v, %v", again, err)
	}
}

func TestWhatIsWrongWithAFormIsNamed(t *testing.T) {
	for word, change := range map[string]func(*Form){
		"address":       func(f *Form) { f.Address = "press office" },
		"incoming mail": func(f *Form) { f.IMAP.Host = "imaps://x" },
		"outgoing mail": func(f *Form) { f.SMTP.Host = "" },
		"mostly 993":    func(f *Form) { f.IMAP.Port = "imap" },
		"587 or 465":    func(f *Form) { f.SMTP.Port = "70000" },
	} {
		f := Guess("press@council.example")
		change(&f)
		if _, err := f.Config(); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("it says %v, want something of %q", err, word)
		}
	}
}

func TestFingerprintsAreReadInLinesOfEight(t *testing.T) {
	pairs := strings.Repeat("AB:", 31) + "CD"
	got := strings.Split(Lines(pairs), "\n")
	if len(got) != 4 || got[0] != strings.TrimSpace(strings.Repeat("AB ", 8)) || !strings.HasSuffix(got[3], "CD") {
		t.Errorf("the lines are %q", got)
	}
}
