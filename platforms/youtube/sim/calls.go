// Package sim is a YouTube channel that exists in this process alone. It answers
// as the Data API v3 does, is as strict as the API, and holds residents who
// write (platforms.md 6). No words of it are real.
package sim

import "commsdesk/platforms/simulator"

// The names of the calls, by which faults are aimed.
const (
	Channel     = "channel"
	Uploads     = "uploads"
	Films       = "films"
	Threads     = "threads"
	Comments    = "comments"
	Reply       = "reply"
	StartThread = "start thread"
	Moderate    = "moderate"
	DropComment = "delete comment"
	DropFilm    = "delete film"
	OpenUpload  = "open upload"
	Piece       = "upload piece"
	Token       = "token"
	Consent     = "consent"
)

// Everywhere are the parameters that every call of the API takes.
var Everywhere = []string{"alt", "prettyPrint"}

// BodyFields are the fields that requests may have inside their parts, by the
// schema that the description names.
var BodyFields = map[string][]string{
	"CommentSnippet":       {"parentId", "textOriginal"},
	"CommentThreadSnippet": {"channelId", "videoId", "topLevelComment"},
	"VideoSnippet":         {"title", "description", "tags", "categoryId", "defaultLanguage"},
	"VideoStatus":          {"privacyStatus", "publishAt", "selfDeclaredMadeForKids", "containsSyntheticMedia", "license", "embeddable"},
}

func query(names ...string) []string { return append(names, Everywhere...) }

// table is what the simulator knows of the API, revision 20261019.
var table = []simulator.Call{
	{Name: Channel, Method: "GET", Path: "/youtube/v3/channels", Doc: "youtube.channels.list",
		Query: query("part", "id", "mine", "forHandle", "maxResults", "pageToken"), Required: []string{"part"}},
	{Name: Uploads, Method: "GET", Path: "/youtube/v3/playlistItems", Doc: "youtube.playlistItems.list",
		Query: query("part", "id", "playlistId", "videoId", "maxResults", "pageToken"), Required: []string{"part"}},
	{Name: Films, Method: "GET", Path: "/youtube/v3/videos", Doc: "youtube.videos.list",
		Query: query("part", "id", "chart", "maxResults", "pageToken"), Required: []string{"part"}},
	{Name: Threads, Method: "GET", Path: "/youtube/v3/commentThreads", Doc: "youtube.commentThreads.list",
		Query: query("part", "allThreadsRelatedToChannelId", "channelId", "id", "videoId", "maxResults", "moderationStatus", "order", "pageToken", "searchTerms", "textFormat"), Required: []string{"part"}},
	{Name: Comments, Method: "GET", Path: "/youtube/v3/comments", Doc: "youtube.comments.list",
		Query: query("part", "id", "parentId", "maxResults", "pageToken", "textFormat"), Required: []string{"part"}},
	{Name: Reply, Method: "POST", Path: "/youtube/v3/comments", Doc: "youtube.comments.insert", Write: true,
		Query: query("part"), Required: []string{"part", "snippet"}, Body: []string{"snippet"}},
	{Name: StartThread, Method: "POST", Path: "/youtube/v3/commentThreads", Doc: "youtube.commentThreads.insert", Write: true,
		Query: query("part"), Required: []string{"part", "snippet"}, Body: []string{"snippet"}},
	{Name: Moderate, Method: "POST", Path: "/youtube/v3/comments/setModerationStatus", Doc: "youtube.comments.setModerationStatus", Write: true,
		Query: query("id", "moderationStatus", "banAuthor"), Required: []string{"id", "moderationStatus"}},
	{Name: DropComment, Method: "DELETE", Path: "/youtube/v3/comments", Doc: "youtube.comments.delete", Write: true,
		Query: query("id"), Required: []string{"id"}},
	{Name: DropFilm, Method: "DELETE", Path: "/youtube/v3/videos", Doc: "youtube.videos.delete", Write: true,
		Query: query("id"), Required: []string{"id"}},
	{Name: OpenUpload, Method: "POST", Path: "/upload/youtube/v3/videos", Doc: "youtube.videos.insert", Write: true,
		Query: query("part", "notifySubscribers", "uploadType"), Required: []string{"part", "uploadType", "snippet", "status"}, Body: []string{"snippet", "status"}},
	{Name: Piece, Method: "PUT", Path: "/upload/youtube/v3/videos", Write: true,
		Query: []string{"uploadType", "upload_id"}, Required: []string{"upload_id"}},
	{Name: Token, Method: "POST", Path: "/token", Open: true,
		Required: []string{"grant_type", "client_id", "client_secret"}, Body: []string{"grant_type", "client_id", "client_secret", "code", "code_verifier", "redirect_uri", "refresh_token"}},
	{Name: Consent, Method: "GET", Path: "/o/oauth2/v2/auth", Open: true,
		Query:    []string{"client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method", "access_type", "prompt"},
		Required: []string{"client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method"}},
}

// Calls is the table of facts.
func (w *World) Calls() []simulator.Call { return table }
