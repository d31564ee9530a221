package linkedin

import (
	"net/url"
	"strings"
)

// LinkedIn names everything by URNs. In paths and queries they are percent-encoded
// whole; List(…) and other parentheses of Rest.li around them are not.
const (
	orgPrefix      = "urn:li:organization:"
	personPrefix   = "urn:li:person:"
	commentPrefix  = "urn:li:comment:"
	activityPrefix = "urn:li:activity:"
	sharePrefix    = "urn:li:share:"
	ugcPrefix      = "urn:li:ugcPost:"
)

// enc percent-encodes a URN for a path or query.
func enc(urn string) string { return url.QueryEscape(urn) }

// list is Rest.li's List(…) of URNs.
func list(urns []string) string {
	out := make([]string, len(urns))
	for i, u := range urns {
		out[i] = enc(u)
	}
	return "List(" + strings.Join(out, ",") + ")"
}

// commentURN is the name of a comment below object.
func commentURN(object, id string) string { return commentPrefix + "(" + object + "," + id + ")" }

// splitComment takes a comment's URN apart into what it stands below and its
// number; ok is false for anything else. Notifications write the inner name
// without its urn:li:, which is put back.
func splitComment(urn string) (object, id string, ok bool) {
	inner, ok := strings.CutPrefix(urn, commentPrefix+"(")
	if !ok || !strings.HasSuffix(inner, ")") {
		return "", "", false
	}
	object, id, ok = strings.Cut(strings.TrimSuffix(inner, ")"), ",")
	if !strings.HasPrefix(object, "urn:li:") {
		object = "urn:li:" + object
	}
	return object, id, ok && id != ""
}

// wholeURN is a comment's URN in its long form, every other one as it is.
func wholeURN(urn string) string {
	if object, id, ok := splitComment(urn); ok {
		return commentURN(object, id)
	}
	return urn
}

func isComment(urn string) bool {
	_, _, ok := splitComment(urn)
	return ok
}

func isPost(urn string) bool {
	return strings.HasPrefix(urn, sharePrefix) || strings.HasPrefix(urn, ugcPrefix) || strings.HasPrefix(urn, activityPrefix)
}

// commentsPath lists, or takes, the comments below a post or comment.
func commentsPath(urn string) string { return "/rest/socialActions/" + enc(urn) + "/comments" }

// commentPath is one comment's own.
func commentPath(object, id string) string { return commentsPath(object) + "/" + url.PathEscape(id) }

// permalink opens a post or comment on LinkedIn. That the comment goes into the
// query is a guess: LinkedIn's own pages do so (platforms.md 5 [M]).
func permalink(urn string) string {
	if object, id, ok := splitComment(urn); ok {
		short := commentPrefix + "(" + strings.TrimPrefix(object, "urn:li:") + "," + id + ")"
		return siteBase + "/feed/update/" + object + "/?commentUrn=" + url.QueryEscape(short)
	}
	if isPost(urn) {
		return siteBase + "/feed/update/" + urn + "/"
	}
	return ""
}

// adminPage is where a page's own people work (platforms.md 5 [M]).
func adminPage(org string) string {
	number := strings.TrimPrefix(org, orgPrefix)
	if number == "" {
		return siteBase + "/company/setup/new/"
	}
	return siteBase + "/company/" + number + "/admin/"
}

func isActivity(urn string) bool { return strings.HasPrefix(urn, activityPrefix) }
