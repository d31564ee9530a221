package youtube

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// figures are YouTube's statistics. The library's own type can't tell a figure
// that is 0 from one that is withheld, so they are read here.
type figures struct {
	ID         string `json:"id"`
	Statistics struct {
		Views       *string `json:"viewCount"`
		Likes       *string `json:"likeCount"`
		Comments    *string `json:"commentCount"`
		Subscribers *string `json:"subscriberCount"`
		Hidden      bool    `json:"hiddenSubscriberCount"`
		Videos      *string `json:"videoCount"`
	} `json:"statistics"`
}

func (a *Adapter) figures(ctx context.Context, path string, q url.Values) ([]figures, error) {
	q.Set("part", "id,statistics")
	var page struct {
		Items []figures `json:"items"`
	}
	if _, err := a.web.JSON(spare(ctx), web.Request{Method: http.MethodGet, Path: path, Query: q}, &page); err != nil {
		return nil, err
	}
	return page.Items, nil
}

// note writes a figure down, or why it is not there.
func note(m *platforms.Metrics, name string, value *string, why string) {
	if value != nil {
		if n, err := strconv.ParseInt(*value, 10, 64); err == nil {
			m.Figures[name] = n
			return
		}
	}
	m.Absent[name] = why
}

func (a *Adapter) metrics(id string) platforms.Metrics {
	return platforms.Metrics{ID: id, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{}}
}

// PostMetrics are the figures of films (platforms.PostMeter); comments of our own
// have none. It costs 1 unit for each 50.
func (a *Adapter) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	var all []platforms.Metrics
	films := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isFilm(id) })
	for chunk := range slices.Chunk(films, videosPage) {
		list, err := a.figures(ctx, "/youtube/v3/videos", url.Values{"id": {strings.Join(chunk, ",")}, "maxResults": {strconv.Itoa(videosPage)}})
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			m := a.metrics(f.ID)
			note(&m, platforms.Views, f.Statistics.Views, "YouTube gave no number of views.")
			note(&m, platforms.Likes, f.Statistics.Likes, "The number of likes is switched off for this film.")
			note(&m, platforms.Comments, f.Statistics.Comments, "Comments are switched off under this film.")
			m.Absent[platforms.Reach] = "YouTube shows it in YouTube Studio only."
			m.Absent[platforms.Shares] = "YouTube shows it in YouTube Studio only."
			all = append(all, m)
		}
	}
	return all, nil
}

// AccountMetrics are the channel's figures (platforms.AccountMeter). YouTube
// rounds the subscribers down to three figures.
func (a *Adapter) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	list, err := a.figures(ctx, "/youtube/v3/channels", url.Values{"mine": {"true"}})
	if err != nil {
		return platforms.Metrics{}, err
	}
	if len(list) == 0 {
		e := sentences["youtubeSignupRequired"]
		return platforms.Metrics{}, &e
	}
	f := list[0]
	m := a.metrics(f.ID)
	subscribers, why := f.Statistics.Subscribers, "YouTube gave no number of subscribers."
	if f.Statistics.Hidden {
		subscribers, why = nil, "The channel hides its number of subscribers. Show it in YouTube Studio."
	}
	note(&m, platforms.Followers, subscribers, why)
	note(&m, platforms.Views, f.Statistics.Views, "YouTube gave no number of views.")
	note(&m, platforms.Posts, f.Statistics.Videos, "YouTube gave no number of films.")
	return m, nil
}
