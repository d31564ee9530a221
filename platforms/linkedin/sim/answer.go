package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// Signed tells whether the request carries an access key that holds.
func (n *network) Signed(r *simulator.Request) bool {
	end, known := n.Access[simulator.Bearer(r.Header)]
	return known && (end == 0 || n.clock().UnixMilli() < end)
}

// Error is LinkedIn's form of an error. It has no header for limits: they begin
// anew at midnight UTC.
func (n *network) Error(r *simulator.Request, f simulator.Fault, _ time.Time) simulator.Answer {
	if r.Call.Name == "sign-in" && f != simulator.RateLimited && f != simulator.FailAfter {
		return simulator.Answer{Status: http.StatusBadRequest, Body: map[string]any{"error": "invalid_grant", "error_description": "The grant is not valid"}}
	}
	switch f {
	case simulator.RateLimited:
		return refuse(http.StatusTooManyRequests, "TOO_MANY_REQUESTS", 101, "Resource level throttle limit for calls to this resource is reached")
	case simulator.Expired:
		return refuse(http.StatusUnauthorized, "EXPIRED_ACCESS_TOKEN", 65602, "The token used in the request has expired")
	case simulator.Revoked:
		return refuse(http.StatusForbidden, "ACCESS_DENIED", 100, "Not enough permissions to access this resource")
	case simulator.FailAfter:
		return refuse(http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", 0, "Internal server error")
	}
	return refuse(http.StatusBadRequest, "ILLEGAL_ARGUMENT", 0, "Query parameters or body are not valid")
}

func refuse(status int, code string, service int, message string) simulator.Answer {
	return simulator.Answer{Status: status, Body: map[string]any{"status": status, "code": code, "serviceErrorCode": service, "message": message}}
}

func missing() simulator.Answer {
	return refuse(http.StatusNotFound, "RESOURCE_NOT_FOUND", 0, "Could not find entity")
}

// Answer carries a request out.
func (n *network) Answer(r *simulator.Request) simulator.Answer {
	if r.Call.Name == "sign-in" {
		return n.signIn(r)
	}
	if r.Call.Name == "bytes" {
		return n.bytes(r)
	}
	if a, bad := n.headers(r); bad {
		return a
	}
	switch r.Call.Name {
	case "pages":
		return n.pages(r)
	case "page":
		return n.page(r)
	case "posts":
		return n.listPosts(r)
	case "post":
		return n.onePost(r)
	case "publish":
		return n.takePost(r)
	case "withdraw":
		return n.withdraw(r)
	case "notifications":
		return n.notifications(r)
	case "comments":
		return n.listComments(r)
	case "comment":
		return n.oneComment(r)
	case "reply":
		return n.reply(r)
	case "delete":
		return n.remove(r)
	case "upload":
		return n.upload(r)
	case "statistics":
		return n.statistics(r)
	}
	return n.followers(r)
}

// rawURN is a URN that was not percent-encoded, rawList a List whose own signs were.
var (
	rawURN  = regexp.MustCompile(`urn:li`)
	rawList = regexp.MustCompile(`List%28|%28start|List\([^)]*urn:`)
)

// headers checks the dated version, the protocol, and how names are encoded.
func (n *network) headers(r *simulator.Request) (simulator.Answer, bool) {
	version := r.Header.Get("Linkedin-Version")
	switch {
	case version == "":
		return refuse(http.StatusBadRequest, "VERSION_MISSING", 0, "A version must be present"), true
	case len(version) != 6 || version <= n.dead:
		return refuse(http.StatusUpgradeRequired, "NONEXISTENT_VERSION", 0, "Requested version "+version+" is not active"), true
	case r.Header.Get("X-Restli-Protocol-Version") != "2.0.0":
		return refuse(http.StatusBadRequest, "PROTOCOL_VERSION", 0, "Rest.li protocol version 2.0.0 is expected"), true
	case rawURN.MatchString(r.Raw.URL.EscapedPath()+"?"+r.Raw.URL.RawQuery) || rawList.MatchString(r.Raw.URL.RawQuery):
		return refuse(http.StatusBadRequest, "ILLEGAL_ARGUMENT", 0, "Syntax exception in path variables or query"), true
	}
	return simulator.Answer{}, false
}

// signIn is the exchange of codes and refresh keys.
func (n *network) signIn(r *simulator.Request) simulator.Answer {
	bad := func(code string) simulator.Answer {
		return simulator.Answer{Status: http.StatusBadRequest, Body: map[string]any{"error": code, "error_description": "refused"}}
	}
	if r.Form.Get("client_id") != clientID {
		return simulator.Answer{Status: http.StatusUnauthorized, Body: map[string]any{"error": "invalid_client", "error_description": "Client authentication failed"}}
	}
	now := n.clock()
	left, key := int64(refreshLife), refresh
	native := false
	switch r.Form.Get("grant_type") {
	case "authorization_code":
		challenge, known := n.Codes[r.Form.Get("code")]
		delete(n.Codes, r.Form.Get("code"))
		if !known || r.Form.Get("redirect_uri") == "" {
			return bad("invalid_grant")
		}
		if native = challenge != ""; native {
			sum := sha256.Sum256([]byte(r.Form.Get("code_verifier")))
			if base64.RawURLEncoding.EncodeToString(sum[:]) != challenge {
				return bad("invalid_grant")
			}
		}
		key = "AQY-refresh-" + n.id()
		n.Refresh[key] = now.Add(refreshLife * time.Second).UnixMilli()
	case "refresh_token":
		key = r.Form.Get("refresh_token")
		end, known := n.Refresh[key]
		if !known || now.UnixMilli() >= end {
			return bad("invalid_grant")
		}
		left = (end - now.UnixMilli()) / 1000
		native = r.Form.Get("client_secret") == ""
	default:
		return bad("unsupported_grant_type")
	}
	if !native && r.Form.Get("client_secret") != secret {
		return simulator.Answer{Status: http.StatusUnauthorized, Body: map[string]any{"error": "invalid_client", "error_description": "Client authentication failed"}}
	}
	if !native && r.Form.Get("code_verifier") != "" {
		return bad("invalid_request")
	}
	life := min(int64(accessLife), left)
	fresh := "AQX-access-" + n.id()
	n.Access[fresh] = now.Add(time.Duration(life) * time.Second).UnixMilli()
	return simulator.Answer{Body: map[string]any{"access_token": fresh, "expires_in": life, "refresh_token": key, "refresh_token_expires_in": left,
		"scope": "r_organization_social,w_organization_social", "token_type": "Bearer"}}
}

// pages are those that the member has a role on.
func (n *network) pages(r *simulator.Request) simulator.Answer {
	org := Org
	if r.Fault == simulator.WrongIdentity {
		org = otherOrg
	}
	var elements []any
	if n.role != "" {
		elements = append(elements, map[string]any{"organization": org, "role": n.role, "roleAssignee": "urn:li:person:officer", "state": "APPROVED"})
	}
	for i := range n.more {
		elements = append(elements, map[string]any{"organization": "urn:li:organization:" + strconv.Itoa(7000+i), "role": n.role, "roleAssignee": "urn:li:person:officer", "state": "APPROVED"})
	}
	return listed(r, elements)
}

func (n *network) page(r *simulator.Request) simulator.Answer {
	switch "urn:li:organization:" + r.Vars["id"] {
	case Org:
		if r.Fault != simulator.WrongIdentity {
			return simulator.Answer{Body: map[string]any{"id": 5150, "localizedName": pageName, "vanityName": vanity}}
		}
	case otherOrg:
	default:
		return missing()
	}
	return simulator.Answer{Body: map[string]any{"id": 6160, "localizedName": "Southmere Council", "vanityName": "southmere-council"}}
}

// listed is a page of a listing, in LinkedIn's form.
func listed(r *simulator.Request, all []any) simulator.Answer {
	return listedOf(r, len(all), func(i int) any { return all[i] })
}

// listedOf is a page of total elements, made as needed.
func listedOf(r *simulator.Request, total int, element func(i int) any) simulator.Answer {
	start, _ := strconv.Atoi(r.Query.Get("start"))
	count, _ := strconv.Atoi(r.Query.Get("count"))
	if count <= 0 {
		count = 10
	}
	if count > countMost {
		return refuse(http.StatusBadRequest, "ILLEGAL_ARGUMENT", 0, "count is too large")
	}
	end := min(start+count, total)
	elements := []any{}
	for i := start; i < end; i++ {
		elements = append(elements, element(i))
	}
	switch r.Fault {
	case simulator.Doubled:
		elements = append(elements, elements...)
	case simulator.Disorder:
		for i, j := 0, len(elements)-1; i < j; i, j = i+1, j-1 {
			elements[i], elements[j] = elements[j], elements[i]
		}
	}
	links := []any{}
	if end < total {
		links = append(links, map[string]any{"type": "application/json", "rel": "next", "href": r.Raw.URL.Path + "?start=" + strconv.Itoa(end)})
	}
	return simulator.Answer{Body: map[string]any{"elements": elements, "paging": map[string]any{"start": start, "count": count, "total": total, "links": links}}}
}

// inList takes a Rest.li List(…) apart.
func inList(raw, name string) (out []string, ok bool) {
	for part := range strings.SplitSeq(raw, "&") {
		key, value, _ := strings.Cut(part, "=")
		if key != name {
			continue
		}
		inner, found := strings.CutPrefix(value, "List(")
		if !found || !strings.HasSuffix(inner, ")") {
			return nil, false
		}
		for v := range strings.SplitSeq(strings.TrimSuffix(inner, ")"), ",") {
			un, err := url.QueryUnescape(v)
			if err != nil {
				return nil, false
			}
			out = append(out, un)
		}
	}
	return out, true
}
