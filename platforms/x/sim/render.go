package sim

import (
	"strings"
	"time"
	"unicode/utf8"

	"commsdesk/platforms/simulator"
)

// asked are the names in a list parameter of a request.
func (w *World) asked(r *simulator.Request, param string) func(name string) bool {
	all := strings.Split(r.Query.Get(inDialect(w.o.Dialect, param)), ",")
	return func(name string) bool { return contains(all, inDialect(w.o.Dialect, name)) }
}

// postJSON is a post in one of its versions, with the fields that were asked for
// and no others.
func (w *World) postJSON(r *simulator.Request, p *post, at int, in *includes, errs *[]any) map[string]any {
	field, expand := w.asked(r, "tweet.fields"), w.asked(r, "expansions")
	v := p.Versions[at]
	history := []string{}
	for _, one := range p.Versions {
		history = append(history, one.ID)
	}
	out := map[string]any{"id": v.ID, "text": v.Text, inDialect(w.o.Dialect, "edit_history_tweet_ids"): history}
	set := func(name string, value any) {
		if field(name) {
			out[inDialect(w.o.Dialect, name)] = value
		}
	}
	set("created_at", v.At.Format(time.RFC3339Nano))
	set("conversation_id", p.Conversation)
	set("display_text_range", []int{v.Lead, utf8.RuneCountInString(v.Text)})
	set("entities", w.entities(v))
	set("public_metrics", w.figures(p))
	if len(p.Media) > 0 {
		keys := []string{}
		for _, id := range p.Media {
			keys = append(keys, "3_"+id)
			if expand("attachments.media_keys") {
				in.media[id] = true
			}
		}
		set("attachments", map[string]any{"media_keys": keys})
	}
	w.relations(p, field, expand, out, in)
	if field("non_public_metrics") {
		if p.Author == ourID && w.clock().Sub(p.Created) < 30*24*time.Hour {
			out["non_public_metrics"] = map[string]any{"impression_count": 120, "url_link_clicks": 4, "user_profile_clicks": 2}
		} else {
			*errs = append(*errs, map[string]any{"resource_id": v.ID, "resource_type": "tweet", "field": "non_public_metrics", "section": "data",
				"title": "Field Authorization Error", "type": problems + "not-authorized-for-field", "detail": "Sorry, you are not authorized to access this field."})
		}
	}
	return out
}

// relations are who wrote it and what it refers to: fields in the older dialect,
// expansions in the newer.
func (w *World) relations(p *post, field, expand func(string) bool, out map[string]any, in *includes) {
	if field("author_id") || expand("author_id") {
		out["author_id"] = p.Author
	}
	if expand("author_id") {
		in.users[p.Author] = true
	}
	if above := w.state.Posts[p.Parent]; above != nil {
		if field("in_reply_to_user_id") || expand("in_reply_to_user_id") {
			out["in_reply_to_user_id"] = above.Author
		}
		if expand("in_reply_to_user_id") {
			in.users[above.Author] = true
		}
	}
	var refs []any
	if p.Parent != "" {
		refs = append(refs, map[string]any{"type": "replied_to", "id": p.Parent})
	}
	if id := w.quoted(p); id != "" {
		refs = append(refs, map[string]any{"type": "quoted", "id": id})
	}
	if len(refs) == 0 || !field("referenced_tweets") && !expand("referenced_tweets.id") {
		return
	}
	name := "referenced_tweets"
	if w.o.Dialect == Post {
		name = "referenced_posts"
	}
	out[name] = refs
	if expand("referenced_tweets.id") {
		for _, ref := range refs {
			in.posts[ref.(map[string]any)["id"].(string)] = true
		}
	}
}

// entities are the addresses and names in a post's words.
func (w *World) entities(v version) map[string]any {
	out := map[string]any{}
	var urls, mentions []any
	for _, u := range v.URLs {
		urls = append(urls, u.json())
	}
	for _, id := range v.Names {
		mentions = append(mentions, map[string]any{"id": id, "username": w.state.Users[id].Handle, "start": 0, "end": 1})
	}
	if urls != nil {
		out["urls"] = urls
	}
	if mentions != nil {
		out["mentions"] = mentions
	}
	return out
}

func (a address) json() map[string]any {
	one := map[string]any{"url": a.Short, "expanded_url": a.Long, "display_url": strings.TrimPrefix(a.Long, "https://"), "start": 0, "end": 1}
	if a.Media != "" {
		one["media_key"] = a.Media
	}
	return one
}

// figures are a post's public ones.
func (w *World) figures(p *post) map[string]any {
	replies := 0
	for _, other := range w.replies(p) {
		if !other.Deleted {
			replies++
		}
	}
	reposts := "retweet_count"
	if w.o.Dialect == Post {
		reposts = "repost_count"
	}
	return map[string]any{"reply_count": replies, "like_count": 3, "quote_count": 0, "bookmark_count": 1, "impression_count": 120, reposts: 1}
}

// replies are the direct answers to a post; only of ours, for figures.
func (w *World) replies(p *post) (out []*post) {
	if p.Author != ourID {
		return nil
	}
	for _, other := range w.newest() {
		if other.Parent == p.ID {
			out = append(out, other)
		}
	}
	return out
}
