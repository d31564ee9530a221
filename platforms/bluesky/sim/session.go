package sim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// Scopes of sessions, and how long they last.
const (
	scopeMain       = "com.atproto.access"
	scopeApp        = "com.atproto.appPass"
	scopePrivileged = "com.atproto.appPassPrivileged"

	accessLife  = 2 * time.Hour
	refreshLife = 90 * 24 * time.Hour
)

// chatProxy is the header by which the account's server knows whom to hand a
// private message to.
const chatProxy = "did:web:api.bsky.chat#bsky_chat"

// reportProxy is the same for a report.
const reportProxy = "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler"

func fault(status int, code, message string) simulator.Answer {
	return simulator.Answer{Status: status, Body: map[string]string{"error": code, "message": message}}
}

func badRequest(message string) simulator.Answer { return fault(400, "InvalidRequest", message) }

// Error is the network's own form of an error (simulator.Network).
func (n *network) Error(r *simulator.Request, f simulator.Fault, until time.Time) simulator.Answer {
	switch f {
	case simulator.RateLimited:
		a := fault(429, "RateLimitExceeded", "Rate Limit Exceeded")
		a.Header = http.Header{"Ratelimit-Limit": {"3000"}, "Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {strconv.FormatInt(until.Unix(), 10)}, "Ratelimit-Policy": {"3000;w=300"}}
		return a
	case simulator.Expired:
		if r.Header.Get("Authorization") == "" && !r.Call.Open {
			return fault(401, "AuthMissing", "Authentication Required")
		}
		return fault(400, "ExpiredToken", "Token has expired")
	case simulator.Revoked:
		return fault(400, "InvalidToken", "Bad token scope")
	case simulator.FailAfter:
		return fault(500, "InternalServerError", "Internal Server Error")
	}
	if r.Call.Name == "" {
		return fault(501, "MethodNotImplemented", "Method Not Implemented")
	}
	return badRequest("Input has properties that the method does not know, or lacks one")
}

// Signed tells whether the request carries an access that holds.
func (n *network) Signed(r *simulator.Request) bool {
	s, ok := n.Sessions[simulator.Bearer(r.Header)]
	return ok && !s.Refresh && n.clock().Before(s.Until)
}

// issue makes a new pair of access and refresh.
func (n *network) issue(scope string) (access, refresh string) {
	now := n.clock()
	make := func(scope string, life time.Duration) string {
		part := func(v any) string {
			raw, _ := json.Marshal(v)
			return base64.RawURLEncoding.EncodeToString(raw)
		}
		jwt := part(map[string]string{"typ": "at+jwt", "alg": "ES256K"}) + "." +
			part(map[string]any{"scope": scope, "sub": n.Did, "aud": "did:web:sim.example", "iat": now.Unix(), "exp": now.Add(life).Unix()}) + "." + part(n.next())
		n.Sessions[jwt] = session{Refresh: scope == "com.atproto.refresh", Until: now.Add(life)}
		return jwt
	}
	return make(scope, accessLife), make("com.atproto.refresh", refreshLife)
}

// sessionBody is what an answer about a session says.
func (n *network) sessionBody(r *simulator.Request) map[string]any {
	did, handle := n.Did, n.Handle
	if r.Fault == simulator.WrongIdentity {
		did, handle = didOf("somebody else"), "somebody-else.example"
	}
	return map[string]any{"did": did, "handle": handle, "email": "office@harbour-council.example", "emailConfirmed": true, "active": true,
		"didDoc": map[string]any{"id": did, "alsoKnownAs": []string{"at://" + handle},
			"service": []map[string]string{{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": r.URL}}}}
}

func (n *network) createSession(r *simulator.Request) simulator.Answer {
	scope := n.Rights
	identifier := strings.ToLower(r.Value("identifier"))
	switch {
	case identifier != n.Handle && identifier != n.Did:
		return fault(401, "AuthenticationRequired", "Invalid identifier or password")
	case r.Value("password") == mainPassword:
		scope = scopeMain
	case r.Value("password") != password:
		return fault(401, "AuthenticationRequired", "Invalid identifier or password")
	}
	body := n.sessionBody(r)
	body["accessJwt"], body["refreshJwt"] = n.issue(scope)
	return simulator.Answer{Body: body}
}

// refreshSession takes a refresh once. The real server forgives a second use for
// a while; the adapter must not lean on it.
func (n *network) refreshSession(r *simulator.Request) simulator.Answer {
	old := simulator.Bearer(r.Header)
	s, ok := n.Sessions[old]
	switch {
	case old == "":
		return fault(401, "AuthMissing", "Authentication Required")
	case !ok || !s.Refresh || !n.clock().Before(s.Until):
		return fault(400, "ExpiredToken", "Token has been revoked")
	}
	delete(n.Sessions, old)
	body := n.sessionBody(r)
	body["accessJwt"], body["refreshJwt"] = n.issue(n.Rights)
	return simulator.Answer{Body: body}
}

func (n *network) resolveHandle(r *simulator.Request) simulator.Answer {
	handle := strings.ToLower(r.Value("handle"))
	if handle == n.Handle {
		return simulator.Answer{Body: map[string]string{"did": n.Did}}
	}
	for _, p := range n.People {
		if p.Handle == handle && p.Did != n.Did {
			return simulator.Answer{Body: map[string]string{"did": p.Did}}
		}
	}
	return badRequest("Unable to resolve handle")
}

// Answer carries a request out (simulator.Network).
func (n *network) Answer(r *simulator.Request) simulator.Answer {
	doc := r.Call.Doc
	if strings.HasPrefix(doc, "chat.") {
		if r.Header.Get("Atproto-Proxy") != chatProxy {
			return fault(501, "MethodNotImplemented", "Method Not Implemented")
		}
		if n.Rights != scopePrivileged {
			return fault(400, "InvalidToken", "Bad token method")
		}
		return n.chat(r)
	}
	switch r.Call.Name {
	case "createSession":
		return n.createSession(r)
	case "refreshSession":
		return n.refreshSession(r)
	case "getSession":
		return simulator.Answer{Body: n.sessionBody(r)}
	case "resolveHandle":
		return n.resolveHandle(r)
	case "createReport":
		return n.report(r)
	case "picture":
		if b := n.Blobs[r.Vars["cid"]]; b != nil {
			return simulator.Answer{Header: http.Header{"Content-Type": {b.Type}}, Body: b.Bytes}
		}
		return simulator.Answer{Status: http.StatusNotFound, Body: []byte("not found")}
	}
	if strings.HasPrefix(doc, "com.atproto.repo.") {
		return n.repo(r)
	}
	return n.view(r)
}

// limit reads a page's size; ok is false for one that the lexicon forbids.
func limit(r *simulator.Request) (size int, ok bool) {
	if !r.Query.Has("limit") {
		return limitUsual, true
	}
	size, err := strconv.Atoi(r.Query.Get("limit"))
	return size, err == nil && size >= 1 && size <= limitMost
}

// shown is a page's list as a fault distorts it.
func shown[T any](list []T, f simulator.Fault) []T {
	if list == nil {
		list = []T{}
	}
	switch f {
	case simulator.Doubled:
		return append(append([]T{}, list...), list...)
	case simulator.Disorder:
		out := make([]T, len(list))
		for i, v := range list {
			out[len(list)-1-i] = v
		}
		return out
	}
	return list
}

// canonical writes a value with sorted keys.
func canonical(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}
