package facebook

import (
	"encoding/json"
	"net/url"

	"commsdesk/platforms/graph"
)

// What is asked of each kind of object. The simulator's table, which is compared
// with Meta's description, refuses fields that it doesn't know.
const (
	postFields = "id,message,story,from{id,name},created_time,updated_time,permalink_url,is_hidden,shares," +
		"attachments{type,media,url,title,description},comments.filter(stream).summary(true).limit(0),reactions.summary(total_count).limit(0)"
	commentFields = "id,message,from{id,name},created_time,parent{id,from{id,name}},permalink_url,is_hidden,comment_count,like_count,attachment,message_tags"
	filmFields    = "id,post_id,description,permalink_url,created_time,scheduled_publish_time"
	talkFields    = "id,updated_time,link,participants"
	messageFields = "id,created_time,from,to,message,sticker,attachments{id,mime_type,name,size,image_data,file_url,video_data}"
)

// node is the path of an object.
func node(id string) string { return "/" + url.PathEscape(id) }

// wirePerson is a Page or person; nil where Meta doesn't tell.
type wirePerson struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// wirePost is a post of the Page, of a visitor, or of somebody who tagged it.
type wirePost struct {
	ID          string                        `json:"id"`
	Message     string                        `json:"message"`
	Story       string                        `json:"story"`
	From        *wirePerson                   `json:"from"`
	Created     graph.Time                    `json:"created_time"`
	Updated     graph.Time                    `json:"updated_time"`
	Scheduled   graph.Time                    `json:"scheduled_publish_time"`
	Permalink   string                        `json:"permalink_url"`
	Hidden      bool                          `json:"is_hidden"`
	Shares      struct{ Count *int64 }        `json:"shares"`
	Attachments graph.Inner[wireAttachment]   `json:"attachments"`
	Comments    *graph.Inner[json.RawMessage] `json:"comments"`
	Reactions   *graph.Inner[json.RawMessage] `json:"reactions"`
}

// comments is how many there are under it.
func (p wirePost) comments() int64 {
	if p.Comments == nil {
		return 0
	}
	return p.Comments.Total
}

// wireAttachment is a picture, film or link on something public.
type wireAttachment struct {
	Type        string `json:"type"`
	URL         string `json:"url"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Media       struct {
		Image  struct{ Src string } `json:"image"`
		Source string               `json:"source"`
	} `json:"media"`
}

// wireComment is a comment under a post.
type wireComment struct {
	ID      string      `json:"id"`
	Message string      `json:"message"`
	From    *wirePerson `json:"from"`
	Created graph.Time  `json:"created_time"`
	Parent  *struct {
		ID   string      `json:"id"`
		From *wirePerson `json:"from"`
	} `json:"parent"`
	Permalink  string          `json:"permalink_url"`
	Hidden     bool            `json:"is_hidden"`
	Comments   *int64          `json:"comment_count"`
	Likes      *int64          `json:"like_count"`
	Attachment *wireAttachment `json:"attachment"`
	Tags       []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Type string `json:"type"`
	} `json:"message_tags"`
}

// wireTalk is a conversation on Messenger.
type wireTalk struct {
	ID           string                  `json:"id"`
	Updated      graph.Time              `json:"updated_time"`
	Link         string                  `json:"link"`
	Participants graph.Inner[wirePerson] `json:"participants"`
}

// wireMessage is one message of it.
type wireMessage struct {
	ID          string                  `json:"id"`
	Created     graph.Time              `json:"created_time"`
	From        *wirePerson             `json:"from"`
	To          graph.Inner[wirePerson] `json:"to"`
	Message     string                  `json:"message"`
	Sticker     string                  `json:"sticker"`
	Attachments graph.Inner[wireFile]   `json:"attachments"`
}

// wireFile is a file on a message.
type wireFile struct {
	ID    string `json:"id"`
	Type  string `json:"mime_type"`
	Name  string `json:"name"`
	Size  int64  `json:"size"`
	URL   string `json:"file_url"`
	Image struct {
		URL string `json:"url"`
	} `json:"image_data"`
	Video struct {
		URL string `json:"url"`
	} `json:"video_data"`
}

// address is where its bytes are, "" when Meta gives none.
func (f wireFile) address() string {
	for _, u := range []string{f.Image.URL, f.Video.URL, f.URL} {
		if u != "" {
			return u
		}
	}
	return ""
}
