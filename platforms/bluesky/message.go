package bluesky

import (
	"context"
	"net/url"

	"commsdesk/platforms"
)

// The types of log entries and messages that matter here.
const (
	logCreated     = "chat.bsky.convo.defs#logCreateMessage"
	logDeleted     = "chat.bsky.convo.defs#logDeleteMessage"
	deletedMessage = "chat.bsky.convo.defs#deletedMessageView"
	systemMessage  = "chat.bsky.convo.defs#systemMessageView"
)

// messagePage reads a page of a conversation, newest first.
func (a *Account) messagePage(ctx context.Context, convo, next string, limit int) ([]message, string, error) {
	var answer struct {
		Messages []message `json:"messages"`
		Profiles []profile `json:"relatedProfiles"`
		Cursor   string    `json:"cursor"`
	}
	err := a.ask(ctx, call{id: "chat.bsky.convo.getMessages", query: paged(next, limit, url.Values{"convoId": {convo}}), to: chatService}, &answer)
	if err != nil {
		return nil, "", err
	}
	for _, who := range answer.Profiles {
		a.people.person(who)
	}
	return answer.Messages, answer.Cursor, nil
}

// remember keeps who takes part in a conversation.
func (a *Account) remember(c conversation) {
	for _, who := range c.Members {
		a.people.person(who)
	}
	a.people.mu.Lock()
	defer a.people.mu.Unlock()
	if len(a.people.convos) >= peopleMost {
		clear(a.people.convos)
	}
	var ids []string
	for _, who := range c.Members {
		ids = append(ids, who.DID)
	}
	a.people.convos[c.ID] = ids
}

// members are the ids of who takes part in a conversation.
func (a *Account) members(ctx context.Context, convo string) ([]string, error) {
	a.people.mu.Lock()
	ids, known := a.people.convos[convo]
	a.people.mu.Unlock()
	if known {
		return ids, nil
	}
	var answer struct {
		Convo conversation `json:"convo"`
	}
	err := a.ask(ctx, call{id: "chat.bsky.convo.getConvo", query: url.Values{"convoId": {convo}}, to: chatService}, &answer)
	if class := platforms.ClassOf(err); class == platforms.ClassGone || class == platforms.ClassRefused {
		return nil, nil // we left it; what was said in it still comes
	}
	if err != nil {
		return nil, err
	}
	a.remember(answer.Convo)
	for _, who := range answer.Convo.Members {
		ids = append(ids, who.DID)
	}
	return ids, nil
}

// messages makes items of private messages of one conversation; what the service
// itself says in it is left out.
func (a *Account) messages(ctx context.Context, convo string, found []message, me self) ([]platforms.Item, error) {
	members, err := a.members(ctx, convo)
	if err != nil {
		return nil, err
	}
	dids := append([]string{}, members...)
	for _, m := range found {
		dids = append(dids, m.Sender.DID)
	}
	if err := a.meet(ctx, dids); err != nil {
		return nil, err
	}
	var items []platforms.Item
	for _, m := range found {
		if m.Type != systemMessage && m.ID != "" {
			items = append(items, a.messageItem(convo, m, members, me))
		}
	}
	return items, nil
}

func (a *Account) messageItem(convo string, m message, members []string, me self) platforms.Item {
	it := platforms.Item{Key: m.ID, RemoteID: m.ID, Location: platforms.Location{Folder: folderMessages, ID: m.ID},
		Direction: platforms.FromResident, Kind: platforms.KindMessage, Private: true, ThreadRoot: convo,
		ReceivedAt: m.SentAt.Time, InternalDate: m.SentAt.Time, Permalink: website + "/messages/" + url.PathEscape(convo)}
	it.From, _ = a.people.of(m.Sender.DID)
	it.AnswerTo = it.From
	if m.Sender.DID == me.did {
		it.Direction = platforms.FromUs
		for _, did := range members {
			if did != me.did {
				other, _ := a.people.of(did)
				it.To = append(it.To, other)
			}
		}
	}
	if m.Type == deletedMessage {
		// The network says that it is gone, not since when.
		it.DeletedAt = a.clock().UTC()
		return it
	}
	it.Text, it.Links = readText(m.Text, m.Facets)
	return it
}
