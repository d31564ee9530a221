package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Fault is what the Graph said went wrong, without its words: they may repeat
// what was sent. It is the cause inside the errors of this package.
type Fault struct {
	Code, Subcode int
	// Type is Meta's own sort, "OAuthException"; Trace names the answer at Meta's
	// support.
	Type, Trace string
	// Transient: Meta itself says that it may work later.
	Transient bool
	// Status is the HTTP status that it came with; an error may come with 200.
	Status int
}

// Error names the codes alone.
func (f *Fault) Error() string {
	return fmt.Sprintf("graph error %d/%d %s, status %d, trace %s", f.Code, f.Subcode, f.Type, f.Status, f.Trace)
}

// FaultOf finds the Fault inside an error; nil when there is none.
func FaultOf(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Is tells whether an error is the Graph's with this code and, unless 0, this
// subcode.
func Is(err error, code, subcode int) bool {
	f := FaultOf(err)
	return f != nil && f.Code == code && (subcode == 0 || f.Subcode == subcode)
}

// The codes and subcodes that mean more than their class (platforms.md 2).
const (
	CodeParameter = 100 // a bad parameter, an object that is gone, a metric that was removed
	CodePolicy    = 368
	CodeDuplicate = 506
	CodeAbsent    = 551 // the person can't be reached
	SubGone       = 33
	SubWindow     = 2018278 // outside the messaging window
	SubDuplicate  = 1366051
	SubPhoto      = 1366046
	SubOwnLink    = 1609008
)

var (
	throttled = []int{4, 17, 32, 341, 613, 80001, 80002, 80006, 1390008}
	signedOut = []int{102, 190}
)

// read finds the Graph's error in an answer, whatever its status. refused is
// true for an answer that only says "success": false.
func read(a *web.Answer) (f *Fault, refused bool) {
	var body struct {
		Success *bool `json:"success"`
		Error   *struct {
			Type    string `json:"type"`
			Code    int    `json:"code"`
			Sub     int    `json:"error_subcode"`
			Again   bool   `json:"is_transient"`
			TraceID string `json:"fbtrace_id"`
		} `json:"error"`
	}
	if json.Unmarshal(a.Body, &body) != nil {
		return nil, false
	}
	if e := body.Error; e != nil {
		return &Fault{Code: e.Code, Subcode: e.Sub, Type: clip(e.Type), Trace: clip(e.TraceID), Transient: e.Again, Status: a.Status}, false
	}
	return nil, body.Success != nil && !*body.Success
}

// clip keeps what the network wrote short in records.
func clip(s string) string { return s[:min(len(s), 60)] }

// classify words an answer; nil for a success and for what only its status tells.
func (c *Client) classify(a *web.Answer) *platforms.Error {
	c.note(a)
	f, refused := read(a)
	if f == nil {
		if refused && a.Status < http.StatusMultipleChoices {
			return &platforms.Error{Class: platforms.ClassRefused, Sentence: c.o.Network + " did not carry this out and gave no reason.", Err: errors.New("success: false")}
		}
		if a.Status < http.StatusMultipleChoices {
			c.throttle(false)
		}
		return nil
	}
	var e *platforms.Error
	if c.o.Classify != nil {
		e = c.o.Classify(*f)
	}
	if e == nil {
		e = c.byTable(f)
	}
	if e.Err == nil {
		e.Err = f
	}
	if e.Class == platforms.ClassRate && e.Until.IsZero() {
		e.Until = c.wait(a)
	}
	return e
}

// byTable is the table of platforms.md 2.
func (c *Client) byTable(f *Fault) *platforms.Error {
	class, words := platforms.ClassRefused, " does not accept this request. It is kept as it is; look at it on "+c.o.Network+" itself."
	switch {
	case f.Code == CodeDuplicate, f.Subcode == SubDuplicate:
		class, words = platforms.ClassUnconfirmed, " says that it has the same words already, so they may have arrived before. Look there before sending them again."
	case f.Subcode == SubWindow:
		words = " no longer takes a private answer to this: the time for it is over. Open the conversation in the browser."
	case f.Subcode == SubPhoto:
		words = " does not take this picture: it is too large or of another type. Save it as a JPEG of less than 4 MB."
	case f.Subcode == SubOwnLink:
		words = " does not take a link to facebook.com here. Take it out of the text."
	case f.Code == CodeAbsent:
		words = " says that this person can't be reached: they closed their account or block the council."
	case slices.Contains(signedOut, f.Code):
		class, words = platforms.ClassAuth, ended(f.Subcode)
	case slices.Contains(throttled, f.Code):
		class, words = platforms.ClassRate, " asks us to wait: too much was asked for in a short time."
	case f.Code == CodePolicy:
		class, words = platforms.ClassPolicy, " has stopped this account from writing for breaking a rule. Look at the account's notices there before anything else is sent."
	case f.Transient, f.Code == 1, f.Code == 2:
		class, words = platforms.ClassTransient, " has trouble of its own. It will be tried again."
	case f.Code == 3, f.Code == 10, f.Code >= 200 && f.Code < 300:
		class, words = platforms.ClassPermission, " does not allow this with the rights that the access key has. Add the right to the app, make a new access key and paste it here."
	case f.Code == CodeParameter && f.Subcode == SubGone, f.Code == codeAlias:
		class, words = platforms.ClassGone, " says that this is no longer there."
	case f.Status >= http.StatusInternalServerError:
		class, words = platforms.ClassTransient, " has trouble of its own. It will be tried again."
	}
	return &platforms.Error{Class: class, Sentence: c.o.Network + words}
}

// codeAlias is said for an id that nothing has. From memory, not in the
// documents that were read.
const codeAlias = 803

// Malformed tells whether Meta refused a request for a parameter of it: a field
// that this sort of object doesn't have, a figure that it no longer gives.
func Malformed(err error) bool {
	return Is(err, CodeParameter, 0) && platforms.ClassOf(err) == platforms.ClassRefused
}

// Aside tells whether an error is about one thing alone, as far as anybody can
// tell: what Meta won't show there must not keep the rest from being read. It is
// told at the end.
func Aside(err error) bool {
	class := platforms.ClassOf(err)
	return class == platforms.ClassPermission || class == platforms.ClassRefused
}

// AsideMost is how many things in a row may be refused, with nothing read
// before, until it is taken for a refusal of them all.
const AsideMost = 3

// ended says why a token no longer holds.
func ended(sub int) string {
	const rest = " Make a new access key and paste it here; what is here stays."
	switch sub {
	case 458:
		return " says that the app was removed from the account." + rest
	case 459, 464:
		return " wants the person behind the access key to confirm the account first. Ask them to sign in in the browser, then make a new access key."
	case 460:
		return " ended the access key because a password was changed." + rest
	case 463:
		return " says that the access key has run out." + rest
	}
	return " no longer accepts the access key." + rest
}
