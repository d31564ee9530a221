// Package oidctest runs a real OpenID provider on the loopback for tests, and
// goes through its sign-in page as a person with a browser would.
package oidctest

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Wanted is the environment variable that turns a provider that can't be started
// from a skip into a failure, as for every peer that comes from npm.
const Wanted = "COMMSDESK_PEERS"

// ClientID is the application that the provider knows; Domain is that of every
// address: whoever signs in as "ada" is ada@council.test.
const (
	ClientID = "commsdesk"
	Domain   = "council.test"
)

// startTime is how long the provider may take to be ready.
const startTime = 30 * time.Second

//go:embed provider.mjs
var script string

// Provider is a running one.
type Provider struct {
	t testing.TB
	// Issuer is its address; AuthURL, TokenURL and RevokeURL are its endpoints.
	Issuer, AuthURL, TokenURL, RevokeURL string
}

// Start runs a provider until the test ends. accessLife is how long an access
// holds, 0 for an hour. Without Node.js, or a way to the library, the test is
// skipped, or fails under Wanted.
func Start(t testing.TB, accessLife time.Duration) *Provider {
	t.Helper()
	home, err := packages()
	if err != nil {
		missing(t, "no real OpenID provider is tested: "+err.Error())
	}
	if accessLife == 0 {
		accessLife = time.Hour
	}
	node := exec.Command("node", "--input-type=module", "--eval", script)
	node.Env = append(os.Environ(), "PACKAGES="+home, "NODE_ENV=production", "ACCESS_SECONDS="+strconv.Itoa(int(accessLife.Seconds())))
	var said strings.Builder
	node.Stderr = &said
	stdin, err := node.StdinPipe()
	check(t, err)
	stdout, err := node.StdoutPipe()
	check(t, err)
	check(t, node.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = node.Wait() // its end is all that matters
	})
	overdue := time.AfterFunc(startTime, func() { _ = node.Process.Kill() })
	defer overdue.Stop()
	p := &Provider{t: t}
	for lines := bufio.NewScanner(stdout); p.Issuer == "" && lines.Scan(); {
		p.Issuer, _ = strings.CutPrefix(lines.Text(), "ready ")
		if !strings.HasPrefix(lines.Text(), "ready ") {
			p.Issuer = ""
		}
	}
	if p.Issuer == "" {
		_ = stdin.Close()
		_ = node.Wait()
		missing(t, "the OpenID provider did not start: "+said.String())
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	p.AuthURL, p.TokenURL, p.RevokeURL = p.Issuer+"/auth", p.Issuer+"/token", p.Issuer+"/token/revocation"
	return p
}

func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(Wanted) != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("oidctest: %v", err)
	}
}

// Holder asks the provider, as a mail server would, whose access this is: the
// address in lower case, "" when it does not hold (RFC 7662). It may be called
// from any goroutine.
func (p *Provider) Holder(access string) string {
	var said struct {
		Active bool   `json:"active"`
		Sub    string `json:"sub"`
	}
	if err := p.asMailServer("/token/introspection", url.Values{"token": {access}}, &said); err != nil || !said.Active {
		return ""
	}
	return said.Sub + "@" + Domain
}

// Revoke withdraws a token as its owner can (RFC 7009); this provider ends the
// whole sign-in with it.
func (p *Provider) Revoke(token string) {
	p.t.Helper()
	answer, err := http.PostForm(p.RevokeURL, url.Values{"token": {token}, "client_id": {ClientID}})
	check(p.t, err)
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		p.t.Fatalf("oidctest: revocation answered %s", answer.Status)
	}
}

// Refresh trades a refresh token outside the program, as a thief would: status
// is what the token endpoint answered, next the refresh token that came.
func (p *Provider) Refresh(refresh string) (status int, next string) {
	p.t.Helper()
	answer, err := http.PostForm(p.TokenURL, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {ClientID}})
	check(p.t, err)
	defer func() { _ = answer.Body.Close() }()
	var got struct {
		Refresh string `json:"refresh_token"`
	}
	check(p.t, json.NewDecoder(answer.Body).Decode(&got))
	return answer.StatusCode, got.Refresh
}

func (p *Provider) asMailServer(path string, form url.Values, into any) error {
	r, err := http.NewRequest(http.MethodPost, p.Issuer+path, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("ask the provider: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth("mail", "only-for-tests")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("ask the provider: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the provider answered %s", answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}
