package bluesky

import (
	"errors"
	"net/url"
	"strings"

	"commsdesk/platforms"
)

// atURI takes an address of a record apart (at://DID/collection/key).
func atURI(uri string) (did, collection, key string, ok bool) {
	rest, ok := strings.CutPrefix(uri, "at://")
	parts := strings.Split(rest, "/")
	if !ok || len(parts) != 3 || !isDID(parts[0]) || parts[1] == "" || parts[2] == "" {
		return "", "", "", false
	}
	return parts[0], parts[1], parts[2], true
}

// author is whose record an address names, "" when it can't be read.
func author(uri string) string {
	did, _, _, _ := atURI(uri)
	return did
}

func profileLink(did string) string { return website + "/profile/" + url.PathEscape(did) }

// postLink opens a post; the id instead of the handle stays right when a handle
// changes.
func postLink(uri string) string {
	did, collection, key, ok := atURI(uri)
	if !ok || collection != postRecords {
		return ""
	}
	return profileLink(did) + "/post/" + url.PathEscape(key)
}

// OpenReply is the page on which a person answers by hand: the post itself, or
// for a new post one that takes the text along.
func (a *Account) OpenReply(p platforms.Parent, text string) string {
	switch {
	case p.ID == "":
		return website + "/intent/compose?text=" + url.QueryEscape(text)
	case p.Private:
		return website + "/messages"
	}
	return postLink(p.ID)
}

// OpenItem is the page that shows an item.
func (a *Account) OpenItem(t platforms.Target) string {
	if t.Private {
		return website + "/messages"
	}
	return postLink(t.ID)
}

func sentenceOf(err error) string {
	var e *platforms.Error
	if errors.As(err, &e) {
		return e.Sentence
	}
	return title + " could not be used. Try again."
}
