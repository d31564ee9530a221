package flickr

import (
	"strings"
	"time"

	"commsdesk/platforms"
)

// Facts of Flickr's API (platforms.md 7).
const (
	network = "flickr"
	title   = "Flickr"

	apiServer    = "https://api.flickr.com"
	uploadServer = "https://up.flickr.com"
	signServer   = "https://www.flickr.com"
	restPath     = "/services/rest/"
	uploadPath   = "/services/upload/"
	signPath     = "/services/oauth/"

	// rights are what the sign-in asks for: taking a photo back needs the last.
	rights = "delete"

	photosPage   = 500
	activityPage = 50

	// carriedMost is the largest file that we upload, in bytes: Flickr takes a file
	// in one request only, which is held in memory.
	carriedMost = 512 << 20

	// callsHour is how many calls a key has in an hour.
	callsHour = 3600

	pollEvery = 15 * time.Minute
	// activityEvery: “do not poll this method more than once an hour”.
	activityEvery = time.Hour
	overlap       = 10 * time.Minute
)

// What follows is not sure: from memory, or not written down by Flickr
// (platforms.md 7, marked M, and 15.11). Each is used from here alone.
const (
	// commentMost: Flickr names no longest comment; this is a bound of our own.
	commentMost = 10000
	// titleMost and descriptionMost bound a photo's words, in characters.
	titleMost       = 255
	descriptionMost = 65000
	// photoMost and videoMost are used until getLimits told the account's own, in
	// bytes.
	photoMost = 200 << 20
	videoMost = 1 << 30
	// rescan: an edited or deleted comment may not move its photo among the
	// recently updated, so photos with comments this young are looked over again
	// each hour, so many at most.
	rescanAge    = 14 * 24 * time.Hour
	rescanPhotos = 50
	// countExtras bring figures with lists of photos; the published description
	// does not name the last two.
	countExtras = "views,count_faves,count_comments"
)

// photoOf is the photo that a comment stands under: the middle of its id.
func photoOf(comment string) string {
	parts := strings.Split(comment, "-")
	if len(parts) != 3 {
		return ""
	}
	return parts[1]
}

// address begins an answer with the name of whom it is for: Flickr's comments are
// one flat list. A name with blanks would not be seen as one.
func address(p platforms.Person, text string) string {
	name := p.Handle
	if name == "" || strings.ContainsAny(name, " \n") {
		name = p.Name
	}
	if name == "" || strings.HasPrefix(text, "@") {
		return text
	}
	return "@" + name + " " + text
}

// photoPage opens a photo, personPage somebody's page.
func photoPage(owner, photo string) string {
	return signServer + "/photos/" + owner + "/" + photo + "/"
}

func personPage(id string) string { return signServer + "/people/" + id + "/" }

// commentPage opens a comment where it stands.
func commentPage(owner, photo, comment string) string {
	last := comment[strings.LastIndex(comment, "-")+1:]
	return photoPage(owner, photo) + "#comment" + last
}
