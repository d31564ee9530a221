package graph

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"commsdesk/platforms"
)

// secretParameters never leave a call: Meta writes the token into the addresses
// of further pages.
var secretParameters = []string{"access_token", "appsecret_proof", "input_token"}

func stripped(q url.Values) url.Values {
	for _, name := range secretParameters {
		q.Del(name)
	}
	return q
}

// page is one page of an edge.
type page[T any] struct {
	Data   []T `json:"data"`
	Paging struct {
		Next string `json:"next"`
	} `json:"paging"`
}

// Inner is an edge that came inside a node by field expansion. More is true when
// the edge has further pages.
type Inner[T any] struct {
	Data []T
	More bool
	// Total is the edge's own count, when summary was asked for.
	Total int64
}

// UnmarshalJSON reads what field expansion gives.
func (i *Inner[T]) UnmarshalJSON(raw []byte) error {
	var p struct {
		page[T]
		Summary struct {
			Total int64 `json:"total_count"`
		} `json:"summary"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	*i = Inner[T]{Data: p.Data, More: p.Paging.Next != "", Total: p.Summary.Total}
	return nil
}

// emptyMost is how many pages without anything may follow on each other: Meta
// takes out of a page what is not to be seen, and more may come after it.
const emptyMost = 50

// List reads an edge page by page and hands each page to each, which tells
// whether it wants the next. Further pages are asked for at the same path with
// the parameters of "next", tokens taken out, so that no answer leads elsewhere.
func List[T any](ctx context.Context, c *Client, path string, query url.Values, each func(items []T) (more bool, err error)) error {
	asked := map[string]bool{}
	for empty := 0; ; {
		var p page[T]
		if err := c.Get(ctx, path, query, &p); err != nil {
			return err
		}
		if empty++; len(p.Data) > 0 || p.Paging.Next == "" {
			empty = 0
			more, err := each(p.Data)
			if err != nil || !more || p.Paging.Next == "" {
				return err
			}
		}
		if empty > emptyMost {
			return &platforms.Error{Class: platforms.ClassTransient, Sentence: c.o.Network + " gave one empty page after the other. It will be asked again.", Err: errors.New("no end of empty pages")}
		}
		asked[query.Encode()] = true
		_, parameters, _ := strings.Cut(p.Paging.Next, "?")
		next, err := url.ParseQuery(parameters)
		if err != nil {
			return &platforms.Error{Class: platforms.ClassTransient, Sentence: c.o.Network + " did not answer in full. It will be asked again.", Err: errors.New("the next page's address can't be read")}
		}
		query = stripped(next)
		if asked[query.Encode()] {
			return nil // it leads in a circle
		}
	}
}

// All is List with everything collected, at most most items.
func All[T any](ctx context.Context, c *Client, path string, query url.Values, most int) ([]T, error) {
	var all []T
	err := List(ctx, c, path, query, func(items []T) (bool, error) {
		all = append(all, items...)
		return len(all) < most, nil
	})
	return all[:min(len(all), most)], err
}
