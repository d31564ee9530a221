package flickr

import (
	"strings"

	"commsdesk/platforms"
)

// OpenItem is the page of a photo or comment (platforms.Opener); "" before it is
// known whose account this is.
func (a *Adapter) OpenItem(t platforms.Target) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case t.ID == "" || a.me == nil:
		return ""
	case strings.Contains(t.ID, "-"):
		return commentPage(a.me.id, photoOf(t.ID), t.ID)
	}
	return photoPage(a.me.id, t.ID)
}

// OpenReply is the page on which a comment is answered, or a photo uploaded;
// Flickr takes no text with either (platforms.Opener).
func (a *Adapter) OpenReply(p platforms.Parent, _ string) string {
	if p.ID == "" {
		return signServer + "/photos/upload/"
	}
	return a.OpenItem(platforms.Target{ID: p.ID, Context: p.Context})
}
