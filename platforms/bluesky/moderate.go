package bluesky

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"commsdesk/platforms"
)

// Moderate takes a measure. Each may be repeated: hiding reads before it writes,
// and a block of ours always lies under the same key.
func (a *Account) Moderate(ctx context.Context, m platforms.Measure, at platforms.Target) error {
	me, err := a.me(ctx)
	if err != nil {
		return err
	}
	who := orDefault(at.From.ID, author(at.ID))
	if who == me.did || !isDID(who) {
		return platforms.Refuse("This was written by the council's own account, or its author is not known. Nothing was done.")
	}
	switch m {
	case platforms.Hide, platforms.Unhide:
		return a.hide(ctx, at, me, m == platforms.Hide)
	case platforms.Mute:
		return a.ask(ctx, call{id: "app.bsky.graph.muteActor", in: map[string]string{"actor": who}}, nil)
	case platforms.Unmute:
		return a.ask(ctx, call{id: "app.bsky.graph.unmuteActor", in: map[string]string{"actor": who}}, nil)
	case platforms.Block:
		return a.block(ctx, who, me)
	case platforms.Unblock:
		return a.unblock(ctx, who, me)
	case platforms.Report:
		return a.report(ctx, who, at)
	}
	return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Nobody can delete another person's post on Bluesky. Hide it below our own posts, or report it."}
}

// hide puts an answer on the list of hidden ones of the thread's root, or takes
// it off. Only the owner of a thread has such a list.
func (a *Account) hide(ctx context.Context, at platforms.Target, me self, hide bool) error {
	root := at.Context
	if r := readPointer(at.Ref).Root; r != nil {
		root = r.URI
	}
	did, _, key, ok := atURI(root)
	if at.Private || !ok || did != me.did {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Bluesky lets us hide answers only in threads that the council began. Mute or block the author instead, or report the post on Bluesky."}
	}
	if hide {
		there, err := a.there(ctx, at.ID)
		if err != nil {
			return err
		}
		if !there {
			return &platforms.Error{Class: platforms.ClassGone, Sentence: "This answer is no longer there on Bluesky, so there is nothing to hide."}
		}
	}
	for range 3 {
		err := a.regate(ctx, me.did, root, key, at.ID, hide)
		if faultCode(err) != "InvalidSwap" {
			return err
		}
	}
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: "Somebody else is changing this thread on Bluesky at the moment. Try again."}
}

// regate reads the thread's gate and writes it back with one change, unless
// somebody changed it in between. What else it says stays as it was: without its
// rules everybody could answer again.
func (a *Account) regate(ctx context.Context, did, root, key, uri string, hide bool) error {
	var found struct {
		CID   string                     `json:"cid"`
		Value map[string]json.RawMessage `json:"value"`
	}
	err := a.ask(ctx, call{id: "com.atproto.repo.getRecord", query: url.Values{"repo": {did}, "collection": {gateRecords}, "rkey": {key}}}, &found)
	var swap any // null: there must be none yet
	switch {
	case platforms.ClassOf(err) == platforms.ClassGone:
		if !hide {
			return nil
		}
		found.Value = map[string]json.RawMessage{"$type": quoted(gateRecords), "post": quoted(root), "createdAt": quoted(stamp(a.clock()))}
	case err != nil:
		return err
	default:
		swap = found.CID
	}
	var hidden []string
	if raw := found.Value["hiddenReplies"]; raw != nil && json.Unmarshal(raw, &hidden) != nil {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "The rules of this thread on Bluesky can't be read here, so they were left as they are. Hide the answer on bsky.app."}
	}
	if slices.Contains(hidden, uri) == hide {
		return nil
	}
	if hide {
		if len(hidden) >= hiddenMost {
			return platforms.Refuse("Bluesky hides at most 300 answers in one thread, and this thread has them. Block the author, or limit who may answer on bsky.app.")
		}
		hidden = append(hidden, uri)
	} else {
		hidden = slices.DeleteFunc(hidden, func(h string) bool { return h == uri })
	}
	raw, err := json.Marshal(hidden)
	if err != nil {
		return err
	}
	found.Value["hiddenReplies"] = raw
	return a.ask(ctx, call{id: "com.atproto.repo.putRecord", in: map[string]any{"repo": did, "collection": gateRecords, "rkey": key, "record": found.Value, "swapRecord": swap}}, nil)
}

func quoted(s string) json.RawMessage {
	raw, _ := json.Marshal(s) // a string marshals
	return raw
}

// stamp writes a time as records hold it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// block blocks an account, unless it is blocked already.
func (a *Account) block(ctx context.Context, who string, me self) error {
	p, err := a.profile(ctx, who)
	if err != nil {
		return err
	}
	if p.Viewer.Blocking != "" {
		return nil
	}
	record := map[string]string{"$type": blockRecords, "subject": who, "createdAt": stamp(a.clock())}
	return a.ask(ctx, call{id: "com.atproto.repo.putRecord", in: map[string]any{"repo": me.did, "collection": blockRecords, "rkey": keyOf(who), "record": record}}, nil)
}

// unblock takes back our own block and one that was made on Bluesky itself.
func (a *Account) unblock(ctx context.Context, who string, me self) error {
	p, err := a.profile(ctx, who)
	if err != nil && platforms.ClassOf(err) != platforms.ClassGone {
		return err
	}
	gone := []string{keyOf(who)}
	if did, _, key, ok := atURI(p.Viewer.Blocking); ok && did == me.did && key != gone[0] {
		gone = append(gone, key)
	}
	for _, key := range gone {
		if err := a.ask(ctx, call{id: "com.atproto.repo.deleteRecord", in: map[string]string{"repo": me.did, "collection": blockRecords, "rkey": key}}, nil); err != nil {
			return err
		}
	}
	return nil
}

// report tells Bluesky's moderators of a post as it stood when it was read, or of
// the author of a private message: the lexicon knows no report of one message.
func (a *Account) report(ctx context.Context, who string, at platforms.Target) error {
	subject := map[string]string{"$type": "com.atproto.admin.defs#repoRef", "did": who}
	if cid := readPointer(at.Ref).CID; cid != "" && !at.Private {
		subject = map[string]string{"$type": "com.atproto.repo.strongRef", "uri": at.ID, "cid": cid}
	}
	return a.ask(ctx, call{id: "com.atproto.moderation.createReport", to: moderators, in: map[string]any{"reasonType": unsorted, "subject": subject}}, nil)
}

// Blocks lists everybody whom the account blocks.
func (a *Account) Blocks(ctx context.Context) ([]platforms.Person, error) {
	var all []platforms.Person
	seen := map[string]bool{}
	next := ""
	for {
		var answer struct {
			Blocks []profile `json:"blocks"`
			Cursor string    `json:"cursor"`
		}
		if err := a.ask(ctx, call{id: "app.bsky.graph.getBlocks", query: paged(next, pageMost, url.Values{})}, &answer); err != nil {
			return nil, err
		}
		for _, p := range answer.Blocks {
			if !seen[p.DID] {
				seen[p.DID] = true
				all = append(all, a.people.person(p))
			}
		}
		if answer.Cursor == "" || answer.Cursor == next {
			return all, nil
		}
		next = answer.Cursor
	}
}

// Withdraw deletes a post or answer of our own.
func (a *Account) Withdraw(ctx context.Context, id string) error {
	me, err := a.me(ctx)
	if err != nil {
		return err
	}
	did, collection, key, ok := atURI(id)
	if !ok {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "A private message on Bluesky can't be taken back from the other person. Write a correction."}
	}
	if did != me.did || collection != postRecords {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "This was not written by the council's account, so it can't be deleted from here."}
	}
	return a.ask(ctx, call{id: "com.atproto.repo.deleteRecord", in: map[string]string{"repo": did, "collection": collection, "rkey": key}}, nil)
}
