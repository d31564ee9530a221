// Package sim is a simulated Instagram: both ways in, a professional account with
// posts, residents who comment, tag and write in private, and containers that
// become posts (platforms.md 4).
package sim

import "commsdesk/platforms/simulator"

// version is the one version that the simulator speaks.
const version = "v25.0"

// paged are the parameters of every edge that comes in pages. The app's proof and
// the token in "next" addresses are Meta's own.
var paged = []string{"fields", "limit", "after", "before", "appsecret_proof"}

func with(names ...string) []string { return append(append([]string{}, paged...), names...) }

// sending are the parameters of a private message.
var sending = []string{"recipient", "message", "messaging_type", "tag"}

// making are those parameters of a container that this program may use.
var making = []string{"image_url", "video_url", "media_type", "upload_type", "caption", "alt_text", "is_carousel_item", "children", "share_to_feed"}

// get is a reading call, post a changing one.
func get(name, path, doc string, query ...string) simulator.Call {
	return simulator.Call{Name: name, Method: "GET", Path: "/" + version + path, Query: with(query...), Doc: doc}
}

func post(name, path, doc string, required, body []string) simulator.Call {
	return simulator.Call{Name: name, Method: "POST", Path: "/" + version + path, Query: []string{"appsecret_proof"},
		Required: required, Body: body, Write: true, Doc: doc}
}

// both are the calls that either route has. Doc is the node and edge in Meta's
// description; an edge "#get" is the node itself.
func both() []simulator.Call {
	return []simulator.Call{
		get("media", "/{ig}/media", "IGUser/media", "since", "until"),
		get("tags", "/{ig}/tags", "IGUser/tags"),
		get("quota", "/{ig}/content_publishing_limit", "IGUser/content_publishing_limit", "since"),
		get("comments", "/{media}/comments", "IGMedia/comments"),
		get("replies", "/{comment}/replies", "IGComment/replies"),
		get("insights", "/{id}/insights", "IGUser/insights", "metric", "period", "metric_type", "since", "until"),
		post("reply", "/{comment}/replies", "IGComment/replies", []string{"message"}, []string{"message"}),
		post("comment", "/{media}/comments", "IGMedia/comments", []string{"message"}, []string{"message"}),
		post("mention", "/{ig}/mentions", "IGUser/mentions", []string{"message", "media_id"}, []string{"message", "media_id", "comment_id"}),
		post("container", "/{ig}/media", "IGUser/media", nil, making),
		post("publish", "/{ig}/media_publish", "IGUser/media_publish", []string{"creation_id"}, []string{"creation_id"}),
		post("hide", "/{comment}", "IGComment/#update", []string{"hide"}, []string{"hide"}),
		{Name: "delete", Method: "DELETE", Path: "/" + version + "/{id}", Query: []string{"appsecret_proof"}, Write: true, Doc: "IGComment/#delete"},
		get("node", "/{id}", "IGMedia/#get"),
		{Name: "file", Method: "GET", Path: "/cdn/{file...}", Open: true},
	}
}

// pageCalls are those of the route through Facebook Login, before the ones of
// both, since the first that fits is taken.
func pageCalls() []simulator.Call {
	return []simulator.Call{
		get("accounts", "/me/accounts", "User/accounts"),
		get("me", "/me", "Page/#get"),
		get("debug", "/debug_token", "", "input_token"),
		get("conversations", "/{page}/conversations", "Page/conversations", "platform", "user_id"),
		post("message", "/{page}/messages", "Page/messages", []string{"recipient", "message"}, sending),
		post("block", "/{page}/moderate_conversations", "Page/moderate_conversations", []string{"user_ids", "actions"}, []string{"user_ids", "actions"}),
		{Name: "upload", Method: "POST", Path: "/ig-api-upload/" + version + "/{container}", Write: true},
		{Name: "offset", Method: "GET", Path: "/ig-api-upload/" + version + "/{container}"},
	}
}

// loginCalls are those of the route through Instagram Login.
func loginCalls() []simulator.Call {
	return []simulator.Call{
		get("me", "/me", "IGUserForIGOnlyAPI/#get"),
		get("conversations", "/me/conversations", "IGUserForIGOnlyAPI/conversations", "platform", "user_id"),
		post("message", "/{ig}/messages", "IGUserForIGOnlyAPI/messages", []string{"recipient", "message"}, sending),
		{Name: "refresh", Method: "GET", Path: "/refresh_access_token", Query: []string{"grant_type", "access_token"},
			Required: []string{"grant_type", "access_token"}, Open: true, Doc: "IGRefreshAccessTokenForIGOnlyAPI/#get"},
	}
}

// Fields are what each node gives, by the node's name in Meta's description;
// edges that may be asked for inside it are Edges.
var Fields = map[string][]string{
	"IGUser":  {"id", "username", "name", "followers_count", "follows_count", "media_count", "profile_picture_url"},
	"IGMedia": {"id", "caption", "media_type", "media_product_type", "permalink", "shortcode", "timestamp", "like_count", "comments_count", "alt_text", "is_comment_enabled", "username", "media_url", "thumbnail_url", "owner"},
	"IGMediaForIGOnlyAPI": {"id", "caption", "media_type", "media_product_type", "permalink", "shortcode", "timestamp", "like_count", "comments_count",
		"alt_text", "is_comment_enabled", "username", "media_url", "thumbnail_url", "owner"},
	"IGComment":          {"id", "text", "timestamp", "username", "from", "hidden", "like_count", "parent_id", "media"},
	"IGCommentFromUser":  {"id", "username"},
	"IGUserForIGOnlyAPI": {"id", "user_id", "username", "name", "account_type", "followers_count", "follows_count", "media_count", "profile_picture_url"},
	"UnifiedThread":      {"id", "updated_time", "participants", "link"},
	"Page":               {"id", "name", "username", "access_token", "tasks", "instagram_business_account", "link"},
}

// Edges are those that may stand among the fields of a node.
var Edges = map[string][]string{
	"IGComment":     {"replies"},
	"IGMedia":       {"comments"},
	"UnifiedThread": {"messages"},
}
