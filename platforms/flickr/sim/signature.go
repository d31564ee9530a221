package sim

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the one method of OAuth 1.0a that Flickr takes
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"sort"
	"strings"

	"commsdesk/platforms/simulator"
)

// signed are the parameters of an Authorization header of OAuth 1.0a.
func signed(h http.Header) map[string]string {
	list, ok := strings.CutPrefix(h.Get("Authorization"), "OAuth ")
	if !ok {
		return nil
	}
	params := map[string]string{}
	for pair := range strings.SplitSeq(list, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		name, err := url.QueryUnescape(strings.ReplaceAll(name, "+", "%2B"))
		if err != nil {
			return nil
		}
		value, err = url.QueryUnescape(strings.ReplaceAll(strings.Trim(value, `"`), "+", "%2B"))
		if err != nil {
			return nil
		}
		params[name] = value
	}
	return params
}

// encode is percent-encoding by RFC 5849 3.6.
func encode(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// base is what is signed (RFC 5849 3.4.1): method, address, and every parameter
// of address, header and body but the signature and a file.
func base(r *simulator.Request, header map[string]string) string {
	var pairs [][2]string
	add := func(name, value string) { pairs = append(pairs, [2]string{encode(name), encode(value)}) }
	for _, values := range []url.Values{r.Query, r.Form} {
		for name, all := range values {
			for _, v := range all {
				add(name, v)
			}
		}
	}
	for name, v := range header {
		if name != "oauth_signature" && name != "realm" {
			add(name, v)
		}
	}
	sort.Slice(pairs, func(i, j int) bool {
		if pairs[i][0] != pairs[j][0] {
			return pairs[i][0] < pairs[j][0]
		}
		return pairs[i][1] < pairs[j][1]
	})
	joined := make([]string, len(pairs))
	for i, p := range pairs {
		joined[i] = p[0] + "=" + p[1]
	}
	address := r.URL + r.Raw.URL.EscapedPath()
	return r.Raw.Method + "&" + encode(address) + "&" + encode(strings.Join(joined, "&"))
}

// verify checks a signature with the secret that goes with its token, and says in
// OAuth's words what is wrong; "" is right. Each nonce holds once.
func (w *World) verify(r *simulator.Request, params map[string]string, tokenSecret string) string {
	switch {
	case params["oauth_consumer_key"] != apiKey:
		return "consumer_key_unknown"
	case params["oauth_signature_method"] != "HMAC-SHA1", params["oauth_version"] != "1.0" && params["oauth_version"] != "":
		return "signature_method_rejected"
	case params["oauth_timestamp"] == "" || strings.Trim(params["oauth_timestamp"], "0123456789") != "":
		return "timestamp_refused"
	case params["oauth_nonce"] == "" || w.nonces[params["oauth_nonce"]]:
		return "nonce_used"
	}
	mac := hmac.New(sha1.New, []byte(encode(apiSecret)+"&"+encode(tokenSecret)))
	_, _ = mac.Write([]byte(base(r, params))) // a hash never fails
	if !hmac.Equal([]byte(params["oauth_signature"]), []byte(base64.StdEncoding.EncodeToString(mac.Sum(nil)))) {
		return "signature_invalid"
	}
	w.nonces[params["oauth_nonce"]] = true
	return ""
}

// Signed tells whether the sign-in holds and the signature fits.
func (w *World) Signed(r *simulator.Request) bool {
	w.wrong = ""
	params := signed(r.Header)
	secret, ok := w.s.Access[params["oauth_token"]]
	if !ok {
		return false
	}
	w.wrong = w.verify(r, params, secret)
	return w.wrong == ""
}

// problem is an error of OAuth 1.0a.
func problem(word string) simulator.Answer {
	return simulator.Answer{Status: http.StatusUnauthorized, Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte("oauth_problem=" + word)}
}

func form(values url.Values) simulator.Answer {
	return simulator.Answer{Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte(values.Encode())}
}

// requestToken begins a sign-in.
func (w *World) requestToken(r *simulator.Request) simulator.Answer {
	params := signed(r.Header)
	if wrong := w.verify(r, params, ""); wrong != "" {
		return problem(wrong)
	}
	back := params["oauth_callback"]
	if u, err := url.Parse(back); back != "oob" && (err != nil || u.Hostname() != "127.0.0.1") {
		return problem("parameter_rejected")
	}
	token := fmt.Sprintf("72157600000000000-request%d", w.next())
	w.s.Requests[token] = &request{Secret: fmt.Sprintf("request-secret-%d", w.next()), Callback: back}
	return form(url.Values{"oauth_callback_confirmed": {"true"}, "oauth_token": {token}, "oauth_token_secret": {w.s.Requests[token].Secret}})
}

// authorize is Flickr's page, on which a person says yes at once.
func (w *World) authorize(r *simulator.Request) simulator.Answer {
	q := w.s.Requests[r.Query.Get("oauth_token")]
	if q == nil {
		return simulator.Answer{Status: http.StatusNotFound, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("Oops")}
	}
	q.Verifier, q.Rights = fmt.Sprintf("%09d", 123456000+w.next()), r.Query.Get("perms")
	if q.Callback == "oob" {
		shown := q.Verifier[:3] + "-" + q.Verifier[3:6] + "-" + q.Verifier[6:]
		return simulator.Answer{Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<p>" + shown + "</p>")}
	}
	sep := "?"
	if strings.Contains(q.Callback, "?") {
		sep = "&"
	}
	to := q.Callback + sep + url.Values{"oauth_token": {r.Query.Get("oauth_token")}, "oauth_verifier": {q.Verifier}}.Encode()
	return simulator.Answer{Status: http.StatusFound, Header: http.Header{"Location": {to}}}
}

// accessToken trades a request for a sign-in without end.
func (w *World) accessToken(r *simulator.Request) simulator.Answer {
	params := signed(r.Header)
	q := w.s.Requests[params["oauth_token"]]
	if q == nil {
		return problem("token_rejected")
	}
	if wrong := w.verify(r, params, q.Secret); wrong != "" {
		return problem(wrong)
	}
	if q.Verifier == "" || params["oauth_verifier"] != q.Verifier {
		return problem("verifier_invalid")
	}
	delete(w.s.Requests, params["oauth_token"])
	token, secret := fmt.Sprintf("72157719%09d-5c1e9a7be0d24f63", w.next()), fmt.Sprintf("c40d8e6b1f7a%04d", w.next())
	w.s.Access[token] = secret
	return form(url.Values{"fullname": {"Example Council"}, "oauth_token": {token}, "oauth_token_secret": {secret}, "user_nsid": {me}, "username": {ourName}})
}
