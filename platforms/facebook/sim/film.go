package sim

import (
	"bytes"
	"strconv"

	"commsdesk/platforms/simulator"
)

// upload is a film on its way: what came of it so far.
type upload struct {
	Video string
	Size  int
	Came  []byte
}

// piece is how much of a film is asked for at once.
const piece = 64 << 10

// film is one phase of bringing a film. Only the last makes a post of it.
func (w *World) film(r *simulator.Request) simulator.Answer {
	if id := r.Vars["id"]; id != w.s.Page.ID {
		return gone(id)
	}
	if r.Call.Name == "film start" {
		size, err := strconv.Atoi(r.Value("file_size"))
		if err != nil || size <= 0 {
			return wrong("(#100) Param file_size must be a positive number")
		}
		session := "9" + w.number()
		w.s.Films[session] = &upload{Video: w.number(), Size: size}
		return w.wanted(session)
	}
	session := r.Value("upload_session_id")
	u := w.s.Films[session]
	if u == nil {
		return wrong("(#100) There is no such upload session")
	}
	if r.Call.Name == "film finish" {
		return w.finish(r, session, u)
	}
	chunk := r.Files["video_file_chunk"]
	if r.Value("start_offset") != strconv.Itoa(len(u.Came)) || len(chunk) == 0 || len(chunk) > piece || len(u.Came)+len(chunk) > u.Size {
		return fault(400, 6001, 1363037, "There was a problem uploading your video file: the chunk does not fit.")
	}
	u.Came = append(u.Came, chunk...)
	if len(u.Came) >= 8 && !bytes.Equal(u.Came[4:8], []byte("ftyp")) {
		return fault(400, 352, 1363024, "The video file you selected is in a format that we don't support.")
	}
	return w.wanted(session)
}

// wanted says which bytes are to come next.
func (w *World) wanted(session string) simulator.Answer {
	u := w.s.Films[session]
	body := map[string]any{"start_offset": strconv.Itoa(len(u.Came)), "end_offset": strconv.Itoa(min(u.Size, len(u.Came)+piece))}
	if len(u.Came) == 0 {
		body["upload_session_id"], body["video_id"] = session, u.Video
	}
	return simulator.Answer{Body: body}
}

// finish publishes a film that is there whole, now or later.
func (w *World) finish(r *simulator.Request, session string, u *upload) simulator.Answer {
	if len(u.Came) != u.Size {
		return fault(400, 6000, 1363019, "The video is not there in full.")
	}
	post := &thing{ID: w.s.Page.ID + "_" + w.number(), Kind: "post", From: w.s.Page.ID, Text: r.Value("description"), At: w.server.Now(), ByUs: true,
		Through: true, Film: u.Video, Title: r.Value("title")}
	if a, ok := w.when(r, post); !ok {
		return a
	}
	delete(w.s.Films, session)
	w.byID[post.Film] = post
	w.s.Files[post.Film] = u.Came
	w.add(post)
	return ok()
}

func (w *World) filmValues(t *thing) map[string]any {
	v := map[string]any{"id": t.Film, "title": t.Title, "description": t.Text, "created_time": moment(t.At),
		"permalink_url": "/" + w.s.Page.ID + "/videos/" + t.Film + "/", "published": t.For.IsZero(), "post_id": last(t.ID)}
	if !t.For.IsZero() {
		v["scheduled_publish_time"] = moment(t.For)
		delete(v, "post_id")
	}
	return v
}

// Film is the title and the bytes of the film that a post of ours shows.
func (w *World) Film(id string) (title string, content []byte) {
	w.do(func() {
		if t := w.byID[id]; t != nil && t.Film != "" {
			title, content = t.Title, w.s.Files[t.Film]
		}
	})
	return title, content
}
