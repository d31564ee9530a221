package sim

import (
	"net/http"
	"slices"
	"time"
	"unicode/utf16"

	"commsdesk/platforms/simulator"
)

// threads lists comment threads by channel, film or id.
func (w *World) threads(r *simulator.Request) simulator.Answer {
	byID := r.Query.Has("id")
	status := r.Query.Get("moderationStatus")
	channel, video := r.Query.Get("allThreadsRelatedToChannelId"), r.Query.Get("videoId")
	switch {
	case byID && (status != "" || r.Query.Has("order") || r.Query.Has("maxResults") || r.Query.Has("pageToken")):
		return fail(http.StatusBadRequest, "operationNotSupported", "Not supported in conjunction with the id parameter.")
	case !byID && channel == "" && video == "":
		return fail(http.StatusBadRequest, "missingRequiredParameter", "No filter selected.")
	case r.Fault == simulator.WrongIdentity && channel == another:
		return simulator.Answer{Body: object{"kind": "youtube#commentThreadListResponse", "items": []object{}}}
	case channel != "" && channel != me:
		return fail(http.StatusNotFound, "channelNotFound", "The channel cannot be found.")
	case video != "" && (w.films[video] == nil || w.films[video].Deleted):
		return fail(http.StatusNotFound, "videoNotFound", "The video cannot be found.")
	case !slices.Contains([]string{"", published, held, spam, rejected}, status):
		return fail(http.StatusBadRequest, "invalidParameter", "moderationStatus")
	case status == rejected:
		return fail(http.StatusBadRequest, "operationNotSupported", "Rejected comments can not be listed.")
	}
	if status == "" {
		status = published
	}
	var tops []*comment
	for _, c := range w.s.Comments {
		switch {
		case c.Top != "" || c.Deleted || video != "" && c.Film != video:
		case byID:
			if slices.Contains(ids(r), c.ID) && c.Status != rejected {
				tops = append(tops, c)
			}
		case c.Status == status || status != published && len(w.below(c.ID, status)) > 0:
			tops = append(tops, c)
		}
	}
	tops = newest(tops, func(c *comment) time.Time { return c.At })
	return paged(r, tops, func(c *comment) object { return w.threadObject(r, c, status, byID) }, 20, 100)
}

// below are the replies of a thread in a state, oldest first.
func (w *World) below(top, status string) []*comment {
	var all []*comment
	for _, c := range w.replies[top] {
		if c.Status == status && !c.Deleted {
			all = append(all, c)
		}
	}
	return all
}

// inline is how many replies come with their thread.
const inline = 5

func (w *World) threadObject(r *simulator.Request, c *comment, status string, byID bool) object {
	s := object{"channelId": me, "topLevelComment": w.snippet(r, c, byID), "canReply": true,
		"totalReplyCount": len(w.below(c.ID, published)), "isPublic": c.Status == published}
	if c.Film != "" {
		s["videoId"] = c.Film
	}
	o := object{"kind": "youtube#commentThread", "id": c.ID, "snippet": s}
	below := w.below(c.ID, status)
	if len(below) == 0 {
		return o
	}
	var some []object
	for _, reply := range below[:min(inline, len(below))] {
		some = append(some, w.snippet(r, reply, byID))
	}
	o["replies"] = object{"comments": some}
	return o
}

// comments lists the replies of a thread, or comments by their ids.
func (w *World) comments(r *simulator.Request) simulator.Answer {
	var all []*comment
	byID := r.Query.Has("id")
	switch parent := r.Query.Get("parentId"); {
	case byID && parent == "":
		if r.Query.Has("maxResults") || r.Query.Has("pageToken") {
			return fail(http.StatusBadRequest, "operationNotSupported", "Not supported in conjunction with the id parameter.")
		}
		for _, id := range ids(r) {
			if c := w.byID[id]; c != nil && !c.Deleted && c.Status != rejected {
				all = append(all, c)
			}
		}
	case parent != "" && !byID:
		top := w.byID[parent]
		if top == nil || top.Deleted || top.Top != "" {
			return fail(http.StatusNotFound, "commentNotFound", "The comment cannot be found.")
		}
		all = w.below(parent, published)
	default:
		return fail(http.StatusBadRequest, "missingRequiredParameter", "One filter is needed.")
	}
	return paged(r, all, func(c *comment) object { return w.snippet(r, c, byID) }, 20, 100)
}

// foreign finds a field that a part of a body may not have.
func foreign(part object, schema string) string {
	for name := range part {
		if !slices.Contains(BodyFields[schema], name) {
			return name
		}
	}
	return ""
}

// commentMost is how long a comment may be, in UTF-16 units.
const commentMost = 10000

func checkText(text string) *simulator.Answer {
	a := simulator.Answer{}
	switch {
	case text == "":
		a = fail(http.StatusBadRequest, "commentTextRequired", "The comment has no text.")
	case len(utf16.Encode([]rune(text))) > commentMost:
		a = fail(http.StatusBadRequest, "commentTextTooLong", "The comment is too long.")
	default:
		return nil
	}
	return &a
}

func (w *World) reply(r *simulator.Request) simulator.Answer {
	s, _ := r.JSON["snippet"].(object)
	if name := foreign(s, "CommentSnippet"); name != "" || !slices.Contains(parts(r), "snippet") {
		return fail(http.StatusBadRequest, "invalidCommentMetadata", "Unknown field "+name)
	}
	parent, _ := s["parentId"].(string)
	text, _ := s["textOriginal"].(string)
	if wrong := checkText(text); wrong != nil {
		return *wrong
	}
	top := w.byID[parent]
	switch {
	case r.Fault == simulator.GoneParent, top == nil, top.Deleted:
		return fail(http.StatusNotFound, "parentCommentNotFound", "The parent comment cannot be found.")
	case top.Top != "":
		return fail(http.StatusBadRequest, "operationNotSupported", "The parent is no top-level comment.")
	case top.Status != published:
		return fail(http.StatusBadRequest, "parentCommentIsPrivate", "The parent comment is private.")
	case w.films[top.Film] != nil && w.films[top.Film].CommentsOff:
		return fail(http.StatusForbidden, "commentsDisabled", "Comments are disabled.")
	}
	id := w.write(me, w.Handle, parent, text, w.server.Now())
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: id, Parent: parent, Text: text, At: w.server.Now()})
	return simulator.Answer{Body: w.snippet(r, w.byID[id], false)}
}

func (w *World) startThread(r *simulator.Request) simulator.Answer {
	s, _ := r.JSON["snippet"].(object)
	top, _ := s["topLevelComment"].(object)
	inner, _ := top["snippet"].(object)
	if foreign(s, "CommentThreadSnippet") != "" || foreign(inner, "CommentSnippet") != "" {
		return fail(http.StatusBadRequest, "invalidCommentThreadMetadata", "Unknown field")
	}
	text, _ := inner["textOriginal"].(string)
	if wrong := checkText(text); wrong != nil {
		return *wrong
	}
	video, _ := s["videoId"].(string)
	f := w.films[video]
	switch {
	case f == nil, f.Deleted:
		return fail(http.StatusNotFound, "videoNotFound", "The video cannot be found.")
	case f.CommentsOff:
		return fail(http.StatusForbidden, "commentsDisabled", "Comments are disabled.")
	}
	id := w.write(me, w.Handle, video, text, w.server.Now())
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: id, Parent: video, Text: text, At: w.server.Now()})
	return simulator.Answer{Body: w.threadObject(r, w.byID[id], published, false)}
}

func (w *World) moderate(r *simulator.Request) simulator.Answer {
	status, ban := r.Query.Get("moderationStatus"), r.Query.Get("banAuthor") == "true"
	switch {
	case !slices.Contains([]string{published, held, rejected}, status):
		return fail(http.StatusBadRequest, "invalidParameter", "moderationStatus")
	case ban && status != rejected:
		return fail(http.StatusBadRequest, "banWithoutReject", "banAuthor needs rejected.")
	}
	for _, id := range ids(r) {
		c := w.byID[id]
		switch {
		case c == nil, c.Deleted:
			return fail(http.StatusNotFound, "commentNotFound", "The comment cannot be found.")
		case c.Author == me:
			return fail(http.StatusBadRequest, "processingFailure", "The comment could not be moderated.")
		}
	}
	for _, id := range ids(r) {
		w.byID[id].Status = status
		if ban {
			w.s.Banned[w.byID[id].Author] = true
		}
	}
	return simulator.Answer{Status: http.StatusNoContent}
}

func (w *World) dropComment(r *simulator.Request) simulator.Answer {
	c := w.byID[r.Query.Get("id")]
	switch {
	case c == nil, c.Deleted:
		return fail(http.StatusNotFound, "commentNotFound", "The comment cannot be found.")
	case c.Author != me:
		return fail(http.StatusForbidden, "forbidden", "Only one's own comments can be deleted.")
	}
	w.drop(c.ID)
	return simulator.Answer{Status: http.StatusNoContent}
}

func (w *World) dropFilm(r *simulator.Request) simulator.Answer {
	if !w.drop(r.Query.Get("id")) || w.films[r.Query.Get("id")] == nil {
		return fail(http.StatusNotFound, "videoNotFound", "The video cannot be found.")
	}
	return simulator.Answer{Status: http.StatusNoContent}
}
