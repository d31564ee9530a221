package sim

import (
	"slices"
	"time"

	"commsdesk/platforms"
)

// Post publishes a picture of ours from the telephone.
func (w *World) Post(text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.addMedium(text, "IMAGE", at, nil) })
	return id
}

func (w *World) addMedium(caption, kind string, at time.Time, alts []string) string {
	m := &medium{ID: w.next("1790%013d"), Caption: caption, Type: kind, Owner: username, At: at.UTC(), Alts: alts}
	w.s.Media = append(w.s.Media, m)
	w.index.media[m.ID] = m
	return m.ID
}

// Comment lets a resident comment under a post or comment of ours; with parent ""
// somebody publishes a picture that tags us.
func (w *World) Comment(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		if slices.Contains(w.s.Blocked, by.ID) {
			return
		}
		if parent != "" {
			id = w.addComment(by.ID, by.Handle, parent, text, at)
			return
		}
		m := &medium{ID: w.next("1791%013d"), Caption: text, Type: "IMAGE", Owner: by.Handle, At: at.UTC()}
		w.s.Tagged = append(w.s.Tagged, m)
		w.index.media[m.ID] = m
		id = m.ID
	})
	return id
}

// addComment puts a comment where Instagram does: everything below a comment
// stands directly below the topmost one. "" where there is nothing to comment on.
func (w *World) addComment(author, handle, parent, text string, at time.Time) string {
	c := &comment{Text: text, Author: author, Handle: handle, At: at.UTC()}
	if above := w.index.comments[parent]; above != nil {
		c.Media, c.Parent = above.Media, above.ID
		if above.Parent != "" {
			c.Parent = above.Parent
		}
	} else if m := w.index.media[parent]; m != nil && m.Owner == username {
		c.Media = m.ID
	} else {
		return ""
	}
	c.ID = w.next("1785%013d")
	w.s.Comments = append(w.s.Comments, c)
	w.indexComment(c)
	return c.ID
}

// Message lets a resident write in private; "" from one who is blocked.
func (w *World) Message(by platforms.Person, text string, at time.Time) (id string) {
	w.server.Do(func() {
		if !slices.Contains(w.s.Blocked, by.ID) {
			id = w.addMessage(w.threadWith(by.ID, by.Handle), message{Text: text, At: at.UTC()})
		}
	})
	return id
}

// Send lets a resident send a file in private.
func (w *World) Send(by platforms.Person, text, file string, at time.Time) (id string) {
	w.server.Do(func() {
		id = w.addMessage(w.threadWith(by.ID, by.Handle), message{Text: text, File: file, At: at.UTC()})
	})
	return id
}

func (w *World) threadWith(person, handle string) *thread {
	for _, t := range w.s.Threads {
		if t.Person == person {
			return t
		}
	}
	t := &thread{ID: w.next("aWdfZAG06MTpJR%07d"), Person: person, Handle: handle}
	w.s.Threads = append(w.s.Threads, t)
	w.index.threads[t.ID] = t
	return t
}

func (w *World) addMessage(t *thread, m message) string {
	m.ID = w.next("aWdfZAG1faXRlbToxOklH%07d")
	t.Messages = append(t.Messages, m)
	w.index.messages[m.ID] = t
	return m.ID
}

// AnswerOutside answers from the telephone.
func (w *World) AnswerOutside(parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		if t := w.index.messages[parent]; t != nil {
			id = w.addMessage(t, message{Text: text, Ours: true, At: at.UTC()})
			return
		}
		id = w.addComment(accountID, username, parent, text, at)
	})
	return id
}

// Edit is not possible on Instagram.
func (w *World) Edit(string, string, time.Time) bool { return false }

// Remove deletes a post, comment, tag or message; a comment takes the answers
// below it along.
func (w *World) Remove(id string, _ time.Time) (done bool) {
	w.server.Do(func() { done = w.remove(id) })
	return done
}

func (w *World) remove(id string) bool {
	if c := w.index.comments[id]; c != nil {
		c.Deleted = true
		for _, below := range w.index.under[id] {
			below.Deleted = true
		}
		return true
	}
	if m := w.index.media[id]; m != nil {
		m.Deleted = true
		return true
	}
	if t := w.index.messages[id]; t != nil {
		for i := range t.Messages {
			t.Messages[i].Deleted = t.Messages[i].Deleted || t.Messages[i].ID == id
		}
		return true
	}
	return false
}

// Shut closes the window of a private conversation, or comments below a comment.
func (w *World) Shut(id string) (done bool) {
	w.server.Do(func() {
		if c := w.index.comments[id]; c != nil {
			c.Shut, done = true, true
		}
		if t := w.index.messages[id]; t != nil {
			t.Shut, done = true, true
		}
	})
	return done
}
