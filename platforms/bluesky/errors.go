package bluesky

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// fault is an error as the network names it. Its message is not kept: it can
// repeat what was asked.
type fault struct {
	status int
	code   string
}

// Error gives status and name, nothing that was sent.
func (f *fault) Error() string { return fmt.Sprintf("%d %s", f.status, f.code) }

// faultCode is the network's name of an error, "" when it named none.
func faultCode(err error) string {
	var f *fault
	if errors.As(err, &f) {
		return f.code
	}
	return ""
}

// codeForm is what a name of an error looks like; anything else is not repeated.
var codeForm = regexp.MustCompile(`^[A-Za-z]{3,40}$`)

// meaning is what one name of an error says.
type meaning struct {
	class    platforms.Class
	sentence string
}

// meanings are the errors that the lexicons and the server name.
var meanings = map[string]meaning{
	"ExpiredToken":            {platforms.ClassAuth, "The sign-in to Bluesky has run out. Nothing is lost."},
	"InvalidToken":            {platforms.ClassAuth, "Bluesky no longer accepts the sign-in. Make a new app password and connect again; what is here stays."},
	"AuthMissing":             {platforms.ClassAuth, "Bluesky asks for a sign-in. Connect the account again; what is here stays."},
	"AuthenticationRequired":  {platforms.ClassAuth, "Bluesky does not know this handle with this app password. Check both, or make a new app password under Settings, Privacy and security, App passwords."},
	"AuthFactorTokenRequired": {platforms.ClassAuth, "Bluesky asks for the code it sends by e-mail, so this is the account's main password. Make an app password instead: it needs no code and can be taken back by itself."},
	"AccountTakedown":         {platforms.ClassPolicy, "Bluesky has taken this account down. Look at its e-mail for the reason. Nothing more is sent from here."},
	"AccountSuspended":        {platforms.ClassPolicy, "Bluesky has suspended this account. Look at its e-mail for the reason. Nothing more is sent from here."},
	"AccountDeactivated":      {platforms.ClassPolicy, "This account has been switched off on Bluesky. Sign in on bsky.app to switch it on again."},
	"RateLimitExceeded":       {platforms.ClassRate, "Bluesky asks us to wait."},
	"RecordNotFound":          {platforms.ClassGone, "Bluesky says that this is no longer there."},
	"NotFound":                {platforms.ClassGone, "Bluesky says that this is no longer there."},
	"RepoNotFound":            {platforms.ClassGone, "Bluesky says that this account is no longer there."},
	"HandleNotFound":          {platforms.ClassGone, "Bluesky knows nobody with this handle."},
	"RecipientNotFound":       {platforms.ClassGone, "Bluesky says that this person's account is no longer there."},
	"MessagesDisabled":        {platforms.ClassRefused, "This person takes no private messages on Bluesky. Answer in public without anything personal, and give a telephone number or address to write to."},
	"NotFollowedBySender":     {platforms.ClassRefused, "This person takes private messages from people they follow only, and does not follow the council. Answer in public without anything personal, and give a telephone number or address to write to."},
	"BlockedActor":            {platforms.ClassRefused, "The council and this person are blocked from each other on Bluesky, so nothing reaches them there. Answer them another way."},
	"BlockedByActor":          {platforms.ClassRefused, "This person has blocked the council on Bluesky, so nothing reaches them there. Answer them another way."},
	"BlockedSubject":          {platforms.ClassRefused, "The council blocks this person on Bluesky, so nothing reaches them there. Unblock them first, or answer them another way."},
	"ConvoLocked":             {platforms.ClassRefused, "This private conversation takes no more messages. Answer in public without anything personal, and give a telephone number or address to write to."},
	"InvalidConvo":            {platforms.ClassGone, "This private conversation is no longer there."},
	"BlobNotFound":            {platforms.ClassTransient, "Bluesky has thrown the picture away before the post came. It will be sent anew."},
	"InvalidMimeType":         {platforms.ClassRefused, "Bluesky does not take this type of picture. Save it as a JPEG and attach that."},
	"BlobTooLarge":            {platforms.ClassRefused, "The picture is too large for Bluesky. Save it as a JPEG of less than 1 MB and attach that."},
	"PayloadTooLarge":         {platforms.ClassRefused, "The picture is too large for Bluesky. Save it as a JPEG of less than 1 MB and attach that."},
	"InvalidSwap":             {platforms.ClassTransient, "Somebody else changed the same thing on Bluesky at that moment. Try again."},
	"UpstreamFailure":         {platforms.ClassTransient, "A part of Bluesky does not answer. It will be tried again."},
	"UpstreamTimeout":         {platforms.ClassTransient, "A part of Bluesky does not answer in time. It will be tried again."},
	"MethodNotImplemented":    {platforms.ClassRefused, "This server is not one of Bluesky, or too old. Check the address of the server."},
	"XRPCNotSupported":        {platforms.ClassRefused, "This server is not one of Bluesky. Check the address of the server."},
	"ScopeMissingError":       {platforms.ClassPermission, "The sign-in does not have the right to do this on Bluesky. Make a new app password and connect again."},
	"NotEnoughResources":      {platforms.ClassTransient, "Bluesky is too busy. It will be tried again."},
	"InternalServerError":     {platforms.ClassTransient, "Bluesky has trouble of its own. It will be tried again."},
	"InvalidRequest":          {platforms.ClassRefused, "Bluesky does not accept this. It is kept here as it is; look at it on bsky.app."},
	"ReplyTargetNotFound":     {platforms.ClassGone, "The message that was answered is no longer there."},
}

// noMessages is why private messages can't be used with this app password.
const noMessages = "This app password was made without the right to private messages. Make a new one, tick “Allow access to your direct messages”, and connect again."

// classify words an answer that is no success. nil leaves it to the status.
func classify(a *web.Answer) *platforms.Error {
	if a.Status < 300 {
		return nil
	}
	var said struct {
		Error   string `json:"error"`
		Message string `json:"message"`
	}
	if json.Unmarshal(a.Body, &said) != nil || !codeForm.MatchString(said.Error) {
		return nil
	}
	cause := &fault{status: a.Status, code: said.Error}
	if withoutMessages(said.Error, said.Message) {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: noMessages, Err: cause}
	}
	m, known := meanings[said.Error]
	switch {
	case !known, m.class == platforms.ClassRefused && a.Status >= 500:
		return byStatus(a.Status, cause)
	}
	return &platforms.Error{Class: m.class, Sentence: m.sentence, Err: cause}
}

// byStatus classes an error whose name is not known, keeping the name.
func byStatus(status int, cause error) *platforms.Error {
	class, sentence := platforms.ClassRefused, "Bluesky does not accept this. It is kept here as it is; look at it on bsky.app."
	switch {
	case status == 401:
		class, sentence = platforms.ClassAuth, "Bluesky no longer accepts the sign-in. Make a new app password and connect again; what is here stays."
	case status == 403:
		class, sentence = platforms.ClassPermission, "Bluesky does not allow this with the rights that the sign-in has."
	case status == 404:
		class, sentence = platforms.ClassGone, "Bluesky says that this is no longer there."
	case status == 429:
		class, sentence = platforms.ClassRate, "Bluesky asks us to wait."
	case status >= 500:
		class, sentence = platforms.ClassTransient, "Bluesky has trouble of its own. It will be tried again."
	}
	return &platforms.Error{Class: class, Sentence: sentence, Err: cause}
}

// wrongAccount is the error of a sign-in that belongs to another account than the
// one expected.
func wrongAccount(sentence string) *platforms.Error {
	return &platforms.Error{Class: platforms.ClassIdentity, Sentence: sentence}
}
