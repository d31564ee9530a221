package sim

import (
	"net/http"

	"commsdesk/platforms/simulator"
)

// Calls is what LinkedIn's interface for pages is, as far as it is used
// (platforms.md 5): our own table, for which no description in machine form exists.
func (n *network) Calls() []simulator.Call {
	paging := []string{"start", "count"}
	with := func(names ...string) []string { return append(names, paging...) }
	return []simulator.Call{
		{Name: "sign-in", Method: http.MethodPost, Path: "/oauth/v2/accessToken", Open: true, Required: []string{"grant_type", "client_id"},
			Body: []string{"grant_type", "code", "redirect_uri", "client_id", "client_secret", "refresh_token", "code_verifier"}},
		{Name: "pages", Method: http.MethodGet, Path: "/rest/organizationAcls", Query: with("q", "role", "state"), Required: []string{"q"}},
		{Name: "page", Method: http.MethodGet, Path: "/rest/organizations/{id}"},
		{Name: "posts", Method: http.MethodGet, Path: "/rest/posts", Query: with("q", "author", "sortBy", "isDsc"), Required: []string{"q", "author"}},
		{Name: "post", Method: http.MethodGet, Path: "/rest/posts/{urn}", Query: []string{"viewContext"}},
		{Name: "publish", Method: http.MethodPost, Path: "/rest/posts", Write: true,
			Body: []string{"author", "commentary", "visibility", "distribution", "lifecycleState", "isReshareDisabledByAuthor", "content", "contentLandingPage"}, Required: []string{"author", "commentary", "visibility", "distribution", "lifecycleState"}},
		{Name: "withdraw", Method: http.MethodDelete, Path: "/rest/posts/{urn}", Write: true},
		{Name: "notifications", Method: http.MethodGet, Path: "/rest/organizationalEntityNotifications",
			Query: with("q", "organizationalEntity", "actions", "sourcePost", "timeRange"), Required: []string{"q", "organizationalEntity", "actions"}},
		{Name: "comments", Method: http.MethodGet, Path: "/rest/socialActions/{urn}/comments", Query: with("projection")},
		{Name: "reply", Method: http.MethodPost, Path: "/rest/socialActions/{urn}/comments", Write: true,
			Body: []string{"actor", "object", "message", "parentComment", "content"}, Required: []string{"actor", "object", "message"}},
		{Name: "comment", Method: http.MethodGet, Path: "/rest/socialActions/{urn}/comments/{id}", Query: []string{"projection"}},
		{Name: "delete", Method: http.MethodDelete, Path: "/rest/socialActions/{urn}/comments/{id}", Query: []string{"actor"}, Required: []string{"actor"}, Write: true},
		{Name: "upload", Method: http.MethodPost, Path: "/rest/images", Query: []string{"action"}, Required: []string{"action", "initializeUploadRequest"}, Body: []string{"initializeUploadRequest"}, Write: true},
		{Name: "bytes", Method: http.MethodPut, Path: "/dms-uploads/{id}/uploaded-image/0", Query: []string{"ca", "sync"}, Write: true},
		{Name: "statistics", Method: http.MethodGet, Path: "/rest/organizationalEntityShareStatistics",
			Query: []string{"q", "organizationalEntity", "shares", "ugcPosts", "timeIntervals"}, Required: []string{"q", "organizationalEntity"}},
		{Name: "followers", Method: http.MethodGet, Path: "/rest/networkSizes/{urn}", Query: []string{"edgeType"}, Required: []string{"edgeType"}},
	}
}

// Lengths, sizes and lives that the simulator holds to.
const (
	postMost    = 3000
	commentMost = 1250
	imagesMost  = 20
	countMost   = 100
	accessLife  = 60 * 24 * 3600
	refreshLife = 365 * 24 * 3600
)

// kinds are the notifications that there are.
var kinds = []string{"LIKE", "COMMENT", "SHARE", "SHARE_MENTION", "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "COMMENT_MENTION"}
