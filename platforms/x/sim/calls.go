package sim

import "commsdesk/platforms/simulator"

// The two dialects of X's field names.
const (
	Tweet = "tweet"
	Post  = "post"
)

// fields are what reading calls may ask for, in the older dialect. A test
// compares them with X's description.
var fields = map[string][]string{
	"tweet.fields": {"attachments", "author_id", "conversation_id", "created_at", "display_text_range", "edit_history_tweet_ids",
		"entities", "id", "in_reply_to_user_id", "lang", "non_public_metrics", "note_tweet", "organic_metrics", "public_metrics",
		"referenced_tweets", "text"},
	"expansions":      {"author_id", "attachments.media_keys", "in_reply_to_user_id", "referenced_tweets.id"},
	"user.fields":     {"id", "name", "profile_image_url", "public_metrics", "receives_your_dm", "username", "verified_type"},
	"media.fields":    {"alt_text", "duration_ms", "media_key", "type", "url"},
	"dm_event.fields": {"attachments", "created_at", "dm_conversation_id", "entities", "event_type", "id", "participant_ids", "sender_id", "text"},
}

// expandEvents are the expansions of private messages; those of posts stand
// above, those of people below.
var (
	expandEvents = []string{"attachments.media_keys", "participant_ids", "sender_id"}
	expandUsers  = []string{"pinned_tweet_id"}
)

// renamed are the names of the newer dialect (platforms.md 1.3); "" is gone and
// must be asked for as an expansion.
var renamed = map[string]string{
	"tweet.fields": "post.fields", "edit_history_tweet_ids": "edit_history_post_ids", "note_tweet": "note_post",
	"referenced_tweets.id": "referenced_posts", "referenced_tweets": "", "pinned_tweet_id": "pinned_post_id",
}

// unaskable are fields that the newer dialect knows only as expansions.
var unaskable = map[string][]string{
	"tweet.fields":    {"author_id", "in_reply_to_user_id", "referenced_tweets"},
	"dm_event.fields": {"participant_ids", "sender_id"},
}

// The parameters of reading calls, in the older dialect.
var (
	ofPosts  = []string{"tweet.fields", "expansions", "media.fields", "user.fields"}
	ofLists  = append([]string{"since_id", "until_id", "max_results", "pagination_token", "start_time", "end_time"}, ofPosts...)
	ofEvents = []string{"max_results", "pagination_token", "event_types", "dm_event.fields", "expansions", "media.fields", "user.fields", "tweet.fields"}
	ofUsers  = []string{"user.fields", "expansions", "tweet.fields"}
)

// more is a with further names.
func more(a []string, names ...string) []string { return append(append([]string{}, a...), names...) }

// table are the facts of X's API that the adapter uses, in the older dialect
// (platforms.md 1.4). Doc is the operation's id in X's description, "" for the
// sign-in, which stands only in its documents.
var table = []simulator.Call{
	{Name: "authorize", Method: "GET", Path: "/i/oauth2/authorize", Open: true,
		Query:    []string{"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"},
		Required: []string{"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"}},
	{Name: "token", Method: "POST", Path: "/2/oauth2/token", Open: true, Write: true,
		Body: []string{"code", "grant_type", "client_id", "redirect_uri", "code_verifier", "refresh_token"}, Required: []string{"grant_type", "client_id"}},

	{Name: "me", Method: "GET", Path: "/2/users/me", Query: ofUsers, Doc: "getUsersMe"},
	{Name: "mentions", Method: "GET", Path: "/2/users/{id}/mentions", Query: ofLists, Doc: "getUsersMentions"},
	{Name: "own", Method: "GET", Path: "/2/users/{id}/tweets", Query: more(ofLists, "exclude"), Doc: "getUsersPosts"},
	{Name: "search", Method: "GET", Path: "/2/tweets/search/recent", Query: more(ofLists, "query", "next_token", "sort_order"), Required: []string{"query"}, Doc: "searchPostsRecent"},
	{Name: "lookup", Method: "GET", Path: "/2/tweets", Query: more(ofPosts, "ids"), Required: []string{"ids"}, Doc: "getPostsByIds"},
	{Name: "dms", Method: "GET", Path: "/2/dm_events", Query: ofEvents, Doc: "getDirectMessagesEvents"},
	{Name: "dms with", Method: "GET", Path: "/2/dm_conversations/with/{participant_id}/dm_events", Query: ofEvents, Doc: "getDirectMessagesEventsByParticipantId"},
	{Name: "dms of", Method: "GET", Path: "/2/dm_conversations/{id}/dm_events", Query: ofEvents, Doc: "getDirectMessagesEventsByConversationId"},
	{Name: "blocking", Method: "GET", Path: "/2/users/{id}/blocking", Query: more(ofUsers, "max_results", "pagination_token"), Doc: "getUsersBlocking"},

	{Name: "create", Method: "POST", Path: "/2/tweets", Write: true, Body: []string{"text", "reply", "media", "quote_tweet_id", "reply_settings"}, Doc: "createPosts"},
	{Name: "delete", Method: "DELETE", Path: "/2/tweets/{id}", Write: true, Doc: "deletePosts"},
	{Name: "send dm", Method: "POST", Path: "/2/dm_conversations/with/{participant_id}/messages", Write: true, Body: []string{"text", "attachments"}, Doc: "createDirectMessagesByParticipantId"},
	{Name: "send dm to", Method: "POST", Path: "/2/dm_conversations/{dm_conversation_id}/messages", Write: true, Body: []string{"text", "attachments"}, Doc: "createDirectMessagesByConversationId"},
	{Name: "delete dm", Method: "DELETE", Path: "/2/dm_events/{event_id}", Write: true, Doc: "deleteDirectMessagesEvents"},

	{Name: "hide", Method: "PUT", Path: "/2/tweets/{tweet_id}/hidden", Write: true, Body: []string{"hidden"}, Required: []string{"hidden"}, Doc: "hidePostsReply"},
	{Name: "mute", Method: "POST", Path: "/2/users/{id}/muting", Write: true, Body: []string{"target_user_id"}, Required: []string{"target_user_id"}, Doc: "muteUser"},
	{Name: "unmute", Method: "DELETE", Path: "/2/users/{source_user_id}/muting/{target_user_id}", Write: true, Doc: "unmuteUser"},
	{Name: "dm block", Method: "POST", Path: "/2/users/{id}/dm/block", Write: true, Doc: "blockUsersDms"},
	{Name: "dm unblock", Method: "POST", Path: "/2/users/{id}/dm/unblock", Write: true, Doc: "unblockUsersDms"},

	{Name: "upload", Method: "POST", Path: "/2/media/upload", Write: true, Body: []string{"media", "media_category", "media_type"}, Required: []string{"media", "media_category"}, Doc: "mediaUpload"},
	{Name: "initialize", Method: "POST", Path: "/2/media/upload/initialize", Write: true, Body: []string{"media_type", "total_bytes", "media_category"}, Doc: "initializeMediaUpload"},
	{Name: "append", Method: "POST", Path: "/2/media/upload/{id}/append", Write: true, Body: []string{"media", "segment_index"}, Required: []string{"media", "segment_index"}, Doc: "appendMediaUpload"},
	{Name: "finalize", Method: "POST", Path: "/2/media/upload/{id}/finalize", Write: true, Doc: "finalizeMediaUpload"},
	{Name: "status", Method: "GET", Path: "/2/media/upload", Query: []string{"media_id", "command"}, Required: []string{"media_id"}, Doc: "getMediaUploadStatus"},
	{Name: "metadata", Method: "POST", Path: "/2/media/metadata", Write: true, Body: []string{"id", "metadata"}, Required: []string{"id"}, Doc: "createMediaMetadata"},
}

// Table is the table of facts in a dialect.
func Table(dialect string) []simulator.Call {
	if dialect == Tweet {
		return table
	}
	out := make([]simulator.Call, len(table))
	for i, c := range table {
		out[i] = c
		out[i].Query = make([]string, len(c.Query))
		for j, name := range c.Query {
			out[i].Query[j] = inDialect(dialect, name)
		}
	}
	return out
}

// Fields are the values that a list parameter of a call may hold in a dialect,
// nil for a parameter of another sort. param is the older name.
func Fields(dialect, call, param string) []string {
	known := fields[param]
	if param == "expansions" {
		switch call {
		case "dms", "dms with", "dms of":
			known = expandEvents
		case "me", "blocking":
			known = expandUsers
		}
	}
	if dialect == Tweet {
		return known
	}
	var out []string
	for _, name := range known {
		if !contains(unaskable[param], name) {
			out = append(out, inDialect(dialect, name))
		}
	}
	return out
}

// inDialect is a name in a dialect.
func inDialect(dialect, name string) string {
	if newer, ok := renamed[name]; ok && dialect == Post && newer != "" {
		return newer
	}
	return name
}

func contains(all []string, name string) bool {
	for _, s := range all {
		if s == name {
			return true
		}
	}
	return false
}
