package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// TestACertificateNobodyVouchesForIsSaid: nothing is read or sent, and a person
// is told, since trying again helps nobody.
func TestACertificateNobodyVouchesForIsSaid(t *testing.T) {
	asked := 0
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer s.Close()
	s.Config.ErrorLog = nil
	c, err := web.New(web.Options{Network: "Mastodon", Base: s.URL, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		_, err = c.Do(t.Context(), web.Request{Method: method, Path: "/api"})
		if platforms.ClassOf(err) != platforms.ClassCertificate || asked != 0 || strings.Contains(err.Error(), s.URL) {
			t.Errorf("%s: %v, asked %d times", method, err, asked)
		}
	}
	if o := web.Outcome(err); o.Verdict != platforms.NeedsPerson {
		t.Errorf("a send is %+v", o)
	}
}
