package flickr

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/web"
)

// The methods, as Flickr names them. The upload has none.
const (
	methodLogin         = "flickr.test.login"
	methodLimits        = "flickr.people.getLimits"
	methodPerson        = "flickr.people.getInfo"
	methodPhotos        = "flickr.people.getPhotos"
	methodUpdated       = "flickr.photos.recentlyUpdated"
	methodActivity      = "flickr.activity.userPhotos"
	methodGetInfo       = "flickr.photos.getInfo"
	methodFaves         = "flickr.photos.getFavorites"
	methodGetList       = "flickr.photos.comments.getList"
	methodAdd           = "flickr.photos.comments.addComment"
	methodDeleteComment = "flickr.photos.comments.deleteComment"
	methodTickets       = "flickr.photos.upload.checkTickets"
	methodDelete        = "flickr.photos.delete"
	methodUpload        = "upload"
)

// number is one that Flickr writes with or without quotation marks.
type number int64

// UnmarshalJSON reads both forms; "" is 0.
func (n *number) UnmarshalJSON(raw []byte) error {
	s := strings.Trim(string(raw), `"`)
	if s == "" || s == "null" {
		return nil
	}
	v, err := strconv.ParseInt(s, 10, 64)
	*n = number(v)
	return err
}

// content is a text that Flickr wraps.
type content struct {
	Text string `json:"_content"`
}

// photo is one in a list. Faves and Comments are nil where Flickr gives none.
type photo struct {
	ID          string  `json:"id"`
	Title       string  `json:"title"`
	Description content `json:"description"`
	Public      number  `json:"ispublic"`
	Uploaded    number  `json:"dateupload"`
	Updated     number  `json:"lastupdate"`
	Views       *number `json:"views"`
	Faves       *number `json:"count_faves"`
	Comments    *number `json:"count_comments"`
}

// photos is a page of them.
type photos struct {
	Photos struct {
		Page  number  `json:"page"`
		Pages number  `json:"pages"`
		Photo []photo `json:"photo"`
	} `json:"photos"`
}

// details are what getInfo says about one photo.
type details struct {
	Photo struct {
		ID         string  `json:"id"`
		Uploaded   number  `json:"dateuploaded"`
		Views      *number `json:"views"`
		Title      content `json:"title"`
		Text       content `json:"description"`
		Visibility struct {
			Public number `json:"ispublic"`
		} `json:"visibility"`
		Dates struct {
			Posted  number `json:"posted"`
			Updated number `json:"lastupdate"`
		} `json:"dates"`
		Comments struct {
			N *number `json:"_content"`
		} `json:"comments"`
	} `json:"photo"`
}

// photo makes the form of a list out of details.
func (d details) photo() photo {
	p := d.Photo
	return photo{ID: p.ID, Title: p.Title.Text, Description: p.Text, Public: p.Visibility.Public, Uploaded: max(p.Dates.Posted, p.Uploaded),
		Updated: p.Dates.Updated, Views: p.Views, Comments: p.Comments.N}
}

// comment is one under a photo; its text is HTML.
type comment struct {
	ID      string `json:"id"`
	Author  string `json:"author"`
	Name    string `json:"authorname"`
	Real    string `json:"realname"`
	Alias   string `json:"path_alias"`
	Created number `json:"datecreate"`
	Link    string `json:"permalink"`
	Text    string `json:"_content"`
}

// rsp is an answer of the upload.
type rsp struct {
	XMLName xml.Name `xml:"rsp"`
	Stat    string   `xml:"stat,attr"`
	Photo   string   `xml:"photoid"`
	Ticket  string   `xml:"ticketid"`
	// Duplicate is the photo that has the same bytes.
	Duplicate string `xml:"duplicate_photo_id"`
	Err       struct {
		Code int    `xml:"code,attr"`
		Msg  string `xml:"msg,attr"`
	} `xml:"err"`
}

// seconds reads Flickr's times (UTC), zero for 0.
func seconds(n number) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0).UTC()
}

// read asks a method that changes nothing.
func (a *Adapter) read(ctx context.Context, method string, args url.Values, v any) error {
	return a.call(ctx, http.MethodGet, method, args, nil, v)
}

// write asks a method that changes something. commit may be nil.
func (a *Adapter) write(ctx context.Context, method string, args url.Values, commit func() error, v any) error {
	return a.call(ctx, http.MethodPost, method, args, commit, v)
}

func (a *Adapter) call(ctx context.Context, verb, method string, args url.Values, commit func() error, v any) error {
	if err := a.ready(ctx); err != nil {
		return err
	}
	r := web.Request{Method: verb, Path: restPath, Commit: commit,
		Query: url.Values{"method": {method}, "format": {"json"}, "nojsoncallback": {"1"}}}
	if verb == http.MethodPost {
		if args == nil {
			args = url.Values{}
		}
		r.Form = args
	} else {
		for k, values := range args {
			r.Query[k] = values
		}
	}
	if v == nil {
		v = &json.RawMessage{} // that it is whole is looked at all the same
	}
	_, err := a.web.JSON(ctx, r, v)
	return a.meaning(method, err)
}
