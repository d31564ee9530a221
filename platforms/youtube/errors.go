package youtube

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// reasonError carries the network's own word for what went wrong.
type reasonError struct {
	status int
	reason string
}

// Error gives the word and the status; nothing of the request is in it.
func (e reasonError) Error() string { return fmt.Sprintf("%s (status %d)", e.reason, e.status) }

// reasonOf is YouTube's word for an error, "" when it gave none.
func reasonOf(err error) string {
	var r reasonError
	if errors.As(err, &r) {
		return r.reason
	}
	return ""
}

// sentences word YouTube's reasons, with the class of each.
var sentences = map[string]platforms.Error{
	"quotaExceeded":                   {Class: platforms.ClassQuota, Sentence: "Google's quota for the council's project is used up for today. It starts afresh at midnight in California, 8 in the morning here. Nothing is lost."},
	"dailyLimitExceeded":              {Class: platforms.ClassQuota, Sentence: "Google's quota for the council's project is used up for today. It starts afresh at midnight in California, 8 in the morning here. Nothing is lost."},
	"rateLimitExceeded":               {Class: platforms.ClassRate, Sentence: "YouTube asks us to wait: too many requests in a short time."},
	"userRateLimitExceeded":           {Class: platforms.ClassRate, Sentence: "YouTube asks us to wait: too many requests in a short time."},
	"uploadLimitExceeded":             {Class: platforms.ClassQuota, Sentence: "YouTube takes no more films of this channel today. Nothing was published; it will be tried tomorrow."},
	"commentsDisabled":                {Class: platforms.ClassRefused, Sentence: "Comments are switched off under this film, so YouTube takes no answer. Nothing was sent. Switch them on in YouTube Studio, or answer another way."},
	"forbidden":                       {Class: platforms.ClassPermission, Sentence: "YouTube does not allow this channel to do that here. Nothing was changed. Look at it on YouTube."},
	"insufficientPermissions":         {Class: platforms.ClassPermission, Sentence: "The sign-in does not have the right to manage comments on YouTube. Sign in again and leave every box ticked."},
	"accessNotConfigured":             {Class: platforms.ClassPermission, Sentence: "The YouTube Data API is not switched on in the council's Google Cloud project. Switch it on there."},
	"channelClosed":                   {Class: platforms.ClassPermission, Sentence: "YouTube has closed this channel."},
	"channelSuspended":                {Class: platforms.ClassPolicy, Sentence: "YouTube has suspended this channel. Nothing more is sent; look at YouTube Studio."},
	"youtubeSignupRequired":           {Class: platforms.ClassPermission, Sentence: "This Google account has no YouTube channel. Sign in again and choose the council's channel."},
	"ineligibleAccount":               {Class: platforms.ClassPermission, Sentence: "This Google account may not comment on YouTube. Sign in with the council's channel."},
	"commentNotFound":                 {Class: platforms.ClassGone, Sentence: "This comment is no longer on YouTube."},
	"parentCommentNotFound":           {Class: platforms.ClassGone, Sentence: "The comment that you answer is no longer on YouTube. Nothing was sent."},
	"commentThreadNotFound":           {Class: platforms.ClassGone, Sentence: "This comment is no longer on YouTube."},
	"videoNotFound":                   {Class: platforms.ClassGone, Sentence: "This film is no longer on YouTube."},
	"channelNotFound":                 {Class: platforms.ClassGone, Sentence: "This channel is no longer on YouTube."},
	"playlistNotFound":                {Class: platforms.ClassGone, Sentence: "The list of films is no longer on YouTube."},
	"parentCommentIsPrivate":          {Class: platforms.ClassRefused, Sentence: "The comment that you answer is not public, so YouTube takes no answer. Publish it first, then answer."},
	"commentTextTooLong":              {Class: platforms.ClassRefused, Sentence: "The text is too long for a comment on YouTube. Shorten it."},
	"commentTextRequired":             {Class: platforms.ClassRefused, Sentence: "The text is empty. Write something first."},
	"operationNotSupported":           {Class: platforms.ClassRefused, Sentence: "YouTube does not do this by its interface. Do it on YouTube."},
	"processingFailure":               {Class: platforms.ClassRefused, Sentence: "YouTube did not carry this out. Look at the comment on YouTube and try again."},
	"banWithoutReject":                {Class: platforms.ClassRefused, Sentence: "YouTube blocks a person only together with a comment of theirs."},
	"invalidTitle":                    {Class: platforms.ClassRefused, Sentence: "YouTube does not accept this title. It takes up to 100 characters, without < and >."},
	"invalidDescription":              {Class: platforms.ClassRefused, Sentence: "YouTube does not accept this description. It takes up to 5,000 bytes, without < and >."},
	"invalidPublishAt":                {Class: platforms.ClassRefused, Sentence: "YouTube does not accept this moment for publishing. Choose one in the future."},
	"mediaBodyRequired":               {Class: platforms.ClassRefused, Sentence: "There is no film in this post."},
	"invalidFilename":                 {Class: platforms.ClassRefused, Sentence: "YouTube does not accept the name of the file. Rename it."},
	"authError":                       {Class: platforms.ClassAuth, Sentence: "YouTube no longer accepts the sign-in. Sign in again; what is here stays."},
	"unauthorized":                    {Class: platforms.ClassAuth, Sentence: "YouTube no longer accepts the sign-in. Sign in again; what is here stays."},
	"backendError":                    {Class: platforms.ClassTransient, Sentence: "YouTube has trouble of its own. It will be tried again."},
	"internalError":                   {Class: platforms.ClassTransient, Sentence: "YouTube has trouble of its own. It will be tried again."},
	"SERVICE_UNAVAILABLE":             {Class: platforms.ClassTransient, Sentence: "YouTube has trouble of its own. It will be tried again."},
	"ACCESS_TOKEN_SCOPE_INSUFFICIENT": {Class: platforms.ClassPermission, Sentence: "The sign-in does not have the right to manage comments on YouTube. Sign in again and leave every box ticked."},
}

// classify words an answer that is not a success by its reason.
func (a *Adapter) classify(ans *web.Answer) *platforms.Error {
	if ans.Status < http.StatusMultipleChoices {
		return nil
	}
	var body struct {
		Error struct {
			Errors []struct {
				Reason string `json:"reason"`
			} `json:"errors"`
		} `json:"error"`
	}
	if json.Unmarshal(ans.Body, &body) != nil || len(body.Error.Errors) == 0 {
		return nil
	}
	reason := body.Error.Errors[0].Reason
	e, known := sentences[reason]
	if !known {
		return nil
	}
	now := a.clock()
	switch reason {
	case "quotaExceeded", "dailyLimitExceeded":
		e.Until = nextMidnight(now)
		a.ledger.exhausted(now)
	case "uploadLimitExceeded":
		e.Until = now.Add(uploadPause).UTC()
	}
	e.Err = reasonError{ans.Status, reason}
	return &e
}

// plain takes our error out of the library's. change tells that the call may
// have changed something: an error of which nothing is known then means that
// nobody knows whether it did.
func plain(err error, change bool) error {
	if err == nil {
		return nil
	}
	var ours *platforms.Error
	switch {
	case errors.As(err, &ours):
		return ours
	case change:
		return web.Unconfirmed(title, errors.New("the answer could not be read"))
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The connection to YouTube was closed.", Err: errors.New("closed")}
	}
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The answer of YouTube could not be read. It will be asked again.", Err: errors.New("the answer could not be read")}
}
