package flickr

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"commsdesk/platforms"
)

// pagesMost bounds how many pages of photos are read for their figures; older
// photos are asked for one by one.
const pagesMost = 4

// PostMetrics are the counts of photos (platforms.PostMeter); comments of our own
// have none. One call brings those of 500 photos.
func (a *Adapter) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	wanted := map[string]bool{}
	for _, id := range ids {
		if !strings.Contains(id, "-") {
			wanted[id] = true
		}
	}
	found := map[string]photo{}
	for page := 1; page <= pagesMost && len(found) < len(wanted); page++ {
		var answer photos
		err := a.read(ctx, methodPhotos, url.Values{"user_id": {"me"}, "extras": {"date_upload," + countExtras},
			"per_page": {strconv.Itoa(photosPage)}, "page": {strconv.Itoa(page)}}, &answer)
		if err != nil {
			return nil, err
		}
		for _, p := range answer.Photos.Photo {
			if wanted[p.ID] {
				found[p.ID] = p
			}
		}
		if page >= int(answer.Photos.Pages) {
			break
		}
	}
	var all []platforms.Metrics
	for _, id := range ids {
		if !wanted[id] {
			continue
		}
		p, err := a.counted(ctx, id, found[id])
		if platforms.ClassOf(err) == platforms.ClassGone {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, a.figures(p))
	}
	return all, nil
}

// counted fills in what the list didn't say about a photo.
func (a *Adapter) counted(ctx context.Context, id string, p photo) (photo, error) {
	if p.Views == nil || p.Comments == nil {
		faves := p.Faves
		var err error
		if p, err = a.details(ctx, id); err != nil {
			return p, err
		}
		p.Faves = faves
	}
	if p.Faves == nil {
		var answer struct {
			Photo struct {
				Total *number `json:"total"`
			} `json:"photo"`
		}
		if err := a.read(ctx, methodFaves, url.Values{"photo_id": {id}, "per_page": {"1"}}, &answer); err != nil {
			return p, err
		}
		p.Faves = answer.Photo.Total
	}
	p.ID = id
	return p, nil
}

func (a *Adapter) figures(p photo) platforms.Metrics {
	m := platforms.Metrics{ID: p.ID, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{
		platforms.Reach: "Flickr does not tell how many people saw a photo, only how often.", platforms.Shares: "Flickr does not count shares."}}
	for name, n := range map[string]*number{platforms.Views: p.Views, platforms.Likes: p.Faves, platforms.Comments: p.Comments} {
		if n == nil {
			m.Absent[name] = "Flickr gave no number."
			continue
		}
		m.Figures[name] = int64(*n)
	}
	return m
}

// AccountMetrics are the account's figures (platforms.AccountMeter): the number
// of photos. Flickr tells no followers.
func (a *Adapter) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	me, err := a.who(ctx)
	if err != nil {
		return platforms.Metrics{}, err
	}
	var answer struct {
		Person struct {
			Photos struct {
				Count struct {
					N *number `json:"_content"`
				} `json:"count"`
			} `json:"photos"`
		} `json:"person"`
	}
	if err := a.read(ctx, methodPerson, url.Values{"user_id": {me.id}}, &answer); err != nil {
		return platforms.Metrics{}, err
	}
	m := platforms.Metrics{ID: me.id, At: a.clock().UTC(), Figures: map[string]int64{}, Absent: map[string]string{
		platforms.Followers: "Flickr does not tell programs how many follow an account."}}
	if n := answer.Person.Photos.Count.N; n != nil {
		m.Figures[platforms.Posts] = int64(*n)
	} else {
		m.Absent[platforms.Posts] = "Flickr gave no number."
	}
	return m, nil
}
