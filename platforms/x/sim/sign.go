package sim

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the method of OAuth 1.0a
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// The pasted keys of the simulated application and account.
const (
	simKey         = "simulatedKey000000000000A"
	simKeySecret   = "simulatedKeySecret00000000000000000000000000000000"
	simOwner       = ourID + "-simulatedAccess000000000000000000"
	simOwnerSecret = "simulatedAccessSecret000000000000000000000000"
)

const (
	allScopes = "tweet.read users.read tweet.write tweet.moderate.write dm.read dm.write mute.read mute.write block.read media.write offline.access"
	// accessTime is how long an access holds, codeTime how long a code.
	accessTime, codeTime = 2 * time.Hour, 30 * time.Second
	// clockMost is how far the time of a signature may be off.
	clockMost = 5 * time.Minute
)

// grant is a code that the sign-in page gave.
type grant struct {
	challenge, redirect string
	until               time.Time
}

// Signed tells whether a request carries a sign-in that holds.
func (w *World) Signed(r *simulator.Request) bool {
	if w.o.Keys {
		return w.signedByKeys(r)
	}
	return simulator.Bearer(r.Header) == w.state.Access && w.clock().Before(w.state.Until)
}

// header takes an OAuth 1.0a header apart.
func header(r *simulator.Request) map[string]string {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "OAuth ")
	if !ok {
		return nil
	}
	out := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		value, err := url.PathUnescape(strings.Trim(value, `"`))
		if err != nil {
			return nil
		}
		out[name] = value
	}
	return out
}

// stale tells that a signature's time is too far off.
func (w *World) stale(r *simulator.Request) bool {
	seconds, err := strconv.ParseInt(header(r)["oauth_timestamp"], 10, 64)
	return err != nil || w.server.Now().Sub(time.Unix(seconds, 0)).Abs() > clockMost
}

// signedByKeys checks a signature by RFC 5849, written apart from the adapter's.
func (w *World) signedByKeys(r *simulator.Request) bool {
	h := header(r)
	if h["oauth_consumer_key"] != simKey || h["oauth_token"] != simOwner || h["oauth_signature_method"] != "HMAC-SHA1" || h["oauth_nonce"] == "" || w.stale(r) {
		return false
	}
	type pair struct{ name, value string }
	var pairs []pair
	for name, value := range h {
		if name != "oauth_signature" {
			pairs = append(pairs, pair{strict(name), strict(value)})
		}
	}
	for name, values := range r.Query {
		for _, v := range values {
			pairs = append(pairs, pair{strict(name), strict(v)})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	joined := ""
	for i, p := range pairs {
		if i > 0 {
			joined += "&"
		}
		joined += p.name + "=" + p.value
	}
	base := r.Raw.Method + "&" + strict(r.URL+r.Raw.URL.EscapedPath()) + "&" + strict(joined)
	mac := hmac.New(sha1.New, []byte(strict(simKeySecret)+"&"+strict(simOwnerSecret)))
	_, _ = mac.Write([]byte(base)) // a hash never fails
	return hmac.Equal([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), []byte(h["oauth_signature"]))
}

// strict is the escaping of OAuth 1.0a.
func strict(s string) string {
	return strings.NewReplacer("+", "%20", "%7E", "~", "*", "%2A").Replace(url.QueryEscape(s))
}

// authorize is the sign-in page: the council presses yes at once.
func (w *World) authorize(r *simulator.Request) simulator.Answer {
	q := r.Query
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Hostname() != "127.0.0.1" || back.Path != "/x" || !contains([]string{"41811", "41812", "41813"}, back.Port()) ||
		q.Get("client_id") != clientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		return simulator.Answer{Status: http.StatusBadRequest, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<p>Something went wrong.</p>")}
	}
	w.state.Seq++
	code := "code" + strconv.FormatInt(w.state.Seq, 36)
	w.codes[code] = grant{challenge: q.Get("code_challenge"), redirect: q.Get("redirect_uri"), until: w.clock().Add(codeTime)}
	back.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	return simulator.Answer{Status: http.StatusFound, Header: http.Header{"Location": {back.String()}}}
}

// token trades a code or a refresh token; each is used up by it.
func (w *World) token(r *simulator.Request) simulator.Answer {
	if r.Header.Get("Authorization") != "" || r.Form.Get("client_id") != clientID {
		return oauthError("invalid_client")
	}
	switch r.Form.Get("grant_type") {
	case "authorization_code":
		g, ok := w.codes[r.Form.Get("code")]
		delete(w.codes, r.Form.Get("code"))
		sum := sha256.Sum256([]byte(r.Form.Get("code_verifier")))
		if !ok || w.clock().After(g.until) || g.redirect != r.Form.Get("redirect_uri") || g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
			return oauthError("invalid_grant")
		}
	case "refresh_token":
		if r.Form.Get("refresh_token") != w.state.Refresh {
			return oauthError("invalid_grant")
		}
	default:
		return oauthError("unsupported_grant_type")
	}
	w.state.Seq++
	w.state.Access, w.state.Refresh = fmt.Sprintf("simulated-access-%d", w.state.Seq), fmt.Sprintf("simulated-refresh-%d", w.state.Seq)
	w.state.Until = w.clock().UTC().Add(accessTime)
	return simulator.Answer{Body: map[string]any{"token_type": "bearer", "expires_in": int(accessTime / time.Second), "scope": allScopes,
		"access_token": w.state.Access, "refresh_token": w.state.Refresh}}
}

// SignOut ends the sign-in at X, as when the council takes the right away there.
func (w *World) SignOut() {
	w.server.Do(func() { w.state.Access, w.state.Refresh = "none", "none" })
}
