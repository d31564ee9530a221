// Package sim is a Flickr account that exists in this process alone. It answers
// as Flickr does, checks each signature of OAuth 1.0a, and holds residents who
// comment (platforms.md 7). No words of it are real.
package sim

import "commsdesk/platforms/simulator"

// The names of the calls, by which faults are aimed.
const (
	Login         = "login"
	Limits        = "limits"
	Person        = "person"
	Photos        = "photos"
	Updated       = "updated"
	Activity      = "activity"
	Info          = "info"
	Faves         = "faves"
	Comments      = "comments"
	Reply         = "reply"
	DeleteComment = "delete comment"
	Tickets       = "tickets"
	DeletePhoto   = "delete photo"
	Upload        = "upload"
	RequestToken  = "request token"
	Authorize     = "authorize"
	AccessToken   = "access token"
)

// Everywhere are the parameters that every method takes, beside its own.
var Everywhere = []string{"method", "format", "nojsoncallback"}

// GuessedExtras are extras that the published description does not name
// (platforms.md 7).
var GuessedExtras = []string{"count_faves", "count_comments"}

// Extras are what lists of photos may bring besides.
var Extras = []string{"description", "date_upload", "last_update", "views", "media"}

// read is a method that changes nothing.
func read(name, method string, args ...string) simulator.Call {
	return simulator.Call{Name: name, Method: "GET", Path: "/services/rest/", Where: [2]string{"method", method}, Doc: method,
		Query: append(args, Everywhere...), Required: []string{"format", "nojsoncallback"}}
}

// write is one that does; its arguments come in the body.
func write(name, method string, args ...string) simulator.Call {
	return simulator.Call{Name: name, Method: "POST", Path: "/services/rest/", Where: [2]string{"method", method}, Doc: method,
		Query: Everywhere, Body: args, Required: append([]string{"format", "nojsoncallback"}, args...), Write: true}
}

// needs adds what a call must carry.
func needs(c simulator.Call, args ...string) simulator.Call {
	c.Required = append(c.Required, args...)
	return c
}

// table is what the simulator knows of the API.
var table = []simulator.Call{
	read(Login, "flickr.test.login"),
	read(Limits, "flickr.people.getLimits"),
	needs(read(Person, "flickr.people.getInfo", "user_id"), "user_id"),
	needs(read(Photos, "flickr.people.getPhotos", "user_id", "min_upload_date", "max_upload_date", "privacy_filter", "extras", "per_page", "page"), "user_id"),
	needs(read(Updated, "flickr.photos.recentlyUpdated", "min_date", "extras", "per_page", "page"), "min_date"),
	read(Activity, "flickr.activity.userPhotos", "timeframe", "per_page", "page"),
	needs(read(Info, "flickr.photos.getInfo", "photo_id", "secret"), "photo_id"),
	needs(read(Faves, "flickr.photos.getFavorites", "photo_id", "page", "per_page"), "photo_id"),
	needs(read(Comments, "flickr.photos.comments.getList", "photo_id", "min_comment_date", "max_comment_date"), "photo_id"),
	needs(read(Tickets, "flickr.photos.upload.checkTickets", "tickets"), "tickets"),
	write(Reply, "flickr.photos.comments.addComment", "photo_id", "comment_text"),
	write(DeleteComment, "flickr.photos.comments.deleteComment", "comment_id"),
	write(DeletePhoto, "flickr.photos.delete", "photo_id"),
	{Name: Upload, Method: "POST", Path: "/services/upload/", Write: true, Required: []string{"photo"},
		Body: []string{"photo", "title", "description", "tags", "is_public", "is_friend", "is_family", "safety_level", "content_type", "hidden", "async", "dedup_check"}},
	{Name: RequestToken, Method: "POST", Path: "/services/oauth/request_token", Open: true},
	{Name: Authorize, Method: "GET", Path: "/services/oauth/authorize", Open: true, Query: []string{"oauth_token", "perms"}, Required: []string{"oauth_token", "perms"}},
	{Name: AccessToken, Method: "POST", Path: "/services/oauth/access_token", Open: true},
}

// Calls is the table of facts.
func (w *World) Calls() []simulator.Call { return table }
