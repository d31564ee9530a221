package platforms

import (
	"context"
	"time"
)

// Post is what makes an Outgoing a post of our own. It is sealed, sent and
// proved like an answer.
type Post struct {
	// Link is one web page the post leads to, "" for none. Where the network
	// makes no card of it, the adapter does from Title and Description, which
	// came from the page.
	Link, Title, Description string
	// Thumb is the card's picture; nil for none.
	Thumb *Media
	Media []Media
	// At is when the network shall publish it by itself (UTC); zero for now.
	At time.Time
}

// Media is one picture or film of a post. Alt is its description for people who
// can't see it. URL is where the network can fetch it, for those that take no
// file; "" when it is nowhere on the web.
type Media struct {
	File
	Alt, URL string
}

// PictureLimits are what a network takes of a picture: its types, how many bytes it
// may have at most, how many points (width times height); 0: no limit of its own.
type PictureLimits struct {
	Types     []string
	MaxBytes  int64
	MaxPixels int64
}

// ThumbIndex stands in an Offer for the picture of the link's card.
const ThumbIndex = -1

// Offer comes with a refusal that a copy of one picture would cure: the one at Index
// of the post's Media, made to keep to Limits (package picture makes it). It is for
// the officer to take it; the original stays.
type Offer struct {
	Index  int
	Limits PictureLimits
}

// Withdrawer takes back what we published.
type Withdrawer interface {
	// Withdraw deletes a post or answer of our own by its RemoteID; repeating it
	// is no error.
	Withdraw(ctx context.Context, id string) error
}

// The names of figures. A network's further ones keep the network's own name.
const (
	Views     = "views"
	Reach     = "reach"
	Likes     = "likes"
	Comments  = "comments"
	Shares    = "shares"
	Clicks    = "clicks"
	Saves     = "saves"
	Followers = "followers"
	Following = "following"
	Posts     = "posts"
)

// Metrics are figures as the network gave them. A figure that it doesn't give,
// or no longer gives, is absent, never 0.
type Metrics struct {
	// ID is the post's RemoteID, or the account's id.
	ID      string
	At      time.Time // UTC, when they were asked for
	Figures map[string]int64
	// Absent says in plain words why a figure is missing, by its name.
	Absent map[string]string
}

// PostMeter measures our posts.
type PostMeter interface {
	// PostMetrics returns the figures of posts by their RemoteIDs; those that no
	// longer exist are left out.
	PostMetrics(ctx context.Context, ids []string) ([]Metrics, error)
}

// AccountMeter measures the account.
type AccountMeter interface {
	// AccountMetrics returns the account's figures of now.
	AccountMetrics(ctx context.Context) (Metrics, error)
}
