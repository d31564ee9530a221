package youtube

import (
	"strings"
	"time"
)

// Facts of YouTube's Data API v3, revision 20261019 (platforms.md 6).
const (
	network = "youtube"
	title   = "YouTube"

	apiServer  = "https://youtube.googleapis.com"
	signPage   = "https://accounts.google.com/o/oauth2/v2/auth"
	renewPage  = "https://oauth2.googleapis.com/token"
	uploadPath = "/upload/youtube/v3/videos"
	// scope covers reading, commenting, moderating, uploading and deleting.
	scope = "https://www.googleapis.com/auth/youtube.force-ssl"

	threadsPage = 100 // comment threads or comments an answer holds at most
	videosPage  = 50  // videos or list entries an answer holds at most
	inline      = 5   // replies that come with their thread

	titleMost       = 100  // characters of a film's title
	descriptionMost = 5000 // bytes of a film's description
	videoMost       = 256 << 30
	chunk           = 256 << 10 // an upload's pieces are multiples of it

	unitsRead, unitsWrite = 1, 50 // what a call costs of the day's quota
	unitsDay              = 10000
	uploadsDay            = 100

	pollEvery = 10 * time.Minute
	overlap   = 10 * time.Minute
)

// What follows is not sure: from memory, or not written down by YouTube
// (platforms.md 6, marked M). Each is used from here alone.
const (
	// commentMost is how long a comment may be. Which unit YouTube counts in is
	// not written down; UTF-16 is the strictest of the usual ones.
	commentMost = 10000
	// keepFor: stored data is to be refreshed or deleted after 30 days
	// (Developer Policies III.E.4).
	keepFor = 30 * 24 * time.Hour
	// testingLife is how long the sign-in of an application in Testing holds,
	// when the answer doesn't say it.
	testingLife = 7 * 24 * time.Hour
	// uploadPause is how long to wait once the day's uploads are used up.
	uploadPause = 24 * time.Hour
	// reserve are the units that reading leaves for answers and measures.
	reserve = 1000
	// category of a film: People & Blogs, YouTube's own default.
	category = "22"
	// rescanEvery and rescanThreads: a new reply does not move its thread, so the
	// newest threads are looked over again.
	rescanEvery   = time.Hour
	rescanThreads = 200
)

// heldOf tells whether others do not see a comment. Its own status says so;
// where that is absent, the topmost comment is taken to be as its list, and a
// reply to be public.
func heldOf(status, list string, top bool) bool {
	if status == "" {
		status = published
		if top && list != "" {
			status = list
		}
	}
	return status != published
}

// topOf is the topmost comment above a reply: a reply's id begins with it.
func topOf(id string) string {
	top, _, _ := strings.Cut(id, ".")
	return top
}

// isFilm tells a film's id from a comment's: it has 11 characters.
func isFilm(id string) bool { return len(id) == 11 }

// missingMeansGone: a comment that is neither found by its id nor in the lists
// of held ones was deleted or rejected. YouTube doesn't say so in words.
const missingMeansGone = true

// The moderation states of a comment.
const (
	published = "published"
	held      = "heldForReview"
	spam      = "likelySpam"
	rejected  = "rejected"
)

// watch opens a film, studio the channel's comments in YouTube Studio.
func watch(video string) string { return "https://www.youtube.com/watch?v=" + video }

func studio(channel string) string {
	if channel == "" {
		return "https://studio.youtube.com/"
	}
	return "https://studio.youtube.com/channel/" + channel + "/comments"
}

// permalink opens a comment where it stands.
func permalink(channel, video, comment string) string {
	if video == "" {
		return studio(channel)
	}
	return watch(video) + "&lc=" + comment
}
