package sim

import "commsdesk/platforms/simulator"

// Names of the calls at which faults are aimed.
const (
	Notifications = "notifications"
	OwnStatuses   = "own statuses"
	ByIDs         = "statuses"
	Context       = "context"
	Publish       = "publish"
	Block         = "block"
	Unblock       = "unblock"
	Mute          = "mute"
	Unmute        = "unmute"
	Report        = "report"
)

// calls is what docs.joinmastodon.org says of the methods that are used, for
// versions up to 4.6: nothing else is answered.
var calls = []simulator.Call{
	{Name: "instance", Method: "GET", Path: "/api/v2/instance", Open: true, Doc: "instance/#v2"},
	{Name: "instance v1", Method: "GET", Path: "/api/v1/instance", Open: true, Doc: "instance/#v1"},
	{Name: "metadata", Method: "GET", Path: "/.well-known/oauth-authorization-server", Open: true, Doc: "oauth/#authorization-server-metadata"},
	{Name: "register", Method: "POST", Path: "/api/v1/apps", Open: true, Write: true, Doc: "apps/#create",
		Body: []string{"client_name", "redirect_uris", "scopes", "website"}, Required: []string{"client_name", "redirect_uris"}},
	{Name: "authorize", Method: "GET", Path: "/oauth/authorize", Open: true, Doc: "oauth/#authorize",
		Query:    []string{"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "force_login", "lang"},
		Required: []string{"response_type", "client_id", "redirect_uri"}},
	{Name: "token", Method: "POST", Path: "/oauth/token", Open: true, Write: true, Doc: "oauth/#token",
		Body:     []string{"grant_type", "code", "client_id", "client_secret", "redirect_uri", "scope", "code_verifier", "refresh_token"},
		Required: []string{"grant_type", "client_id", "client_secret"}},
	{Name: "me", Method: "GET", Path: "/api/v1/accounts/verify_credentials", Doc: "accounts/#verify_credentials"},
	{Name: "application", Method: "GET", Path: "/api/v1/apps/verify_credentials", Doc: "apps/#verify_credentials"},
	{Name: Notifications, Method: "GET", Path: "/api/v1/notifications", Doc: "notifications/#get",
		Query: []string{"max_id", "since_id", "min_id", "limit", "types[]", "exclude_types[]", "account_id", "include_filtered"}},
	{Name: OwnStatuses, Method: "GET", Path: "/api/v1/accounts/{id}/statuses", Doc: "accounts/#statuses",
		Query: []string{"max_id", "since_id", "min_id", "limit", "only_media", "exclude_replies", "exclude_reblogs", "pinned", "tagged"}},
	{Name: ByIDs, Method: "GET", Path: "/api/v1/statuses", Query: []string{"id[]"}, Doc: "statuses/#index"},
	{Name: "status", Method: "GET", Path: "/api/v1/statuses/{id}", Doc: "statuses/#get"},
	{Name: Context, Method: "GET", Path: "/api/v1/statuses/{id}/context", Doc: "statuses/#context"},
	{Name: Publish, Method: "POST", Path: "/api/v1/statuses", Write: true, Doc: "statuses/#create",
		Body: []string{"status", "media_ids", "in_reply_to_id", "sensitive", "spoiler_text", "visibility", "language", "scheduled_at", "quoted_status_id"}},
	{Name: "delete", Method: "DELETE", Path: "/api/v1/statuses/{id}", Query: []string{"delete_media"}, Write: true, Doc: "statuses/#delete"},
	{Name: "planned", Method: "GET", Path: "/api/v1/scheduled_statuses", Query: []string{"max_id", "since_id", "min_id", "limit"}, Doc: "scheduled_statuses/#get"},
	{Name: "cancel", Method: "DELETE", Path: "/api/v1/scheduled_statuses/{id}", Write: true, Doc: "scheduled_statuses/#cancel"},
	{Name: "upload", Method: "POST", Path: "/api/v2/media", Body: []string{"file", "thumbnail", "description", "focus"}, Required: []string{"file"}, Write: true, Doc: "media/#v2"},
	{Name: "media", Method: "GET", Path: "/api/v1/media/{id}", Doc: "media/#get"},
	{Name: Block, Method: "POST", Path: "/api/v1/accounts/{id}/block", Write: true, Doc: "accounts/#block"},
	{Name: Unblock, Method: "POST", Path: "/api/v1/accounts/{id}/unblock", Write: true, Doc: "accounts/#unblock"},
	{Name: Mute, Method: "POST", Path: "/api/v1/accounts/{id}/mute", Body: []string{"notifications", "duration"}, Write: true, Doc: "accounts/#mute"},
	{Name: Unmute, Method: "POST", Path: "/api/v1/accounts/{id}/unmute", Write: true, Doc: "accounts/#unmute"},
	{Name: Report, Method: "POST", Path: "/api/v1/reports", Write: true, Doc: "reports/#post", Required: []string{"account_id"},
		Body: []string{"account_id", "status_ids", "comment", "forward", "category", "rule_ids"}},
	{Name: "blocks", Method: "GET", Path: "/api/v1/blocks", Query: []string{"max_id", "since_id", "min_id", "limit"}, Doc: "blocks/#get"},
	{Name: "file", Method: "GET", Path: "/files/{name}", Open: true, Doc: "a media_attachment's url"},
}
