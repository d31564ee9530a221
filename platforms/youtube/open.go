package youtube

import "commsdesk/platforms"

// OpenItem is the page of a film or comment (platforms.Opener).
func (a *Adapter) OpenItem(t platforms.Target) string {
	switch {
	case t.ID == "":
		return ""
	case isFilm(t.ID):
		return watch(t.ID)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	channel := ""
	if a.me != nil {
		channel = a.me.id
	}
	return permalink(channel, t.Context, t.ID)
}

// OpenReply is the page on which a comment is answered, or a film uploaded;
// YouTube takes no text with either (platforms.Opener).
func (a *Adapter) OpenReply(p platforms.Parent, _ string) string {
	if p.ID == "" {
		return studio("")
	}
	return a.OpenItem(platforms.Target{ID: p.ID, Context: p.Context})
}
