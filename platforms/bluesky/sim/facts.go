package sim

import "commsdesk/platforms/simulator"

// Calls is the table of facts about the network's API (simulator.Network), made
// by hand; a test compares it with the lexicons.
func (n *network) Calls() []simulator.Call { return calls }

// Calls is the table of facts, for the test that compares it.
func Calls() []simulator.Call { return calls }

func get(doc string, query, required []string) simulator.Call {
	return simulator.Call{Name: short(doc), Method: "GET", Path: "/xrpc/" + doc, Query: query, Required: required, Doc: doc}
}

func post(doc string, body, required []string) simulator.Call {
	return simulator.Call{Name: short(doc), Method: "POST", Path: "/xrpc/" + doc, Body: body, Required: required, Write: true, Doc: doc}
}

// open marks a call that needs no sign-in of its own.
func open(c simulator.Call) simulator.Call {
	c.Open = true
	return c
}

// short is the last part of a lexicon's id.
func short(doc string) string {
	for i := len(doc) - 1; i >= 0; i-- {
		if doc[i] == '.' {
			return doc[i+1:]
		}
	}
	return doc
}

var calls = []simulator.Call{
	open(post("com.atproto.server.createSession", []string{"identifier", "password", "authFactorToken", "allowTakendown"}, []string{"identifier", "password"})),
	// It is signed by the refresh secret, which the simulator checks itself.
	open(post("com.atproto.server.refreshSession", nil, nil)),
	get("com.atproto.server.getSession", nil, nil),
	open(get("com.atproto.identity.resolveHandle", []string{"handle"}, []string{"handle"})),

	post("com.atproto.repo.createRecord", []string{"repo", "collection", "rkey", "validate", "record", "swapCommit"}, []string{"repo", "collection", "record"}),
	post("com.atproto.repo.putRecord", []string{"repo", "collection", "rkey", "validate", "record", "swapRecord", "swapCommit"}, []string{"repo", "collection", "rkey", "record"}),
	post("com.atproto.repo.deleteRecord", []string{"repo", "collection", "rkey", "swapRecord", "swapCommit"}, []string{"repo", "collection", "rkey"}),
	open(get("com.atproto.repo.getRecord", []string{"repo", "collection", "rkey", "cid"}, []string{"repo", "collection", "rkey"})),
	post("com.atproto.repo.uploadBlob", nil, nil),
	post("com.atproto.moderation.createReport", []string{"reasonType", "reason", "subject", "modTool"}, []string{"reasonType", "subject"}),

	get("app.bsky.actor.getProfile", []string{"actor"}, []string{"actor"}),
	get("app.bsky.actor.getProfiles", []string{"actors"}, []string{"actors"}),
	get("app.bsky.notification.listNotifications", []string{"reasons", "limit", "priority", "cursor", "seenAt"}, nil),
	get("app.bsky.feed.getAuthorFeed", []string{"actor", "limit", "cursor", "filter", "includePins"}, []string{"actor"}),
	get("app.bsky.feed.getPosts", []string{"uris"}, []string{"uris"}),
	get("app.bsky.feed.getPostThread", []string{"uri", "depth", "parentHeight"}, []string{"uri"}),
	get("app.bsky.graph.getBlocks", []string{"limit", "cursor"}, nil),
	post("app.bsky.graph.muteActor", []string{"actor", "onlyReposts", "onlyQuoteposts"}, []string{"actor"}),
	post("app.bsky.graph.unmuteActor", []string{"actor"}, []string{"actor"}),

	get("chat.bsky.convo.listConvos", []string{"limit", "cursor", "readState", "status", "kind", "lockStatus"}, nil),
	get("chat.bsky.convo.getConvo", []string{"convoId"}, []string{"convoId"}),
	get("chat.bsky.convo.getMessages", []string{"convoId", "limit", "cursor"}, []string{"convoId"}),
	get("chat.bsky.convo.getLog", []string{"cursor"}, nil),
	get("chat.bsky.convo.getConvoAvailability", []string{"members"}, []string{"members"}),
	get("chat.bsky.convo.getConvoForMembers", []string{"members"}, []string{"members"}),
	post("chat.bsky.convo.sendMessage", []string{"convoId", "message"}, []string{"convoId", "message"}),

	// Where the network shows pictures; no lexicon describes it.
	{Name: "picture", Method: "GET", Path: "/picture/{cid}", Open: true},
}

// Limits of the lexicons.
const (
	textGraphemes   = 300
	textBytes       = 3000
	messageMost     = 1000
	messageBytes    = 10_000
	imagesMost      = 4
	imageBytes      = 2_000_000
	thumbBytes      = 1_000_000
	hiddenMost      = 300
	urisMost        = 25
	actorsMost      = 25
	langsMost       = 3
	limitMost       = 100
	limitUsual      = 50
	tagGraphemes    = 64
	notifiedAbove   = 5 // how many posts above an answer are told of it
	blobUploadBytes = 5 << 20
)

// Record types.
const (
	typePost  = "app.bsky.feed.post"
	typeGate  = "app.bsky.feed.threadgate"
	typeBlock = "app.bsky.graph.block"
)
