package x

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the one method of OAuth 1.0a that X takes
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// The items under which pasted keys lie in the keyring.
const (
	itemKey         = "oauth1_key"
	itemKeySecret   = "oauth1_key_secret"
	itemOwner       = "oauth1_access"
	itemOwnerSecret = "oauth1_access_secret"
)

// keys are the four strings of OAuth 1.0a (RFC 5849).
type keys struct{ key, keySecret, owner, ownerSecret string }

// readKeys reads the pasted keys and says which is missing or of the wrong kind.
func readKeys(ctx context.Context, secrets platforms.Secrets) (keys, error) {
	var k keys
	missing := ""
	for _, f := range []struct {
		item, label string
		value       *string
	}{
		{itemKey, "API key", &k.key}, {itemKeySecret, "API key secret", &k.keySecret},
		{itemOwner, "access key", &k.owner}, {itemOwnerSecret, "access key secret", &k.ownerSecret},
	} {
		raw, err := secrets.Get(ctx, f.item)
		if err != nil {
			return k, err
		}
		if *f.value = web.Pasted(raw); *f.value == "" && missing == "" {
			missing = f.label
		}
	}
	if missing != "" {
		return k, keyError("The " + missing + " is missing. Copy all four strings from the app's page of keys at console.x.com and paste them again.")
	}
	return k, k.check()
}

// check finds keys that were pasted into the wrong field. An access key begins
// with the account's id and a hyphen; the others have no hyphen there.
func (k keys) check() error {
	owner, _, ok := strings.Cut(k.owner, "-")
	switch {
	case strings.HasPrefix(k.owner, "AAAA"), strings.HasPrefix(k.key, "AAAA"):
		return keyError("One of these strings is the application's own bearer key, which can't act for an account. Paste the API key and the access key, each with its secret.")
	case !ok || !number(owner):
		if id, _, ok := strings.Cut(k.key, "-"); ok && number(id) {
			return keyError("The API key and the access key were pasted into each other's fields. Swap them.")
		}
		return keyError("This is no access key of X: it begins with digits and a hyphen. Copy it again from the app's page of keys.")
	}
	return nil
}

func keyError(sentence string) error {
	return &platforms.Error{Class: platforms.ClassAuth, Sentence: sentence}
}

// authorise signs a request (RFC 5849 3). Bodies of JSON and multipart are not
// part of what is signed; we send no form with it.
func (k keys) authorise(r *http.Request, now time.Time, nonce string) {
	oauth := map[string]string{
		"oauth_consumer_key": k.key, "oauth_nonce": nonce, "oauth_signature_method": "HMAC-SHA1",
		"oauth_timestamp": strconv.FormatInt(now.Unix(), 10), "oauth_token": k.owner, "oauth_version": "1.0",
	}
	oauth["oauth_signature"] = k.signature(baseString(r.Method, r.URL, oauth, nil))
	names := make([]string, 0, len(oauth))
	for name := range oauth {
		names = append(names, name)
	}
	sort.Strings(names)
	parts := make([]string, 0, len(names))
	for _, name := range names {
		parts = append(parts, escape(name)+`="`+escape(oauth[name])+`"`)
	}
	r.Header.Set("Authorization", "OAuth "+strings.Join(parts, ", "))
}

// signature is HMAC-SHA1 over the base string (RFC 5849 3.4.2).
func (k keys) signature(base string) string {
	mac := hmac.New(sha1.New, []byte(escape(k.keySecret)+"&"+escape(k.ownerSecret)))
	_, _ = mac.Write([]byte(base)) // a hash never fails
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// baseString is what is signed (RFC 5849 3.4.1): the method, the address without
// its query, and every parameter of query, header and form in order.
func baseString(method string, u *url.URL, oauth map[string]string, form url.Values) string {
	var pairs []string
	for _, values := range []url.Values{u.Query(), form} {
		for name, all := range values {
			for _, v := range all {
				pairs = append(pairs, escape(name)+"="+escape(v))
			}
		}
	}
	for name, v := range oauth {
		pairs = append(pairs, escape(name)+"="+escape(v))
	}
	// By name, then by value (3.4.1.3.2): not by the pair, whose = would come
	// after the hyphen of a longer name.
	sort.Slice(pairs, func(i, j int) bool {
		a, av, _ := strings.Cut(pairs[i], "=")
		b, bv, _ := strings.Cut(pairs[j], "=")
		if a != b {
			return a < b
		}
		return av < bv
	})
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	address := strings.ToLower(u.Scheme) + "://" + hostOf(u) + path
	return strings.ToUpper(method) + "&" + escape(address) + "&" + escape(strings.Join(pairs, "&"))
}

// hostOf is the host in lower case, with its port unless that is the usual one.
func hostOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if u.Scheme == "https" {
		return strings.TrimSuffix(host, ":443")
	}
	return strings.TrimSuffix(host, ":80")
}

// escape is percent-encoding by RFC 5849 3.6.
func escape(s string) string {
	const hexes = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if nameByte(c) || c == '-' || c == '.' || c == '~' {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexes[c>>4])
		b.WriteByte(hexes[c&15])
	}
	return b.String()
}

// random is n random bytes in hex.
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}
