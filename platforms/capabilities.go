package platforms

import "time"

// Ability is one thing an account can or can't do. Reason says in plain words
// why not; Link leads to where a person can do it by hand.
type Ability struct {
	OK           bool
	Reason, Link string
}

// Yes is an ability that was probed and is there.
func Yes() Ability { return Ability{OK: true} }

// No is an ability that is not there, with its reason and a fallback link, ""
// where there is nothing to open.
func No(reason, link string) Ability { return Ability{Reason: reason, Link: link} }

// Capabilities is what one account can do, probed at connect time, not assumed.
// An ability that is not OK always has its reason.
type Capabilities struct {
	// ProbedAt is when this was found out (UTC); zero: never.
	ProbedAt time.Time
	// Watch: news arrive without polling.
	Watch Ability
	// Mentions, Comments, Messages: what can be read.
	Mentions, Comments, Messages Ability
	// Reply, Private, Publish: what can be sent. Schedule: the network itself
	// publishes later. AltText: pictures carry a description.
	Reply, Private, Publish, Schedule, AltText Ability
	// FilesInSent: the server keeps its own copy of what we send.
	FilesInSent Ability
	// ProveSent: an unconfirmed send can be looked for.
	ProveSent Ability
	// Hide, Delete, Mute, Block, Unblock: what can be done about abuse.
	// ListBlocks: who is blocked can be read.
	// Report: the network's moderators can be told by program.
	Hide, Delete, Mute, Block, Unblock, ListBlocks, Report Ability
	// Withdraw: our own posts can be deleted.
	Withdraw Ability
	// Thread, Recheck: what stands around an item, and what became of it.
	Thread, Recheck Ability
	// PostMetrics, AccountMetrics: figures.
	PostMetrics, AccountMetrics Ability
	// Attachments of a message can be saved.
	Attachments Ability
	// MaxText is the longest answer in Counter's units, 0 for no limit of the
	// network's own; MaxMessage the longest private message, 0 the same.
	MaxText, MaxMessage int
	Counter             Counter
	// MaxBytes is the largest message in bytes (SMTP SIZE), 0 unknown.
	MaxBytes int64
	// MaxMedia is how many files a post takes; MaxImageBytes and MaxVideoBytes
	// how large each may be, 0 unknown. MediaTypes are the types it takes.
	MaxMedia                     int
	MaxImageBytes, MaxVideoBytes int64
	MediaTypes                   []string
	// MediaByURL: it fetches pictures from the web and takes no file.
	MediaByURL bool
	// KeepFor is how long members' words may be kept here, 0 for as long as the
	// council likes. Storage says the network's rules on keeping, a sentence
	// each, for the channel page.
	KeepFor time.Duration
	Storage []string
	// ReplyRule says when the network takes an answer at all, "" when always.
	ReplyRule string
	// Poll is how often the account is to be read at most; 0: as usual.
	Poll time.Duration
	// PollMessages is how often private messages may be read in between, by a Window
	// for them alone; 0: with the rest only.
	PollMessages time.Duration
}

// Counter names the unit in which a network counts text.
type Counter string

// The units of length.
const (
	CountGraphemes Counter = "graphemes"
	CountUTF16     Counter = "utf16"
	CountBytes     Counter = "bytes"
	CountWeighted  Counter = "weighted" // X: twitter-text
	CountLinks23   Counter = "links23"  // Mastodon: a link counts 23, a mention without its server
)

// Lengther counts text as its network does; for Counters that need more than
// the text.
type Lengther interface {
	// Length is how long text is in the account's Counter.
	Length(text string) int
}
