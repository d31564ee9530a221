// Package sim is a Facebook Page with residents in it: what the Graph API takes
// and says, from our own table of facts, for tests and the sample desk.
package sim

import "commsdesk/platforms/simulator"

// Node is what is known of one kind of object.
type Node struct {
	// Doc is its name in the description, "" where the description lacks it.
	Doc string
	// Fields can be asked for. Extra are those that Meta documents in prose and
	// the description lacks.
	Fields, Extra []string
	// Inner are the fields and edges that open into other nodes, by their kind.
	Inner map[string]string
}

// has tells whether a field can be asked for.
func (n Node) has(name string) bool {
	for _, list := range [][]string{n.Fields, n.Extra} {
		for _, f := range list {
			if f == name {
				return true
			}
		}
	}
	_, ok := n.Inner[name]
	return ok
}

// Nodes is the table of objects and their fields.
func Nodes() map[string]Node {
	return map[string]Node{
		"Page": {Doc: "Page", Fields: []string{"id", "name", "username", "link", "fan_count", "followers_count", "access_token"},
			Extra: []string{"tasks"}},
		"User":    {Doc: "User", Fields: []string{"id", "name"}},
		"Profile": {Doc: "Profile", Fields: []string{"id", "name", "username"}},
		"PagePost": {Doc: "PagePost", Fields: []string{"id", "message", "story", "from", "created_time", "updated_time", "permalink_url",
			"is_published", "is_hidden", "shares", "scheduled_publish_time"},
			Inner: map[string]string{"from": "Profile", "comments": "Comment", "reactions": "Profile", "attachments": "StoryAttachment"}},
		"Comment": {Doc: "Comment", Fields: []string{"id", "message", "created_time", "permalink_url", "is_hidden", "can_hide",
			"can_remove", "can_comment", "can_reply_privately", "comment_count", "like_count", "message_tags"},
			Inner: map[string]string{"from": "Profile", "parent": "Comment", "object": "PagePost", "attachment": "StoryAttachment",
				"private_reply_conversation": "UnifiedThread"}},
		"UnifiedThread": {Doc: "UnifiedThread", Fields: []string{"id", "updated_time", "link", "snippet", "unread_count", "message_count", "can_reply"},
			Inner: map[string]string{"participants": "Profile", "messages": "UnifiedMessage"}},
		"AdVideo":        {Doc: "AdVideo", Fields: []string{"id", "post_id", "title", "description", "permalink_url", "created_time", "scheduled_publish_time", "published"}},
		"InsightsResult": {Doc: "InsightsResult", Fields: []string{"id", "name", "period", "title", "description", "values"}},
		// The description has no list of these; the fields are the prose's.
		"UnifiedMessage": {Extra: []string{"id", "created_time", "message", "sticker", "reply_to"},
			Inner: map[string]string{"from": "Profile", "to": "Profile", "attachments": "MessageAttachment"}},
		"StoryAttachment":   {Extra: []string{"type", "media", "media_type", "url", "unshimmed_url", "title", "description"}},
		"MessageAttachment": {Extra: []string{"id", "mime_type", "name", "size", "image_data", "file_url", "video_data"}},
	}
}

// general are parameters that any read may carry.
func general(more ...string) []string {
	return append([]string{"fields", "limit", "after", "before", "since", "until", "summary", "appsecret_proof", "__paging_token"}, more...)
}

// proof is the parameter of any write.
func proof(more ...string) []string { return append([]string{"appsecret_proof"}, more...) }

// Calls is the table of calls (simulator.Network). Doc is the node in the
// description and, after a slash, its edge.
func (w *World) Calls() []simulator.Call { return Calls() }

// Calls is the table of calls. Those without Doc are in Meta's prose alone.
func Calls() []simulator.Call {
	const v = "/{version}/"
	calls := []simulator.Call{
		{Name: "file", Method: "GET", Path: "/files/{name}", Query: []string{"oh"}, Open: true},
		{Name: "batch", Method: "POST", Path: v, Query: proof(), Body: []string{"batch", "include_headers"}, Required: []string{"batch"}},
		{Name: "token", Method: "GET", Path: v + "debug_token", Query: proof("input_token"), Required: []string{"input_token"}},
		{Name: "me", Method: "GET", Path: v + "me", Query: proof("fields"), Doc: "Page"},
		{Name: "accounts", Method: "GET", Path: v + "me/accounts", Query: general(), Doc: "User/accounts"},
	}
	for _, edge := range []struct {
		name, path, doc string
		query           []string
	}{
		{"feed", "feed", "Page/feed", nil},
		{"published", "published_posts", "Page/published_posts", nil},
		{"scheduled", "scheduled_posts", "Page/scheduled_posts", nil},
		{"tagged", "tagged", "Page/tagged", nil},
		{"blocks", "blocked", "Page/blocked", []string{"user", "uid"}},
		{"conversations", "conversations", "Page/conversations", []string{"platform", "folder", "user_id"}},
		{"messages", "messages", "UnifiedThread/messages", nil},
		{"comments", "comments", "PagePost/comments", []string{"filter", "order"}},
		{"insights", "insights", "PagePost/insights", []string{"metric", "period"}},
	} {
		calls = append(calls, simulator.Call{Name: edge.name, Method: "GET", Path: v + "{id}/" + edge.path, Query: general(edge.query...), Doc: edge.doc})
	}
	return append(calls,
		simulator.Call{Name: "node", Method: "GET", Path: v + "{id}", Query: proof("fields"), Doc: "PagePost"},
		simulator.Call{Name: "publish", Method: "POST", Path: v + "{id}/feed", Query: proof(), Write: true, Doc: "Page/feed",
			Body: []string{"message", "link", "published", "scheduled_publish_time", "attached_media"}},
		simulator.Call{Name: "photo", Method: "POST", Path: v + "{id}/photos", Query: proof(), Write: true, Doc: "Page/photos",
			Body: []string{"source", "published", "temporary", "alt_text_custom"}},
		film("film start", "start", "file_size"),
		film("film part", "transfer", "upload_session_id", "start_offset", "video_file_chunk"),
		film("film finish", "finish", "upload_session_id"),
		simulator.Call{Name: "reply", Method: "POST", Path: v + "{id}/comments", Query: proof(), Write: true, Doc: "Comment/comments",
			Body: []string{"message"}, Required: []string{"message"}},
		simulator.Call{Name: "message", Method: "POST", Path: v + "{id}/messages", Query: proof(), Write: true, Doc: "Page/messages",
			Body: []string{"recipient", "message", "messaging_type", "tag"}, Required: []string{"recipient", "message"}},
		simulator.Call{Name: "block", Method: "POST", Path: v + "{id}/blocked", Query: proof(), Write: true, Doc: "Page/blocked",
			Body: []string{"user", "psid"}},
		simulator.Call{Name: "unblock", Method: "DELETE", Path: v + "{id}/blocked", Query: proof("user", "psid"), Write: true, Doc: "Page/blocked"},
		simulator.Call{Name: "hide", Method: "POST", Path: v + "{id}", Query: proof(), Write: true, Doc: "Comment",
			Body: []string{"is_hidden"}, Required: []string{"is_hidden"}},
		simulator.Call{Name: "delete", Method: "DELETE", Path: v + "{id}", Query: proof(), Write: true, Doc: "Comment"},
	)
}

// film is a phase of bringing a film; the parameters named must be there.
func film(name, phase string, required ...string) simulator.Call {
	c := simulator.Call{Name: name, Method: "POST", Path: "/{version}/{id}/videos", Where: [2]string{"upload_phase", phase}, Query: proof("upload_phase"),
		Body: required, Required: required, Write: true, Doc: "Page/videos"}
	if phase == "finish" {
		c.Body = append([]string{"title", "description", "published", "scheduled_publish_time"}, required...)
	}
	return c
}

// General are the parameters that every read of an edge takes, and files and
// proofs that every call does: none of them stands with the edges.
func General() []string { return append(general(), "source") }

// Scopes are the rights that a call needs beside the token itself.
func scopes() map[string]string {
	return map[string]string{
		"feed": "pages_read_engagement", "published": "pages_read_engagement", "scheduled": "pages_manage_posts",
		"comments": "pages_read_user_content", "tagged": "pages_read_user_content", "conversations": "pages_messaging", "messages": "pages_messaging",
		"message": "pages_messaging", "publish": "pages_manage_posts", "photo": "pages_manage_posts",
		"film start": "pages_manage_posts", "film part": "pages_manage_posts", "film finish": "pages_manage_posts",
		"reply": "pages_manage_engagement", "hide": "pages_manage_engagement", "delete": "pages_manage_engagement",
		"blocks": "pages_manage_metadata", "block": "pages_manage_metadata", "unblock": "pages_manage_metadata", "insights": "read_insights",
	}
}

// metrics are the figures that insights give, by the period they are asked for.
func metrics() map[string]string {
	return map[string]string{
		"page_media_view": "day", "page_total_media_view_unique": "day", "page_post_engagements": "day", "page_follows": "day",
		"page_daily_follows_unique": "day", "page_daily_unfollows_unique": "day", "page_views_total": "day",
		"post_media_view": "lifetime", "post_total_media_view_unique": "lifetime", "post_clicks": "lifetime",
		"post_clicks_by_type": "lifetime", "post_reactions_by_type_total": "lifetime",
	}
}
