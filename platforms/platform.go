// Package platforms is the contract between Commsdesk and the places residents
// write to. It names no network: each adapter lives in platforms/<network>,
// imports this package and nothing else of ours, and is found by type
// assertion on the small interfaces below (DESIGN 6).
package platforms

import (
	"context"
	"io"
	"time"
)

// Clock gives the current time. Adapters use it for everything but socket
// deadlines, so that tests and the sample desk can move it.
type Clock func() time.Time

// Secrets is the port through which an adapter reaches the keyring. Item names
// are relative to the channel ("password", "refresh"). Get returns "" and an
// error that names the reason when the keyring can't answer. Set replaces what
// the item held, under the same errors.
type Secrets interface {
	Get(ctx context.Context, item string) (string, error)
	Set(ctx context.Context, item, value string) error
}

// Adapter is one connected account. Every adapter is also an Identifier, a
// Puller, a Sender and a Prover; the rest is optional and announced in
// Capabilities with a reason when absent.
type Adapter interface {
	// Network is the short name of the network: "mailbox", "bluesky", …
	Network() string
	// Capabilities is what this account can do, as probed at the last
	// successful Connect or test; the zero value before that.
	Capabilities() Capabilities
	// Close ends every connection. It is safe to call twice and from another
	// goroutine; calls under way return an error of class Transient.
	Close() error
}

// Identifier tells which account the secrets really belong to.
type Identifier interface {
	// Identity signs in and returns the account's own identity (the address of
	// a mailbox, the id of a page), never a guess from the settings.
	Identity(ctx context.Context) (Identity, error)
}

// Identity is who an account is on its network. ID never changes and is part
// of the channel's natural key; Name is for people.
type Identity struct{ ID, Name, URL string }

// Expirer tells how long the sign-in holds.
type Expirer interface {
	// Expires returns when a person must sign in again (UTC), zero for never or
	// not known. A sign-in that renews itself does not expire.
	Expires(ctx context.Context) (time.Time, error)
}

// Puller brings what is new since a cursor.
type Puller interface {
	// Pull delivers everything that is new since cursor (nil: first sync) in
	// batches to sink, newest promise-relevant items first, and returns when it
	// has caught up. Each Batch carries the cursor that is true once the batch
	// is stored; sink commits both together (DESIGN 5), so a crash between two
	// batches repeats at most one. Items may come twice. It never changes
	// anything at the network.
	Pull(ctx context.Context, cursor []byte, window Window, sink Sink) error
}

// Watcher waits for news without polling.
type Watcher interface {
	// Watch blocks until the network says that something changed (IMAP IDLE,
	// streaming), ctx ends (nil error) or the connection drops (error). The
	// caller pulls after each return.
	Watch(ctx context.Context) error
}

// Window says how far back a first pull goes.
type Window struct {
	// PromiseFrom is the moment from which items can be work (UTC). Headers of
	// this range and our own sent items in it come before anything else.
	PromiseFrom time.Time
	// OldestFrom bounds history (UTC): usually 12 months back.
	OldestFrom time.Time
	// Tail wants only what came since the cursor's last look, and on a first
	// pull the promise window: what is owed of history stays owed. Such a Pull
	// may run beside another one, whose cursor it neither sees nor moves.
	Tail bool
	// Messages wants of that the private messages alone (Capabilities.PollMessages).
	Messages bool
}

// Sink takes what a Puller brings.
type Sink interface {
	// Deliver stores the batch and its cursor in one transaction. An error
	// means nothing of the batch was stored; the Puller stops and returns it.
	Deliver(ctx context.Context, batch Batch) error
}

// Batch is some items, disappearances and the cursor that holds after them.
type Batch struct {
	Items []Item
	// Gone are locations that no longer exist at the network (expunged, moved
	// away). They are facts: nothing is deleted here.
	Gone []Location
	// Renewed are folders whose numbering started afresh (UIDVALIDITY changed);
	// their old locations no longer hold.
	Renewed []string
	Cursor  []byte
	// Done and Total describe the progress of a long pull in items; Total is 0
	// when unknown.
	Done, Total int
	// There is how many items the network holds in the pulled range, per
	// folder, those included that were brought outside it: what is stored of a
	// folder and not gone must be as many. Nil, or without a folder, when this
	// batch doesn't know.
	There map[string]int
	// Lost says, a sentence each, what was written since the last pull and the
	// network no longer gives (DESIGN 5).
	Lost []string
}

// ThreadPuller brings one thread whole, for showing what stands around an item.
type ThreadPuller interface {
	// Thread returns the items of the thread, oldest first, with our own post
	// above it when there is one. Class Gone when it is no longer there.
	Thread(ctx context.Context, root Target) ([]Item, error)
}

// Rechecker looks after items that are stored: edits, deletions, and words that
// may be kept for a while only.
type Rechecker interface {
	// Recheck returns the items with these RemoteIDs as they are now; those the
	// network no longer has come with DeletedAt. An id about which nothing can
	// be said is left out. It takes at most RecheckMost ids.
	Recheck(ctx context.Context, ids []string) ([]Item, error)
}

// RecheckMost is how many ids one Recheck takes.
const RecheckMost = 100

// Direction tells residents' items from our own.
type Direction string

// The two directions. Own means proved ours: lying in Sent, or carrying an id
// that we made; never merely claiming our address.
const (
	FromResident Direction = "in"
	FromUs       Direction = "own"
)

// Auto classifies machine-made mail (RFC 3464, RFC 3834).
type Auto string

// The kinds of automatic item. AutoNone is a human's.
const (
	AutoNone   Auto = ""
	AutoReply  Auto = "auto-reply"
	AutoBounce Auto = "bounce"
	AutoList   Auto = "list"
)

// Location is one place where an item lies: for mail (folder, UIDVALIDITY,
// UID), for other networks Folder is the collection and ID the remote id.
type Location struct {
	Folder   string
	Validity uint32
	UID      uint32
	ID       string
}

// Person is somebody on a network. ID is the address in lower case for mail,
// the stable account id elsewhere. Name and Handle are as the network gave
// them, cleaned of control characters.
type Person struct{ ID, Name, Handle string }

// Item is one message in the network's words, made neutral.
type Item struct {
	// Key identifies the message within its channel. For mail: hex SHA-256 over
	// Message-ID, From, Date, Subject as sent (without a Message-ID the raw
	// body's hash joins it). Elsewhere: the remote id.
	Key string
	// BodyHash is the hex SHA-256 of the raw body; another body under a known
	// Key is another message (a forged id must not hide a mail). For a message
	// too large to be read whole it is taken over its words and its list of
	// files; "" while only the header is here.
	BodyHash string
	// RemoteID is the network's own id; for mail the Message-ID without angle
	// brackets, "" when absent.
	RemoteID  string
	Location  Location
	Direction Direction
	Auto      Auto
	// Kind in the network's terms: KindMail, KindComment, …
	Kind    string
	Private bool
	// Ref is what the adapter needs beside RemoteID to address the item again
	// (a content hash, the page it lies on); opaque to everybody else, kept with
	// the item and handed back in Parent and Target.
	Ref string
	// Context is the RemoteID of our own post that the item stands under, ""
	// where there is none: it is shown above the thread and is no part of it.
	Context string
	// ThreadRoot is the id of the thread's first item as far as this item
	// knows. For mail the first id of References, else In-Reply-To, else its
	// own RemoteID or, without one, Key. For a private message the id of the
	// conversation. For public items the topmost item of their branch that is
	// not our own post: what a hundred residents write under one post of ours
	// is a hundred threads.
	ThreadRoot string
	// Parents are the ids this item says it answers, nearest first; for mail
	// In-Reply-To, then References from last to first.
	Parents []string
	From    Person
	// AnswerTo is whom a reply goes to (Reply-To when given, else From).
	AnswerTo Person
	// Claimed is true when From says our own address though the item is not
	// proved ours (web forms): AnswerTo is then the resident.
	Claimed bool
	To, Cc  []Person
	Subject string
	// Text is the new words as plain text; Quoted the folded history and
	// signature, "" when none. HTML became text; nothing was fetched.
	Text, Quoted string
	Links        []Link
	Attachments  []Attachment
	// ReceivedAt is the earliest of INTERNALDATE and the topmost Received date
	// (UTC): what the promise counts from (DESIGN 3). SentAt is the Date
	// header's claim, zero when missing or absurd; display only.
	ReceivedAt, SentAt time.Time
	// InternalDate is the server's own stamp (UTC), for measuring clock skew.
	InternalDate time.Time
	Bounce       *Bounce
	// Unparsed is true when the item could not be read; Raw then holds it whole
	// (at most RawLimit bytes) and Text says what could be read.
	Unparsed bool
	Raw      []byte
	// HeaderOnly is true for an item whose body comes in a later batch under
	// the same Key and Location.
	HeaderOnly bool
	// Size in bytes at the network.
	Size int64
	// Permalink opens the item on its network, "" where there is none.
	Permalink string
	// EditedAt, DeletedAt are facts from the network (UTC), zero when not. A
	// deleted item may come with its Key and DeletedAt alone.
	EditedAt, DeletedAt time.Time
	// Hidden: it stands on our page and others no longer see it.
	Hidden bool
	// ReplyUntil is when the network stops taking an answer to this item (UTC),
	// zero when it never does: the second clock (DESIGN 3). ReplyAfter says in
	// a sentence what can be done once that is past.
	ReplyUntil time.Time
	ReplyAfter string
	// ExpireAt is until when its words may be kept here (UTC), zero for as long
	// as the council likes: the network's own rule. The store forgets the words
	// then unless a Rechecker brought them again.
	ExpireAt time.Time
	// Counts are the item's own figures, by the names of Metrics; nil when not
	// known.
	Counts map[string]int64
}

// The kinds of item. A post is our own; the rest may be anybody's.
const (
	KindMail    = "mail"
	KindComment = "comment" // under a post of ours
	KindMention = "mention" // names us somewhere else
	KindReply   = "reply"   // answers us, or stands in a thread of ours, elsewhere
	KindMessage = "message" // private
	KindPost    = "post"    // published by us
	KindReview  = "review"
)

// RawLimit is how many bytes of an unreadable item are kept.
const RawLimit = 4 << 20

// Link is one link of a message. Suspicious is true when its words name
// another host than it leads to.
type Link struct {
	Text, URL  string
	Suspicious bool
}

// Attachment describes a file that stays at the network until asked for. Part
// is the adapter's own address of it within the item.
type Attachment struct {
	Part, Name, Type string
	Size             int64
	// Alt is the description that its author gave, "" for none.
	Alt string
}

// Bounce is what a delivery report says about one of our messages (RFC 3464).
type Bounce struct {
	// OriginalID is the Message-ID of ours that could not be delivered, ""
	// when the report doesn't say.
	OriginalID string
	Recipient  string
	// Status is the enhanced code (RFC 3463), "5.1.1"; Permanent for 5.x.x.
	Status    string
	Permanent bool
	Reason    string
}

// FileFetcher saves attachments on demand.
type FileFetcher interface {
	// Fetch writes the attachment's decoded bytes to w, streaming. Class Gone
	// when the item is no longer there.
	Fetch(ctx context.Context, at Location, part string, w io.Writer) error
}
