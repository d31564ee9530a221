package linkedin

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// What LinkedIn says, as far as it is used. Times are milliseconds since 1970.

type stamp struct {
	Time  int64  `json:"time"`
	Actor string `json:"actor"`
}

type comment struct {
	ID      string `json:"id"`
	URN     string `json:"commentUrn"`
	Object  string `json:"object"`
	Actor   string `json:"actor"`
	Parent  string `json:"parentComment"`
	Created stamp  `json:"created"`
	Changed stamp  `json:"lastModified"`
	Message struct {
		Text       string      `json:"text"`
		Attributes []attribute `json:"attributes"`
	} `json:"message"`
	Content []struct {
		URL string `json:"url"`
	} `json:"content"`
	Likes struct {
		Total *int64 `json:"totalLikes"`
	} `json:"likesSummary"`
	Below struct {
		First *int64 `json:"totalFirstLevelComments"`
		All   *int64 `json:"aggregatedTotalComments"`
	} `json:"commentsSummary"`
	Who *struct {
		First string `json:"localizedFirstName"`
		Last  string `json:"localizedLastName"`
	} `json:"actor~"`
}

// name is the comment's URN.
func (c *comment) name() string {
	if isComment(c.URN) {
		return wholeURN(c.URN)
	}
	return commentURN(c.Object, c.ID)
}

// replies is whether comments stand below it.
func (c *comment) replies() bool {
	return c.Below.First != nil && *c.Below.First > 0 || c.Below.All != nil && *c.Below.All > 0
}

// attribute marks a part of a comment's text, a mention for example. How its value
// is wrapped changed between versions, so it is looked for people by their URNs.
type attribute struct {
	Value json.RawMessage `json:"value"`
}

// people are the members that a comment mentions.
func (c *comment) people() []string {
	var out []string
	for _, at := range c.Message.Attributes {
		rest := string(at.Value)
		for {
			_, after, found := strings.Cut(rest, personPrefix)
			if !found {
				break
			}
			id, more, _ := strings.Cut(after, `"`)
			if urn := personPrefix + id; !slices.Contains(out, urn) {
				out = append(out, urn)
			}
			rest = more
		}
	}
	return out
}

type post struct {
	ID         string `json:"id"`
	Author     string `json:"author"`
	Commentary string `json:"commentary"`
	Created    int64  `json:"createdAt"`
	Published  int64  `json:"publishedAt"`
	Changed    int64  `json:"lastModifiedAt"`
	State      string `json:"lifecycleState"`
	Content    struct {
		Article *struct {
			Source string `json:"source"`
			Title  string `json:"title"`
		} `json:"article"`
		Media *wireImage `json:"media"`
		Many  *struct {
			Images []wireImage `json:"images"`
		} `json:"multiImage"`
	} `json:"content"`
}

type wireImage struct {
	ID  string `json:"id"`
	Alt string `json:"altText"`
}

// since is when the post appeared.
func (p *post) since() time.Time {
	if p.Published > 0 {
		return at(p.Published)
	}
	return at(p.Created)
}

// pictures are the post's.
func (p *post) pictures() []wireImage {
	if p.Content.Many != nil {
		return p.Content.Many.Images
	}
	if p.Content.Media != nil {
		return []wireImage{*p.Content.Media}
	}
	return nil
}

// note is one notification. The names of its fields were seen in what others
// receive by webhook and are a guess for reading (platforms.md 5 [M]).
type note struct {
	ID        int64  `json:"notificationId"`
	Action    string `json:"action"`
	Source    string `json:"sourcePost"`
	Generated string `json:"generatedActivity"`
	At        int64  `json:"lastModifiedAt"`
	Post      struct {
		Entity string `json:"entity"`
		Owner  string `json:"owner"`
	} `json:"decoratedSourcePost"`
	Done struct {
		Comment *made `json:"comment"`
		Share   *made `json:"share"`
	} `json:"decoratedGeneratedActivity"`
}

// made is what somebody wrote, as a notification tells it.
type made struct {
	Entity string `json:"entity"`
	Owner  string `json:"owner"`
	Text   string `json:"text"`
}

// what is the URN of what was written.
func (n *note) what() string {
	for _, m := range []*made{n.Done.Comment, n.Done.Share} {
		if m != nil && m.Entity != "" {
			return wholeURN(m.Entity)
		}
	}
	return wholeURN(n.Generated)
}

// page is one answer of a listing.
type page[T any] struct {
	Elements []T `json:"elements"`
	Paging   struct {
		Start int `json:"start"`
		Count int `json:"count"`
		Total int `json:"total"`
		Links []struct {
			Rel string `json:"rel"`
		} `json:"links"`
	} `json:"paging"`
}

// more tells whether LinkedIn has further pages, seen elements having been read
// from the listing's beginning.
func (p *page[T]) more(seen int) bool {
	if len(p.Elements) == 0 {
		return false
	}
	for _, l := range p.Paging.Links {
		if l.Rel == "next" {
			return true
		}
	}
	return seen < p.Paging.Total
}

// at is a time of LinkedIn's, UTC; zero for 0.
func at(ms int64) time.Time {
	if ms <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
