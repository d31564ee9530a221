package x

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// proveMost is how many pages of our newest things a look goes through.
const proveMost = 5

// Prove looks among our newest posts, or messages to that person, for one with
// the same words, below the same post, not older than the attempt. X has no mark
// of ours to look for, so not being found proves nothing.
func (a *Adapter) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	me, err := a.account(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	var s sealed
	if err := json.Unmarshal(msg.Bytes, &s); err != nil || s.Version != sealedNow {
		return platforms.Proof{}, &platforms.Error{Class: platforms.ClassRefused, Sentence: "What was sent can't be read, so it can't be looked for. Look on x.com.", Err: errors.New("sealed bytes of another version")}
	}
	from := a.reads.Since(since)
	if s.What == aMessage {
		return a.proveMessage(ctx, s, me, from)
	}
	return a.provePost(ctx, s, me, from)
}

func (a *Adapter) provePost(ctx context.Context, s sealed, me account, from time.Time) (platforms.Proof, error) {
	q := url.Values{"start_time": {from.Format(time.RFC3339)}, "exclude": {"retweets"}}
	for range proveMost {
		n, err := a.costs.room(postCost(), pageLeast, pageMost)
		if err != nil {
			return platforms.Proof{}, err
		}
		q.Set("max_results", strconv.Itoa(n))
		var got list[post]
		if _, err := a.read(ctx, a.reads, "/2/users/"+me.id+"/tweets", q, func(q url.Values, dialect string) { askPosts(q, dialect) }, &got); err != nil {
			return platforms.Proof{}, err
		}
		a.charge(&got)
		for _, p := range got.Data {
			if s.is(p, me, from) {
				text, _ := p.words()
				return platforms.Proof{Live: true, At: p.Created.UTC(), Text: text, Where: "It stands on X, on the council's own page.", RemoteID: p.versions()[0], Permalink: postLink(me.handle, p.ID)}, nil
			}
		}
		if got.Meta.Next == "" {
			return platforms.Proof{}, nil
		}
		q.Set("pagination_token", got.Meta.Next)
	}
	return platforms.Proof{}, nil
}

// is tells whether a found post is the sealed one.
func (s sealed) is(p post, me account, from time.Time) bool {
	if p.Author != "" && p.Author != me.id || p.Created.Before(from) || p.ref("replied_to") != s.Parent {
		return false
	}
	text, _ := p.words()
	if s.Text == "" {
		return text == "" && len(p.Attachments.Media) == len(s.Media)
	}
	return web.Matches(s.Text, text) || web.Matches(s.Text, withoutAuto(text, mentionNames(p)))
}

func (a *Adapter) proveMessage(ctx context.Context, s sealed, me account, from time.Time) (platforms.Proof, error) {
	path := "/2/dm_conversations/with/" + s.Person + "/dm_events"
	if s.Conversation != "" {
		path = "/2/dm_conversations/" + s.Conversation + "/dm_events"
	}
	q := url.Values{}
	for range proveMost {
		got, err := a.events(ctx, path, q, messagePage)
		if err != nil {
			return platforms.Proof{}, err
		}
		older := got.Meta.Next == ""
		for _, e := range got.Data {
			older = older || e.Created.Before(from)
			text, _ := expand(e.Text, e.Entities)
			if e.Sender == me.id && !e.Created.Before(from) && web.Matches(s.Text, text) {
				return platforms.Proof{Live: true, At: e.Created.UTC(), Text: text, Where: "It stands in the conversation on X.", RemoteID: messageMark + e.ID, Permalink: messagesLink(e.Conversation)}, nil
			}
		}
		if older {
			break
		}
		q.Set("pagination_token", got.Meta.Next)
	}
	return platforms.Proof{}, nil
}

// Recheck returns posts as they are now. Those that X no longer shows come with
// DeletedAt and, as its rules want, an end to keeping their words. Private
// messages are left out: X tells nothing about them by number.
func (a *Adapter) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	me, err := a.account(ctx)
	if err != nil {
		return nil, err
	}
	var posts []string
	for _, id := range ids {
		if number(id) && len(posts) < platforms.RecheckMost {
			posts = append(posts, id)
		}
	}
	if len(posts) == 0 {
		return nil, nil
	}
	got, err := a.lookup(ctx, posts)
	if err != nil {
		return nil, err
	}
	if err := a.newest(ctx, &got); err != nil {
		return nil, err
	}
	items, err := a.items(ctx, me, &got)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, it := range items {
		there[it.RemoteID] = true
	}
	now := a.clock().UTC()
	for _, e := range got.Errors {
		id := e.id()
		if !e.gone() || there[id] || !number(id) {
			continue
		}
		items = append(items, platforms.Item{Key: id, RemoteID: id, Location: platforms.Location{Folder: folderPosts, ID: id}, DeletedAt: now, ExpireAt: now})
	}
	return items, nil
}

// newest puts the newest versions of edited posts in place of older ones.
func (a *Adapter) newest(ctx context.Context, got *list[post]) error {
	var ids []string
	at := map[string]int{}
	for i, p := range got.Data {
		v := p.versions()
		if last := v[len(v)-1]; last != p.ID {
			ids = append(ids, last)
			at[last] = i
		}
	}
	if len(ids) == 0 {
		return nil
	}
	newer, err := a.lookup(ctx, ids)
	if err != nil {
		return err
	}
	for _, p := range newer.Data {
		if i, ok := at[p.ID]; ok {
			got.Data[i] = p
		}
	}
	got.Includes.Users = append(got.Includes.Users, newer.Includes.Users...)
	got.Includes.Media = append(got.Includes.Media, newer.Includes.Media...)
	return nil
}

// Withdraw deletes a post, answer or private message of ours.
func (a *Adapter) Withdraw(ctx context.Context, id string) error {
	if err := a.byHand(); err != nil {
		return err
	}
	path := "/2/tweets/" + id
	event, private := strings.CutPrefix(id, messageMark)
	if private {
		path = "/2/dm_events/" + event
	}
	if !number(strings.TrimPrefix(id, messageMark)) {
		return platforms.Refuse("This is no post on X.")
	}
	err := a.act(ctx, "DELETE", path, nil, "deleted", true, undo)
	if platforms.ClassOf(err) == platforms.ClassGone {
		return nil
	}
	return err
}
