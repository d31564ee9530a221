package x

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms/web"
)

// post is a post in both dialects.
type post struct {
	ID           string      `json:"id"`
	Text         string      `json:"text"`
	Created      time.Time   `json:"created_at"`
	Conversation string      `json:"conversation_id"`
	Author       string      `json:"author_id"`
	AnsweredUser string      `json:"in_reply_to_user_id"`
	RefTweets    []reference `json:"referenced_tweets"`
	RefPosts     []reference `json:"referenced_posts"`
	EditTweets   []string    `json:"edit_history_tweet_ids"`
	EditPosts    []string    `json:"edit_history_post_ids"`
	NoteTweet    *note       `json:"note_tweet"`
	NotePost     *note       `json:"note_post"`
	Shown        []int       `json:"display_text_range"`
	Entities     entities    `json:"entities"`
	Public       figures     `json:"public_metrics"`
	NonPublic    figures     `json:"non_public_metrics"`
	Organic      figures     `json:"organic_metrics"`
	Attachments  struct {
		Media []string `json:"media_keys"`
	} `json:"attachments"`
}

type figures map[string]*int64

type reference struct{ Type, ID string }

// note is a long post's whole text.
type note struct {
	Text     string   `json:"text"`
	Entities entities `json:"entities"`
}

type entities struct {
	URLs []struct {
		URL      string `json:"url"`
		Expanded string `json:"expanded_url"`
		Unwound  string `json:"unwound_url"`
		Display  string `json:"display_url"`
		Media    string `json:"media_key"`
	} `json:"urls"`
	Mentions []struct{ ID, Username string } `json:"mentions"`
}

// refs are what the post refers to, by either name.
func (p post) refs() []reference { return slices.Concat(p.RefTweets, p.RefPosts) }

// ref is the id of what the post refers to in one way, "" for nothing.
func (p post) ref(kind string) string {
	for _, r := range p.refs() {
		if r.Type == kind {
			return r.ID
		}
	}
	return ""
}

// versions are the ids that the post had, oldest first; its own when it was
// never edited.
func (p post) versions() []string {
	if v := slices.Concat(p.EditTweets, p.EditPosts); len(v) > 0 {
		return v
	}
	return []string{p.ID}
}

func (p post) note() *note {
	if p.NotePost != nil {
		return p.NotePost
	}
	return p.NoteTweet
}

type user struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Username string  `json:"username"`
	Public   figures `json:"public_metrics"`
}

type medium struct {
	Key  string `json:"media_key"`
	Type string `json:"type"`
	Alt  string `json:"alt_text"`
}

// event is one private message.
type event struct {
	ID           string    `json:"id"`
	Type         string    `json:"event_type"`
	Text         string    `json:"text"`
	Created      time.Time `json:"created_at"`
	Sender       string    `json:"sender_id"`
	Conversation string    `json:"dm_conversation_id"`
	Participants []string  `json:"participant_ids"`
	Entities     entities  `json:"entities"`
	Attachments  struct {
		Media []string `json:"media_keys"`
	} `json:"attachments"`
	entities // urls and mentions stand beside the rest in some answers
}

// list is an answer with several things of one sort, in both dialects.
type list[T any] struct {
	Data     []T `json:"data"`
	Includes struct {
		Users  []user   `json:"users"`
		Media  []medium `json:"media"`
		Tweets []post   `json:"tweets"`
		Posts  []post   `json:"posts"`
	} `json:"includes"`
	Meta struct {
		Next string `json:"next_token"`
	} `json:"meta"`
	Errors []partial `json:"errors"`
}

// The fields asked for. Those that the new dialect no longer names come there
// by the expansions.
const (
	fieldsBoth  = "attachments,conversation_id,created_at,display_text_range,entities,id,public_metrics,text"
	fieldsTweet = fieldsBoth + ",author_id,edit_history_tweet_ids,in_reply_to_user_id,note_tweet,referenced_tweets"
	fieldsPost  = fieldsBoth + ",edit_history_post_ids,note_post"
	expandTweet = "author_id,attachments.media_keys"
	expandPost  = "author_id,attachments.media_keys,in_reply_to_user_id,referenced_posts"
	userFields  = "id,name,username"
	mediaFields = "alt_text,media_key,type"

	dmFieldsBoth  = "attachments,created_at,dm_conversation_id,entities,event_type,id,text"
	dmFieldsTweet = dmFieldsBoth + ",participant_ids,sender_id"
	dmExpand      = "attachments.media_keys,participant_ids,sender_id"
)

// askPosts puts the fields of posts into a query; metrics are further ones.
func askPosts(q url.Values, dialect string, metrics ...string) {
	name, fields, expand := "tweet.fields", fieldsTweet, expandTweet
	if dialect == DialectPost {
		name, fields, expand = "post.fields", fieldsPost, expandPost
	}
	q.Set(name, strings.Join(append([]string{fields}, metrics...), ","))
	q.Set("expansions", expand)
	q.Set("user.fields", userFields)
	q.Set("media.fields", mediaFields)
}

// askEvents puts the fields of private messages into a query.
func askEvents(q url.Values, dialect string) {
	fields := dmFieldsTweet
	if dialect == DialectPost {
		fields = dmFieldsBoth
	}
	q.Set("dm_event.fields", fields)
	q.Set("event_types", "MessageCreate")
	q.Set("expansions", dmExpand)
	q.Set("user.fields", userFields)
	q.Set("media.fields", mediaFields)
}

// read makes a reading call in the dialect that X understood last. When it does
// not understand, the other is tried once and, if that works, kept.
func (a *Adapter) read(ctx context.Context, c *web.Client, path string, q url.Values, fields func(q url.Values, dialect string), v any) (*web.Answer, error) {
	a.mu.Lock()
	dialect := a.dialect
	a.mu.Unlock()
	answer, err := a.readIn(ctx, c, path, q, fields, dialect, v)
	if !wrongDialect(answer, err) {
		return answer, err
	}
	other := DialectPost
	if dialect == DialectPost {
		other = DialectTweet
	}
	second, err2 := a.readIn(ctx, c, path, q, fields, other, v)
	if wrongDialect(second, err2) {
		return answer, err
	}
	if err2 == nil {
		a.mu.Lock()
		a.dialect = other
		a.mu.Unlock()
	}
	return second, err2
}

func (a *Adapter) readIn(ctx context.Context, c *web.Client, path string, q url.Values, fields func(q url.Values, dialect string), dialect string, v any) (*web.Answer, error) {
	asked := url.Values{}
	for name, values := range q {
		asked[name] = values
	}
	fields(asked, dialect)
	return c.JSON(ctx, web.Request{Method: http.MethodGet, Path: path, Query: asked}, v)
}
