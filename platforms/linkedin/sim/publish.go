package sim

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"commsdesk/platforms/simulator"
)

// reservedRaw finds signs of little text that stand unescaped and outside templates.
var (
	template    = regexp.MustCompile(`\{hashtag\|\\?#\|(?:[^{}|\\]|\\.)*\}|@\[(?:[^\[\]\\]|\\.)*\]\([^()]*\)`)
	escapedSign = regexp.MustCompile(`\\.`)
)

const reserved = `|{}@[]()<>#*_~\`

// spoilt tells whether LinkedIn would cut or refuse the words.
func spoilt(text string) bool {
	text = template.ReplaceAllString(text, "")
	return strings.ContainsAny(escapedSign.ReplaceAllString(text, ""), reserved)
}

func (n *network) takePost(r *simulator.Request) simulator.Answer {
	text := r.Value("commentary")
	invalid := func(what string) simulator.Answer {
		return refuse(http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", 0, what+" is not valid")
	}
	switch {
	case r.Value("author") != Org:
		return n.Error(r, simulator.Revoked, n.clock())
	case r.Value("visibility") != "PUBLIC" || r.Value("lifecycleState") != "PUBLISHED":
		return invalid("visibility or lifecycleState")
	case spoilt(text):
		return invalid("commentary")
	case length(escapedSign.ReplaceAllString(text, "x")) > postMost:
		return invalid("commentary length")
	}
	for _, p := range n.Posts {
		if p.Author == Org && !p.Gone && p.Text == text {
			return simulator.Answer{Status: http.StatusUnprocessableEntity, Body: map[string]any{"status": 422,
				"message":      "com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of " + p.Share,
				"errorDetails": map[string]any{"inputErrors": []any{map[string]any{"description": "Duplicate post is detected", "code": "DUPLICATE_POST", "input": map[string]any{}}}}}}
		}
	}
	p := &post{Author: Org, Text: text, At: n.server.Now().UnixMilli()}
	if what := n.content(r.JSON["content"], p); what != "" {
		return invalid(what)
	}
	n.publish(p)
	n.saved.Ours = append(n.saved.Ours, simulator.Accepted{ID: p.Share, Text: text, Post: true, At: n.server.Now(), Alts: p.Alts})
	return simulator.Answer{Status: http.StatusCreated, Header: http.Header{"X-Restli-Id": {p.Share}}}
}

// content reads a post's pictures or article; it returns what is wrong, "" for
// nothing.
func (n *network) content(raw any, p *post) string {
	if raw == nil {
		return ""
	}
	content, _ := raw.(map[string]any)
	if len(content) != 1 {
		return "content"
	}
	var images []any
	switch {
	case content["media"] != nil:
		images = []any{content["media"]}
	case content["multiImage"] != nil:
		many, _ := content["multiImage"].(map[string]any)
		images, _ = many["images"].([]any)
		if len(images) < 2 || len(images) > imagesMost {
			return "multiImage"
		}
	case content["article"] != nil:
		article, _ := content["article"].(map[string]any)
		if article["source"] == nil || article["title"] == nil {
			return "article"
		}
		if thumb, given := article["thumbnail"].(string); given && n.Images[thumb] <= 0 {
			return "thumbnail"
		}
		p.Article = article
	default:
		return "content"
	}
	for _, one := range images {
		image, _ := one.(map[string]any)
		id, _ := image["id"].(string)
		alt, _ := image["altText"].(string)
		if n.Images[id] <= 0 {
			return "image"
		}
		p.Images, p.Alts = append(p.Images, id), append(p.Alts, alt)
	}
	return ""
}

func (n *network) upload(r *simulator.Request) simulator.Answer {
	begin, _ := r.JSON["initializeUploadRequest"].(map[string]any)
	if r.Query.Get("action") != "initializeUpload" || begin["owner"] != Org {
		return n.Error(r, "", n.clock())
	}
	id := "C4D" + n.id()
	n.Images["urn:li:image:"+id] = -1
	return simulator.Answer{Body: map[string]any{"value": map[string]any{"uploadUrlExpiresAt": n.clock().UnixMilli() + 86400000,
		"uploadUrl": r.URL + "/dms-uploads/" + id + "/uploaded-image/0?ca=vector_feedshare&sync=0", "image": "urn:li:image:" + id}}}
}

func (n *network) bytes(r *simulator.Request) simulator.Answer {
	urn := "urn:li:image:" + r.Vars["id"]
	if _, begun := n.Images[urn]; !begun || len(r.Body) == 0 {
		return missing()
	}
	n.Images[urn] = len(r.Body)
	return simulator.Answer{Status: http.StatusCreated}
}

func (n *network) statistics(r *simulator.Request) simulator.Answer {
	if r.Query.Get("q") != "organizationalEntity" || r.Query.Get("organizationalEntity") != Org {
		return n.Error(r, simulator.Revoked, n.clock())
	}
	shares, ok := inList(r.Raw.URL.RawQuery, "shares")
	if !ok {
		return n.Error(r, "", n.clock())
	}
	var elements []any
	for _, urn := range shares {
		p := n.posts[urn]
		if p == nil || p.Gone || p.Author != Org {
			continue
		}
		count := 0
		for _, c := range n.Comments {
			if c.Activity == p.Activity && !c.Gone {
				count++
			}
		}
		elements = append(elements, map[string]any{"share": urn, "organizationalEntity": Org, "totalShareStatistics": map[string]any{
			"impressionCount": 40 + 25*count, "uniqueImpressionsCount": 30 + 20*count, "clickCount": 3 * count, "likeCount": 2 * count,
			"commentCount": count, "shareCount": count / 4, "engagement": 0.05}})
	}
	return simulator.Answer{Body: map[string]any{"elements": elements, "paging": map[string]any{"start": 0, "count": len(elements), "total": len(elements), "links": []any{}}}}
}

func (n *network) followers(r *simulator.Request) simulator.Answer {
	if r.Vars["urn"] != Org || r.Query.Get("edgeType") != "COMPANY_FOLLOWED_BY_MEMBER" {
		return n.Error(r, "", n.clock())
	}
	return simulator.Answer{Body: map[string]any{"firstDegreeSize": 1840 + len(n.Members)}}
}

// String names the network in tests.
func (n *network) String() string { return fmt.Sprintf("LinkedIn with %d posts", len(n.Posts)) }
