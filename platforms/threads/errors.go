package threads

import (
	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

func errNoKey() error {
	return &platforms.Error{Class: platforms.ClassAuth, Sentence: "There is no access key for Threads on this PC. Make one as the connect page shows and paste it there, or sign in by browser."}
}

// subUnfetched is the subcode of media that could not be fetched, the same as on
// Instagram (platforms.md 4.3).
const subUnfetched = 2207052

// classify words what is Threads' own among Meta's errors; nil: by the common
// table.
func classify(f graph.Fault) *platforms.Error {
	if f.Subcode == subUnfetched {
		return &platforms.Error{Class: platforms.ClassRefused,
			Sentence: "Threads could not fetch the picture or film from its web address. Open the address in a private browser window: it must show the file alone, without a sign-in."}
	}
	return nil
}

// unprepared words what a container says of its failure.
func unprepared(why string) error {
	words := map[string]string{
		"FAILED_DOWNLOADING_VIDEO":     "Threads could not fetch the film from its web address.",
		"FAILED_PROCESSING_AUDIO":      "Threads can't read the sound of this film. Save it with AAC sound.",
		"FAILED_PROCESSING_VIDEO":      "Threads can't read this film. Save it as MP4 with H.264.",
		"INVALID_ASPEC_RATIO":          "Threads does not take a picture or film of this shape. Cut it to less than 10 times as long as wide.",
		"INVALID_BIT_RATE":             "Threads does not take a film of this bit rate. Save it smaller.",
		"INVALID_DURATION":             "Threads takes films of up to 5 minutes. Shorten it.",
		"INVALID_FRAME_RATE":           "Threads takes films of 23 to 60 pictures a second. Save it anew.",
		"INVALID_AUDIO_CHANNELS":       "Threads takes films with one or two sound channels. Save it anew.",
		"INVALID_AUDIO_CHANNEL_LAYOUT": "Threads takes films with one or two sound channels. Save it anew.",
	}[why]
	if words == "" {
		words = "Threads could not prepare this and gave no reason that is known. Check the picture or film and try again."
	}
	return platforms.Refuse(words)
}

// gone tells whether Meta says that something is no longer there.
func gone(err error) bool { return platforms.ClassOf(err) == platforms.ClassGone }

// closed tells whether something can't be read by us: gone, not allowed, or not
// to be asked for this way.
func closed(err error) bool {
	return gone(err) || graph.Malformed(err) || platforms.ClassOf(err) == platforms.ClassPermission
}
