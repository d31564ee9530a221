// Package sim is a simulated Threads: a profile with posts, residents who reply to
// it and name it elsewhere, and containers that become posts (platforms.md 10).
package sim

import "commsdesk/platforms/simulator"

// version is the one version that Threads has.
const version = "v1.0"

var paged = []string{"fields", "limit", "after", "before"}

func with(names ...string) []string { return append(append([]string{}, paged...), names...) }

// making are those parameters of a container that this program may use.
var making = []string{"media_type", "text", "image_url", "video_url", "alt_text", "is_carousel_item", "children", "reply_to_id", "link_attachment"}

// calls is the table of facts; Doc names the request in Meta's collection.
var calls = []simulator.Call{
	{Name: "authorize", Method: "GET", Path: "/oauth/authorize", Query: []string{"client_id", "redirect_uri", "scope", "response_type", "state"},
		Required: []string{"client_id", "redirect_uri", "scope", "response_type"}, Open: true},
	{Name: "code", Method: "POST", Path: "/oauth/access_token", Body: []string{"client_id", "client_secret", "code", "grant_type", "redirect_uri"},
		Required: []string{"client_id", "client_secret", "code", "grant_type", "redirect_uri"}, Open: true, Doc: "Exchange the Code For a Token"},
	{Name: "exchange", Method: "GET", Path: "/access_token", Query: []string{"grant_type", "client_secret", "access_token"},
		Required: []string{"grant_type", "client_secret", "access_token"}, Open: true, Doc: "Get Long-Lived Access Token"},
	{Name: "refresh", Method: "GET", Path: "/refresh_access_token", Query: []string{"grant_type", "access_token"},
		Required: []string{"grant_type", "access_token"}, Open: true, Doc: "Refresh Access Token"},
	{Name: "debug", Method: "GET", Path: "/" + version + "/debug_token", Query: []string{"input_token"}, Doc: "Debug Access Token"},

	{Name: "me", Method: "GET", Path: "/" + version + "/me", Query: []string{"fields"}, Doc: "Get App-Scoped User's Profile Information"},
	{Name: "posts", Method: "GET", Path: "/" + version + "/me/threads", Query: with("since", "until"), Doc: "Get a List of All a User's Threads"},
	{Name: "own replies", Method: "GET", Path: "/" + version + "/me/replies", Query: with("since", "until"), Doc: "Get a List of All a User's Replies"},
	{Name: "mentions", Method: "GET", Path: "/" + version + "/me/mentions", Query: with("since", "until"), Doc: "Get Mentioned Threads Posts"},
	{Name: "account insights", Method: "GET", Path: "/" + version + "/me/threads_insights", Query: []string{"metric", "since", "until"}, Doc: "Get Account Insights"},
	{Name: "quota", Method: "GET", Path: "/" + version + "/me/threads_publishing_limit", Query: []string{"fields"}, Doc: "Retrieve Publishing Quota Limit"},
	{Name: "conversation", Method: "GET", Path: "/" + version + "/{post}/conversation", Query: with("reverse"), Doc: "Get Threads Conversations"},
	{Name: "replies", Method: "GET", Path: "/" + version + "/{post}/replies", Query: with("reverse"), Doc: "Get Threads Replies"},
	{Name: "insights", Method: "GET", Path: "/" + version + "/{post}/insights", Query: []string{"metric"}, Doc: "Get Post Insights"},
	{Name: "node", Method: "GET", Path: "/" + version + "/{post}", Query: []string{"fields"}, Doc: "Get Threads Post Details"},

	{Name: "container", Method: "POST", Path: "/" + version + "/me/threads", Required: []string{"media_type"}, Body: making, Write: true, Doc: "1.1 Create Text Container"},
	{Name: "publish", Method: "POST", Path: "/" + version + "/me/threads_publish", Required: []string{"creation_id"}, Body: []string{"creation_id"}, Write: true, Doc: "2. Publish Threads Post"},
	{Name: "hide", Method: "POST", Path: "/" + version + "/{post}/manage_reply", Required: []string{"hide"}, Body: []string{"hide"}, Write: true, Doc: "Hide Replies"},
	{Name: "delete", Method: "DELETE", Path: "/" + version + "/{post}", Write: true, Doc: "Delete Threads Post"},
}

// Fields are what a post, a profile and a container give.
var Fields = map[string][]string{
	"threads": {"id", "media_product_type", "media_type", "media_url", "permalink", "owner", "username", "text", "timestamp", "shortcode",
		"is_quote_post", "has_replies", "alt_text", "link_attachment_url"},
	"replies":   {"is_reply", "is_reply_owned_by_me", "root_post", "replied_to", "hide_status"},
	"profile":   {"id", "username", "name", "threads_profile_picture_url"},
	"container": {"id", "status", "error_message"},
	"quota":     {"quota_usage", "config", "reply_quota_usage", "reply_config"},
}
