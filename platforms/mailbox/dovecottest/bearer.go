package dovecottest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
)

// bearer writes the lines by which Dovecot asks Options.Bearer about accesses:
// it introspects them (RFC 7662) at a server of ours on the loopback.
func (s *Server) bearer() string {
	s.t.Helper()
	if s.options.Bearer == nil {
		return ""
	}
	gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user := s.options.Bearer(r.PostFormValue("token"))
		_ = json.NewEncoder(w).Encode(map[string]any{"active": user != "", "username": user})
	}))
	s.t.Cleanup(gate.Close)
	s.check(os.WriteFile(s.path("oauth2.conf"), fmt.Appendf(nil, "introspection_mode = post\nintrospection_url = %s/\nactive_attribute = active\nactive_value = true\nusername_attribute = username\n", gate.URL), 0o644))
	mechanisms := s.options.Mechanisms
	if mechanisms == nil {
		mechanisms = []string{"xoauth2", "oauthbearer"}
	}
	// Dovecot slows a computer down whose sign-ins fail; not this one.
	return fmt.Sprintf(`
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
auth_mechanisms = %s
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = %s
}
`, strings.ToLower(strings.Join(mechanisms, " ")), s.path("oauth2.conf"))
}
