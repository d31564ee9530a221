package instagram

import (
	"errors"
	"regexp"
	"slices"
	"strconv"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// wrongAccount is the class of a sign-in to another account than is expected.
const wrongAccount = platforms.ClassIdentity

func errNoKey() error {
	return &platforms.Error{Class: platforms.ClassAuth, Sentence: "There is no access key for Instagram on this PC. Make one as the connect page shows and paste it there."}
}

// The codes of publishing (platforms.md 4.3).
const (
	codeNotReady  = 9007
	codeDailyCap  = 9
	codeTemporary = 24
	codeExpired   = -2
	codeShape     = 36003 // a picture of another shape than 4:5 to 1.91:1
	codeRestrict  = 25
	subWindow     = graph.SubWindow
)

// publishing words what went wrong with a picture or film, by the subcode, which
// a container's status repeats.
var publishing = map[int]struct {
	class platforms.Class
	words string
}{
	2207027: {platforms.ClassRefused, "Instagram has not finished preparing the picture or film. It is tried again in a minute."},
	2207042: {platforms.ClassRefused, "The account has published as many posts today as Instagram allows by this way. It is tried again in an hour; it can be published by hand at once."},
	2207052: {platforms.ClassRefused, "Instagram could not fetch the picture from its web address. Open the address in a private browser window: it must show the picture alone, without a sign-in."},
	2207026: {platforms.ClassRefused, "Instagram does not take this file: pictures must be JPEG, films MP4 or MOV with H.264 or HEVC and AAC sound."},
	2207009: {platforms.ClassRefused, "Instagram does not take a picture of this shape. Cut it to between 4:5 (upright) and 1.91:1 (across)."},
	2207010: {platforms.ClassRefused, "The words below the picture are too long for Instagram. Shorten them to 2200 characters and 30 hashtags."},
	2207008: {platforms.ClassRefused, "Instagram had trouble preparing the picture or film. It is tried again."},
	2207020: {platforms.ClassRefused, "What was prepared at Instagram lay there for more than a day and is gone. It is prepared anew."},
	2207050: {platforms.ClassPolicy, "Instagram has restricted this account. Look at the account's notices in the Instagram app before anything else is published."},
	2207051: {platforms.ClassPolicy, "Instagram took this for spam and has stopped it. Look at the account's notices in the Instagram app before anything else is published."},
}

// classify words what is Instagram's own among Meta's errors; nil: by Meta's
// common table.
func classify(f graph.Fault) *platforms.Error {
	if known, ok := publishing[f.Subcode]; ok {
		return &platforms.Error{Class: known.class, Sentence: known.words}
	}
	switch {
	case f.Code == codeAnswered:
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "Instagram takes one private answer to a comment, and there is one already. Go on in the conversation, once the person has answered there."}
	case f.Code == codeNotReady:
		return wordsOf(2207027)
	case f.Code == codeExpired:
		return wordsOf(2207020)
	case f.Code == codeRestrict:
		return wordsOf(2207050)
	case f.Code == codeShape:
		return wordsOf(2207009)
	}
	return nil
}

func wordsOf(sub int) *platforms.Error {
	known := publishing[sub]
	return &platforms.Error{Class: known.class, Sentence: known.words}
}

var subcode = regexp.MustCompile(`\b2207\d{3}\b`)

// inStatus reads the error that a container's status names; nil when it names
// none that is known.
func inStatus(status string) *platforms.Error {
	n, err := strconv.Atoi(subcode.FindString(status))
	if err != nil {
		return nil
	}
	if _, ok := publishing[n]; !ok {
		return nil
	}
	e := wordsOf(n)
	e.Err = errors.New("container status " + strconv.Itoa(n))
	return e
}

// is tells whether Meta gave one of the codes or subcodes.
func is(err error, codes ...int) bool {
	f := graph.FaultOf(err)
	return f != nil && (slices.Contains(codes, f.Code) || slices.Contains(codes, f.Subcode))
}

// gone tells whether Meta says that something is no longer there.
func gone(err error) bool { return platforms.ClassOf(err) == platforms.ClassGone }
