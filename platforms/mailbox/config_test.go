package mailbox

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
)

func TestConfigIsStoredAsJSON(t *testing.T) {
	files := true
	c := Config{
		Address: ours, DisplayName: "Press Office", User: "press",
		IMAPHost: "mail.example.gov.uk", IMAPPort: 993, IMAPTLS: Implicit, SMTPHost: "mail.example.gov.uk", SMTPPort: 587, SMTPTLS: StartTLS,
		CAFile: "ca.pem", Fingerprints: map[string]string{Endpoint("Mail.example.gov.uk", 993): "AA:BB"}, Proxy: "socks5://proxy.example.gov.uk:1080",
		SelfCopy: true, FilesInSent: &files, SentFolder: "Sent Items", Timeouts: Timeouts{Connect: 1},
	}
	stored, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back Config
	if err := json.Unmarshal(stored, &back); err != nil {
		t.Fatal(err)
	}
	c.Timeouts = Timeouts{}
	if !reflect.DeepEqual(c, back) {
		t.Errorf("stored %s\ngot %+v", stored, back)
	}
	if err := back.Validate(); err != nil {
		t.Errorf("a good configuration: %v", err)
	}
}

func TestConfigSaysWhatIsMissing(t *testing.T) {
	good := Config{Address: ours, IMAPHost: "a.example", IMAPPort: 993, IMAPTLS: Implicit, SMTPHost: "a.example", SMTPPort: 587, SMTPTLS: StartTLS}
	tests := []struct {
		change func(*Config)
		words  string
	}{
		{func(c *Config) { c.Address = "press" }, "address in full"},
		{func(c *Config) { c.Address = "Press <press@example.gov.uk>" }, "address in full"},
		{func(c *Config) { c.DisplayName = "a\nBcc: x" }, "one line"},
		{func(c *Config) { c.User = "a\r\nb" }, "one line"},
		{func(c *Config) { c.IMAPHost = "" }, "incoming mail"},
		{func(c *Config) { c.SMTPHost = "https://x" }, "outgoing mail"},
		{func(c *Config) { c.IMAPPort = 70000 }, "from 1 to 65535"},
		{func(c *Config) { c.SMTPTLS = "none" }, "implicit or starttls"},
		{func(c *Config) { c.Proxy = "proxy:8080" }, "proxy as an address"},
		{func(c *Config) { c.Proxy = "http://u:secret@proxy:8080" }, "password out"},
	}
	for _, tt := range tests {
		c := good
		tt.change(&c)
		_, err := New(c, keyring{}, time.Now)
		if platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), tt.words) {
			t.Errorf("want words %q, got %v", tt.words, err)
		}
	}
}
