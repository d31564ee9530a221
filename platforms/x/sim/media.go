package sim

import (
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"

	"commsdesk/platforms/simulator"
)

// media takes files, whole or piece by piece, and their descriptions.
func (w *World) media(r *simulator.Request) simulator.Answer {
	switch r.Call.Name {
	case "upload":
		file := r.Files["media"]
		if !contains([]string{"tweet_image", "dm_image", "subtitles"}, r.Value("media_category")) || len(file) == 0 || len(file) > 5<<20 {
			return invalid("media is empty, too large or of a wrong category", map[string][]string{"media": {strconv.Itoa(len(file))}})
		}
		m := w.medium(r.Value("media_category"), len(file))
		m.Have, m.Ready = len(file), true
		return data(http.StatusOK, map[string]any{"id": m.ID, "media_key": "3_" + m.ID, "size": len(file), "expires_after_secs": 86400})
	case "initialize":
		total, err := strconv.Atoi(r.Value("total_bytes"))
		if err != nil || total < 1 || !contains([]string{"tweet_video", "tweet_gif", "tweet_image"}, r.Value("media_category")) || r.Value("media_type") == "" {
			return invalid("total_bytes, media_type or media_category is wrong", map[string][]string{"total_bytes": {r.Value("total_bytes")}})
		}
		m := w.medium(r.Value("media_category"), total)
		return data(http.StatusOK, map[string]any{"id": m.ID, "media_key": "7_" + m.ID, "expires_after_secs": 86400})
	case "metadata":
		return w.describe(r)
	}
	id := r.Vars["id"]
	if r.Call.Name == "status" {
		id = r.Query.Get("media_id")
	}
	m := w.state.Media[id]
	if m == nil {
		return said(http.StatusNotFound, "resource-not-found", "Not Found Error", "Could not find media.")
	}
	switch r.Call.Name {
	case "append":
		file := r.Files["media"]
		if n, err := strconv.Atoi(r.Value("segment_index")); err != nil || n < 0 || n > 999 || len(file) == 0 || len(file) > 5<<20 {
			return invalid("segment_index or media is wrong", map[string][]string{"segment_index": {r.Value("segment_index")}})
		}
		m.Have += len(file)
		return data(http.StatusOK, map[string]any{"expires_at": w.clock().Unix() + 86400})
	case "finalize":
		if m.Have != m.Total {
			return invalid("the pieces are not the whole", map[string][]string{"total_bytes": {strconv.Itoa(m.Have)}})
		}
	}
	return data(http.StatusOK, w.mediumJSON(r, m))
}

// mediumJSON tells how far X is with a film: done when it was asked twice.
func (w *World) mediumJSON(r *simulator.Request, m *medium) map[string]any {
	out := map[string]any{"id": m.ID, "media_key": "7_" + m.ID, "size": m.Have}
	if m.Category != "tweet_video" {
		m.Ready = true
		return out
	}
	if r.Call.Name == "status" {
		m.Asked++
	}
	info := map[string]any{"state": "pending", "check_after_secs": 1}
	switch m.Asked {
	case 0:
	case 1:
		info = map[string]any{"state": "in_progress", "check_after_secs": 1, "progress_percent": 50}
	default:
		m.Ready = true
		info = map[string]any{"state": "succeeded", "progress_percent": 100}
	}
	out["processing_info"] = info
	return out
}

func (w *World) medium(category string, total int) *medium {
	m := &medium{ID: w.id(w.clock()), Category: category, Total: total}
	w.state.Media[m.ID] = m
	return m
}

// describe gives a picture its description.
func (w *World) describe(r *simulator.Request) simulator.Answer {
	m := w.state.Media[r.Value("id")]
	meta, _ := r.JSON["metadata"].(map[string]any)
	alt, _ := meta["alt_text"].(map[string]any)
	text, _ := alt["text"].(string)
	if m == nil || text == "" || utf8.RuneCountInString(text) > 1000 {
		return invalid("id or alt_text is wrong", map[string][]string{"id": {r.Value("id")}})
	}
	m.Alt = text
	return data(http.StatusOK, map[string]any{"id": m.ID, "associated_metadata": map[string]any{"alt_text": map[string]any{"text": text}}})
}

func sortEvents(events []*event) {
	slices.SortFunc(events, func(a, b *event) int { return compare(b.ID, a.ID) })
}
