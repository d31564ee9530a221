package instagram

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// text is an id that comes as a string or as a number.
type text string

// UnmarshalJSON takes both.
func (t *text) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] != '"' {
		var n json.Number
		if err := json.Unmarshal(raw, &n); err != nil {
			return fmt.Errorf("read an id: %w", err)
		}
		*t = text(n)
		return nil
	}
	return json.Unmarshal(raw, (*string)(t))
}

type wirePerson struct {
	ID       text   `json:"id"`
	Username string `json:"username"`
}

// person makes somebody neutral; without an id the user name stands for it.
func (p wirePerson) person() platforms.Person {
	name := platforms.Clean(p.Username)
	out := platforms.Person{ID: string(p.ID), Name: name, Handle: name}
	if out.ID == "" && name != "" {
		out.ID = "@" + name
	}
	if out.ID == "" {
		out = platforms.Person{ID: "unknown", Name: "Instagram user"}
	}
	return out
}

type wireMedia struct {
	ID        string     `json:"id"`
	Caption   string     `json:"caption"`
	Type      string     `json:"media_type"`
	Permalink string     `json:"permalink"`
	Timestamp graph.Time `json:"timestamp"`
	Likes     *int64     `json:"like_count"`
	Comments  *int64     `json:"comments_count"`
	Alt       string     `json:"alt_text"`
	Username  string     `json:"username"`
}

func (m wireMedia) count() int64 {
	if m.Comments == nil {
		return 0
	}
	return *m.Comments
}

type wireComment struct {
	ID        string                   `json:"id"`
	Text      string                   `json:"text"`
	Timestamp graph.Time               `json:"timestamp"`
	Username  string                   `json:"username"`
	From      *wirePerson              `json:"from"`
	Hidden    bool                     `json:"hidden"`
	Likes     *int64                   `json:"like_count"`
	Parent    string                   `json:"parent_id"`
	Replies   graph.Inner[wireComment] `json:"replies"`
	Media     *wireMedia               `json:"media"`
}

func (c wireComment) author() wirePerson {
	p := wirePerson{Username: c.Username}
	if c.From != nil {
		p.ID = c.From.ID
		if c.From.Username != "" {
			p.Username = c.From.Username
		}
	}
	return p
}

type wireThread struct {
	ID       string                   `json:"id"`
	Updated  graph.Time               `json:"updated_time"`
	Messages graph.Inner[wireMessage] `json:"messages"`
}

type wireMessage struct {
	ID      string     `json:"id"`
	Created graph.Time `json:"created_time"`
	From    wirePerson `json:"from"`
	To      struct {
		Data []wirePerson `json:"data"`
	} `json:"to"`
	Message     string `json:"message"`
	Attachments struct {
		Data []wireFile `json:"data"`
	} `json:"attachments"`
}

type wireFile struct {
	Name  string   `json:"name"`
	Type  string   `json:"mime_type"`
	Size  int64    `json:"size"`
	File  string   `json:"file_url"`
	Image *wireURL `json:"image_data"`
	Video *wireURL `json:"video_data"`
}

type wireURL struct {
	URL string `json:"url"`
}

// address is where the file lies, and its type as far as it is known.
func (f wireFile) address() (url, kind string) {
	switch {
	case f.Image != nil:
		return f.Image.URL, "image/jpeg"
	case f.Video != nil:
		return f.Video.URL, "video/mp4"
	}
	return f.File, f.Type
}

// ours tells whether the account, or the Page that it is linked to, wrote it.
func (acc account) ours(p wirePerson) bool {
	return string(p.ID) == acc.id || acc.page != "" && string(p.ID) == acc.page || p.Username != "" && strings.EqualFold(p.Username, acc.username)
}

func (acc account) us() platforms.Person {
	return platforms.Person{ID: acc.id, Name: "@" + acc.username, Handle: acc.username}
}

// names tells whether a text names the account.
func (acc account) names(caption string) bool {
	for _, name := range mentions.FindAllString(caption, -1) {
		if strings.EqualFold(strings.TrimRight(name[1:], "."), acc.username) {
			return true
		}
	}
	return false
}

var (
	mentions = regexp.MustCompile(`@[A-Za-z0-9_.]+`)
	hashtags = regexp.MustCompile(`#[\p{L}\p{M}\p{N}_]+`)
	address  = regexp.MustCompile(`https?://[^\s<>"]+`)
)

func links(s string) (out []platforms.Link) {
	for _, url := range address.FindAllString(s, -1) {
		url = strings.TrimRight(url, ".,;:!?)'”’")
		out = append(out, platforms.Link{Text: url, URL: url})
	}
	return out
}
