package mastodon

import (
	"encoding/json"
	"time"
)

// The network's entities, as far as they are read.

type account struct {
	ID          string `json:"id"`
	Username    string `json:"username"`
	Acct        string `json:"acct"`
	DisplayName string `json:"display_name"`
	URL         string `json:"url"`
	Followers   *int64 `json:"followers_count"`
	Following   *int64 `json:"following_count"`
	Statuses    *int64 `json:"statuses_count"`
}

type mention struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Acct     string `json:"acct"`
	URL      string `json:"url"`
}

type attachment struct {
	ID          string `json:"id"`
	Type        string `json:"type"`
	URL         string `json:"url"`
	RemoteURL   string `json:"remote_url"`
	Description string `json:"description"`
}

type status struct {
	ID               string       `json:"id"`
	URI              string       `json:"uri"`
	URL              string       `json:"url"`
	CreatedAt        time.Time    `json:"created_at"`
	EditedAt         *time.Time   `json:"edited_at"`
	InReplyTo        string       `json:"in_reply_to_id"`
	InReplyToAccount string       `json:"in_reply_to_account_id"`
	Visibility       string       `json:"visibility"`
	Content          string       `json:"content"`
	Spoiler          string       `json:"spoiler_text"`
	Account          account      `json:"account"`
	Mentions         []mention    `json:"mentions"`
	Media            []attachment `json:"media_attachments"`
	Replies          *int64       `json:"replies_count"`
	Reblogs          *int64       `json:"reblogs_count"`
	Favourites       *int64       `json:"favourites_count"`
	Quotes           *int64       `json:"quotes_count"`
	Reblog           *struct {
		ID string `json:"id"`
	} `json:"reblog"`
}

type notification struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	CreatedAt time.Time `json:"created_at"`
	Status    *status   `json:"status"`
}

type thread struct {
	Ancestors   []status `json:"ancestors"`
	Descendants []status `json:"descendants"`
}

// published is what publishing answers: a status, or a scheduled one.
type published struct {
	ID          string     `json:"id"`
	URL         string     `json:"url"`
	URI         string     `json:"uri"`
	ScheduledAt *time.Time `json:"scheduled_at"`
}

type scheduled struct {
	ID          string    `json:"id"`
	ScheduledAt time.Time `json:"scheduled_at"`
	Params      struct {
		Text string `json:"text"`
	} `json:"params"`
}

type uploaded struct {
	ID string `json:"id"`
}

type limits struct {
	Statuses struct {
		MaxCharacters int `json:"max_characters"`
		MaxMedia      int `json:"max_media_attachments"`
		URLCharacters int `json:"characters_reserved_per_url"`
	} `json:"statuses"`
	Media struct {
		Types       []string `json:"supported_mime_types"`
		ImageBytes  int64    `json:"image_size_limit"`
		ImagePixels int64    `json:"image_matrix_limit"`
		VideoBytes  int64    `json:"video_size_limit"`
		Description int      `json:"description_limit"`
	} `json:"media_attachments"`
	URLs struct {
		Streaming string `json:"streaming"`
	} `json:"urls"`
}

// instance is what a server says of itself: Domain and Configuration.URLs in
// version 2, URI and URLs in version 1.
type instance struct {
	Domain string `json:"domain"`
	URI    string `json:"uri"`
	// Version is "4.5.2", or "3.5.3 (compatible; Pixelfed 0.12.5)".
	Version string `json:"version"`
	API     *struct {
		Mastodon int `json:"mastodon"`
	} `json:"api_versions"`
	Configuration limits `json:"configuration"`
	// URLs is an object, or an empty list where PHP made it.
	URLs     json.RawMessage `json:"urls"`
	MaxChars int             `json:"max_toot_chars"`
}

type grant struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Scope   string `json:"scope"`
	Expires int64  `json:"expires_in"`
}

type metadata struct {
	Challenges []string `json:"code_challenge_methods_supported"`
	Scopes     []string `json:"scopes_supported"`
}
