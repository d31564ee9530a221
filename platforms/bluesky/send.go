package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
	"commsdesk/platforms/web"
)

// Send makes one attempt. Everything that publishes nothing (looking whether what
// is answered is still there, finding the accounts of handles, uploading
// pictures) comes before the point of no return.
func (a *Account) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	l, err := open(msg)
	if err != nil {
		return before(err)
	}
	me, err := a.me(ctx)
	if err != nil {
		return before(err)
	}
	if l.Private {
		return a.sendPrivate(ctx, l, me, commit)
	}
	record, err := a.record(ctx, l, msg.Media)
	if err != nil {
		return before(err)
	}
	var made ref
	p := point{commit: commit}
	err = a.ask(ctx, call{id: "com.atproto.repo.createRecord", commit: p.pass,
		in: map[string]any{"repo": me.did, "collection": postRecords, "rkey": l.Key, "record": record}}, &made)
	if faultCode(err) == "BlobNotFound" {
		// The server said no for certain; the pictures are uploaded anew next time.
		return platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient, Why: meanings["BlobNotFound"].sentence, Detail: "BlobNotFound"}
	}
	o := p.outcome(named(err, made.URI))
	if o.Verdict == platforms.Accepted {
		o.RemoteID, o.Permalink = made.URI, postLink(made.URI)
		a.branches.learn(made.URI, record.Reply)
	}
	return o
}

func open(msg platforms.Sealed) (letter, error) {
	var l letter
	if err := json.Unmarshal(msg.Bytes, &l); err != nil || l.Version != letterVersion || l.Key == "" {
		return l, platforms.Refuse("This message was prepared by another version of Commsdesk. Take it back to a draft and send that.")
	}
	return l, nil
}

// before is the outcome of an attempt that ended before anything was published:
// whatever is unclear about it, nothing was sent.
func before(err error) platforms.Outcome {
	var e *platforms.Error
	switch {
	case !errors.As(err, &e):
		err = &platforms.Error{Class: platforms.ClassTransient, Sentence: "The sign-in to Bluesky could not be read on this PC. Nothing was sent; it will be tried again.", Err: errors.New("the keyring or this program")}
	case e.Class == platforms.ClassUnconfirmed:
		err = &platforms.Error{Class: platforms.ClassTransient, Sentence: "Bluesky did not answer in full before anything was published. Nothing was sent; it will be tried again.", Err: e.Err}
	}
	return web.Outcome(err)
}

// point is a point of no return that remembers whether it was passed.
type point struct {
	commit func() error
	passed bool
}

// named is err, or that a success that names nothing is in doubt.
func named(err error, id string) error {
	if err == nil && id == "" {
		return web.Unconfirmed(title, errors.New("the answer has no id"))
	}
	return err
}

func (p *point) pass() error {
	err := p.commit()
	p.passed = err == nil
	return err
}

// outcome words how the one request that publishes ended.
func (p *point) outcome(err error) platforms.Outcome {
	if err != nil && !p.passed {
		return before(err)
	}
	return web.Outcome(err)
}

// record builds the post as it will stand in the account's records.
func (a *Account) record(ctx context.Context, l letter, media []platforms.Media) (postRecord, error) {
	r := postRecord{Type: postRecords, Text: l.Text, Langs: []string{"en"}, CreatedAt: l.At}
	if l.Reply != nil {
		reply, err := a.answerable(ctx, *l.Reply)
		if err != nil {
			return r, err
		}
		r.Reply = &reply
	}
	found, err := a.resolved(ctx, l.Marks)
	if err != nil {
		return r, err
	}
	r.Facets = facets(found)
	r.Embed, err = a.embed(ctx, l, media)
	return r, err
}

// answerable sees that a post can still be answered and fills in its versions.
// The network itself would take an answer to a post that is gone.
func (a *Account) answerable(ctx context.Context, r replyRef) (replyRef, error) {
	posts, err := a.posts(ctx, []string{r.Parent.URI})
	if err != nil {
		return r, err
	}
	if len(posts) == 0 {
		there, err := a.there(ctx, r.Parent.URI)
		if err != nil {
			return r, err
		}
		if there {
			return r, platforms.Refuse(meanings["BlockedActor"].sentence)
		}
		return r, &platforms.Error{Class: platforms.ClassGone, Sentence: "The post that this answers was deleted meanwhile. Nothing was sent. Your text is kept: copy it, or send it as a post of its own."}
	}
	p := posts[0]
	if p.Author.Viewer.BlockedBy {
		return r, platforms.Refuse(meanings["BlockedByActor"].sentence)
	}
	if p.Viewer.ReplyDisabled {
		return r, platforms.Refuse("The author has limited who may answer this post, and the council is not among them. Nothing was sent. Send a private message, or make a post of your own.")
	}
	record, ok := readRecord(p.Record)
	if !ok {
		return r, platforms.Refuse("The post that this answers can't be read here. Answer it on Bluesky itself.")
	}
	r.Parent.CID = p.CID
	r.Root = r.Parent
	if record.Reply != nil {
		r.Root = record.Reply.Root
	}
	return r, nil
}

// resolved finds the accounts of mentioned handles. A handle that leads nowhere
// stays plain text.
func (a *Account) resolved(ctx context.Context, found []mark) ([]mark, error) {
	out := append([]mark{}, found...)
	for i, m := range out {
		if m.Handle == "" || m.DID != "" {
			continue
		}
		var answer struct {
			DID string `json:"did"`
		}
		err := a.ask(ctx, call{id: "com.atproto.identity.resolveHandle", query: url.Values{"handle": {m.Handle}}}, &answer)
		switch platforms.ClassOf(err) {
		case "":
			out[i].DID = answer.DID
		case platforms.ClassGone, platforms.ClassRefused:
		default:
			return nil, err
		}
	}
	return out, nil
}

// embed uploads the pictures and builds what the post carries; nil for nothing.
func (a *Account) embed(ctx context.Context, l letter, media []platforms.Media) (*embed, error) {
	want := len(l.Pictures)
	if l.Thumb != nil {
		want++
	}
	if len(media) < want {
		return nil, platforms.Refuse("The pictures of this post are no longer kept on this PC. Take it back to a draft and attach them again.")
	}
	if len(l.Pictures) > 0 {
		e := &embed{Type: typeImages}
		for i, meta := range l.Pictures {
			b, err := a.upload(ctx, media[i], meta.Type)
			if err != nil {
				return nil, err
			}
			e.Images = append(e.Images, wireImage{Image: b, Alt: meta.Alt, Ratio: meta.Ratio})
		}
		return e, nil
	}
	if l.Card == nil {
		return nil, nil
	}
	shown := *l.Card
	if l.Thumb != nil {
		b, err := a.upload(ctx, media[0], l.Thumb.Type)
		if err != nil {
			return nil, err
		}
		shown.Thumb = &b
	}
	return &embed{Type: typeExternal, External: &shown}, nil
}

// upload hands a picture over. The network throws it away by itself unless a post
// names it soon.
func (a *Account) upload(ctx context.Context, m platforms.Media, kind string) (blob, error) {
	content, _, err := picture.Read(m, imageBytes)
	if err != nil {
		return blob{}, err
	}
	var answer struct {
		Blob blob `json:"blob"`
	}
	err = a.ask(ctx, call{id: "com.atproto.repo.uploadBlob", body: picture.WithoutTraces(content, kind), kind: kind}, &answer)
	return answer.Blob, err
}

// sendPrivate sends a private message.
func (a *Account) sendPrivate(ctx context.Context, l letter, me self, commit func() error) platforms.Outcome {
	convo := l.Convo
	if convo == "" {
		var answer struct {
			Convo conversation `json:"convo"`
		}
		err := a.ask(ctx, call{id: "chat.bsky.convo.getConvoForMembers", query: url.Values{"members": {l.To}}, to: chatService}, &answer)
		if err != nil {
			return before(err)
		}
		a.remember(answer.Convo)
		convo = answer.Convo.ID
	}
	found, err := a.resolved(ctx, l.Marks)
	if err != nil {
		return before(err)
	}
	words := map[string]any{"text": l.Text}
	if f := facets(found); len(f) > 0 {
		words["facets"] = f
	}
	var made message
	p := point{commit: commit}
	err = a.ask(ctx, call{id: "chat.bsky.convo.sendMessage", in: map[string]any{"convoId": convo, "message": words}, commit: p.pass, to: chatService}, &made)
	o := p.outcome(named(err, made.ID))
	if o.Verdict == platforms.Accepted {
		o.RemoteID, o.Permalink = made.ID, website+"/messages/"+url.PathEscape(convo)
	}
	return o
}
