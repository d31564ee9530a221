package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// batchMost is how many reads one call takes.
const batchMost = 50

// Read is the answer to one of several reads. Body is nil when there is an Err,
// and both are nil when Meta left the answer out.
type Read struct {
	Body []byte
	Err  error
}

// Reads makes several reads at once, each with an answer of its own, so that one
// object that is gone doesn't spoil the others. Paths have no version and no
// slash at their start: "1_2?fields=id". The error is that of the whole call.
func (c *Client) Reads(ctx context.Context, paths []string) ([]Read, error) {
	var all []Read
	for len(paths) > 0 {
		n := min(batchMost, len(paths))
		some, err := c.reads(ctx, paths[:n])
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		paths = paths[n:]
	}
	return all, nil
}

func (c *Client) reads(ctx context.Context, paths []string) ([]Read, error) {
	calls := make([]map[string]string, len(paths))
	for i, p := range paths {
		calls[i] = map[string]string{"method": http.MethodGet, "relative_url": p}
	}
	raw, err := json.Marshal(calls)
	if err != nil {
		return nil, fmt.Errorf("write a batch: %w", err)
	}
	var answers []*struct {
		Code int    `json:"code"`
		Body string `json:"body"`
	}
	err = c.Post(ctx, "/", url.Values{"batch": {string(raw)}, "include_headers": {"false"}}, nil, &answers)
	if platforms.ClassOf(err) == platforms.ClassUnconfirmed {
		// It only reads, whatever its method: nothing is in doubt.
		err = &platforms.Error{Class: platforms.ClassTransient, Sentence: c.o.Network + " did not answer in full. It will be asked again.", Err: errors.Unwrap(err)}
	}
	if err != nil {
		return nil, err
	}
	out := make([]Read, len(paths))
	for i, a := range answers[:min(len(answers), len(out))] {
		if a == nil {
			continue
		}
		if e := c.classify(&web.Answer{Status: a.Code, Header: http.Header{}, Body: []byte(a.Body)}); e != nil {
			out[i].Err = e
		} else if a.Code < http.StatusMultipleChoices {
			out[i].Body = []byte(a.Body)
		}
	}
	return out, nil
}
